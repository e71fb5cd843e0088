"""Addresses of pupils, classes and what is done with them."""

from django.urls import path

from khue.students import views
from khue.students.views import assigning, figures, opening, packages, rolling_over, transfers

app_name = "students"
PUPILS, PUPIL, CLASSES = "van-phong/hoc-sinh/", "van-phong/hoc-sinh/<int:person_id>/", "van-phong/lop/"
MOVING, ROLLING = "van-phong/chuyen-truong/", "van-phong/chuyen-nam-hoc/"
urlpatterns = [
    *figures.urlpatterns,
    path(PUPILS, views.roster, name="roster"),
    path(PUPILS + "cot", views.choose_columns, name="columns"),
    path(PUPILS + "hang-loat", views.bulk, name="bulk"),
    path(PUPILS + "hang-loat/<int:edit_id>/", views.bulk_done, name="bulk_done"),
    path(PUPILS + "hang-loat/<int:edit_id>/hoan-tac", views.bulk_undo, name="bulk_undo"),
    path(PUPIL, views.pupil, name="pupil"),
    path(PUPIL + "sua", views.pupil_edit, name="pupil_edit"),
    path(PUPIL + "ma-so/<slug:scheme>", views.pupil_number, name="pupil_number"),
    path(PUPIL + "dien", views.status_new, name="status_new"),
    path(PUPIL + "dien/<int:row_id>/sua", views.status_edit, name="status_edit"),
    path(PUPIL + "dien/<int:row_id>/ket-thuc", views.status_end, name="status_end"),
    path(PUPIL + "dien/<int:row_id>/xoa", views.status_remove, name="status_remove"),
    path(PUPIL + "suc-khoe", views.health_new, name="health_new"),
    path(PUPIL + "suc-khoe/<int:row_id>/sua", views.health_edit, name="health_edit"),
    path(PUPIL + "suc-khoe/<int:row_id>/xoa", views.health_remove, name="health_remove"),
    path(PUPIL + "khen-thuong", views.recognition_new, name="recognition_new"),
    path(PUPIL + "khen-thuong/<int:row_id>/sua", views.recognition_edit, name="recognition_edit"),
    path(PUPIL + "khen-thuong/<int:row_id>/xoa-ki-luat", views.discipline_lift, name="discipline_lift"),
    path(PUPIL + "khen-thuong/<int:row_id>/xoa", views.recognition_remove, name="recognition_remove"),
    path(CLASSES, views.classes, name="classes"),
    path(CLASSES + "cua-toi", views.my_classes, name="my_classes"),
    path(CLASSES + "<int:class_id>/", views.class_page, name="class"),
    path(CLASSES + "<int:class_id>/in", views.class_print, name="class_print"),
    path(CLASSES + "<int:class_id>/danh-so", views.number_list, name="number_list"),
    path(CLASSES + "mo", opening.class_new, name="class_new"),
    path(CLASSES + "lap-lai", opening.classes_copy, name="classes_copy"),
    path(CLASSES + "xep", opening.forming, name="forming"),
    path(CLASSES + "phan-cong", assigning.assigning, name="assigning"),
    path(CLASSES + "<int:class_id>/sua", opening.class_edit, name="class_edit"),
    path(CLASSES + "<int:class_id>/dong", opening.class_close, name="class_close"),
    path(CLASSES + "<int:class_id>/phan-cong", assigning.class_teachers, name="class_teachers"),
    path(MOVING, transfers.transfers, name="transfers"),
    path(MOVING + "di", transfers.move_out, name="move_out"),
    path(MOVING + "den", transfers.move_in, name="move_in"),
    path(MOVING + "goi-ho-so", packages.package_in, name="package_in"),
    path(MOVING + "<int:transfer_id>/", transfers.transfer, name="transfer"),
    path(MOVING + "<int:transfer_id>/goi", packages.package_out, name="package_out"),
    path(MOVING + "<int:transfer_id>/<slug:verb>", transfers.transfer_step, name="transfer_step"),
    path(ROLLING, rolling_over.roll_overs, name="roll_overs"),
    path(ROLLING + "lap", rolling_over.roll_over_new, name="roll_over_new"),
    path(ROLLING + "<int:roll_over_id>/", rolling_over.roll_over, name="roll_over"),
    path(ROLLING + "<int:roll_over_id>/sua", rolling_over.roll_over_change, name="roll_over_change"),
    path(ROLLING + "<int:roll_over_id>/chuyen", rolling_over.roll_over_run, name="roll_over_run"),
    path(ROLLING + "<int:roll_over_id>/hoan-tac", rolling_over.roll_over_undo, name="roll_over_undo"),
]
