"""Translations: texts are collected from pages and programs, English is merged in, and compiled at set-up.

Vietnamese is the source, so the one catalogue is English. Neither gettext nor any other system package is needed.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from khue.core.errors import Fault, Invalid

PACKAGE = Path(__file__).resolve().parents[2]
CATALOGUE = PACKAGE / "locale/en/LC_MESSAGES/django.po"
KEYWORDS: dict[str, None] = dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop", "lazy"))
MARKED = re.compile(
    r"""\b(?:_|gettext)\(\s*u?('(?:[^'\\]|\\.)+'|"(?:[^"\\]|\\.)+")\s*\)"""
)  # as `templatize` writes it
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
IN_BLOCK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
DECLARED = {"MenuItem": 0, "Manifest": 1}  # where the title stands when it is not named


@click.group()
def messages() -> None:
    """Bản dịch: thu thập, gộp, kiểm tra, biên dịch."""


@messages.command()
def extract() -> None:
    """Thu thập câu chữ từ trang và chương trình vào tệp bản dịch."""
    catalogue = refreshed()
    write(catalogue)
    click.echo(f"{len(catalogue)} câu, {len(untranslated(catalogue))} câu chưa dịch.")


@messages.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def merge(files: tuple[Path, ...]) -> None:
    """Gộp các tệp hai cột (tiếng Việt, tab, tiếng Anh) vào tệp bản dịch."""
    catalogue = refreshed()
    unknown = [
        f"{file.name}: «{source}»" for file in files for source, text in pairs(file) if not put(catalogue, source, text)
    ]
    write(catalogue)
    for line in unknown:
        click.echo(f"Không thấy dùng ở đâu: {line}", err=True)
    click.echo(f"{len(catalogue)} câu, {len(untranslated(catalogue))} câu chưa dịch.")


@messages.command()
def check() -> None:
    """Kiểm tra rằng mọi câu đều có bản dịch với đủ chỗ điền."""
    problems = untranslated(refreshed())
    if problems:
        raise Invalid(problems)
    click.echo("Mọi câu đều có bản dịch.")


@messages.command()
def compile() -> None:
    """Biên dịch để trang dùng được (lúc cài đặt)."""
    compile_all()


def compile_all() -> None:
    """Compile every catalogue: the English one, and the wording of Django's own messages in Vietnamese."""
    for path in CATALOGUE.parents[2].glob("*/LC_MESSAGES/django.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))


def read() -> Catalog:
    """Return the English catalogue as stored; empty before the first."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def write(catalogue: Catalog) -> None:
    """Store the catalogue: sorted, without places and dates, so that a change shows only what changed."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, no_location=True, omit_header=True, sort_output=True)


def refreshed() -> Catalog:
    """Return the texts in use now, with the translations there are."""
    stored, catalogue = read(), Catalog(locale="en")
    for source, place in sorted(texts(), key=lambda found: found[0]):
        known = stored.get(source)
        catalogue.add(source, known.string if known else "", locations=[(place, 1)])
    return catalogue


def untranslated(catalogue: Catalog) -> list[Fault]:
    """Return every text without English, or whose English lost or gained a placeholder."""
    problems = []
    for message in catalogue:
        if not message.id:
            continue
        source, english = str(message.id), str(message.string or "")
        place = message.locations[0][0] if message.locations else CATALOGUE.name
        if not english:
            problems.append(Fault(place, source, "chưa có bản tiếng Anh; thêm vào tệp rồi chạy «khue messages merge»"))
        elif sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(english)):
            problems.append(Fault(place, source, f"bản tiếng Anh «{english}» không có đúng các chỗ điền"))
    return problems


def put(catalogue: Catalog, source: str, english: str) -> bool:
    """Enter the English of a text; False when the text is used nowhere."""
    for form in (source, IN_BLOCK.sub(r"%(\1)s", source).replace("% ", "%% ")):
        message = catalogue.get(form)
        if message is not None:
            message.string = IN_BLOCK.sub(r"%(\1)s", english)
            return True
    return False


def pairs(file: Path) -> Iterator[tuple[str, str]]:
    """Read the two columns of a file.

    Raises: Invalid, naming every line without them.
    """
    problems = []
    for place, line in enumerate(file.read_text().splitlines(), start=1):
        source, tab, english = line.partition("\t")
        if tab and source.strip() and english.strip():
            yield source, english.strip()
        elif line.strip():
            problems.append(Fault(f"{file.name}, dòng {place}", line[:60], "phải có hai cột cách nhau bằng tab"))
    if problems:
        raise Invalid(problems)


def texts() -> Iterator[tuple[str, str]]:
    """Find every text for people, with the file it stands in."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            found: Any
            for found in extract_python(io.BytesIO(path.read_bytes()), KEYWORDS, (), {}):
                if isinstance(found[2], str) and found[2]:
                    yield found[2], _place(path)
            yield from ((text, _place(path)) for text in _declared(ast.parse(path.read_text())))
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        marked = MARKED.findall(templatize(path.read_text(), origin=str(path)))
        yield from ((ast.literal_eval(text), _place(path)) for text in marked)


def _declared(program: ast.Module) -> Iterator[str]:
    """Find the titles of menus and manifests and the labels of choices, which faces translate when showing."""
    for node in ast.walk(program):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARED:
            place = DECLARED[node.func.id]
            named = [keyword.value for keyword in node.keywords if keyword.arg in ("title", "detail")]
            yield from _constants([*node.args[place : place + 1], *named])
        elif isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("TextChoices") for base in node.bases):
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
                    yield from _constants(line.value.elts[1:2])


def _constants(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _place(path: Path) -> str:
    return str(path.relative_to(PACKAGE))
