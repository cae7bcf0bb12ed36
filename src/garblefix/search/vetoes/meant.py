"""What stands in a text as it was meant: single signs, quantities, short words of any script.

So little is text in many pages that what it would have been says nothing. Vetoes.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from garblefix.damage import Edge
from garblefix.damage.undoing import NEXT_LINE
from garblefix.language import identify, words
from garblefix.language.scripts import (
    CJK,
    CYRILLIC,
    GREEK,
    NO_BREAK_SPACE,
    REPLACEMENT,
    is_foreign,
)
from garblefix.search.accounts import Account, from_utf8, runs
from garblefix.search.signs import was_a_sign
from garblefix.search.surroundings import (
    SEQUENCE,
    WORD,
    are_common,
    beside,
    is_numbered,
    rest_of,
    words_put_in,
)
from garblefix.search.valid import out_of_place, was_valid_utf8

APOSTROPHES = ("\N{RIGHT SINGLE QUOTATION MARK}", "\N{LEFT SINGLE QUOTATION MARK}")
OPENING = "„‚¿¡"  # what opens a quotation, a question
# What divides where spaces set it off.
DIVIDERS = ("\N{EN DASH}", "\N{EM DASH}", "\N{MIDDLE DOT}", "\N{BULLET}")
SOFT_HYPHEN = "\xad"
# What the words around must say for their language, and that for a word of one letter, at the scale
# of ``identify.log_odds``: "faites attention bien vous renseigner" 100 for French, "à" 12.
TOLD, USED = 20.0, 2.0
# Of languages so close to the best one a text may be in each, where it says this much more of them:
# an Italian line of 40 characters may look more like Romanian.
AKIN, CLEARLY = 15.0, 2.0
# What ends in a letter that is of no word: a directive of printf, an escape, one of troff too.
_DIRECTIVE = re.compile(r"(?:%[-+ #0]*\d*(?:\.\d+)?[hljzt]{0,2}|\\e?)[A-Za-z]\Z")
# Categories of signs of sums and money.
OF_SUMS = ("Sm", "Sc")
OF_NUMBERS = "·ºª"
ORDINALS = "°ºª"  # n°, 1º
# Before these the French put a space.
SET_OFF = tuple(":;!?»%")
# What begins something behind a space.
OPENS = frozenset("<([{„“«$#&@%\\0123456789")
_ONE_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_]\Z")
# Signs where they stand in any language: what is left out at an end, rights before a name or year.
_AT_ITS_PLACE = re.compile(r"""…(?=\Z|[<"'”»)\]])|©(?= ?[A-Z0-9])""")
_ANGSTROMS = re.compile("Å[²³]")
UNIT = 2  # characters of nearly all names of quantities


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
        if was_a_sign(item):
            return False
        control = not before[0].isprintable() and before[0] != NO_BREAK_SPACE
        is_named = _is_quoted(text, edge) or is_numbered(text, before[0])
        if control and not edge.after.isalpha() and not is_named:
            return False
        is_money |= unicodedata.category(before[0]) == "Sc"
        replaced[edge.start] = edge.after
        if was_valid_utf8(account) and out_of_place(text, edge.start):
            return False
        left, right = beside(text, edge.start, edge.start + 1)
        letter_before = left.isalpha() and not _DIRECTIVE.search(text, 0, edge.start)
        if letter_before or right.isalpha():
            return False
    if any(place + 1 in replaced for place in replaced):
        return False
    if all(_is_a_cell(text, place) or _divides(text, place) for place in replaced):
        return True
    if all(_AT_ITS_PLACE.match(text, place) for place in replaced):
        return True
    if all(_is_quoted(text, item.edge) for item in account.applied):
        return True
    if all(is_numbered(text, text[place]) for place in replaced):
        return True
    # What was UTF-8 and one character to its reader is two bytes, which say twice as much.
    pairs = all(map(from_utf8, account.applied))
    told = TOLD / 2 if pairs else TOLD
    if all(text[place].isalpha() and text[place] < GREEK for place in replaced):
        told *= CLEARLY  # a letter may be spoken of
    if all(_is_beside_a_digit(text, place) for place in replaced):
        return True
    return is_money or not _are_words(set(replaced.values()), rest_of(text, account), told)


def _is_quoted(text: str, edge: Edge) -> bool:
    """Whether something is all that stands between quotation marks, as a program names it."""
    before, behind = beside(text, edge.start, edge.end)
    return before == behind and before in ("'", '"', "`")


def _is_beside_a_digit(text: str, place: int) -> bool:
    return any(map(str.isdigit, beside(text, place, place + 1)))


def _divides(text: str, place: int) -> bool:
    """Whether it is a dash or a dot that spaces set off, or that begins the text before one."""
    before, behind = beside(text, place, place + 1)
    return text[place] in DIVIDERS and before in ("", " ") and behind == " "


def _is_a_cell(text: str, place: int) -> bool:
    """Whether a character is all of a cell of a table."""
    return beside(text, place, place + 1) == ("\t", "\t")


def cannot_be_seen(text: str, account: Account) -> bool:
    """Whether all that an account replaces are no-break spaces or soft hyphens, and make no words.

    ``est\\xa0 empenhado`` was está; in ``%(n)s\\xa0minuty``, ``est\\xa0: oui`` and, as in Polish
    behind a word of one letter, ``i\\xa0<b>``, it is a space.
    """
    edges = [item.edge for item in account.applied]
    if not {text[edge.start : edge.end] for edge in edges} <= {NO_BREAK_SPACE, SOFT_HYPHEN}:
        return False
    made = words_put_in(account)
    known = sum(words.frequency(word) is not None for word in made)
    if any(len(word) < UNIT for word in made) or 2 * known < len(made):
        return True
    behind = {beside(text, edge.start, edge.end)[1] for edge in edges}
    if all(sign.isupper() or sign in SET_OFF for sign in behind):
        return True
    return all(_ONE_LETTER.search(text, 0, edge.start) for edge in edges) and behind <= OPENS


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
        and " " not in beside(text, item.edge.start, item.edge.end)
        for item in account.applied
    )


