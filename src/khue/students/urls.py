"""Addresses of pupils, classes and what is done with them."""

from django.urls import path

from khue.students import views
from khue.students.views import figures

app_name = "students"
PUPILS, PUPIL, CLASSES = "van-phong/hoc-sinh/", "van-phong/hoc-sinh/<int:person_id>/", "van-phong/lop/"
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
]
