"""Addresses of the portal."""

from django.urls import path

from khue.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("van-phong/", views.desk, name="desk"),
    path("van-phong/tim-kiem", views.search, name="search"),
]
