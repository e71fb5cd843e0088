"""Addresses of privacy."""

from django.urls import path

from khue.privacy.views import assessments, breaches, citizens, consents, records, requests

app_name = "privacy"
OFFICE = "van-phong/rieng-tu/"
urlpatterns = [
    path(f"{OFFICE}so-dang-ki", records.register, name="register"),
    path(f"{OFFICE}so-dang-ki/in", records.register_print, name="register_print"),
    path(f"{OFFICE}luu-giu", records.retention, name="retention"),
    path(f"{OFFICE}luu-giu/xoa", records.run_retention, name="run_retention"),
    path(f"{OFFICE}ho-so/<int:person_id>", records.person, name="person"),
    path(f"{OFFICE}ho-so/<int:person_id>/tam-dung-xoa", records.hold, name="hold"),
    path(f"{OFFICE}ho-so/<int:person_id>/cho-xoa", records.release, name="release"),
    path(f"{OFFICE}ho-so/<int:person_id>/bo-han-che", records.lift, name="lift"),
    path(f"{OFFICE}dong-y", consents.answers, name="consents"),
    path(f"{OFFICE}dong-y/nhac", consents.remind, name="remind"),
    path(f"{OFFICE}ho-so/<int:person_id>/dong-y", consents.record, name="record_consent"),
    path(f"{OFFICE}giay-dong-y/<int:consent_id>", consents.paper, name="paper"),
    path(f"{OFFICE}yeu-cau", requests.requests, name="requests"),
    path(f"{OFFICE}ho-so/<int:person_id>/yeu-cau", requests.enter, name="enter_request"),
    path(f"{OFFICE}yeu-cau/<int:request_id>", requests.request_page, name="request"),
    path(f"{OFFICE}yeu-cau/<int:request_id>/ban-sao", requests.copy, name="request_copy"),
    path(f"{OFFICE}yeu-cau/<int:request_id>/<slug:verb>", requests.step, name="request_step"),
    path(f"{OFFICE}su-co", breaches.breaches, name="breaches"),
    path(f"{OFFICE}su-co/moi", breaches.new, name="new_breach"),
    path(f"{OFFICE}su-co/<int:breach_id>", breaches.breach, name="breach"),
    path(f"{OFFICE}su-co/<int:breach_id>/mau-08", breaches.form_08, name="form_08"),
    path(f"{OFFICE}su-co/<int:breach_id>/<slug:verb>", breaches.step, name="breach_step"),
    path(f"{OFFICE}danh-gia", assessments.dossiers, name="dossiers"),
    path(f"{OFFICE}danh-gia/moi", assessments.new, name="new_dossier"),
    path(f"{OFFICE}danh-gia/<int:dossier_id>", assessments.dossier, name="dossier"),
    path(f"{OFFICE}danh-gia/<int:dossier_id>/gui", assessments.send, name="send_dossier"),
    path("gia-dinh/du-lieu", citizens.held, name="own_data"),
    path("gia-dinh/du-lieu/yeu-cau", citizens.requests, name="own_requests"),
    path("gia-dinh/du-lieu/yeu-cau/<int:request_id>/rut-lai", citizens.withdraw, name="withdraw_request"),
    path("gia-dinh/du-lieu/<int:person_id>/so/<slug:scheme>", citizens.number, name="own_number"),
    path("gia-dinh/du-lieu/<int:person_id>/ban-sao", citizens.copy, name="own_copy"),
    path("gia-dinh/dong-y", citizens.consents, name="own_consents"),
    path("gia-dinh/dong-y/<int:person_id>/<slug:purpose>", citizens.answer, name="answer"),
]
