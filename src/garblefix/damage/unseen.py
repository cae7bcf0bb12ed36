"""Text of which a page of one byte a character showed some bytes as nothing, or as a space.

Windows-1252 has no character for 0x81, which half the signs of Shift-JIS begin with, nor for four
more bytes, and a soft hyphen is not seen in any page (``_gone``). Of characters of two bytes those
behind are then out of step; of an alphabet letters are missing (``Выполите ком ды``). A run is read
anew: something may be missing before each byte or behind it, and the language model chooses. Part
of ``misread``, also where such bytes left a marker. Not for: UTF-8 (``inferring``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from garblefix.chain import read_once, reader_of, source_of
from garblefix.damage import Edge, Inferred, rewritten
from garblefix.damage import _two_bytes as two_bytes
from garblefix.damage._bytewise import CONTEXT, Taken, likeliest
from garblefix.damage._gone import MARK, Gone, gone
from garblefix.damage._unseen_letters import Letters
from garblefix.damage._unseen_pairs import JAPANESE, NO_WORD, Pairs
from garblefix.damage.inferring import MARKER, calibrated, language_of, spelling
from garblefix.damage.undoing import edges as strict
from garblefix.encodings import READERS, reader_bytes

if TYPE_CHECKING:
    from garblefix.damage._pairs import Pair
    from garblefix.language.model import Model

LONGEST, LONGEST_PROSE = 200, 1000  # characters of a run, and of one in an alphabet
# So many letters should be in a text that has none of them: something may be missing, or surely is.
MAYBE, SURELY = 0.1, 0.3
# Letters beyond ASCII that are seen of a text at least. Of 480 pieces of 12 characters of Cyrillic
# that lost nothing 6 come back wrong without, 3 with that.
FEW = 12
PAIRS = 2  # that may be told apart by the language model alone
_READERS = tuple(
    each.name
    for each in sorted(READERS, key=lambda each: each.as_reader)
    if not each.multibyte and not each.console
)
_RUN = re.compile(r"[!-~]?[^\x00-\x7f](?:[^\n]*[^\x00-\x7f])?[!-~]{0,4}")
# A mark before what may be the second byte of a character, as behind no question.
_MARKED = re.compile(r"\?[^\x00-\x7f]|[^\x00-\x7f]\?[@-~]|\ufffd")
_LINE = re.compile(r"[^\n]+")
_SEEN_ALONE = re.compile("[\x80-\u2122]")  # beside characters of two bytes
# What comes of bytes out of step: what stays as it is, and between full-width characters a kana of
# half the width, or one letter or sign of ASCII.
_WIDE = "\u3001-\u30ff\u3400-\u9fff\uff01-\uff5e"
_OUT_OF_STEP = re.compile(
    rf"[\x80-\u2122]|(?<=[{_WIDE}])[\uff61-\uff9f](?![\uff61-\uff9f])"
    rf"|(?<![\uff61-\uff9f])[\uff61-\uff9f](?=[{_WIDE}])|(?<=[{_WIDE}])[!-/:-~]+(?=[{_WIDE}]|$)"
)


def of_pairs(text: str, model: Model) -> list[Pair]:
    """The pairs by which most of ``text`` would be characters of two bytes that are common.

    >>> from garblefix.language.model import load
    >>> of_pairs("ƒtƒ@ƒCƒ‹‚ð“Ç‚Þ", load()), of_pairs("Ãðóøà, ñëèâà", load())
    ([('cp932', 'cp1252')], [])
    """
    found = two_bytes.likely(text, _READERS, model)
    return [pair for pair in found if gone(*pair)][:PAIRS]


def out_of_step(outcome: str) -> bool:
    """Whether what Shift-JIS would have been, all of it seen, shows that some was not.

    >>> [out_of_step(text) for text in ("デ[タを読む", "モﾝル", "ｶﾅは半角", "C++で書く")]
    [True, True, False, False]
    """
    return _OUT_OF_STEP.search(outcome) is not None


def missed(lines: Sequence[str], outcomes: Sequence[str | None], chain: str) -> list[bool]:
    """Whether what a chain makes of lines of one document shows that bytes were not seen.

    >>> missed(["ÔË Ì‡Ê‡ÚËË ÍÎ‡‚Ë¯Ë"], ["пи нажатии клавиши"], "cp1251>mac-roman")
    [True]
    >>> missed(["ÔË Ì‡Ê‡ÚËË ÍÎ‡‚Ë¯Ë"], ["пи нажатии клавиши"], "cp1251>cp1252")
    [False]
    """
    nothing = [False] * len(lines)
    if not read_once(chain):
        return nothing
    source, reader = source_of(chain), reader_of(chain)
    lost = gone(source, reader)
    if not lost or not (lost := lost.beside("".join(lines))):
        return nothing
    if source == JAPANESE:
        return [outcome is not None and out_of_step(outcome) for outcome in outcomes]
    together = "".join(filter(None, outcomes))
    return [lost.expected(together) > SURELY] * len(lines)


def unseen(text: str, source: str, reader: str, model: Model) -> list[Edge]:
    """The characters that ``source`` had if this reader did not show all of its bytes.

    >>> from garblefix.language.model import load
    >>> found = unseen("ƒf[ƒ^‚ð“Ç‚Þ", "cp932", "cp1252", load())
    >>> "".join(edge.after for edge in found), any(edge.lossy for edge in found)
    ('データを読む', True)
    >>> found = unseen("ÌÓ‚˚Â Ó·‡·ÓÚ˜ËÍË", "cp1251", "mac-roman", load())
    >>> "".join(edge.after for edge in found)
    'новыеобработчики'
    """
    lost = gone(source, reader).beside(text)
    if _MARKED.search(text) and not lost.letters:
        lost = lost.with_marks(alone=MARKER in text)
    whole = list(strict(text, source, reader))
    in_step = rewritten(text, whole)
    made = "".join(edge.after for edge in whole)
    if not lost or not _may_lack(in_step, source, lost, made):
        return []
    possible: Pairs | Letters = Pairs(source, lost)
    if lost.letters:
        possible = Letters(source, lost, language_of(in_step, model))
    edges: list[Edge] = []
    for start, data in _runs(text, reader, lost):
        context = ("\n" * CONTEXT + text[:start])[-CONTEXT:]
        behind = (text[start + len(data) :] + "\n")[:CONTEXT]
        word = spelling.begun(spelling.within(context)) if lost.letters else NO_WORD
        best = likeliest(data, context, word, behind, possible, model)
        edges += _edges(text, start, best.path)
    return edges


def _may_lack(in_step: str, source: str, lost: Gone, made: str) -> bool:
    """Whether what was seen may be short of something; ``made``: what of it was not as it is."""
    if lost.marked:
        return True
    if source == JAPANESE:
        return out_of_step(in_step)
    expected = lost.expected(in_step)
    if not lost.letters:
        return _SEEN_ALONE.search(in_step) is not None or expected > MAYBE
    return sum(map(str.isalpha, made)) >= FEW and expected > SURELY


def _runs(text: str, reader: str, lost: Gone) -> Iterator[tuple[int, bytes]]:
    """Stretches of a text that the reader showed, where each begins, and its bytes.

    Of pairs from the first character beyond ASCII to the last, and some on either side, which may
    be what is left of others.
    """
    runs, longest = (_LINE, LONGEST_PROSE) if lost.letters else (_RUN, LONGEST)
    for match in runs.finditer(text):
        shown = match.group().replace(MARKER, MARK.decode()) if lost.marked else match.group()
        data = reader_bytes(reader).of(shown)
        if data is not None and len(data) <= longest:
            yield match.start(), data


def _edges(text: str, start: int, path: Sequence[Taken]) -> Iterator[Edge]:
    """What an account of a run that begins there changes."""
    for place, option, chance, _ in path:
        begin, end = start + place, start + place + option.size
        if option.after not in (text[begin:end], MARKER) and option.after != MARK.decode():
            sure = calibrated(chance)
            inferred = tuple(Inferred(0, end - begin, at, at + 1, sure) for at in option.lost)
            yield Edge(begin, end, option.after, bool(inferred), inferred)
