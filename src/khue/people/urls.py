"""Addresses of people."""

from django.urls import path

from khue.people.views import browsing, editing, likeness, numbers, relating

app_name = "people"
urlpatterns = [
    path("van-phong/nguoi/", browsing.people, name="list"),
    path("van-phong/nguoi/goi-y-noi", browsing.places, name="places"),
    path("van-phong/nguoi/them", editing.new, name="new"),
    path("van-phong/nguoi/tra-noi-khac", numbers.elsewhere, name="elsewhere"),
    path("van-phong/nguoi/<int:person_id>/", browsing.person, name="person"),
    path("van-phong/nguoi/<int:person_id>/sua", editing.edit, name="edit"),
    path("van-phong/nguoi/<int:person_id>/anh", browsing.photo, name="photo"),
    path("van-phong/nguoi/<int:person_id>/anh/doi", editing.photo_change, name="photo_change"),
    path("van-phong/nguoi/<int:person_id>/anh/xoa", editing.photo_remove, name="photo_remove"),
    path("van-phong/nguoi/<int:person_id>/so/<slug:scheme>", numbers.number, name="number"),
    path("van-phong/nguoi/<int:person_id>/ma/them", numbers.identifier_new, name="identifier_new"),
    path(
        "van-phong/nguoi/<int:person_id>/ma/<int:identifier_id>/ket-thuc",
        numbers.identifier_end,
        name="identifier_end",
    ),
    path("van-phong/nguoi/<int:person_id>/nguoi-than/them", relating.relative_new, name="relative_new"),
    path("van-phong/nguoi/<int:person_id>/nguoi-than/theo-ma", relating.relative_by_number, name="relative_by_number"),
    path(
        "van-phong/nguoi/<int:person_id>/nguoi-than/<int:relation_id>/sua",
        relating.relation_edit,
        name="relation_edit",
    ),
    path(
        "van-phong/nguoi/<int:person_id>/nguoi-than/<int:relation_id>/ket-thuc",
        relating.relation_end,
        name="relation_end",
    ),
    *likeness.urlpatterns,
]
