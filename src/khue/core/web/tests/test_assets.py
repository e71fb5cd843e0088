"""Front-end files: the icons in use, all of them known; nothing done twice."""

import pytest

from khue.core.errors import Invalid
from khue.core.web import assets


def plant(tmp_path, monkeypatch, name, text):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    monkeypatch.setattr(assets, "PACKAGE", tmp_path)
    monkeypatch.setattr(assets, "ROOT", tmp_path)


def test_every_icon_in_use_exists():
    assert {"search", "school", "alert-triangle", "link-off"} <= set(assets.icons_used())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app/templates/app/page.html", '{% icon "no-such-icon" %}'),
        ("app/templates/app/page.html", '{% figure "Trường" 3 icon="no-such-icon" %}'),
        ("app/manifest.py", 'manifest = Manifest(menu=[MenuItem("Trường", "app:list", "no-such-icon")])'),
        ("app/manifest.py", 'manifest = Manifest(app="x", title="X", icon="no-such-icon")'),
        ("app/queries.py", 'found = Found("Trường", "", "/", "no-such-icon")'),
    ],
)
def test_an_unknown_icon_is_refused_with_its_file(tmp_path, monkeypatch, name, text):
    plant(tmp_path, monkeypatch, name, text)
    with pytest.raises(Invalid) as refused:
        assets.icons_used()
    assert [(fault.place, fault.value) for fault in refused.value.problems] == [(name, "no-such-icon")]


def test_the_sprite_holds_a_symbol_for_each_icon():
    drawn = assets.sprite(["school", "search"])
    assert drawn.count("<symbol ") == 2
    assert 'id="school"' in drawn
    assert "class=" not in drawn


def test_a_second_run_does_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    assets.collect()
    first = (tmp_path / "vendor/icons.svg").stat().st_mtime_ns
    assets.collect()
    assert (tmp_path / "vendor/icons.svg").stat().st_mtime_ns == first


def test_what_is_served_names_no_source_map_and_no_other_host(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "VENDOR", tmp_path / "vendor")
    assets.collect()
    for path in (tmp_path / "vendor").rglob("*.css"):
        text = path.read_text()
        assert "sourceMappingURL" not in text
        assert "url(http" not in text
        assert "@import" not in text
