"""The real published files: every one is read completely, and the known figures hold."""

from pathlib import Path

import polars as pl
import pytest

from khue.exams.tests.test_reading import Outcome

NAMES = {"HO_TEN", "NGAY_SINH", "GIOI_TINH", "Họ tên", "Ngày sinh", "Giới tính", "CMND", "Tỉnh"}
OFF_GRID = "không nằm trên thang bước điểm của môn (vẫn nhận)"


@pytest.fixture
def published(shared: Path) -> Path:
    return shared / "data" / "thpt-scores"


def test_the_texts_of_2017(published: Path) -> None:
    found = Outcome(published / "thpt_2017_35_provinces_raw.csv.gz", 2017)
    assert (found.read, len(found.rows)) == (276_150, 265_445)
    errors = found.faults.filter(pl.col("severity") == "error")
    assert errors["says"].unique().to_list() == ["không có điểm của môn nào"]
    assert (len(errors), errors["candidate"].str.slice(0, 2).unique().to_list()) == (10_705, ["39"])  # Phú Yên
    off_grid = found.faults.filter(pl.col("says") == OFF_GRID)
    counted = dict(off_grid.group_by("column").len().iter_rows())
    assert counted == {"Ngữ văn": 998, "Toán": 5_361, "Ngoại ngữ": 4_469, "Giáo dục công dân": 1}
    place = found.papers.index("mathematics")
    scores = found.rows.filter(pl.col("council") == "11")["scores"].str.strip_chars("{}").str.split(",").list.get(place)
    taken = scores.filter(scores != "NULL").cast(pl.Int64)
    assert (len(taken), round(int(taken.sum()) / len(taken) / 100, 4)) == (2_778, 3.7720)


def test_the_tidy_columns_agree_with_the_texts(published: Path) -> None:
    text = Outcome(published / "thpt_2017_35_provinces_raw.csv.gz", 2017).rows
    tidy = Outcome(published / "thpt_2017_35_provinces_tidy.csv.gz", 2017).rows
    both = text.join(tidy, on="candidate", suffix="_tidy")
    assert len(both) == 265_445
    assert both.filter(
        (pl.col("scores") != pl.col("scores_tidy")) | pl.col("language").ne_missing(pl.col("language_tidy"))
    ).is_empty()


@pytest.mark.parametrize(("name", "rows", "off_grid"), [("06_cao_bang", 5_405, 25), ("11_bac_kan", 3_340, 2)])
def test_the_two_files_of_a_province_in_2025_agree(published: Path, name: str, rows: int, off_grid: int) -> None:
    table = Outcome(published / f"thpt_2025_{name}.csv", 2025)
    crawl = Outcome(published / f"thpt_2025_{name}.json.gz", 2025)
    assert table.read == crawl.read == rows
    assert len(table.faults) == len(crawl.faults) == off_grid
    kept = ["candidate", "scores", "language"]
    assert table.rows.select(kept).equals(crawl.rows.select(kept))


@pytest.mark.parametrize(
    ("name", "rows", "header"),
    [
        ("2016_layout_a", 1_297, 1),
        ("2016_layout_b_blank_columns", 1_954, 1),
        ("2016_layout_c_no_header", 3_000, 0),
        ("2016_layout_d_title_rows_subject_columns", 3_000, 4),
        ("2017_bac_kan", 2_830, 1),
    ],
)
def test_every_published_workbook(published: Path, name: str, rows: int, header: int) -> None:
    found = Outcome(published / "workbooks" / f"{name}.xlsx", int(name[:4]))
    assert found.says() == []
    assert (found.read, len(found.rows)) == (rows, rows)
    assert found.columns is not None and found.columns.header_row == header
    assert {title for _letter, title in found.columns.ignored} & NAMES or not header
