"""What lines become: their repairs, and the fixes in them once somebody asks for them.

Not for: finding any of it (``plain``, ``shown``, ``searches``).
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from garblefix.results import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.document.spans import Span
    from garblefix.search.outcome import Outcome

Values = tuple[int, int, str, str, str, str, float, bool]
"""Those of the fields of a ``Fix``, which takes longer to make."""
_VALUES = operator.attrgetter(*(field.name for field in dataclasses.fields(Fix)))


@dataclass(slots=True)
class LineRepair:
    """What one line becomes, and the chance that this is right; ``fixes`` count from its start."""

    after: str
    confidence: float
    before: str
    chain: str = ""  # of a known chain
    wholly: bool = False  # whether that chain explains the line from end to end
    found: tuple[Fix, ...] = ()
    others: tuple[Outcome, ...] = ()
    piece: tuple[int, int] = (0, 0)  # the span of the line that ``others`` are readings of
    outcome: Outcome | None = None  # of a known chain that lost bytes of the line

    @property
    def replaced(self) -> Iterable[Values]:
        """The values of each fix: where only some are wanted as such, or their number."""
        plain = self._plain()
        return map(_VALUES, self.fixes) if plain is None else self._values(plain)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The replaced spans; those of a known chain are worked out when asked for."""
        if self.outcome is not None:
            from garblefix.document.pieces import fixes_of

            return tuple(fixes_of(self.before, self.outcome.applied, self.outcome.confidence))
        if not self.chain:
            return self.found
        plain = self._plain()
        if plain is not None:
            return tuple(Fix(*values) for values in self._values(plain))
        from garblefix.damage import Edge, rewritten
        from garblefix.document.pieces import fixes_of
        from garblefix.search.outcome import Applied, laid_over

        edges = laid_over(self.before, self.chain)
        if rewritten(self.before, edges) != self.after:
            edges = (Edge(0, len(self.before), self.after),)
        applied = tuple(Applied(edge, "misread", self.chain, 1.0) for edge in edges)
        return tuple(fixes_of(self.before, applied, self.confidence))

    def _plain(self) -> list[Span] | None:
        """The replaced spans of a line that one chain explains, None where it is not so plain."""
        if not self.wholly:
            return None
        from garblefix.document.spans import spans

        return spans(self.before, self.after)

    def _values(self, spans: Iterable[Span]) -> Iterator[Values]:
        for start, end, after in spans:
            before = self.before[start:end]
            yield start, end, before, after, "misread", self.chain, self.confidence, False


class Lines:
    """Lines of a document, ``before`` and ``after``; None where one is left alone so far.

    Most repaired lines are explained by a chain that the document has shown, and all that is kept
    of these is the chain; ``calibration`` says how sure that is.
    """

    def __init__(self, before: Sequence[str], calibration: Callable[[], Calibration]) -> None:
        self.before = before
        self._calibration = calibration
        self.after: list[str | None] = [None] * len(before)
        self._chains = [""] * len(before)
        self._partly: set[int] = set()  # places of lines that a chain explains only in part
        self._found: dict[int, LineRepair] = {}
        self._news: dict[str, list[int]] = {}

    def put(self, index: int, repair: LineRepair) -> None:
        """One line was repaired."""
        self.after[index] = repair.after
        self._chains[index] = repair.chain
        self._found[index] = repair
        if repair.chain:
            self._news.setdefault(repair.chain, []).append(index)

    def withdraw(self, index: int) -> None:
        """One line is left alone after all."""
        self.after[index] = None
        self._chains[index] = ""
        self._partly.discard(index)
        self._found.pop(index, None)

    def take(
        self,
        places: Iterable[int],
        outcomes: Iterable[str | None],
        chain: str,
        *,
        partly: bool = False,
    ) -> list[int]:
        """Put the outcomes of a shown chain, where there is one; return the places without.

        ``partly``: some of these lines hold characters that the chain does not explain.
        """
        left = []
        for place, outcome in zip(places, outcomes, strict=True):
            if outcome is None:
                left.append(place)
            else:
                self.after[place] = outcome
                self._chains[place] = chain
                if partly:
                    self._partly.add(place)
                else:
                    self._news.setdefault(chain, []).append(place)
        return left

    def news(self) -> dict[str, list[int]]:
        """The places that each chain explained from end to end since that was asked last."""
        news, self._news = self._news, {}
        return news

    def explained(self) -> list[tuple[int, str]]:
        """The places that a shown chain explains, with the chain."""
        return [(place, chain) for place, chain in enumerate(self._chains) if chain]

    def changed(self) -> list[int]:
        """The places of the lines that become something else."""
        return [
            place
            for place, (before, after) in enumerate(zip(self.before, self.after, strict=True))
            if after is not None and after != before
        ]

    def repair(self, index: int) -> LineRepair | None:
        """What becomes of a line, None where it is left alone."""
        after = self.after[index]
        found = self._found.get(index)
        if after is None or (found is not None and found.after == after):
            return found
        chain = self._chains[index]
        sure = self._calibration().explained(chain)
        wholly = index not in self._partly
        return LineRepair(after, sure, self.before[index], chain, wholly)
