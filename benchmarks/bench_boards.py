"""Bảng điều hành: hai mươi người mở trang lãnh đạo và mười ô số liệu, trong khi hồ sơ được ghi; ô đổi sau bao lâu.

The demo of `bench_pages` is used. Each client does what a browser does: a pulse every two seconds, and every tile of
which the mark changed; besides, all tiles are asked for again with their ETag, so that a 304 has its own figure.
"""

import json
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

import requests

from benchmarks.bench_pages import CLIENTS, PATIENCE, environment, loaded, p95, served
from benchmarks.frame import Figure, say

SIZE = 500_000
SECONDS, EVERY, WRITES = 60, 2.0, 12
BAR, SEEN_WITHIN = "<= 100", "<= 5"
BASE = "/van-phong/dieu-hanh/"
BOARD = f"{BASE}bang/hoc-sinh/"
WRITE = """
import sys, time
import django; django.setup()
from django.db import connection
from khue.core.actor import acting_as, system_actor
for _n in range(int(sys.argv[1])):
    with acting_as(system_actor()), connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM students_placement")
        cursor.execute("UPDATE students_placement SET number = number + 1 WHERE id = %s", cursor.fetchone())
    print(time.time(), flush=True)
    time.sleep(float(sys.argv[2]))
"""


def run(size: int) -> list[Figure]:
    """Measure pages and tiles under load, and how long a write takes to be on the board."""
    with loaded(size) as home, served(home) as address:
        cookies = signed_in(address, home)
        look_once(address, cookies)
        say("hai mươi người xem, hồ sơ được ghi…")
        seen, moved, written = watched(address, cookies, home)
    late = [after(moment, moved) for moment in written]
    timed = [Figure(f"{kind}: p95 ({len(found)} lượt)", p95(found), "ms", BAR) for kind, found in sorted(seen.items())]
    waits = sorted(one for several in late for one in several)
    whole = waits[min(len(waits) - 1, int(len(waits) * 0.99))] if waits else float("inf")
    return [
        *timed,
        Figure(f"ghi đến khi thấy trên bảng: trung vị ({len(waits)} lượt)", round(statistics.median(waits), 2), "giây"),
        Figure("ghi đến khi thấy trên bảng: p99", round(whole, 2), "giây", SEEN_WITHIN),
    ]


def signed_in(address: str, home: Path) -> dict[str, str]:
    """Sign in as the director."""
    accounts = json.loads((home / "demo-accounts.json").read_text())
    password = next(one["password"] for one in accounts if one["user"] == "lanhdao")
    session = requests.Session()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', session.get(f"{address}/dang-nhap").text)
    assert token, "no form to sign in"
    form = {"csrfmiddlewaretoken": token.group(1), "username": "lanhdao", "password": password}
    session.post(f"{address}/dang-nhap", form, headers={"Referer": f"{address}/dang-nhap"})
    return {name: value for name, value in session.cookies.items() if value}


def look_once(address: str, cookies: dict[str, str]) -> None:
    """Open the pages once: the first reading of a process is not counted."""
    for path in (BASE, BOARD, BASE, BOARD):
        assert requests.get(address + path, cookies=cookies, timeout=PATIENCE).status_code == 200


def watched(
    address: str, cookies: dict[str, str], home: Path
) -> tuple[dict[str, list[float]], list[list[float]], list[float]]:
    """Let the clients watch while records are written; times by kind, of changes seen, of writes."""
    seen: dict[str, list[float]] = defaultdict(list)
    moved: list[list[float]] = [[] for _ in range(CLIENTS)]
    until = time.monotonic() + SECONDS
    clients = [
        threading.Thread(target=watch, args=(address, cookies, until, seen, moved[number], number))
        for number in range(CLIENTS)
    ]
    for one in clients:
        one.start()
    command = [sys.executable, "-c", WRITE, str(WRITES), str((SECONDS - 15) / WRITES)]
    environ = {**environment(home), "DJANGO_SETTINGS_MODULE": "khue.config.settings"}
    told = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
    for one in clients:
        one.join()
    return seen, moved, [float(line) for line in told.split()]


def watch(
    address: str, cookies: dict[str, str], until: float, seen: dict[str, list[float]], moved: list[float], number: int
) -> None:
    """Do what a browser with an open board does."""
    session = requests.Session()
    session.cookies.update(cookies)
    marks: dict[str, str] = {}
    etags: dict[str, str] = {}
    time.sleep(EVERY * number / CLIENTS)
    ask(session, address + BASE, "trang lãnh đạo", seen)
    while time.monotonic() < until:
        started = time.monotonic()
        told = ask(session, f"{address}{BOARD}nhip", "nhịp", seen).json()["tiles"]
        changed = [code for code, mark in told.items() if marks.get(code) != mark]
        for code in changed:
            etags[code] = ask(session, f"{address}{BOARD}o/{code}", "ô đã đổi", seen).headers["ETag"]
        if changed and marks:
            moved.append(time.time())
        marks = told
        code = sorted(told)[int(started) % len(told)]
        answer = ask(session, f"{address}{BOARD}o/{code}", "", seen, etags.get(code, ""))
        kind = "ô không đổi (304)" if answer.status_code == 304 else "ô đã đổi"
        seen[kind].append(answer.elapsed.total_seconds() * 1000)
        time.sleep(max(0.0, EVERY - (time.monotonic() - started)))


def ask(
    session: requests.Session, url: str, kind: str, seen: dict[str, list[float]], etag: str = ""
) -> requests.Response:
    """Ask once; the time is noted under a kind."""
    started = time.perf_counter()
    answer = session.get(url, timeout=PATIENCE, headers={"If-None-Match": etag} if etag else {})
    assert answer.status_code in (200, 304), f"{url} {answer.status_code}"
    if kind:
        seen[kind].append((time.perf_counter() - started) * 1000)
    return answer


def after(written: float, moved: list[list[float]]) -> list[float]:
    """Return how long after a write each client had it on the board."""
    return [next((at - written for at in ats if at > written), float(SECONDS)) for ats in moved]
