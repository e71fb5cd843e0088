"""`khue db`: what a person reads and the exit codes 0, 1 and 2."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from khue.core.errors import Refused
from khue.core.postgres import launcher
from khue.core.postgres.addresses import addresses
from khue.core.postgres.commands import db
from khue.core.postgres.tests.conftest import rows


def khue(*arguments, **variables):
    """Run the command line as a person would; returns exit code, stdout, stderr."""
    program = Path(sys.executable).with_name("khue")
    done = subprocess.run([program, "db", *arguments], env={**os.environ, **variables}, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def told(*arguments, **variables):
    """Run a command in this process: exit code, stdout, the text of a refusal."""
    done = CliRunner().invoke(db, arguments, env=variables)
    if done.exception and not isinstance(done.exception, (Refused, SystemExit)):
        raise done.exception
    return done.exit_code, done.stdout, str(done.exception or "")


def test_the_embedded_server_from_the_command_line(home, tmp_path):
    assert "không chạy" in khue("status")[1]
    code, printed, _ = khue("up")
    assert code == 0 and "PostgreSQL 18." in printed and "cổng" in printed
    state = json.loads(khue("status", "--json")[1])
    assert state["running"] and state["embedded"] and state["port"] == addresses(home).app.port
    code, printed, _ = khue("backup", str(tmp_path / "khue.zip"))
    assert code == 0 and "khue.zip" in printed
    assert khue("backup", str(tmp_path / "khue.zip"))[0] == 1
    assert khue("restore", str(tmp_path / "khue.zip"))[0] == 1  # nobody said yes
    code, printed, _ = khue("restore", str(tmp_path / "khue.zip"), "--yes")
    assert code == 0 and "5000 dòng" in printed
    assert rows(home) == 5000
    assert khue("down")[0] == khue("down")[0] == 0


def test_a_refusal_is_one_text_on_stderr(home):
    (home / "secrets.json").chmod(0o640)
    code, printed, reason = khue("up")
    assert (code, printed) == (1, "")
    assert "chmod 600" in reason and "Traceback" not in reason


@pytest.mark.parametrize("arguments", [["restore"], ["up", "lạ"], ["prepare"], ["lạ"]])
def test_wrong_usage_is_two(empty, arguments):
    assert khue(*arguments)[0] == 2


def test_a_server_of_ones_own_is_prepared_used_backed_up_and_restored(server, empty, tmp_path):
    with launcher.superuser(server) as administrator:
        secret = administrator.info.password
        for role in ("khue_owner", "khue_app", "khue_reader", "khue_backup"):
            administrator.execute(f"ALTER ROLE {role} PASSWORD NULL")
    at = f"127.0.0.1:{addresses(server).app.port}"
    administrator_url = f"postgresql://postgres:{secret}@{at}/postgres"
    given = {
        "KHUE_DATABASE_URL": f"postgresql://khue_app:a@{at}/khue_tinh",
        "KHUE_OWNER_DATABASE_URL": f"postgresql://khue_owner:o@{at}/khue_tinh",
        "KHUE_READER_DATABASE_URL": f"postgresql://khue_reader:r@{at}/khue_tinh",
        "KHUE_BACKUP_DATABASE_URL": f"postgresql://khue_backup:b@{at}/khue_tinh",
    }
    try:
        code, printed, _ = told("prepare", "--superuser-url", administrator_url, "--database", "khue_tinh", **given)
        assert code == 0
        assert dict(line.split("=", 1) for line in printed.splitlines()) == given
        assert "Máy chủ riêng" in told("up", **given)[1]
        assert json.loads(told("status", "--json", **given)[1])["embedded"] is False
        assert told("down", **given)[0] == 1
        archive = str(tmp_path / "khue.zip")
        assert told("backup", archive, **given)[0] == 0
        assert "--superuser-url" in told("restore", archive, "--yes", **given)[2]
        restored = told("restore", archive, "--yes", **given, KHUE_SUPERUSER_URL=administrator_url)
        assert restored[0] == 0, restored
        assert told("up", **given)[0] == 0
        too_powerful = told("up", **{**given, "KHUE_DATABASE_URL": administrator_url})
        assert too_powerful[0] == 1 and "khue_app chứ không phải «postgres»" in too_powerful[2]
    finally:
        launcher.up(server)  # gives the roles the passwords of the secrets file again


def test_new_roles_get_passwords_that_are_shown_once(home):
    launcher.up(home)
    with launcher.superuser(home) as administrator:
        at = f"127.0.0.1:{administrator.info.port}"
        url = f"postgresql://postgres:{administrator.info.password}@{at}/postgres"
        administrator.execute("DROP DATABASE khue")
        administrator.execute("ALTER ROLE khue_reader RENAME TO khue_reader_of_old")
    code, printed, _ = told("prepare", "--superuser-url", url)
    assert code == 0
    variables = dict(line.split("=", 1) for line in printed.splitlines())
    assert (
        "khue_reader:" in variables["KHUE_READER_DATABASE_URL"] and "MẬT" not in variables["KHUE_READER_DATABASE_URL"]
    )
    assert "%" in variables["KHUE_DATABASE_URL"] or "MẬT" in variables["KHUE_DATABASE_URL"]
