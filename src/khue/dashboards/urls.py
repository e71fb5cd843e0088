"""Addresses of boards, the director's page, the map, warnings and forecasts."""

from django.urls import path

from khue.dashboards.views import alerts, boards, director, maps, saved, walls

app_name = "dashboards"
BASE = "van-phong/dieu-hanh/"
BOARD, ALERT = BASE + "bang/<slug:code>/", BASE + "canh-bao/<int:alert_id>/"
urlpatterns = [
    path(BASE, director.director, name="director"),
    path(BASE + "bang/", boards.boards, name="boards"),
    path(BOARD, boards.board, name="board"),
    path(BOARD + "nhip", boards.pulse, name="pulse"),
    path(BOARD + "o/<str:tile>", boards.tile, name="tile"),
    path(BOARD + "tuong", walls.wall, name="wall"),
    path(BOARD + "luu", saved.save, name="save"),
    path(BASE + "khung-nhin/<int:view_id>/xoa", saved.remove, name="remove"),
    path(BASE + "ban-do", maps.map_page, name="map"),
    path(BASE + "ban-do/ranh-gioi", maps.outlines, name="outlines"),
    path(BASE + "du-bao", director.forecast, name="forecast"),
    path(BASE + "canh-bao/", alerts.alerts, name="alerts"),
    path(BASE + "canh-bao/quy-tac/moi", alerts.rule_new, name="rule_new"),
    path(BASE + "canh-bao/quy-tac/<int:rule_id>/tat", alerts.rule_stop, name="rule_stop"),
    path(ALERT, alerts.alert, name="alert"),
    path(ALERT + "nhan", alerts.take, name="take"),
    path(ALERT + "hoan", alerts.snooze, name="snooze"),
]
