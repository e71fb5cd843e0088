"""The network of schools, counted from the units of a day."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.indicators import Behind, Figures, Indicator, Measure, Source
from khue.core.words import N_
from khue.organisations import queries
from khue.organisations.rules import KINDS, LEVELS, OWNERSHIPS, Can

SOURCE = N_("Thông tư 19/2017/TT-BGDĐT (chỉ tiêu thống kê ngành giáo dục), cần đối chiếu bản hiện hành")
LAW = N_("Luật Giáo dục 43/2019/QH14, các điều 47, 61 đến 65")
NETWORK = ("ownership", "level")
SCHOOLS, UNITS = N_("trường"), N_("đơn vị")


def _units(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    rows = queries.as_of().filter(organisation_id__in=list(keys)).select_related("organisation").order_by("sort_key")
    return [
        Behind(
            row.organisation_id,
            row.name,
            f"{_(KINDS[row.kind])}, {row.organisation.code}",
            reverse("organisations:card", args=[row.organisation_id]),
            row.organisation_id,
        )
        for row in rows
    ]


def _of(level: str) -> str:
    return f"version.kind = 'school' AND '{level}' = ANY (version.levels)"


HAS_CODE = (
    "version.kind = 'school' AND EXISTS (SELECT FROM organisations_organisationcode held"
    " WHERE held.organisation_id = version.organisation_id AND held.scheme = 'moet'"
    " AND upper_inf(held.recorded) AND held.valid @> %(on)s::date)"
)
UNITS_OF_DAY = Source(
    """FROM organisations_organisationversion version {join}
    WHERE upper_inf(version.recorded) AND version.valid @> %(on)s::date""",
    unit="version.organisation_id",
    key="version.organisation_id",
    groups={"ownership": "version.ownership"},
    joined={"level": ("CROSS JOIN LATERAL unnest(version.levels) AS level (code)", "level.code")},
    measures={
        "units": Measure(N_("Đơn vị đang hoạt động vào ngày tính.")),
        "schools": Measure(N_("Là trường đang hoạt động vào ngày tính."), "version.kind = 'school'"),
        "preschools": Measure(
            N_("Trường có cấp nhà trẻ hoặc mẫu giáo."),
            "version.kind = 'school' AND version.levels && ARRAY['nursery', 'kindergarten']::varchar[]",
        ),
        "primary_schools": Measure(N_("Trường có cấp tiểu học."), _of("primary")),
        "lower_secondary_schools": Measure(N_("Trường có cấp trung học cơ sở."), _of("lower_secondary")),
        "upper_secondary_schools": Measure(N_("Trường có cấp trung học phổ thông."), _of("upper_secondary")),
        "many_level_schools": Measure(
            N_("Trường phổ thông có nhiều cấp học."),
            "version.kind = 'school' AND cardinality(ARRAY(SELECT unnest(version.levels)"
            " INTERSECT SELECT unnest(ARRAY['primary', 'lower_secondary', 'upper_secondary']))) >= 2",
        ),
        "private_schools": Measure(
            N_("Trường ngoài công lập."), "version.kind = 'school' AND version.ownership NOT IN ('public', '')"
        ),
        "schools_with_ownership": Measure(
            N_("Trường đã ghi hình thức sở hữu."), "version.kind = 'school' AND version.ownership <> ''"
        ),
        "specialised_schools": Measure(N_("Trường chuyên."), "'specialised' = ANY (version.features)"),
        "boarding_schools": Measure(
            N_("Trường phổ thông dân tộc nội trú hoặc bán trú."),
            "version.features && ARRAY['ethnic_boarding', 'ethnic_semi_boarding']::varchar[]",
        ),
        "sites": Measure(N_("Điểm trường lẻ."), "version.kind = 'site'"),
        "nursery_groups": Measure(N_("Nhóm trẻ, lớp mẫu giáo độc lập."), "version.kind = 'nursery_group'"),
        "continuing_centres": Measure(N_("Trung tâm giáo dục thường xuyên."), "version.kind = 'continuing_centre'"),
        "vocational_centres": Measure(N_("Cơ sở giáo dục nghề nghiệp."), "version.kind = 'vocational_centre'"),
        "commune_offices": Measure(N_("Phòng Văn hoá – Xã hội cấp xã."), "version.kind = 'commune_office'"),
        "schools_with_code": Measure(N_("Trường có mã của Bộ còn hiệu lực."), HAS_CODE),
        "schools_with_address": Measure(
            N_("Trường đã ghi địa chỉ và đơn vị hành chính."),
            "version.kind = 'school' AND version.address <> '' AND version.area_code <> ''",
        ),
    },
    watches={
        "organisations_organisationversion": "changed.organisation_id",
        "organisations_organisationcode": "changed.organisation_id",
    },
    opens=_units,
)


def _count(name: str, title: str, means: str, *, unit: str = UNITS, by: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        f"organisations.{name}", title, unit, name, means, SOURCE, by=by, exists="units", owner="finance"
    )  # fmt: skip


def _share(name: str, title: str, above: str, below: str, means: str, source: str, direction: str = "") -> Indicator:
    return Indicator(
        f"organisations.{name}", title, "%", above, means, source,
        denominator=below, scale=100, digits=1, exists="schools", owner="finance", direction=direction,
    )  # fmt: skip


INDICATORS = (
    _count("schools", N_("Số trường"), N_("Trường đang hoạt động vào ngày tính."), unit=SCHOOLS, by=NETWORK),
    _count("preschools", N_("Số trường mầm non"), N_("Trường có cấp mầm non."), unit=SCHOOLS, by=("ownership",)),
    _count(
        "primary_schools", N_("Số trường có cấp tiểu học"), N_("Trường có cấp tiểu học."), unit=SCHOOLS,
        by=("ownership",),
    ),
    _count(
        "lower_secondary_schools", N_("Số trường có cấp trung học cơ sở"), N_("Trường có cấp trung học cơ sở."),
        unit=SCHOOLS, by=("ownership",),
    ),
    _count(
        "upper_secondary_schools", N_("Số trường có cấp trung học phổ thông"), N_("Trường có cấp trung học phổ thông."),
        unit=SCHOOLS, by=("ownership",),
    ),
    _count(
        "many_level_schools", N_("Số trường phổ thông nhiều cấp học"), N_("Trường dạy từ hai cấp phổ thông trở lên."),
        unit=SCHOOLS, by=("ownership",),
    ),
    _count("specialised_schools", N_("Số trường chuyên"), N_("Trường trung học phổ thông chuyên."), unit=SCHOOLS),
    _count(
        "boarding_schools", N_("Số trường phổ thông dân tộc nội trú, bán trú"),
        N_("Trường phổ thông dân tộc nội trú hoặc bán trú."), unit=SCHOOLS,
    ),
    _count("sites", N_("Số điểm trường lẻ"), N_("Điểm trường đang hoạt động ngoài điểm chính.")),
    _count("nursery_groups", N_("Số nhóm trẻ, lớp mẫu giáo độc lập"), N_("Nhóm trẻ, lớp độc lập đang hoạt động.")),
    _count("continuing_centres", N_("Số trung tâm giáo dục thường xuyên"), N_("Trung tâm đang hoạt động.")),
    _count("vocational_centres", N_("Số cơ sở giáo dục nghề nghiệp"), N_("Cơ sở đang hoạt động.")),
    _count("commune_offices", N_("Số xã, phường có phòng quản lí giáo dục"), N_("Phòng Văn hoá – Xã hội cấp xã.")),
    _share(
        "private_share", N_("Tỉ lệ trường ngoài công lập"), "private_schools", "schools_with_ownership",
        N_("Trường ngoài công lập trong số trường đã ghi hình thức sở hữu."), LAW,
    ),
    _share(
        "code_share", N_("Tỉ lệ trường có mã của Bộ"), "schools_with_code", "schools",
        N_("Trường có mã của Bộ còn hiệu lực, trong tổng số trường."),
        N_("Thông tư 42/2021/TT-BGDĐT (cơ sở dữ liệu giáo dục)"), "up",
    ),
    _share(
        "address_share", N_("Tỉ lệ trường có đủ địa chỉ và đơn vị hành chính"), "schools_with_address", "schools",
        N_("Trường đã ghi địa chỉ và mã đơn vị hành chính, trong tổng số trường."),
        N_("Thông tư 42/2021/TT-BGDĐT (cơ sở dữ liệu giáo dục)"), "up",
    ),
)  # fmt: skip
FIGURES = Figures(
    INDICATORS,
    (UNITS_OF_DAY,),
    permission=Can.SEE_HISTORY,
    groups={"ownership": N_("Hình thức sở hữu"), "level": N_("Cấp học")},
    names={"ownership": lambda: OWNERSHIPS, "level": lambda: LEVELS},
)
