"""An invented plan is read as a person would read it, through all its dirt."""

from datetime import date

import pytest

from khue.planning.reading.document import compare, read_text
from khue.planning.reading.faults import KINDS
from khue.planning.reading.proposals import Plan, as_json
from khue.planning.tests.reading.samples import FLATTENED, LISTED, TABLE, WRAPPED

ON = date(2026, 11, 1)
START = "KẾ HOẠCH\nTrồng cây\nI. MỤC TIÊU ĐẾN NĂM 2028\n"


@pytest.fixture(scope="module")
def wrapped() -> Plan:
    return read_text(WRAPPED, ON)


@pytest.fixture(scope="module")
def table() -> Plan:
    return read_text(TABLE, ON)


def values(plan: Plan) -> list[tuple[object, ...]]:
    return [(one.comparator, one.value, one.unit, one.year) for one in plan.targets]


def kinds(plan: Plan) -> set[str]:
    return {fault.kind for fault in plan.faults}


def stated(sentence: str) -> list[tuple[object, ...]]:
    return values(read_text(START + sentence, ON))


def test_sentences_broken_by_lines_pages_and_blank_lines_are_rejoined(wrapped: Plan) -> None:
    assert wrapped.title == "Trồng cây xanh trong trường học giai đoạn 2026 - 2028, định hướng đến năm 2030"
    assert (wrapped.place, wrapped.date) == ("Hải Đông", {"year": 2026, "month": None, "day": None})
    assert wrapped.tasks[0].text == "Lập danh mục cây phù hợp với từng loại đất của các trường trong tỉnh"
    assert [(one.kind, one.number, one.issued) for one in wrapped.bases] == [
        ("Luật", "12/2020/QH14", "2020-06-14"), ("Quyết định", "45/QĐ-UBND", "2025-02-05"),
    ]  # fmt: skip


def test_each_number_of_a_goal_is_a_target_with_its_own_word_and_year(wrapped: Plan) -> None:
    assert values(wrapped) == [
        ("eq", 100, "%", 2026), ("eq", 85, "%", 2027), ("ge", 70, "%", 2027), ("gt", 95, "%", 2027),
        ("ge", 90, "%", 2028), ("ge", 75, "%", 2028), ("ge", 60, "%", 2028),
        ("dec", 20, "%", 2028), ("inc", 15, "%", 2028), ("range", (80, 90), "%", 2028),
        ("gt", 100, "%", 2030),
    ]  # fmt: skip
    assert [one.text for one in wrapped.goals] == ["Vườn trường thành nơi học tập thân thiện"]


def test_a_target_said_again_in_a_task_is_one_target_with_two_places(wrapped: Plan) -> None:
    (again,) = [one for one in wrapped.targets if one.also]
    assert again.value == 85
    line = WRAPPED.split("\n")[again.also[0].line - 1]
    assert "Hướng tới mục tiêu đạt 85%" in line


def test_a_proposal_says_where_its_words_stand(wrapped: Plan) -> None:
    target = wrapped.targets[2]
    words = WRAPPED[target.where.start : target.where.end]
    assert " ".join(words.split()) == target.text == "tối thiểu 70% phụ huynh hài lòng về vườn trường"
    lines = WRAPPED.split("\n")
    assert "tối thiểu" in lines[target.where.line - 1]
    assert "70%" in lines[target.where.last_line - 1]


def test_numbered_paragraphs_are_tasks_when_somebody_leads_them(wrapped: Plan) -> None:
    first, second = wrapped.tasks
    assert (first.number, first.lead, first.coordinating, first.section) == (
        "1", "Văn phòng Sở", "các phòng chuyên môn và trường học", "II",
    )  # fmt: skip
    assert first.deadline and (first.deadline.kind, first.deadline.end) == ("quarter", date(2026, 12, 31))
    assert second.deadline and (second.deadline.kind, second.deadline.start) == ("yearly", date(2025, 1, 1))


def test_duties_say_when_by_whom_and_to_whom(wrapped: Plan) -> None:
    yearly, quarterly = as_json(wrapped)["duties"]
    assert (yearly["recurrence"], yearly["day"], yearly["month"]) == ("yearly", 10, 12)
    assert (yearly["owed_by"], yearly["owed_to"]) == ("Văn phòng Sở", "UBND tỉnh")
    assert quarterly["recurrence"] == "quarterly"


def test_faults_are_listed_and_named(wrapped: Plan) -> None:
    assert kinds(wrapped) == {
        "date_missing", "plan_number_missing", "over_100", "bracket_open", "missing_rows", "annex_missing", "unit_gone",
    }  # fmt: skip
    assert kinds(wrapped) <= set(KINDS)
    gone = [fault.text for fault in wrapped.faults if fault.kind == "unit_gone"]
    assert any("Khoa học và Công nghệ" in text for text in gone)
    assert any("UBND cấp xã" in text for text in gone)


