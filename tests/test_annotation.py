"""Readings in brackets: those of a program go, those of a text-book stay.

Not for: misaligned hits of the program (``test_shift.py``).
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garblefix.damage import annotation
from garblefix.language import readings
from garblefix.language.model import load


def repaired(text: str) -> str:
    """The text with everything applied that ``annotation`` proposes for it."""
    for reading in annotation.propose(text, annotation.survey(text), load()):
        text = reading.apply(text)
    return text


@pytest.mark.parametrize(
    ("garbled", "expected"),
    [
        ("區(qū)政府的車停在門口", "區政府的車停在門口"),
        ("全市的經（jīng）濟", "全市的經濟"),
        ("開會(huì)時請關(guān)手機(jī)。", "開會時請關手機。"),
        # 績 is jì on the mainland and jī in Taiwan; the other readings prove the program.
        ("業(yè)績(jì)很好，質(zhì)量也穩(wěn)定", "業績很好，質量也穩定"),
    ],
)
def test_a_program_is_undone(garbled: str, expected: str) -> None:
    assert repaired(garbled) == expected


@pytest.mark.parametrize(
    "text",
    [
        "他住在重慶(chóng qìng)的山上",  # a word
        "銀行(háng)今天不開門",  # a shared character
        "我喜歡吃饺(jiǎo)子",  # a simplified one
        "這個樂(yuè)團很有名",  # not the default reading
        "這個字讀作發(fā)，發(fā)現的發",  # talk about readings
        "課(kè)本裡沒有課文，老師也不上課",  # one occurrence among many
        "生詞：發(fā)、業(yè)、務(wù)",  # a list
        "飛(fēi)\n機(jī)\n票(piào)",  # lines of their own
        "羈(jī)旅在外的人",  # rare: a reader needs help
        "今天的會(huì)。",  # at the end of a sentence, alone
    ],
)
def test_glosses_stay(text: str) -> None:
    assert repaired(text) == text


# What the program wrote, and what it did not: a simplified character, a shared one, a word.
TOKENS = [
    "發(fā)展",
    "企業(yè)",
    "服務(wù)",
    "地區(qū)",
    "饺(jiǎo)子",
    "行(háng)",
    "重慶(chóng qìng)",
]
TOKENS += ["政府", "發", "(fā)", "人民的", "，", "。", "(", "a ", "\n"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=12))
def test_only_readings_are_taken_out(tokens: list[str]) -> None:
    """What goes is a reading in brackets behind a traditional character, and nothing else."""
    text = "".join(["大家關(guān)心的事，", *tokens])
    # The rest of the document shows the program; glosses in it would speak against one.
    document = "大家關(guān)心的發(fā)展，企業(yè)的服務(wù)，地區(qū)政府會(huì)說明。"
    [reading] = annotation.propose(text, annotation.survey(document), load())
    assert reading.edges[0].after == "關"
    for edge in reading.edges:
        assert text[edge.start] == edge.after
        assert readings.load().is_traditional(edge.after)
        assert annotation.SIGNS.fullmatch(text[edge.start : edge.end])
