"""Addresses of figures, snapshots and collections."""

from django.urls import path

from khue.indicators.views import collecting, figures, keeping, listing

app_name = "indicators"
BASE, CODE = "van-phong/chi-so/", "van-phong/chi-so/<str:code>/"
TAKEN, ASKED, ANSWER = BASE + "ban-chot/", BASE + "thu-thap/", BASE + "bao-cao/<int:answer_id>/"
urlpatterns = [
    path(BASE, listing.indicators, name="list"),
    path(TAKEN, keeping.snapshots, name="snapshots"),
    path(TAKEN + "moi", keeping.take, name="take"),
    path(TAKEN + "<int:snapshot_id>/", keeping.snapshot, name="snapshot"),
    path(TAKEN + "<int:snapshot_id>/cong-bo", keeping.publish, name="publish"),
    path(ASKED, collecting.collections, name="collections"),
    path(ASKED + "moi", collecting.collection_new, name="collection_new"),
    path(ASKED + "<int:collection_id>/", collecting.collection, name="collection"),
    path(ASKED + "<int:collection_id>/dong", collecting.collection_close, name="collection_close"),
    path(ANSWER, collecting.answer, name="answer"),
    path(ANSWER + "nhap", collecting.answer_fill, name="answer_fill"),
    path(ANSWER + "gui", collecting.answer_send, name="answer_send"),
    path(ANSWER + "duyet", collecting.answer_check, name="answer_check"),
    path(ANSWER + "tra-lai", collecting.answer_give_back, name="answer_give_back"),
    path(ANSWER + "minh-chung", collecting.evidence, name="evidence"),
    path(CODE, figures.figure, name="figure"),
    path(CODE + "dinh-nghia", listing.definition, name="definition"),
    path(CODE + "ho-so", figures.records, name="records"),
    path(CODE + "nhung", figures.embedded, name="embedded"),
]
