"""What privacy contributes to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.privacy import rules
from khue.privacy.alerts import alerts
from khue.privacy.exports import REGISTER_EXPORT
from khue.privacy.indicators import FIGURES

manifest = Manifest(
    app="privacy",
    title="Dữ liệu cá nhân",
    icon="shield-check",
    order=85,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=(rules.REQUEST, rules.BREACH),
    menu=(
        MenuItem("Sự đồng ý", "privacy:consents", "writing-sign", rules.Can.RECORD_CONSENTS),
        MenuItem("Yêu cầu về dữ liệu", "privacy:requests", "message-question", rules.Can.SEE),
        MenuItem("Sự cố dữ liệu", "privacy:breaches", "urgent", rules.Can.SEE),
        MenuItem("Sổ đăng kí xử lí", "privacy:register", "notebook", rules.Can.SEE_REGISTER),
        MenuItem("Đánh giá tác động", "privacy:dossiers", "report-analytics", rules.Can.SEE),
        MenuItem("Dữ liệu hết hạn", "privacy:retention", "recycle", rules.Can.RUN_RETENTION),
    ),
    urls="khue.privacy.urls",
    router="khue.privacy.endpoints.router",
    exports=(REGISTER_EXPORT,),
    alerts=(alerts,),
    commands=("khue.privacy.commands.privacy",),
    figures=FIGURES,
)
