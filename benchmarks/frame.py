"""What every benchmark stands on: figures with their bars, fair alternation, peak memory, a database of its own."""

import operator
import os
import platform
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home

COMPARISONS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq}
ALIASES = ("default", "progress", "owner")


@dataclass(frozen=True)
class Figure:
    """One measured number. bar: ">= 0.25"; without a bar it is only stated."""

    name: str
    value: float
    unit: str
    bar: str | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the bar is reached; None when there is none."""
        if self.bar is None:
            return None
        sign, limit = self.bar.split()
        return bool(COMPARISONS[sign](self.value, float(limit)))

    def as_dict(self) -> dict[str, Any]:
        """Return the figure as plain values."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "bar": self.bar, "holds": self.holds}


def say(text: str) -> None:
    """Tell whoever waits what is going on, apart from the figures."""
    print(text, file=sys.stderr, flush=True)


def machine() -> dict[str, Any]:
    """Describe the machine without naming it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gb": round(memory / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found.group(1).strip() if found else platform.machine()


def alternate_all(
    ways: Mapping[str, Callable[[], object]], *, rounds: int = 5, warm: int = 1
) -> dict[str, list[float]]:
    """Run the ways one after the other, round by round, and return the seconds of every run.

    Alternating spreads whatever else the machine does over all ways alike; every other round goes backwards.
    """
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(warm + rounds):
        order = list(ways.items())
        for name, way in order if number % 2 else reversed(order):
            started = time.perf_counter()
            way()
            if number >= warm:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def alternate(ways: Mapping[str, Callable[[], object]], *, rounds: int = 5, warm: int = 1) -> dict[str, float]:
    """Return the median seconds of each way, run alternately."""
    return {name: statistics.median(runs) for name, runs in alternate_all(ways, rounds=rounds, warm=warm).items()}


@dataclass(frozen=True)
class Ran:
    """A child process that ended."""

    seconds: float
    peak_bytes: int
    stdout: str
    code: int


def peak_of(command: Sequence[str], env: Mapping[str, str] | None = None) -> Ran:
    """Run a command and return its time and the peak of its own resident memory."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, env={**os.environ, **(env or {})}, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return Ran(seconds, usage.ru_maxrss * 1024, output.read(), process.returncode)


@contextmanager
def scratch_database(*, migrated: bool = True) -> Iterator[str]:
    """Make a database for one benchmark, point Django's connections to it, and drop it afterwards."""
    from django.conf import settings
    from django.db import connections

    from khue.core.commands import bring_up_to_date
    from khue.core.postgres import ensure_up

    ensure_up(settings.KHUE_HOME)
    name = f"khue_bench_{secrets.token_hex(4)}"
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ALIASES}
    _administer(f"CREATE DATABASE {name} TEMPLATE khue_template")
    try:
        _point(dict.fromkeys(ALIASES, name))
        if migrated:
            bring_up_to_date()
        yield name
    finally:
        _point(before)
        _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _point(names: Mapping[str, str]) -> None:
    from django.db import connections

    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _administer(statement: str) -> None:
    with psycopg.connect(**addresses(home()).owner.connection("postgres"), autocommit=True) as connection:
        connection.execute(statement)
