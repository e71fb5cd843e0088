"""Cleans and checks rows column by column; only bad cells are looked at one by one.

Every distinct text of a column is judged once by the rules; the verdicts are then spread over the column.
"""

from dataclasses import dataclass

import polars as pl

from khue.core.words import N_
from khue.exams import rules
from khue.exams.reading.columns import Columns, Expected
from khue.exams.reading.labelled import labelled_scores
from khue.exams.reading.pieces import Piece

LONGEST_SHOWN = 20
OFF_GRID = N_("không nằm trên thang bước điểm của môn (vẫn nhận)")
NO_SCORES = N_("không có điểm của môn nào")
NOTHING_TAKEN = N_("không dự thi môn nào (vẫn nhận)")
MORE_CELLS = N_("dòng có nhiều ô hơn dòng tiêu đề: có thể điểm dùng dấu phẩy thập phân mà không đặt trong ngoặc kép")
TWO_LANGUAGES = N_("có điểm của hai ngoại ngữ")
BAD_LANGUAGE = N_("mã ngoại ngữ không thuộc N1–N7")
NO_LANGUAGE = N_("có điểm ngoại ngữ nhưng thiếu mã ngoại ngữ (vẫn nhận)")
WRONG_TOTAL = N_("tổng điểm trong tệp khác tổng các môn (vẫn nhận)")
_FAULTS = {
    "sheet": pl.String,
    "line": pl.Int64,
    "candidate": pl.String,
    "column": pl.String,
    "value": pl.String,
    "says": pl.String,
    "severity": pl.String,
}
_NONE = pl.DataFrame(schema=_FAULTS)


@dataclass(frozen=True)
class Cleaned:
    """What is left of a piece.

    rows: line, candidate, council, scores ("{680,NULL}"), language and, if asked, second_factor; without rows in error.
    faults: one line a bad cell, "error" or "warning". read: rows with content. at: bytes of the file read so far.
    """

    rows: pl.DataFrame
    faults: pl.DataFrame
    read: int
    at: int


class Cleaner:
    """Judges the pieces of one file; remembers what it has judged, since few texts are different."""

    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self._verdicts: dict[str, dict[str, tuple[str, str]]] = {}

    def clean(self, piece: Piece) -> Cleaned:
        """Clean the rows of a piece and list everything that is wrong with them."""
        return _Cleaning(self, piece).run()

    def verdict(self, paper: str, text: str) -> tuple[str, str]:
        """Return the score as the database writes it and what is wrong with the text ("" when nothing is)."""
        known = self._verdicts.setdefault(paper, {})
        found = known.get(text)
        if found is None:
            found = self._judge(paper, text)
            if len(known) < 10_000:
                known[text] = found
        return found

    def _judge(self, paper: str, text: str) -> tuple[str, str]:
        try:
            score = rules.read_score(text)
        except rules.BadScore as error:
            return "NULL", str(error)
        if score is None:
            return "NULL", ""
        on_grid = rules.is_on_grid(score, paper, self.expected.year)
        return str(score), "" if on_grid else OFF_GRID


