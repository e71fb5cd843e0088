"""Addresses of the import pages."""

from django.urls import path

from khue.core.sheets import mapping_views, views

app_name = "imports"
urlpatterns = [
    path("van-phong/nhap-lieu/", views.kinds, name="kinds"),
    path("van-phong/nhap-lieu/lan/<int:batch_id>/", views.batch, name="batch"),
    path("van-phong/nhap-lieu/lan/<int:batch_id>/tep-loi", views.problems, name="problems"),
    path("van-phong/nhap-lieu/lan/<int:batch_id>/ghep-cot", mapping_views.mapping, name="mapping"),
    path("van-phong/nhap-lieu/lan/<int:batch_id>/ghi", views.write, name="write"),
    path("van-phong/nhap-lieu/lan/<int:batch_id>/hoan-tac", views.undo, name="undo"),
    path("van-phong/nhap-lieu/<slug:kind>/", views.kind, name="kind"),
    path("van-phong/nhap-lieu/<slug:kind>/mau", views.template, name="template"),
]
