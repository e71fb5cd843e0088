"""What exams contributes to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.exams import queries, rules
from khue.exams.indicators import FIGURES
from khue.exams.statistics.published import STATISTICS_EXPORT

manifest = Manifest(
    app="exams",
    title="Khảo thí",
    icon="clipboard-check",
    order=40,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.LIFE],
    urls="khue.exams.urls",
    router="khue.exams.endpoints.router",
    commands=["khue.exams.publishing.commands.exams"],
    imports=["khue.exams.commands.exam_results"],
    exports=[STATISTICS_EXPORT],
    search=[queries.search],
    menu=[MenuItem("Kì thi", "exams:sessions", "clipboard-check", rules.Can.SEE)],
    public_menu=[
        MenuItem(
            "Tra cứu điểm thi",
            "exams:look_up",
            "certificate",
            detail="Nhập số báo danh để xem điểm từng môn, tổng điểm các tổ hợp và vị trí trong phổ điểm.",
        ),
        MenuItem(
            "Phổ điểm",
            "exams:statistics",
            "chart-bar",
            detail="Điểm của cả kì thi theo môn, hội đồng và địa bàn; có bảng số liệu để tải về.",
        ),
    ],
    figures=FIGURES,
)
