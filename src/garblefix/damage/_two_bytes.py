"""Which encodings of two bytes a character would make common characters of most of a text.

Told by how common each is, whatever stands beside it, so that it matters little that bytes are out
of step in part. Part of ``unseen`` and ``unread``. Not for: text of which nothing was lost.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def likely(text: str, readers: Iterable[str], model: Model) -> list[Pair]:
    """The pairs of a source and one of these readers, the likeliest first.

    >>> from garblefix.language.model import load
    >>> shown = "次の会議は何時から始まるのですか".encode("euc_jp").decode("cp932", "replace")
    >>> likely(shown, ["cp932"], load())[0]
    ('euc_jp', 'cp932')
    """
    shown = "".join([sign for sign in text if sign >= "\x80" and sign != MARKER])
    if len(shown) < LEAST:
        return []
    tried: dict[bytes, str] = {}
    for reader in readers:
        data = reader_bytes(reader).of(shown)
        if data is not None:
            tried.setdefault(data, reader)
    found = []
    for data, reader in tried.items():
        for source in SOURCES:
            after = "".join(edge.after for edge in edges(text, source, reader))
            made = "".join([character for character in after if character >= "\x80"])
            if 2 * len(made) >= max(LEAST, MOST * len(data)):
                found.append((float(model.alone(made).mean()), (source, reader)))
    return [pair for common, pair in sorted(found, reverse=True) if common > COMMON]
