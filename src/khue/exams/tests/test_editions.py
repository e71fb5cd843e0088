"""Published files: written, read, signed; any change of any of them is noticed. No database."""

import json
import shutil
import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core import signing
from khue.core.errors import Missing
from khue.exams.publishing import editions, shards, writing
from khue.exams.publishing.editions import Edition, Tampered
from khue.exams.tests.published import AT, publish, scores_of

SCORE = st.none() | st.integers(0, 1000)


@given(
    st.dictionaries(
        st.from_regex(r"[0-9]{8}", fullmatch=True),
        st.tuples(st.lists(SCORE, min_size=1), st.sampled_from([None, "N1"])),
        max_size=40,
    )
)
def test_a_shard_gives_back_what_was_put_in(results: dict[str, tuple[list[int | None], str | None]]) -> None:
    shard = shards.compose([(number, shards.written(*result)) for number, result in results.items()])
    assert {number: [*scores, language] for number, (scores, language) in results.items()} == json.loads(shard)
    for number, (scores, language) in results.items():
        assert shards.read(shards.find(shard, number) or b"") == shards.Entry(tuple(scores), language)
    assert shards.find(shard, "99") is None


@given(st.integers(1, 2_000_000))
def test_shards_hold_at_most_64_on_average(candidates: int) -> None:
    layout = shards.layout_for(candidates, bytes(16))
    assert candidates / layout.shards <= shards.FULL
    assert layout.shards == 1 or candidates / layout.shards > shards.FULL / 2


def test_neighbours_are_not_in_one_file() -> None:
    layout = shards.layout_for(100_000, bytes(16))
    assert len({layout.shard_of(f"51{number:06d}") for number in range(20)}) > 15


def test_every_candidate_is_found_and_nobody_else(tmp_path: Path) -> None:
    edition = publish(tmp_path)
    for index in (1, 2, 150, 300):
        assert edition.find(f"51{index:06d}") == shards.Entry(*scores_of(index))
    assert edition.find("51000301") is None
    assert list(edition.problems()) == []


def test_the_compressed_copies_stand_beside(tmp_path: Path) -> None:
    edition = publish(tmp_path)
    raw = [path for path in edition.folder.rglob("*") if path.is_file() and path.suffix not in (".gz", ".sig")]
    assert len(raw) > 5 and all(path.with_name(f"{path.name}.gz").exists() for path in raw)


@pytest.mark.parametrize("name", ["manifest.json", "manifest.sig", "statistics.json", "SHA256SUMS", "shard", "pointer"])
@pytest.mark.parametrize("how", ["changed", "emptied", "gone"])
def test_a_change_of_any_file_is_noticed(tmp_path: Path, name: str, how: str) -> None:
    edition = publish(tmp_path)
    number = "51000007"
    shard = edition.folder / edition.layout.path(edition.layout.shard_of(number))
    paths = {
        "SHA256SUMS": shard.with_name("SHA256SUMS"),
        "shard": shard,
        "pointer": edition.folder.parent / "latest.json",
    }
    path = paths.get(name, edition.folder / name)
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"" if how == "emptied" else bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])
    if (name, how) == ("pointer", "gone"):
        assert editions.latest_version(tmp_path / "published", "thu") is None
        return
    with pytest.raises((Tampered, Missing)):
        found = editions.open_latest(tmp_path / "published", "thu", signing.public_keys(tmp_path / "keys/publishing"))
        assert found is not None
        found.statistics()
        found.find(number)


def test_a_changed_shard_is_noticed_after_it_was_read(tmp_path: Path) -> None:
    edition = publish(tmp_path)
    path = edition.folder / edition.layout.path(edition.layout.shard_of("51000007"))
    assert edition.find("51000007") is not None
    path.write_bytes(path.read_bytes().replace(b"5", b"9"))
    with pytest.raises(Tampered):
        edition.find("51000007")
    assert list(edition.problems()) == [edition.layout.path(edition.layout.shard_of("51000007"))]


def test_a_changed_compressed_copy_and_a_foreign_file_are_found_by_verify(tmp_path: Path) -> None:
    edition = publish(tmp_path)
    (edition.folder / "statistics.json.gz").write_bytes(b"x")
    (edition.folder / "more.json").write_text("{}")
    assert sorted(edition.problems()) == ["more.json", "statistics.json.gz"]


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    edition = publish(tmp_path)
    signing.make_key(tmp_path / "other", AT)
    with pytest.raises(Tampered):
        Edition(edition.folder, signing.public_keys(tmp_path / "other"))


def test_an_edition_of_another_session_is_refused(tmp_path: Path) -> None:
    edition = publish(tmp_path)
    shutil.copytree(edition.folder.parent, edition.folder.parent.with_name("khac"))
    with pytest.raises(Tampered):
        editions.open_latest(tmp_path / "published", "khac", signing.public_keys(tmp_path / "keys/publishing"))


def test_an_old_key_still_opens_old_editions_after_a_new_one_was_made(tmp_path: Path) -> None:
    keys = tmp_path / "keys" / "publishing"
    first = publish(tmp_path)
    signing.make_key(keys, AT + timedelta(days=1))
    second = publish(tmp_path, version=2)
    assert first.facts["key"] != second.facts["key"]
    for edition in (first, second):
        assert list(Edition(edition.folder, signing.public_keys(keys)).problems()) == []
    published = json.loads((tmp_path / "published/keys.json").read_text())["keys"]
    assert [key["id"] for key in published] == [first.facts["key"], second.facts["key"]]


def test_private_keys_are_the_owners_alone(tmp_path: Path) -> None:
    publish(tmp_path)
    private = [path for path in (tmp_path / "keys/publishing").glob("*.pem") if ".pub." not in path.name]
    assert [stat.S_IMODE(path.stat().st_mode) for path in private] == [0o600]
    assert not list((tmp_path / "published").rglob("*PRIVATE*"))


def test_openssl_agrees_with_the_signature(tmp_path: Path) -> None:
    folder = publish(tmp_path).folder
    key = next((tmp_path / "published/keys").glob("*.pem"))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(key), "-rawin"]
    files = ["-in", str(folder / "manifest.json"), "-sigfile", str(folder / "manifest.sig")]
    assert b"Verified Successfully" in subprocess.run([*command, *files], check=True, capture_output=True).stdout
    sums = next(folder.rglob("SHA256SUMS"))
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=sums.parent, check=True)


def test_sealed_files_say_nothing_to_strangers(tmp_path: Path) -> None:
    edition = publish(tmp_path, key=b"k" * 32)
    everything = b"".join(path.read_bytes() for path in edition.folder.rglob("*.json"))
    assert b"51000007" not in everything and b'"N1"' not in everything
    assert edition.find("51000007", "ma 51000007") == shards.Entry(*scores_of(7))
    assert edition.find("51000007", "MA-51000008") is None
    assert edition.find("51000007") is None


def test_the_notice_of_a_publication_comes_and_goes(tmp_path: Path) -> None:
    session = {"code": "sau", "title": "Kì thi sau"}
    writing.announce(tmp_path, session, AT)
    assert json.loads((tmp_path / "results/sau/announced.json").read_text())["publish_at"].startswith("2026-07-01")
    writing.announce(tmp_path, session, None)
    assert not (tmp_path / "results/sau/announced.json").exists()
