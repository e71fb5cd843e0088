"""What security contributes."""

from khue.core.manifest import Manifest, MenuItem
from khue.security.alerts import alerts
from khue.security.indicators import FIGURES
from khue.security.rules import ROLES, TITLES, Can
from khue.security.sheets import ACCOUNTS_IMPORT

manifest = Manifest(
    app="security",
    title="Hệ thống",
    icon="shield-lock",
    order=90,
    permissions=Can,
    titles=TITLES,
    roles=ROLES,
    menu=(
        MenuItem("Tài khoản", "security:accounts", "users", Can.MANAGE_ACCOUNTS),
        MenuItem("Phân quyền", "security:grants", "user-shield", Can.SEE_GRANTS),
        MenuItem("Chuyển quyền khi sáp nhập", "security:move_posts", "arrows-right", Can.MOVE_POSTS),
        MenuItem("Mở khẩn cấp", "security:openings", "lock-open", Can.SEE_GRANTS),
        MenuItem("Quyền của tôi", "security:own_grants", "shield-check"),
        MenuItem("Nhật ký hệ thống", "security:events", "history", Can.SEE_EVENTS),
        MenuItem("Tài khoản của tôi", "security:account", "user"),
    ),
    urls="khue.security.urls",
    imports=(ACCOUNTS_IMPORT,),
    commands=("khue.security.commands.accounts", "khue.security.commands.grants.grants"),
    router="khue.security.endpoints.router",
    alerts=(alerts,),
    figures=FIGURES,
)
