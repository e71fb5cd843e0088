"""`khue bench`: runs the benchmarks of the folder `benchmarks` and says which bars hold."""

import json
import sys
from importlib import import_module
from typing import Any

import click
from django.conf import settings

from khue.core.errors import Refused
from khue.core.web.formats import number
from khue.core.words import N_


class BarMissed(Refused):
    """A figure is on the wrong side of its bar."""

    text = N_("Chưa đạt: {missed}. Hãy chạy lại khi máy rảnh; nếu vẫn vậy, tìm thay đổi làm chậm rồi sửa.")


class NoBenchmarks(Refused):
    """The folder of benchmarks is not beside the package."""

    text = N_("Không thấy thư mục «benchmarks» cạnh mã nguồn. Hãy chạy lệnh này trong bản sao đầy đủ của kho mã.")


def names() -> list[str]:
    """Return the names of the benchmarks, in order."""
    return sorted(path.stem.removeprefix("bench_") for path in (settings.ROOT / "benchmarks").glob("bench_*.py"))


@click.command()
@click.argument("name", required=False)
@click.option("--size", type=click.IntRange(min=1), help="Cỡ dữ liệu; mặc định theo từng phép đo.")
@click.option("--json", "as_json", is_flag=True, help="In ra JSON, mỗi phép đo một dòng.")
@click.option("--all", "everything", is_flag=True, help="Chạy mọi phép đo, lần lượt.")
def bench(name: str | None, size: int | None, as_json: bool, everything: bool) -> None:
    """Đo tốc độ và bộ nhớ so với mức đã cam kết; dừng với mã 1 khi có mức chưa đạt."""
    if not names():
        raise NoBenchmarks()
    if bool(name) == everything:
        raise click.UsageError(f"Hãy chọn một phép đo ({', '.join(names())}) hoặc --all.")
    if name and name not in names():
        raise click.BadParameter(f"«{name}» không có; hãy chọn: {', '.join(names())}.", param_hint="NAME")
    sys.path.insert(0, str(settings.ROOT))
    missed = []
    for one in names() if everything else [name]:
        result = measure(str(one), size)
        click.echo(json.dumps(result, ensure_ascii=False) if as_json else table(result))
        missed += [f"{one}: {figure['name']}" for figure in result["figures"] if figure["holds"] is False]
    if missed:
        raise BarMissed(missed="; ".join(missed))


def measure(name: str, size: int | None) -> dict[str, Any]:
    """Run one benchmark and return its result as plain values."""
    frame, module = import_module("benchmarks.frame"), import_module(f"benchmarks.bench_{name}")
    used = size or module.SIZE
    figures = [figure.as_dict() for figure in module.run(used)]
    return {"name": name, "size": used, "machine": frame.machine(), "figures": figures}


def table(result: dict[str, Any]) -> str:
    """Return the result as a table that a person reads."""
    about = result["machine"]
    lines = [f"{result['name']} · cỡ {number(result['size'])} · {about['cores']} nhân · {about['processor']}"]
    width = max(len(figure["name"]) for figure in result["figures"])
    for figure in result["figures"]:
        verdict = {True: "đạt", False: "CHƯA ĐẠT", None: ""}[figure["holds"]]
        value = f"{_shown(figure['value'])} {figure['unit']}"
        lines.append(f"  {figure['name']:<{width}}  {value:<24} {figure['bar'] or '':<10} {verdict}".rstrip())
    return "\n".join(lines)


def _shown(value: float) -> str:
    digits = 0 if abs(value) >= 1000 or value == int(value) else 1 if abs(value) >= 100 else 3
    return number(value, digits)
