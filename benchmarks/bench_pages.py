"""Hai mươi người mở danh sách, lớp, hồ sơ học sinh và tìm kiếm cùng lúc: giáo vụ, công chức xã, chuyên viên Sở.

The demo of this folder is used when it holds enough pupils; otherwise one is made in a folder of its own. Clients are
on the same machine and share its cores with the server and the database. A client reads a page for a moment before it
opens the next one, as people do; how many pages a second come out without any pause is stated too.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests
from django.conf import settings

from benchmarks.frame import Figure, say

SIZE = 500_000
CLIENTS, SECONDS, RUSH = 20, 60, 15
PAUSE = (1.0, 3.0)  # seconds for which a page is read
SCALES = {5_000: "S", 50_000: "M", 500_000: "L"}
USERS = {"giáo vụ": "giaovu", "công chức xã": "xa", "chuyên viên Sở": "chuyenvien"}
WORDS = ("nguyen van an", "Phạm Thị Ánh", "dinh gia bao", "ho thi my", "Trần Minh", "le quoc", "vo thanh", "do hai dat")
BAR = "<= 200"
PATIENCE = 60

Seen = dict[str, list[float]]


@dataclass
class Ways:
    """What one kind of person opens: kind of page -> addresses."""

    cookies: dict[str, str]
    pages: dict[str, list[str]] = field(default_factory=dict)


def run(size: int) -> list[Figure]:
    """Measure the pages at the scale, loading the demo first when it is not there."""
    with loaded(size) as home, served(home) as address:
        everybody = {who: ways_of(address, home, user) for who, user in USERS.items()}
        spend(address, everybody, seconds=5, pause=(0, 0.2))  # the first reading of every page is not counted
        seen = spend(address, everybody, seconds=SECONDS, pause=PAUSE)
        rushed = spend(address, everybody, seconds=RUSH, pause=(0, 0))
    return [*figures(seen), *stated(rushed)]


def figures(seen: Seen) -> list[Figure]:
    """Return the 95th of 100 answers of each kind of page, and of all of them together."""
    everything = [one for found in seen.values() for one in found]
    kinds = [Figure(f"{kind}: p95 ({len(found)} lượt)", p95(found), "ms", BAR) for kind, found in sorted(seen.items())]
    middle = Figure("tất cả: trung vị", round(statistics.median(everything), 1), "ms")
    return [*kinds, Figure(f"tất cả: p95 ({len(everything)} lượt)", p95(everything), "ms", BAR), middle]


def stated(rushed: Seen) -> list[Figure]:
    """Return what comes out when nobody pauses; only stated, because it measures the machine."""
    everything = [one for found in rushed.values() for one in found]
    rate = round(len(everything) / RUSH, 1)
    return [
        Figure("không nghỉ giữa các trang: số trang", rate, "/s"),
        Figure("không nghỉ giữa các trang: p95", p95(everything), "ms"),
    ]


def p95(found: list[float]) -> float:
    """Return the 95th of 100, in milliseconds."""
    return round(statistics.quantiles(found, n=20)[-1], 1)


@contextmanager
def loaded(size: int) -> Iterator[Path]:
    """Give a home with a demo of at least this many pupils."""
    here = Path(settings.KHUE_HOME)
    if (here / "demo-accounts.json").exists() and pupils_of(here) >= size * 0.9:
        yield here
        return
    scale = next((scale for count, scale in SCALES.items() if count >= size), "L")
    home = Path(tempfile.mkdtemp(prefix="khue-bench-"))
    home.chmod(0o711)
    try:
        say(f"tạo tỉnh mẫu cỡ {scale}…")
        khue(home, "migrate")
        khue(home, "demo", "load", "--scale", scale)
        yield home
        khue(home, "db", "down")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def khue(home: Path, *arguments: str) -> str:
    """Run a command of the product in a home and return what it printed."""
    command = [sys.executable, "-m", "khue", *arguments]
    return subprocess.run(command, env=environment(home), check=True, capture_output=True, text=True).stdout


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a demo in a home."""
    return {**os.environ, "KHUE_HOME": str(home), "KHUE_DEMO": "1"}


def pupils_of(home: Path) -> int:
    """Return how many pupils there are."""
    return sum(json.loads(khue(home, "students", "count", "--json")).values())


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the home with two workers, as the product does by itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "khue", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(
        command, env={**environment(home), "KHUE_BASE_URL": address}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        until = time.monotonic() + PATIENCE
        while not answers(address):
            assert process.poll() is None and time.monotonic() < until, "the server did not start"
            time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def answers(address: str) -> bool:
    """Whether the server is there."""
    try:
        return requests.get(f"{address}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def ways_of(address: str, home: Path, user: str) -> Ways:
    """Sign in, and find the classes and pupils whose pages this person may open."""
    accounts = json.loads((home / "demo-accounts.json").read_text())
    password = next(one["password"] for one in accounts if one["user"] == user)
    session = requests.Session()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', session.get(f"{address}/dang-nhap").text)
    assert token, "no form to sign in"
    form = {"csrfmiddlewaretoken": token.group(1), "username": user, "password": password}
    session.post(f"{address}/dang-nhap", form, headers={"Referer": f"{address}/dang-nhap"})
    roster = "/van-phong/hoc-sinh/"
    text, pages = session.get(address + roster).text, [roster]
    while len(pages) < 5 and (after := re.search(r'rel="next" href="([^"]+)"', text)):
        pages.append(after.group(1).replace("&amp;", "&"))
        text += session.get(address + pages[-1]).text
    classes = sorted(set(re.findall(r"/van-phong/lop/\d+/", text)))
    pupils = sorted(set(re.findall(r"/van-phong/hoc-sinh/\d+/", text)))
    assert classes and pupils, f"{user} sees no pupils"
    narrowed = [f"{roster}?tu_khoa={word}" for word in WORDS] + [f"{roster}?gioi=female", f"{roster}?khoi=8"]
    search = [f"/van-phong/tim-kiem?q={word}" for word in WORDS]
    kinds = {"danh sách": pages, "danh sách, đang lọc": narrowed, "lớp": classes, "hồ sơ": pupils, "tìm kiếm": search}
    return Ways({name: value for name, value in session.cookies.items() if value}, kinds)


def spend(address: str, everybody: Mapping[str, Ways], *, seconds: float, pause: tuple[float, float]) -> Seen:
    """Let the clients open pages for a while; return kind of page -> milliseconds of each answer."""
    seen: defaultdict[str, list[float]] = defaultdict(list)
    lock, until = threading.Lock(), time.monotonic() + seconds
    kinds = list(everybody.items())

    def client(number: int) -> None:
        who, ways = kinds[number % len(kinds)]
        chance, session = random.Random(number), requests.Session()
        session.cookies.update(ways.cookies)
        time.sleep(chance.uniform(0, pause[1]))
        while time.monotonic() < until:
            kind = chance.choice(list(ways.pages))
            started = time.perf_counter()
            answer = session.get(address + chance.choice(ways.pages[kind]), timeout=PATIENCE)
            took = (time.perf_counter() - started) * 1000
            assert answer.status_code == 200, f"{who}: {answer.url} {answer.status_code}"
            with lock:
                seen[f"{kind} ({who})"].append(took)
            time.sleep(chance.uniform(*pause))

    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    return seen
