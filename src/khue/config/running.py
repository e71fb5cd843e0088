"""What runs: the web server, the worker, and both together with the database on one machine."""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.utils import Error as DatabaseError

from khue.config.demo import ensure_demo, print_accounts
from khue.core import seals
from khue.core.commands import bring_up_to_date
from khue.core.errors import Refused
from khue.core.postgres import launcher
from khue.core.web.assets import collect, install, publish
from khue.core.web.messages import compile_all
from khue.core.words import N_
from khue.people import queries as people


@click.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Phục vụ trang và API."""
    _must_have_the_keys()
    os.execv(sys.executable, [sys.executable, *server(port, host, workers)[1:]])


@click.command()
def worker() -> None:
    """Làm các việc nền."""
    _must_have_the_keys()
    call_command("procrastinate", "worker", queues=["khue"], concurrency=2)


def _must_have_the_keys() -> None:
    """Check that this process opens what was sealed before; while the database is away nothing can be checked.

    Raises: OtherKey, OtherDataKey.
    """
    with contextlib.suppress(DatabaseError):
        seals.must_fit()
        people.must_open_numbers()
    for connection in connections.all(initialized_only=True):
        connection.close()


def server(port: int, host: str = "127.0.0.1", workers: int = 2) -> list[str]:
    """Return the command that starts the web server."""
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    return [
        sys.executable,
        "-m",
        "granian",
        *options,
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "khue.config.wsgi:application",
    ]


class PortTaken(Refused):
    """Another program listens on the port."""

    text = N_(
        "Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó hoặc chọn cổng khác: PORT=8001 make run."
    )


class AlreadyRunning(Refused):
    """Two runs would stop each other's database."""

    text = N_("Khuê đang chạy trên thư mục {home}. Hãy dừng lần chạy đó, hoặc đặt KHUE_HOME là một thư mục khác.")


class Stopped(Refused):
    """The server or the worker ended by itself."""

    text = N_("Tiến trình {name} đã dừng (mã {code}). Hãy xem thông báo ở trên.")


@click.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def run(port: int) -> None:
    """Chạy tất cả trên máy này: bảng, tỉnh mẫu (lần đầu), máy chủ web và việc nền."""
    if _taken(port):
        raise PortTaken(port=port)
    settings.KHUE_HOME.mkdir(parents=True, exist_ok=True)
    lock = (settings.KHUE_HOME / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(home=settings.KHUE_HOME) from error
    install()
    collect()
    publish()
    compile_all()
    bring_up_to_date()
    ensure_demo()
    for connection in connections.all():
        connection.close()
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _as_interrupt)
    parts = {"server": _start(server(port), env), "worker": _start([sys.executable, "-m", "khue", "worker"], env)}
    try:
        while not _answers(port):
            _watch(parts)
            time.sleep(0.1)
        click.echo(f"\nKhuê: http://127.0.0.1:{port}\n")
        print_accounts()
        click.echo("Ctrl-C để dừng.")
        while True:
            _watch(parts)
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("\nĐang dừng…")
    finally:
        for process in parts.values():
            process.send_signal(signal.SIGTERM)
        for process in parts.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)  # granian's workers outlive a killed master
        if "KHUE_DATABASE_URL" not in os.environ:
            launcher.down(settings.KHUE_HOME)


def _start(command: list[str], env: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a part that Ctrl-C does not reach by itself, and that does not outlive this process."""
    return subprocess.Popen(command, env=env, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _watch(parts: dict[str, "subprocess.Popen[bytes]"]) -> None:
    for name, process in parts.items():
        if (code := process.poll()) is not None:
            raise Stopped(name=name, code=code)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
