"""The part of a file that decides: what surrounds its bytes beyond ASCII, from all over the file.

ASCII bytes are the same text in nearly every encoding, so what matters is where they are not; and
pages that read alike differ in rare bytes, so each of these is shown with the word it stands in.
Bounded: however large the file, about the size asked for comes back. Not for: UTF-16 and UTF-32,
whose characters must not be cut at odd places (see ``marks``).
"""

from __future__ import annotations

import re

# With this much 99.6 % of 1,645 files of the corpus are right; where it is not enough to be sure,
# more is looked at.
SIZE, LARGE = 600, 4096
PIECE = 150  # bytes
# Words shown for bytes that no piece holds, and how far one reaches to either side.
WORDS, REACH = 48, 16
# No encoding has a byte below "0" inside a character, so a piece may begin and end there.
_WORD_BEYOND_ASCII = re.compile(rb"(?:^|[\x00-\x2f])([\x30-\x7f]*[\x80-\xff])")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_SAFE = re.compile(rb"[\x00-\x2f]")
_LAST_SAFE = re.compile(rb".*[\x00-\x2f]", re.DOTALL)
_ASCII = bytes(range(128))
# Pairs of bytes, for one byte left out of an odd number would cut characters apart.
_AGAIN = re.compile(rb"([\x80-\xff][\x30-\xff])\1{2,}")
# How far on the next word beyond ASCII is looked for, before a piece begins where it happens to.
_FAR = 4096
# Bytes in which rare ones are looked for at a time.
_BLOCK = 1 << 20


def sample(data: bytes, size: int = SIZE) -> list[bytes]:
    """Pieces of ``data``, about ``size`` bytes at most: words, and longer runs from all over it.

    Of a character that is there again and again two are as good as many.

    >>> sample(b"\\x84\\xaa" * 30)
    [b'\\x84\\xaa\\x84\\xaa']
    >>> data = b"plain\\n" * 1000 + "déjà vu\\n".encode() + b"plain\\n" * 1000
    >>> sample(data, 200)[0][:10].decode()
    'déjà vu\\n'
    """
    return [_AGAIN.sub(rb"\1\1", piece) for piece in _pieces(data, size)]


def _pieces(data: bytes, size: int) -> list[bytes]:
    if len(data) <= size:
        return [data]
    number = max(1, size // PIECE - 1)
    pieces: list[bytes] = []
    done = 0
    for piece in range(number):
        place = max(done, len(data) * piece // number)
        foreign = _BEYOND_ASCII.search(data, place)
        if foreign is None:
            break
        word = _WORD_BEYOND_ASCII.search(data, place, foreign.start() + _FAR)
        start = word.start(1) if word and place else foreign.start()
        if start == foreign.start():
            start = _word_start(data, start, done)
        done = _end(data, start, min(PIECE, size))
        pieces.append(data[start:done])
    return pieces + _words_of_unseen_bytes(data, b"".join(pieces))


def glimpse(data: bytes, number: int, size: int) -> list[bytes]:
    """At most so many pieces, each from a byte beyond ASCII on, cheaper and worse than ``sample``.

    The first begins with a character, whatever the encoding.

    >>> glimpse(b"plain\\n" * 1000 + "déjà vu\\n".encode() + b"plain\\n" * 1000, 2, 12)
    [b'd\\xc3\\xa9j\\xc3\\xa0 vu\\n']
    """
    pieces: list[bytes] = []
    done = 0
    for piece in range(number):
        foreign = _BEYOND_ASCII.search(data, max(done, len(data) * piece // number))
        if foreign is None:
            break
        start = _word_start(data, foreign.start(), done)
        done = _end(data, start, size)
        pieces.append(data[start:done])
    return pieces


def _word_start(data: bytes, place: int, least: int) -> int:
    """Where the word begins that ends in the first byte beyond ASCII, at ``place``."""
    low = max(least, place - REACH)
    before = _LAST_SAFE.match(data, low, place)
    return before.end() if before else low


def _end(data: bytes, start: int, size: int) -> int:
    """At most ``size`` bytes on, behind the last safe byte of the second half."""
    if start + size >= len(data):
        return len(data)
    last = _LAST_SAFE.match(data, start + size // 2, start + size)
    return last.end() if last else start + size


def _words_of_unseen_bytes(data: bytes, seen: bytes) -> list[bytes]:
    """A word for each byte beyond ASCII that is not in ``seen``, of the first few such bytes."""
    words: list[bytes] = []
    most = WORDS
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        unseen = block.translate(None, _ASCII + seen)
        while unseen and most:
            most -= 1
            place = block.find(unseen[:1])
            word = _word(block, place)
            # In a text without spaces there is no telling where a character begins.
            if word:
                words.append(word)
            seen += word or unseen[:1]
            unseen = unseen.translate(None, seen)
    return words


def _word(data: bytes, place: int) -> bytes:
    """The words around a place, b"" where the one it stands in is longer than can be shown."""
    low = max(0, place - REACH)
    before = _SAFE.search(data, low, place)
    after = _LAST_SAFE.match(data, place, place + REACH)
    if before is None and low:
        return b""
    end = after.end() if after else len(data)
    return data[before.end() if before else 0 : end] if end <= place + REACH else b""
