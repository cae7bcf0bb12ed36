"""What no reader would have made so: it reads all of a word, and all of a line.

Where what stands beside the garble is none of that reader's, or of that encoding, there was no such
accident. Vetoes.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from garblefix.chain import reader_of, source_of
from garblefix.encodings import BY_NAME, reader_bytes
from garblefix.language import words
from garblefix.language.scripts import CJK, FIRST_BYTES, HANGUL, REPLACEMENT, script
from garblefix.lost import lost, signed
from garblefix.search.accounts import Account, from_utf8, runs
from garblefix.search.surroundings import PAIR, any_known, are_common, beside, words_put_in

MARKERS = {"?", REPLACEMENT}
FEW = 2  # pairs that may be chance
LONG = 5  # letters of a word that is no chance find
MANY = 12  # letters of a page for each that may begin one in UTF-8
# Sequences of three and four bytes, one of which may be gone: emoji and their variation selector.
_TORN = re.compile(rb"(?:\xf0\x9f[\x80-\xbf]{1,2}|\xe2[\x80-\xbf]{1,2}|\xef\xb8[\x8e\x8f]?){2,}")
_SIGN = re.compile(rb"(?:\xe2[\x80-\x9f]{1,2})+")
_FIRST_BYTE = re.compile(f"[{FIRST_BYTES}][?\ufffd](?:[^\\W\\d_]|(?<=[^\\W\\d_]..)(?!\\w))")
CUT_OFF = REPLACEMENT * 3


def infers_from_nothing(text: str, account: Account) -> bool:
    """Whether an account is mostly characters inferred of markers with no garble beside.

    What lost a byte shows its other bytes, or those of its neighbours; ``(?P<name>`` does not.
    Three markers in a row are one character that was cut off: of ``第���个`` nothing was misread if
    more stays than is told of it. Of words alone ``replaced`` infers.
    """
    if any(item.damage != "misread" for item in account.applied):
        return False
    places = runs(account)
    alone = sum(set(text[start:end]) <= MARKERS for start, end in places)
    if 2 * alone >= len(places):
        return True
    if not any(CUT_OFF in text[start:end] for start, end in places):
        return False
    edges = [item.edge for item in account.applied]
    inferred = sum(part.end - part.start for edge in edges for part in edge.inferred)
    told = sum(len(edge.after) for edge in edges) - inferred
    touched = "".join(text[start:end] for start, end in places)
    return _foreign_letters(text) - _foreign_letters(touched) > told


def _foreign_letters(text: str) -> int:
    return sum(sign >= "\x80" and sign.isalpha() for sign in text)


def writes_letters_in_pairs(text: str, account: Account) -> bool:
    """Whether all that an account makes of pages of double bytes are letters of alphabets.

    Who writes in GB18030 or EUC-JP writes more than ``ì``, if not a word of it: ``f¨¹r``.
    """
    in_pairs = all(
        _is_of_pairs(item.chain) and max(item.edge.after, default="") < CJK
        for item in account.applied
    )
    return in_pairs and not any_known(account)


def _is_of_pairs(chain: str) -> bool:
    source = source_of(chain)
    return source in BY_NAME and BY_NAME[source].in_pairs


def is_torn_utf8(text: str, account: Account) -> bool:
    """Whether a few signs are UTF-8 of which Windows-1252 shows nothing of some bytes: ``â¤ï¸``.

    Emoji have these bytes; that each of several pairs looks so is no chance, nor is ``âŒ``.
    """
    places = runs(account)
    if len(places) > FEW or any(map(from_utf8, account.applied)):
        return False
    torn = _TORN if all(_is_of_pairs(item.chain) for item in account.applied) else _SIGN
    data = [reader_bytes("cp1252").of(text[start:end]) for start, end in places]
    return all(each is not None and torn.fullmatch(each) for each in data)


def is_part_of_a_run(text: str, account: Account) -> bool:
    """Whether the pair of characters that would be UTF-8 has others beside it that would not.

    In text of pairs of bytes two of them may be: ``°Þ¤j`` is no ``°ޤj``. Software that read it as
    UTF-8 would have read what stands beside it so too, and signs around a word are another matter.
    So it is with two pairs, ``Ω≈ç√∫``, and with three characters that would be one which nobody but
    fonts gives a meaning.
    """
    if len(account.applied) > FEW or not all(map(from_utf8, account.applied)):
        return False
    item = account.applied[0]
    readable = reader_bytes(reader_of(item.chain))
    private = all(unicodedata.category(sign) == "Co" for sign in item.edge.after)
    private &= len(account.applied) == 1
    kinds = "LSPN" if private else "LS"
    pairs = all(each.edge.end - each.edge.start == PAIR for each in account.applied)
    return (pairs or private) and all(
        any(
            sign >= "\x80" and unicodedata.category(sign)[0] in kinds and readable[sign] is not None
            for sign in beside(text, start, end)
        )
        for start, end in runs(account)
    )


def tears_a_word(text: str, account: Account) -> bool:
    """Whether part of a word would have been misread by a reader that cannot show its rest.

    Software reads whole words: where ``«`` stands beside a letter that the page does not have, it
    was not an Arabic letter read in this page.
    """
    for item in account.applied:
        readable = reader_bytes(reader_of(item.chain)) if item.damage == "misread" else None
        if readable is None or not any(map(str.isalpha, item.edge.after)):
            continue
        sides = beside(text, item.edge.start, item.edge.end)
        if any(sign >= "\x80" and sign.isalpha() and readable[sign] is None for sign in sides):
            return True
    return False


def leaves_a_letter(text: str, account: Account) -> bool:
    """Whether a page of another script leaves letters in words that it makes: ``звŚт``.

    Its sister has them. Of UTF-8 some letters are left where bytes of theirs were lost.
    """
    pages = (
        item.edge for item in account.applied if item.damage == "misread" and not from_utf8(item)
    )
    return any(
        place not in account.replaced and _are_of_two_scripts(text[place : place + 1], made)
        for edge in pages
        for place, made in ((edge.start - 1, edge.after[:1]), (edge.end, edge.after[-1:]))
    )


def _are_of_two_scripts(kept: str, made: str) -> bool:
    both = kept + made
    return (
        len(both) == PAIR
        and min(both) >= "\x80"
        and max(both) < CJK
        and "" not in (script(kept), script(made))
        and script(kept) != script(made)
    )


def takes_a_first_byte(text: str, account: Account) -> bool:
    """Whether a page would have made one of the letters that begin a letter in UTF-8: ``RÃ?sumÃ?``.

    Behind it in its word stands what is left of the rest. In a whole text of another page some
    words end so before a question mark.
    """
    pages = [item.edge for item in account.applied if not from_utf8(item)]
    begin = sum(
        _FIRST_BYTE.match(text, edge.start) is not None
        for edge in pages
        if edge.end - edge.start == 1
    )
    return begin > 0 and len(pages) < MANY * begin


def guesses_what_is_gone(text: str, account: Account) -> bool:
    """Whether an account puts anything for signs whose original nobody can know, ``ï¿½``."""
    return any(
        item.edge.start < end and start < item.edge.end and REPLACEMENT not in item.edge.after
        for start, end in _gone(text)
        for item in account.applied
    )


def guesses_a_picture(text: str, account: Account) -> bool:
    """Whether all that an account makes are pictures of which a byte was lost: ``ðŸ‘ ok``.

    No word tells which one it was.
    """
    return all(
        item.edge.lossy and all(map(_is_no_text, item.edge.after.strip(" ")))
        for item in account.applied
    )


def _is_no_text(sign: str) -> bool:
    return unicodedata.category(sign) in ("So", "Cn", "Co", "Mn", "Cf")


@functools.lru_cache(maxsize=4)
def _gone(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in lost(text)] if signed(text) else []


def breaks_a_word(text: str, account: Account) -> bool:
    """Whether what were sequences of UTF-8 are letters beside others that stay as they are.

    ``шІ`` in ``ІэшІагъ`` would be UTF-8, but software that read the one so read the others too.
    Where no spaces divide words, what stands beside may be another one. Words that people use tell
    otherwise: of ``PaylaÅŸımı`` the ı was put in order by hand.
    """
    if any(not from_utf8(item) for item in account.applied):
        return False
    made = words_put_in(account)
    if made and min(map(len, made)) >= LONG and are_common(made, words.UNKNOWN):
        return False
    return all(
        text[start:end].isalpha()
        and any(
            sign.isalpha() and ("\x80" <= sign < CJK or sign >= HANGUL)
            for sign in beside(text, start, end)
        )
        for start, end in runs(account)
    )
