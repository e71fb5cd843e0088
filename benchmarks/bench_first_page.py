"""Từ lúc gõ `make run` (lần thứ hai) đến khi trang đầu tiên hiện ra."""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings

from benchmarks.frame import Figure, say

SIZE = 3  # measured starts
FIRST_START_SECONDS, SECOND_START_SECONDS = 600, 60


def run(size: int) -> list[Figure]:
    """Start and stop the product in a folder of its own, once to make the province, then `size` times to measure."""
    home = Path(tempfile.mkdtemp(prefix="khue-bench-"))
    home.chmod(0o711)
    try:
        say("lần đầu: dựng cơ sở dữ liệu và tỉnh mẫu…")
        first = _start_to_page(home, FIRST_START_SECONDS)
        later = [_start_to_page(home, SECOND_START_SECONDS) for _ in range(size)]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return [
        Figure("lần chạy sau: trang đầu tiên", round(statistics.median(later), 2), "giây", "< 10"),
        Figure("lần chạy sau: chậm nhất", round(max(later), 2), "giây"),
        Figure("lần chạy đầu: cả dựng tỉnh mẫu", round(first, 1), "giây"),
    ]


def _start_to_page(home: Path, patience: float) -> float:
    port = _free_port()
    environment = {**os.environ, "KHUE_HOME": str(home), "PORT": str(port), "KHUE_DEMO": "1"}
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"], cwd=settings.ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _shows(f"http://127.0.0.1:{port}/"):
            assert process.poll() is None, "make run ended by itself"
            assert time.perf_counter() - started < patience, "no page in time"
            time.sleep(0.05)
        return time.perf_counter() - started
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


def _shows(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200 and b"</html>" in answer.read())
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
