"""Addresses of organisations."""

from django.urls import path

from khue.organisations import views

app_name = "organisations"
urlpatterns = [
    path("van-phong/don-vi/", views.tree, name="tree"),
    path("van-phong/don-vi/danh-sach", views.units, name="list"),
    path("van-phong/don-vi/goi-y", views.suggestions, name="suggestions"),
    path("van-phong/don-vi/ban-do", views.area_map, name="map"),
    path("van-phong/don-vi/ban-do/ranh-gioi.json", views.outlines, name="outlines"),
    path("van-phong/don-vi/tham-quyen", views.authorities, name="authorities"),
    path("van-phong/don-vi/doi-dia-gioi", views.restating, name="restate"),
    path("van-phong/don-vi/quyet-dinh/", views.decisions, name="decisions"),
    path("van-phong/don-vi/quyet-dinh/<int:decision_id>/", views.decision, name="decision"),
    path("van-phong/don-vi/quyet-dinh/<int:decision_id>/van-ban", views.decision_file, name="decision_file"),
    path("van-phong/don-vi/quyet-dinh/<int:decision_id>/huy-bo", views.undo, name="undo"),
    path("van-phong/don-vi/ghi-nhan/<slug:verb>", views.decide, name="decide"),
    path("van-phong/don-vi/<int:organisation_id>/", views.card, name="card"),
    path("truong-hoc", views.schools, name="schools"),
    path("truong-hoc/<int:organisation_id>", views.school, name="school"),
]
