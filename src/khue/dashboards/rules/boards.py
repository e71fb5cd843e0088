"""Boards as declared data: one list of tiles for province, commune and school. Pure.

A tile shows one indicator; what it means, counts and hides is declared with the indicator, never here.
"""

from dataclasses import dataclass
from datetime import date

from khue.core.words import N_


@dataclass(frozen=True)
class Tile:
    """A tile (ô số liệu): one indicator. by: a group to draw it by, on a wider tile.

    schools: whether every school is expected to have data, so that completeness is told as a share of them.
    above: only where there are units below.
    """

    code: str
    by: str = ""
    schools: bool = True
    above: bool = False


@dataclass(frozen=True)
class Board:
    """A board (bảng điều hành): a subject of the office on one page or one wall."""

    code: str
    title: str
    icon: str
    tiles: tuple[Tile, ...]
    lead: str


BOARDS = (
    Board(
        "mang-luoi",
        N_("Mạng lưới trường, lớp"),
        "school",
        (
            Tile("organisations.schools", by="level", above=True),
            Tile("students.classes"),
            Tile("students.class_size"),
            Tile("students.classes_over_limit_share"),
            Tile("organisations.private_share", above=True),
            Tile("organisations.sites", schools=False),
            Tile("students.two_session_share"),
            Tile("students.combined_classes"),
            Tile("organisations.nursery_groups", schools=False, above=True),
        ),
        N_("Bao nhiêu trường, lớp; lớp nào quá đông; nơi nào còn điểm lẻ, lớp ghép."),
    ),
    Board(
        "hoc-sinh",
        N_("Học sinh"),
        "users",
        (
            Tile("students.pupils", by="grade"),
            Tile("students.girls_share"),
            Tile("students.minority_share"),
            Tile("students.new"),
            Tile("students.right_age_share"),
            Tile("students.attendance_share"),
            Tile("students.dropped_out"),
            Tile("students.repeating_share"),
            Tile("students.insured_share"),
            Tile("students.policy"),
        ),
        N_("Bao nhiêu học sinh, học lớp mấy; ai bỏ học, nghỉ học, lưu ban; diện nào cần hỗ trợ."),
    ),
    Board(
        "giao-vien",
        N_("Đội ngũ"),
        "id-badge-2",
        (
            Tile("staff.teachers", by="subject"),
            Tile("students.teachers_per_class"),
            Tile("students.pupils_per_teacher"),
            Tile("staff.managers"),
            Tile("staff.female_teachers_share"),
            Tile("staff.minority_teachers_share"),
            Tile("staff.head_share", above=True),
            Tile("staff.nurse_share", above=True),
            Tile("students.classes_with_homeroom_share"),
            Tile("students.classes_with_teachers_share"),
        ),
        N_("Bao nhiêu giáo viên, đủ hay thiếu so với lớp; trường nào chưa có hiệu trưởng, nhân viên y tế."),
    ),
    Board(
        "chat-luong",
        N_("Chất lượng, thi"),
        "certificate",
        (
            Tile("exams.mean", by="paper", schools=False),
            Tile("exams.candidates", schools=False),
            Tile("exams.from_5_share", schools=False),
            Tile("exams.from_8_share", schools=False),
            Tile("exams.of_10_share", schools=False),
            Tile("exams.failing_share", schools=False),
            Tile("students.moved_up_share"),
            Tile("students.awards"),
            Tile("students.disciplines"),
        ),
        N_("Kết quả các kì thi, lên lớp, khen thưởng và kỉ luật."),
    ),
    Board(
        "du-lieu",
        N_("Dòng dữ liệu"),
        "database",
        (
            Tile("security.schools_on_platform_share", schools=False, above=True),
            Tile("students.rolls_called"),
            Tile("students.citizen_number_share"),
            Tile("students.digital_record_share"),
            Tile("students.guardian_phone_share"),
            Tile("staff.digital_record_share"),
            Tile("organisations.code_share", above=True),
            Tile("organisations.address_share", above=True),
            Tile("students.transfers_closed_share"),
            Tile("security.second_factor_share", schools=False),
            Tile("privacy.overdue", schools=False),
        ),
        N_("Trường nào đang nhập số liệu, hồ sơ đủ đến đâu, việc nào còn treo."),
    ),
)
HIDDEN_AT_SCHOOLS = tuple(tile.code for board in BOARDS for tile in board.tiles if tile.above)
SINCE = {
    "tuan": (N_("So với 7 ngày trước"), 7),
    "thang": (N_("So với 30 ngày trước"), 30),
    "quy": (N_("So với 90 ngày trước"), 90),
    "nam": (N_("So với một năm trước"), 365),
}


def board_of(code: str) -> Board | None:
    """Return the board of a code.

    >>> board_of("hoc-sinh").icon, board_of("khong-co")
    ('users', None)

    Source: the list above.
    """
    return next((board for board in BOARDS if board.code == code), None)


def since_day(asked: str, on: date) -> date:
    """Return the day with which the figures of a board are compared.

    >>> since_day("tuan", date(2026, 11, 20)), since_day("", date(2026, 11, 20))
    (datetime.date(2026, 11, 13), datetime.date(2026, 10, 21))

    Source: the office's own choice; a month unless somebody asks for another span.
    """
    _title, days = SINCE.get(asked, SINCE["thang"])
    return date.fromordinal(on.toordinal() - days)
