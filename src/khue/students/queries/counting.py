"""What can be counted of pupils and classes on a day, by groups, and the records behind a count.

A pupil who has left is counted on the days when she was here: sex and people come from the register then.
"""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.indicators import Behind, Measure, Source
from khue.core.web.formats import day
from khue.core.words import N_
from khue.students.models import ClassGroup, Transfer
from khue.students.queries.enrolment import known_people
from khue.students.rules import TRANSFER
from khue.students.rules.counting import AGE_OF, MOST_IN_CLASS, VERY_SMALL_PEOPLES

SEX, PEOPLE = "coalesce(pupil.sex, stay.kept_sex)", "coalesce(pupil.ethnicity, stay.kept_ethnicity)"
BORN = "coalesce(pupil.birth_date, stay.kept_birth)"
AGE = f"(%(school_year)s - extract(year FROM {BORN})::int)"
SMALL = ", ".join(f"'{code}'" for code in sorted(VERY_SMALL_PEOPLES))
# Facts of persons are gathered once for all who are counted, not looked up pupil by pupil.
COUNTED = (
    "(%(units)s::bigint[] IS NULL OR person_id IN"
    " (SELECT person_id FROM students_placement WHERE school_id = ANY (%(units)s::bigint[])))"
)
FACTS = f"""LEFT JOIN (
        SELECT person_id, bool_or(kind = 'policy_group') AS policy, bool_or(kind = 'special_need') AS need,
            bool_or(kind = 'boarding') AS boards, bool_or(kind = 'insurance') AS insured
        FROM students_status WHERE period @> %(on)s::date AND {COUNTED} GROUP BY person_id
    ) held ON held.person_id = seat.person_id
    LEFT JOIN (
        SELECT person_id, bool_or(scheme = 'personal_number') AS citizen, bool_or(scheme = 'learner_code') AS learner
        FROM people_identifier WHERE period @> %(on)s::date AND {COUNTED} GROUP BY person_id
    ) numbered ON numbered.person_id = seat.person_id
    LEFT JOIN (
        SELECT DISTINCT person_id FROM students_healthcheck
        WHERE "on" BETWEEN make_date(%(school_year)s, 9, 1) AND %(on)s::date AND {COUNTED}
    ) checked ON checked.person_id = seat.person_id
    LEFT JOIN (
        SELECT person_id, bool_or(phone <> '') AS reached FROM people_relation
        WHERE is_guardian AND period @> %(on)s::date AND {COUNTED} GROUP BY person_id
    ) guarded ON guarded.person_id = seat.person_id"""
THIS_YEAR = "daterange(make_date(%(school_year)s, 9, 1), %(on)s::date, '[]')"
THIS_MONTH = "daterange(date_trunc('month', %(on)s::date)::date, %(on)s::date, '[]')"


def _table_of(numbers: Mapping[str, int]) -> str:
    return "(VALUES " + ", ".join(f"('{code}', {number})" for code, number in numbers.items()) + ")"


