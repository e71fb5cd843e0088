"""The product itself, served for journeys: a cloned database with the demo province, web server and worker."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import settings

from khue.core.postgres import places
from khue.core.postgres.addresses import addresses


@dataclass(frozen=True)
class Served:
    """Where the product answers, and the environment in which its command line meets the same data."""

    url: str
    env: dict[str, str]
    home: Path

    def khue(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command of the product on the served data."""
        command = [sys.executable, "-m", "khue", *arguments]
        return subprocess.run(command, env=self.env, check=check, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="session")
def served(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the demo province from a database of its own; mark such tests with `xdist_group("served")`."""
    from conftest import administer, clone

    name = f"{template}_served_{os.getpid()}"
    clone(name)
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    real = addresses(places.home())
    env = {
        **os.environ,
        "KHUE_DATABASE_URL": replace(real.app, database=name).url(),
        "KHUE_OWNER_DATABASE_URL": replace(real.owner, database=name).url(),
        "KHUE_SECRET_KEY": settings.SECRET_KEY,
        "KHUE_HOME": str(home),
        "KHUE_DEMO": "1",
        "KHUE_BASE_URL": f"http://127.0.0.1:{port}",
        "KHUE_LOOKUPS_PER_MINUTE": "100000",
    }
    served = Served(f"http://127.0.0.1:{port}", env, home)
    served.khue("demo", "load", "--scale", "S", "--seed", "1")
    log = (home / "served.log").open("w")
    parts = [
        subprocess.Popen([sys.executable, "-m", "khue", *args], env=env, stdout=log, stderr=log)
        for args in (("serve", "--port", str(port), "--workers", "1"), ("worker",))
    ]
    try:
        until = time.monotonic() + 60
        while not _answers(served.url):
            assert time.monotonic() < until, (home / "served.log").read_text()
            time.sleep(0.1)
        yield served
    finally:
        for process in parts:
            process.terminate()
        for process in parts:
            process.wait(15)
        administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
