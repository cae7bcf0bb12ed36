"""What an account makes must belong where it stands: in its script, in its word, at its place.

Short sequences of bytes of one encoding are often valid in another; what comes of them by chance is
a lone Hebrew letter behind a Latin one, a bullet inside a word, a capital that ends one. Vetoes.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from garblefix.chain import reader_of, source_of
from garblefix.language.lookalikes import looks_latin
from garblefix.language.scripts import (
    BOPOMOFO,
    CJK,
    GENERAL,
    HANGUL,
    KANA,
    MODIFIERS,
    NO_BREAK_SPACE,
    PRIVATE,
    RARE_LATIN,
    SYLLABLES,
    is_east_asian,
    script,
)
from garblefix.search.accounts import Account, from_utf8, put_in
from garblefix.search.surroundings import PAIR, WORD, any_known, beside

if TYPE_CHECKING:
    from garblefix.damage import Edge
    from garblefix.search.outcome import Applied

KOREAN = ("cp949", "johab")
KIN = ({"big5", "cp950", "big5hkscs"}, {"gbk", "gb18030"})
BRACKETS = ("[]", "{}")
RARE_IDEOGRAPHS = "\U00020000"
# Planes in which no character is, but for those that tag others and choose their shapes.
NO_PLANES, TAGS = "\U00040000", ("\U000e0000", "\U000e01f0")
SELDOM = 3  # of so many characters one may be private
# The private characters of fonts that Windows takes for fonts of symbols.
SYMBOLS = ("\uf000", "\uf100")
OF_THE_WEB = ("cp1252", "latin-1", "gbk", "gb18030", "cp1251")
# Signs that stand before words.
BEGINNING = frozenset("“”„«»‘’‚‹›–—")
# Scripts that stand among those of East Asia, and signs.
AMONG_IT = frozenset(("LATIN", "GREEK", ""))
# Signs that stand between letters.
JOINING = frozenset("'’ʼ‘ʻ´`-‐‑–—…·/&")


def makes_no_character(text: str, account: Account) -> bool:
    """Whether an account puts in what is no character, U+03A2 for instance, as chance does.

    Beyond the Basic Multilingual Plane there may be new ones, but in no plane from the fourth on.
    Private ones are those of fonts, which whoever reads by the pages of the web may meet, or a few
    of many.
    """
    made = private = 0
    for item, (_, first, last) in zip(account.applied, account.placed, strict=True):
        for place in range(first, last):
            sign = account.text[place]
            if sign in text:
                continue
            made += 1
            category = unicodedata.category(sign) if sign < "\U00010000" else ""
            if category == "Cn" or (sign >= NO_PLANES and not TAGS[0] <= sign < TAGS[1]):
                return True
            private += category == "Co" and not _is_of_a_font(account.text, place, item)
    return private * SELDOM > made


def _is_of_a_font(made: str, place: int, item: Applied) -> bool:
    """Whether what is private at a place of an outcome may be a picture that a font has."""
    if item.damage != "misread":
        return True
    if not from_utf8(item) or reader_of(item.chain) not in OF_THE_WEB:
        return False
    beside_letters = any(map(str.isalpha, beside(made, place, place + 1)))
    return not beside_letters or SYMBOLS[0] <= made[place] < SYMBOLS[1]


def opens_what_was_closed(text: str, account: Account) -> bool:
    """Whether an account takes one of a pair of brackets for half of a character: ``[ªµº]``.

    In text of pairs of bytes that has such halves they seldom match by chance.
    """
    return any(
        _match(text, pair) and not _match(account.text, pair)
        for pair in BRACKETS
        if any(sign in text[edge.start : edge.end] for edge in _edges(account) for sign in pair)
    )


def _edges(account: Account) -> Iterator[Edge]:
    return (item.edge for item in account.applied if item.damage == "misread")


def _match(text: str, pair: str) -> bool:
    """Whether brackets of this kind are closed as often as they are opened, none before that."""
    depth = 0
    for sign in text:
        depth += (sign == pair[0]) - (sign == pair[1])
        if depth < 0:
            return False
    return depth == 0


def makes_plain_signs(text: str, account: Account) -> bool:
    """Whether all that a page of one byte a character put in is ASCII, which has bytes of its own.

    Pages that have the signs of ASCII twice have the others among letters of their script.
    """
    pages = all(not from_utf8(item) and item.damage == "misread" for item in account.applied)
    return pages and all(item.edge.after.isascii() and item.edge.after for item in account.applied)


def makes_a_stranger(text: str, account: Account) -> bool:
    """Whether all that was UTF-8 are lone characters, some of scripts that the text has not.

    And each stands where it cannot: at a letter of another script (``Bח`` from ``BÎù``), for a word
    of the text (``м. саж``), for a letter and the plain sign behind it (``Ú ``). Or it is hardly
    ever written, or they are of several scripts.
    """
    spans = put_in(account)
    if any(not from_utf8(item) for item in account.applied):
        return False
    made = {place for *_, first, last in spans for place in range(first, last)}
    known = {script(sign) for place, sign in enumerate(account.text) if place not in made} - {""}
    several = len({script(account.text[first]) for *_, first, last in spans if first < last}) > 1
    return all(
        _are_odd(account.text[first:last], text[start:end], known)
        and (
            any(map(str.isalpha, beside(account.text, first, last)))
            or _is_a_word(text[start:end], known)
            or min(text[start:end]) < "\x80"
            or account.text[first:last] >= RARE_IDEOGRAPHS
            or several
        )
        for start, end, first, last in spans
    )


def _is_a_word(shown: str, known: set[str]) -> bool:
    """Whether it is letters of a script of the text, and were they Latin, no capitals.

    Or of Cyrillic, for its pages show some byte of nearly any character as a sign: ``лХП``.
    """
    own = {script(sign) for sign in shown}
    one = len(own) == 1 and (own <= known - {"LATIN"} or own == {"CYRILLIC"})
    return shown.isalpha() and (shown.islower() or one)


def _are_odd(made: str, shown: str, known: set[str]) -> bool:
    """Whether these are each of another script, and the odd ones of none that is ``known``."""
    scripts = list(map(script, made))
    odd = {own for own, sign in zip(scripts, made, strict=True) if _is_odd(sign, shown)}
    return bool(odd) and known.isdisjoint(odd) and len(set(scripts)) == len(scripts)


def _is_odd(sign: str, shown: str) -> bool:
    """Whether it is of one script, and neither Latin, Greek nor a mark; ``shown``: what it was.

    Of East Asia only what looked like a word: ``A股`` is one, ``BÈõû`` no ``B雞``.
    """
    if CJK <= sign < SYLLABLES or HANGUL <= sign < PRIVATE:
        return shown.isalpha()
    if sign >= RARE_IDEOGRAPHS:
        return True
    if not (MODIFIERS <= sign < GENERAL or SYLLABLES <= sign < HANGUL):
        return False
    # ə is a letter of Azerbaijani.
    return script(sign) not in ("GREEK", "LATIN") and not unicodedata.name(sign, "").startswith(
        "COMBINING"
    )


def makes_pairs_no_word(text: str, account: Account) -> bool:
    """Whether small Latin letters side by side would have been UTF-8, once, or of no known word.

    No page that is often read shows sequences of UTF-8 as two small letters, but for ƒ before one:
    ``babuńć`` is a word.
    """
    pairs = all(
        from_utf8(item)
        and item.edge.end - item.edge.start == PAIR
        and text[item.edge.start : item.edge.end].isalpha()
        and text[item.edge.start : item.edge.end].islower()
        and "\x80" <= text[item.edge.start] < RARE_LATIN
        for item in account.applied
    )
    return pairs and (len(account.applied) == 1 or not any_known(account))


def parts_a_word(text: str, account: Account) -> bool:
    """Whether what stands between letters would be a sign that never does: ``s•ghaidh``, ``lu»ou``.

    It does where a layer of UTF-8 is undone that has another under it: ``cafÃ©tait``.
    """
    pages = (item for item in account.applied if not from_utf8(item))
    return any(_parts_a_word(text, item) for item in pages)


def _parts_a_word(text: str, item: Applied) -> bool:
    start, end, after = item.edge.start, item.edge.end, item.edge.after
    if end - start > 1 or len(after) != 1 or after in JOINING:
        return False
    if MODIFIERS <= after < GENERAL and unicodedata.category(after)[0] == "P":
        # Nobody ends a Latin word with a question mark of Arabic.
        return text[start].isalpha() and script(text[max(start - 1, 0)]) == "LATIN"
    if unicodedata.category(after)[0] not in "PSZ":
        return False
    # Letters of ASCII are as they were.
    letters = "".join(beside(text, start, end))
    return len(letters) == PAIR and letters.isascii() and letters.isalpha() and letters[1].islower()


def is_of_its_kin(text: str, account: Account) -> bool:
    """Whether an encoding is read as one that shows nearly all the same, and nothing is the same.

    ``［②⑧］`` is no ``むゝいめ``: Big5 and its extensions differ in a few characters.
    """
    pairs = [set(item.chain.split(">")) for item in account.applied]
    if not pairs or not all(any(pair <= kin for kin in KIN) for pair in pairs):
        return False
    replaced = account.replaced
    return all(sign < "\x80" or place in replaced for place, sign in enumerate(text))


def names_no_sum(_: str, account: Account) -> bool:
    """Whether all that an account makes are signs of money before letters: ``£Us`` of ``Σs``."""
    spans = [(first, last) for *_, first, last in put_in(account)]
    return all(
        unicodedata.category(account.text[first]) == "Sc"
        and account.text[first + 1 : first + 2].isalpha()
        for first, last in spans
        if first < last
    )


def ends_in_a_capital(text: str, account: Account) -> bool:
    """Whether an account makes a capital between small letters, or only those that end words.

    ``dÓta``, ``EstÁ``, ``l'È``. Of UTF-8 there may be another layer under them: ``listÄ™``.
    """
    if any(from_utf8(item) for item in account.applied):
        return False
    made = [(first, last) for *_, first, last in put_in(account)]
    capitals = [span for span in made if _is_behind_a_small_letter(account.text, *span)]
    inside = any(account.text[last : last + 1].islower() for _, last in capitals)
    ending = not any(account.text[last : last + 1].isalpha() for _, last in capitals)
    return inside or (len(capitals) == len(made) and ending)


def _is_behind_a_small_letter(text: str, first: int, last: int) -> bool:
    """Whether it is a capital, and before it a small letter, with an apostrophe between maybe."""
    before = text[max(first - 2, 0) : first].rstrip("'’")[-1:]
    return text[first:last].isupper() and before.islower()


def begins_no_word(text: str, account: Account) -> bool:
    """Whether letters that begin words, as they are written, would all be quotes or dashes.

    ``Òstair`` was no “stair, nor ``ôstatni`` “statni, unless something closes what that opens;
    ``ÒIk`` may have been “Ik. Nor a space that does not break.
    """
    spans = put_in(account)
    if any(_is_no_space(text, account.text, *span) for span in spans):
        return True
    quotes = "".join(account.text[first:last] for _, _, first, last in spans)
    return len(quotes) == 1 and quotes in BEGINNING and _begins_a_word(text, *spans[0][:2])


def _is_no_space(text: str, after: str, start: int, end: int, first: int, last: int) -> bool:
    """Whether the first letter of a garbled word would be a no-break space before the others.

    ``,Êàíàäà`` is no ``, анада``. Behind figures, words and quotes there are such spaces.
    """
    before, _ = beside(text, start, end)
    begins = text[start:end].isalpha() and not before.isalnum() and before not in BEGINNING
    made = after[first:last]
    return begins and made[:1] == NO_BREAK_SPACE and made[1:].isalpha()


def _begins_a_word(text: str, start: int, end: int) -> bool:
    before, behind = beside(text, start, end)
    return text[start:end].isalpha() and behind.islower() and not before.isalnum()


def mixes_scripts(_: str, account: Account) -> bool:
    """Whether as many letters side by side would be of East Asia and an alphabet as not: ``烥я``.

    Latin and Greek letters stand there, as in ``β版``; of others chance makes such.
    """
    pairs = [
        set(pair)
        for _, _, first, last in put_in(account)
        for pair in itertools.pairwise(map(script, account.text[first:last]))
    ]
    mixed = sum("CJK" in pair and len(pair) > 1 and pair.isdisjoint(AMONG_IT) for pair in pairs)
    return mixed > 0 and 2 * mixed >= len(pairs)


def stands_within_a_word(_: str, account: Account) -> bool:
    """Whether all would be a few letters of another alphabet within Latin words: ``kylללn``.

    Not those that mathematics has, nor names of programs, ``btnДаClick``.
    """
    spans = [(first, last) for *_, first, last in put_in(account)]
    return bool(spans) and all(
        0 < last - first <= WORD
        and all(map(_is_of_another_alphabet, account.text[first:last]))
        and _are_of_a_word(*beside(account.text, first, last))
        for first, last in spans
    )


def _is_of_another_alphabet(sign: str) -> bool:
    return MODIFIERS <= sign < GENERAL and sign.isalpha() and script(sign) not in AMONG_IT


def _are_of_a_word(before: str, behind: str) -> bool:
    return before.isascii() and before.isalpha() and behind.isascii() and behind.islower()


def writes_no_hangul(_: str, account: Account) -> bool:
    """Whether an account makes no fewer ideographs of a Korean page than syllables: ``路輕``.

    Who writes Korean in an old encoding writes Hangul; ideographs stand in it, a few of a text. Or
    it is Japanese, in which letters of it stand.
    """
    if not all(source_of(item.chain) in KOREAN for item in account.applied):
        return False
    made = "".join(item.edge.after for item in account.applied)
    if not any(map(is_east_asian, made)):
        return False
    hangul = sum(HANGUL <= sign < PRIVATE for sign in made)
    if sum(KANA <= sign < BOPOMOFO for sign in made) >= PAIR:
        return False
    return 2 * hangul <= sum(map(is_east_asian, made))


def is_spelled_out(text: str, account: Account) -> bool:
    """Whether all that an account makes are lone characters of a letter and a plain one behind it.

    ``mi[ée]rcoles`` is no ``mi[馥]rcoles``: pairs of bytes of a text show more than these.
    """
    return all(
        end - start == PAIR
        and text[start:end].isalpha()
        and text[start] >= "\x80" > text[start + 1]
        and script(text[start]) == "LATIN"
        and account.text[first:last] >= CJK
        for start, end, first, last in put_in(account)
    )


def reads_its_words(text: str, account: Account) -> bool:
    """Whether what would be UTF-8 are short words in small letters of the script of the text.

    ``тен`` and ``лю`` are valid in some old page, but of garble far more is left in Cyrillic.
    """
    spans = [text[start:end] for start, end, *_ in put_in(account)]
    shown = "".join(spans)
    own = set(map(script, shown))
    if not all(map(from_utf8, account.applied)) or len(own) > 1 or own <= {"", "LATIN", "CJK"}:
        return False
    words_of_it = shown.isalpha() and shown.islower() and max(map(len, spans)) <= WORD
    left = sum(script(sign) in own for sign in text) - len(shown)
    return words_of_it and left > len(shown)


def leaves_ideographs(text: str, account: Account) -> bool:
    """Whether a decoder that lost bytes made letters of another alphabet of some ideographs alone.

    ``这���味着什么`` is no ``Հ… ζ着什么``: where this many of them stay, the others are meant too.
    """
    if not any(item.edge.lossy for item in account.applied):
        return False
    made = [sign for item in account.applied for sign in item.edge.after if sign.isalpha()]
    shown = [sign for start, end, *_ in put_in(account) for sign in text[start:end]]
    left = sum(map(is_east_asian, text)) - sum(map(is_east_asian, shown))
    strange = bool(made) and max(made) < CJK and {"", "LATIN"}.isdisjoint(map(script, made))
    return strange and left >= len(made)


def takes_look_alikes(text: str, account: Account) -> bool:
    """Whether letters that look like Latin ones stand for these: ``Planеr`` with a Cyrillic е.

    Not where any word that is made of them is one that people use: ``pе`` was på.
    """
    edges = [item.edge for item in account.applied]
    made = "".join(edge.after for edge in edges)
    looks = all(looks_latin(text, edge.start, edge.end) for edge in edges)
    return looks and made.isalpha() and not any_known(account, least=PAIR)
