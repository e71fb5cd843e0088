"""Every published layout, in small, and files that would harm."""

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P
from openpyxl.workbook.workbook import Workbook
from xlwt.Workbook import Workbook as OldWorkbook

from khue.core.sheets import Damaged, EmptyFile, NotASheet
from khue.exams import rules
from khue.exams.reading import Cleaner, Columns, Expected, ProblemFile, first_faults, read_pieces, texts
from khue.exams.reading.refusals import (
    AmbiguousColumns,
    LineTooLong,
    NoResultColumns,
    NotACrawl,
    PaperNotInSession,
    SheetWithoutColumns,
    TwiceTheSamePaper,
)
from khue.exams.tests.conftest import text_file

NAME, BORN, IDENTITY = "Nguyễn Thị Bí Mật", "25/12/1999", "012345678"


class Outcome:
    """What reading a file gave."""

    def __init__(self, path: Path, year: int, **expected: Any) -> None:
        self.papers = rules.papers_of(year)
        wanted = Expected(self.papers, year, **expected)
        cleaner = Cleaner(wanted)
        rows, faults = [], []
        self.columns: Columns | None = None
        self.read = 0
        for piece in read_pieces(path, path.name, wanted):
            cleaned = cleaner.clean(piece)
            self.columns = piece.columns
            self.read += cleaned.read
            rows.append(cleaned.rows)
            faults.append(cleaned.faults)
        self.rows = pl.concat(rows)
        self.faults = pl.concat(faults)

    def scores(self, number: str) -> dict[str, str]:
        """Return the scores of a candidate by paper, without those not taken."""
        text = self.rows.filter(pl.col("candidate") == number)["scores"].item()
        values = text.strip("{}").split(",")
        return {paper: value for paper, value in zip(self.papers, values, strict=True) if value != "NULL"}

    def says(self, severity: str = "error") -> list[tuple[int, str, str, str]]:
        """Return the faults: line, column, value, what is wrong."""
        found = self.faults.filter(pl.col("severity") == severity).sort("line", maintain_order=True)
        return list(found.select("line", "column", "value", "says").iter_rows())


def workbook(folder: Path, *sheets: list[list[Any]], name: str = "ket-qua.xlsx") -> Path:
    book = Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    path = folder / name
    book.save(path)
    return path


def test_one_text_column_holds_all_scores(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "SOBAODANH,DIEM_THI",
        "52005930,Toán:   6.80   Ngữ văn:   6.25   KHTN: 5   Tiếng Anh:   4.80   ",
        "52005931,Toán: 5   Tiếng Nhật: 7.2",
    )
    found = Outcome(path, 2017)
    assert found.scores("52005930") == {
        "mathematics": "680", "literature": "625", "natural_sciences": "500", "foreign_language": "480",
    }  # fmt: skip
    assert found.rows["language"].to_list() == ["N1", "N6"]
    assert found.faults.is_empty()


def test_a_text_is_never_half_read(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "SOBAODANH,DIEM_THI",
        "52000001,Toán: 6.80   Vẽ: 7.00",
        "52000002,Toán: 6.80   Toán: 7.00",
        "52000003,Toán:   Ngữ văn: 7.00",
        "52000004,",
        "52000005,Tiếng Anh: 5.00 Tiếng Nga: 5.00",
        "52000006,Toán: 11.00",
    )
    found = Outcome(path, 2017)
    assert found.rows.is_empty()
    assert sorted({(line, says) for line, _column, _value, says in found.says()}) == [
        (2, "tên môn không thuộc kì thi"),
        (3, "không tách được điểm từng môn"),
        (4, "không phải là số"),
        (5, "không có điểm của môn nào"),
        (6, "có điểm của hai ngoại ngữ"),
        (7, "ngoài thang điểm 0–10"),
    ]


def test_one_column_a_subject_below_title_rows(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["BỘ GIÁO DỤC VÀ ĐÀO TẠO"],
            ["DANH SÁCH ĐIỂM THÍ SINH"],
            ["STT", "SBD", "Họ tên", "CMND", "TO", "VA", "NN", "Môn NN"],
            [1, "DCT000001", NAME, IDENTITY, 2.25, None, 6, "N1"],
            [2, "DCT000002", NAME, IDENTITY, 4, 4.5, None, None],
        ],
    )
    found = Outcome(path, 2016)
    assert found.scores("DCT000001") == {"mathematics": "225", "foreign_language": "600"}
    assert found.rows["line"].to_list() == [4, 5]
    assert found.columns is not None
    assert found.columns.ignored == (("A", "STT"), ("C", "Họ tên"), ("D", "CMND"))


