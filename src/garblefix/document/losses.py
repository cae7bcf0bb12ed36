"""Lines of which a decoder lost bytes, many at a time, once a document has shown the decoder.

What was lost of them goes straight to be inferred, with no search for what happened; and how this
decoder marks its losses is learned once for all of them. Not for: finding the chain (``search``),
or lines that lost nothing (``known``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from garblefix.damage import Reading
from garblefix.damage._decoders import decoder
from garblefix.damage._edges import edges, undo_lines
from garblefix.damage._habits import Habits
from garblefix.damage._restored import fits, restored_lines
from garblefix.damage._slots import MARKER, divided
from garblefix.language import gate
from garblefix.search.outcome import Applied, Outcome

if TYPE_CHECKING:
    from garblefix.language.model import Model

# By how much the outcome must be less suspicious than the line, in the gate's steps.
CLEARED = 40
LONGEST = 1 << 17  # characters of a line, so that memory is bounded; longer ones are searched
# Or by how much the model must prefer each character of it, in nats, where parts stay garbled.
LEAST_GAIN = 2.0

# A marker before a letter stands for something; a question mark does not stand there.
WITHIN = re.compile(r"\ufffd|\?(?=[^\W\x00-\x7f])")


class Losses:
    """What one chain, bytes of UTF-8 read by a reader, lost of a document."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self._reader = chain.split(">")[1]
        self._habits = Habits()
        self._markers = ""
        self._seen: frozenset[str] = frozenset()  # markers of this document

    @classmethod
    def possible(cls, chain: str) -> bool:
        """Whether what a chain lost can be inferred: bytes of UTF-8, read once."""
        return chain.startswith("utf-8>") and chain.count(">") == 1

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
        texts = [(lines[index], whole) for index, whole in found]
        every = restored_lines(texts, self._reader, self._habits, model, apart=False)
        outcomes = [
            Reading("", "", 0.0, tuple(own)).apply(line)
            for (line, _), own in zip(texts, every, strict=True)
        ]
        after = gate.suspicion(outcomes)
        gains = (model.score(outcomes) - model.score([line for line, _ in texts])).tolist()
        for (index, _), own, text, doubt, gain in zip(
            found, every, outcomes, after, gains, strict=True
        ):
            if any(
                edge.lossy and self._seen.isdisjoint(lines[index][edge.start : edge.end])
                for edge in own
            ):
                # What no marker shows may be clean: a search asks of each whether it was misread.
                continue
            cleared = doubt <= gate.GARBLED and doubt <= suspicion[index] - CLEARED
            if cleared or (gain >= LEAST_GAIN * len(text) and not self._goes_on(text)):
                applied = tuple(Applied(edge, "misread", self.chain, 1.0) for edge in own)
                result[index] = Outcome(text, (suspicion[index] - doubt) * gate.STEP, applied, 1.0)
        return result

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
        seen = any(marker in outcome for marker in self._seen)
        return seen or WITHIN.search(outcome) is not None