class _Cleaning:
    """One piece on its way; each step adds columns or faults."""

    def __init__(self, cleaner: Cleaner, piece: Piece) -> None:
        self.cleaner = cleaner
        self.expected = cleaner.expected
        self.sheet = piece.sheet
        self.at = piece.read
        self.columns: Columns = piece.columns
        self.frame = piece.frame
        self.faults: list[pl.DataFrame] = []
        self.bad_lines: list[pl.Series] = []

    def run(self) -> Cleaned:
        self._drop_empty()
        self._read_candidates()
        self._read_text()
        self._read_scores()
        self._read_language()
        self._check_rows()
        return self._result()

    def _fault(self, wrong: pl.Series, column: str, value: pl.Series | str, says: str, severity: str = "error") -> None:
        """Note a fault for the rows where `wrong` is true."""
        if not wrong.any():
            return
        values = pl.lit(value) if isinstance(value, str) else value.str.slice(0, LONGEST_SHOWN)
        found = self.frame.select(
            pl.lit(self.sheet).alias("sheet"),
            pl.col("line"),
            pl.col("candidate").alias("candidate"),
            pl.lit(column).alias("column"),
            values.alias("value") if isinstance(values, pl.Expr) else pl.Series("value", values, dtype=pl.String),
            pl.lit(says).alias("says"),
            pl.lit(severity).alias("severity"),
        ).filter(wrong)
        self.faults.append(found)
        if severity == "error":
            self.bad_lines.append(found["line"])

    def _drop_empty(self) -> None:
        names = [str(index) for index in self.columns.used]
        filled = pl.any_horizontal(*((pl.col(name).str.strip_chars() != "").fill_null(value=False) for name in names))
        if self.frame.select(pl.col(str(self.columns.candidate)).is_null().any()).item():
            self.frame = self.frame.filter(filled)
        self.read = len(self.frame)

    def _read_candidates(self) -> None:
        raw = self.frame[str(self.columns.candidate)].fill_null("")
        good = self._is_candidate(raw)
        if not good.all():
            raw = raw.str.replace_all(r"\s+", "").str.replace(r"\.0+$", "").str.to_uppercase()
            good = self._is_candidate(raw)
        self.frame = self.frame.with_columns(raw.alias("candidate"))
        if good.all():
            return
        says = {text: rules.candidate_number_problem(text, self.expected.year) for text in raw.filter(~good).unique()}
        for problem in sorted({text for text in says.values() if text}):
            texts = [text for text, found in says.items() if found == problem]
            self._candidate_fault(raw.is_in(texts), problem)

    def _candidate_fault(self, wrong: pl.Series, problem: str) -> None:
        """A wrong candidate number is shown only when it looks like a number, not like a name in the wrong column."""
        shown = self.frame["candidate"].str.extract(r"^([A-ZĐ]{0,4}[0-9]{1,9})$").fill_null("")
        self.frame = self.frame.with_columns(
            pl.when(wrong).then(shown).otherwise(pl.col("candidate")).alias("candidate")
        )
        self._fault(wrong, "SBD", shown, problem)

    def _is_candidate(self, numbers: pl.Series) -> pl.Series:
        patterns = "|".join(line.pattern for line in rules.number_patterns(self.expected.year))
        good = numbers.str.contains(f"^(?:{patterns})$")
        heads = numbers.filter(good & (numbers.str.len_bytes() == 8)).str.slice(0, 2).unique()
        unknown = [head for head in heads if rules.council(head, self.expected.year) is None]
        return good & ~numbers.str.slice(0, 2).is_in(unknown) if unknown else good

    def _read_text(self) -> None:
        self.labelled: dict[str, pl.Series] = {}
        if self.columns.text is None:
            return
        found = labelled_scores(self.frame[str(self.columns.text)], self.expected.papers)
        self.labelled = found.scores
        self.frame = self.frame.with_columns(found.language.alias("language"))
        for wrong, value, says in found.faults:
            self._fault(wrong, "DIEM_THI", value, says)

    def _read_scores(self) -> None:
        self.scores: dict[str, pl.Series] = {}
        for paper in self.expected.papers:
            sources = [(c.title, self.frame[str(c.index)]) for c in self.columns.scores if c.paper == paper]
            if paper in self.labelled:
                sources.append((rules.PAPERS[paper].title, self.labelled[paper]))
            read = [self._read_paper(paper, title, cells) for title, cells in sources]
            if not read:
                continue
            self.scores[paper] = read[0] if len(read) == 1 else self._one_of(paper, read)

    def _read_paper(self, paper: str, title: str, cells: pl.Series) -> pl.Series:
        cells = cells.fill_null("")
        texts = cells.unique()
        verdicts = [self.cleaner.verdict(paper, text) for text in texts]
        wrong: dict[str, list[str]] = {}
        for text, (_, says) in zip(texts, verdicts, strict=True):
            if says:
                wrong.setdefault(says, []).append(text)
        for says, bad in sorted(wrong.items()):
            severity = "warning" if says == OFF_GRID else "error"
            self._fault(cells.is_in(bad), title, cells, says, severity)
        written = pl.Series([score for score, _ in verdicts], dtype=pl.String)
        return cells.replace_strict(texts, written, return_dtype=pl.String)

    def _one_of(self, paper: str, read: list[pl.Series]) -> pl.Series:
        """Join columns of which a candidate fills at most one: the languages, each with a column of its own."""
        taken = pl.DataFrame([(cells != "NULL").alias(str(n)) for n, cells in enumerate(read)])
        self._fault(taken.sum_horizontal() > 1, rules.PAPERS[paper].title, "", TWO_LANGUAGES)
        joined = read[0]
        for cells in read[1:]:
            joined = pl.select(pl.when(joined == "NULL").then(cells).otherwise(joined)).to_series()
        return joined

    def _read_language(self) -> None:
        if "language" not in self.frame.columns:
            self.frame = self.frame.with_columns(pl.lit(None, dtype=pl.String).alias("language"))
        taken = self.scores.get("foreign_language")
        if taken is None:
            return
        language = self.frame["language"]
        for column in self.columns.scores:
            if column.language:
                here = self.frame[str(column.index)].fill_null("").str.strip_chars()
                language = pl.select(
                    pl.when(~here.is_in(["", "-1"])).then(pl.lit(column.language)).otherwise(language)
                ).to_series()
        if self.columns.language is not None:
            language = self.frame[str(self.columns.language)].str.strip_chars().str.to_uppercase().replace("", None)
            wrong = language.is_not_null() & ~language.is_in(list(rules.LANGUAGES)) & (taken != "NULL")
            self._fault(wrong, "Mã ngoại ngữ", language.fill_null(""), BAD_LANGUAGE)
            self._fault((taken != "NULL") & language.is_null(), "Mã ngoại ngữ", "", NO_LANGUAGE, "warning")
        language = pl.select(pl.when(taken != "NULL").then(language)).to_series()
        self.frame = self.frame.with_columns(language.alias("language"))

    def _check_rows(self) -> None:
        self._fault(self.frame["more"], "", "", MORE_CELLS)
        written = pl.DataFrame([cells.alias(paper) for paper, cells in self.scores.items()])
        array = pl.concat_str(
            [
                pl.lit("{"),
                pl.concat_str(
                    [pl.col(paper) if paper in self.scores else pl.lit("NULL") for paper in self.expected.papers],
                    separator=",",
                ),
                pl.lit("}"),
            ]
        )
        scores = written.select(array.alias("scores")).to_series() if self.scores else None
        empty = "{" + ",".join(["NULL"] * len(self.expected.papers)) + "}"
        self.frame = self.frame.with_columns(scores if scores is not None else pl.lit(empty).alias("scores"))
        self._check_empty(self.frame["scores"] == empty)
        self._check_total()

    def _check_empty(self, empty: pl.Series) -> None:
        """A text without scores is a broken row; blank cells under every paper mean that none was taken."""
        if not empty.any():
            return
        if self.bad_lines:
            empty = empty & ~self.frame["line"].is_in(pl.concat(self.bad_lines).unique().implode())
        if self.columns.text is not None:
            self._fault(empty, "DIEM_THI", "", NO_SCORES)
        else:
            self._fault(empty, "", "", NOTHING_TAKEN, "warning")

    def _check_total(self) -> None:
        if self.columns.total is None:
            return
        told = (
            self.frame[str(self.columns.total)].str.strip_chars().str.replace(",", ".").cast(pl.Float64, strict=False)
        )
        sum_ = pl.DataFrame(
            [c.replace("NULL", None).cast(pl.Int64).alias(p) for p, c in self.scores.items()]
        ).sum_horizontal()
        wrong = ((told * 100 - sum_).abs() > 0.5).fill_null(value=False)
        self._fault(wrong, "Tổng điểm", self.frame[str(self.columns.total)].fill_null(""), WRONG_TOTAL, "warning")

    def _result(self) -> Cleaned:
        length = pl.col("candidate").str.len_bytes()
        council = (
            pl.when(length == 8).then(pl.col("candidate").str.slice(0, 2)).otherwise(pl.col("candidate").str.head(-6))
        )
        names = ["line", "candidate", "council", "scores", "language"]
        rows = self.frame.with_columns(council.alias("council"))
        if self.columns.second_factor is not None:
            rows = rows.with_columns(pl.col(str(self.columns.second_factor)).alias("second_factor"))
            names.append("second_factor")
        if self.bad_lines:
            rows = rows.filter(~pl.col("line").is_in(pl.concat(self.bad_lines).unique().implode()))
        return Cleaned(rows.select(names), pl.concat(self.faults) if self.faults else _NONE, self.read, self.at)