def test_names_and_identity_numbers_never_leave_the_reader(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "Cột lạ,SBD,CCCD,TOAN,VAN",
        f"{NAME},52000001,{IDENTITY},99,x",
        f"{BORN},{NAME},{IDENTITY},5,5",
        f"{NAME},52000003,{IDENTITY},5,5",
    )
    found = Outcome(path, 2017)
    kept = found.rows.write_csv() + found.faults.write_csv()
    assert not [secret for secret in (NAME, BORN, IDENTITY, NAME.upper(), NAME.split()[1]) if secret in kept]
    assert len(found.rows) == 1


def test_blank_columns_and_another_order_do_not_matter(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["HO_TEN", "SOBAODANH", None, "TEN_CUMTHI", None, "DIEM_THI"],
            [NAME, "058000952", None, "Sở GDĐT Trà Vinh", None, "Toán: 3.75   Ngữ văn: 5   Tiếng Anh: 2.25"],
        ],
    )
    found = Outcome(path, 2016)
    assert found.scores("058000952") == {"mathematics": "375", "literature": "500", "foreign_language": "225"}


def test_without_titles_the_content_must_be_unmistakable(tmp_path: Path) -> None:
    rows = [[f"YTB{n:06d}", NAME, BORN, "Toán: 7.75 Ngữ văn: 7.25"] for n in range(1, 30)]
    found = Outcome(workbook(tmp_path, rows), 2016)
    assert (found.read, found.columns and found.columns.header_row) == (29, 0)
    doubtful = [[f"058{n:06d}", f"059{n:06d}", "Toán: 7.75"] for n in range(1, 30)]
    with pytest.raises(AmbiguousColumns, match="A, B"):
        Outcome(workbook(tmp_path, doubtful), 2016)


def test_dates_and_identity_numbers_are_not_taken_for_candidates(tmp_path: Path) -> None:
    born = [["25121999", "Toán: 7.75"] for _ in range(30)]
    identities = [[f"012{n * 7919 % 1_000_000:06d}", "Toán: 7.75"] for n in range(1, 300)]
    for rows, year in ((born, 2017), (identities, 2016)):
        with pytest.raises(NoResultColumns):
            Outcome(workbook(tmp_path, rows), year)


def test_a_further_sheet_goes_on(tmp_path: Path) -> None:
    head = ["SOBAODANH", "DIEM_THI"]
    first, second, third = (["52000001", "Toán: 5.00"], ["52000002", "Toán: 6.00"], ["52000003", "Toán: 7.00"])
    found = Outcome(workbook(tmp_path, [head, first], [second], [], [head, third]), 2017)
    assert found.rows["candidate"].to_list() == ["52000001", "52000002", "52000003"]
    with pytest.raises(SheetWithoutColumns):
        Outcome(workbook(tmp_path, [head, first], [["Ghi chú", "x"], ["y", "z"]]), 2017)


def test_old_and_open_workbooks(tmp_path: Path) -> None:
    book = OldWorkbook()
    for name, first in (("Sheet1", 1), ("Sheet2", 3)):
        sheet = book.add_sheet(name)
        rows = [["SOBAODANH", "DIEM_THI"]] if first == 1 else []
        rows += [[f"52{number:06d}", "Toán:   6.80   Ngữ văn:   5"] for number in (first, first + 1)]
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell)
    book.save(tmp_path / "kq.xls")
    assert len(Outcome(tmp_path / "kq.xls", 2017).rows) == 4
    document = OpenDocumentSpreadsheet()
    table = OdsTable(name="Kết quả")
    for row in (["SBD", "TOAN"], ["52000001", "6,80"]):
        line = TableRow()
        for cell in row:
            holder = TableCell(valuetype="string")
            holder.addElement(P(text=cell))
            line.addElement(holder)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "kq.ods"))
    assert Outcome(tmp_path / "kq.ods", 2017).scores("52000001") == {"mathematics": "680"}


