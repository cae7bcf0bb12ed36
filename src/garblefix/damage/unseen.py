"""Text of two bytes a character of which a page of one byte showed some as nothing.

Windows-1252 has no character for 0x81, which half the signs of Shift-JIS begin with, nor for four
more bytes, and a soft hyphen is not seen in any page. Where such a byte is gone the bytes behind it
are out of step, so that all of a run is read anew: one may be missing before each byte or behind
it, and the language model chooses. Part of ``misread``. Not for: UTF-8 (``inferring``), or bytes
that left a marker.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage import Edge, Inferred, rewritten
from garblefix.damage.inferring import calibrated, decoder
from garblefix.damage.undoing import edges as strict
from garblefix.encodings import decode, reader_bytes

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Accounts kept at each place, and none that is less likely than another by so much, in nats.
BEAM, FAR = 16, 14.0
# −log P, in nats: a byte that is not seen, the one that signs begin with, a half-width kana. Of 200
# lines of dev text 171 to 173 come back whether it is 3 to 5 and 0 to 2.
UNSEEN, SIGN, HALF_WIDTH = 4.0, 1.0, 6.0
# And that what looks like ASCII was the half of a character: in ``Actor``, in ``{name}``.
IN_A_WORD, OF_A_PROGRAM = 4.0, 8.0
OF_PROGRAMS = (b"{", b"}", b"~")
SIGNS = b"\x81"  # begins signs of Shift-JIS, which are many
CONTEXT = 3
LONGEST = 200  # characters of a run
# Kana in Shift-JIS, as bytes: all of a text is Japanese where there are so many. ``ÉT`` is katakana
# to Mac Roman.
_HIRAGANA, _KATAKANA = re.compile(rb"\x82[\x9f-\xf1]"), re.compile(rb"\x83[\x40-\x7e\x80-\x96]")
KANA = 4
# The readers that kana are seen in, usual ones first.
READERS = ("cp1252", "cp1254", "mac-roman")
JAPANESE = "cp932"
_RUN = re.compile(r"[!-~]?[^\x00-\x7f](?:[^\n]*[^\x00-\x7f])?[!-~]{0,4}")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_CONTROLS = re.compile("[\x80-\x9f]")
# What comes of bytes out of step: what stays as it is, and between full-width characters a kana of
# half the width, or one letter or sign of ASCII.
_WIDE = "\u3001-\u30ff\u3400-\u9fff\uff01-\uff5e"
_OUT_OF_STEP = re.compile(
    rf"[\x80-\u2122]|(?<=[{_WIDE}])[\uff61-\uff9f](?![\uff61-\uff9f])"
    rf"|(?<![\uff61-\uff9f])[\uff61-\uff9f](?=[{_WIDE}])|(?<=[{_WIDE}])[!-/:-~]+(?=[{_WIDE}]|$)"
)


class Option(NamedTuple):
    """What so many bytes may have been, and its cost; ``lossy``: with one that is not seen."""

    size: int
    after: str
    cost: float
    lossy: bool


class Account(NamedTuple):
    """What the bytes so far may have been: log P, the last characters, every option taken."""

    score: float
    context: str
    taken: tuple[Option, ...]


def japanese(text: str) -> str | None:
    """The reader to which ``text`` shows kana of Shift-JIS, if any.

    >>> japanese("ƒtƒ@ƒCƒ‹‚ð“Ç‚Þ"), japanese("ƒ(x) = ‚")
    ('cp1252', None)
    """
    if text.isascii() or shows_all(text):
        return None
    for reader in READERS:
        data = reader_bytes(reader).of(text)
        if data is None:
            continue
        hiragana = len(_HIRAGANA.findall(data))
        if hiragana * KANA // 2 + len(_KATAKANA.findall(data)) >= KANA:
            return reader
    return None


def shows_all(text: str) -> bool:
    """Whether a text shows controls, which other software does not."""
    return _CONTROLS.search(text) is not None


def out_of_step(outcome: str) -> bool:
    """Whether what Shift-JIS would have been, all of it seen, shows that some was not.

    >>> [out_of_step(text) for text in ("デ[タを読む", "モﾝル", "ｶﾅは半角", "C++で書く")]
    [True, True, False, False]
    """
    return _OUT_OF_STEP.search(outcome) is not None


def missed(line: str, outcome: str, chain: str) -> bool:
    """Whether what a chain makes of a line shows that bytes were not seen."""
    if not read_once(chain) or source_of(chain) != JAPANESE or reader_of(chain) not in READERS:
        return False
    return not shows_all(line) and out_of_step(outcome)


def unseen(text: str, reader: str, model: Model) -> list[Edge]:
    """The characters that Shift-JIS had if this reader did not show all of its bytes.

    >>> from garblefix.language.model import load
    >>> found = unseen("ƒf[ƒ^‚ð“Ç‚Þ", "cp1252", load())
    >>> "".join(edge.after for edge in found), any(edge.lossy for edge in found)
    ('データを読む', True)
    """
    in_step = rewritten(text, strict(text, JAPANESE, reader))
    if not out_of_step(in_step):
        return []
    edges: list[Edge] = []
    for start, data in _runs(text, reader):
        context = ("\n" * CONTEXT + text[:start])[-CONTEXT:]
        behind = (text[start + len(data) :] + "\n")[:CONTEXT]
        accounts = _accounts(data, context, behind, reader, model)
        edges += _edges(text, start, accounts)
    return edges


def _runs(text: str, reader: str) -> Iterator[tuple[int, bytes]]:
    """Stretches of a text that the reader showed, where each begins, and its bytes.

    From the first character beyond ASCII to the last, and some on either side, which may be what is
    left of others.
    """
    for match in _RUN.finditer(text):
        data = reader_bytes(reader).of(match.group())
        if data is not None and len(data) <= LONGEST:
            yield match.start(), data


def _accounts(
    data: bytes, context: str, behind: str, reader: str, model: Model
) -> list[tuple[float, Account]]:
    """What the bytes may have been, each with its chance, likeliest first."""
    waiting: list[list[Account]] = [[] for _ in range(len(data) + 2)]
    waiting[0] = [Account(0.0, context, ())]
    for place in range(len(data)):
        options = _options(data[place : place + 2], reader)
        grown = list(itertools.product(_foremost(waiting[place]), options))
        pairs = [(account.context, option.after) for account, option in grown]
        different = list(dict.fromkeys(pairs))
        scores = dict(zip(different, model.continuations(different).tolist(), strict=True))
        for (account, option), pair in zip(grown, pairs, strict=True):
            score = account.score + scores[pair] - option.cost
            if option.after >= "\x80" and _ends_word(account.context, data[place]):
                score -= IN_A_WORD
            last = (account.context + option.after)[-CONTEXT:]
            more = Account(score, last, (*account.taken, option))
            waiting[place + option.size].append(more)
    ended = _foremost(waiting[len(data)])
    endings = model.continuations([(account.context, behind) for account in ended])
    totals = np.array([account.score for account in ended]) + endings
    chances = np.exp(totals - np.logaddexp.reduce(totals)).tolist()
    return sorted(zip(chances, ended, strict=True), key=lambda each: -each[0])


def _foremost(accounts: Sequence[Account]) -> list[Account]:
    """The likeliest accounts; of those that end alike the best one."""
    best: dict[str, Account] = {}
    for account in accounts:
        other = best.get(account.context)
        if other is None or other.score < account.score:
            best[account.context] = account
    ranked = sorted(best.values(), key=lambda account: -account.score)[:BEAM]
    return [account for account in ranked if account.score > ranked[0].score - FAR]


@functools.lru_cache(maxsize=1 << 16)
def _options(data: bytes, reader: str) -> tuple[Option, ...]:
    """What the first of two bytes may have been: a character, the half of one, ASCII."""
    first, gone = data[:1], decoder(reader).hidden
    found = []
    alone = decode(first, JAPANESE)
    if alone is not None and first != b"\x80":
        kana = _HALF_WIDTH.match(alone) is not None
        found.append(Option(1, alone, HALF_WIDTH if kana else 0.0, False))
    for size, pair, cost in (
        *((2, data, 0.0) for _ in range(len(data) == 2)),
        *((1, first + byte, UNSEEN) for byte in gone),
        *((1, byte + first, SIGN if byte == SIGNS else UNSEEN) for byte in gone),
    ):
        character = decode(pair, JAPANESE)
        if character is not None and len(character) == 1 and character >= "\x80":
            cost += _meant(data) if size == 1 and pair.endswith(first) else 0.0
            found.append(Option(size, character, cost, cost > 0))
    return tuple(found) or (Option(1, "\ufffd", 2 * HALF_WIDTH, True),)


def _meant(data: bytes) -> float:
    """What it costs that ASCII before something was the half of a character, in nats."""
    first, behind = data[:1], data[1:]
    if first in OF_PROGRAMS:
        return OF_A_PROGRAM
    # ``EEE`` was ・・・.
    return IN_A_WORD if first < b"\x80" and behind.isalnum() and behind != first else 0.0


def _ends_word(context: str, byte: int) -> bool:
    """Whether a byte looks like a letter or digit of the ASCII word before it."""
    word = context[-1:] + chr(byte)
    return word.isascii() and word[1].isalnum() and (word[0].isalnum() or word[0] == "_")


def _edges(text: str, start: int, accounts: Sequence[tuple[float, Account]]) -> Iterator[Edge]:
    """What the likeliest account changes, with the chance of all that was inferred."""
    if not accounts:
        return
    chances: dict[tuple[int, Option], float] = {}
    for chance, account in accounts:
        place = start
        for option in account.taken:
            chances[place, option] = chances.get((place, option), 0.0) + chance
            place += option.size
    place = start
    for option in accounts[0][1].taken:
        end = place + option.size
        if option.after != text[place:end] and option.after != "\ufffd":
            chance = chances[place, option]
            inferred = (Inferred(0, option.size, 0, 1, calibrated(chance)),) if option.lossy else ()
            yield Edge(place, end, option.after, option.lossy, inferred)
        place = end
