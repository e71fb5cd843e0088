"""Addresses of staff."""

from django.urls import path

from khue.staff import views

app_name = "staff"
urlpatterns = [
    path("van-phong/nhan-su/", views.posts, name="posts"),
    path("van-phong/nhan-su/them", views.hire, name="hire"),
    path("van-phong/nhan-su/chuyen-ca-don-vi", views.carry_over, name="carry_over"),
    path("van-phong/nhan-su/nguoi/<int:person_id>/", views.person, name="person"),
    path("van-phong/nhan-su/<int:post_id>/ket-thuc", views.end, name="end"),
]
