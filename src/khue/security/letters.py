"""Letters of invitation: their address, and sending them where mail is set up. Schools without mail print them."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _

from khue.core.web import formats
from khue.security.actions import Invited
from khue.security.rules import grouped

log = logging.getLogger(__name__)


def address_of(invited: Invited) -> str:
    """Return the link of an invitation, as a person opens it."""
    return settings.KHUE_BASE_URL + reverse("security:invitation", args=[grouped(invited.token)])


def written(invited: Invited) -> str:
    """Return the text of a letter that goes by mail."""
    lines = (
        _("Chào {name},").format(name=invited.user.full_name),
        _("Bạn được mời dùng Khuê với tên đăng nhập {username}. Hãy mở địa chỉ sau để chọn mật khẩu:").format(
            username=invited.user.username
        ),
        address_of(invited),
        _("Địa chỉ này dùng một lần, đến {until}. Nếu bạn không chờ thư này, hãy bỏ qua.").format(
            until=formats.moment(invited.expires_at)
        ),
    )
    return "\n\n".join(lines)


def send(invited: Sequence[Invited]) -> set[int]:
    """Send the letters that have an address. Returns the accounts to whom one went; the others are printed."""
    addressed = [one for one in invited if one.email]
    if not settings.EMAIL_HOST or not addressed:
        return set()
    sent: set[int] = set()
    try:
        with get_connection() as connection:
            for one in addressed:
                mail = EmailMessage(_("Thư mời mở tài khoản Khuê"), written(one), to=[one.email], connection=connection)
                if mail.send():
                    sent.add(one.user.pk)
    except (SMTPException, OSError) as error:
        log.error("mail was not sent: %s", type(error).__name__)
    return sent