def crawl(**record: Any) -> dict[str, Any]:
    taken = {"SBD": "06000001", "TOAN": 1.6, "VAN": 5.5, "NGOAI_NGU": -1, "MA_MON_NGOAI_NGU": "", "DM1": 1.6}
    return {**taken, "modified_date": "2025-07-16", "TONGDIEM": 7.1, **record}


def test_the_crawl_envelope_of_2025(tmp_path: Path) -> None:
    envelope = {"province_code": "06", "crawl_stats": {"failed": 0}, "data": [crawl(), crawl(SBD="06000002")]}
    path = tmp_path / "kq.json.gz"
    path.write_bytes(gzip.compress(json.dumps(envelope).encode()))
    found = Outcome(path, 2025)
    assert found.scores("06000001") == {"mathematics": "160", "literature": "550"}
    assert found.columns is not None and ("F", "DM1") in found.columns.ignored
    (tmp_path / "x.json").write_text('{"rows": []}')
    with pytest.raises(NotACrawl):
        Outcome(tmp_path / "x.json", 2025)


def test_a_language_has_its_code(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "SBD,TOAN,NGOAI_NGU,MA_MON_NGOAI_NGU,TONGDIEM",
        "06000001,5,6,n4,11",
        "06000002,5,-1,N1,5",
        "06000003,5,6,N9,11",
        "06000004,5,6,,11",
        "06000005,5,6,N1,12",
    )
    found = Outcome(path, 2025)
    assert found.rows["language"].to_list() == ["N4", None, None, "N1"]
    assert found.says() == [(4, "Mã ngoại ngữ", "N9", "mã ngoại ngữ không thuộc N1–N7")]
    assert [(line, column) for line, column, *_ in found.says("warning")] == [(5, "Mã ngoại ngữ"), (6, "Tổng điểm")]


def test_each_language_may_have_its_own_column(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "so_bao_danh,toan,tieng_anh,tieng_phap",
        "52000001,5,6.2,",
        "52000002,5,,7.4",
        "52000003,5,6.2,7.4",
        "52000004,5,,",
    )
    found = Outcome(path, 2017)
    assert found.rows["language"].to_list() == ["N1", "N3", None]
    assert [(line, says) for line, _column, _value, says in found.says()] == [(4, "có điểm của hai ngoại ngữ")]


def test_a_broken_crawl_is_refused(tmp_path: Path) -> None:
    whole = json.dumps({"data": [crawl(), crawl(SBD="06000002")]})
    for name, text in (("a.json", whole[:-40]), ("b.json", '{"data": [1, 2]}')):
        (tmp_path / name).write_text(text)
        with pytest.raises((Damaged, NotACrawl)):
            Outcome(tmp_path / name, 2025)
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(whole.encode())[:-9])
    with pytest.raises(Damaged):
        Outcome(tmp_path / "c.json.gz", 2025)


def test_every_bad_cell_is_told_with_its_place(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "SBD;TOAN;VAN",
        "06000001;6,80;7,25",
        "6000002;5;5",
        "20000003;5;5",
        "06000004;10,05;vắng",
        ";5;5",
        "06000006;7.125;6.66",
        "",
        "06000007;-1;-1",
    )
    found = Outcome(path, 2025)
    assert found.scores("06000001") == {"mathematics": "680", "literature": "725"}
    assert [(line, column, value) for line, column, value, _ in found.says()] == [
        (3, "SBD", "6000002"), (4, "SBD", "20000003"), (5, "VAN", "vắng"), (5, "TOAN", "10,05"), (6, "SBD", ""),
        (7, "TOAN", "7.125"),
    ]  # fmt: skip
    assert [(line, column) for line, column, *_ in found.says("warning")] == [(7, "VAN"), (9, "")]


def test_a_decimal_comma_never_shifts_the_scores(tmp_path: Path) -> None:
    found = Outcome(text_file(tmp_path, "SBD,TOAN,VAN", "06000001,6,80,7", '06000002,"6,80",7'), 2025)
    assert (2, "dòng có nhiều ô hơn dòng") in [(line, says[:24]) for line, _c, _v, says in found.says()]
    assert found.rows["candidate"].to_list() == ["06000002"]
    assert found.scores("06000002") == {"mathematics": "680", "literature": "700"}


