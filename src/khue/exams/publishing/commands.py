"""`khue exams publish | verify | look-up | key`."""

import json
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from khue.core import signing
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.exams import queries
from khue.exams.actions.publishing import publish as publish_results
from khue.exams.publishing import editions, serving, writing
from khue.exams.publishing.keys import keys_folder
from khue.exams.rules import normal_candidate_number


class NotIntact(Refused):
    """A published folder was changed."""

    text = N_("Bản công bố không còn nguyên vẹn: {count} tệp sai, thiếu hoặc thừa ({files}). Hãy khôi phục từ bản sao.")


@click.group()
def exams() -> None:
    """Kì thi: công bố, kiểm chứng, tra cứu."""


@exams.command()
@click.argument("session")
def publish(session: str) -> None:
    """Công bố kết quả kì thi SESSION (đã kiểm tra đủ hai người, đã đến giờ)."""

    def tell(done: int, total: int, message: str) -> None:
        click.echo(f"\r{message}: {done}/{total}", nl=done >= total > 0, err=True)

    with acting_as(system_actor()) as actor:
        found = queries.session(actor, session)
        done = publish_results(actor, found.pk, at=timezone.now(), tell=tell)
    folder = editions.session_folder(Path(settings.KHUE_PUBLISHED), session) / f"v{done.published_version}"
    click.echo(f"Đã công bố {done.title}, bản {done.published_version}: {folder}")


@exams.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Khoá công khai (PEM).")
def verify(folder: Path, key: Path | None) -> None:
    """Kiểm tra chữ ký và mọi tệp trong FOLDER: thư mục công bố, một kì thi, hoặc một bản (v1).

    Không có --key: dùng các khoá của bản cài đặt này.
    """
    keys = _keys(key)
    found = _editions(folder)
    if not found:
        raise Missing(what=f"{folder}/**/{editions.MANIFEST}")
    for path in found:
        edition = editions.Edition(path, keys)
        wrong = list(edition.problems())
        if wrong:
            raise NotIntact(count=len(wrong), files=", ".join(wrong[:5]))
        facts = edition.facts
        click.echo(
            f"{facts['session']['title']}, bản {edition.version}: {facts['candidates']} thí sinh, "
            f"khoá {facts['key']}, công bố {facts['published_at']}: nguyên vẹn."
        )


def _keys(path: Path | None) -> signing.PublicKeys:
    if path is None:
        return signing.public_keys(keys_folder())
    try:
        key = signing.read_public_key(path)
    except ValueError as error:
        raise click.BadParameter(
            f"{path.name}: không phải khoá công khai Ed25519 dạng PEM", param_hint="--key"
        ) from error
    return {signing.key_id(key): key}


def _editions(folder: Path) -> list[Path]:
    if (folder / editions.MANIFEST).exists():
        return [folder]
    return sorted(path.parent for path in folder.rglob(editions.MANIFEST) if not path.parent.name.startswith("."))


@exams.command("look-up")
@click.argument("session")
@click.argument("number")
@click.option("--code", default="", help="Mã tra cứu, nếu kì thi yêu cầu.")
def look_up(session: str, number: str, code: str) -> None:
    """Tra cứu kết quả đã công bố của NUMBER trong SESSION; in ra JSON như API."""
    normal = normal_candidate_number(number)
    answers, entry = serving.look_up(session, normal, code, "NUMBER")
    click.echo(json.dumps(json.loads(answers.as_json(normal, entry)), ensure_ascii=False, indent=2))


@exams.command("new-key")
def new_key() -> None:
    """Tạo khoá ký mới; khoá cũ vẫn được công bố để kiểm tra các bản cũ."""
    name = signing.make_key(keys_folder(), timezone.now())
    writing.publish_keys(Path(settings.KHUE_PUBLISHED), signing.public_keys(keys_folder()))
    click.echo(f"Khoá ký từ nay: {name}. Hãy công bố mã khoá này trên văn bản của đơn vị.")
