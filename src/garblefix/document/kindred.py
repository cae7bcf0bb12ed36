"""Pages that share most letters with the one that a document seems to be of, or was read with.

The chain that explains some lines beyond doubt may be a relative of the right one: ``õ`` in place
of every ``ő`` is hardly worse in one line of Hungarian, but in all of them together; and that CP437
read UTF-8, rather than CP850, shows in few letters. So all the lines that a chain explains decide
between it and its kin. Not for: single lines (``known``).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage.undoing import undo_lines
from garblefix.encodings import BY_NAME, ENCODINGS, READERS, reader_bytes
from garblefix.language.plausibility import read_well

if TYPE_CHECKING:
    from garblefix.language.model import Model

# The share of the foreign bytes of a document that kindred pages show as the same letters.
ALIKE = 0.5
# By how much a relative must beat a chain over all lines, in nats, and lose to be out of question.
# Between 6 and 24 it makes no difference to files of 200 lines (benchmarks.files).
BETTER, WORSE = 12.0, -40.0
# What a line counts that a relative cannot have been, in nats.
IMPOSSIBLE = -12.0
# Lines that are compared first, and how many of one window at most.
FIRST_BATCH, MOST = 4, 64
SAMPLE = 256  # lines whose characters are counted


def kindred(chain: str) -> KindredPages | KindredReaders | None:
    """What is to be known of the kin of a chain; None where it has none."""
    if not read_once(chain):
        return None
    if source_of(chain) == "utf-8":
        return None if BY_NAME[reader_of(chain)].multibyte else KindredReaders(chain)
    return None if BY_NAME[source_of(chain)].multibyte else KindredPages(chain)


class KindredReaders:
    """What the lines that a chain explained say of its kin: UTF-8, read with another page."""

    def __init__(self, chain: str) -> None:
        self._own = reader_bytes(reader_of(chain))
        self._chain = chain
        names = [each.name for each in READERS if not each.multibyte]
        self._gains = {name: 0.0 for name in names if name != reader_of(chain)}

    def better(self, lines: Sequence[str], model: Model) -> list[tuple[str, float]]:
        """The chains that explain these lines and those before better, and by how much in nats.

        ``lines``: some that the chain explained from end to end; others say nothing.
        """
        counts = Counter("".join(lines[:SAMPLE]))
        signs = {sign for sign in counts if sign >= "\x80"}
        most = (1 - ALIKE) * sum(map(counts.__getitem__, signs))
        found = []
        for name, gain in self._gains.items():
            if gain <= WORSE:
                continue
            table = reader_bytes(name)
            other = {sign for sign in signs if table[sign] != self._own[sign]}
            if not other or sum(map(counts.__getitem__, other)) > most:
                continue
            asked = [line for line in lines if not other.isdisjoint(line)][:MOST]
            self._gains[name] += self._gain(asked, f"utf-8>{name}", model)
            if self._gains[name] >= BETTER:
                found.append((f"utf-8>{name}", self._gains[name]))
        return sorted(found, key=lambda pair: -pair[1])

    def _gain(self, lines: Sequence[str], chain: str, model: Model) -> float:
        """By how much more the lines are likely when another page was read, in nats."""
        pairs = list(zip(undo_lines(lines, self._chain), undo_lines(lines, chain), strict=True))
        own = [before for before, after in pairs if before is not None and after is not None]
        other = [after for before, after in pairs if before is not None and after is not None]
        impossible = sum(before is not None and after is None for before, after in pairs)
        scores = read_well([*other, *own], model) if own else np.zeros(1)
        return float(scores[: len(own)].sum() - scores[len(own) :].sum()) + IMPOSSIBLE * impossible


class KindredPages:
    """What the lines that a chain explained say of its kin: the same reader, another page."""

    def __init__(self, chain: str) -> None:
        source, reader = source_of(chain), reader_of(chain)
        self._bytes = reader_bytes(reader)
        self._own = _letters(source)
        self._gains = {f"{name}>{reader}": 0.0 for name in _pages() if name not in (source, reader)}

    def better(self, lines: Sequence[str], model: Model) -> list[tuple[str, float]]:
        """The chains that explain these lines and those before better, and by how much in nats.

        ``lines``: some that the chain explained from end to end; others say nothing.
        """
        data = self._bytes.of("\n".join(lines))
        if data is None:
            data = b"\n".join(filter(None, map(self._bytes.of, lines)))
        pieces = data.split(b"\n")
        counts = np.bincount(np.frombuffer(data, dtype=np.uint8), minlength=256)
        counts[:0x80] = 0
        found = []
        for chain, gain in self._gains.items():
            if gain <= WORSE:
                continue
            theirs = _letters(source_of(chain))
            differs = (theirs != self._own) & (counts > 0)
            if not differs.any() or counts[differs].sum() > (1 - ALIKE) * counts.sum():
                continue
            self._gains[chain] += self._gain(pieces, theirs, differs, model)
            if self._gains[chain] >= BETTER:
                found.append((chain, self._gains[chain]))
        return sorted(found, key=lambda pair: -pair[1])

    def _gain(
        self,
        pieces: Sequence[bytes],
        theirs: npt.NDArray[np.uint32],
        differs: npt.NDArray[np.bool_],
        model: Model,
    ) -> float:
        """By how much more the lines are likely in ``theirs``, in nats, until that is clear."""
        same = bytes(np.flatnonzero(~differs).tolist())
        asked = [piece for piece in pieces if piece.translate(None, same)][:MOST]
        gain = 0.0
        size = FIRST_BATCH
        while asked and WORSE < gain < -WORSE:
            batch, asked = asked[:size], asked[size:]
            size *= 2
            codes = [np.frombuffer(piece, dtype=np.uint8) for piece in batch]
            other = [_text(theirs[code]) for code in codes]
            gain += IMPOSSIBLE * sum(not text for text in other)
            own = [_text(self._own[code]) for code, text in zip(codes, other, strict=True) if text]
            other = [text for text in other if text]
            scores = read_well([*other, *own], model)
            gain += float(scores[: len(own)].sum() - scores[len(own) :].sum())
        return gain


@functools.cache
def _pages() -> tuple[str, ...]:
    return tuple(encoding.name for encoding in ENCODINGS if not encoding.multibyte)


@functools.cache
def _letters(name: str) -> npt.NDArray[np.uint32]:
    """The code point of each byte in a page, 0 where it is left open."""
    shown = bytes(range(256)).decode(name, "replace")
    points = np.array([ord(character) for character in shown], dtype=np.uint32)
    points[((points >= 0x80) & (points < 0xA0)) | (points == 0xFFFD)] = 0
    return points


def _text(points: npt.NDArray[np.uint32]) -> str:
    """A line of these code points, empty where one is missing."""
    return "" if not points.all() else points.astype("<u4").tobytes().decode("utf-32-le")
