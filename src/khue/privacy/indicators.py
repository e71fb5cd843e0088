"""How requests and breaches of personal data are handled, counted from their files."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.indicators import Behind, Figures, Indicator, Measure, Source
from khue.core.web.formats import day
from khue.core.words import N_
from khue.privacy.models import Breach, Request
from khue.privacy.rules import REQUEST, Can

SOURCE = N_("Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 và Nghị định 356/2025/NĐ-CP")
YEAR = "date_trunc('year', %(on)s::date)::date AND %(on)s::date"
CLOSED = "(asked.closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


def _requests(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    rows = Request.objects.filter(pk__in=list(keys)).order_by("-received_on", "pk")
    return [
        Behind(
            row.pk,
            _("Yêu cầu số {number}").format(number=row.pk),
            f"{_(REQUEST.states[row.state])}, {day(row.received_on)}",
            reverse("privacy:request", args=[row.pk]),
            row.organisation_id,
        )
        for row in rows
    ]


def _breaches(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    rows = Breach.objects.filter(pk__in=list(keys)).order_by("-found_at")
    return [
        Behind(row.pk, row.title, day(row.found_at), reverse("privacy:breach", args=[row.pk]), row.organisation_id)
        for row in rows
    ]


REQUESTS = Source(
    f"FROM privacy_request asked WHERE asked.received_on BETWEEN {YEAR}",
    unit="asked.organisation_id",
    key="asked.id",
    groups={"right": 'asked."right"'},
    measures={
        "requests": Measure(N_("Yêu cầu nhận từ đầu năm tới ngày tính.")),
        "requests_settled": Measure(N_("Đã kết thúc vào ngày tính."), f"{CLOSED} <= %(on)s::date"),
        "requests_in_time": Measure(
            N_("Kết thúc không muộn hơn hạn thực hiện."), f"{CLOSED} <= %(on)s::date AND {CLOSED} <= asked.due"
        ),
        "requests_overdue": Measure(
            N_("Quá hạn thực hiện mà chưa kết thúc vào ngày tính."),
            f"asked.due < %(on)s::date AND ({CLOSED} IS NULL OR {CLOSED} > %(on)s::date)",
        ),
    },
    watches={"privacy_request": "changed.organisation_id"},
    opens=_requests,
)
BREACHES = Source(
    f"FROM privacy_breach found WHERE found.found_at::date BETWEEN {YEAR}",
    unit="found.organisation_id",
    key="found.id",
    measures={
        "breaches": Measure(N_("Sự cố phát hiện từ đầu năm tới ngày tính.")),
        "serious_breaches": Measure(N_("Sự cố nghiêm trọng."), "found.is_serious"),
        "breaches_reported_in_time": Measure(
            N_("Sự cố nghiêm trọng đã báo cáo trong 72 giờ từ khi phát hiện."),
            "found.is_serious"
            " AND coalesce(found.noticed_at, found.reported_at) <= found.found_at + interval '72 hours'",
        ),
    },
    watches={"privacy_breach": "changed.organisation_id"},
    opens=_breaches,
)
INDICATORS = (
    Indicator(
        "privacy.requests", N_("Số yêu cầu về dữ liệu cá nhân"), N_("yêu cầu"), "requests",
        N_("Yêu cầu của người có dữ liệu nhận từ đầu năm."), SOURCE, every="quarter", owner="office", by=("right",),
    ),
    Indicator(
        "privacy.in_time_share", N_("Tỉ lệ yêu cầu về dữ liệu cá nhân giải quyết đúng hạn"), "%", "requests_in_time",
        N_("Yêu cầu kết thúc đúng hạn, trong số yêu cầu đã kết thúc."), SOURCE,
        denominator="requests_settled", scale=100, digits=1, exists="requests", every="quarter", direction="up",
        owner="office",
    ),
    Indicator(
        "privacy.overdue", N_("Số yêu cầu về dữ liệu cá nhân quá hạn"), N_("yêu cầu"), "requests_overdue",
        N_("Yêu cầu quá hạn thực hiện mà chưa kết thúc."), SOURCE,
        exists="requests", every="month", direction="down", owner="office",
    ),
    Indicator(
        "privacy.breaches", N_("Số sự cố dữ liệu cá nhân"), N_("sự cố"), "breaches",
        N_("Sự cố phát hiện từ đầu năm; nơi chưa ghi sự cố nào thì chưa có dữ liệu."), SOURCE,
        every="quarter", direction="down", owner="office",
    ),
    Indicator(
        "privacy.reported_in_time_share", N_("Tỉ lệ sự cố nghiêm trọng báo cáo trong 72 giờ"), "%",
        "breaches_reported_in_time", N_("Sự cố nghiêm trọng báo trong 72 giờ, trong số sự cố nghiêm trọng."), SOURCE,
        denominator="serious_breaches", scale=100, digits=1, exists="breaches", every="quarter", direction="up",
        owner="office",
    ),
)  # fmt: skip
FIGURES = Figures(
    INDICATORS,
    (REQUESTS, BREACHES),
    permission=Can.SEE,
    groups={"right": N_("Quyền được yêu cầu")},
)