def test_units_are_gone_only_from_their_day_on() -> None:
    assert "unit_gone" not in kinds(read_text(WRAPPED, date(2025, 2, 28)))


def test_rows_of_a_table_are_rebuilt_over_pages_and_slipped_cells(table: Plan) -> None:
    assert [(one.section, one.number) for one in table.tasks] == [
        ("I", "1"), ("I", "2"), ("II", "1"), ("II", ""), ("II", "9"),
    ]  # fmt: skip
    first, second, software, tail, training = table.tasks
    assert first.goal.endswith("nối với trung tâm tỉnh (HĐ)")
    assert second.goal == "Đáp ứng 50% nhu cầu kệ"
    assert second.deadline and second.deadline.kind == "ongoing"
    assert (software.text, software.lead) == ("Xây dựng phần mềm mượn sách cho mọi trường.", "Sở Giáo dục")
    assert tail.text.startswith("dụng trí tuệ")
    assert training.deadline is None


def test_targets_stand_in_the_cells_of_aims(table: Plan) -> None:
    assert values(table) == [
        ("eq", 100, "%", 2028),
        ("eq", 50, "%", 2028),
        ("eq", 80, "%", 2028),
        ("eq", 100, "%", 2028),
    ]


def test_money_goes_to_its_row_source_and_year(table: Plan) -> None:
    rows = [(one.number, one.source, one.year, one.amount, one.unit) for one in table.budgets if not one.is_sum]
    assert rows[:2] == [
        ("", "Ngân sách tỉnh", None, 5000, "tỷ đồng"), ("", "Ngân sách xã", None, 3999, "tỷ đồng"),
    ]  # fmt: skip
    assert rows[2:5] == [("1", "CTX, NST", year, 1000, "triệu đồng") for year in (2026, 2027, 2028)]
    assert ("9", "NST", 2026, 4000, "triệu đồng") in rows


def test_sums_units_gaps_and_slips_are_faults(table: Plan) -> None:
    texts = "\n".join(f"{fault.kind}: {fault.text}" for fault in table.faults)
    assert "sum_mismatch: Các nguồn cộng lại là 8.999 tỷ đồng, tổng ghi 9.000 tỷ đồng (chênh 1)." in texts
    assert "sum_mismatch: «Tổng cộng mục I, II» năm 2026 ghi 2.550; các dòng đọc được cộng lại là 6.250" in texts
    assert "sum_mismatch: «Tổng giai đoạn 3 năm» ghi 9.000; các dòng đọc được cộng lại là 6.980" in texts
    assert "unit_mismatch: Cùng một tổng: dòng 6 ghi 9.000 tỷ đồng" in texts
    assert "missing_rows: Trước số «9» thiếu 2 đến 8." in texts
    assert "number_missing: Mục «PHẦN MỀM» không có số; thứ tự là II." in texts
    assert {"sum_missing", "row_cut", "cell_out_of_place", "amounts_too_many"} <= kinds(table)


def test_a_table_without_borders_is_rebuilt_from_names_and_times() -> None:
    plan = read_text(FLATTENED, ON)
    said = [(one.number, one.lead, one.coordinating, one.deadline and one.deadline.words) for one in plan.tasks]
    assert said == [
        (
            "1.1", "Phòng Giáo dục Trung học - Thường xuyên", "Các trường thuộc Sở; các trung tâm GDNN-GDTX",
            "Thường xuyên",
        ),
        ("1.2", "Văn phòng Sở", "Các trường", "Đến năm 2028"),
        ("1.4", "Thanh tra Sở", "Các đơn vị thuộc Sở", "Từ nay đến năm 2027"),
    ]  # fmt: skip
    assert plan.tasks[0].text == (
        "Tổ chức ngày hội đọc sách cho học sinh và phụ huynh trong toàn tỉnh, kết nối thư viện"
    )
    assert {"missing_rows", "row_cut"} <= kinds(plan)


