"""Text out of step comes back in step, and only where the document shows the program.

The garbled texts are made here the way the program makes them: byte by byte. Not for: choosing
between damages (``test_fixtures.py``).
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garblefix.damage import shift
from garblefix.language.model import load

# What makes the program known: 會 and 關 with their readings, inside words.
PROOF = "開會(huì)的人都到齊了，大家關(guān)心的事也會(huì)說明。"


def annotate(text: str, keys: dict[str, str]) -> str:
    """Write readings behind the bytes of the keys, wherever they stand; decode as browsers do."""
    data = text.encode("gbk")
    marks = {}
    for number, (key, reading) in enumerate(keys.items()):
        mark = b"(" + bytes([number + 1])
        marks[bytes([number + 1]).decode()] = f"{reading})"
        data = data.replace(key.encode("gbk"), key.encode("gbk") + mark)
    result = []
    place = 0
    while place < len(data):
        pair = data[place : place + 2]
        if pair[0] < 0x80:
            result.append(chr(pair[0]))
            place += 1
            continue
        if len(pair) < 2 or pair[1] < 0x40:
            result.append("?")
        else:
            result.append(pair.decode("gbk", "ignore"))
        place += 2
    return "".join(marks.get(character, character) for character in result)


def repaired(text: str, document: str) -> str:
    readings = shift.propose(text, shift.survey(document), load())
    return readings[0].apply(text) if readings else text


@pytest.mark.parametrize(
    ("original", "keys"),
    [
        ("因為豐收，村裡很熱鬧", {"驗": "yàn"}),
        ("我們為您準備好了", {"優": "yōu"}),
        ("提高MBA課程的水平", {"進": "jìn"}),
    ],
)
def test_misaligned_keys(original: str, keys: dict[str, str]) -> None:
    garbled = annotate(original, keys)
    assert garbled != original
    assert repaired(garbled, PROOF + garbled) == original


@pytest.mark.parametrize(
    ("garbled", "original"),
    [
        ("雨停了,F(xiàn)在可以出門", "雨停了。現在可以出門"),
        ("他只說了一句!跋嗷パa台", "他只說了一句。“相互補台"),
    ],
)
def test_displaced_punctuation(garbled: str, original: str) -> None:
    assert repaired(garbled, PROOF + garbled) == original


@pytest.mark.parametrize(
    "text",
    [
        "好消息！使用Python寫程式真方便，你也試試看！",
        "真的嗎?!我不相信，他昨天還在這裡。",
        "請到設定;選項A打開，然後選B。",
        "這是什麼?我不知道",
    ],
)
def test_clean_text_stays(text: str) -> None:
    assert shift.propose(text, shift.survey(text), load()) == []
    assert repaired(text, PROOF + text) == text


def test_inferred_text_is_lossy() -> None:
    text = "雨停了,F(xiàn)在可以出門"
    edge = shift.propose(text, shift.survey(PROOF + text), load())[0].edges[0]
    assert edge.after == "。現"
    assert edge.lossy


# What the program made of text, and text that it left as it was.
OUT_OF_STEP = [",F(xiàn)在可以出門", "!跋嗷パa台", annotate("因為豐收", {"驗": "yàn"})]
IN_STEP = ["會(huì)說", "雨停了", "他只說了一句", "，", "！", "?", "ab", "\n"]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(OUT_OF_STEP), st.lists(st.sampled_from(OUT_OF_STEP + IN_STEP), max_size=3))
def test_edges_are_in_order(first: str, tokens: list[str]) -> None:
    """Whatever the text: edges lie inside it, in order, and do not overlap."""
    text = "".join(["雨停了", first, *tokens])
    found = shift.propose(text, shift.survey(PROOF + text), load())
    assert found
    for reading in found:
        place = 0
        for edge in reading.edges:
            assert place <= edge.start < edge.end <= len(text)
            place = edge.end