def _pupils(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    """Return the pupils whom the reader may see."""
    found = dict(sorted(known_people(list(keys)).items(), key=lambda one: one[1].name_key))
    return [
        Behind(pk, card.full_name, day(card.birth_date), reverse("students:pupil", args=[pk]), card.custody_id)
        for pk, card in found.items()
    ]


def _classes(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    rows = ClassGroup.objects.filter(pk__in=list(keys)).order_by("school_id", "name_key")
    return [
        Behind(
            one.pk,
            _("Lớp {name}").format(name=one.name),
            SchoolYear(one.school_year).label,
            reverse("students:class", args=[one.pk]),
            one.school_id,
        )
        for one in rows
    ]


def _transfers(actor: Actor, keys: Sequence[int]) -> list[Behind]:
    rows = Transfer.objects.filter(pk__in=list(keys)).order_by("-requested_at")
    return [
        Behind(
            one.pk,
            _("Hồ sơ chuyển trường {number}").format(number=one.pk),
            f"{_(TRANSFER.states[one.state])}, {day(one.on)}",
            reverse("students:transfer", args=[one.pk]),
            one.requester_id,
        )
        for one in rows
    ]


SEATS = Source(
    f"""FROM students_placement seat
    JOIN students_enrolment stay ON stay.id = seat.enrolment_id
    JOIN {_table_of(AGE_OF)} AS right_age (grade, age) ON right_age.grade = seat.grade
    {{join}}LEFT JOIN people_person pupil ON pupil.id = seat.person_id
    {FACTS}
    WHERE seat.period @> %(on)s::date AND seat.school_year = %(school_year)s AND NOT stay.is_secondary""",
    unit="seat.school_id",
    key="seat.person_id",
    groups={"grade": "seat.grade", "sex": SEX, "ethnicity": PEOPLE, "age": AGE},
    joined={
        "policy_group": (
            """JOIN students_status status ON status.person_id = seat.person_id AND status.kind = 'policy_group'
            AND status.period @> %(on)s::date """,
            "status.code",
        )
    },
    measures={
        "pupils": Measure(N_("Có chỗ trong một lớp của trường vào ngày tính.")),
        "girls": Measure(N_("Là nữ."), f"{SEX} = 'female'"),
        "minority": Measure(N_("Dân tộc đã ghi và không phải Kinh."), f"{PEOPLE} NOT IN ('01', '')"),
        "minority_girls": Measure(
            N_("Là nữ, dân tộc đã ghi và không phải Kinh."), f"{SEX} = 'female' AND {PEOPLE} NOT IN ('01', '')"
        ),
        "very_small_peoples": Measure(N_("Thuộc một trong 16 dân tộc rất ít người."), f"{PEOPLE} IN ({SMALL})"),
        "right_age": Measure(N_("Tuổi bằng tuổi chuẩn của khối lớp."), f"{AGE} = right_age.age"),
        "over_age": Measure(N_("Tuổi lớn hơn tuổi chuẩn của khối lớp."), f"{AGE} > right_age.age"),
        "with_birth_date": Measure(N_("Đã ghi ngày sinh."), f"{BORN} IS NOT NULL"),
        "from_15": Measure(N_("Từ 15 tuổi trở lên trong năm học."), f"{AGE} >= 15"),
        "new": Measure(N_("Vào lớp đầu năm học."), "seat.how = 'new'"),
        "repeating": Measure(N_("Học lại lớp."), "seat.how = 'repeat'"),
        "moved_up": Measure(N_("Lên lớp."), "seat.how = 'moved_up'"),
        "policy": Measure(N_("Đang thuộc một đối tượng chính sách."), "held.policy"),
        "special_need": Measure(N_("Đang có ghi nhận khuyết tật."), "held.need"),
        "boarding": Measure(N_("Đang nội trú hoặc bán trú."), "held.boards"),
        "insured": Measure(N_("Thẻ bảo hiểm y tế còn hạn."), "held.insured"),
        "with_citizen_number": Measure(N_("Đã có số định danh cá nhân."), "numbered.citizen"),
        "with_moet_number": Measure(N_("Đã có mã định danh của ngành."), "numbered.learner"),
        "health_checked": Measure(N_("Đã được khám hoặc cân đo trong năm học."), "checked.person_id IS NOT NULL"),
        "with_guardian": Measure(N_("Đã ghi người giám hộ."), "guarded.person_id IS NOT NULL"),
        "with_guardian_phone": Measure(N_("Đã ghi điện thoại của người giám hộ."), "guarded.reached"),
    },
    watches={
        "students_placement": "changed.school_id",
        "students_enrolment": "changed.school_id",
        "students_status": "changed.school_id",
        "students_healthcheck": "changed.school_id",
        "people_person": "changed.custody_id",
        "people_identifier": "(SELECT custody_id FROM people_person WHERE id = changed.person_id)",
        "people_relation": "(SELECT custody_id FROM people_person WHERE id = changed.person_id)",
    },
    opens=_pupils,
)
ROOMS = Source(
    f"""FROM students_classgroup room
    JOIN {_table_of(MOST_IN_CLASS)} AS limits (grade, most) ON limits.grade = room.grades[1]
    JOIN (
        SELECT class_group_id, count(*) AS size FROM students_placement
        WHERE period @> %(on)s::date AND school_year = %(school_year)s GROUP BY class_group_id
    ) seats ON seats.class_group_id = room.id
    WHERE room.school_year = %(school_year)s""",
    unit="room.school_id",
    key="room.id",
    groups={"grade": "room.grades[1]"},
    measures={
        "classes": Measure(N_("Có ít nhất một học sinh vào ngày tính.")),
        "classes_over_limit": Measure(N_("Đông hơn mức của điều lệ trường."), "seats.size > limits.most"),
        "combined_classes": Measure(N_("Là lớp ghép nhiều trình độ."), "room.kind = 'combined'"),
        "two_session_classes": Measure(N_("Học cả buổi sáng và buổi chiều."), "cardinality(room.sessions) >= 2"),
        "classes_with_sessions": Measure(N_("Đã ghi buổi học."), "cardinality(room.sessions) >= 1"),
        "site_classes": Measure(N_("Học tại điểm trường lẻ."), "room.site_id IS NOT NULL"),
        "classes_with_homeroom": Measure(
            N_("Có giáo viên chủ nhiệm vào ngày tính."),
            "EXISTS (SELECT FROM students_assignment given WHERE given.class_group_id = room.id AND given.is_homeroom"
            " AND given.period @> %(on)s::date)",
        ),
        "classes_with_teachers": Measure(
            N_("Đã phân công ít nhất một giáo viên bộ môn."),
            "EXISTS (SELECT FROM students_assignment given WHERE given.class_group_id = room.id"
            " AND given.subject <> '' AND given.period @> %(on)s::date)",
        ),
    },
    watches={
        "students_classgroup": "changed.school_id",
        "students_placement": "changed.school_id",
        "students_assignment": "changed.school_id",
    },
    opens=_classes,
)
STAYS = Source(
    "FROM students_enrolment stay WHERE NOT stay.is_secondary",
    unit="stay.school_id",
    key="stay.person_id",
    measures={
        "came_by_transfer": Measure(
            N_("Chuyển đến từ đầu năm học tới ngày tính."),
            f"stay.entered_how = 'transferred' AND {THIS_YEAR} @> lower(stay.period)",
        ),
        "left_by_transfer": Measure(
            N_("Chuyển đi từ đầu năm học tới ngày tính."),
            f"stay.left_how = 'transferred' AND {THIS_YEAR} @> upper(stay.period)",
        ),
        "dropped_out": Measure(
            N_("Bỏ học từ đầu năm học tới ngày tính."),
            f"stay.left_how = 'dropped_out' AND {THIS_YEAR} @> upper(stay.period)",
        ),
        "paused": Measure(
            N_("Bảo lưu, tạm nghỉ từ đầu năm học tới ngày tính."),
            f"stay.left_how = 'paused' AND {THIS_YEAR} @> upper(stay.period)",
        ),
        "came_back": Measure(
            N_("Học lại sau khi nghỉ, từ đầu năm học tới ngày tính."),
            f"stay.entered_how = 'returned' AND {THIS_YEAR} @> lower(stay.period)",
        ),
    },
    watches={"students_enrolment": "changed.school_id"},
    opens=_pupils,
)
ROLLS = Source(
    f"FROM students_rollcall called JOIN students_classgroup room ON room.id = called.class_group_id"
    f" WHERE {THIS_MONTH} @> called.day",
    unit="called.school_id",
    key="called.class_group_id",
    groups={"grade": "room.grades[1]"},
    measures={
        "rolls_called": Measure(N_("Buổi đã điểm danh trong tháng tính tới ngày tính.")),
        "sessions_expected": Measure(N_("Lượt học sinh phải có mặt ở các buổi đã điểm danh."), of="called.expected"),
        "sessions_attended": Measure(
            N_("Lượt học sinh có mặt ở các buổi đã điểm danh."), of="called.expected - called.absent"
        ),
    },
    watches={"students_rollcall": "changed.school_id"},
    opens=_classes,
)
ABSENCES = Source(
    f"FROM students_absence missed WHERE {THIS_MONTH} @> missed.day",
    unit="missed.school_id",
    key="missed.person_id",
    measures={
        "sessions_missed_unexcused": Measure(N_("Buổi nghỉ không phép trong tháng."), "missed.reason = 'unexcused'"),
        "sessions_late": Measure(N_("Buổi đi muộn trong tháng."), "missed.reason = 'late'"),
    },
    watches={"students_absence": "changed.school_id"},
    opens=_pupils,
)
TRANSFERS = Source(
    f"FROM students_transfer moving WHERE {THIS_YEAR} @> (moving.requested_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date",
    unit="moving.requester_id",
    key="moving.id",
    measures={
        "transfers_requested": Measure(N_("Hồ sơ chuyển trường lập từ đầu năm học tới ngày tính.")),
        "transfers_closed": Measure(N_("Hồ sơ đã kết thúc."), "moving.closed_at IS NOT NULL"),
        "transfers_received": Measure(N_("Trường đến đã tiếp nhận."), "moving.state = 'received'"),
    },
    watches={"students_transfer": "changed.requester_id"},
    opens=_transfers,
)
RECOGNITIONS = Source(
    f'FROM students_recognition given WHERE {THIS_YEAR} @> given."on"',
    unit="given.school_id",
    key="given.person_id",
    measures={
        "awards": Measure(N_("Lượt khen thưởng từ đầu năm học tới ngày tính."), "given.kind = 'award'"),
        "disciplines": Measure(N_("Lượt kỉ luật từ đầu năm học tới ngày tính."), "given.kind = 'discipline'"),
    },
    watches={"students_recognition": "changed.school_id"},
    opens=_pupils,
)
TEACHING = Source(
    """FROM (
        SELECT school_id, person_id, bool_or(is_homeroom) AS leads
        FROM students_assignment WHERE period @> %(on)s::date GROUP BY school_id, person_id
    ) AS teaching WHERE true""",
    unit="teaching.school_id",
    key="teaching.person_id",
    measures={
        "teaching": Measure(N_("Được phân công dạy ít nhất một lớp vào ngày tính.")),
        "leading_classes": Measure(N_("Đang chủ nhiệm một lớp."), "teaching.leads"),
    },
    watches={"students_assignment": "changed.school_id"},
)
SOURCES = (SEATS, ROOMS, STAYS, ROLLS, ABSENCES, TRANSFERS, RECOGNITIONS, TEACHING)
