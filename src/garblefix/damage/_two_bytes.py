"""Which encodings of two bytes a character would make common characters of most of a text.

Told by how common each is, whatever stands beside it, so that it matters little that bytes are out
of step in part. Part of ``unseen`` and ``unread``. Not for: text of which nothing was lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from garblefix.damage.inferring import MARKER
from garblefix.damage.undoing import edges
from garblefix.encodings import reader_bytes

if TYPE_CHECKING:
    from garblefix.damage._pairs import Pair
    from garblefix.language.model import Model

# The sources of such text, and how common its characters are at least, log P in nats; of so many
# that are seen. Where some bytes are out of step they are −12.5 to −8, of other text −17 to −12.5.
SOURCES = ("gb18030", "big5", "cp949", "euc_jp", "cp932")
LEAST, COMMON = 8, -12.3
MOST = 0.5  # of the bytes that are seen
ENOUGH = 200  # characters that tell
_ASCII = re.compile(r"^[\x00-\x7f]+")


def likely(text: str, readers: Iterable[str], model: Model) -> list[Pair]:
    """The pairs of a source and one of these readers, the likeliest first.

    >>> from garblefix.language.model import load
    >>> likely("ƒtƒ@ƒCƒ‹‚ð“Ç‚Þ", ["cp1252"], load())
    [('cp932', 'cp1252')]
    """

    def made(source: str, reader: str) -> str:
        return "".join(edge.after for edge in edges(text, source, reader))

    pairs = _possible(text, readers)
    return _common([(pair, made(*pair), size) for pair, size in pairs], model)


def likely_between(text: str, marks: str, readers: Iterable[str], model: Model) -> list[Pair]:
    """The same of a text with ``marks``, behind which bytes may be in step or not.

    >>> from garblefix.language.model import load
    >>> shown = "次の会議は何時から始まるのですか".encode("euc_jp").decode("cp932", "replace")
    >>> likely_between(shown, "\\ufffd", ["cp932"], load())[0]
    ('euc_jp', 'cp932')
    """
    text = text[:ENOUGH]
    pieces = [_ASCII.sub("", piece) for piece in re.split(f"[{re.escape(marks)}]", text)]

    def common(characters: str) -> float:
        return float(model.alone(characters).mean()) if characters else -float("inf")

    def made(source: str, reader: str) -> str:
        every = (reader_bytes(reader).of(piece) or b"" for piece in pieces)
        steps = ([_beyond(data[at:].decode(source, "ignore")) for at in (0, 1)] for data in every)
        return "".join(max(either, key=common) for either in steps)

    found = [(pair, made(*pair), size) for pair, size in _possible(text, readers)]
    shown = set(text)

    def changes(own: str) -> bool:
        """What stays as it is was not read as another encoding."""
        return sum(character not in shown for character in own) > MOST * len(own)

    return _common([each for each in found if changes(each[1])], model)


def _possible(text: str, readers: Iterable[str]) -> Iterator[tuple[Pair, int]]:
    """Pairs whose readers can have shown all of a text, and how many bytes beyond ASCII it has."""
    shown = "".join([sign for sign in text if sign >= "\x80" and sign != MARKER])
    if len(shown) < LEAST:
        return
    tried: dict[bytes, str] = {}
    for reader in readers:
        data = reader_bytes(reader).of(shown)
        if data is not None:
            tried.setdefault(data, reader)
    for data, reader in tried.items():
        yield from (((source, reader), len(data)) for source in SOURCES)


def _common(found: Iterable[tuple[Pair, str, int]], model: Model) -> list[Pair]:
    """The pairs that make common characters of so many bytes, the likeliest first."""
    ranked = []
    for pair, made, size in found:
        characters = _beyond(made)
        if 2 * len(characters) >= max(LEAST, MOST * size):
            ranked.append((float(model.alone(characters).mean()), pair))
    return [pair for common, pair in sorted(ranked, reverse=True) if common > COMMON]


def _beyond(text: str) -> str:
    return "".join([character for character in text if character >= "\x80"])