def means_what_it_names(text: str, account: Account) -> bool:
    """Whether an account makes no words that people use of single signs and Greek letters.

    ``αmax``, ``Cα``, ``5 µm``, ``n²`` and ``N·m`` are meant. Inside longer words such are garble,
    and in short ones where these are of the language around, ``m’ duele`` was mí, or several that
    hardly a text does without. Between letters an accent names nothing, with a letter or without,
    nor does what opens a quotation: ``f¸r``, ``fόr``, ``v„g``.
    """
    made: set[str] = set()
    of_sums, names = False, True
    for item, word in zip(account.applied, words_put_in(account), strict=True):
        edge = item.edge
        sign = text[edge.start : edge.end]
        if not _is_greek(sign) and not _is_sign(sign):
            return False
        in_directive = _DIRECTIVE.search(text, 0, edge.start)
        around = beside(text, edge.start, edge.end)
        inside = all(map(str.isalpha, around)) and not in_directive
        if inside and (_is_accented(sign) or (sign in OPENING and around[1].islower())):
            return False
        if max(edge.after, default=GREEK) >= GREEK:
            return False
        if in_directive:
            # What a directive ends in is no letter of the word.
            word = word[word.index(edge.after) :]
        named = _is_greek(sign) or sign in OF_NUMBERS
        unknown = named and word.startswith(edge.after) and words.frequency(word) is None
        if len(word) > WORD and not unknown:
            return False
        made.add(word)
        of_sums |= _is_of_sums(sign)
        short = _is_greek(sign) or unicodedata.digit(sign, 0) > 1 or sign in ORDINALS
        names &= len(word) == UNIT and short
    if not names and len(made) > 1 and are_common(made):
        return False
    rest = rest_of(text, account)
    if identify.log_odds([rest]).max() > TOLD:
        # ``Δt`` and ``n²`` are so common that only words that are in every text speak against them.
        common = not names or are_common(made)
        return not common or not _are_words(made, rest, CLEARLY * TOLD if names else TOLD)
    return of_sums or names or not are_common(made, words.USED_ALONE)


