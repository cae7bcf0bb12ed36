"""Whether a text may have been UTF-8 of which a decoder lost bytes, by its slots alone.

Not for: what was lost (``restored``), or how likely any of it is.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Sequence

from garblefix.damage.inferring.bare import BARE, lacks_controls
from garblefix.damage.inferring.decoding import Decoder
from garblefix.damage.inferring.slots import SIGNS, SPACE, Divided
from garblefix.damage.inferring.utf8 import need
from garblefix.doubled import others

# Characters that must be known at least, and sequences broken without a marker for each of them.
KNOWN = 1
BROKEN = 0.5
# And so many where lead bytes stand alone, in a text that the reader may have shown.
SEVERAL = 2
# Bytes beyond ASCII that must be left for each marker; of fewer anything can be made. Of 400 Korean
# lines read as cp932 86.4 % of the characters came back with 0.9, 87.7 % with 0.75, and no more
# with 0.6; no clean line changed for it.
LEFT = 0.75


class Fit(enum.Enum):
    """Whether a text may have been UTF-8 of which bytes were lost."""

    NONE, WORDED, SURE = range(3)


NOT_SPACES = range(SIGNS.start, SPACE)


def fits(text: str, whole: Divided, decoder: Decoder) -> bool:
    """Whether ``text``, so divided, may have been UTF-8 of which this decoder lost some.

    Bytes of anything else make sequences that UTF-8 does not have, with no marker in them.

    >>> from garblefix.damage.inferring.decoding import decoders
    >>> from garblefix.damage.inferring.slots import divided
    >>> gbk = decoders("gbk")[0]
    >>> [fits(text, divided(text, gbk), gbk) for text in ("浣犲ソ锛屼笘鐣?", "你好吗?")]
    [True, False]
    """
    return fit(text, whole, decoder) is Fit.SURE


def fit(text: str, whole: Divided, decoder: Decoder) -> Fit:
    """The same, or whether words must tell, since hardly more than first bytes is seen.

    >>> from garblefix.damage.inferring.decoding import decoder
    >>> from garblefix.damage.inferring.slots import divided
    >>> page = decoder("cp1252")
    >>> [fit(text, divided(text, page), page).name for text in ("citÃ©, lÃ", "cittÃ", "cité")]
    ['WORDED', 'WORDED', 'NONE']
    """
    if decoder.reader == BARE and lacks_controls(text):
        return Fit.SURE
    if _markers(whole, decoder) * LEFT > whole.beyond:
        return Fit.NONE
    broken = lacking = alone = further = begun = slots = 0
    known = whole.complete - whole.typed
    for part in whole.parts:
        if part.text is not None:
            continue
        slots += 1
        # A quote or a dash tells nothing: it may be one.
        inside = before(whole.items(part), NOT_SPACES)
        if _ends_in_space(inside):
            known += 1
        elif decoder.hidden and lacks_bytes(inside):
            if len(inside) < part.end - part.start:
                begun += whole.items(part)[len(inside)] in SIGNS
                continue
            # Hardly anybody writes signs behind letters; a letter alone is one like others.
            signs = whole.as_shown(part)[1 : len(inside)]
            lacking += not signs or any(map(str.isalpha, signs))
            alone += not signs
            further += len(inside) + 1 < need(inside[0])
        else:
            broken += part.end < len(whole.shown) and all(item >= 0 for item in inside)
            # Two bytes of a character, and a marker for the third.
            known += len(inside) > 2 and sum(item >= 0x80 for item in inside[:3]) == 2
    inexact = slots + whole.typed > 0 or not others(decoder.reader).keys().isdisjoint(text)
    # What may have lost a byte unseen tells nothing by itself.
    told = lacking <= whole.complete and (
        not alone or (whole.complete >= SEVERAL and not whole.strange)
    )
    begun += whole.typed
    if not inexact or broken > BROKEN * (known + alone + begun):
        return Fit.NONE
    if known >= KNOWN and broken <= BROKEN * known and told:
        return Fit.SURE
    # Nothing but first bytes, and what may have been one in place of another, is worth a look.
    in_words = not (further or decoder.leads or whole.markers)
    return Fit.WORDED if alone + begun and in_words else Fit.NONE


def _markers(whole: Divided, decoder: Decoder) -> int:
    """How many markers may stand for bytes that were lost."""
    if decoder.leads or decoder.shows_all:
        return len(whole.markers)
    # Of a page that shows every lead byte no character is lost as a whole.
    slots = (whole.items(part) for part in whole.parts if part.text is None)
    return sum(item < SIGNS.start for items in slots if max(items) >= 0x80 for item in items)


def before(items: Sequence[int], signs: range) -> Sequence[int]:
    """The items before the first of such signs."""
    return list(itertools.takewhile(lambda item: item not in signs, items))


def lacks_bytes(items: Sequence[int]) -> bool:
    """Whether these begin a sequence of UTF-8, of which other bytes may be shown as nothing."""
    return len(items) < need(items[0]) and all(0x80 <= item < 0xC0 for item in items[1:])


def _ends_in_space(items: Sequence[int]) -> bool:
    """Whether these are a sequence of UTF-8 but for a space, which can only have been 0xA0."""
    whole = len(items) > 1 and len(items) == need(items[0]) and items[-1] == SPACE
    return whole and all(0x80 <= item < 0xC0 for item in items[1:-1])
