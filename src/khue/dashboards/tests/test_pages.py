"""Boards open, move within a pulse, stand when a figure fails, and refuse strangers."""

import re
from dataclasses import replace
from datetime import timedelta

from django.db import DatabaseError
from django.urls import reverse
from django.utils.timezone import localdate

from khue.core import counting
from khue.core.actor import acting_as, system_actor
from khue.core.manifest import Goal, manifests
from khue.dashboards.rules import BOARDS
from khue.indicators import actions as figures
from khue.indicators import queries
from khue.security.samples import signed_in
from khue.students import actions as students
from khue.students.actions import Leaving


def page(client, name, *args, status=200, **asked):
    answer = client.get(reverse(f"dashboards:{name}", args=args), asked)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_every_board_opens_for_province_commune_and_school_from_one_definition(cast):
    client, units = signed_in(cast.hoa), cast.units
    for board in BOARDS:
        for unit in (units.department, units.commune, units.school_a):
            shown = page(client, "board", board.code, don_vi=unit)
            assert ("Số trường</a>" in shown) == (board.code == "mang-luoi" and unit != units.school_a)
    pupils = page(client, "board", "hoc-sinh")
    assert "2/2 trường có dữ liệu" in pupils and "tính lúc" in pupils
    assert "chi-so/students.pupils/" in pupils
    assert "Mạng lưới trường, lớp" in page(client, "boards")
    assert "data-seconds" in page(client, "wall", "hoc-sinh")


def test_a_school_sees_its_own_board_only(cast):
    client = signed_in(cast.quan)
    assert "Trường THCS Lê Lợi" in page(client, "board", "hoc-sinh")
    for name, args in (("board", ["hoc-sinh"]), ("pulse", ["hoc-sinh"]), ("tile", ["hoc-sinh", "students.pupils"])):
        page(client, name, *args, don_vi=cast.units.school_a, status=403)
    page(client, "board", "hoc-sinh", so_voi=cast.units.school_a, status=403)
    page(client, "board", "khong-co", status=404)
    page(client, "tile", "hoc-sinh", "exams.mean", status=404)


def test_a_fact_recorded_is_on_the_board_at_the_next_pulse(cast, world):
    client = signed_in(cast.hoa)
    page(client, "board", "hoc-sinh")
    beat, tile = reverse("dashboards:pulse", args=["hoc-sinh"]), ["hoc-sinh", "students.pupils"]
    first = client.get(beat)
    assert client.get(beat, headers={"If-None-Match": first["ETag"]}).status_code == 304
    shown = client.get(reverse("dashboards:tile", args=tile))
    assert "<strong>9</strong>" in shown.content.decode()
    assert (
        client.get(reverse("dashboards:tile", args=tile), headers={"If-None-Match": shown["ETag"]}).status_code == 304
    )
    with acting_as(system_actor()) as system:
        students.leave(system, world.ten.stays[0].pk, Leaving(localdate(), "dropped_out", "", "Đi làm"))
    second = client.get(beat, headers={"If-None-Match": first["ETag"]})
    moved = {code for code, mark in second.json()["tiles"].items() if mark != first.json()["tiles"][code]}
    assert "students.pupils" in moved and "students.dropped_out" in moved
    again = client.get(reverse("dashboards:tile", args=tile), headers={"If-None-Match": shown["ETag"]})
    assert "<strong>8</strong>" in again.content.decode()


def test_an_indicator_that_fails_says_so_and_the_page_stands(cast, monkeypatch):
    real = counting._from
    origin = next(one for one in queries.origins() if one.name == "students.classes")
    monkeypatch.setattr(
        counting, "_from", lambda source, join="": "FROM none" if source is origin.source else real(source, join)
    )
    shown = page(signed_in(cast.hoa), "board", "mang-luoi")
    assert "Ô này chưa tính được" in shown and "Số trường" in shown


