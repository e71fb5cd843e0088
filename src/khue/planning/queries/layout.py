"""The document as it is shown beside the proposals: its lines cut where the words of a proposal begin and end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khue.planning.models import Fault, Plan, Proposal

PAGE = 400  # lines shown at once: a plan of 300 pages does not fill a browser


@dataclass(frozen=True)
class Segment:
    """A stretch of one line, and the proposals whose words it is part of; the innermost gives the kind."""

    text: str
    ids: tuple[int, ...] = ()
    kind: str = ""
    decision: str = ""

    @property
    def main(self) -> int:
        """Return the innermost proposal."""
        return self.ids[-1]

    @property
    def named(self) -> str:
        """Return the proposals as one attribute."""
        return " ".join(map(str, self.ids))


@dataclass(frozen=True)
class Line:
    """A line of the document. number: from 0."""

    number: int
    segments: tuple[Segment, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the line."""
        return not any(one.text.strip() for one in self.segments)


@dataclass(frozen=True)
class Sheet:
    """A stretch of the document with its place in the whole."""

    lines: tuple[Line, ...]
    page: int
    pages: int


def page_of(line: int) -> int:
    """Return the page, from 1, on which a line of the document is shown."""
    return line // PAGE + 1


def sheet(plan: Plan, page: int, proposals: Iterable[Proposal] = ()) -> Sheet:
    """Return one page of a plan's document."""
    lines: Sequence[str] = plan.document.lines
    pages = (len(lines) + PAGE - 1) // PAGE
    page = min(max(page, 1), pages)
    first = (page - 1) * PAGE
    spans = _spans(proposals, lines)
    faults: dict[int, list[Fault]] = defaultdict(list)
    for fault in plan.faults.filter(line__gte=first, line__lt=first + PAGE):
        faults[fault.line].append(fault)
    shown = tuple(
        Line(number, _cut(text, spans.get(number, [])), tuple(faults.get(number, ())))
        for number, text in enumerate(lines[first : first + PAGE], start=first)
    )
    return Sheet(shown, page, pages)


Span = tuple[int, int, Proposal]


def _spans(proposals: Iterable[Proposal], lines: Sequence[str]) -> dict[int, list[Span]]:
    """Return where proposals stand in each line: from, to, which."""
    found: dict[int, list[Span]] = defaultdict(list)
    for one in proposals:
        for number in range(one.first_line, min(one.last_line + 1, len(lines))):
            start = one.start if number == one.first_line else 0
            end = one.end if number == one.last_line and one.end is not None else len(lines[number])
            if start < end:
                found[number].append((start, end, one))
    return found


def _cut(text: str, spans: list[Span]) -> tuple[Segment, ...]:
    edges = sorted({0, len(text), *(min(edge, len(text)) for start, end, _one in spans for edge in (start, end))})
    segments = []
    for start, end in zip(edges, edges[1:], strict=False):
        inside = [span for span in spans if span[0] <= start and end <= span[1]]
        inside.sort(key=lambda span: _length(span[2]), reverse=True)  # the shortest is the innermost
        ids = tuple(span[2].pk for span in inside)
        inner = inside[-1][2] if inside else None
        segments.append(Segment(text[start:end], ids, inner.kind if inner else "", inner.decision if inner else ""))
    return tuple(segments)


def _length(proposal: Proposal) -> tuple[int, int]:
    return proposal.last_line - proposal.first_line, (proposal.end or 10**6) - proposal.start
