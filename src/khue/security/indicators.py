"""Accounts and what guards them, counted from the posts in force on a day."""

from khue.core.indicators import Figures, Indicator, Measure, Source
from khue.core.words import N_
from khue.security.rules import Can

SOURCE = N_("Luật An ninh mạng 116/2025/QH15 và TCVN 14423:2026 (bảo đảm an toàn theo cấp độ)")
HAS_APPLICATION = (
    "EXISTS (SELECT FROM security_authenticator proof WHERE proof.user_id = held.user_id"
    " AND proof.created_at::date <= %(on)s::date)"
)
HAS_PASSKEY = HAS_APPLICATION.replace("security_authenticator", "security_passkey")
SEEN = (
    "EXISTS (SELECT FROM security_session used WHERE used.user_id = held.user_id"
    " AND used.seen_at::date BETWEEN %(on)s::date - 30 AND %(on)s::date)"
)
ACCOUNTS = Source(
    """FROM (
        SELECT DISTINCT given.user_id, given.organisation_id
        FROM security_grant given JOIN security_user account ON account.id = given.user_id
        WHERE given.period @> %(on)s::date AND given.ended_at IS NULL AND NOT given.waits
          AND given.kind <> 'break_glass' AND account.is_active
    ) AS held WHERE true""",
    unit="held.organisation_id",
    key="held.user_id",
    measures={
        "accounts": Measure(N_("Tài khoản đang hoạt động, giữ một vai trò tại đơn vị vào ngày tính.")),
        "guarded_accounts": Measure(
            N_("Đã cài ứng dụng xác thực hoặc khoá truy cập."), f"({HAS_APPLICATION} OR {HAS_PASSKEY})"
        ),
        "passkey_accounts": Measure(N_("Đã có khoá truy cập, chống được lừa đảo."), HAS_PASSKEY),
        "used_accounts": Measure(N_("Đã đăng nhập trong 30 ngày tính tới ngày tính."), SEEN),
    },
    watches={"security_grant": "changed.organisation_id"},
)
WITH_ACCOUNT = Source(
    """FROM (
        SELECT DISTINCT given.organisation_id
        FROM security_grant given JOIN security_user account ON account.id = given.user_id
        WHERE given.period @> %(on)s::date AND given.ended_at IS NULL AND NOT given.waits AND account.is_active
    ) AS opened JOIN organisations_organisationversion version ON version.organisation_id = opened.organisation_id
    WHERE upper_inf(version.recorded) AND version.valid @> %(on)s::date AND version.kind = 'school'""",
    unit="opened.organisation_id",
    key="opened.organisation_id",
    measures={"schools_with_account": Measure(N_("Trường có ít nhất một tài khoản đang giữ vai trò."))},
    watches={"security_grant": "changed.organisation_id"},
)


def _share(name: str, title: str, above: str, means: str, below: str = "accounts") -> Indicator:
    return Indicator(
        f"security.{name}", title, "%", above, means, SOURCE,
        denominator=below, scale=100, digits=1, every="month", direction="up", owner="office",
    )  # fmt: skip


INDICATORS = (
    Indicator(
        "security.accounts", N_("Số tài khoản đang giữ vai trò"), N_("tài khoản"), "accounts",
        N_("Tài khoản hoạt động giữ ít nhất một vai trò tại đơn vị; giữ vai trò ở hai nơi tính ở cả hai."), SOURCE,
        every="month", owner="office",
    ),
    _share(
        "second_factor_share", N_("Tỉ lệ tài khoản có lớp xác thực thứ hai"), "guarded_accounts",
        N_("Tài khoản có ứng dụng xác thực hoặc khoá truy cập, trong số tài khoản đang giữ vai trò."),
    ),
    _share(
        "passkey_share", N_("Tỉ lệ tài khoản dùng khoá truy cập"), "passkey_accounts",
        N_("Tài khoản có khoá truy cập, trong số tài khoản đang giữ vai trò."),
    ),
    _share(
        "used_share", N_("Tỉ lệ tài khoản có sử dụng trong 30 ngày"), "used_accounts",
        N_("Tài khoản đã đăng nhập trong 30 ngày, trong số tài khoản đang giữ vai trò."),
    ),
    _share(
        "schools_on_platform_share", N_("Tỉ lệ trường đã dùng hệ thống quản trị"), "schools_with_account",
        N_("Trường có ít nhất một tài khoản đang giữ vai trò, trên tổng số trường."), "organisations.schools",
    ),
)  # fmt: skip
FIGURES = Figures(INDICATORS, (ACCOUNTS, WITH_ACCOUNT), permission=Can.SEE_GRANTS)