def test_parts_lists_in_lists_and_lettered_lines_are_followed() -> None:
    plan = read_text(LISTED, ON)
    assert plan.title.endswith("GIAI ĐOẠN 2027 - 2030, ĐỊNH HƯỚNG ĐẾN NĂM 2035")
    assert (plan.number, plan.date) == ("12/KH-SGDĐT", {"year": 2027, "month": 1, "day": 10})
    assert values(plan) == [
        ("eq", 60, "%", 2028), ("eq", 20, "hồ bơi", 2028), ("ge", 2, "giáo viên/trường", 2028),
        ("eq", 95, "%", 2029), ("eq", 100, "%", 2030),
    ]  # fmt: skip
    assert [(one.number, one.text, one.lead, one.coordinating) for one in plan.tasks] == [
        ("1", "Xây hồ bơi", "Phòng Thể chất", "UBND các xã; Sở Văn hoá"),
        ("2", "Đào tạo giáo viên", "Phòng TCCB", "Trường Cao đẳng"),
        ("", "Mua phao cho các trường", "Phòng Kế hoạch", ""),
    ]
    ends = [one.deadline and one.deadline.end for one in plan.tasks]
    assert ends == [date(2028, 9, 30), date(2027, 8, 31), date(2029, 12, 31)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("- Phấn đấu từ 80% trẻ trở lên học hai buổi.", [("ge", 80, "%", 2028)]),
        ("- Không quá 2% trẻ thừa cân; dưới 5% trẻ nhẹ cân.", [("le", 2, "%", 2028), ("lt", 5, "%", 2028)]),
        ("- Đạt 60% vào năm 2026 và 95,5% vào năm 2027.", [("eq", 60, "%", 2026), ("eq", 95.5, "%", 2027)]),
        ("- Tỷ lệ tăng từ 40% lên 55%.", [("eq", 55, "%", 2028)]),
        ("- Mở ít nhất 02 khoá bồi dưỡng mỗi năm.", [("ge", 2, "khoá", 2028)]),
        ("- Có từ 10-12 lớp mới.", [("range", (10, 12), "lớp", 2028)]),
        ("- Trường đạt mức độ 3 trở lên.", [("ge", 3, "mức độ", 2028)]),
        ("- Mỗi xã có tối thiểu 01 trường mầm non.", [("ge", 1, "trường", 2028)]),
        ("- Học sinh từ 15 tuổi trở lên dùng dịch vụ công mức độ 4 theo Điều 5 Nghị định 12.", []),
        ("- Mô hình “4 lớp” của giai đoạn 1, ngày 20 tháng 11, cách mạng 4.0.", []),
        ("- Hiện nay 35% trường có vườn.", []),
    ],
)
def test_a_goal_states_a_target_or_none(sentence: str, expected: list[tuple[object, ...]]) -> None:
    assert stated(sentence) == expected


def test_numbers_of_the_present_state_are_no_targets() -> None:
    assert not read_text("KẾ HOẠCH\nA\nI. THỰC TRẠNG\n- 95% trẻ ra lớp.\n", ON).targets


def test_a_table_of_targets_gives_one_for_each_year() -> None:
    rows = "STT\tChỉ tiêu\tĐơn vị tính\tNăm 2027\tNăm 2030\n1\tTrẻ ra lớp\t%\t35\t≥ 45\n"
    rows += "2\tTrường chuẩn\ttrường\t60\t1.080\n"
    plan = read_text("KẾ HOẠCH\nA\nPhụ lục\n" + rows, ON)
    assert values(plan) == [
        ("eq", 35, "%", 2027), ("ge", 45, "%", 2030), ("eq", 60, "trường", 2027), ("eq", 1080, "trường", 2030),
    ]  # fmt: skip
    assert not plan.tasks
    assert not plan.budgets


def test_two_values_for_one_measure_are_a_fault_inside_and_between_plans() -> None:
    one = read_text(
        START + "- 80% vườn trường phổ thông được tưới tự động.\n- 70% vườn trường phổ thông được tưới tự động.", ON
    )
    other = read_text(START + "- 60% vườn trường phổ thông được tưới tự động.", ON)
    assert "conflict" in kinds(one)
    assert "conflict" not in kinds(other)
    compare([("a", one), ("b", other)])
    assert "conflict" in kinds(other)


def test_deadlines_before_the_plan_and_lost_words_are_faults() -> None:
    text = (
        "Hải Đông, ngày 05 tháng 3 năm 2026\nKẾ HOẠCH\nA\nII. NHIỆM VỤ\n1. Nối với dữ liệu quốc của ngành\n"
        "- Đơn vị chủ trì: Phòng A\n- Thời gian thực hiện: Quý IV/2025\n"
        "1. Việc khác (chủ trì: Phòng B; hoàn thành: 30/6/2026)\n"
    )
    plan = read_text(text, ON)
    assert {"deadline_past", "text_cut", "number_twice"} <= kinds(plan)
    assert [(one.lead, one.deadline and one.deadline.end) for one in plan.tasks] == [
        ("Phòng A", date(2025, 12, 31)), ("Phòng B", date(2026, 6, 30)),
    ]  # fmt: skip


def test_nothing_is_made_of_nothing() -> None:
    plan = as_json(read_text("Xin chào.\n", ON))
    assert not any(plan[name] for name in ("bases", "goals", "targets", "tasks", "budgets", "duties"))
