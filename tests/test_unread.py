"""Bytes of other encodings than UTF-8 that a reader of several bytes a character could not read.

Not for: UTF-8 (``test_lossy``), or how much comes back (``benchmarks.lossy_others``).
"""

from __future__ import annotations

import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import garblefix
from garblefix.damage import rewritten, unread
from garblefix.damage._unread_bytes import unread_by
from garblefix.encodings import decode
from garblefix.language.model import load
from garblefix.stream import StreamRepairer

MARK = "\N{REPLACEMENT CHARACTER}"
READERS = ("cp932", "gbk", "big5", "cp949", "euc_jp")
SOURCES = (*READERS, "cp1251", "koi8-r")


def read(text: str, source: str, reader: str, mark: str, *, swallowing: bool) -> str:
    """A text in one encoding as another shows it, with a mark for what it cannot read.

    ``swallowing``: a byte that begins a character takes the next one with it.
    """
    data = text.encode(source)
    if not swallowing:
        return data.decode(reader, "replace").replace(MARK, mark)
    leads = unread_by(reader).leads
    pieces = []
    while data:
        shown = decode(data[:1], reader) or decode(data[:2], reader)
        pieces.append(shown or mark)
        data = data[2 if leads[data[0]] else 1 :]
    return "".join(pieces)


@pytest.mark.parametrize("reader", ["cp932", "gbk", "big5", "cp949"])
def test_what_cannot_be_read_is_what_the_codec_cannot_read(reader: str) -> None:
    single, leads, pairs = unread_by(reader)
    assert not (single & leads).any()
    for first, second in itertools.product(np.flatnonzero(leads).tolist(), range(0x20, 0x100)):
        shown = bytes([first, second]).decode(reader, "replace")
        assert pairs[first, second] == (MARK in shown)


@pytest.mark.parametrize("mark", [MARK, "?"])
@pytest.mark.parametrize("swallowing", [False, True])
@pytest.mark.parametrize(
    ("source", "reader", "text"),
    [
        ("euc_jp", "cp932", "次の会議は来週の月曜日に開かれる予定です。"),
        ("euc_jp", "cp932", "この列車は東京駅で降りる人が多い。"),
        ("cp949", "cp932", "우리 가족은 모두 서울에 살고 있습니다."),
        ("cp949", "cp932", "그는 어제 도서관에서 책을 빌렸다."),
        ("gbk", "cp949", "他每天早上都去操场跑步。"),
    ],
)
def test_lost_bytes_of_other_encodings_come_back(
    source: str, reader: str, text: str, mark: str, swallowing: bool
) -> None:
    garbled = read(text, source, reader, mark, swallowing=swallowing)
    assert mark in garbled
    assert garblefix.fix_text(garbled) == text


@pytest.mark.parametrize(
    ("source", "reader", "text"),
    [
        ("big5", "cp949", "這個問題我們應該在會議上討論。"),
        ("big5", "cp949", "他在圖書館裡看了一整天的書。"),
        ("gbk", "cp932", "请把这封信交给你的老师。"),
        ("gbk", "cp949", "今天的天气很好，我们去公园散步吧。"),
    ],
)
def test_a_byte_alone_is_told_by_those_beside_it(source: str, reader: str, text: str) -> None:
    garbled = read(text, source, reader, MARK, swallowing=False)
    assert MARK in garbled
    assert garblefix.fix_text(garbled) == text


def test_exactly_what_was_inferred_is_marked() -> None:
    text = "この列車は東京駅で降りる人が多い。"
    repair = garblefix.repair(read(text, "euc_jp", "cp932", MARK, swallowing=False))
    # EC and EB, the second bytes of 東 and る, begin characters that Shift-JIS has none of.
    assert [fix.after for fix in repair.fixes if fix.lossy] == ["東", "る"]
    assert {fix.chain for fix in repair.fixes} == {"euc_jp>cp932"}


def test_what_is_not_sure_is_not_invented_but_offered() -> None:
    """Of 去 in GBK nothing is left where a mark stands for both bytes."""
    text = "他每天早上都去操场跑步。"
    repair = garblefix.repair(read(text, "gbk", "big5", MARK, swallowing=True))
    assert repair.text == text.replace("去", MARK)
    assert text in [other.text for other in repair.alternatives]


def test_what_is_inferred_can_be_refused() -> None:
    text = "この列車は東京駅で降りる人が多い。"
    garbled = read(text, "euc_jp", "cp932", MARK, swallowing=False)
    assert not any(fix.lossy for fix in garblefix.repair(garbled, skip=["lossy"]).fixes)


@pytest.mark.parametrize("mark", [MARK, "?"])
@pytest.mark.parametrize("swallowing", [False, True])
def test_a_document_comes_back(mark: str, swallowing: bool) -> None:
    """Once the chain is known, question marks are looked at that a line may end in."""
    text = """駅までの道を教えてくれる人がいた。
昨日の夜は友だちと映画を見に行きました。
この店では新しい本も古い本も売られている。
彼女はいつも朝早く起きて公園を走る。
彼は毎日その本を読んでいる。
来年の春には新しい学校が建てられる。
"""
    garbled = read(text, "euc_jp", "cp932", mark, swallowing=swallowing)
    blocks = StreamRepairer().blocks(io.BytesIO(garbled.encode()))
    assert b"".join(block.data for block in blocks).decode() == text


def test_questions_of_a_document_that_lost_nothing_are_questions() -> None:
    lines = ["你明天要去哪裡?我想和你一起去。", "他說這本書很有意思。", "你看過這部電影嗎?"]
    lines += [f"第{number}位同學昨天下午沒有來上課。" for number in "一二三四五六七八九十"]
    text = "".join(f"{line}\n" for line in lines)
    garbled = text.encode("big5").decode("gb18030").encode()
    blocks = StreamRepairer().blocks(io.BytesIO(garbled))
    assert b"".join(block.data for block in blocks).decode() == text


@pytest.mark.parametrize(
    "text",
    [
        "これは何ですか?たぶん・・・本です。",
        "他问：你去哪儿?我说不知道?",
        "정말이야? 나는 몰랐어?",
        "Куда ты идёшь?И зачем?",
        f"ﾃｽﾄ{MARK}ﾃﾞｰﾀ: ﾌｧｲﾙ名{MARK}は不明です",
    ],
)
def test_clean_text_with_marks_stays(text: str) -> None:
    assert garblefix.fix_text(text) == text


@given(
    st.text(
        st.sampled_from("これは何ですか?・我们去公园한국어привет\ufffdab@[~ ｶﾅ､､\ue07c\n"),
        max_size=24,
    ),
    st.sampled_from(SOURCES),
    st.sampled_from(READERS),
)
def test_edges_are_in_order_and_within_any_text(text: str, source: str, reader: str) -> None:
    for way in unread.ways(text, reader):
        _, edges = unread.unread(text, source, reader, way, load())
        ends = [0, *itertools.chain.from_iterable((edge.start, edge.end) for edge in edges)]
        assert ends == sorted(ends) and ends[-1] <= len(text)
        assert all(edge.start < edge.end for edge in edges)
        for edge in edges:
            for part in edge.inferred:
                assert 0 <= part.place < part.until <= edge.end - edge.start
                assert 0 <= part.start < part.end <= len(edge.after)
                assert 0.0 <= part.chance <= 1.0
        assert isinstance(rewritten(text, edges), str)
