"""Letters of invitation: their address, and sending them where mail is set up. Schools without mail print them."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from khue.security.actions import Invited
from khue.security.rules import grouped

log = logging.getLogger(__name__)


def address_of(invited: Invited) -> str:
    """Return the link of an invitation, as a person opens it."""
    return settings.KHUE_BASE_URL + reverse("security:invitation", args=[grouped(invited.token)])


def send(invited: Sequence[Invited]) -> set[int]:
    """Send the letters that have an address. Returns the accounts to whom one went; the others are printed."""
    addressed = [one for one in invited if one.email]
    if not settings.EMAIL_HOST or not addressed:
        return set()
    sent: set[int] = set()
    try:
        with get_connection() as connection:
            for one in addressed:
                text = render_to_string("security/letter.txt", {"one": one, "url": address_of(one)})
                subject = _("Thư mời mở tài khoản Khuê")
                sent |= (
                    {one.user.pk}
                    if EmailMessage(subject, text, to=[one.email], connection=connection).send()
                    else set()
                )
    except (SMTPException, OSError) as error:
        log.error("mail was not sent: %s", type(error).__name__)
    return sent
