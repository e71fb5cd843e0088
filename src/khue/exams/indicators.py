"""Marks of published exams, counted from the results as they stand."""

from khue.core.indicators import Figures, Indicator, Measure, Source
from khue.core.words import N_
from khue.exams.rules import PAPERS, Can

SOURCE = N_("Quy chế thi tốt nghiệp trung học phổ thông (Thông tư 24/2024/TT-BGDĐT)")
OPEN = "held.state IN ('published', 'corrected', 'archived') AND held.published_at::date <= %(on)s::date"
OF_YEAR = "held.year = %(school_year)s + 1"  # a school year ends with its exam
RESULTS = Source(
    f"""FROM exams_examsession held JOIN exams_result result ON result.session_id = held.id
    CROSS JOIN LATERAL unnest(held.papers, result.scores) AS one (paper, score)
    WHERE {OPEN} AND {OF_YEAR} AND one.score IS NOT NULL""",
    unit="result.organisation_id",
    key="held.id",
    groups={"paper": "one.paper"},
    measures={
        "scores": Measure(N_("Bài thi có điểm trong kì thi đã công bố của năm học.")),
        "score_hundredths": Measure(N_("Tổng điểm, tính theo phần trăm điểm."), of="one.score"),
        "scores_from_5": Measure(N_("Bài thi từ 5 điểm trở lên."), "one.score >= 500"),
        "scores_from_8": Measure(N_("Bài thi từ 8 điểm trở lên."), "one.score >= 800"),
        "scores_of_10": Measure(N_("Bài thi đạt 10 điểm."), "one.score = 1000"),
        "failing_scores": Measure(N_("Bài thi bị điểm liệt, từ 1 điểm trở xuống."), "one.score <= 100"),
    },
    watches={"exams_examsession": "changed.organisation_id"},  # what is published changes with its session only
)
CANDIDATES = Source(
    f"""FROM exams_examsession held JOIN exams_result result ON result.session_id = held.id
    WHERE {OPEN} AND {OF_YEAR}""",
    unit="result.organisation_id",
    key="held.id",
    measures={"candidates": Measure(N_("Thí sinh có kết quả trong kì thi đã công bố của năm học."))},
    watches={"exams_examsession": "changed.organisation_id"},
)


def _share(name: str, title: str, above: str, means: str, direction: str) -> Indicator:
    return Indicator(
        f"exams.{name}", title, "%", above, means, SOURCE,
        denominator="scores", scale=100, digits=2, by=("paper",), direction=direction, owner="quality", hide_below=10,
    )  # fmt: skip


INDICATORS = (
    Indicator(
        "exams.candidates", N_("Số thí sinh có kết quả thi"), N_("thí sinh"), "candidates",
        N_("Thí sinh có kết quả trong các kì thi đã công bố của năm học."), SOURCE, owner="quality",
    ),
    Indicator(
        "exams.mean", N_("Điểm thi trung bình"), N_("điểm"), "score_hundredths",
        N_("Tổng điểm chia cho số bài thi, trong các kì thi đã công bố của năm học."), SOURCE,
        denominator="scores", per=100, digits=2, by=("paper",), direction="up", owner="quality", hide_below=10,
    ),
    _share("from_5_share", N_("Tỉ lệ bài thi từ 5 điểm"), "scores_from_5", N_("Bài thi từ 5 điểm trở lên."), "up"),
    _share("from_8_share", N_("Tỉ lệ bài thi từ 8 điểm"), "scores_from_8", N_("Bài thi từ 8 điểm trở lên."), "up"),
    _share("of_10_share", N_("Tỉ lệ bài thi đạt 10 điểm"), "scores_of_10", N_("Bài thi đạt 10 điểm."), "up"),
    _share(
        "failing_share", N_("Tỉ lệ bài thi bị điểm liệt"), "failing_scores", N_("Bài thi từ 1 điểm trở xuống."), "down"
    ),
)  # fmt: skip
FIGURES = Figures(
    INDICATORS,
    (RESULTS, CANDIDATES),
    permission=Can.SEE,
    groups={"paper": N_("Môn thi")},
    names={"paper": lambda: {code: paper.title for code, paper in PAPERS.items()}},
)
