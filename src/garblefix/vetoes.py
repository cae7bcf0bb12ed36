"""What no account of a text may be, however well its outcome reads.

Principles, not lists: rulers, signs that became signs, words that people use, readers that never
read part of a word. Not for: how much speaks for an account (``judgement``).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from garblefix.accounts import Account
from garblefix.damage import Edge
from garblefix.encodings import BY_NAME, reader_bytes
from garblefix.language import identify, words
from garblefix.lost import lost, signed

if TYPE_CHECKING:
    from garblefix.outcome import Applied

# Where more than this share of what would be replaced repeats the character before, it is a ruler.
MONOTONOUS = 0.5
RULER = 3
GREEK = "\u0370"  # from here on letters are not Latin
CYRILLIC = "\u0400"
CJK = "\u2e80"
HANGUL = "\uac00"  # whose words spaces divide
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
NEXT_LINE = "\x85"
NO_BREAK_SPACE = "\xa0"  # which people write, as in ``THOUSANDS = "\xa0"``
# What the words around must say for their language, and that for a word of one letter, at the scale
# of ``identify.log_odds``: "faites attention bien vous renseigner" 100 for French, "à" 12.
TOLD, USED = 20.0, 2.0
# Of languages so close to the best one a text may be in each, where it says this much more of them:
# an Italian line of 40 characters may look more like Romanian.
AKIN, CLEARLY = 15.0, 2.0
# log P of letters that people use as words, "à" −4, "é" −4; "ơ" −11.
USED_ALONE = -7.0
RIGHT_QUOTE = "\N{RIGHT SINGLE QUOTATION MARK}"
MARKS_OF_NAMES = ("™", "®")
# What ends in a letter that is of no word: a directive of printf, an escape in a string.
_DIRECTIVE = re.compile(r"(?:%[-+ #0]*\d*(?:\.\d+)?[hljzt]{0,2}|\\)[A-Za-z]\Z")
# Signs where they stand in nearly all text: before a year, between figures, at words.
_STANDING = re.compile(
    r"©(?= ?(?:19|20)[0-9]{2})|(?<=opyright )©|[±§](?= ?[0-9])|[£¥€](?=[0-9])|(?<=[a-z])[²³]"
    r"|(?<=[0-9])°(?=[CFNSEW])|(?<=[0-9] )°(?=[CFNSEW])|µ(?=[A-Za-z])"
    r"|(?<=[0-9])×(?=[0-9])|(?<=[0-9] )×(?= [0-9])|(?<=[A-Za-z])[®™]"
    r"|[«¿¡](?=[^\W\d_])|(?<=[^\W\d_])»|(?<=[.,!?])»"
)
# Categories of signs of sums and money.
OF_SUMS = ("Sm", "Sc")
OF_NUMBERS = "·ºª"
UNIT = 2  # characters of nearly all names of quantities
# By how much less frequent, in nats, what was garbled is than what it was: "mús" 6.4 than "més",
# "aceastã" 6.7 than "această". Of words that people use few have such a twin.
MUCH_RARER = 4.0
SEQUENCE = 2  # bytes of UTF-8 of a letter of an alphabet
# Every word of no more letters stands somewhere on the web.
WORD = 3


def sign_for_sign(text: str, account: Account) -> bool:
    """Whether an account makes signs of single signs, and no letter.

    But what stands between letters and becomes an apostrophe is one: ``doesn╒t``.
    """
    edges = [item.edge for item in account.applied]
    return not any(_is_apostrophe(text, edge) for edge in edges) and all(
        edge.end - edge.start == 1
        and not text[edge.start].isalpha()
        and (text[edge.start].isprintable() or text[edge.start] == NO_BREAK_SPACE)
        and not any(map(str.isalpha, edge.after))
        for edge in edges
    )


def _is_apostrophe(text: str, edge: Edge) -> bool:
    """Whether a symbol between two letters was the apostrophe of their word."""
    between = (
        text[edge.start - 1 : edge.start].isalpha() and text[edge.end : edge.end + 1].isalpha()
    )
    symbol = unicodedata.category(text[edge.start]) == "So"
    return edge.after == RIGHT_QUOTE and symbol and between


def stands_alone(text: str, account: Account) -> bool:
    """Whether all that an account replaces are characters with neither letter nor garble beside.

    What divides columns, names a quantity (``the θ value``) or is listed (``á, à, ä``) is meant as
    it stands. Where letters were misread, some stand side by side or in words, or they are words of
    one letter of the language around: ``╖ l'heure`` was À. Controls that were signs are garbled
    wherever they stand. Signs that were UTF-8 and a character to their reader are two bytes, and no
    chance find: ``漏 2010`` was ©.
    """
    replaced: dict[int, str] = {}
    is_money = False
    for item in account.applied:
        edge = item.edge
        before = text[edge.start : edge.end]
        # A plain space may have been the no-break space that a byte of UTF-8 was shown as; with it
        # ``Ã`` is no symbol, ``Δ`` and ``×`` are.
        spaced = before[1:] == " " and (before[0] >= GREEK or not before[0].isalpha())
        if (len(before) > 1 and not spaced) or item.damage != "misread":
            return False
        if _was_a_sign(item):
            return False
        control = not before[0].isprintable() and before[0] != NO_BREAK_SPACE
        if control and not edge.after.isalpha():
            return False
        is_money |= unicodedata.category(before[0]) == "Sc"
        replaced[edge.start] = edge.after
        letter_before = text[edge.start - 1 : edge.start].isalpha()
        if letter_before or text[edge.start + 1 : edge.start + 2].isalpha():
            return False
    if any(place + 1 in replaced for place in replaced):
        return False
    rest = "".join(" " if place in replaced else sign for place, sign in enumerate(text))
    # What was UTF-8 and one character to its reader is two bytes, which say twice as much.
    pairs = all(item.chain.split(">")[-2] == "utf-8" for item in account.applied)
    return is_money or not _are_words(set(replaced.values()), rest, TOLD / 2 if pairs else TOLD)


def _are_words(letters: set[str], text: str, told: float) -> bool:
    """Whether all these letters are words of the language that ``text`` is in, so clearly told."""
    around, *each = identify.log_odds([text, *letters])
    likely = around > max(CLEARLY * told, around.max() - AKIN)
    likely[around.argmax()] = around.max() > told
    return bool((likely & (np.min(each, axis=0) > USED)).any())


def ends_lines(text: str, account: Account) -> bool:
    """Whether all that an account replaces is U+0085 without a space beside.

    It ends the lines of what came from a mainframe; what was an ellipsis has a space beside.
    """
    return all(
        text[item.edge.start : item.edge.end] == NEXT_LINE
        and " " not in text[item.edge.start - 1 : item.edge.start] + text[item.edge.end :][:1]
        for item in account.applied
    )


def were_signs(text: str, account: Account) -> bool:
    """Whether every character that an account replaces was UTF-8 of a sign: ``漏 2017``."""
    return all(
        item.edge.end - item.edge.start == 1 and _was_a_sign(item) for item in account.applied
    )


def stand_as_signs_do(text: str, account: Account) -> bool:
    """Whether the signs that an account makes have beside them what such signs have.

    And nothing else in the text is of their readers' scripts: ``5째`` is the fifth.
    """
    replaced = {item.edge.start for item in account.applied}
    if any(sign >= CJK and place not in replaced for place, sign in enumerate(text)):
        return False
    # Each is one character, as it was before.
    return all(_STANDING.match(account.text, item.edge.start) for item in account.applied)


def _was_a_sign(item: Applied) -> bool:
    """Whether a sign was UTF-8 that its reader took for one character of two bytes."""
    source, reader = item.chain.split(">")[-2:]
    sign = all(unicodedata.category(character)[0] in "PS" for character in item.edge.after)
    return sign and source == "utf-8" and BY_NAME[reader].multibyte


def means_what_it_names(text: str, account: Account) -> bool:
    """Whether an account makes no words that people use of single signs and Greek letters.

    ``αmax``, ``Cα``, ``5 µm``, ``n²`` and ``N·m`` are meant. Inside longer words such are garble,
    and in short ones where these are of the language around: ``m’ duele`` was mí.
    """
    made: set[str] = set()
    of_sums = False
    kept: list[str] = []  # of the text, between what is replaced
    place = shift = 0
    always = False
    for item in account.applied:
        edge = item.edge
        sign = text[edge.start : edge.end]
        if not _is_greek(sign) and not _is_sign(sign):
            return False
        if max(edge.after, default=GREEK) >= GREEK:
            return False
        start = edge.start + shift
        shift += len(edge.after) - 1
        # What a directive ends in is no letter of the word.
        begin = start - bool(_DIRECTIVE.search(text, 0, edge.start))
        before = account.text[:begin] + " " * (start - begin)
        word = words.around(before + account.text[start:], start, start + len(edge.after))
        unknown = _is_greek(sign) and word.startswith(edge.after) and not _is_known(word)
        if len(word) > WORD and not unknown:
            return False
        of_sums |= _is_of_sums(sign)
        # ``Δt`` and ``n²`` are so common that no language around speaks against them.
        always |= len(word) == UNIT and (_is_greek(sign) or unicodedata.digit(sign, 0) > 1)
        made.add(word)
        kept.append(text[place : edge.start])
        place = edge.end
    rest = " ".join([*kept, text[place:]])
    if identify.log_odds([rest]).max() > TOLD:
        return always or not _are_words(made, rest, TOLD)
    uses = words.frequencies([words.folded(word) for word in made])
    return of_sums or any(use is None or use <= USED_ALONE for use in uses)


def _is_sign(text: str) -> bool:
    """Whether it is one sign that people write, ``ⁿ`` too; U+FFFD stands for what is lost."""
    kind = unicodedata.category(text) if len(text) == 1 else "C"
    return (kind[0] not in "CLM" and text != REPLACEMENT) or kind == "Lm"


def _is_greek(sign: str) -> bool:
    """Whether it is a Greek letter, or the micro sign, which is one too."""
    letter = unicodedata.normalize("NFKC", sign)
    return len(letter) == 1 and GREEK <= letter < CYRILLIC


def _is_of_sums(sign: str) -> bool:
    """Whether it stands in names of quantities, in units, powers and sums."""
    if unicodedata.category(sign) in OF_SUMS or sign in OF_NUMBERS:
        return True
    return _is_greek(sign) or unicodedata.digit(sign, 0) > 1


def reads_quantities(text: str, account: Account) -> bool:
    """Whether all that an account makes are characters of other scripts, of quantities each.

    ``µΩ``, ``σ²`` and ``kΩ`` are meant; what was misread was longer, or stands in a word.
    """
    made = "".join(item.edge.after for item in account.applied)
    if min(made, default="") < GREEK or not any(map(str.isalnum, made)):
        return False
    if _was_valid_utf8(account):
        return False
    return all(
        len(shown) <= UNIT
        and all(map(_is_of_sums, shown))
        and not _is_foreign(text[start - 1 : start] + text[end : end + 1])
        for start, end in runs(account)
        for shown in [text[start:end].rstrip(" ")]
    )


def _was_valid_utf8(account: Account) -> bool:
    """Whether it says that bytes of an old encoding were valid UTF-8, as nobody means these."""
    return any(item.chain.endswith(">utf-8") for item in account.applied)


def _is_foreign(text: str) -> bool:
    """Whether it has a letter of another script than Latin."""
    return any(letter.isalpha() and letter >= GREEK for letter in text)


def _is_known(word: str) -> bool:
    return words.frequencies([words.folded(word)]) != [None]


def is_a_short_word(text: str, account: Account) -> bool:
    """Whether all that an account replaces is one short word of an alphabet that is not Latin.

    ``ЕАД`` and ``МБ`` stand in no list of words, and so little is text in any page. Said again it
    is no more.
    """
    if _was_valid_utf8(account):
        return False
    places = runs(account)
    word, *others = {text[start:end] for start, end in places}
    utf8 = all(item.chain.split(">")[-2:-1] == ["utf-8"] for item in account.applied)
    if others or len(word) > (SEQUENCE if utf8 else WORD):
        return False
    if not all(letter.isalpha() and GREEK <= letter < CJK for letter in word):
        return False
    return not any(
        (text[start - 1 : start].isalpha() and not _DIRECTIVE.search(text, 0, start))
        or text[end : end + 1].isalpha()
        for start, end in places
    )


def infers_from_nothing(text: str, account: Account) -> bool:
    """Whether an account is mostly characters inferred of question marks with no garble beside.

    What lost a byte shows its other bytes, or those of its neighbours; ``(?P<name>`` does not.
    """
    places = runs(account)
    alone = sum(set(text[start:end]) == {"?"} for start, end in places)
    return 2 * alone >= len(places)


def runs(account: Account) -> list[tuple[int, int]]:
    """Where what is replaced starts and ends, if replaced spans that touch are one."""
    found: list[tuple[int, int]] = []
    for edge in sorted((item.edge for item in account.applied), key=lambda edge: edge.start):
        start = found.pop()[0] if found and found[-1][1] == edge.start else edge.start
        found.append((start, edge.end))
    return found


def writes_letters_in_pairs(text: str, account: Account) -> bool:
    """Whether all that an account makes of pages of double bytes are letters of alphabets.

    Who writes in GB18030 or EUC-JP writes more than ``ì``.
    """
    return all(
        _is_of_pairs(item.chain) and max(item.edge.after, default="") < CJK
        for item in account.applied
    )


def _is_of_pairs(chain: str) -> bool:
    source = chain.split(">")[-2:][0]
    return source in BY_NAME and BY_NAME[source].multibyte and source != "utf-8"


def ruler(text: str, account: Account) -> bool:
    """Whether most of what an account replaces stands behind its like, as in rulers and boxes."""
    edges = [item.edge for item in account.applied]
    places = [place for edge in edges for place in range(edge.start, edge.end)]
    again = sum(place > 0 and text[place] == text[place - 1] for place in places)
    return len(places) >= RULER and again > MONOTONOUS * len(places)


def replaces_words(text: str, account: Account) -> bool:
    """Whether all that an account replaces are letters of words that people use as they stand.

    The mark of a name is none of its letters: ``CAFÉ™``. What was garbled often enough, ``mÚs``,
    is among the words that people use, but much rarer than what it was.
    """
    before = [_word_as_it_stands(text, item) for item in account.applied]
    if not all(len(word) >= WORD and word.isalpha() for word in before):
        return False
    known = words.frequencies([words.folded(word) for word in before])
    after = words.frequencies([words.folded(word) for word in _words_put_in(account)])
    return None not in known and not all(
        new is not None and new - (old or 0.0) > MUCH_RARER
        for old, new in zip(known, after, strict=True)
    )


def _words_put_in(account: Account) -> list[str]:
    """The words of the outcome that what is put in is part of."""
    found = []
    longer = 0
    for item in account.applied:
        start, length = item.edge.start + longer, len(item.edge.after)
        longer += length - (item.edge.end - item.edge.start)
        found.append(words.around(account.text, start, start + length))
    return found


def _word_as_it_stands(text: str, item: Applied) -> str:
    """The word of the letters that are replaced, without the mark behind a name in capitals."""
    start, end = item.edge.start, item.edge.end
    if text[start + 1 : end] in MARKS_OF_NAMES:
        word = words.around(text, start, start + 1)
        if word.isupper():
            return word
    return words.around(text, start, end)


def is_a_capital_and_its_sign(text: str, account: Account) -> bool:
    """Whether the one letter that an account makes is a small one for a capital among capitals.

    Behind it stands a space or what names are marked with: ``AHÅ™`` is no ``AHř``, ``S Ã O`` no
    ``S à O``.
    """
    edge = account.applied[0].edge
    letter, shown = edge.after.strip(), text[edge.start : edge.end]
    if len(account.applied) > 1 or not ("\x80" <= letter < GREEK and letter.islower()):
        return False
    if not (shown[0].isupper() and shown[1:] in (" ", *MARKS_OF_NAMES)):
        return False
    rest = text[: edge.start] + text[edge.end :]
    word = words.around(rest, edge.start, edge.start)
    return (word if len(word) > 1 else rest).isupper()


def means_what_it_shows(text: str, account: Account) -> bool:
    """Whether the one pair of characters that an account replaces may be meant as it stands.

    Two letters by themselves that would be a sign, ``Āø``; a sign and what it is of that would be
    a letter which is hardly a word, ``∆°``, ``√π``.
    """
    edge = account.applied[0].edge
    shown = text[edge.start : edge.end]
    beside = text[edge.start - 1 : edge.start] + text[edge.end : edge.end + 1]
    if len(account.applied) > 1 or len(shown) != 2 or any(map(str.isalpha, beside)):
        return False
    if shown.isalpha():
        return not any(map(str.isalpha, edge.after))
    if shown[0].isalpha() or not edge.after.isalpha():
        return False
    [used] = words.frequencies([words.folded(edge.after)])
    return used is None or used < USED_ALONE


def tears_a_word(text: str, account: Account) -> bool:
    """Whether part of a word would have been misread by a reader that cannot show its rest.

    Software reads whole words: where ``«`` stands beside a letter that the page does not have, it
    was not an Arabic letter read in this page.
    """
    for item in account.applied:
        readable = reader_bytes(item.chain.rpartition(">")[2]) if item.damage == "misread" else None
        if readable is None or not any(map(str.isalpha, item.edge.after)):
            continue
        beside = (
            text[item.edge.start - 1 : item.edge.start],
            text[item.edge.end : item.edge.end + 1],
        )
        if any(sign >= "\x80" and sign.isalpha() and readable[sign] is None for sign in beside):
            return True
    return False


def guesses_what_is_gone(text: str, account: Account) -> bool:
    """Whether an account puts anything for signs whose original nobody can know, ``ï¿½``."""
    return any(
        item.edge.start < end and start < item.edge.end and "\ufffd" not in item.edge.after
        for start, end in _gone(text)
        for item in account.applied
    )


@functools.lru_cache(maxsize=4)
def _gone(text: str) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in lost(text)] if signed(text) else []


def breaks_a_word(text: str, account: Account) -> bool:
    """Whether what were sequences of UTF-8 are letters beside others that stay as they are.

    ``шІ`` in ``ІэшІагъ`` would be UTF-8, but software that read the one so read the others too.
    Where no spaces divide words, what stands beside may be another one.
    """
    if any(item.chain.split(">")[-2:-1] != ["utf-8"] for item in account.applied):
        return False
    return all(
        text[start:end].isalpha()
        and any(
            sign.isalpha() and ("\x80" <= sign < CJK or sign >= HANGUL)
            for sign in (text[max(start - 1, 0) : start], text[end : end + 1])
        )
        for start, end in runs(account)
    )
