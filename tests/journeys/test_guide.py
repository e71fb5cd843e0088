"""Whoever follows the one-hour guide gets an app that works: its code is taken from the page, built and tested."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

GUIDE = settings.ROOT / "docs" / "guide.md"
BLOCK = re.compile(r"^```(\w+) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = ("src", "tests", "conftest.py", "pyproject.toml", ".importlinter", "docs")


def edited(text: str, change: str) -> str:
    """Apply a change as a reader would: find the shown lines in order, take out and put in."""
    lines, at = text.splitlines(), 0
    for line in change.splitlines():
        sign, rest = line[:1], line[1:]
        if sign == "+":
            lines.insert(at, rest)
            at += 1
            continue
        assert rest in lines[at:], f"docs/guide.md shows a line that is not there: «{rest}»"
        at = lines.index(rest, at)
        if sign == "-":
            del lines[at]
        else:
            at += 1
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product in which the guide was followed to the letter."""
    copy = tmp_path_factory.mktemp("guide")
    for name in COPIED:
        source = Path(settings.ROOT) / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
        else:
            shutil.copy(source, copy)
    for name in ("static", "vendor"):  # collected at set-up
        (copy / name).symlink_to(Path(settings.ROOT) / name)
    late = None
    for kind, name, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        path = copy / name
        if kind == "diff":
            path.write_text(edited(path.read_text("utf-8"), text), "utf-8")
        elif name.endswith("0002_guard.py"):
            late = (path, text)  # written after makemigrations, as the guide says
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    run(copy, "-m", "khue", "manage", "makemigrations", "notices")
    assert late is not None
    run(copy, "-m", "ruff", "format", "src/khue/notices/migrations")
    late[0].write_text(late[1], "utf-8")
    return copy


def run(copy: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "KHUE_HOME": str(settings.KHUE_HOME)}
    for name in [name for name in environment if name.startswith(("PYTEST_", "COV_"))]:
        del environment[name]
    ran = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-3000:]


def test_the_tests_of_the_guide_pass(followed: Path) -> None:
    run(followed, "-m", "pytest", "-q", "-n", "0", "src/khue/notices")


def test_the_app_of_the_guide_keeps_the_floors(followed: Path) -> None:
    run(followed, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))")


def test_the_app_of_the_guide_keeps_the_rules_of_the_house(followed: Path) -> None:
    house = ("test_models.py", "test_rights.py", "test_writing.py", "test_urls.py")
    run(followed, "-m", "pytest", "-q", "-n", "0", "-k", "notice", *(f"tests/house/{name}" for name in house))


def test_the_app_of_the_guide_is_well_formed(followed: Path) -> None:
    for check in (("format", "--check"), ("check",)):
        run(followed, "-m", "ruff", *check, "src/khue/notices")
    strict = [f"src/khue/notices/{room}.py" for room in ("rules", "models", "queries", "actions", "sheets", "manifest")]
    run(followed, "-m", "mypy", "--no-error-summary", *strict)
