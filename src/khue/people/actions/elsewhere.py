"""One person is found by an exact identifier, wherever the record is held; every such search is written down."""

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Refused
from khue.core.names import nfc
from khue.core.words import N_
from khue.people.actions.checks import said
from khue.people.actions.identifiers import SHORTEST_PURPOSE
from khue.people.actions.readings import log_reading
from khue.people.models import Person
from khue.people.queries.elsewhere import FoundElsewhere, holder_of
from khue.people.rules import SCHEME_BY_CODE, Can, read_identifier
from khue.people.secrets import blind

NOT_UNIQUE = ("school_code", "old_code")


class NoSearchPurpose(Refused):
    """Somebody is looked for elsewhere for a purpose only."""

    status = 422
    text = N_("Cần ghi mục đích tra cứu. Hãy ghi ngắn gọn việc đang làm, ví dụ «tiếp nhận học sinh chuyển đến».")


@transaction.atomic
def find_elsewhere(actor: Actor, scheme: str, value: str, *, purpose: str) -> FoundElsewhere | None:
    """Find who holds the record with exactly this identifier; the search is written down whether or not it finds.

    Raises: Denied, NoSearchPurpose, Invalid.
    """
    actor.must(Can.SEARCH_ELSEWHERE)
    if len(nfc(purpose)) < SHORTEST_PURPOSE:
        raise NoSearchPurpose
    if scheme not in SCHEME_BY_CODE or scheme in NOT_UNIQUE:
        raise Invalid([Fault(_("Loại mã"), scheme, _("Chỉ tra được theo mã của cả nước. Hãy chọn loại mã khác."))])
    try:
        clean = read_identifier(scheme, value)
    except Refused as error:
        raise Invalid([Fault(_(SCHEME_BY_CODE[scheme].title), "…", said(error))]) from error
    found = holder_of(scheme, blind(scheme, clean))
    if found is not None:
        log_reading(actor, found.person_id, "people.elsewhere", purpose)
    subject = Person(pk=found.person_id if found else 0)
    record(actor, "people.searched_elsewhere", subject, scheme=scheme, found=found is not None)
    return found