def test_columns_that_cannot_be_right_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PaperNotInSession, match="TIN_HOC"):
        Outcome(text_file(tmp_path, "SBD,TOAN,TIN_HOC", "52000001,5,5"), 2017)
    with pytest.raises(TwiceTheSamePaper, match="Toán"):
        Outcome(text_file(tmp_path, "SBD,TOAN,Toán", "52000001,5,5"), 2017)
    with pytest.raises(NoResultColumns):
        Outcome(text_file(tmp_path, "a,b", "1,2"), 2017)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258"])
def test_the_encodings_of_excel(tmp_path: Path, encoding: str) -> None:
    text = "Số báo danh\tToán\tNgữ văn\tHọ và tên\n52000001\t6,8\t7\tTrần Thị Thúy\n" * 1
    if encoding == "cp1258":  # decomposed, as that encoding writes it
        from unicodedata import normalize

        text = text.replace("ữ", "ư\u0303").replace("ế", "ê\u0301").replace("ố", "ô\u0301").replace("ầ", "â\u0300")
        text = "".join(c if c in "ăâđêôơưĂÂĐÊÔƠƯ" else normalize("NFD", c) for c in text)
    path = tmp_path / "kq.csv"
    path.write_bytes(text.encode(encoding))
    assert Outcome(path, 2017).scores("52000001") == {"mathematics": "680", "literature": "700"}


def test_quoted_line_ends_and_small_chunks_keep_the_line_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "SAMPLE_BYTES", 400)
    monkeypatch.setattr(texts, "CHUNK_BYTES", 150)
    target = io.StringIO()
    lines = csv.writer(target)
    lines.writerow(["SBD", "Ghi chú", "TOAN"])
    for number in range(1, 200):
        lines.writerow([f"52{number:06d}", 'dài,\n"hai dòng"' if number % 7 == 0 else "", "5" if number % 50 else "x"])
    path = tmp_path / "kq.csv"
    path.write_text(target.getvalue(), encoding="utf-8", newline="")
    found = Outcome(path, 2017)
    assert found.read == 199
    assert [(line, value) for line, _column, value, _ in found.says()] == [(51, "x"), (101, "x"), (151, "x")]


def test_files_that_would_harm_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("SBD,TOAN\n52000001,5\n" + "9" * 700_000)
    with pytest.raises(LineTooLong, match="Dòng 3"):
        Outcome(tmp_path / "a.csv", 2017)
    (tmp_path / "b.csv").write_bytes(b"")
    with pytest.raises(EmptyFile):
        Outcome(tmp_path / "b.csv", 2017)
    (tmp_path / "c.csv").write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(NotASheet):
        Outcome(tmp_path / "c.csv", 2017)


def test_a_stray_quote_and_zero_bytes_spoil_their_own_rows_only(tmp_path: Path) -> None:
    body = b"".join(b"52%06d,5,x\n" % number for number in range(1, 40_000))
    path = tmp_path / "kq.csv"
    path.write_bytes(b"SBD,TOAN,GHI\n" + body + b'52\x0040001,5,"x\n52040002,6,z\n52040003,7,y\n')
    found = Outcome(path, 2017)
    assert found.read == 40_002
    assert [line for line, *_ in found.says()] == [40_001]


def test_the_error_file_counts_all_and_shows_some(tmp_path: Path) -> None:
    lines = [f"52{number:06d},x,=1+1" for number in range(1, 401)]
    found = Outcome(text_file(tmp_path, "SBD,TOAN,VAN", *lines), 2017)
    with ProblemFile(tmp_path / "problems.csv") as problems:
        problems.add(found.faults)
    assert (problems.errors, problems.warnings) == (800, 0)
    assert len(first_faults(tmp_path / "problems.csv")) == 50
    written = list(csv.DictReader((tmp_path / "problems.csv").open(encoding="utf-8-sig", newline="")))
    assert len(written) == 800
    assert {line["value"] for line in written} == {"x", "'=1+1"}


def test_a_second_code_is_read_only_when_the_session_asks_for_it(tmp_path: Path) -> None:
    path = text_file(tmp_path, "SBD,MA_TRA_CUU,TOAN", "52000001,AB12,5")
    assert Outcome(path, 2017, second_factor=True).rows["second_factor"].to_list() == ["AB12"]
    assert "second_factor" not in Outcome(path, 2017).rows.columns
