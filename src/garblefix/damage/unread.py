"""Text in other encodings than UTF-8 of which a reader of several bytes a character lost some.

EUC-JP read as Shift-JIS lacks each る, れ and わ; Big5 read as GBK hardly has a line that is whole.
What a mark stands for is told by the bytes beside it, by what this reader cannot read, and by the
language model, which chooses. Part of ``misread``. Not for: UTF-8 (``inferring``), or readers of
one byte a character, which have a mark for few bytes or none (``unseen``).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from garblefix.damage import Edge, Inferred, rewritten
from garblefix.damage import _two_bytes as two_bytes
from garblefix.damage._bytewise import CONTEXT, Taken
from garblefix.damage._bytewise import likeliest as bytewise
from garblefix.damage._unread_bytes import (
    ALONE,
    FIRST,
    MARKS,
    SECOND,
    BehindMarks,
    LettersBehindMarks,
    PairsBehindMarks,
)
from garblefix.damage.inferring import MARKER, Language, calibrated, decoder, language_of
from garblefix.damage.settled import settled
from garblefix.damage.undoing import edges as strict
from garblefix.encodings import BY_NAME, MARKERS, READERS, reader_bytes

if TYPE_CHECKING:
    from garblefix.damage._pairs import Pair
    from garblefix.language.model import Model

LONGEST = 1000  # characters of a run
# That a byte goes with the one before it behind one mark, ASCII too, in nats.
SWALLOWED = 2.0
PAIRS = 2  # that may be told by common characters alone
# Where more is lost than that there is nothing to go by, as a share of what is there.
MOSTLY = 0.5
READERS_OF_PAIRS = tuple(
    each.name for each in sorted(READERS, key=lambda each: each.as_reader) if each.in_pairs
)
SIGNS = "".join(set("".join(MARKERS.values())))
_RUN = re.compile(r"[!-~]?[^\x00-\x7f](?:[^\n]*[^\x00-\x7f])?[!-~]{0,4}")


class Way(NamedTuple):
    """The ``sign`` for what a reader cannot read, and whether it is for two bytes (``swallowing``).

    The first of those begins a character, whatever the second one is.
    """

    sign: str
    swallowing: bool


class _Run(NamedTuple):
    """A stretch of a text as bytes, and for each byte that begins a character the place of it."""

    start: int
    end: int
    data: bytes
    places: dict[int, int]

    def holds(self, edge: Edge) -> bool:
        """Whether an edge is of it, in part at least."""
        return self.start < edge.end and edge.start < self.end


def possible_pairs(text: str, pairs: Sequence[Pair], model: Model) -> list[Pair]:
    """The pairs by which ``text`` may be what a reader could read of it, one of each source.

    ``pairs``: those by which its words read best.
    """
    # Hardly any text of UTF-8 is taken for common characters, but its words for those of a page.
    common = two_bytes.likely_between(text, SIGNS, READERS_OF_PAIRS, model)[:PAIRS]
    found: dict[str, Pair] = {}
    for source, reader in (*common, *(pair for pair in pairs if is_possible(*pair))):
        found.setdefault(source, (source, reader))
    return list(found.values())


def is_possible(source: str, reader: str) -> bool:
    """Whether what this reader lost of such a source is inferred here.

    >>> is_possible("euc_jp", "cp932"), is_possible("utf-8", "cp932")
    (True, False)
    """
    composed = BY_NAME[source].composed
    return reader in READERS_OF_PAIRS and source != "utf-8" and not composed


def ways(text: str, reader: str) -> list[Way]:
    """How this reader may have left ``text`` of which it could not read all.

    >>> ways("､ｳ､?", "cp932")
    [Way(sign='?', swallowing=False), Way(sign='?', swallowing=True)]
    """
    signs = MARKER if MARKER in text else decoder(reader).markers
    return list(map(Way._make, itertools.product(sorted(set(signs) & set(text)), (False, True))))


def likeliest(text: str, source: str, reader: str, model: Model) -> list[Edge]:
    """The characters that ``source`` had if this reader could not read all of its bytes.

    >>> from garblefix.language.model import load
    >>> data = "次の会議は何時から始まるのですか".encode("euc_jp")
    >>> found = likeliest(data.decode("cp932", "replace"), "euc_jp", "cp932", load())
    >>> "".join(edge.after for edge in found), any(edge.lossy for edge in found)
    ('次の会議は何時から始まるのですか', True)
    """
    every = [unread(text, source, reader, way, model) for way in ways(text, reader)]
    return max(every, key=lambda found: found[0], default=(0.0, []))[1]


def unread(text: str, source: str, reader: str, way: Way, model: Model) -> tuple[float, list[Edge]]:
    """The same if the reader did it in such a way, and log P of that in nats."""
    whole = list(strict(text, source, reader))
    possible = _behind_marks(source, reader, way.sign, language_of(rewritten(text, whole), model))
    runs = list(_runs(text, source, reader, way))
    found = [edge for edge in whole if not any(run.holds(edge) for run in runs)]
    score = -SWALLOWED if way.swallowing else 0.0
    for run in runs:
        context = ("\n" * CONTEXT + text[: run.start])[-CONTEXT:]
        behind = (text[run.end :] + "\n")[:CONTEXT]
        best = bytewise(run.data, context, possible.word(context), behind, possible, model)
        score += best.score
        found += _edges(text, run, best.path)
    return score, sorted(found, key=lambda edge: edge.start)


@functools.lru_cache(maxsize=16)
def _behind_marks(source: str, reader: str, sign: str, language: Language) -> BehindMarks:
    kind = PairsBehindMarks if BY_NAME[source].multibyte else LettersBehindMarks
    return kind(source, reader, sign, language)


def _runs(text: str, source: str, reader: str, way: Way) -> Iterator[_Run]:
    """Stretches that the reader can have left, in which something is marked."""
    sign = way.sign
    table = reader_bytes(reader)
    # Of a character that has two codes the one that suits the source.
    text = settled(text, source, reader)
    mark = FIRST + SECOND if way.swallowing else ALONE
    for match in _RUN.finditer(text):
        begin = match.start()
        data, places = b"", dict[int, int]()
        for place in range(match.start(), match.end() + 1):
            character = text[place : place + 1] if place < match.end() else ""
            known = mark if character == sign else table[character] if character else None
            if known is not None and (character == sign or known[0] not in MARKS):
                places[len(data)] = place
                data += known
                continue
            if len(data) <= 2 * LONGEST and _is_enough(text[begin:place], sign):
                yield _Run(begin, place, data, places | {len(data): place})
            begin, data, places = place + 1, b"", {}


def _is_enough(shown: str, sign: str) -> bool:
    """Whether something is lost of what is shown, and enough is known to tell what."""
    lost = shown.count(sign)
    return 0 < lost <= MOSTLY * (len(shown) - lost)


def _edges(text: str, run: _Run, path: Sequence[Taken]) -> Iterator[Edge]:
    """What an account of a run changes, up to where characters of the text and of it end."""
    begin = run.start
    after = ""
    inferred: list[Inferred] = []
    solved = True
    for place, option, chance, others in path:
        # A character of the text may be of several bytes: the whole of it.
        behind = place + option.size
        first = next(run.places[at] for at in range(place, -1, -1) if at in run.places)
        until = next(run.places[at] for at in itertools.count(behind) if at in run.places)
        for at in option.lost:
            own = len(after) + at
            other = tuple(each[at] for each in others if len(each) == len(option.after))
            inferred.append(
                Inferred(first - begin, until - begin, own, own + 1, calibrated(chance), other)
            )
        after += option.after
        solved = solved and MARKER not in option.after
        if behind in run.places:
            end = run.places[behind]
            if solved and after != text[begin:end]:
                yield Edge(begin, end, after, bool(inferred), tuple(inferred))
            begin, after, inferred, solved = end, "", [], True
