"""Addresses of security."""

from django.urls import path

from khue.security import views

app_name = "security"
urlpatterns = [
    path("dang-nhap", views.sign_in, name="sign_in"),
    path("dang-xuat", views.sign_out, name="sign_out"),
    path("van-phong/tai-khoan", views.account, name="account"),
    path("van-phong/nhat-ky", views.events, name="events"),
]
