"""Backup and restore, for real: what went in comes out, and what is wrong is refused before anything is touched."""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import psycopg
import pytest

from khue.core.postgres import backup as writing
from khue.core.postgres import launcher
from khue.core.postgres import restore as reading
from khue.core.postgres.addresses import addresses
from khue.core.postgres.archive import DUMP, MANIFEST
from khue.core.postgres.backup import backup
from khue.core.postgres.refusals import (
    ArchiveDamaged,
    ArchiveExists,
    ArchiveMissing,
    ArchiveTooNew,
    CountsDiffer,
    DiskFull,
    NoPermission,
    NotRunning,
    RestoreRunning,
)
from khue.core.postgres.restore import restore
from khue.core.postgres.tests.conftest import add_files, rows, seen_by
from khue.core.postgres.tests.test_launcher import DEBIAN

POLICIES = "SELECT policyname, roles::text, qual FROM pg_policies ORDER BY 1"
GRANTS = "SELECT relname, relacl::text, relforcerowsecurity FROM pg_class WHERE relname LIKE 'exams%' ORDER BY 1"
CONTENT = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM exams_result t"


@pytest.fixture
def running(home):
    """A running server with files beside it."""
    launcher.up(home)
    add_files(home)
    return home


@pytest.fixture
def archive(running, tmp_path):
    return backup(running, tmp_path / "khue.zip")


@pytest.fixture(scope="module")
def sealed(server, ground):
    return backup(server, ground / "sealed.zip")


@pytest.fixture
def spoilt(sealed, tmp_path):
    """An archive to spoil; its server must be as it was afterwards."""
    return Path(shutil.copy(sealed, tmp_path / "spoilt.zip"))


def picture(home):
    """Everything that a restore must bring back."""
    with launcher.superuser(home, "khue") as connection:
        tables = [connection.execute(query).fetchall() for query in (CONTENT, POLICIES, GRANTS)]
    files = {
        str(place.relative_to(home)): place.readlink() if place.is_symlink() else place.read_bytes()
        for folder in ("files", "published")
        for place in sorted((home / folder).rglob("*"))
        if place.is_symlink() or place.is_file()
    }
    return tables, files


def spoil(home):
    with psycopg.connect(**addresses(home).owner.connection()) as owner:
        owner.execute("ALTER TABLE exams_result NO FORCE ROW LEVEL SECURITY")
        owner.execute("DELETE FROM exams_result WHERE id > 10")
        owner.execute("DROP POLICY units ON exams_result")
    shutil.rmtree(home / "published")
    (home / "files" / "2026" / "quyết định.pdf").write_text("mất")
    (home / "files" / "thừa.txt").write_text("thừa")


