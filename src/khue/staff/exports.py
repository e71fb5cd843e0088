"""The list of staff in the layout in which it is taken in: with the unit in front, and without the secret numbers."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.manifest import Export
from khue.core.sheets.declaration import note_of
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.people.rules import SEXES
from khue.privacy import queries as privacy
from khue.staff.models import Post
from khue.staff.rules import POSITIONS
from khue.staff.sheets import STAFF

PART = 1_000
UNIT = N_("Đơn vị")


def _rows(_actor: Actor, on: date) -> Iterator[Sequence[Any]]:
    """Return the posts of a day; those of persons whose data is restricted go into no file."""
    posts = Post.objects.filter(period__contains=on).select_related("person")
    source = posts.order_by("organisation_id", "person__name_key", "pk").iterator(PART)
    subjects = catalogues.labels("subjects", on)
    while read := list(islice(source, PART)):
        ids = {post.person_id for post in read}
        kept_out, codes = privacy.restricted(ids, on), people.open_codes(ids)
        names = organisations.names({post.organisation_id for post in read}, on)
        for post in read:
            if post.person_id not in kept_out:
                values = _values(post, subjects, codes.get(post.person_id, {}))
                unit = names.get(post.organisation_id, "")
                yield (unit, *(values.get(column.name) for column in STAFF.columns))


def _values(post: Post, subjects: dict[str, str], codes: dict[str, str]) -> dict[str, Any]:
    person = post.person
    return {
        "full_name": person.full_name,
        "birth": str(people.birth_of(person)),
        "sex": SEXES.get(person.sex),
        "teacher_code": codes.get("teacher_code"),
        "position": POSITIONS[post.position],
        "subjects": "; ".join(subjects.get(code, code) for code in post.subjects),
        "start": post.period.lower,
        "decision": post.decision,
        "phone": person.phone,
        "email": person.email,
    }


EXPORTS = (Export("staff", STAFF.title, ((UNIT, UNIT), *((c.title, note_of(c)) for c in STAFF.columns)), _rows),)
