"""Made-up exam results with a plausible distribution, from a seed: for the demo province, tests and benchmarks."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from django.contrib.auth import get_user_model
from django.utils import timezone

from khue.core.actor import Actor, acting_as
from khue.core.models import Batch
from khue.exams import actions, rules
from khue.exams.actions.publishing import publish
from khue.exams.models import ExamSession

# Mean, standard deviation and step in hundredths of each paper, near the published distributions of 2018 to 2025.
SHAPES = {
    "literature": (690, 125, 25),
    "mathematics": (480, 165, 5),
    "physics": (690, 140, 5),
    "chemistry": (610, 175, 5),
    "biology": (580, 150, 5),
    "history": (655, 145, 5),
    "geography": (665, 160, 5),
    "civics": (790, 120, 25),
    "foreign_language": (540, 165, 25),
    "economics_law": (770, 110, 5),
    "informatics": (680, 130, 5),
    "technology_industrial": (580, 140, 5),
    "technology_agricultural": (770, 100, 5),
}
# Which two papers candidates choose besides literature and mathematics, in candidates out of a hundred.
CHOICES = (
    (27, "history", "geography"),
    (14, "foreign_language", "history"),
    (12, "physics", "chemistry"),
    (11, "physics", "foreign_language"),
    (10, "geography", "economics_law"),
    (8, "history", "economics_law"),
    (5, "chemistry", "biology"),
    (5, "foreign_language", "economics_law"),
    (4, "geography", "technology_agricultural"),
    (2, "physics", "informatics"),
    (2, "physics", "technology_industrial"),
)
TITLES = {
    "literature": "VAN",
    "mathematics": "TOAN",
    "physics": "LI",
    "chemistry": "HOA",
    "biology": "SINH",
    "history": "SU",
    "geography": "DIA",
    "civics": "GIAO_DUC_CONG_DAN",
    "foreign_language": "NGOAI_NGU",
    "economics_law": "GDKT_PL",
    "informatics": "TIN_HOC",
    "technology_industrial": "CN_CONG_NGHIEP",
    "technology_agricultural": "CN_NONG_NGHIEP",
}
BLOCK_ROWS = 250_000


def write_results(path: Path, rows: int, *, seed: int = 1, councils: Sequence[str] = ("51",)) -> None:
    """Write made-up results in the layout of 2025, the candidates spread evenly over the councils."""
    each = -(-rows // len(councils))
    with path.open("wb") as file:
        for start in range(0, rows, BLOCK_ROWS):
            block = _block(start, min(BLOCK_ROWS, rows - start), seed, list(councils), each)
            block.write_csv(file, include_header=start == 0)


def _block(start: int, rows: int, seed: int, councils: list[str], each: int) -> pl.DataFrame:
    index = pl.int_range(start, start + rows, eager=True).alias("index")
    names = pl.Series(councils).gather(index // each)
    ordinals = (index % each + 1).cast(pl.String).str.zfill(6)
    chosen = _uniform(index, seed, 99) * 100
    columns = {"SBD": names + ordinals}
    for number, (paper, shape) in enumerate(SHAPES.items()):
        scores = _scores(index, shape, seed, number * 4)
        taken = _takes(paper, chosen) & (_uniform(index, seed, 200 + number) > 0.004)
        written = (scores // 100).cast(pl.String) + "." + (scores % 100).cast(pl.String).str.zfill(2)
        text = pl.when(taken).then(written).otherwise(pl.lit("-1"))
        columns[TITLES[paper]] = pl.select(text).to_series()
    language = _uniform(index, seed, 98)
    code = pl.when(language < 0.95).then(pl.lit("N1")).when(language < 0.985).then(pl.lit("N4")).otherwise(pl.lit("N6"))
    took = columns["NGOAI_NGU"] != "-1"
    columns["MA_MON_NGOAI_NGU"] = pl.select(pl.when(took).then(code).otherwise(pl.lit(""))).to_series()
    return pl.DataFrame(columns)


def _uniform(index: pl.Series, seed: int, salt: int) -> pl.Series:
    return index.hash(seed * 1_000 + salt).cast(pl.Float64) / 2.0**64


def _scores(index: pl.Series, shape: tuple[int, int, int], seed: int, salt: int) -> pl.Series:
    """Four even numbers added up make a bell with a standard deviation of 1 / sqrt(3)."""
    mean, deviation, step = shape
    bell = sum((_uniform(index, seed, salt + part) for part in range(1, 4)), _uniform(index, seed, salt)) - 2.0
    spread = bell * (deviation * 3**0.5) + mean
    return (spread / step).round().cast(pl.Int64).clip(0, rules.HIGHEST // step) * step


def _takes(paper: str, chosen: pl.Series) -> pl.Series:
    taken = chosen < (200 if paper in ("literature", "mathematics") else -1)
    low = 0
    for share, *papers in CHOICES:
        if paper in papers:
            taken = taken | ((chosen >= low) & (chosen < low + share))
        low += share
    return taken


def fill_session(
    actor: Actor, session: ExamSession, *, rows: int, seed: int = 1, councils: Sequence[str] = ("51",)
) -> Batch:
    """Import made-up results into a draft session, by the same way as a real file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "du-lieu-mau.csv"
        write_results(path, rows, seed=seed, councils=councils)
        with path.open("rb") as content:
            batch, _ = actions.submit(actor, session.code, content, path.name, keep=False)
        return actions.write(actor, batch.pk, path=path)


# A session before and one after the merger of Quảng Ngãi and Kon Tum, so that they can be compared.
DEMO_SESSIONS = (
    ("thpt-2025", "Kì thi tốt nghiệp THPT 2025 (dữ liệu mẫu)", 2025, ("35", "36")),
    ("thpt-2026", "Kì thi tốt nghiệp THPT 2026 (dữ liệu mẫu)", 2026, ("51",)),
)


def build_demo(actor: Actor, *, organisation_id: int, candidates: int, seed: int) -> None:
    """Make the published sessions of the demo province; two of its accounts check them."""
    people = get_user_model().objects.filter(is_synthetic=True, is_active=True).order_by("pk")[:2]
    first, second = (Actor(person.pk, everywhere=frozenset(rules.Can)) for person in people)
    for number, (code, title, year, councils) in enumerate(DEMO_SESSIONS):
        with acting_as(actor):
            session = actions.create_session(
                actor, code=code, title=title, year=year, organisation_id=organisation_id, is_synthetic=True
            )
            fill_session(actor, session, rows=candidates, seed=seed + number, councils=councils)
        for person, check in ((first, actions.first_check), (second, actions.second_check)):
            with acting_as(person):
                check(person, session.pk)
        with acting_as(actor):
            publish(actor, session.pk, at=timezone.now())
