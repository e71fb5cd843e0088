"""The sheet of criteria: what a ministry's annex looks like in Excel; a group short of 100 points is warned of."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from khue.core.actor import Actor
from khue.core.sheets import Column, Line, Problem, Sheet, day, decimal, one_of, text
from khue.core.sheets.imports import Applied, Import
from khue.core.sheets.models import Batch
from khue.core.words import N_
from khue.maturity import actions
from khue.maturity.models import Edition
from khue.maturity.rules import EVIDENCE, GROUPS, Can, Criterion, gaps, in_force

CONFIDENCES = {"text": N_("Đã đối chiếu văn bản"), "check": N_("Cần kiểm tra lại")}
CRITERIA = Sheet(
    "maturity.criteria",
    N_("Bộ tiêu chí mức độ chuyển đổi số"),
    (
        Column("group", N_("Nhóm"), one_of(**{f"{key}": title for key, title in GROUPS.items()}), GROUPS[1]),
        Column("code", N_("Mã tiêu chí"), text(20), "1.3.1"),
        Column("title", N_("Nội dung"), text(300), "Phần mềm dạy học trực tuyến trực tiếp"),
        Column(
            "most", N_("Điểm tối đa"), decimal(0, 100, places=1), "6", required=False,
            note=N_("Bỏ trống khi là tiêu chí bắt buộc, không tính điểm."),
        ),
        Column("block", N_("Cụm tiêu chí"), text(20), "1.3", required=False),
        Column("evidence", N_("Loại minh chứng"), one_of(**EVIDENCE), EVIDENCE["log"]),
        Column("indicator", N_("Mã chỉ số tự điền"), text(60), "students.digital_record_share", required=False),
        Column("since", N_("Áp dụng từ"), day(), "30/12/2022"),
        Column("until", N_("Đến trước ngày"), day(), "01/01/2028", required=False),
        Column("decision", N_("Số quyết định"), text(60), "4725/QĐ-BGDĐT"),
        Column("source", N_("Nguồn"), text(300), "Phụ lục Quyết định 4725/QĐ-BGDĐT"),
        Column("confidence", N_("Độ tin cậy"), one_of(**CONFIDENCES), CONFIDENCES["text"]),
    ),
    source="Quyết định 4725/QĐ-BGDĐT ngày 30/12/2022",
    unique=("code", "since"),
)  # fmt: skip


def _criterion(values: dict[str, Any]) -> Criterion:
    most = values["most"]
    code = str(values["code"])
    return Criterion(
        group=int(values["group"]),
        code=code,
        title=str(values["title"]),
        most=None if most is None else Decimal(str(most)),
        block=str(values["block"] or code.rpartition(".")[0]),
        evidence=str(values["evidence"]),
        since=values["since"],
        until=values["until"],
        source=str(values["source"]),
        is_unsure=values["confidence"] == "check",
        decision=str(values["decision"]),
        indicator=str(values["indicator"] or ""),
    )


def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Warn where a group does not come to 100 on the day from which its rows hold; refuse a code of another group."""
    problems = [
        Problem(
            line.row, N_("Mã tiêu chí"), str(line.values["code"]),
            N_("phải bắt đầu bằng số của nhóm, ví dụ {example}"), {"example": f"{line.values['group']}.1"},
            sheet=line.sheet,
        )
        for line in lines
        if not str(line.values["code"]).startswith(f"{line.values['group']}.")
    ]  # fmt: skip
    rows = [_criterion(line.values) for line in lines]
    for since in sorted({row.since for row in rows}):
        for gap in gaps(in_force(rows, since)):
            says = N_("nhóm {group} cộng được {found} điểm thay vì 100 từ {since}: phụ lục chưa đủ hoặc có dòng sai")
            found = f"{gap.found.normalize():f}"
            facts = {"group": gap.group, "found": found, "since": f"{since:%d/%m/%Y}"}
            last = max((line for line in lines), key=lambda line: line.row)
            problems.append(Problem(last.row, N_("Điểm tối đa"), found, says, facts, "warning", last.sheet))
    return problems


def apply(actor: Actor, lines: Iterator[Line], batch: Batch) -> Applied:
    """Keep the rows as a new edition of the criteria."""
    rows = [_criterion(line.values) for line in lines]
    _edition, is_new = actions.store(actor, batch.file_name, rows, batch_id=batch.pk)
    return Applied(added=len(rows)) if is_new else Applied(unchanged=len(rows))


def undo(actor: Actor, batch: Batch) -> None:
    """Take the edition of a batch away. Raises: EditionInUse."""
    found = Edition.objects.filter(batch_id=batch.pk).first()
    if found is not None:
        actions.remove(actor, found.pk)


CRITERIA_IMPORT = Import(
    kind="maturity_criteria", sheet=CRITERIA, needs=Can.MANAGE, apply=apply, undo=undo, check=check
)
