"""The detector: what it must tell apart, and what must hold for any bytes at all."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from garblefix.detect import decide, detect
from garblefix.detect.sample import PIECE, REACH, WORDS, sample
from garblefix.language import identify
from tests.texts import SENTENCES

GERMAN = "Die Straßenbahn fährt über die Brücke zur Universität."
FRENCH = "Où est passée la clé de la boîte aux lettres ?"
POLISH = "Zażółć gęślą jaźń, a potem idź spać."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy."
ROMANIAN = "Fişierul conţine informaţii despre şcoală."
TURKISH = "Bu akşam arkadaşlarımla yemeğe gidiyoruz."
LITHUANIAN = "Šiandien šviečia saulė ir žmonės eina į parką."
RUSSIAN = "Сегодня утром шёл дождь, и мы остались дома."
UKRAINIAN = "Сьогодні ми їдемо до моря, бо світить сонце."
GREEK = "Σήμερα ο καιρός είναι πολύ καλός."
HEBREW = "היום הלכנו לטייל ליד הים."
ARABIC = "ذهبنا اليوم إلى السوق لشراء الخبز."
THAI = "วันนี้อากาศดีมาก เราไปเดินเล่นกัน"
SIMPLIFIED = "今天下午我们去图书馆借书。"
TRADITIONAL = "今天下午我們去圖書館借書。"
JAPANESE = "明日の朝、駅の前で会いましょう。"
KOREAN = "내일 아침에 역 앞에서 만나요."
VIETNAMESE_TONES = "Hôm nay trơ\u0300i mưa nên chu\u0301ng tôi ơ\u0309 nha\u0300."

# Text, codec that wrote it, name of the answer, language.
TEXTS = [
    (GERMAN, "latin-1", "cp1252", "de"),
    (GERMAN, "cp850", "cp850", "de"),
    (FRENCH, "cp1252", "cp1252", "fr"),
    (FRENCH, "mac-roman", "mac-roman", "fr"),
    (POLISH, "cp1250", "cp1250", "pl"),
    (POLISH, "iso8859-2", "iso8859-2", "pl"),
    (CZECH, "cp852", "cp852", "cs"),
    (ROMANIAN, "cp1250", "cp1250", "ro"),
    (TURKISH, "cp1254", "cp1254", "tr"),
    (LITHUANIAN, "cp1257", "cp1257", "lt"),
    (RUSSIAN, "cp1251", "cp1251", "ru"),
    (RUSSIAN, "koi8-r", "koi8-r", "ru"),
    (RUSSIAN, "cp866", "cp866", "ru"),
    (RUSSIAN, "iso8859-5", "iso8859-5", "ru"),
    (UKRAINIAN, "koi8-u", "koi8-u", "uk"),
    (GREEK, "cp1253", "cp1253", "el"),
    (HEBREW, "cp1255", "cp1255", "he"),
    (ARABIC, "cp1256", "cp1256", "ar"),
    (THAI, "cp874", "cp874", "th"),
    (SIMPLIFIED, "gb2312", "gb18030", "zh"),
    (SIMPLIFIED, "gbk", "gb18030", "zh"),
    (TRADITIONAL, "big5", "big5", "zh"),
    (JAPANESE, "shift_jis", "cp932", "ja"),
    (JAPANESE, "euc_jp", "euc_jp", "ja"),
    (KOREAN, "euc_kr", "cp949", "ko"),
    (KOREAN, "johab", "johab", "ko"),
    (VIETNAMESE_TONES, "cp1258", "cp1258", "vi"),
    (SENTENCES["vi"], "tcvn3", "tcvn", "vi"),
    (SENTENCES["vi"], "viscii", "viscii", "vi"),
    (SENTENCES["vi"], "vni-windows", "vni", "vi"),
    (SENTENCES["hy"], "armscii-8", "armscii-8", "hy"),
    (SENTENCES["ka"], "georgian-ps", "georgian-ps", "ka"),
    (SENTENCES["ka"], "georgian-academy", "georgian-academy", "ka"),
    ("Съобщението беше записано, но картината липсва.", "mik", "mik", "bg"),
    (RUSSIAN, "utf-8", "utf-8", "ru"),
    (RUSSIAN, "utf-8-sig", "utf-8-sig", "ru"),
    (RUSSIAN, "utf-16", "utf-16", "ru"),
    (RUSSIAN, "utf-32", "utf-32", "ru"),
    (RUSSIAN, "utf-16-le", "utf-16-le", "ru"),
    (RUSSIAN, "utf-16-be", "utf-16-be", "ru"),
    (SIMPLIFIED, "utf-16-le", "utf-16-le", "zh"),
    (GERMAN, "utf-32-be", "utf-32-be", "de"),
    (SIMPLIFIED, "hz", "hz", "zh"),
    (JAPANESE, "iso2022_jp", "iso2022_jp", "ja"),
    (KOREAN, "iso2022_kr", "iso2022_kr", "ko"),
    ("The train to London is late today.", "ascii", "ascii", "en"),
    # EBCDIC is not among the candidates: chardet knows it.
    ("The train to London is late again today.", "cp500", "cp500", "en"),
]

# Short or odd: bytes, codecs of which the first answer must be one.
SHORT = [
    ("café".encode("cp1252"), {"cp1252"}),
    ("it’s".encode("cp1252"), {"cp1252"}),
    ("20 °C".encode("cp1252"), {"cp1252"}),
    # Valid UTF-8 as well, by chance: U+05F4 U+032C.
    ("状态".encode("gbk"), {"gb18030"}),
    ("ПРИВЕТ МИР".encode("cp866"), {"cp866"}),
    ("ﾃﾞｰﾀ ｴﾗｰ".encode("cp932"), {"cp932"}),
    # No text in any language, and UTF-8 all the same.
    ("Ã©tÃ© dÃ©jÃ ".encode(), {"utf-8"}),
    ("ሰላም ለዓለም".encode(), {"utf-8"}),
    ("a\N{REPLACEMENT CHARACTER}b déjà".encode(), {"utf-8"}),
    # A terminal's colours and a program's braces are no escapes of ISO-2022 or HZ.
    (b"\x1b[31mred\x1b[0m", {"ascii"}),
    (b"if ~{x} then ~{y}", {"ascii"}),
    (b"/usr/share/doc\0/usr/lib\0/etc\0", {"ascii"}),
    ("/usr/share/déjà\0/usr/lib/été\0".encode(), {"utf-8"}),
]

# Damaged, and still what it was.
DAMAGED = [
    (RUSSIAN.encode()[:-6] + RUSSIAN.encode()[-5:], "utf-8"),
    (SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode(), "utf-8"),
    ((SIMPLIFIED + "价格 ").encode("gbk") + b"\x80" + b"50", "gb18030"),  # CP936's euro sign
    ((JAPANESE * 3).encode("cp932")[:-1], "cp932"),
    ((TRADITIONAL * 3).encode()[1:], "utf-8"),
]


@pytest.mark.parametrize(("text", "codec", "name", "language"), TEXTS)
def test_sentences(text: str, codec: str, name: str, language: str) -> None:
    best = detect(text.encode(codec))[0]
    assert (best.encoding, best.language) == (name, language)
    assert best.confidence > 0.9
    assert text.encode(codec).decode(best.encoding) == text


@pytest.mark.parametrize(("data", "names"), SHORT)
def test_short_and_odd(data: bytes, names: set[str]) -> None:
    assert detect(data)[0].encoding in names


@pytest.mark.parametrize(("data", "name"), DAMAGED)
def test_damage_costs_and_does_not_veto(data: bytes, name: str) -> None:
    assert detect(data)[0].encoding == name


def test_an_answer_that_bytes_contradict_is_not_sure() -> None:
    assert 0.5 < detect(SIMPLIFIED.encode() * 50 + b"\xff")[0].confidence <= 0.9


def test_no_data() -> None:
    assert detect(b"") == []


@pytest.mark.parametrize("size", [200, 5000, 100_000])
def test_random_bytes_are_no_text(size: int) -> None:
    best = detect(random.Random(size).randbytes(size))[0]
    assert best.confidence < 0.2


@pytest.mark.parametrize("data", [b"\0", b"\0" * 1000, b"\x7fELF\2\1\1\0\0\0\0\0\xfe\x80" * 40])
def test_binary_is_no_text(data: bytes) -> None:
    best = detect(data)[0]
    assert (best.encoding, best.confidence) == ("latin-1", 0.0)


def test_short_input_is_less_sure() -> None:
    confidences = [detect(POLISH.encode("iso8859-2")[2 : 2 + n])[0].confidence for n in (1, 30)]
    assert confidences[0] < 0.9 < confidences[1]


def test_what_decides_may_stand_anywhere() -> None:
    data = b"a plain line\n" * 50_000 + RUSSIAN.encode("koi8-r") + b"\nand on\n" * 50_000
    assert detect(data)[0].encoding == "koi8-r"


def test_the_whole_file_is_checked() -> None:
    """Only the last letter is not in CP1252's lower half: the name must decode that, too."""
    plain = "Дом стоит у реки. ".encode("cp1251")
    data = plain * 5000 + b"\xff"
    assert data.decode(detect(data)[0].encoding).endswith("я")


