"""Workflows: what a state allows, what it refuses and in which words, and how it is drawn."""

import pytest

from khue.core.rules import Move, Workflow, WrongState

LIFE = Workflow(
    "paper",
    {"draft": "Bản nháp", "issued": "Đã cấp"},
    (Move("draft", "issue", "issued", needs="papers.issue", event="papers.issued", title="Cấp"),),
    source="Thử nghiệm",
)


def test_a_move_is_found_from_its_state() -> None:
    assert LIFE.find("draft", "issue").end == "issued"
    assert [move.verb for move in LIFE.open_from("draft")] == ["issue"]
    assert list(LIFE.open_from("issued")) == []


@pytest.mark.parametrize(
    ("state", "verb", "says"),
    [
        ("issued", "issue", "«Cấp» khi đang ở trạng thái «Đã cấp»"),
        ("lost", "burn", "«burn» khi đang ở trạng thái «lost»"),
    ],
)
def test_a_move_from_elsewhere_is_refused_in_the_words_of_the_office(state: str, verb: str, says: str) -> None:
    with pytest.raises(WrongState, match=says):
        LIFE.find(state, verb)


def test_the_diagram_names_states_and_moves() -> None:
    lines = LIFE.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    draft: Bản nháp" in lines and "    draft --> issued: Cấp" in lines
