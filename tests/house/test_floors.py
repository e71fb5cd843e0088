"""The floors file breaks where it must: violations planted in a copy of the package are all named."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PLANTS = {
    "catalogues/queries.py": "import khue.exams.rules",  # upwards
    "catalogues/rules.py": "import django.db",  # rules touch the framework
    "organisations/queries.py": "import khue.organisations.actions",  # a lower room uses a higher one
    "exams/queries.py": "import khue.catalogues.models",  # not through a door
    "nowhere/__init__.py": "",  # an app without a floor
}
NAMED = (
    r"khue\.catalogues is not allowed to import khue\.exams",
    r"khue\.catalogues\.rules is not allowed to import django",
    r"khue\.organisations\.queries is not allowed to import khue\.organisations\.actions",
    r"khue\.exams\.queries -> khue\.catalogues\.models",
    r"- khue\.nowhere",
)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Plant every violation in one copy and return what the linter says."""
    copy = tmp_path_factory.mktemp("floors")
    ignored = shutil.ignore_patterns("__pycache__", "tests", "static", "templates", "locale", "data")
    shutil.copytree(settings.PACKAGE, copy / "khue", ignore=ignored)
    shutil.copy(settings.ROOT / ".importlinter", copy)
    for name, line in PLANTS.items():
        path = copy / "khue" / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\n{line}\n")
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    ran = subprocess.run(
        [program, "--no-cache"], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("pattern", NAMED)
def test_a_planted_violation_is_named(findings: str, pattern: str) -> None:
    assert re.search(pattern, findings), f".importlinter misses {pattern}:\n{findings}"


def test_every_app_is_checked_for_its_rooms() -> None:
    rooms = (settings.ROOT / ".importlinter").read_text().split("[importlinter:contract:rooms]")[1].split("layers =")[0]
    listed = set(re.findall(r"khue\.[a-z]+", rooms))
    apps = {app for app in settings.INSTALLED_APPS if app.startswith("khue.") and app != "khue.core"}
    assert listed == apps, f".importlinter: list {sorted(apps ^ listed)} under containers of the contract «rooms»"
