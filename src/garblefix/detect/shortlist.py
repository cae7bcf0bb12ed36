"""The candidates worth the language model's time: a cheap look at all of them, and most are out.

Pages of one byte a character by the pairs of their bytes, the others by the characters that they
decode to. Not for: choosing among those that stay.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from garblefix import vni
from garblefix.detect import listed, pages
from garblefix.detect.candidates import SINGLE_BYTES, Candidate
from garblefix.detect.rank import DAMAGED, NOTHING_READ
from garblefix.detect.spelling import SYMBOLS, last_byte_is_letter

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from garblefix.language.model import Model

    Floats = npt.NDArray[np.float32]
    Booleans = npt.NDArray[np.bool_]

# How much better a character of CJK or UTF-8 fits its neighbours than it is alone, at most (nats).
NEIGHBOURS = 3.0
# An unreadable byte, and an ASCII character behind one that is not: what they cost in the end.
INVALID = 12.0
ASCII_BEHIND = 2.5
# Half-width katakana, which the model knows in its usual width alone.
KANA = 8.0
_HALF_WIDTH_KANA = (0xFF61, 0xFFA0)
# How far behind the best a candidate may be, in nats. Of slices and files of dev text nearly all
# right answers are less than 7 behind and hardly any 16, in long ones as in short ones. What those
# of several bytes get is no more than a guess, and grows with the text: so much for each nat.
BEHIND, BEHIND_SHARE = 17.0, 0.02

# Its tone marks stand behind their letters, and in pairs look well behind any letter: 'così' in
# Latin-1 is 'cosí' with a mark on the s. So it does not rule the others out.
TONES_BEHIND = "cp1258"

# With so many pairs of bytes, one of them beyond ASCII, that cost no more than this each (nats) in
# the best encoding, the file is text: random bytes cost 12 and more, nearly all text 2 to 5.
CLEAR, CLEAR_PAIR = 12, 6.5
# Where more than this share of the bytes are control characters, pairs that repeat prove nothing.
MOST_CONTROLS = 0.05
# As CLEAR_PAIR for a character of CJK, alone: on average no more than 10.9 in the right encoding,
# in another no less than 13.6 if it can be read there at all. But for GB 18030, which reads nearly
# everything, and has kana at the same places as EUC-JP.
CLEAR_CHARACTER, CLEAR_GB18030 = 12.5, 11.0
# A quarter of random bytes is half-width katakana in Shift-JIS.
KANA_BY_CHANCE = 8.0
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_KANA = re.compile("[\u3041-\u30ff]")
# So far behind the best page (nats) an encoding that a file declares is taken at its word.
ABOUT_AS_WELL = 3.0
# So is what is nearly all printable ASCII. What a byte says for text (nats), printable or not, of
# random bytes 38 % are printable, of short texts of markup 90 %; and how much is enough.
PRINTABLE, UNPRINTABLE = math.log(0.90 / 0.38), math.log(0.10 / 0.62)
CLEAR_TEXT = 9.0

# Of symbols pairs say next to nothing; where they are all that is beyond ASCII, this page stays. So
# it does for 'ÿ', of which they say the least.
_WESTERN = "cp1252"
_SYMBOLS = bytes(range(128)) + SYMBOLS.encode(_WESTERN)
_INVALID_MARK = "\ufffd"
_ASCII = bytes(range(128))
_PLANE = 0x10000  # code points of the first plane
_RARE_HAN = 0x20000
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r\x1b"})


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Candidates that may turn out to be the best; ``clear``: that one of them is, is certain."""

    candidates: list[Candidate]
    clear: bool


def shortlist(
    pieces: Sequence[bytes],
    candidates: Sequence[Candidate],
    model: Model,
    nats: Mapping[str, float] = MappingProxyType({}),
) -> Shortlist:
    """Those of ``candidates`` whose text of ``pieces`` may turn out to be the best.

    ``nats``: what speaks for some of them besides.
    """
    data = b"\n".join(pieces)
    estimates, pairs = pages.scores(data)
    best = max(score for name, score in estimates.items() if name != TONES_BEHIND)
    is_odd = has_controls(data)
    clear = pairs >= CLEAR and best > -CLEAR_PAIR * pairs and not is_odd
    texts = _texts(data, candidates, _limit(best) - max(nats.values(), default=0.0))
    for name, (least, most) in _estimates(texts, data, model).items():
        estimates[name] = most
        best = max(best, least)
        clear = clear or (name in texts and _is_clear(texts[name], least))
    limit, of_page = _limit(best), best - BEHIND
    western = not data.translate(None, _SYMBOLS) or last_byte_is_letter(data)
    lists = listed.pages_of(data)
    kept = [
        candidate
        for candidate in candidates
        if estimates.get(candidate.name, -math.inf) + nats.get(candidate.name, 0.0)
        >= (limit if candidate.name in texts else of_page)
        or (western and candidate.name == _WESTERN)
        or candidate.name in lists
    ]
    return Shortlist(kept, clear or (_is_mostly_ascii_text(data) and not is_odd))


