"""Addresses of the shell itself."""

from django.urls import path

from khue.core.web import preferences, views

app_name = "core"
urlpatterns = [
    path("tuy-chon", preferences.choose, name="choose"),
    path("van-phong/cong-viec", views.jobs, name="jobs"),
    path("van-phong/cong-viec/<int:job_id>", views.job, name="job"),
    path("van-phong/cong-viec/<int:job_id>/tien-do", views.job_state, name="job_state"),
    path("van-phong/cong-viec/<int:job_id>/huy", views.cancel_job, name="cancel_job"),
    path("van-phong/cong-viec/<int:job_id>/lam-lai", views.take_up_job, name="take_up_job"),
    path("van-phong/mau-giao-dien", views.style_guide, name="style_guide"),
]
