"""Staff, counted from the posts held on a day."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.indicators import Behind, Figures, Indicator, Measure, Source
from khue.core.words import N_
from khue.staff.models import Post
from khue.staff.rules import POSITIONS, Can

SOURCE = N_("Thông tư 19/2017/TT-BGDĐT (chỉ tiêu thống kê ngành giáo dục), cần đối chiếu bản hiện hành")
QUOTAS = N_("Thông tư 19/2023 và 20/2023/TT-BGDĐT (vị trí việc làm, định mức người làm việc)")
DIGITAL = N_("Quyết định 131/QĐ-TTg năm 2022 và kế hoạch chuyển đổi số của các tỉnh")
PEOPLE, UNITS = N_("người"), N_("đơn vị")


def _posts(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    """Return those who hold a post, as far as the reader may see them."""
    rows = Post.objects.filter(person_id__in=list(keys)).select_related("person").order_by("person_id", "-period")
    return [
        Behind(
            row.person_id,
            row.person.full_name,
            _(POSITIONS[row.position]),
            reverse("staff:person", args=[row.person_id]),
            row.organisation_id,
        )
        for row in rows.distinct("person_id")
    ]


NUMBERED = (
    "EXISTS (SELECT FROM people_identifier number WHERE number.person_id = post.person_id"
    " AND number.period @> %(on)s::date AND number.scheme = '{scheme}')"
)
TEACHES = "post.position = 'teacher'"
POSTS = Source(
    """FROM staff_post post LEFT JOIN people_person person ON person.id = post.person_id {join}
    WHERE post.period @> %(on)s::date AND post.is_main""",
    unit="post.organisation_id",
    key="post.person_id",
    groups={"position": "post.position", "sex": "person.sex", "ethnicity": "person.ethnicity"},
    joined={"subject": ("CROSS JOIN LATERAL unnest(post.subjects) AS subject (code)", "subject.code")},
    measures={
        "people": Measure(N_("Giữ một vị trí chính tại đơn vị vào ngày tính.")),
        "teachers": Measure(N_("Giữ vị trí giáo viên."), TEACHES),
        "managers": Measure(N_("Là hiệu trưởng hoặc phó hiệu trưởng."), "post.position IN ('head', 'vice_head')"),
        "others": Measure(
            N_("Là nhân viên, không phải quản lí hay giáo viên."),
            "post.position NOT IN ('head', 'vice_head', 'teacher')",
        ),
        "female_teachers": Measure(N_("Giáo viên nữ."), f"{TEACHES} AND person.sex = 'female'"),
        "female_managers": Measure(
            N_("Cán bộ quản lí nữ."), "post.position IN ('head', 'vice_head') AND person.sex = 'female'"
        ),
        "minority_teachers": Measure(
            N_("Giáo viên dân tộc thiểu số."), f"{TEACHES} AND person.ethnicity NOT IN ('01', '')"
        ),
        "teachers_with_subject": Measure(
            N_("Giáo viên đã ghi môn được đào tạo."), f"{TEACHES} AND cardinality(post.subjects) > 0"
        ),
        "teachers_with_code": Measure(
            N_("Giáo viên có mã của Bộ."), f"{TEACHES} AND {NUMBERED.format(scheme='teacher_code')}"
        ),
        "with_citizen_number": Measure(N_("Đã ghi số định danh cá nhân."), NUMBERED.format(scheme="personal_number")),
    },
    watches={
        "staff_post": "changed.organisation_id",
        "people_person": "changed.custody_id",
        "people_identifier": "(SELECT custody_id FROM people_person WHERE id = changed.person_id)",
    },
    opens=_posts,
)
STAFFED = Source(
    """FROM (
        SELECT organisation_id, bool_or(position = 'nurse') AS nurse, bool_or(position = 'counsellor') AS counsellor,
            bool_or(position = 'head') AS head, bool_or(position = 'librarian') AS librarian
        FROM staff_post WHERE period @> %(on)s::date GROUP BY organisation_id
    ) AS staffed WHERE true""",
    unit="staffed.organisation_id",
    key="staffed.organisation_id",
    measures={
        "staffed_units": Measure(N_("Đơn vị đã ghi ít nhất một người.")),
        "units_with_head": Measure(N_("Đơn vị đang có hiệu trưởng."), "staffed.head"),
        "units_with_nurse": Measure(N_("Đơn vị có nhân viên y tế."), "staffed.nurse"),
        "units_with_counsellor": Measure(N_("Đơn vị có người tư vấn học sinh."), "staffed.counsellor"),
        "units_with_librarian": Measure(N_("Đơn vị có nhân viên thư viện, thiết bị."), "staffed.librarian"),
    },
    watches={"staff_post": "changed.organisation_id"},
)


def _count(name: str, title: str, means: str, by: tuple[str, ...] = ("position", "sex", "ethnicity")) -> Indicator:
    return Indicator(f"staff.{name}", title, PEOPLE, name, means, SOURCE, by=by, exists="people", owner="staff")


def _share(
    name: str, title: str, above: str, below: str, means: str, *, direction: str = "", source: str = SOURCE,
    exists: str = "people", by: tuple[str, ...] = (), hide_below: int = 0,
) -> Indicator:  # fmt: skip
    return Indicator(
        f"staff.{name}", title, "%", above, means, source,
        denominator=below, scale=100, digits=1, by=by, exists=exists, direction=direction, owner="staff",
        hide_below=hide_below,
    )  # fmt: skip


INDICATORS = (
    _count("people", N_("Số người làm việc"), N_("Người giữ vị trí chính tại đơn vị vào ngày tính.")),
    _count("teachers", N_("Số giáo viên"), N_("Người giữ vị trí giáo viên vào ngày tính."), ("sex", "subject")),
    _count("managers", N_("Số cán bộ quản lí trường"), N_("Hiệu trưởng và phó hiệu trưởng."), ("position", "sex")),
    _count("others", N_("Số nhân viên"), N_("Người không giữ vị trí quản lí hay giáo viên."), ("position", "sex")),
    _share(
        "female_teachers_share", N_("Tỉ lệ giáo viên nữ"), "female_teachers", "teachers",
        N_("Giáo viên nữ trong tổng số giáo viên."), by=("subject",), hide_below=5,
    ),
    _share(
        "female_managers_share", N_("Tỉ lệ cán bộ quản lí nữ"), "female_managers", "managers",
        N_("Nữ trong số hiệu trưởng, phó hiệu trưởng."), direction="up",
        source=N_("Chiến lược quốc gia về bình đẳng giới 2021-2030 (Nghị quyết 28/NQ-CP năm 2021)"),
    ),
    _share(
        "minority_teachers_share", N_("Tỉ lệ giáo viên dân tộc thiểu số"), "minority_teachers", "teachers",
        N_("Giáo viên không phải dân tộc Kinh trong tổng số giáo viên."), hide_below=5,
    ),
    _share(
        "subject_known_share", N_("Tỉ lệ giáo viên đã ghi môn được đào tạo"), "teachers_with_subject", "teachers",
        N_("Giáo viên có môn được đào tạo trong hồ sơ."), direction="up", source=QUOTAS,
    ),
    _share(
        "digital_record_share", N_("Tỉ lệ nhà giáo được quản lí bằng hồ sơ số với định danh thống nhất"),
        "teachers_with_code", "teachers",
        N_("Giáo viên có hồ sơ trong Khuê và mã giáo viên của Bộ."), direction="up", source=DIGITAL,
    ),
    _share(
        "citizen_number_share", N_("Tỉ lệ người làm việc đã ghi số định danh cá nhân"), "with_citizen_number",
        "people", N_("Người làm việc đã ghi số định danh cá nhân trong hồ sơ."), direction="up", source=DIGITAL,
    ),
    _share(
        "head_share", N_("Tỉ lệ đơn vị đang có hiệu trưởng"), "units_with_head", "organisations.schools",
        N_("Đơn vị có người giữ vị trí hiệu trưởng, trên tổng số trường."), direction="up", source=QUOTAS,
        exists="staffed_units",
    ),
    _share(
        "nurse_share", N_("Tỉ lệ trường có nhân viên y tế"), "units_with_nurse", "organisations.schools",
        N_("Đơn vị có người giữ vị trí y tế học đường, trên tổng số trường."), direction="up", source=QUOTAS,
        exists="staffed_units",
    ),
    _share(
        "counsellor_share", N_("Tỉ lệ trường có người tư vấn học sinh"), "units_with_counsellor",
        "organisations.schools", N_("Đơn vị có người giữ vị trí tư vấn học sinh, trên tổng số trường."),
        direction="up", source=QUOTAS, exists="staffed_units",
    ),
    _share(
        "librarian_share", N_("Tỉ lệ trường có nhân viên thư viện, thiết bị"), "units_with_librarian",
        "organisations.schools", N_("Đơn vị có người giữ vị trí thư viện, thiết bị, trên tổng số trường."),
        direction="up", source=QUOTAS, exists="staffed_units",
    ),
)  # fmt: skip
FIGURES = Figures(
    INDICATORS,
    (POSTS, STAFFED),
    permission=Can.SEE,
    groups={"position": N_("Vị trí việc làm"), "subject": N_("Môn được đào tạo")},
    names={"position": lambda: POSITIONS, "subject": lambda: catalogues.labels("subjects")},
)
