"""Bytes of one encoding, split into single characters.

Not for: which encoding (``encodings`` has them all), or characters into bytes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from garblefix.encodings import BY_NAME, REMEMBERED, decode

# What no page of one or two bytes a character was used for; U+F8FF is the apple of the Macintosh.
_NO_ORIGINAL = re.compile("[\x80-\x9f\ue000-\uf8ef]")


@dataclass(slots=True)
class Units:
    """Splits bytes of one encoding into single characters, remembering what it has seen."""

    name: str
    lengths: Sequence[int]
    composed: bool
    seen: dict[bytes, str | None] = field(default_factory=dict)

    def first(self, data: bytes, start: int) -> tuple[int, str] | None:
        """(length in bytes, character) of the sequence at ``start``; None where there is none."""
        for length in self.lengths:
            piece = data[start : start + length]
            if len(piece) < length:
                continue
            if piece not in self.seen:
                if len(self.seen) >= REMEMBERED:
                    self.seen.clear()
                text = decode(piece, self.name)
                # A C1 control is no original character: that byte is one that X leaves open; nor is
                # a user-defined one. But for UTF-8, where a control may be half of a character of
                # the layer below.
                odd = text is not None and _NO_ORIGINAL.search(text) is not None
                good = text is not None and (self.name == "utf-8" or not odd)
                good &= length == 1 or not self.composed or len(text or "") == 1
                self.seen[piece] = text if good else None
            found = self.seen[piece]
            if found is not None:
                return length, found
        return None


@functools.cache
def units(name: str) -> Units:
    """The splitter of one encoding."""
    # A CESU-8 pair is six bytes long.
    width = 6 if name == "utf-8" else BY_NAME[name].width
    composed = BY_NAME[name].composed
    return Units(name, range(width, 0, -1) if composed else range(1, width + 1), composed)
