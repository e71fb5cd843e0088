"""The director's page, and the forecast of pupils."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.core.manifest import LINES
from khue.core.web.charts import Chart, Series
from khue.core.web.formats import number
from khue.dashboards import queries
from khue.dashboards.rules import FEWEST_YEARS, Forecast, Outlook
from khue.dashboards.views.boards import tile_shown
from khue.dashboards.views.scopes import found_board, goals_at, scope_of

HEAD = (("mang-luoi", "organisations.schools"), ("hoc-sinh", "students.pupils"), ("giao-vien", "staff.teachers"))
TAIL = (("mang-luoi", "students.class_size"), ("hoc-sinh", "students.attendance_share"))
ICONS = {"decide": "gavel", "late": "clock-exclamation", "below": "target-arrow", "changed": "activity"}
TONES = {"decide": "accent", "late": "bad", "below": "warn", "changed": "info"}
MOST = 12


@require_GET
def director(request: HttpRequest) -> HttpResponse:
    """Show what needs a decision, what is late, what is below target and what changed."""
    scope = scope_of(request)
    goals = goals_at(scope.looked)
    lines = queries.lines_of(scope.looked.actor, scope.looked, goals)
    tiles = []
    for code, name in (*HEAD, *TAIL):
        board = found_board(code)
        for tile in queries.tiles_at(board, scope.looked):
            if tile.code == name:
                tiles.append(tile_shown(board, queries.see(tile, scope.looked, goals.get(name, ())), scope))
    shown = {
        "scope": scope,
        "form": scope.form,
        "tiles": [{**tile, "chart": None} for tile in tiles],
        "groups": [
            {
                "kind": kind, "title": title, "icon": ICONS[kind], "tone": TONES[kind], "lines": lines[kind][:MOST],
                "more": max(0, len(lines[kind]) - MOST), "count": len(lines[kind]),
            }
            for kind, title in LINES.items()
        ],
    }  # fmt: skip
    return render(request, "dashboards/director.html", shown)


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """Show the pupils expected in five years, with range and test; or that there is not enough history."""
    scope = scope_of(request)
    years, outlook = queries.outlook(scope.looked)
    shown = {
        "scope": scope,
        "form": scope.form,
        "years": sorted(years),
        "outlook": outlook,
        "fewest": FEWEST_YEARS,
        "chart": total_chart(years, outlook) if outlook.rows else None,
        "rows": by_grade(outlook.rows),
        "ahead": sorted({row.year for row in outlook.rows}),
    }
    return render(request, "dashboards/forecast.html", shown)


def total_chart(years: dict[int, dict[str, int]], outlook: Outlook) -> Chart:
    """Return the line of all pupils: what was, and what is expected between fewest and most."""
    ahead = sorted({row.year for row in outlook.rows})
    known = sorted(years)
    sums = {
        part: [sum(getattr(row, part) for row in outlook.rows if row.year == year) for year in ahead]
        for part in ("low", "middle", "high")
    }
    blank: list[int | None] = [None] * (len(known) - 1)
    now = sum(years[known[-1]].values())
    was: list[int | None] = [sum(years[year].values()) for year in known]
    after: list[int | None] = [None] * len(ahead)
    return Chart(
        "du-bao",
        _("Tổng số học sinh"),
        "line",
        [f"{year}-{year + 1}" for year in (*known, *ahead)],
        [
            Series(_("Đã biết"), [*was, *after]),
            Series(_("Dự báo"), [*blank, now, *sums["middle"]]),
            Series(_("Thấp nhất"), [*blank, now, *sums["low"]]),
            Series(_("Cao nhất"), [*blank, now, *sums["high"]]),
        ],
        x=_("Năm học"),
        unit=_("học sinh"),
        digits=0,
    )


def by_grade(rows: tuple[Forecast, ...]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a line a grade: what is expected each year, and the range."""
    grades = list(dict.fromkeys(row.grade for row in rows))
    return [
        (
            grade,
            [
                (number(row.middle), f"{number(row.low)} – {number(row.high)}")
                for row in rows
                if row.grade == grade
            ],
        )
        for grade in grades
    ]  # fmt: skip
