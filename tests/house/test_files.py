"""Files stay small, portable and free of what belongs to one machine."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from khue.config import declared
from khue.config.environment import BY_NAME

FILE, FUNCTION, SETTINGS, MANIFEST = 400, 60, 250, 100  # lines
MACHINE = re.compile(
    r"(?<![\w/.-])/(?:root|work|home/\w+|Users/\w+)/|registry\.npmjs|files\.pythonhosted|pypi\.org|(?<!emit-)(?:index|registry)-url"
)
INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|\bjavascript:|<style\b", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.IGNORECASE | re.DOTALL)


def kept(*patterns: str) -> Iterator[Path]:
    """Yield the files that are or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=settings.ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    yield from (path for line in sorted(listed) if (path := Path(settings.ROOT) / line).is_file())


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_a_file_is_read_in_one_sitting() -> None:
    budget = {"settings.py": SETTINGS, "manifest.py": MANIFEST}
    long = [
        f"{declared.place(path)}: {lines(path)}"
        for path in kept("src/**/*.py", "src/**/*.html", "src/**/*.js", "benchmarks/*.py", "tests/**/*.py")
        if "migrations" not in path.parts
        and lines(path) > (FILE if "core" in path.parts else budget.get(path.name, FILE))
    ]
    assert not long, "split into a package of the same name:\n" + "\n".join(long)


def test_a_function_is_read_in_one_breath() -> None:
    long = [
        f"{declared.place(path)}: {node.name} {length}"
        for path, tree in declared.modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION
    ]
    assert not long, f"say it in steps, 40 lines is the budget, {FUNCTION} the end:\n" + "\n".join(long)


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = [
        f"{declared.place(path)}: {match.group()}"
        for path in kept()
        if path.suffix not in {".png", ".woff2", ".ico", ".xlsx", ".xls", ".ods", ".zip"}
        and path != Path(__file__)
        and (match := MACHINE.search(path.read_text("utf-8", "replace")))
    ]
    assert not found, "remove the path or the address:\n" + "\n".join(found)


def test_pinned_files_carry_no_address() -> None:
    for path in kept("requirements*.txt", "package-lock.json", "pyproject.toml"):
        text = path.read_text("utf-8")
        text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)  # where a project asks for gifts
        assert not re.search(r"https?://|\"resolved\"", text), f"{path.name}: pin by hash, without addresses"


def test_templates_hold_no_code_and_no_style() -> None:
    found = []
    for path in kept("src/**/*.html", "src/**/*.svg"):
        text = path.read_text("utf-8")
        if match := INLINE.search(text):
            found.append(f"{declared.place(path)}: {match.group().strip()}")
        found += [f"{declared.place(path)}: <script> with code" for attributes, code in SCRIPT.findall(text)
                  if code.strip() and 'type="application/json"' not in attributes]  # fmt: skip
    assert not found, "the content policy refuses it; use a class, a file or htmx:\n" + "\n".join(found)


def test_the_record_of_a_decision_is_whole() -> None:
    parts = ("Context", "Decision", "Consequences", "Rejected")
    for path in kept("docs/decisions/[0-9]*.md"):
        missing = [part for part in parts if f"**{part}.**" not in path.read_text("utf-8")]
        assert not missing, f"{declared.place(path)}: add {missing}"


def test_every_variable_that_is_read_is_in_the_table() -> None:
    read = {
        str(node.value)
        for _, tree in declared.modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"KHUE_[A-Z_]+", str(node.value))
    }
    settings_only = {name for name in dir(settings) if name.startswith("KHUE_")} - set(BY_NAME)
    unknown = read - set(BY_NAME) - settings_only
    assert not unknown, f"khue/config/environment.py: add {sorted(unknown)}"
    idle = set(BY_NAME) - read - {"PORT", "KHUE_SHARED", "KHUE_TEST_WORKERS"}
    assert not idle, f"khue/config/environment.py: nothing reads {sorted(idle)}"