def _legacy() -> st.SearchStrategy[bytes]:
    written = st.tuples(
        st.sampled_from([GERMAN, RUSSIAN, JAPANESE, SIMPLIFIED, "\x1b$B", "~{", "\ufeff", "+AOk-"]),
        st.sampled_from(["utf-8", "utf-16", "gb18030", "cp1251", "euc_jp"]),
        st.integers(0, 40),
    )
    return written.map(lambda it: it[0].encode(it[1], "replace")[it[2] :])


@given(st.one_of(st.binary(max_size=300), st.lists(_legacy(), max_size=4).map(b"".join)))
@example(b"\xff\xfe")
@example(b"\xff\xfe\0\0")
@example(b"\xff\xfe\0\xd8")
@example(b"\x1b$)C")
@example("text".encode("utf-16-le")[:-1])
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    guesses = detect(data)
    assert bool(guesses) == bool(data)
    assert len({guess.encoding for guess in guesses}) == len(guesses)
    assert [guess.confidence for guess in guesses] == sorted(
        (guess.confidence for guess in guesses), reverse=True
    )
    assert sum(guess.confidence for guess in guesses) <= 1.0 + 1e-6
    for guess in guesses:
        assert 0.0 <= guess.confidence <= 1.0
        # What the end cuts is no error, so the end is left open.
        decoder = codecs.getincrementaldecoder(guess.encoding)(
            "strict" if guess.confidence > 0.9 else "replace"
        )
        decoder.decode(data)
    if data:
        assert [decision.encoding for decision in decide(data)] == [
            guess.encoding for guess in guesses
        ]


@given(st.binary(max_size=1000), st.integers(PIECE, 4 * PIECE))
@settings(max_examples=100, deadline=None)
def test_a_sample_is_bounded_and_holds_what_is_beyond_ascii(data: bytes, size: int) -> None:
    taken = b"".join(sample(b"x" * 500 + data, size))
    # Besides the pieces a word for each of some bytes that they do not hold.
    assert len(taken) <= size + REACH + WORDS * (2 * REACH + 1)
    assert data.isascii() or not taken.isascii()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("వర్షం పడుతోంది", "te"),
        ("ዛሬ ዝናብ ነው", "am"),
        ("今日は雨です", "ja"),
        ("오늘은 비가 와요", "ko"),
        ("Данас пада киша и не идемо никуда", "sr"),
        ("Gospodarstvo je vrlo važno za tvrtku i zrakoplov", "hr"),
        ("12:30 – 14:00", ""),
        ("", ""),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert identify.language(text) == code


def test_every_language_of_the_table_is_named() -> None:
    assert identify.log_odds(["text"]).shape == (1, len(identify.codes()))