def test_a_board_is_turned_back_to_a_published_day_and_tells_what_changed_since(cast, world):
    hoa = world.hoa("indicators.take", "indicators.publish")
    then = localdate() - timedelta(days=40)
    with acting_as(hoa):
        figures.publish(hoa, figures.take(hoa, then).pk)
    with acting_as(system_actor()) as system:
        students.leave(system, world.ten.stays[0].pk, Leaving(localdate(), "dropped_out", "", "Đi làm"))
    client = signed_in(cast.hoa)
    shown = page(client, "board", "hoc-sinh")
    assert "−1" in shown and "tile-spark" in shown and f"{then:%d/%m/%Y}" in shown
    back = page(client, "board", "hoc-sinh", ngay=f"{then:%d/%m/%Y}")
    assert "<strong>9</strong>" in back and "data-pulse" not in back


def test_goals_and_late_work_of_other_apps_stand_on_the_directors_page(cast, monkeypatch):
    goal = Goal("students.pupils", cast.units.department, "≥ 100", lambda value: value >= 100, "Kế hoạch mẫu", "/x")
    monkeypatch.setattr("khue.dashboards.queries.tiles.goals_of", lambda *_: {"students.pupils": (goal,)})
    monkeypatch.setattr("khue.dashboards.queries.goals_of", lambda *_: {"students.pupils": (goal,)})
    client = signed_in(cast.hoa)
    assert "Dưới chỉ tiêu" in page(client, "board", "hoc-sinh")
    shown = page(client, "director")
    assert "chỉ tiêu ≥ 100" in shown and "Kế hoạch mẫu" in shown and "Phòng Giáo dục Trung học" in shown


def test_an_app_that_fails_is_one_line_of_the_directors_page(cast, monkeypatch):
    def broken(_actor):
        raise DatabaseError

    first = manifests()[0]
    monkeypatch.setattr("khue.dashboards.queries.lines.manifests", lambda: (replace(first, alerts=[broken]),))
    assert "Phần này chưa đọc được" in page(signed_in(cast.hoa), "director")


def test_two_units_stand_side_by_side_and_a_view_is_saved_for_oneself(cast):
    client, units = signed_in(cast.hoa), cast.units
    shown = page(client, "board", "hoc-sinh", don_vi=units.school_a, so_voi=units.school_b)
    assert "Trường THCS Lê Lợi" in shown and "tile-other" in shown
    url = f"{reverse('dashboards:save', args=['hoc-sinh'])}?don_vi={units.school_a}"
    assert client.post(url, {"ten": "Trường A"}).status_code == 302
    assert client.post(url, {"ten": "Trường A"}).status_code == 422
    listed = page(client, "boards")
    assert "Trường A" in listed and f"bang/hoc-sinh/?don_vi={units.school_a}" in listed
    view_id = int(re.findall(r"khung-nhin/(\d+)/xoa", listed)[0])
    other = signed_in(cast.quan)
    assert "Trường A" not in page(other, "boards")
    page(other, "remove", view_id, status=404)
    assert client.post(reverse("dashboards:remove", args=[view_id])).status_code == 302
    assert "Trường A" not in page(client, "boards")


def test_the_map_lists_communes_with_their_values(cast):
    client = signed_in(cast.hoa)
    shown = page(client, "map")
    assert "Phòng Văn hoá – Xã hội xã Bình Minh" in shown and "Chưa nạp ranh giới" in shown
    assert client.get(reverse("dashboards:outlines")).json() == {"type": "FeatureCollection", "features": []}
    page(client, "map", chi_so="indicators.computers", status=404)


def test_a_forecast_without_history_says_so(cast):
    assert "Chưa đủ dữ liệu" in page(signed_in(cast.hoa), "forecast")


def test_programs_read_boards_within_their_rights(cast):
    client = signed_in(cast.hoa)
    assert len(client.get("/api/v1/boards").json()) == len(BOARDS)
    tiles = {one["indicator"]: one for one in client.get("/api/v1/boards/hoc-sinh").json()}
    assert (tiles["students.pupils"]["value"], tiles["students.pupils"]["of"]) == (9, 2)
    assert client.get("/api/v1/boards/forecast").json()["enough"] is False
    assert client.get("/api/v1/boards/alerts").json()["items"] == []
    assert client.get("/api/v1/boards/khong-co").status_code == 404
    stranger = signed_in(cast.quan)
    assert stranger.get(f"/api/v1/boards/hoc-sinh?unit={cast.units.school_a}").status_code == 403
