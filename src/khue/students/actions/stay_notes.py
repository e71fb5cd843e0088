"""What the school notes about a pupil for the time of the stay."""

from django.db import transaction
from django.utils.translation import gettext as _

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid
from khue.core.names import nfc
from khue.students.actions.enrolling import own_stay
from khue.students.actions.journal import note as journal
from khue.students.actions.refusals import Stale
from khue.students.models import Enrolment
from khue.students.rules import NOTE


@transaction.atomic
def note_stay(actor: Actor, enrolment_id: int, text: str, *, version: int) -> Enrolment:
    """Write the note of a stay; an empty one takes it away. version: as the form showed it.

    Raises: Missing, Denied, Invalid, Stale.
    """
    stay = own_stay(actor, enrolment_id)
    text = nfc(text)
    if len(text) > NOTE:
        says = _("Ghi chú dài tối đa {most} ký tự. Hãy viết ngắn hơn.").format(most=NOTE)
        raise Invalid([Fault(_("Ghi chú"), f"{text[:40]}…", says)])
    if version != stay.version:
        raise Stale()
    if text == stay.note:
        return stay
    before, stay.note = stay.note, text
    stay.version += 1
    stay.save(update_fields=["note", "version"])
    journal(actor, stay.school_id, [(stay, stay.person_id, "note", before, text)])
    record(actor, "students.stay_noted", stay, person=stay.person_id, school=stay.school_id)
    return stay
