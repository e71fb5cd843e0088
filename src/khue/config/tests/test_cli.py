"""The command line: what is refused is one text on stderr."""

import pytest
from django.db import connection, transaction

from khue.config import cli


def test_missing_tables_are_told_with_the_remedy(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "khue", lambda: connection.cursor().execute("SELECT FROM not_there"))
    with pytest.raises(SystemExit) as ended, transaction.atomic():
        cli.main()
    assert ended.value.code == 1
    assert "khue migrate" in capsys.readouterr().err
