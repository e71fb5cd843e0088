"""The words of accounts and rights: what somebody may be allowed to do here, and how a post came to be held."""

from enum import StrEnum

from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    MANAGE_ACCOUNTS = "security.manage_accounts"
    RESET_FACTOR = "security.reset_factor"
    GIVE_GRANTS = "security.give_grants"
    DELEGATE = "security.delegate"
    MOVE_POSTS = "security.move_posts"
    BREAK_GLASS = "security.break_glass"
    REVIEW_BREAK_GLASS = "security.review_break_glass"
    SEE_GRANTS = "security.see_grants"
    SEE_EVENTS = "security.see_events"


TITLES: dict[str, str] = {
    Can.MANAGE_ACCOUNTS: N_("Mở, khoá tài khoản"),
    Can.RESET_FACTOR: N_("Đặt lại xác thực hai bước của người khác"),
    Can.GIVE_GRANTS: N_("Giao quyền"),
    Can.DELEGATE: N_("Uỷ quyền việc của mình"),
    Can.MOVE_POSTS: N_("Chuyển hàng loạt quyền khi sáp nhập đơn vị"),
    Can.BREAK_GLASS: N_("Mở khẩn cấp hồ sơ của đơn vị khác"),
    Can.REVIEW_BREAK_GLASS: N_("Xem xét các lần mở khẩn cấp"),
    Can.SEE_GRANTS: N_("Xem ai có quyền gì"),
    Can.SEE_EVENTS: N_("Xem nhật ký hệ thống"),
}

GRANT_KINDS = {
    "given": N_("Được giao"),
    "delegated": N_("Được uỷ quyền"),
    "substitution": N_("Làm thay"),
    "moved": N_("Chuyển theo đơn vị"),
    "break_glass": N_("Mở khẩn cấp"),
}
READING_VERBS = ("see", "show", "search")


def only_reads(permission: str) -> bool:
    """Whether a permission changes nothing: its verb says so.

    >>> only_reads("people.see_readings"), only_reads("people.show_number"), only_reads("people.edit")
    (True, True, False)
    """
    return permission.split(".")[1].split("_")[0] in READING_VERBS
