"""`khue bench lookup`: published results looked up under load, against static files of the same size.

The server runs without a database (its address leads nowhere). The client is wrk on the same machine, with random
candidate numbers; static file, JSON and page take turns, so that other work on the machine spreads over all three.
"""

import json
import os
import random
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.frame import Figure, say
from khue.core.errors import Refused
from khue.core.words import N_

SIZE = 1_000_000
SESSION = "do-tai"
ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
PATHS = 100_000  # random requests that wrk goes through
COUNCILS = 60
KINDS = 5_000  # different candidates
NOWHERE = "postgresql://khue_{role}:nothing@127.0.0.1:9/none"


class ToolMissing(Refused):
    """A tool that the benchmark measures with is not installed."""

    text = N_("Thiếu «{tool}» để đo. Hãy cài bằng: apt-get install {tool}")


@dataclass(frozen=True)
class Load:
    """What wrk saw."""

    per_second: float
    p99_ms: float


def run(size: int) -> list[Figure]:
    """Publish `size` candidates into a temporary folder, serve them, and measure."""
    for tool in ("wrk", "nginx"):
        if not shutil.which(tool):
            raise ToolMissing(tool=tool)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # nginx's workers read it as another user
        home = Path(folder)
        started = time.perf_counter()
        numbers = make_edition(home, size)
        say(f"{size} candidates published in {time.perf_counter() - started:.1f} s")
        return [*_khue(home, numbers), *_nginx(home, numbers)]


