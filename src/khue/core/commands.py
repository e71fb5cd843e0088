"""Commands of the ground: migrate, serve, worker, run, audit."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections

from khue.core import audit as trail
from khue.core.errors import Refused
from khue.core.postgres import launcher


@click.command()
def migrate() -> None:
    """Bring the tables up to date, as the owner of the database."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """Run the migrations that are missing, and make the event partitions of two years."""
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT khue_event_partitions(current_date, 24)")
    connections["owner"].close()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands: `khue manage makemigrations --check`."""
    execute_from_command_line(["khue manage", *arguments])


@click.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serve the pages and the API."""
    os.execv(sys.executable, [sys.executable, *server(port, host, workers)[1:]])


@click.command()
def worker() -> None:
    """Do the background work."""
    call_command("procrastinate", "worker", queues=["khue"], concurrency=2)


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

    text = "Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó hoặc chọn cổng khác: PORT=8001 make run."


class Stopped(Refused):
    """The server or the worker ended by itself."""

    text = "Tiến trình {name} đã dừng (mã {code}). Hãy xem thông báo ở trên."


@click.command()
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def run(port: int) -> None:
    """Bring up everything on this machine: tables, demo province (first time), server and worker."""
    from khue.config.demo import ensure_demo, print_accounts

    if _taken(port):
        raise PortTaken(port=port)
    bring_up_to_date()
    ensure_demo()
    for connection in connections.all():
        connection.close()
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    parts = {
        "server": subprocess.Popen(server(port), env=env),
        "worker": subprocess.Popen([sys.executable, "-m", "khue", "worker"], env=env),
    }
    signal.signal(signal.SIGTERM, _as_interrupt)
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
                process.kill()
        if "KHUE_DATABASE_URL" not in os.environ:
            launcher.down(settings.KHUE_HOME)


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


@click.group()
def audit() -> None:
    """The trail of events."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(as_json: bool) -> None:
    """Follow the chain of every day; name the first event that was changed, removed or put in from outside."""
    report = trail.verify(Path(settings.KHUE_HOME))
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    if report.finding:
        raise trail.Tampered(**report.finding)
    if not as_json:
        click.echo(f"Nhật ký nguyên vẹn: {report.events} sự kiện, {report.days} ngày.")
