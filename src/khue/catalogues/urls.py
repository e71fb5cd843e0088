"""Addresses of catalogues."""

from django.urls import path

from khue.catalogues import views

app_name = "catalogues"
OFFICE = "van-phong/danh-muc"
urlpatterns = [
    path("tra-cuu/dia-chi", views.address, name="address"),
    path("tra-cuu/dia-chi/<str:level>/<str:code>", views.public_unit, name="public_unit"),
    path(f"{OFFICE}/", views.catalogues, name="catalogues"),
    path(f"{OFFICE}/don-vi-hanh-chinh", views.units, name="units"),
    path(f"{OFFICE}/don-vi-hanh-chinh/<str:level>/<str:code>", views.unit, name="unit"),
    path(f"{OFFICE}/khac-nhau", views.disagreements, name="disagreements"),
    path(f"{OFFICE}/ngay-nghi", views.holidays, name="holidays"),
    path(f"{OFFICE}/nap", views.upload, name="upload"),
    path(f"{OFFICE}/nap/<int:job_id>", views.imported, name="imported"),
    path(f"{OFFICE}/<slug:code>", views.entries, name="entries"),
]
