"""Every indicator of the province on a day, as one table with its dictionary."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.indicators import PERIODS
from khue.core.manifest import Export
from khue.core.words import N_
from khue.indicators import queries
from khue.indicators.rules import OWNERS, STATES
from khue.organisations import queries as organisations

COLUMNS = (
    (N_("Mã"), N_("Mã chỉ số, không đổi")),
    (N_("Chỉ số"), N_("Tên chỉ số")),
    (N_("Giá trị"), N_("Để trống là chưa có số liệu, không phải bằng 0")),
    (N_("Đơn vị tính"), N_("Phần trăm, người, trường…")),
    (N_("Tử số"), N_("Số ở trên của phép chia, hoặc số lượng")),
    (N_("Mẫu số"), N_("Số ở dưới của phép chia")),
    (N_("Tình trạng"), N_("Có số liệu, hoặc vì sao chưa có")),
    (N_("Ý nghĩa"), N_("Đếm cái gì, trên cái gì")),
    (N_("Căn cứ"), N_("Văn bản quy định")),
    (N_("Phụ trách"), N_("Phòng của Sở chịu trách nhiệm")),
    (N_("Kì"), N_("Bao lâu tính một lần")),
    (N_("Phiên bản"), N_("Phiên bản định nghĩa")),
    (N_("Ghi chú"), N_("Điều phải biết khi đọc số này")),
)


def rows(actor: Actor, on: date) -> Iterator[list[Any]]:
    """Yield a line an indicator, for the highest unit."""
    found = queries.figures_at(actor, organisations.top_id() or 0, queries.reading_of_day(on))
    for figure in found.values():
        one, shown = figure.indicator, figure.state == "known"
        yield [
            one.code,
            _(one.title),
            figure.number,
            _(one.unit),
            figure.value.numerator if shown else None,
            figure.value.denominator if shown else None,
            _(STATES[figure.state]),
            _(one.means),
            _(one.source),
            _(OWNERS[one.owner]),
            _(PERIODS[one.every]),
            one.version,
            _(figure.note),
        ]


INDICATORS_EXPORT = Export("indicators", N_("Chỉ số toàn tỉnh"), COLUMNS, rows)
