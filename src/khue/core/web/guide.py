"""The style guide: every component with sample contents, so that one sees what one writes with. Demo only."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.timezone import now

from khue.core.models import Job
from khue.core.web.charts import Chart, Series
from khue.core.web.parts import Moment, Tab
from khue.core.web.tables import Column, Table, listing

KINDS = [("", "Tất cả"), ("thpt", "Trung học phổ thông"), ("thcs", "Trung học cơ sở"), ("th", "Tiểu học")]
STATES = {"open": ("Đang hoạt động", "good"), "merged": ("Đã sáp nhập", "neutral"), "checking": ("Chờ kiểm dò", "warn")}

SCHOOLS = Table(
    "core.guide",
    "Trường mẫu",
    (
        Column("code", "Mã", sort="code"),
        Column("name", "Tên đơn vị", sort="name", url=lambda row: f"?xem={row['code']}"),
        Column("kind", "Loại", value=lambda row: dict(KINDS)[row["kind"]]),
        Column("opened_on", "Từ ngày", kind="day", sort="opened_on"),
        Column("pupils", "Học sinh", kind="number", sort="pupils"),
        Column("share", "Tỉ lệ đạt", kind="percent"),
        Column("state", "Trạng thái", kind="badge", value=lambda row: STATES[row["state"]]),
    ),
    order="code",
    size=8,
)
NAMES = (
    "Lê Khiết",
    "Trần Quốc Tuấn",
    "Kon Tum",
    "Đăk Hà",
    "Bình Sơn",
    "Mộ Đức",
    "Sa Huỳnh",
    "Lý Sơn",
    "Trà Bồng",
    "Ngọc Hồi",
)


def sample_rows() -> list[dict[str, Any]]:
    """Return schools that do not exist."""
    return [
        {
            "code": f"51{place:04d}",
            "name": f"Trường {('THPT', 'THCS', 'Tiểu học')[place % 3]} {NAMES[place % len(NAMES)]}",
            "kind": ("thpt", "thcs", "th")[place % 3],
            "opened_on": date(1975 + place, 1 + place % 12, 1 + place % 28),
            "pupils": 240 + place * 137 % 1900,
            "share": (60 + place * 7 % 40) / 100,
            "state": ("open", "open", "checking", "merged")[place % 4],
        }
        for place in range(20)
    ]


class Narrow(forms.Form):
    """Narrows the sample list."""

    q = forms.CharField(label="Tên hoặc mã", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="Loại", required=False, choices=KINDS)


class Sample(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Tên đơn vị", max_length=100, help_text="Viết đủ như trong quyết định thành lập.")
    kind = forms.ChoiceField(label="Loại", choices=KINDS[1:])
    opened_on = forms.DateField(label="Ngày thành lập")
    pupils = forms.IntegerField(label="Số học sinh", min_value=0)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    border = forms.ChoiceField(
        label="Ranh giới", widget=forms.RadioSelect, choices=[("then", "Của thời điểm đó"), ("now", "Hiện nay")]
    )
    sure = forms.BooleanField(label="Tôi đã đối chiếu với quyết định gốc")


def charts() -> list[Chart]:
    """Return a chart of several kinds."""
    steps = [f"{step / 2:g}".replace(".", ",") for step in range(21)]
    counts = [3, 9, 41, 96, 160, 233, 318, 402, 455, 498, 470, 401, 322, 251, 180, 121, 77, 40, 18, 6, 2]
    years = ["2022", "2023", "2024", "2025", "2026"]
    return [
        Chart(
            "guide-bar",
            "Phổ điểm Toán",
            "bar",
            steps,
            (Series("Thí sinh", counts),),
            x="Điểm",
            y="Số thí sinh",
            marks={"Điểm đang tra": 13},
        ),
        Chart(
            "guide-line",
            "Điểm trung bình theo năm",
            "line",
            years,
            (Series("Toán", [6.2, 6.3, 6.5, 5.9, 6.1]), Series("Ngữ văn", [6.5, 6.9, 7.2, 7.0, None])),
            x="Năm",
            y="Điểm",
            digits=2,
            note="Năm 2026 chưa có số liệu môn Ngữ văn.",
        ),
        Chart(
            "guide-hbar",
            "Tỉ lệ từ 5 điểm trở lên",
            "hbar-stacked",
            ["Toán", "Ngữ văn", "Tiếng Anh", "Lịch sử"],
            (Series("Từ 5 trở lên", [71.2, 88.0, 52.4, 64.1]), Series("Dưới 5", [28.8, 12.0, 47.6, 35.9])),
            y="Tỉ lệ",
            unit="%",
            digits=1,
        ),
        Chart(
            "guide-pie",
            "Loại hình trường",
            "pie",
            ["Công lập", "Tư thục", "Dân lập"],
            (Series("Trường", [612, 84, 9]),),
            x="Loại hình",
        ),
    ]


def page(request: HttpRequest) -> HttpResponseBase:
    """Show the style guide."""
    narrow = Narrow(request.GET)
    wanted, kind = request.GET.get("q", "").casefold(), request.GET.get("kind", "")
    found = [
        row for row in sample_rows() if wanted in (row["name"] + row["code"]).casefold() and kind in ("", row["kind"])
    ]
    moments = [
        Moment(date(1991, 9, 5), "Thành lập", "Quyết định số 12/QĐ-UB.", "accent", icon="flag"),
        Moment(date(2009, 8, 1), "Đổi tên", "Từ «THPT bán công» thành «THPT Lê Khiết».", "info"),
        Moment(
            "01/07/2025",
            "Về tỉnh Quảng Ngãi mới",
            "Sáp nhập tỉnh Kon Tum vào tỉnh Quảng Ngãi.",
            "warn",
            note="Biết từ 28/06/2025",
        ),
    ]
    running = Job(
        pk=0,
        title="Nhập kết quả thi 2017",
        state=Job.State.RUNNING,
        done=182_400,
        total=276_150,
        message="Đang kiểm tra từng dòng",
        created_at=now(),
    )
    failed = Job(
        pk=0,
        title="Nhập danh sách trường",
        state=Job.State.FAILED,
        done=120,
        total=540,
        message="12 dòng chưa hợp lệ",
        result={"problems_url": "#"},
    )
    return listing(
        request,
        "core/guide.html",
        SCHOOLS,
        found,
        form=narrow,
        sample=Sample({"name": "", "kind": "thpt", "opened_on": "31/02/2025", "pupils": "12"}),
        tabs_shown=[
            Tab("Tổng quan", "#", current=True, icon="layout-dashboard"),
            Tab("Đơn vị", "#", count=1284),
            Tab("Lịch sử", "#"),
        ],
        moments=moments,
        pairs=[("Mã đơn vị", "510024"), ("Địa chỉ", "Phường Cẩm Thành, tỉnh Quảng Ngãi"), ("Điện thoại", None)],
        charts=charts(),
        running=running,
        failed=failed,
        tones=["neutral", "info", "good", "warn", "bad", "accent"],
    )