def bears_out(pieces: Sequence[bytes], name: str, model: Model) -> bool:
    """Whether ``pieces`` are text of this encoding, and no code page reads them any better."""
    data = b"\n".join(pieces)
    estimates, pairs = pages.scores(data)
    best = max(score for page, score in estimates.items() if page != TONES_BEHIND)
    if pairs < CLEAR:
        return False
    if name in SINGLE_BYTES:
        return estimates[name] >= best - ABOUT_AS_WELL and best > -CLEAR_PAIR * pairs
    text = data.decode(name, "replace")
    least, _ = _estimates({name: text}, data, model)[name]
    characters = len(text) - len(text.encode("ascii", "ignore"))
    if name == "gb18030":
        return least > best and least > -CLEAR_GB18030 * characters and not _KANA.search(text)
    return least > best and least > -CLEAR_CHARACTER * characters


def has_controls(data: bytes) -> bool:
    """Whether more than a few bytes are control characters, as in programs and pictures."""
    return len(data) - len(data.translate(None, _CONTROLS)) > MOST_CONTROLS * len(data)


def _is_mostly_ascii_text(data: bytes) -> bool:
    printable = len(data) - len(data.translate(None, _PRINTABLE))
    return PRINTABLE * printable + UNPRINTABLE * (len(data) - printable) >= CLEAR_TEXT


def _is_clear(text: str, score: float) -> bool:
    """Whether text of several bytes a character is no random bytes."""
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    kana = sum(map(text.count, set(_HALF_WIDTH.findall(text))))
    return foreign >= CLEAR and score - KANA_BY_CHANCE * kana > -CLEAR_CHARACTER * foreign


def _limit(best: float) -> float:
    return best - BEHIND + BEHIND_SHARE * best


def _texts(data: bytes, candidates: Sequence[Candidate], limit: float) -> dict[str, str]:
    """What the encodings of several bytes read, but for those whose invalid bytes are too many."""
    found = {}
    for candidate in candidates:
        if candidate.name not in SINGLE_BYTES and (candidate.name != "vni" or vni.may_be(data)):
            text = data.decode(candidate.name, "replace")
            invalid = text.count(_INVALID_MARK)
            if not invalid or -DAMAGED - INVALID * invalid >= limit:
                found[candidate.name] = text
    return found


def _estimates(
    texts: Mapping[str, str], data: bytes, model: Model
) -> dict[str, tuple[float, float]]:
    """log P of what is beyond ASCII in each text, at least and at most, by encoding."""
    if not texts:
        return {}
    import numpy as np

    from garblefix.language import alphabet

    points = alphabet.code_points("\n".join([*texts.values(), ""]))
    alone = _alone(model).take(points, mode="clip")
    foreign = points >= pages.ASCII
    alone[1:][foreign[:-1] & ~foreign[1:]] = -ASCII_BEHIND
    # Neighbours help a character that has some: behind an ASCII letter it is no better than alone.
    helped = foreign & (points != ord(_INVALID_MARK))
    helped[1:] &= ~_ascii_letters().take(points[:-1], mode="clip")
    generous = np.minimum(alone + helped * np.float32(NEIGHBOURS), 0.0)
    starts = list(itertools.accumulate((len(text) + 1 for text in texts.values()), initial=0))[:-1]
    least = np.add.reduceat(alone, starts).tolist()
    most = np.add.reduceat(generous, starts).tolist()
    ascii_bytes = len(data) - len(data.translate(None, _ASCII))
    found = {}
    for (name, text), low, high in zip(texts.items(), least, most, strict=True):
        fair = 0.0
        if _INVALID_MARK in text:
            fair = -DAMAGED
            if text.replace(_INVALID_MARK, "").isascii():
                fair -= NOTHING_READ
        if name.startswith("utf-16"):
            # Bytes that are ASCII elsewhere are characters here, and not counted there.
            fair += ASCII_BEHIND * ascii_bytes
        found[name] = low + fair, high + fair
    return found


@functools.cache
def _alone(model: Model) -> Floats:
    """log P of each code point by itself; the last one stands for all beyond the first plane."""
    import numpy as np

    from garblefix.language.model import EMISSION_STEP

    points = np.arange(_PLANE + 1)
    points[_PLANE] = _RARE_HAN
    alone: Floats = model.unigram[0][model.numbers[points]]
    alone -= model.emission[points] * np.float32(EMISSION_STEP)
    alone[ord(_INVALID_MARK)] = -INVALID
    alone[slice(*_HALF_WIDTH_KANA)] = -KANA
    alone[: pages.ASCII] = 0.0
    return alone


@functools.cache
def _ascii_letters() -> Booleans:
    """Which code points are letters of ASCII; the last one stands for all above."""
    import numpy as np

    return np.array([chr(point).isalpha() for point in range(pages.ASCII)] + [False])