def rewrite(archive, change, altered):
    """Write the archive anew with some parts changed: name, content -> name, content, or None to leave it out."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            if (changed := change(name, old.read(name))) is not None:
                new.writestr(*changed)
    return altered


def rewrite_manifest(archive, altered, **changes):
    def change(name, content):
        return name, json.dumps({**json.loads(content), **changes}) if name == MANIFEST else content

    return rewrite(archive, change, altered)


def test_what_was_backed_up_comes_back_rows_rights_and_files(running, archive):
    before = picture(running)
    spoil(running)
    assert picture(running) != before
    done = restore(running, archive)
    assert picture(running) == before
    assert (done.tables, done.rows, done.files) == (1, 5000, 2)
    assert seen_by(running, "app") == 1000
    with psycopg.connect(**addresses(running).app.connection()) as app:
        app.execute("INSERT INTO exams_result (school_id, name) VALUES (1, 'Lan')")
    with pytest.raises(psycopg.OperationalError):  # who could connect to a former one would work in it
        seen_by(running, "app", done.kept)
    assert seen_by(running, "backup", done.kept) == 10
    assert (running / "files.before_restore" / "thừa.txt").exists()
    assert not list(running.glob("*.restoring"))
    assert launcher.up(running).running
    restore(running, archive)  # the kept database and folders make room for the next


def test_another_khue_can_read_the_archive(sealed, ground):
    other = ground / "other"
    launcher.up(other)
    restore(other, sealed)
    assert rows(other) == 5000
    launcher.down(other)


def test_the_archive_is_private_and_says_what_it_holds(running, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(archive) as bundle:
        manifest = json.loads(bundle.read(MANIFEST))
        assert set(bundle.namelist()) == {MANIFEST, DUMP, "files/2026/quyết định.pdf", "published/v1/0001.json"}
    assert manifest["rows"] == {"public.exams_result": 5000}
    assert manifest["links"] == {"published/current": "v1"}
    assert manifest["server"].startswith("18.")
    assert not list(archive.parent.glob("*.part"))
    assert backup(running).parent == running / "backups"


def test_a_backup_never_overwrites(running, archive):
    content = archive.read_bytes()
    with pytest.raises(ArchiveExists):
        backup(running, archive)
    assert archive.read_bytes() == content


def test_a_backup_needs_a_server_and_room(home, running, tmp_path, monkeypatch):
    free = shutil.disk_usage(tmp_path)._replace(free=60 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: free if place == tmp_path else free._replace(free=0))
    with pytest.raises(DiskFull, match="khoảng"):
        backup(running, tmp_path / "x" / "khue.zip")
    launcher.down(home)
    with pytest.raises(NotRunning, match="khue db up"):
        backup(home, tmp_path / "khue.zip")
    assert not list(tmp_path.rglob("*.zip*"))


def flip(place, name):
    """Change one byte in the middle of a stored part."""
    with zipfile.ZipFile(place) as bundle:
        part = bundle.getinfo(name)
        offset = part.header_offset + 30 + len(name.encode()) + 20 + part.file_size // 2
    content = bytearray(place.read_bytes())
    content[offset] ^= 1
    place.write_bytes(content)


@pytest.mark.parametrize("part", [DUMP, "files/2026/quyết định.pdf", "published/v1/0001.json"])
def test_a_changed_part_is_refused_by_name(server, sealed, spoilt, part):
    before = picture(server)
    flip(spoilt, part)
    with pytest.raises(ArchiveDamaged, match=f"«{part}»: nội dung đã bị thay đổi"):
        restore(server, spoilt)

    def change(name, content):
        return name, content + b" " if name == part else content

    with pytest.raises(ArchiveDamaged, match=f"«{part}»: nội dung đã bị thay đổi"):
        restore(server, rewrite(sealed, change, spoilt))
    assert picture(server) == before


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_archive_is_refused(server, spoilt, share):
    os.truncate(spoilt, int(spoilt.stat().st_size * share))
    with pytest.raises(ArchiveDamaged, match="cắt cụt"):
        restore(server, spoilt)


def test_a_part_too_few_or_too_many_is_refused(server, sealed, spoilt):
    def without(name, content):
        return (name, content) if not name.startswith("published") else None

    with pytest.raises(ArchiveDamaged, match="0001.json»: thiếu"):
        restore(server, rewrite(sealed, without, spoilt))
    with zipfile.ZipFile(spoilt, "a") as bundle:
        bundle.writestr("files/lạ.txt", "lạ")
    with pytest.raises(ArchiveDamaged, match=r"lạ\.txt»: không có trong bản kê"):
        restore(server, spoilt)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"links": {"files/x": "../../etc"}}, "liên kết ra ngoài"),
        ({"links": {"../x": "y"}}, "đường dẫn ra ngoài"),
        ({"server": "mười tám"}, "không rõ bản"),
        ({"format": "?"}, "nâng cấp"),
        ({"links": {"published/a": ".", "published/a/b": "../secrets.json"}}, "đường dẫn ra ngoài"),
        ({"links": {"published/a/b": "..", "published/c": "a/b/../secrets.json"}}, "liên kết ra ngoài"),
        ({"links": {"files": "x", "": "y"}}, "đường dẫn ra ngoài"),
        ({"links": {"files/x": 5}}, "các mục không đúng"),
        ({"rows": [], "database_bytes": "nhiều"}, "các mục không đúng"),
        ({"lạ": 1}, "các mục không đúng"),
    ],
)
def test_a_manifest_that_leads_astray_is_refused(server, sealed, spoilt, changes, said):
    with pytest.raises((ArchiveDamaged, ArchiveTooNew), match=said):
        restore(server, rewrite_manifest(sealed, spoilt, **changes))


@pytest.mark.parametrize("changes", [{"server": "99.1"}, {"khue": "99.0.0"}, {"format": 2}])
def test_an_archive_from_the_future_is_refused(server, sealed, spoilt, changes):
    with pytest.raises(ArchiveTooNew, match="nâng cấp"):
        restore(server, rewrite_manifest(sealed, spoilt, **changes))
    assert rows(server) == 5000


def test_rows_that_went_missing_are_found_before_anything_is_exchanged(running, archive):
    spoil(running)
    with pytest.raises(CountsDiffer, match=r"public\.exams_result có 5000 dòng, bản sao lưu ghi 5001"):
        restore(
            running, rewrite_manifest(archive, archive.with_name("altered.zip"), rows={"public.exams_result": 5001})
        )
    assert rows(running) == 10
    with launcher.superuser(running) as connection:
        assert connection.execute("SELECT FROM pg_database WHERE datname = 'khue_restoring'").fetchone() is None


def test_what_is_not_there_is_told(running, tmp_path):
    with pytest.raises(ArchiveMissing, match="không-có"):
        restore(running, tmp_path / "không-có.zip")


@pytest.mark.parametrize("step", ["_read_in", "_compare", "_exchange", "_exchange_folder"])
def test_a_restore_killed_at_any_step_leaves_the_old_one_serving(running, archive, step):
    spoil(running)
    script = (
        "import os, signal, sys; from pathlib import Path; from khue.core.postgres import restore\n"
        f"restore.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "restore.restore(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(running), str(archive)])
    assert killed.returncode == -signal.SIGKILL
    assert rows(running) == 10
    assert (running / "files" / "thừa.txt").exists()
    restore(running, archive)
    assert rows(running) == 5000
    assert not list(running.glob("*.restoring"))


def test_two_restores_at_once_are_refused(server, sealed):
    with launcher.superuser(server) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('khue db restore'))")
        with pytest.raises(RestoreRunning, match="đợi"):
            restore(server, sealed)
    assert rows(server) == 5000


def test_people_at_work_do_not_stop_a_restore(running, archive):
    with psycopg.connect(**addresses(running).app.connection()) as busy:
        busy.execute("SELECT 1")
        restore(running, archive)
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    assert rows(running) == 5000


def test_folders_that_cannot_be_exchanged_leave_everything_as_it_was(running, archive, monkeypatch):
    spoil(running)
    before = picture(running)
    done: list[Path] = []

    def second_fails(place, undo, real=reading._exchange_folder):
        if done:
            raise PermissionError(place)
        done.append(place)
        real(place, undo)

    monkeypatch.setattr(reading, "_exchange_folder", second_fails)
    with pytest.raises(NoPermission):
        restore(running, archive)
    assert picture(running) == before


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's PostgreSQL 15 is not installed")
def test_the_way_to_a_new_major_version_is_backup_and_restore(empty, monkeypatch, tmp_path):
    monkeypatch.setenv("KHUE_POSTGRES_BIN", str(DEBIAN))
    launcher.up(empty)
    with psycopg.connect(**addresses(empty).owner.connection()) as owner:
        owner.execute("CREATE TABLE exams_result AS SELECT generate_series(1, 7) AS id")
    archive = writing.backup(empty, tmp_path / "old.zip")
    launcher.down(empty)
    monkeypatch.delenv("KHUE_POSTGRES_BIN")
    Path(empty / "postgres").rename(empty / "postgres.old")
    launcher.up(empty)
    restore(empty, archive)
    assert rows(empty) == 7
