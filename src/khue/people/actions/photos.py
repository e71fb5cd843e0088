"""A photo of a person: taken in, cleaned of everything but the picture, and put away under a name that says nothing."""

import uuid
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.words import N_
from khue.people.actions.persons import NothingChanged, held, save_changed
from khue.people.models import Person

LARGEST_PHOTO = 8 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
SIZE = (600, 800)  # pixels of what is kept
KINDS = ("JPEG", "PNG", "WEBP")


class PhotoTooLarge(Refused):
    """The file or the picture is larger than any photo of a person."""

    status = 413
    text = N_("Ảnh lớn quá mức cho phép (8 MB, 40 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi gửi lại.")


class NotAPhoto(Refused):
    """The file holds no picture."""

    status = 422
    text = N_("Tệp này không phải ảnh JPEG, PNG hoặc WebP còn nguyên vẹn. Hãy chọn tệp ảnh khác.")


@transaction.atomic
def set_photo(actor: Actor, person_id: int, file: bytes) -> Person:
    """Keep a photo of the person in place of the one before.

    Raises: Missing, Denied, TakenInto, PhotoTooLarge, NotAPhoto.
    """
    person = held(actor, person_id)
    picture = _cleaned(file)
    name = uuid.uuid4().hex
    path = photo_path(f"{name[:2]}/{name}.webp")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture)
    _replace(actor, person, f"{name[:2]}/{name}.webp")
    return person


@transaction.atomic
def remove_photo(actor: Actor, person_id: int) -> Person:
    """Delete the photo of the person.

    Raises: Missing, Denied, TakenInto, NothingChanged.
    """
    person = held(actor, person_id)
    if not person.photo:
        raise NothingChanged
    _replace(actor, person, "")
    return person


def photo_path(name: str) -> Path:
    """Return where a photo lies."""
    return Path(settings.KHUE_FILES) / "people" / "photos" / name


def _replace(actor: Actor, person: Person, name: str) -> None:
    before, person.photo = person.photo, name
    save_changed(actor, person, {"photo": (bool(before), bool(name))})
    if before:
        transaction.on_commit(lambda: photo_path(before).unlink(missing_ok=True))
    record(actor, "people.photo_changed", person, has_one=bool(name), version=person.version)


def _cleaned(file: bytes) -> bytes:
    """Return the picture alone, upright and small, without what the camera wrote about place and time.

    Raises: PhotoTooLarge, NotAPhoto.
    """
    if len(file) > LARGEST_PHOTO:
        raise PhotoTooLarge
    try:
        with Image.open(BytesIO(file), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoTooLarge
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPhoto from error
    upright.thumbnail(SIZE)
    kept = BytesIO()
    Image.frombytes("RGB", upright.size, upright.tobytes()).save(kept, "WEBP", quality=85)
    return kept.getvalue()
