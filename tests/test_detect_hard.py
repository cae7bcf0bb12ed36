"""The detector on what is known to be hard: short, ambiguous, damaged, declared, hinted at."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garblefix.detect import detect
from garblefix.detect.declared import declared
from garblefix.detect.ebcdic import maybe_ebcdic
from garblefix.detect.utf7 import maybe_utf7
from garblefix.detect.utf8 import structure

RUSSIAN = "Сегодня утром шёл дождь, и мы остались дома. Потом вышло солнце."
GERMAN = "Die Straßenbahn fährt über die Brücke zur Universität."
CHINESE = "今天下午我们去图书馆借书，\n然后回家做饭。\n"
JAPANESE = "明日の朝、駅の前で会いましょう。\n天気がよければ歩きます。\n"

# Text and the codec that wrote it; the answer must decode it to the same text.
HARD = [
    # Half-width katakana: in Shift-JIS each is one byte, as letters of any page are.
    ("ｶﾀｶﾅ ﾃﾞｰﾀ ｴﾗｰ", "cp932"),
    ("ﾌｧｲﾙｶﾞ ﾐﾂｶﾘﾏｾﾝ", "cp932"),
    # Upper-case Cyrillic: in KOI8-R it is lower-case letters of Windows-1251.
    ("ВНИМАНИЕ! ВХОД ВОСПРЕЩЁН", "koi8-r"),
    ("ВНИМАНИЕ! ВХОД ВОСПРЕЩЁН", "cp1251"),
    ("ВНИМАНИЕ! ВХОД ВОСПРЕЩЁН", "cp866"),
    ("ВНИМАНИЕ! ВХОД ВОСПРЕЩЁН", "mac-cyrillic"),
    ("ВНИМАНИЕ! ВХОД ВОСПРЕЩЁН", "iso8859-5"),
    # One accented letter in ASCII.
    ("The café on the corner is open until ten.", "cp1252"),
    ("The café on the corner is open until ten.", "mac-roman"),
    ("The café on the corner is open until ten.", "cp850"),
    ("Herr Müller wrote the report.", "cp1252"),
    ("Herr Müller wrote the report.", "cp437"),
    ("It is 20 °C today and 30 °C tomorrow.", "cp1252"),
    # One sign in ASCII, beside a letter or not.
    ("each call took 40 µs (±3 µs)\n", "cp1252"),
    ("/* sleeps for some µs */\n", "latin-1"),
    ("Probe;(µg/l);(µm)\nB2;7.5;30\n", "cp1252"),
    ("f(z) = z² - c\n", "cp1252"),
    ("a floor of 60 m² and two rooms", "cp1252"),
    ("Kitchenware® by Pottery™ and others", "cp1252"),
    ("p·q = r\nfor all p and q", "latin-1"),
    ("Tel. nº 7", "cp1252"),
    ("title,Émilie va à la plage\n", "cp1252"),
    # Big5 and GBK, EUC-JP and GBK, EUC-KR and GBK share nearly all their pairs of bytes.
    ("圖書館借書", "big5"),
    ("图书馆借书", "gbk"),
    ("圖書館借書", "gbk"),
    ("駅前で会いましょう", "euc_jp"),
    ("駅前で会いましょう", "cp932"),
    ("역 앞에서 만나요", "cp949"),
    # Pages of Windows, DOS and the Mac.
    ("Zażółć gęślą jaźń", "cp1250"),
    ("Zażółć gęślą jaźń", "iso8859-2"),
    ("Zażółć gęślą jaźń", "cp852"),
    ("Zażółć gęślą jaźń", "mac-latin2"),
    ("Σήμερα ο καιρός είναι καλός", "cp737"),
    ("Σήμερα ο καιρός είναι καλός", "mac-greek"),
    ("Bu akşam yemeğe gidiyoruz", "cp857"),
    ("Šiandien šviečia saulė", "cp775"),
    ("היום הלכנו לטייל ליד הים", "cp862"),
    ("ذهبنا اليوم إلى السوق", "cp720"),
    # EBCDIC, with line ends and without.
    ("Der Zug fährt heute später ab.\nBitte warten.", "cp273"),
    ("היום הלכנו לטייל ליד הים", "cp424"),
    ("Σήμερα ο καιρός είναι καλός", "cp875"),
    # UTF-7 beside ASCII with plus signs.
    ("Grüße aus Köln + Bonn", "utf-7"),
    ("今日は雨です", "utf-7"),
    # UTF-16 without a NUL and without a mark.
    ("今天下午我们去", "utf-16-le"),
    ("今天下午我们去", "utf-16-be"),
]

# Bytes that are no text.
NO_TEXT = [
    b"\x80",
    b"\0",
    b"\0" * 5000,
    bytes(range(256)) * 20,
    random.Random(1).randbytes(64),
    random.Random(2).randbytes(3000),
    random.Random(3).randbytes(300_000),
]

DECLARATIONS = [
    (b'<html><meta charset="windows-1251">', "cp1251"),
    (b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', "cp932"),
    (b"<?xml version='1.0' encoding='ISO-8859-2'?>", "iso8859-2"),
    (b'@charset "big5";', "cp950"),
    (b"#!/usr/bin/python\n# -*- coding: latin-1 -*-", "cp1252"),
    (b"/* vim: set fileencoding=euc-jp : */", "euc_jp"),
    (b"Content-Type: text/plain; charset=koi8-r\n", "koi8-r"),
    (b'<meta charset="no-such-thing">', ""),
    (b"the charset of this page", ""),
]


@pytest.mark.parametrize(("text", "codec"), HARD)
def test_hard(text: str, codec: str) -> None:
    data = text.encode(codec)
    assert data.decode(detect(data)[0].encoding) == text


@pytest.mark.parametrize("data", NO_TEXT, ids=len)
def test_no_text_gets_no_confidence(data: bytes) -> None:
    assert detect(data)[0].confidence < 0.5


@pytest.mark.parametrize(("data", "name"), DECLARATIONS)
def test_declarations(data: bytes, name: str) -> None:
    assert declared(data) == name


def test_a_declaration_is_evidence_and_no_verdict() -> None:
    """The same word of two bytes, and a page whose author forgot to change the header."""
    word = "Жук".encode("cp1251")
    plain, declared_so = (detect(b"<meta %s=cp1251>" % key + word)[0] for key in (b"n", b"charset"))
    assert declared_so.encoding == "cp1251"
    assert plain.encoding != "cp1251" or plain.confidence < declared_so.confidence
    wrong = b"<meta charset=windows-1251>" + RUSSIAN.encode("koi8-r")
    assert detect(wrong)[0].encoding == "koi8-r"
    assert detect(b"<meta charset=gbk>" + RUSSIAN.encode())[0].encoding == "utf-8"


def test_the_language_helps_where_there_is_little_text() -> None:
    assert detect(b"\xe8", language="cs")[0].encoding == "cp1250"
    assert detect(b"\xe8", language="fr")[0].encoding == "cp1252"
    assert detect(b"\xe8", language="ru")[0].encoding == "cp1251"
    # It does not outweigh a sentence.
    assert detect(RUSSIAN.encode("koi8-r"), language="fr")[0].encoding == "koi8-r"


def test_only_the_candidates_are_answers() -> None:
    data = RUSSIAN.encode("cp866")
    for names in (["cp1251", "koi8-r"], ["latin-1"], ["cp866", "utf-8"]):
        answers = {guess.encoding for guess in detect(data, candidates=names)}
        assert answers <= {*names, "cp1252", "latin-1"}
    assert detect(data, candidates=["cp1251", "IBM866"])[0].encoding == "cp866"
    assert detect(data.decode("cp866").encode("utf-16"), candidates=["utf-16"])[0].confidence > 0.9
    # Without its mark that codec reads nothing.
    assert detect(data, candidates=["utf-16"])[0].confidence < 0.5
    with pytest.raises(LookupError):
        detect(data, candidates=["no-such-encoding"])


def test_the_name_of_a_file_is_a_hint() -> None:
    art = "╓──╖ ▄█▀ Greetings".encode("cp437")
    assert detect(art, name="/tmp/README.NFO")[0].encoding == "cp437"
    lone = b"\x81ber"
    assert detect(lone, name="list.dbf")[0].encoding in {"cp437", "cp850"}


@pytest.mark.parametrize("text", [RUSSIAN, GERMAN * 2, CHINESE * 2, JAPANESE * 2])
@pytest.mark.parametrize("codec", ["utf-8", "legacy", "utf-16-le", "utf-32-be"])
def test_one_byte_deleted(text: str, codec: str) -> None:
    """Wherever it is, the answer reads the undamaged bytes.

    In wide encodings it is the beginning that says what all of it is.
    """
    legacy = {RUSSIAN: "cp1251", GERMAN * 2: "cp1252", CHINESE * 2: "gbk", JAPANESE * 2: "cp932"}
    name = legacy[text] if codec == "legacy" else codec
    data = text.encode(name)
    wide = codec.startswith("utf-") and codec != "utf-8"
    places = range(80 if wide else 0, len(data), 7)
    found = [detect(data[:place] + data[place + 1 :])[0].encoding for place in places]
    right = sum(data.decode(each, "replace") == text for each in found)
    assert right >= 0.95 * len(found)


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16-be", "gb18030"])
def test_cut_anywhere(codec: str) -> None:
    data = (CHINESE * 3).encode(codec)
    for end in range(30, len(data)):
        answer = detect(data[:end])[0].encoding
        assert data[:end].decode(answer, "ignore") == data[:end].decode(codec, "ignore")


def test_structure_of_utf8() -> None:
    assert structure(RUSSIAN.encode()).is_sure
    damaged = RUSSIAN.encode()[:40] + RUSSIAN.encode()[41:]
    assert structure(damaged).is_sure and not structure(damaged).is_valid
    # A word that happens to be valid is no evidence, however often it stands there.
    assert not structure("状态\n".encode("gbk") * 100).is_sure
    assert not structure(RUSSIAN.encode("cp1251")).is_sure


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_utf7_and_ebcdic_are_recognised_by_their_structure(text: str) -> None:
    if not text.isascii() and "+" not in text:
        assert maybe_utf7(text.encode("utf-7")) or b"+" not in text.encode("utf-7")
    assert not maybe_ebcdic(("a few words " + text).encode("ascii", "ignore") * 4)


@pytest.mark.parametrize(
    "line",
    [
        "diff --git a/x b/x\n@@ -1,2 +1,3 @@\n+maxtag",
        "offset +1yY of +P1w, keys Ctrl+Esc and ::ttk+ttk::dialog",
        "ssh-rsa AAAAB3NzaC1yc2E+DktYYzxkXRIkTiEYWBHqev0xnpCxYlqMBufKZHA= me@host",
        "password: +cn5dqHfUUYM and +8LFtoDkAwfE",
    ],
)
def test_plus_signs_are_no_utf_7(line: str) -> None:
    text = f"Some lines of plain English text stand before it.\n{line}\nAnd some more behind it.\n"
    assert detect(text.encode("ascii"))[0].encoding == "ascii"


def test_markup_and_addresses_say_nothing_against_a_word() -> None:
    """The model has hardly seen any; they are the same in every encoding."""
    markup = (
        "</title>\n\n<link>http://www.example.org/opinions.php?id=142&amp;from=rss</link>\n<item>"
    )
    for word, encoding in (("לעצור", "cp1255"), ("Новости", "cp866"), ("搜狐在线国庆", "gbk")):
        data = f"<title>{word}{markup}".encode(encoding)
        assert data.decode(detect(data)[0].encoding) == data.decode(encoding)


def test_a_rule_of_one_character_is_one_piece_of_evidence() -> None:
    for rule, codec in (("━" * 60, "cp932"), ("＝" * 40, "cp932")):
        data = f"お知らせ\n{rule}\n明日の朝、駅の前で会いましょう。\n".encode(codec)
        assert detect(data)[0].encoding == codec


def test_a_declaration_must_be_borne_out() -> None:
    declaration = b'<?xml version="1.0" encoding="%b"?>\n'
    for said, text, codec in (
        (b"gb2312", "明日の朝、駅の前で会いましょう。それから東京へ行きます。", "euc_jp"),
        (b"koi8-r", "Сегодня утром шёл дождь, и мы остались дома.", "cp1251"),
        (b"big5", "今天下午我们去图书馆借书，晚上大家一起回家做饭。", "gb18030"),
    ):
        data = declaration % said + text.encode(codec) * 3
        assert data.decode(detect(data)[0].encoding, "replace") == data.decode(codec)


def test_programs_are_no_text() -> None:
    header = b"\x7fELF\2\1\1" + bytes(9) + b"\3\0>\0\1\0\0\0\x80J\0\0\0\0\0\0@\0\0\0\0\0\0\0"
    assert detect(header * 20)[0].confidence < 0.5
    assert detect(bytes(1000) + b"<html>text</html>")[0].confidence < 0.5


def test_escapes_late_in_a_file_count() -> None:
    data = b"plain\n" * 5000 + JAPANESE.encode("iso2022_jp") + b"\n"
    assert detect(data)[0].encoding == "iso2022_jp"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        # The accent that stands alone, typed for an apostrophe.
        ("O cantor disse que os amigo´s da banda voltam em abril.", "cp1252"),
        ("Katanya ´lampu´ dan ´pintu´ sudah diganti kemarin sore.", "cp850"),
        # The sign for "micro", typed for the letter.
        ("Το µεσηµέρι θα φάµε στην αυλή, αν δεν βρέχει πολύ.", "cp1253"),
        # A dash inside a word of another page.
        ("De veerboot naar de Faeröer vertrekt om zeven uur.", "iso8859-15"),
        # A quotation mark that opens, at the end of a word.
        ("Wij gaan in de zomer naar Namibië en blijven daar een maand.", "mac-roman"),
        ("Het pad is deze week geëffend en geëgaliseerd.", "cp850"),
    ],
)
def test_what_people_type_and_what_no_word_holds(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(detect(data)[0].encoding) == text


@pytest.mark.parametrize("encoding", ["cp500", "cp037", "cp1140", "cp273"])
def test_a_line_may_begin_with_any_capital(encoding: str) -> None:
    """Brackets and exclamation marks are what tells the pages of EBCDIC apart."""
    text = "Le soir est doux !\nÇa sent la mer.\nÉcoute les vagues, elles reviennent !\n" * 3
    data = text.encode(encoding)
    assert data.decode(detect(data)[0].encoding) == text


@pytest.mark.parametrize(
    "text", ["Wij lezen over twee coöperaties in Brussel.", "Das Fest in der Bäckerei war schön."]
)
def test_one_or_two_runs_in_a_word_are_utf7(text: str) -> None:
    data = f"2041 plain words, Cybocephalus.\n{text}\nMore plain words.".encode("utf-7")
    assert detect(data)[0].encoding == "utf-7"


@pytest.mark.parametrize("text", [b"x86+ARM-based", b"C+ASM-code and x86+ARM-boards"])
def test_a_plus_before_letters_is_a_plus(text: bytes) -> None:
    assert detect(b"It is %b that we build, more or less.\n" % text)[0].encoding == "ascii"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE])
def test_a_mark_before_no_text_is_no_mark(mark: bytes) -> None:
    assert detect(mark + bytes(64))[0].confidence < 0.5
    assert detect(mark + random.Random(3).randbytes(300))[0].confidence < 0.5


@pytest.mark.parametrize("fill", [b"\0", b"\xff", b"\1", b"\x7f\2"])
def test_what_fills_space_is_no_text(fill: bytes) -> None:
    assert detect(fill * 1000)[0].confidence < 0.5


@pytest.mark.parametrize("size", [20, 200, 2000])
def test_random_bytes_are_no_utf16(size: int) -> None:
    """One in a hundred begins with what are characters of UTF-16, all of them printable."""
    chance = random.Random(f"noise {size}")
    found = [detect(chance.randbytes(size))[0].confidence for _ in range(200)]
    assert sum(confidence > 0.5 for confidence in found) <= 1


def test_a_wide_file_may_end_anywhere() -> None:
    data = "Morgen regnet es.".encode("utf-16")
    for end in (5, 7, 8, 11, len(data) - 1):
        assert detect(data[:end])[0].encoding == "utf-16"


def test_joiners_are_text() -> None:
    text = "او می‌خواهد فردا به خانه‌ی ما بیاید.\n" * 8
    assert detect(text.encode("utf-16-be"))[0].encoding == "utf-16-be"


def test_a_han_character_with_a_zero_byte_is_no_sign_of_the_other_order() -> None:
    text = "秋天的早晨，一个老人牵着一匹白马，沿着河边慢慢走到海边，路上没有说一句话。\n"
    for codec in ("utf-16-be", "utf-16-le"):
        assert detect((text * 6).encode(codec))[0].encoding == codec


@pytest.mark.parametrize(
    "text",
    [
        "Blue Öyster Cult\nMötley Crüe\nQueensrÿche\n",
        "Queensrÿche\n",
        "L'Haÿ-les-Roses\n",
        "Moët et Eugène Ysaÿe, Pierre Louÿs\n",
        "pipe;Ø 20;5 m\n",
        "// hole Ø8\n",
        "Rohr Ø 30 x 2 mm\n",
        "/* -------- */\n// Ø 12 mm, § 3\n",
        "axle: Ø 45.5, see § 7\n",
    ],
)
def test_what_is_rare_in_western_text_is_no_other_page(text: str) -> None:
    """The last letter of Latin-1 in a word, and the one that stands for a diameter."""
    data = text.encode("cp1252")
    best = detect(data)[0]
    assert data.decode(best.encoding) == text or best.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("that’s what we’ve got\n", "iso8859-13"), ("Ш 12 и Ш 14, см. чертёж\n", "cp1251")],
)
def test_what_another_page_has_there_stays(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert data.decode(detect(data)[0].encoding) == text
