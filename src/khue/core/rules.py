"""Workflow: a table of allowed moves. Pure data and pure look-ups."""

from collections.abc import Iterator
from dataclasses import dataclass

from khue.core.errors import Refused
from khue.core.words import N_


class WrongState(Refused):
    """The step does not start from the state in which the thing is now."""

    text = N_("Không thể «{verb}» khi đang ở trạng thái «{state}». Hãy tải lại trang để xem trạng thái hiện tại.")


@dataclass(frozen=True)
class Move:
    """One allowed step of a workflow."""

    start: str
    verb: str
    end: str
    needs: str  # permission
    event: str  # what the move is called once it has happened
    title: str  # what the button says


@dataclass(frozen=True)
class Workflow:
    """The states of a thing, with their titles, and the moves between them."""

    name: str
    states: dict[str, str]  # code -> title
    moves: tuple[Move, ...]
    source: str

    def find(self, state: str, verb: str) -> Move:
        """Return the move `verb` from `state`. Raises: WrongState."""
        for move in self.moves:
            if (move.start, move.verb) == (state, verb):
                return move
        titles = {move.verb: move.title for move in self.moves}
        raise WrongState(verb=titles.get(verb, verb), state=self.states.get(state, state))

    def open_from(self, state: str) -> Iterator[Move]:
        """Yield the moves that start from `state`: the buttons of a page."""
        return (move for move in self.moves if move.start == state)

    def diagram(self) -> str:
        """Return the workflow as a Mermaid state diagram."""
        titles = [f"    {code}: {title}" for code, title in self.states.items()]
        lines = [f"    {move.start} --> {move.end}: {move.title}" for move in self.moves]
        return "\n".join(["stateDiagram-v2", *titles, *lines])
