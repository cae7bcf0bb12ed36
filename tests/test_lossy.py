"""Bytes that were lost: what decoders do about them, and what comes back.

Python's decoders and, where it is here, Node's are asked what they make of UTF-8.
Not for: how much comes back (``benchmarks.lossy``).
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from itertools import pairwise

import pytest

import garblefix
from garblefix.damage._decoders import Decoder, decoder, decoders
from garblefix.encodings import ONE_A_BYTE, PAIR_WITH_ASCII, PAIR_WITHOUT_ASCII
from garblefix.lost import lost

MARKER = "\N{REPLACEMENT CHARACTER}"
# Single bytes that Python shows as these for Shift-JIS, and others do not show.
CONTROLS = re.compile("[\x80-\xa0\uf8f0-\uf8f3]")
READERS = ("gbk", "gb18030", "cp932", "cp949", "big5")
TEXTS = (
    "山上的雪到四月才化，今天的海风从东边吹来。",
    "祖母の庭には柿の木が二本あります（たぶん）。",
    "할머니는 아침마다 꽃에 물을 주십니다.",
    "Вечером, когда все уже спали, пришло письмо.",
    "« Voilà », dit-il : “où est l’été ?”",
)


def shown(data: bytes, reader: Decoder, way: int) -> str:
    """What a decoder of this way makes of bytes, by the tables under test."""
    pieces = []
    place = 0
    while place < len(data):
        byte = data[place]
        following = data[place + 1] if place + 1 < len(data) else 0x0A
        length = 1 if byte in reader.alone else 2
        if length == 1 or (byte, following) in reader.pairs:
            pieces.append(data[place : place + length].decode(reader.reader))
            place += length
            continue
        pieces.append(MARKER)
        place += 1 if reader.lost_alone(byte, following) & way else 2
    return "".join(pieces)


@pytest.mark.parametrize("name", READERS)
def test_python_loses_one_byte_at_a_time(name: str) -> None:
    for text in TEXTS:
        expected = CONTROLS.sub(MARKER, text.encode().decode(name, "replace"))
        assert shown(text.encode(), decoder(name), ONE_A_BYTE) == expected


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not here")
def test_browsers_lose_pairs_and_keep_ascii() -> None:
    program = (
        "const decoder = new TextDecoder('gbk');"
        "const texts = process.argv.slice(1);"
        "console.log(JSON.stringify(texts.map(t => decoder.decode(Buffer.from(t)))))"
    )
    command = ["node", "-e", program, *TEXTS]
    ran = subprocess.run(command, capture_output=True, timeout=60, check=True, encoding="utf-8")
    for text, expected in zip(TEXTS, json.loads(ran.stdout), strict=True):
        found = shown(text.encode(), decoder("gbk"), PAIR_WITHOUT_ASCII)
        # User-defined pairs are private-use characters there, and 0x80 is the euro sign.
        assert len(found) == len(expected)
        for ours, theirs in zip(found, expected, strict=True):
            assert ours == theirs or (ours == MARKER and (theirs == "€" or theirs >= "\ue000"))


def test_what_one_byte_may_be_before_another() -> None:
    gbk = decoder("gbk")
    assert gbk.lost_alone(0x80, 0xE4)  # no character, and begins none
    assert not gbk.lost_alone(0xE7, 0x95)  # they are one
    assert gbk.lost_alone(0xE7, 0x22) & ONE_A_BYTE  # a quotation mark completes nothing
    assert not gbk.lost_alone(0xE7, 0x22) & PAIR_WITH_ASCII  # there it is swallowed
    assert 0x22 in gbk.swallows[0xE7]


def test_the_stricter_decoder_of_korean_knows_fewer_pairs() -> None:
    lenient, strict = decoders("cp949")
    assert strict.pairs < lenient.pairs


# What the text was, how it was read, how the decoder marks what it cannot read.
CASES = [
    ("你好，世界", "浣犲ソ锛屼笘鐣?"),
    ("파라미터 설명", "?뚮씪誘명꽣 ?ㅻ챸"),
    ("一部として実装", "荳驛ｨ縺ｨ縺励※螳溯｣・"),
    ("Введите промежуток времени (в секундах):", None),
    ("山上的雪到四月才化，今天的海风从东边吹来。", None),
    ("祖母の庭には柿の木が二本あります。", None),
]


@pytest.mark.parametrize(("text", "garbled"), CASES)
def test_lost_bytes_come_back(text: str, garbled: str | None) -> None:
    reader = "cp1252" if "а" in text else "gbk"
    garbled = garbled or text.encode().decode(reader, "replace")
    result = garblefix.repair(garbled)
    assert result.text == text
    assert any(fix.lossy for fix in result.fixes)


def test_exactly_the_inferred_characters_are_marked() -> None:
    result = garblefix.repair("浣犲ソ锛屼笘鐣?")
    assert [(fix.after, fix.lossy) for fix in result.fixes] == [("你好，世", False), ("界", True)]


@pytest.mark.parametrize("garbled", [garbled for _, garbled in CASES if garbled])
def test_fixes_make_the_text(garbled: str) -> None:
    result = garblefix.repair(garbled)
    text = garbled
    for fix in reversed(result.fixes):
        assert text[fix.start : fix.end] == fix.before
        text = text[: fix.start] + fix.after + text[fix.end :]
    assert text == result.text
    assert all(first.end <= second.start for first, second in pairwise(result.fixes))


def test_what_is_not_sure_is_not_invented() -> None:
    garbled = "鍏堣鎸囧畾涓?涓?滈噸鍔涘姞閫熷害鈥?"
    sure = garblefix.repair(garbled, min_confidence=0.97)
    assert sure.text.startswith("先\N{REPLACEMENT CHARACTER}指定一个")
    assert garblefix.repair(sure.text).text == sure.text


def test_what_is_inferred_can_be_refused() -> None:
    result = garblefix.repair("浣犲ソ锛屼笘鐣?", skip=["lossy"])
    assert result.text == "你好，世鐣?"


@pytest.mark.parametrize(
    "text",
    [
        "你吃了吗?你好吗?谢谢!",
        "ジョン・スミス・ジュニア、アイ・ラブ・ユー?",
        "뭐라고? 정말? 그래?",
        "Что? Где? Когда?",
        "café? naïve? ¿Qué? Où ?",
        "const naïve = a?.b ?? c?.[0] ? 'ü' : \"é\";",
        r"re.compile(r'(?:é|ü)?(?P<ñ>\w+?)')",
        "https://example.org/?q=中文&lang=中?x",
        "U+FFFD (\N{REPLACEMENT CHARACTER}) steht für ungültige Daten",
        '// "ab\N{REPLACEMENT CHARACTER}c"',
    ],
)
def test_clean_text_with_markers_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es wurden keine Einträge f\ufffdr diesen Tag gefunden.", "für"),
        ("Dlatego wi\ufffdc poszedł do domu.", "więc"),
        ("Se n\ufffdo se lembra da sua palavra-passe, contacte o administrador.", "não"),
    ],
)
def test_a_word_tells_which_letter_was_replaced(text: str, expected: str) -> None:
    result = garblefix.repair(text)
    assert expected in result.text
    assert all(fix.damage == "replaced" and fix.lossy for fix in result.fixes)
    assert not result.lost


@pytest.mark.parametrize(
    ("text", "span", "reason"),
    [
        ("第锟斤拷锟斤拷章", "锟斤拷锟斤拷", "GBK"),
        ("usuï¿½rio", "ï¿½", "Windows-1252"),
        ("魹ｽ魹ｽ", "魹ｽ魹ｽ", "Shift-JIS"),
        ("占쏙옙占쏙옙", "占쏙옙占쏙옙", "EUC-KR"),
        ("嚙踝蕭", "嚙踝蕭", "Big5"),
        ("烫烫烫烫", "烫烫烫烫", "memory"),
        ("屯屯屯", "屯屯屯", "memory"),
        ("这\ufffd\ufffd\ufffd味着", "\ufffd\ufffd\ufffd", "U+FFFD"),
    ],
)
def test_what_is_gone_is_named(text: str, span: str, reason: str) -> None:
    (found,) = lost(text)
    assert (found.text, text[found.start : found.end]) == (span, span)
    assert reason in found.reason


@pytest.mark.parametrize("text", ["烫，很烫烫的", "屯溪", "`锟斤拷`是什么", "“ï¿½” appears"])
def test_words_and_talk_about_them_are_not_lost(text: str) -> None:
    assert not list(lost(text))


def test_what_can_be_repaired_beside_it_is() -> None:
    result = garblefix.repair("锟斤拷锟斤拷 // 鏀垮簻宸ヤ綔鎶ュ憡")
    assert result.text == "锟斤拷锟斤拷 // 政府工作报告"
    assert [span.text for span in result.lost] == ["锟斤拷锟斤拷"]


def test_any_text_is_bounded_and_back_in_order() -> None:
    chance = random.Random(4)
    for _ in range(20):
        text = "".join(chance.choices("浣犲ソ锛屼笘鐣?\ufffd・ Ã©x", k=60))
        result = garblefix.repair(text)
        for fix in reversed(result.fixes):
            text = text[: fix.start] + fix.after + text[fix.end :]
        assert text == result.text