def make_edition(home: Path, size: int) -> list[str]:
    """Publish a synthetic session and return some of its candidate numbers."""
    from khue.core import signing
    from khue.exams.publishing import editions, shards, writing
    from khue.exams.rules import papers_of
    from khue.exams.statistics.compiling import compile_session

    papers = papers_of(2025)
    layout = shards.layout_for(size, bytes(16))
    chance = random.Random(1)
    kinds = [_scores(chance, len(papers)) for _ in range(KINDS)]
    entries = [shards.written(scores, None) for scores in kinds]
    seen: Counter[tuple[str, int]] = Counter()
    rows = []
    for index in range(size):
        council = f"{1 + index % COUNCILS:02d}"
        number = f"{council}{1 + index // COUNCILS:06d}"
        kind = chance.randrange(KINDS)
        seen[council, kind] += 1
        rows.append((layout.shard_of(number), number, entries[kind]))
    counted: defaultdict[tuple[str, str], defaultdict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for (council, kind), count in seen.items():
        for paper, score in zip(papers, kinds[kind], strict=True):
            if score is not None:
                counted["paper", paper][council][score] += count
    rows.sort()
    session = {
        "code": SESSION, "title": "Kì thi đo tải", "year": 2025, "papers": papers,
        "requires_second_factor": False, "is_synthetic": True,
    }  # fmt: skip
    figures = json.dumps(compile_session(session, counted), ensure_ascii=False).encode()
    now = datetime.now(UTC)
    key = signing.signing_key(home / "keys" / "publishing", now)
    plan = writing.Plan(session, 1, now, size, layout, {editions.STATISTICS: figures})
    folder = writing.write_edition(home / "published", plan, rows, key)
    writing.switch(home / "published", editions.Edition(folder, signing.public_keys(home / "keys" / "publishing")))
    return [number for _shard, number, _entry in chance.sample(rows, min(PATHS, size))]


def _scores(chance: random.Random, papers: int) -> list[int | None]:
    """Make up the scores of a candidate: two papers that all take, two of choice."""
    scores: list[int | None] = [None] * papers
    for place in (0, 1, *chance.choice(((2, 3), (5, 6), (2, 8), (6, 9)))):
        scores[place] = min(1000, max(0, round(chance.gauss(620, 160) / 25) * 25))
    return scores


def _khue(home: Path, numbers: list[str]) -> list[Figure]:
    static = home / "static"
    static.mkdir()
    with served(home) as address:
        api, page = f"/api/v1/results/{SESSION}/", f"/tra-cuu/diem-thi?ki-thi={SESSION}&so-bao-danh="
        sizes = {name: len(_get(address + start + numbers[0])) for name, start in (("json", api), ("page", page))}
    for name, length in sizes.items():
        (static / f"as-{name}.bin").write_bytes(random.Random(2).randbytes(length))
    say(f"bytes of an answer: {sizes}")
    ways = {
        "json": [api + number for number in numbers],
        "static of the JSON's size": [f"/as-json.bin?{number}" for number in numbers],
        "page": [page + number for number in numbers],
        "static of the page's size": [f"/as-page.bin?{number}" for number in numbers],
    }
    with served(home) as address:
        loads = in_turns(address, ways, home)
    rate = {name: statistics.median(load.per_second for load in found) for name, found in loads.items()}
    worst = {name: statistics.median(load.p99_ms for load in found) for name, found in loads.items()}
    json_ratio = _ratio(loads, "json", "static of the JSON's size")
    page_ratio = _ratio(loads, "page", "static of the page's size")
    return [
        Figure("JSON look-up against a static file of the same size", json_ratio, "×", ">= 0.8"),
        Figure("page look-up against a static file of the same size", page_ratio, "×", ">= 0.5"),
        *(Figure(f"{name}: requests", round(value), "/s") for name, value in rate.items()),
        *(Figure(f"{name}: p99", round(value, 2), "ms") for name, value in worst.items()),
        Figure("database queries (the server had no database to ask)", 0, "queries", "<= 0"),
    ]


def _ratio(loads: dict[str, list[Load]], one: str, other: str) -> float:
    pairs = zip(loads[one], loads[other], strict=True)
    return round(statistics.median(a.per_second / b.per_second for a, b in pairs), 3)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the folder with the product's own server, one worker, and no database."""
    from khue.config.running import server

    port = _free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "benchmarks.lookup_settings",
        "KHUE_HOME": str(home),
        "KHUE_DATABASE_URL": NOWHERE.format(role="app"),
        "KHUE_OWNER_DATABASE_URL": NOWHERE.format(role="owner"),
        "KHUE_SECRET_KEY": secrets.token_urlsafe(50),
        "KHUE_BASE_URL": f"http://127.0.0.1:{port}",
        "KHUE_LOOKUPS_PER_MINUTE": "1000000000",
        "BENCH_STATIC": str(home / "static"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(server(port, workers=1), env=env, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", home / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _nginx(home: Path, numbers: list[str]) -> list[Figure]:
    """Compare random shards behind nginx with as many random small files of the same size."""
    shards = sorted((home / "published").rglob("shards/*/*.json"))
    length = round(statistics.mean(path.stat().st_size for path in shards))
    root, content = home / "published", random.Random(3).randbytes(length)
    plain = [root / "plain" / path.relative_to(root / "results") for path in shards]  # as deep, with names as long
    for path in plain:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    chance = random.Random(4)
    ways = {
        "shards behind nginx": [f"/{chance.choice(shards).relative_to(root)}" for _ in numbers],
        "small files behind nginx": [f"/{chance.choice(plain).relative_to(root)}" for _ in numbers],
    }
    with nginx(home) as address:
        loads = in_turns(address, ways, home)
    ratio = _ratio(loads, "shards behind nginx", "small files behind nginx")
    rate = {name: statistics.median(load.per_second for load in found) for name, found in loads.items()}
    return [
        Figure("shards behind nginx against random small files", ratio, "×", ">= 0.9"),
        *(Figure(f"{name}: requests", round(value), "/s") for name, value in rate.items()),
    ]


@contextmanager
def nginx(home: Path) -> Iterator[str]:
    """Serve the published folder with nginx, loopback only."""
    port = _free_port()
    configuration = home / "nginx.conf"
    configuration.write_text(f"""
        daemon off; worker_rlimit_nofile 8192; pid {home}/nginx.pid; worker_processes 1; error_log {home}/nginx.log;
        events {{ worker_connections 1024; }}
        http {{
          access_log off; sendfile on; keepalive_requests 1000000; default_type application/json;
          client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
          uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
          server {{ listen 127.0.0.1:{port}; root {home}/published; gzip_static on; }}
        }}
    """)
    process = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(home)], stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/sessions.json", home / "nginx.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def in_turns(address: str, ways: dict[str, list[str]], folder: Path) -> dict[str, list[Load]]:
    """Load each way for some seconds, round after round; the first round only warms up."""
    scripts = {name: _script(folder / f"wrk-{index}", paths) for index, (name, paths) in enumerate(ways.items())}
    found: dict[str, list[Load]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name in ways if number % 2 else reversed(ways):
            load = _wrk(address, scripts[name], SECONDS if number else 1)
            if number:
                found[name].append(load)
    return found


def _script(stem: Path, paths: list[str]) -> Path:
    stem.with_suffix(".txt").write_text("\n".join(paths))
    script = stem.with_suffix(".lua")
    script.write_text(f"""
        local requests, at = {{}}, 0
        function init(arguments)
          for path in io.lines("{stem.with_suffix(".txt")}") do
            requests[#requests + 1] = wrk.format("GET", path)
          end
        end
        function request()
          at = at % #requests + 1
          return requests[at]
        end
    """)
    return script


def _wrk(address: str, script: Path, seconds: int) -> Load:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), address]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 30).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(text)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    assert rate and slow, text
    return Load(float(rate[1]), float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]])


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(url: str, log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            _get(url)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text())


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        content: bytes = answer.read()
        return content
