"""What was taken in leaves in the same layout: with what a list names besides, never with a secret number."""

import pytest

from khue.core.actor import acting_as
from khue.core.clock import today
from khue.core.manifest import manifests
from khue.students.tests.sheets.conftest import Import, School

pytestmark = pytest.mark.django_db(databases=["default", "progress"])
TITLES = (
    "Lớp",
    "Họ và tên",
    "Ngày sinh",
    "Số CCCD",
    "Mã học sinh của Bộ",
    "Đối tượng chính sách",
    "Nội trú, bán trú",
    "Ghi chú",
)
HAN = ("10A1", "Trần Gia Hân", "09/05/2011", "051311001234", "5112345678", "Hộ nghèo", "Bán trú", "Nhà xa")
STAFF = ("Họ và tên", "Ngày sinh", "Số CCCD", "Mã giáo viên của Bộ", "Vị trí", "Môn được đào tạo")
HA = ("Lê Thị Thu Hà", "12/03/1985", "051185001234", "5100000012", "Giáo viên", "Ngữ văn")


def written(kind: str, school: School) -> list[dict[str, str]]:
    """Return the rows of an export by title, as the clerk sees them."""
    export = next(one for manifest in manifests() for one in manifest.exports if one.kind == kind)
    with acting_as(school.clerk) as clerk:
        rows = [[str(value or "") for value in row] for row in export.rows(clerk, today())]
    return [dict(zip((title for title, _meaning in export.columns), row, strict=True)) for row in rows]


@pytest.mark.parametrize("kind", ["roster", "corrections"])
def test_pupils_leave_with_their_codes_and_statuses(school: School, send: Import, kind: str) -> None:
    batch, said = send(TITLES, [HAN])
    assert batch.state == "done", said
    (han,) = written(kind, school)
    assert (han["Họ và tên"], han["Mã học sinh của Bộ"]) == ("Trần Gia Hân", "5112345678")
    assert "051311001234" not in han.values() and han["Trường"]
    if kind == "roster":
        assert (han["Đối tượng chính sách"], han["Nội trú, bán trú"]) == ("Hộ nghèo", "Bán trú")
        assert han["Ghi chú"] == "Nhà xa"


def test_staff_leave_in_the_layout_of_their_sheet(school: School, send: Import) -> None:
    batch, said = send(STAFF, [HA], kind="staff")
    assert batch.state == "done", said
    (ha,) = [row for row in written("staff", school) if row["Họ và tên"] == "Lê Thị Thu Hà"]
    assert (ha["Vị trí"], ha["Môn được đào tạo"], ha["Mã giáo viên của Bộ"]) == (
        "Giáo viên", "Ngữ văn", "5100000012",
    )  # fmt: skip
    assert "051185001234" not in ha.values() and ha["Đơn vị"]
