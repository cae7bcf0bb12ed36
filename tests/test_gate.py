"""The gate: what it passes on, that no line depends on the others, what is saved comes back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garblefix.language import gate

CLEAN = [
    "Ein schöner Tag für alle, die Glück haben",
    "Następnie poszedł do domu",
    "Съешь же ещё этих мягких французских булок",
    "政府工作报告说明了今年的情况。",
    "今日は天気がいいですね。",
    "그는 어제 학교에 갔다.",
    "“Quoted” – with a dash…",
    "naïve café, déjà vu",
    "Η γάτα κάθεται στο χαλί",
]
MISREADS = [
    ("utf-8", "cp1252", "Er hat für immer genug"),
    ("utf-8", "latin-1", "el niño come una manzana"),
    ("utf-8", "gbk", "政府工作报告说明今年的情况"),
    ("utf-8", "cp1251", "Съешь же ещё этих мягких булок"),
    ("cp1251", "cp1252", "Съешь же ещё этих мягких булок"),
    ("utf-8", "mac-roman", "naïve café, déjà vu"),
    ("cp949", "cp1252", "그는 어제 학교에 갔다"),
]


def worst(lines: list[str]) -> list[int]:
    scores: list[int] = gate.load().worst("".join(line + "\n" for line in lines)).tolist()
    return scores


@pytest.mark.parametrize("line", CLEAN)
def test_clean_lines_are_not_passed_on(line: str) -> None:
    assert worst([line])[0] <= gate.SUSPICIOUS


@pytest.mark.parametrize(("source", "reader", "line"), MISREADS)
def test_garbled_lines_are_passed_on(source: str, reader: str, line: str) -> None:
    # Even where the bytes that the reader cannot show are gone.
    assert worst([line.encode(source).decode(reader, "ignore")])[0] > gate.GARBLED


def test_lines_of_ascii_score_nothing() -> None:
    assert worst(["", "plain", "é", ""])[:2] == [gate.NOTHING, gate.NOTHING]
    assert worst([""] * 3) == [gate.NOTHING] * 3
    assert gate.load().worst("").tolist() == []


def test_a_last_line_without_its_end_is_an_error() -> None:
    with pytest.raises(ValueError, match="no end"):
        gate.load().worst("one\ntwö")


def test_characters_beyond_the_tables_and_lone_surrogates_are_no_error() -> None:
    assert len(worst(["\U0010ffff", "\ud800", "𠀀", "😀"])) == 4


@given(st.lists(st.text(st.sampled_from("aé Ã©я文ㄱ\U0001f600\ud800"), max_size=12), max_size=12))
def test_a_line_does_not_depend_on_the_others(lines: list[str]) -> None:
    assert worst(lines) == [worst([line])[0] for line in lines]


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_chunks_make_no_difference(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [*CLEAN, "", "ascii", *(line.encode(x).decode(y, "ignore") for x, y, line in MISREADS)]
    whole = worst(lines)
    monkeypatch.setattr(gate, "CHUNK", size)
    assert worst(lines) == whole


@given(st.lists(st.lists(st.integers(-127, 127), min_size=1, max_size=20), min_size=1, max_size=8))
def test_rows_are_sums_within_the_line(lines: list[list[int]]) -> None:
    lengths = [len(line) for line in lines]
    starts = np.cumsum([0, *lengths[:-1]])
    each = np.array([points for line in lines for points in line], dtype=np.int16)
    for width, row in zip(gate.WINDOWS, gate.rows(each, starts), strict=True):
        expected = [
            sum(line[max(0, end + 1 - width) : end + 1])
            for line in lines
            for end in range(len(line))
        ]
        assert row.tolist() == expected


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    gate.load().save(tmp_path)
    loaded = gate.load(tmp_path)
    text = "naïve\nnaÃ¯ve\n"
    assert loaded.worst(text).tolist() == gate.load().worst(text).tolist()


def test_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in gate.DATA.glob("gate_*.npy")) < 3_000_000
