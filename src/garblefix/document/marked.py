"""Lines of which a reader of several bytes a character lost some, once their document showed both.

What was lost goes straight to be inferred, as with UTF-8 (``losses``), and how this reader marks
its losses is learned from all of them. Not for: finding the chain (``search``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage import Edge, rewritten, unread
from garblefix.document.losses import LEAST_GAIN, WITHIN, clears
from garblefix.language import gate
from garblefix.search.outcome import Applied, Outcome

if TYPE_CHECKING:
    from garblefix.language.model import Model

_MARK = re.compile(r"[?\ufffd]")
MANY = 0.1  # of the lines of a document
LONGEST = 2_000  # characters of a line; longer ones are searched
RULED_OUT = 20.0  # a way that a document speaks against so much is no longer tried, in nats


class Marked:
    """What one chain lost of a document."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self._source, self._reader = source_of(chain), reader_of(chain)
        self._told: dict[unread.Way, float] = {}  # log P of all lines beside the best way, nats
        # Lines that the chain explains whole, and of them those that show a mark within.
        self._whole = self._doubtful = 0

    @classmethod
    def possible(cls, chain: str) -> bool:
        """Whether what a chain lost can be inferred so."""
        return read_once(chain) and unread.is_possible(source_of(chain), reader_of(chain))

    def restored(
        self, lines: Sequence[str], suspicion: Sequence[int], model: Model
    ) -> list[Outcome | None]:
        """What each line with a mark was, None for others, and where this does not explain it.

        ``suspicion``: what the gate says of each line.
        """
        result: list[Outcome | None] = [None] * len(lines)
        for index, line in enumerate(lines):
            if suspicion[index] <= gate.CLEAN or len(line) > LONGEST:
                continue
            found = self._likeliest(line, model)
            if found:
                result[index] = self._outcome(line, found, suspicion[index], model)
        return result

    def _likeliest(self, line: str, model: Model) -> list[Edge]:
        every = unread.ways(line, self._reader)
        top = max((self._told.get(way, 0.0) for way in every), default=0.0)
        found = {
            way: unread.unread(line, self._source, self._reader, way, model)
            for way in every
            if self._told.get(way, 0.0) > top - RULED_OUT
        }
        most = max((score for score, _ in found.values()), default=0.0)
        for way, (score, _) in found.items():
            self._told[way] = self._told.get(way, 0.0) + score - most
        best = max(found, key=lambda way: self._told[way], default=None)
        return found[best][1] if best is not None else []

    def _outcome(
        self, line: str, found: Sequence[Edge], suspicion: int, model: Model
    ) -> Outcome | None:
        text = rewritten(line, found)
        [doubt] = gate.suspicion([text])
        before, after = model.score([line, text]).tolist()
        if not clears(suspicion, doubt) and after - before < LEAST_GAIN * len(text):
            return None
        applied = tuple(Applied(edge, "misread", self.chain, 1.0) for edge in found)
        return Outcome(text, (suspicion - doubt) * gate.STEP, applied, 1.0)

    def unmarked(self, outcomes: Sequence[str | None]) -> list[str | None]:
        """The outcomes, None for those that show that characters were lost.

        Where many have a question mark within, any may be a mark; elsewhere some people write so.
        """
        texts = [text for text in outcomes if text is not None]
        self._whole += len(texts)
        self._doubtful += sum(WITHIN.search(text) is not None for text in texts)
        if self._doubtful < MANY * self._whole:
            return list(outcomes)
        return [None if text is None or _MARK.search(text) else text for text in outcomes]
