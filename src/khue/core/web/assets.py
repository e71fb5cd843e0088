"""Front-end files at set-up: npm installs the pinned packages, the needed files are picked into `vendor/`, one sprite
is drawn of the icons in use, and everything is served from `static/`. Nothing of it is committed.
"""

import ast
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command

from khue.core.errors import Fault, Invalid, Refused
from khue.core.words import N_

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "vendor"
ICONS = MODULES / "@tabler/icons/icons/outline"
FONT = MODULES / "@fontsource/be-vietnam-pro"
WEIGHTS = (400, 500, 600, 700)

PICKED = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.common.min.js": "echarts/dist/echarts.common.min.js",
    "maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "licences/tabler.txt": "@tabler/icons/LICENSE",
    "licences/be-vietnam-pro.txt": "@fontsource/be-vietnam-pro/LICENSE",
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/echarts.txt": "echarts/LICENSE",
    "licences/echarts-notice.txt": "echarts/NOTICE",
    "licences/maplibre.txt": "maplibre-gl/LICENSE.txt",
}
SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")
IN_TEMPLATE = re.compile(r"""{%\s*icon\s+["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']""")
ICON_ARGUMENT = {"MenuItem": 2, "Found": 3}  # where an icon stands when it is not named


class NotInstalled(Refused):
    """npm could not install the packages."""

    text = N_(
        "Không cài được các gói giao diện: {reason}. Hãy kiểm tra đường mạng tới kho gói rồi chạy lại «khue assets»."
    )


@click.command()
@click.option("--force", is_flag=True, help="Làm lại từ đầu, kể cả khi không có gì thay đổi.")
def assets(force: bool) -> None:
    """Cài và gom các tệp giao diện (chạy lại rất nhanh khi không có gì thay đổi)."""
    if force:
        for folder in (VENDOR, Path(settings.STATIC_ROOT)):
            shutil.rmtree(folder, ignore_errors=True)
    install()
    collect()
    publish()


def install() -> None:
    """Install the packages of the lock file, unless they are there. Raises: NotInstalled."""
    stamp, wanted = MODULES / ".khue-stamp", _hash([ROOT / "package.json", ROOT / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == wanted:
        return
    click.echo("Đang cài các gói giao diện…")
    npm = Path(sys.executable).with_name("npm")
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotInstalled(reason=(done.stderr or done.stdout).strip()[-300:])
    stamp.write_text(wanted)


def collect() -> None:
    """Pick the needed files into `vendor/` and draw the sprite, unless nothing changed.

    Raises: Invalid, when a page uses an icon that does not exist.
    """
    icons = icons_used()
    wanted = _hash([ROOT / "package-lock.json", Path(__file__)], *icons)
    stamp = VENDOR / ".khue-stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in PICKED.items():
        _put(name, SOURCE_MAP.sub(b"", (MODULES / source).read_bytes()))
    _collect_fonts()
    _put("icons.svg", sprite(icons).encode())
    stamp.write_text(wanted)
    click.echo(f"Đã gom {len(PICKED)} tệp giao diện và {len(icons)} biểu tượng.")


def publish() -> None:
    """Name every static file by its contents and compress it, unless nothing changed."""
    root = Path(settings.STATIC_ROOT)
    sources = [path for folder in (VENDOR, *PACKAGE.glob("*/static")) for path in folder.rglob("*") if path.is_file()]
    wanted, stamp = _hash(sorted(sources)), root / ".khue-stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)  # old names stay: a running process refers to them
    stamp.write_text(wanted)


def icons_used() -> list[str]:
    """Return the icons named in templates and manifests, sorted.

    Raises: Invalid, naming the file of each icon that does not exist.
    """
    named = {name: path for path in PACKAGE.rglob("templates/**/*.html") for name in _icons_of_template(path)}
    named |= {name: path for path in PACKAGE.rglob("*.py") for name in _icons_of_module(path)}
    unknown = [
        Fault(str(path.relative_to(ROOT)), name, "Không có biểu tượng này; hãy chọn một tên trong bộ Tabler (outline).")
        for name, path in sorted(named.items())
        if not (ICONS / f"{name}.svg").exists()
    ]
    if unknown:
        raise Invalid(unknown)
    return sorted(named)


def sprite(icons: Iterable[str]) -> str:
    """Draw one file with a symbol for each icon."""
    symbols = []
    for name in icons:
        drawing = re.sub(r"\s+", " ", (ICONS / f"{name}.svg").read_text())
        lines = re.sub(r'<path stroke="none"[^>]*>', "", drawing[drawing.index(">") + 1 : drawing.rindex("<")])
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{lines.strip()}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def _icons_of_template(path: Path) -> set[str]:
    return {first or second for first, second in IN_TEMPLATE.findall(path.read_text())}


def _icons_of_module(path: Path) -> set[str]:
    """Read `icon="…"`, the icon of a menu line or found thing, and the tables of icons in this package."""
    text = path.read_text()
    if "icon" not in text.lower() and "MenuItem" not in text:
        return set()
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "icon":
            found |= _texts(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ICON_ARGUMENT:
            found |= {text for argument in node.args[ICON_ARGUMENT[node.func.id] :][:1] for text in _texts(argument)}
        elif isinstance(node, ast.Assign) and any("ICONS" in ast.unparse(target) for target in node.targets):
            found |= _texts(node.value.values) if isinstance(node.value, ast.Dict) else set()
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "icon" and node.value is not None:
            found |= _texts(node.value)
    return found - {""}


def _texts(nodes: ast.AST | list[ast.expr]) -> set[str]:
    every = nodes if isinstance(nodes, list) else [nodes]
    return {node.value for node in every if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _collect_fonts() -> None:
    sheets = []
    for weight in WEIGHTS:
        sheet = (FONT / f"{weight}.css").read_text()
        sheets.append(re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", sheet).replace("./files/", "fonts/"))
        for file in FONT.glob(f"files/*-{weight}-normal.woff2"):
            _put(f"fonts/{file.name}", file.read_bytes())
    _put("fonts.css", "".join(sheets).encode())


def _put(name: str, contents: bytes) -> None:
    target = VENDOR / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(contents)


def _hash(paths: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
    for path in paths:
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()
