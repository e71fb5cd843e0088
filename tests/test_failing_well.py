"""What people and machines are told when the ground is missing: no database, a taken port, a wrong secret."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

NOWHERE = "127.0.0.1:9"  # the discard port: nobody listens


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "KHUE_DATABASE_URL": f"postgresql://khue_app:x@{NOWHERE}/khue",
        "KHUE_OWNER_DATABASE_URL": f"postgresql://khue_owner:x@{NOWHERE}/khue",
        "KHUE_SECRET_KEY": secrets.token_urlsafe(50),
        "KHUE_HOME": str(home),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": "text/html"}), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture(scope="module")
def without_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web server whose database is away."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "khue.config.wsgi:application",
    ]
    process = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                fetch(f"{url}/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def test_without_a_database_the_process_is_alive_but_not_ready(without_database: str) -> None:
    assert fetch(f"{without_database}/healthz")[0] == 200
    assert fetch(f"{without_database}/readyz")[0] == 503


def test_without_a_database_a_page_says_so_in_words(without_database: str) -> None:
    status, text = fetch(f"{without_database}/truong-hoc")
    assert status == 503
    assert "Hệ thống đang tạm nghỉ" in text and "Traceback" not in text


def test_without_a_database_a_program_gets_a_problem(without_database: str) -> None:
    status, text = fetch(f"{without_database}/api/v1/organisations")
    assert status == 503
    assert '"code": "core.Unavailable"' in text


def test_a_command_without_a_database_says_where_it_looked(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "khue", "audit", "verify"], env=environment(tmp_path), capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert NOWHERE in ran.stderr and "Traceback" not in ran.stderr


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "khue", "run", "--port", port]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 1
    assert port in ran.stderr and "PORT=" in ran.stderr


def test_a_wrong_use_ends_with_two(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-m", "khue", "db", "fly"], env=environment(tmp_path), capture_output=True)
    assert ran.returncode == 2
