"""Translations: collected from pages and programs, merged from two columns, never with a lost placeholder."""

import pytest

from khue.core.errors import Invalid
from khue.core.web import messages

PAGE = """{% translate "Trường" %} {{ name|default:_("Không tên") }}
{% blocktranslate trimmed with n=count %}
  Có {{ n }} trường
{% endblocktranslate %}"""
PROGRAM = '''"""A module."""
class Closed:
    text = N_("Kì thi {session} đã khoá.")
class State(models.TextChoices):
    OPEN = "open", "Đang mở"
def f():
    return _("Một " "hai")
MENU = MenuItem("Đơn vị", "app:list", "school")
'''


@pytest.fixture
def planted(tmp_path, monkeypatch):
    (tmp_path / "app/templates/app").mkdir(parents=True)
    (tmp_path / "app/templates/app/page.html").write_text(PAGE)
    (tmp_path / "app/rules.py").write_text(PROGRAM)
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale/en/LC_MESSAGES/django.po")
    return tmp_path


def test_texts_are_found_in_pages_and_programs(planted):
    assert {text for text, _place in messages.texts()} == {
        "Trường",
        "Không tên",
        "Có %(n)s trường",
        "Kì thi {session} đã khoá.",
        "Đang mở",
        "Một hai",
        "Đơn vị",
    }


def test_english_is_merged_kept_and_compiled(planted):
    catalogue = messages.refreshed()
    assert messages.put(catalogue, "Có {{ n }} trường", "{{ n }} schools")
    assert messages.put(catalogue, "Trường", "School")
    assert not messages.put(catalogue, "Không dùng nữa", "Gone")
    messages.write(catalogue)
    again = messages.refreshed()
    assert {message.id: message.string for message in again}["Có %(n)s trường"] == "%(n)s schools"
    assert len(messages.untranslated(again)) == 5
    messages.compile_all()
    assert (planted / "locale/en/LC_MESSAGES/django.mo").stat().st_size > 100


def test_a_lost_placeholder_is_named(planted):
    catalogue = messages.refreshed()
    for message in catalogue:
        message.string = "x" if message.id else ""
    assert {fault.value for fault in messages.untranslated(catalogue)} == {
        "Có %(n)s trường",
        "Kì thi {session} đã khoá.",
    }


def test_a_line_without_two_columns_is_refused(tmp_path):
    file = tmp_path / "x.tsv"
    file.write_text("Trường\tSchool\nLớp\n\nKhối\t\n")
    with pytest.raises(Invalid) as refused:
        list(messages.pairs(file))
    assert [fault.place for fault in refused.value.problems] == ["x.tsv, dòng 2", "x.tsv, dòng 4"]
