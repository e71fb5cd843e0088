"""Where Khuê signs in: read from the environment or from the embedded server's files."""

import psycopg
import pytest

from khue.core.postgres import ensure_up
from khue.core.postgres.addresses import addresses, parse
from khue.core.postgres.refusals import BadUrl, CannotConnect, MissingUrl, NotRunning

APP = "postgresql://khue_app:m%40t@db.example:6432/khue_tinh?sslmode=verify-full"
OWNER = "postgresql://khue_owner:x@db.example:6432/khue_tinh"


def test_a_server_of_ones_own_is_read_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("KHUE_DATABASE_URL", APP)
    monkeypatch.setenv("KHUE_OWNER_DATABASE_URL", OWNER)
    found = addresses(tmp_path)
    assert not found.embedded and found.reader is None
    assert found.app.django() == {
        "HOST": "db.example",
        "PORT": 6432,
        "NAME": "khue_tinh",
        "USER": "khue_app",
        "PASSWORD": "m@t",
        "OPTIONS": {"sslmode": "verify-full"},
    }
    assert parse(found.owner.url(), name="x") == found.owner
    assert "m@t" not in repr(found)


def test_the_web_process_needs_no_other_address_than_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("KHUE_DATABASE_URL", APP)
    found = addresses(tmp_path)
    assert (found.app.user, found.given_owner) == ("khue_app", None)
    with pytest.raises(MissingUrl, match="Đã đặt KHUE_DATABASE_URL nhưng thiếu KHUE_OWNER_DATABASE_URL"):
        assert found.owner


def test_the_owner_without_the_web_process_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("KHUE_OWNER_DATABASE_URL", OWNER)
    with pytest.raises(MissingUrl, match="Đã đặt KHUE_OWNER_DATABASE_URL nhưng thiếu"):
        addresses(tmp_path)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://khue_app:x@h/khue", "«mysql»"),
        ("postgresql://postgres:x@h/khue", "khue_app chứ không phải «postgres»"),
        ("postgresql://khue_app:x@h", "thiếu tên cơ sở dữ liệu"),
        ("postgresql://khue_app:x@/khue", "thiếu máy chủ"),
        ("postgresql://khue_app:x@h:port/khue", "cổng"),
        ("postgresql://khue_app:x@h/khue?options=-crow_security%3Doff", "«options»"),
        ("postgres", "postgresql://"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_name_and_without_the_password(url, said):
    with pytest.raises(BadUrl) as refusal:
        parse(url.replace(":x@", ":bí-mật@"), name="KHUE_DATABASE_URL", role="khue_app")
    assert said in str(refusal.value) and "KHUE_DATABASE_URL" in str(refusal.value)
    assert "bí-mật" not in str(refusal.value)


def test_every_fault_of_an_address_is_told_at_once():
    with pytest.raises(BadUrl, match="mysql.*máy chủ.*tên cơ sở dữ liệu.*tài khoản.*options"):
        parse("mysql:///?options=x", name="KHUE_DATABASE_URL", role="khue_app")


def test_before_the_first_start_the_settings_can_be_read_but_nobody_signs_in(empty):
    found = addresses(empty)
    assert found.embedded and found.app.password == ""
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**found.app.connection())


def test_a_server_that_is_absent_or_refuses_us_is_told(server, monkeypatch):
    mine = addresses(server)
    monkeypatch.setenv("KHUE_OWNER_DATABASE_URL", mine.owner.url())
    monkeypatch.setenv("KHUE_DATABASE_URL", "postgresql://khue_app:x@127.0.0.1:1/khue")
    with pytest.raises(NotRunning, match="127.0.0.1:1"):
        ensure_up(server)
    monkeypatch.setenv("KHUE_DATABASE_URL", mine.app.url().replace(mine.app.password, "sai"))
    with pytest.raises(CannotConnect, match="password authentication failed"):
        ensure_up(server)
    monkeypatch.setenv("KHUE_DATABASE_URL", mine.app.url())
    ensure_up(server)
