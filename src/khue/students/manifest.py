"""What students contribute to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.students import rules, sheets
from khue.students.exports import EXPORTS
from khue.students.indicators import FIGURES
from khue.students.views.warnings import alerts

manifest = Manifest(
    app="students",
    title="Học sinh",
    icon="school",
    order=35,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.TRANSFER],
    menu=[
        MenuItem("Lớp của tôi", "students:my_classes", "chalkboard", rules.Can.SEE_OWN_CLASSES),
        MenuItem("Danh sách học sinh", "students:roster", "users", rules.Can.SEE),
        MenuItem("Lớp học", "students:classes", "school", rules.Can.SEE),
        MenuItem("Điểm danh", "students:rolls", "clipboard-check", rules.Can.SEE),
        MenuItem("Phân công giảng dạy", "students:assigning", "list-details", rules.Can.SEE),
        MenuItem("Xếp lớp", "students:forming", "layout-columns", rules.Can.ROLL_OVER),
        MenuItem("Chuyển trường", "students:transfers", "arrows-exchange", rules.Can.SEE),
        MenuItem("Giao nhận hồ sơ", "students:records", "transfer", "people.hand_over"),
        MenuItem("Trường sáp nhập", "students:school_moves", "arrows-join", rules.Can.SUPERVISE_TRANSFER),
        MenuItem("Chuyển năm học", "students:roll_overs", "player-track-next", rules.Can.ROLL_OVER),
    ],
    urls="khue.students.urls",
    router="khue.students.endpoints.router",
    imports=list(sheets.IMPORTS),
    exports=list(EXPORTS),
    alerts=[alerts],
    commands=["khue.students.commands.students"],
    figures=FIGURES,
)
