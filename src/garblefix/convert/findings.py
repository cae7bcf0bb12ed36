"""What was found in one file, counted whole and kept in part; bytes that are no text.

Not for: finding anything.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import replace

from garblefix.coding import is_unicode
from garblefix.convert.record import Record
from garblefix.stream.block import Block, LocatedFix, LocatedLost

# Of the fixes of one file so many are kept for the manifest and the reports, and so many characters
# of them: nobody reads more, and one fix may be a line of 50 MB.
KEPT = 1000
KEPT_CHARACTERS = 1 << 20

_BYTE = re.compile("[\udc80-\udcff]")


class FileFindings:
    """Fixes and lost spans, block by block."""

    def __init__(self) -> None:
        self._chains: Counter[str] = Counter()
        self._damages: Counter[str] = Counter()
        self._fixes: list[LocatedFix] = []
        self._lost: list[LocatedLost] = []
        self._lost_count = 0
        self._room = KEPT_CHARACTERS

    def add(self, block: Block) -> None:
        """Note what one block held."""
        for found in block.fixes:
            self._chains[found.fix.accident] += 1
            self._damages[found.fix.damage] += 1
            size = len(found.fix.before) + len(found.fix.after)
            if len(self._fixes) < KEPT and size <= self._room:
                self._room -= size
                self._fixes.append(found)
        for lost in block.lost:
            self._lost_count += 1
            if len(self._lost) < KEPT and len(lost.lost.text) <= self._room:
                self._room -= len(lost.lost.text)
                self._lost.append(lost)

    def added_to(self, record: Record) -> Record:
        """The record with everything that was found."""
        return replace(
            record,
            fix_count=self._chains.total(),
            chains=dict(self._chains),
            damages=dict(self._damages),
            fixes=tuple(self._fixes),
            lost=tuple(self._lost),
            lost_count=self._lost_count,
        )


class InvalidBytes:
    """Counts the bytes of UTF-8 output that are none, block by block."""

    def __init__(self) -> None:
        self.count = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._begun = False  # a character that the last block cut

    def look_at(self, data: bytes) -> None:
        """Look at the next block."""
        if data.isascii() and not self._begun:
            return
        text = self._decode(data)
        self._begun = data[-1:] > b"\x7f"
        if not is_unicode(text):
            self.count += len(_BYTE.findall(text))
