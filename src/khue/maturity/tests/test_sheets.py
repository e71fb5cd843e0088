"""The annex of the decision comes in as a sheet: what it lacks is said, and a batch is taken back."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.sheets import batches
from khue.core.sheets.checking import found_in
from khue.core.sheets.models import Batch
from khue.maturity import rules
from khue.maturity.models import Assessment, Edition, Publication

pytestmark = pytest.mark.django_db(databases=["default", "progress"])

HEADER = "Nhóm;Mã tiêu chí;Nội dung;Điểm tối đa;Cụm tiêu chí;Loại minh chứng;Áp dụng từ;Số quyết định;Nguồn;Độ tin cậy"
FIRST, SECOND = "Chuyển đổi số trong dạy, học", "Chuyển đổi số trong quản trị cơ sở giáo dục"
REST = "Nhật kí hệ thống;01/01/2026;99/QĐ-BGDĐT;Phụ lục;Đã đối chiếu văn bản"


def test_a_sheet_of_criteria_warns_of_a_group_short_of_100(world):
    lines = [f"{FIRST};1.1;Tiêu chí một;60;;{REST}", f"{FIRST};1.2;Tiêu chí hai;40;;{REST}"]
    lines += [f"{SECOND};2.1;Tiêu chí ba;90;;{REST}"]
    with acting_as(system_actor()) as system:
        file = BytesIO("\n".join([HEADER, *lines]).encode())
        batch, _new = batches.submit(system, "maturity_criteria", file, "tieu-chi.csv", at=world.cast.units.department)
        batch = batches.check(system, batch.pk)
        _notices, problems = found_in(batch)
        assert [(one.severity, one.facts["found"]) for one in problems] == [("warning", "90")]
        batch = batches.write(system, batch.pk)
        assert (batch.state, batch.counts["added"]) == (Batch.State.DONE, 3)
        found = Edition.objects.get(batch_id=batch.pk)
        assert [(gap.group, gap.lacking) for gap in rules.gaps(found.criteria(date(2027, 5, 31)))] == [(2, Decimal(10))]
        batches.undo(system, batch.pk)
        assert not Edition.objects.filter(pk=found.pk).exists()
        assert Assessment.objects.count() == 2 and not Publication.objects.exists()
