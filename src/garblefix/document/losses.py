"""Lines of which a decoder lost bytes, many at a time, once a document has shown the decoder.

What was lost of them goes straight to be inferred, with no search for what happened; and how this
decoder marks its losses is learned once for all of them. Not for: finding the chain (``search``),
or lines that lost nothing (``known``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage import Edge, rewritten
from garblefix.damage.inferring import MARKER, Habits, decoder, divided, fits, restored_lines
from garblefix.damage.undoing import edges, undo_lines
from garblefix.document.known import CLEARED
from garblefix.encodings import BY_NAME
from garblefix.language import gate
from garblefix.search.outcome import Applied, Outcome

if TYPE_CHECKING:
    from garblefix.language.model import Model

LONGEST = 1 << 17  # characters of a line, so that memory is bounded; longer ones are searched
# Or by how much the model must prefer each character of it, in nats, where parts stay garbled.
LEAST_GAIN = 2.0

# A marker before a letter stands for something; a question mark does not stand there.
WITHIN = re.compile(r"\ufffd|\?(?=[^\W\x00-\x7f])")


def runs_of(own: Sequence[Edge]) -> Iterator[list[Edge]]:
    """The edges that stand side by side, with nothing kept between them.

    >>> [len(run) for run in runs_of([Edge(0, 2, "a"), Edge(2, 3, "b"), Edge(4, 5, "c")])]
    [2, 1]
    """
    run: list[Edge] = []
    for edge in own:
        if run and run[-1].end < edge.start:
            yield run
            run = []
        run.append(edge)
    if run:
        yield run


def clears(before: int, after: int) -> bool:
    """Whether a line that the gate suspects so much is cleared by one that it suspects so much."""
    return after <= gate.GARBLED and after <= before - CLEARED


class Losses:
    """What one chain, bytes of UTF-8 read by a reader, lost of a document."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self._reader = reader_of(chain)
        self._habits = Habits()
        self._markers = ""
        self._seen: frozenset[str] = frozenset()  # markers of this document
        # And what stands for the shortest character; a page leaves a marker for each of its bytes.
        self._runs: tuple[str, ...] = ()

    @classmethod
    def possible(cls, chain: str) -> bool:
        """Whether what a chain lost can be inferred: bytes of UTF-8, read once."""
        return read_once(chain) and source_of(chain) == "utf-8"

    def restored(
        self, lines: Sequence[str], suspicion: Sequence[int], model: Model
    ) -> list[Outcome | None]:
        """What each line was, None for one that lost nothing or that this does not explain.

        ``suspicion``: what the gate says of each line.
        """
        result: list[Outcome | None] = [None] * len(lines)
        reader = decoder(self._reader)
        if not self._markers and any(MARKER in line for line in lines):
            self._markers = MARKER
        found = []
        # Where the gate sees little, a marker must show that something was lost.
        marked = re.compile("[" + re.escape(self._markers or reader.markers) + "]")
        doubted = [
            index
            for index, line in enumerate(lines)
            if len(line) <= LONGEST
            and (
                suspicion[index] > gate.GARBLED
                or (suspicion[index] > gate.CLEAN and marked.search(line))
            )
        ]
        undone = undo_lines([lines[index] for index in doubted], self.chain)
        for index, outcome in zip(doubted, undone, strict=True):
            line = lines[index]
            if outcome is not None and not self.shows(outcome):
                continue
            whole = divided(line, reader, self._markers)
            # What this reader cannot have shown, another one had.
            if (outcome is not None or not whole.strange) and fits(line, whole, reader):
                found.append((index, whole))
        if not found:
            return result
        self._seen = frozenset(self._markers or reader.markers)
        times = 1 if BY_NAME[self._reader].in_pairs else 2
        self._runs = tuple(marker * times for marker in self._seen)
        texts = [(lines[index], whole) for index, whole in found]
        every = restored_lines(texts, self._reader, self._habits, model, apart=False)
        outcomes = [rewritten(line, own) for (line, _), own in zip(texts, every, strict=True)]
        after = gate.suspicion(outcomes)
        gains = (model.score(outcomes) - model.score([line for line, _ in texts])).tolist()
        torn = self._torn([line for line, _ in texts], every, outcomes, model)
        for number, ((index, _), own, text, doubt, gain) in enumerate(
            zip(found, every, outcomes, after, gains, strict=True)
        ):
            if number in torn:
                continue  # a search asks of each part whether it was misread
            if clears(suspicion[index], doubt) or (
                gain >= LEAST_GAIN * len(text) and not self._goes_on(text)
            ):
                applied = tuple(Applied(edge, "misread", self.chain, 1.0) for edge in own)
                result[index] = Outcome(text, (suspicion[index] - doubt) * gate.STEP, applied, 1.0)
        return result

    def _torn(
        self,
        lines: Sequence[str],
        every: Sequence[Sequence[Edge]],
        outcomes: Sequence[str],
        model: Model,
    ) -> set[int]:
        """The numbers of lines of which a part may be clean.

        Something was inferred though no marker is there; or a run that the gate does not suspect
        reads better as it stands.
        """
        torn = set()
        asked: list[tuple[int, str, str]] = []  # of each such run its line, it, the line with it
        for number, (line, own) in enumerate(zip(lines, every, strict=True)):
            if any(
                edge.lossy and self._seen.isdisjoint(line[edge.start : edge.end]) for edge in own
            ):
                torn.add(number)
                continue
            for run in runs_of(own):
                kept = (edge for edge in own if edge not in run)
                shown = line[run[0].start : run[-1].end]
                asked.append((number, shown, rewritten(line, kept)))
        doubts = gate.suspicion([shown for _, shown, _ in asked])
        clean = [each for each, doubt in zip(asked, doubts, strict=True) if doubt <= gate.GARBLED]
        if clean:
            better = model.score([with_it for _, _, with_it in clean])
            worse = model.score([outcomes[number] for number, _, _ in clean])
            torn |= {clean[place][0] for place in np.flatnonzero(better > worse).tolist()}
        return torn

    def _goes_on(self, outcome: str) -> bool:
        """Whether most of an outcome went through the chain once more; that is another chain."""
        explained = sum(edge.end - edge.start for edge in edges(outcome, "utf-8", self._reader))
        return 2 * explained > sum(character > "\x7f" for character in outcome)

    def unmarked(self, outcomes: Sequence[str | None]) -> list[str | None]:
        """The outcomes, None for those that show that whole characters were lost."""
        if not self.shows("\n".join(filter(None, outcomes))):
            return list(outcomes)
        return [None if text is None or self.shows(text) else text for text in outcomes]

    def shows(self, outcome: str) -> bool:
        """Whether what a line was shows that whole characters were lost."""
        return WITHIN.search(outcome) is not None or any(run in outcome for run in self._runs)
