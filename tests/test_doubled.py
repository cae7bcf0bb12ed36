"""Characters that have several codes in the encoding that a text was read in."""

from __future__ import annotations

import io
import unicodedata

import pytest

from garblefix import fix_text, repair
from garblefix.damage.settled import settled
from garblefix.damage.undoing import undo
from garblefix.doubled import others, stand_ins, twins
from garblefix.encodings import decode, reader_bytes
from garblefix.stream import StreamRepairer

# Sentences whose bytes have both codes of such characters, in the encoding that they were in.
READ_AS_CP932 = [
    ("적이 없다", "cp949"),
    ("정상적으로 접수되었습니다", "cp949"),
    ("나는 책을 읽었다", "cp949"),
    ("그는 아무 말도 없었다", "cp949"),
    ("사과를 먹었다", "cp949"),
    ("整部电影", "gbk"),
    ("您好，您的", "gbk"),
    ("报名通知", "gbk"),
    ("他的名片", "gbk"),
    ("您通过了", "gbk"),
    ("每個明天", "big5"),
    ("今天中午吃牛肉麵", "big5"),
    ("魚を食べた", "euc_jp"),
    ("Матвей поехал к морю на машине", "koi8-r"),
]
NORMALISED_AS_CP949 = [
    ("你以为我会相信你吗？", "gbk"),
    ("客服：您好，您的订单已经发出", "gbk"),
    ("来店のお客様は戻って来てください", "euc_jp"),
    ("Умеешь готовить рыбу", "koi8-r"),
]


def normal(text: str) -> str:
    """``text`` as a Macintosh or a data base has it."""
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("text", "source"), READ_AS_CP932)
def test_text_read_as_japanese_comes_back(text: str, source: str) -> None:
    garbled = text.encode(source).decode("cp932")
    assert fix_text(garbled) == text
    assert undo(garbled, f"{source}>cp932") == text


@pytest.mark.parametrize(("text", "source"), NORMALISED_AS_CP949)
def test_text_read_as_korean_and_normalised_comes_back(text: str, source: str) -> None:
    garbled = text.encode(source).decode("cp949")
    assert fix_text(garbled) == text
    assert fix_text(normal(garbled)) == text


@pytest.mark.parametrize("source", ["gbk", "cp949"])
def test_files_come_back(source: str) -> None:
    """Where their chain is known, many lines at once; one is clean, and one has a clean half."""
    lines = [text for text, written in READ_AS_CP932 if written == source] * 40
    garbled = [line.encode(source).decode("cp932") for line in lines]
    assert not set(others("cp932")).isdisjoint("".join(garbled))
    expected = [*lines, "plain", f"plain: {lines[0]}"]
    data = "\n".join([*garbled, "plain", f"plain: {garbled[0]}"])
    got = b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data.encode())))
    assert got.decode().split("\n") == expected


def test_a_clean_half_stays() -> None:
    garbled = "정상적으로 접수되었습니다".encode("cp949").decode("cp932")
    assert fix_text(f"한국어: {garbled}") == "한국어: 정상적으로 접수되었습니다"


@pytest.mark.parametrize("text", ["∵ a ≒ b, √2 ≡ x, Ⅳ 号 №5 ㈱", "樂 不 六 句 金", "釥醺鉷德"])
def test_clean_text_with_such_characters_stays(text: str) -> None:
    assert not repair(text).changed


def test_structure_tells_which_code_was_utf8() -> None:
    """Also where it was garbled before, so that the model knows nothing of it."""
    for lead in range(0xE1, 0xF0):
        for trail in range(0x80, 0xC0):
            data = bytes((lead, trail, 0x80, 0xC3, 0xA1, 0xC3, 0xAD))
            shown, text = decode(data, "cp932"), decode(data, "utf-8")
            if shown is not None and text is not None and text.isprintable():
                assert undo(shown, "utf-8>cp932") == text


@pytest.mark.parametrize("reader", ["cp932", "big5", "cp950", "big5hkscs", "johab"])
def test_what_stands_in_is_shown_as_the_character(reader: str) -> None:
    """And with it every code of two bytes that the codec reads is one that some character has."""
    table = reader_bytes(reader)
    known = {table[sign] for sign in stand_ins(reader)}
    for sign, each in stand_ins(reader).items():
        assert {decode(table[other] or b"", reader) for other in each} == {sign}
        known |= {table[other] for other in each}
    codes = {bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x31, 0xFF)}
    for code in codes - known:
        shown = decode(code, reader)
        if shown is not None and len(shown) == 1:
            assert table[shown] == code


def test_a_compatibility_ideograph_that_is_left_shows_that_nothing_was_normalised() -> None:
    left = "\uf9e4"  # 理, by another of its readings
    assert twins("cp949")["理"] == left
    text = f"理{left}"
    assert settled(text, "gbk", "cp949") == text


def test_what_has_no_code_but_as_a_compatibility_ideograph_has_that() -> None:
    assert reader_bytes("cp949")[normal("\uf92c")] == "\uf92c".encode("cp949")
    assert reader_bytes("cp932")["Å"] == "\u212b".encode("cp932")
