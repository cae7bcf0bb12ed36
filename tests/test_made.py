"""What an account makes belongs where it stands, and what is listed stays.

Each case is a text, and what of it some chain would make. Not for: what is likelier, see
``test_repair.py``; texts that stay whole, see ``fixtures/clean.json``.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from garblefix import fix_text
from garblefix.damage import Edge, rewritten
from garblefix.search.accounts import Account
from garblefix.search.outcome import Applied
from garblefix.search.vetoes import drawn, ideographs, listed, made, meant, read, sounds, used
from garblefix.stream import StreamRepairer

Veto = Callable[[str, Account], bool]

REFUSED = [
    (made.makes_a_stranger, "porta/BÎù.", "Îù", "ח", "utf-8>cp850"),
    (made.makes_a_stranger, "40 р. за 1 саж.", "саж", "ᠦ", "utf-8>cp866"),
    (made.makes_a_stranger, "PFX Ú K", "Ú ", "ڠ", "utf-8>cp1250"),
    (made.makes_a_stranger, "porta/BÈõû", "Èõû", "雞", "utf-8>mac-roman"),
    (made.makes_a_stranger, "Слова ΌΣΟΣ и όσος", "ΌΣΟΣ", "٪ê", "utf-8>mac-greek"),
    (made.makes_pairs_no_word, "Pan Bońć mówi", "ńć", "č", "utf-8>mac-latin2"),
    (made.makes_plain_signs, "as촣ekam", "촣", "-c", "armscii-8>cp949"),
    (made.is_of_its_kin, "［②⑧］", "［②⑧］", "むゝいめ", "big5>big5hkscs"),
    (made.names_no_sum, "takes 5 Σs", "Σ", "£U", "cp1252>big5"),
    (made.parts_a_word, "sùghaidh", "ù", "•", "cp1252>cp437"),
    (made.parts_a_word, "i segoenti nommiæ", "æ", "؟", "cp1256>cp1257"),
    (made.parts_a_word, "Jungfruöarna", "ö", "\xa0", "koi8-r>mac-roman"),
    (made.ends_in_a_capital, "Estа cidade", "а", "Á", "cp1252>koi8-r"),
    (made.ends_in_a_capital, "a leigeil air dàta", "à", "Ó", "cp850>cp1252"),
    (made.ends_in_a_capital, "no l'é scheito", "é", "È", "mac-roman>cp437"),
    (made.begins_no_word, "Òstair na làraich", "Ò", "“", "mac-roman>cp1252"),
    (made.begins_no_word, "ID ôstatnie", "ô", "“", "cp1252>cp850"),
    (made.takes_look_alikes, "Der Zug fährt hеute", "е", "å", "cp1252>cp1251"),
    (made.takes_look_alikes, "Вutterbrot essen", "В", "Â", "cp1252>cp1251"),
    (made.takes_look_alikes, "SENSЕ of order", "Е", "Å", "cp1252>cp1251"),
    (made.begins_no_word, "città,Êîðîáêà", "Êîðîáêà", "\xa0оробка", "mac-cyrillic>cp1252"),
    (made.mixes_scripts, "x = 'þâÑÐÅ§'", "þâÑÐÅ", "烥я", "utf-8>cp850"),
    (made.writes_no_hangul, 'f("ÖØÌî")', "ÖØÌî", "路輕", "cp949>cp1252"),
    (made.is_spelled_out, "/caf[ée]s?/", "ée", "馥", "cp932>cp1252"),
    (made.reads_its_words, "/^пн/i, /^лю/i, /^сб/i", "лю", "М", "utf-8>cp855"),
    (meant.means_what_it_names, "l'article n° ci-dessous", "°", "í", "cp850>mac-roman"),
    (meant.stands_alone, "# † &dagger; a sign", "†", "å", "cp850>cp1252"),
    (listed.is_in_order, 'list("áàä")', "áàä", "באה", "cp1255>cp1252"),
    (read.is_part_of_a_run, '"¼¤»î»¤¶Ü"', "î»¤", "\uece4", "utf-8>cp1252"),
    (meant.reads_quantities, "²¹/¹³", "²¹", "Ադ", "armscii-8>cp1252"),
    (meant.cannot_be_seen, "%(number)s\xa0minuty", "\xa0", "á", "cp850>cp1252"),
    (meant.cannot_be_seen, "elle est\xa0: oui", "\xa0", "á", "cp850>cp1252"),
    (meant.cannot_be_seen, "Donau\xaddampf", "\xad", "ş", "cp852>cp1252"),
    (meant.are_apostrophes, "Cha b’ urrainn", "’", "í", "mac-roman>cp1252"),
    (meant.stands_alone, "Это — дом", "—", "С", "cp1251>mac-roman"),
    (meant.stands_alone, "valeur ‡5 par jour", "‡", "à", "cp1252>mac-roman"),
    (meant.stands_alone, 'if (sign > "\x80") return;', "\x80", "€", "cp1252>latin-1"),
    (meant.stands_alone, "    0x93, // \x93", "\x93", "“", "cp1252>latin-1"),
    (meant.stands_alone, "201\t81\t┴\tTRAIT VERS LE HAUT", "┴", "à", "cp850>koi8-r"),
    (listed.is_in_order, '("k" "勻均畇筠菌")', "勻均畇筠菌", "вгдеж", "utf-8>cp949"),
    (listed.is_in_order, "% ÉéĚěÍí", "ÉéĚěÍí", "砷天晚", "gb18030>cp1250"),
    (listed.ends_a_range, "[а-яё]+", "яё", "ѣ", "utf-8>koi8-r"),
    (listed.are_quotes, "quotes = „”«»", "„”«»", "مساب", "cp1256>mac-roman"),
    (listed.quotes_a_letter, "# ‘Ђ’ in one, ‘Щ’", "‘Ђ’", "САТ", "cp866>cp1251"),
    (listed.takes_an_escape, r"ꡖ\uA860", "ꡖ\\", "遙暴", "cp932>utf-8"),
    (listed.stands_in_a_class, "X o om [^áéőúý].o", "áéőúý]", "맥木山", "johab>cp852"),
    (listed.stands_among_escapes, r'"\x03ʣ\x9c"', "ʣ", "複", "euc_jp>utf-8"),
    (used.replaces_words, "én av én", "é", "Ä", "cp850>mac-roman"),
    (drawn.ruler, "│ │ │ └─ 77 worker", "│ │ │ └─", "і і і АД", "cp1251>cp437"),
    (used.means_what_it_shows, "الحروف: أ، ب", "أ،", "á", "utf-8>cp1256"),
    (used.means_what_it_shows, "w W å Å 1", "Å ", "Š", "utf-8>cp1252"),
    (used.takes_words_for_signs, "слово тив", "тив", "⨢", "utf-8>cp866"),
    (ideographs.are_ideographs, "水獺", "獺", "á", "utf-8>big5"),
    (ideographs.are_ideographs, "'丹dan'", "丹", "ð", "utf-8>euc_jp"),
    (ideographs.are_ideographs, "聶\tnip6 驴lǘ", "驴", "¿", "utf-8>gbk"),
    (ideographs.are_ideographs, "蘑菇\tmo2 gu5", "蘑菇", "Ĩۣ", "utf-8>big5"),
    (ideographs.are_ideographs, "蛙\t蛙", "蛙\t蛙", "ต\tต", "cp874>big5"),
    (sounds.are_sounds, "ɡʲ -> gi", "ɡʲ", "伞什", "gb18030>utf-8"),
    (sounds.are_sounds, "i0.ɵɵelement", "ɵɵ", "傻傻", "gb18030>utf-8"),
    (drawn.borders_columns, "and so on│", "│", "ł", "cp1250>cp437"),
    (
        listed.are_quotes,
        "~E</b>\xa0»\xa0» affiche",
        "\xa0»\xa0»",
        "ლილი",
        "georgian-academy>mac-roman",
    ),
    (meant.stands_alone, "Mise en cours …", "…", "à", "cp850>cp1252"),
    (meant.stands_alone, "/*! © Fred Ltd */", "©", "ø", "cp1257>cp850"),
    (meant.cannot_be_seen, "Zakres</b> i\xa0<b>Kopie", "\xa0", "š", "cp1252>koi8-r"),
]
ALLOWED = [
    (made.makes_a_stranger, "Ð¯ люблю", "Ð¯", "Я", "utf-8>cp1252"),
    (made.makes_a_stranger, "5 Î©", "Î©", "Ω", "utf-8>cp1252"),
    (made.begins_no_word, "100Êðóáëåé", "Êðóáëåé", "\xa0рублей", "mac-cyrillic>cp1252"),
    (made.mixes_scripts, "Î²ç‰ˆ", "Î²ç‰ˆ", "β版", "utf-8>cp1252"),
    (made.reads_its_words, "Привет, РјРёСЂ", "РјРёСЂ", "мир", "utf-8>cp1251"),
    (read.writes_letters_in_pairs, "Das ist f¨¹r Dich", "¨¹", "ü", "gb18030>cp1252"),
    (made.makes_a_stranger, "ondan sonra gÉ™ldi", "É™", "ə", "utf-8>cp1252"),
    (made.makes_pairs_no_word, "cafÃ©", "Ã©", "é", "utf-8>cp1252"),
    (made.makes_pairs_no_word, "tikanƒçno", "ƒç", "č", "utf-8>mac-roman"),
    (made.parts_a_word, "doesÕnt", "Õ", "’", "mac-roman>cp1252"),
    (made.parts_a_word, "cafÃ©", "Ã©", "é", "utf-8>cp1252"),
    (made.ends_in_a_capital, "całą listĂ„â„˘", "Ă„â„˘", "Ä™", "utf-8>cp1250"),
    (made.begins_no_word, "ÒIk ben niet", "Ò", "“", "mac-roman>cp1252"),
    (made.takes_look_alikes, "det er pе", "е", "å", "cp1252>cp1251"),
    (meant.cannot_be_seen, "O diplom\xa0tico", "\xa0", "á", "cp850>cp1252"),
    (listed.ends_a_range, "café-Ã©tat", "Ã©", "é", "utf-8>cp1252"),
    (listed.is_in_order, "ïðèâåò", "ïðèâåò", "привет", "cp1251>cp1252"),
    (listed.is_in_order, "ÁÅÄÀ", "ÁÅÄÀ", "БЕДА", "cp1251>cp1252"),
    (listed.are_quotes, "t“n", "“", "ô", "cp437>cp1252"),
    (meant.stands_alone, "Мы — —ад", "— —", "С С", "cp1251>mac-roman"),
    (meant.are_apostrophes, "doesn’t", "’", "í", "mac-roman>cp1252"),
    (used.replaces_words, "vÂr katt", "Â", "å", "cp1252>mac-roman"),
    (drawn.sign_for_sign, "Dijo: ┐qué", "┐", "¿", "cp1252>cp850"),
    (drawn.ruler, "╧╨╚┬┼╥", "╧╨╚┬┼╥", "ПРИВЕТ", "cp1251>cp437"),
    (drawn.borders_columns, "zaczą│", "│", "ł", "cp1250>cp437"),
    (used.takes_words_for_signs, "1998тАУ2004", "тАУ", "–", "utf-8>cp866"),
    (ideographs.are_ideographs, "Beyonc矇的新歌", "矇", "é", "utf-8>big5"),
    (ideographs.are_ideographs, "a grupului 艧", "艧", "ş", "utf-8>gbk"),
    (ideographs.are_ideographs, "脴rsted", "脴", "Ø", "utf-8>gbk"),
    (ideographs.are_ideographs, "屑褘 谐芯写", "屑褘", "мы", "utf-8>gbk"),
    (sounds.are_sounds, "// ɽˮ", "ɽˮ", "山水", "gb18030>utf-8"),
    (meant.stands_alone, "il habite … Paris avec nous", "…", "à", "cp850>cp1252"),
    (meant.cannot_be_seen, "quando j\xa0 era noite", "\xa0", "á", "cp850>cp1252"),
]


def account(text: str, before: str, after: str, chain: str) -> Account:
    """The account that makes ``after`` of what stands in the text, a character each if it can."""
    start = text.index(before)
    edges: tuple[Edge, ...] = (Edge(start, start + len(before), after),)
    if len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True), start)
        edges = tuple(Edge(at, at + 1, sign) for at, (shown, sign) in pairs if shown != sign)
    applied = tuple(Applied(edge, "misread", chain, 1.0) for edge in edges)
    return Account(rewritten(text, edges), 0.0, applied)


def name(value: object) -> str | None:
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(("veto", "text", "before", "after", "chain"), REFUSED, ids=name)
def test_what_does_not_belong_is_refused(
    veto: Veto, text: str, before: str, after: str, chain: str
) -> None:
    assert veto(text, account(text, before, after, chain))


@pytest.mark.parametrize(("veto", "text", "before", "after", "chain"), ALLOWED, ids=name)
def test_what_belongs_is_not(veto: Veto, text: str, before: str, after: str, chain: str) -> None:
    assert not veto(text, account(text, before, after, chain))


TYPESET = [
    "Если группа не\xa0указана, новые участники попадут в\xa0общую группу.",
    "Мы\xa0ждали автобус на\xa0остановке, но\xa0он\xa0так и\xa0не\xa0приехал.",
    "Пароли не\xa0совпадают, введите их\xa0ещё раз.",
    "Влакът за\xa0града тръгва в\xa0шест часа от\xa0втория коловоз.",
    "Vlak do\xa0města odjíždí v\xa0šest hodin z\xa0druhé koleje.",
    "Pociąg do\xa0miasta odjeżdża o\xa0szóstej z\xa0drugiego peronu.",
    "Où va ce train\xa0? À\xa0Paris\xa0: il part à\xa018\xa0h.",
]


def test_no_break_spaces_that_set_lines_in_stay_in_a_file() -> None:
    lines = ["\xa0\xa0\xa0 Die Bücher läuft niemand ab.", "\xa0\xa0\xa0\xa0* für größere Räume"]
    data = "".join(f"{line}\n" for line in lines * 60).encode()
    assert b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data))) == data


def test_no_break_spaces_stay_in_a_file() -> None:
    data = "".join(f"{line}\n" for line in TYPESET * 20).encode()
    assert b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data))) == data


def test_a_no_break_space_may_still_have_been_a_letter() -> None:
    assert fix_text("O diplom\xa0tico est\xa0 em casa") == "O diplomático está em casa"


def test_a_tree_stays_in_a_file() -> None:
    tree = "│ │ │     └─ 77 worker\n│ │   ├─ 78 shell\n│ │   └─ 79 clock\n" * 30
    data = tree.encode()
    assert b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data))) == data