def are_apostrophes(text: str, account: Account) -> bool:
    """Whether all that an account replaces are apostrophes where words are cut: ``b’ fhearr``.

    But words that hardly a text does without may be made of them, ``s’`` of sí.
    """
    if not all(_cuts_a_word(text, item.edge) for item in account.applied):
        return False
    made = set(words_put_in(account))
    return not (are_common(made) and _are_words(made, rest_of(text, account), TOLD))


def _cuts_a_word(text: str, edge: Edge) -> bool:
    """Whether an apostrophe stands at a letter on one side alone, and would be a letter."""
    before, behind = beside(text, edge.start, edge.end)
    apostrophe = text[edge.start : edge.end] in APOSTROPHES and edge.after.isalpha()
    return apostrophe and before.isalpha() != behind.isalpha()


def _is_sign(text: str) -> bool:
    """Whether it is one sign that people write, ``ⁿ`` too; U+FFFD stands for what is lost."""
    kind = unicodedata.category(text) if len(text) == 1 else "C"
    return (kind[0] not in "CLM" and text != REPLACEMENT) or kind == "Lm"


def _is_greek(sign: str) -> bool:
    """Whether it is a Greek letter, or the micro sign, which is one too."""
    letter = unicodedata.normalize("NFKC", sign)
    return len(letter) == 1 and GREEK <= letter < CYRILLIC


def _is_accented(sign: str) -> bool:
    """Whether it is an accent, or a letter of another alphabet with one."""
    return unicodedata.category(sign) == "Sk" or len(unicodedata.normalize("NFD", sign)) > 1


def _is_of_sums(sign: str) -> bool:
    """Whether it stands in names of quantities, in units, powers and sums."""
    if unicodedata.category(sign) in OF_SUMS or sign in OF_NUMBERS:
        return True
    return _is_greek(sign) or unicodedata.digit(sign, 0) > 1


def reads_quantities(text: str, account: Account) -> bool:
    """Whether all that an account makes are characters of other scripts, of quantities each.

    ``µΩ``, ``σ²``, ``kΩ`` and the tones ``²¹`` are meant; what was misread was longer, or stands in
    a word.
    """
    made = "".join(item.edge.after for item in account.applied)
    if max(made, default="") < GREEK or not any(map(str.isalnum, made)):
        return False
    if was_valid_utf8(account):
        return False
    return all(
        len(shown) <= UNIT
        and all(_is_of_sums(sign) or sign == "¹" for sign in shown)
        and not is_foreign("".join(beside(text, start, end)))
        for start, end in runs(account)
        for shown in [text[start:end].rstrip(" ")]
    )


def names_a_volume(text: str, account: Account) -> bool:
    """Whether all that an account replaces are square or cubic ångström: ``150 Å²``."""
    return all(
        _ANGSTROMS.fullmatch(text[start:end])
        and not any(map(str.isalpha, beside(text, start, end)))
        for start, end in runs(account)
    )


def is_a_short_word(text: str, account: Account) -> bool:
    """Whether all that an account replaces is one short word of an alphabet that is not Latin.

    ``ЕАД`` and ``МБ`` stand in no list of words, and so little is text in any page. Said again it
    is no more. But what was UTF-8 and is a word of the language around was it: ``c'ГЁ solo``, è;
    and so was one Cyrillic letter, which stands for no quantity: ``il decreto и``.
    """
    if was_valid_utf8(account):
        return False
    places = runs(account)
    word, *others = {text[start:end] for start, end in places}
    utf8 = all(from_utf8(item) for item in account.applied)
    if others or len(word) > (SEQUENCE if utf8 else WORD):
        return False
    if not all(letter.isalpha() and GREEK <= letter < CJK for letter in word):
        return False
    if any(
        (before.isalpha() and not _DIRECTIVE.search(text, 0, start)) or behind.isalpha()
        for start, end in places
        for before, behind in [beside(text, start, end)]
    ):
        return False
    letter = len(word) == 1 and word >= CYRILLIC
    made = set(words_put_in(account))
    told = TOLD / 2 if utf8 else TOLD
    return not (utf8 or letter) or not _are_words(made, rest_of(text, account), told)
