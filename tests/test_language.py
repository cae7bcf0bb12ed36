"""The language model: exact tables, scores that add up, and no text that it cannot score.

Not for: whether its scores are good (the model card has its fit to each language), the gate.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garblefix.language import compounds, model, plausibility, syllables, words
from garblefix.language.prints import Prints
from garblefix.language.table import Table
from tests.texts import accidents

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=40)
LOADED = model.load()


@settings(max_examples=50)
@given(
    st.dictionaries(st.integers(0, (1 << 26) - 1), st.integers(1, (1 << 10) - 1), max_size=900),
    st.lists(st.integers(0, (1 << 26) - 1), max_size=900),
)
def test_lookups_are_exact(content: dict[int, int], others: list[int]) -> None:
    """Every key gives its own value, every other key nothing: there are no collisions."""
    keys = np.array(list(content), dtype=np.uint64)
    values = np.array(list(content.values()), dtype=np.uint32)
    table = Table.build(keys, values, bucket_bits=8, key_bits=26, value_bits=10)
    assert table.find(keys).tolist() == values.tolist()
    asked = np.array(others, dtype=np.uint64)
    assert table.find(asked).tolist() == [content.get(key, 0) for key in others]


@settings(max_examples=40)
@given(
    st.sets(st.integers(0, (1 << 32) - 1), min_size=1, max_size=300),
    st.lists(st.integers(0, (1 << 32) - 1), max_size=300),
)
def test_fingerprints_are_found_again(
    tmp_path_factory: pytest.TempPathFactory, content: set[int], others: list[int]
) -> None:
    """Those that were saved, at their places, and no others."""
    folder = tmp_path_factory.getbasetemp()
    Prints(np.array(sorted(content), dtype=np.uint32)).save(folder, "some")
    wanted = np.array([*sorted(content), *others], dtype=np.uint32)
    places, there = Prints.load(folder, "some").find(wanted)
    assert places[: len(content)].tolist() == list(range(len(content)))
    assert there.tolist() == [True] * len(content) + [other in content for other in others]


def test_too_many_fingerprints_that_begin_alike_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="300 fingerprints share an upper half"):
        Prints(np.arange(300, dtype=np.uint32)).save(tmp_path, "some")


def test_a_whole_space_of_keys_is_exact() -> None:
    """All keys of 20 bits against a table that holds each seventh."""
    keys = np.arange(0, 1 << 20, 7, dtype=np.uint64)
    values = (np.arange(len(keys)) % 500 + 1).astype(np.uint32)
    table = Table.build(keys, values, bucket_bits=16, key_bits=20, value_bits=9)
    expected = np.zeros(1 << 20, dtype=np.uint32)
    expected[::7] = values
    assert np.array_equal(table.find(np.arange(1 << 20, dtype=np.uint64)), expected)


def test_too_many_keys_are_refused() -> None:
    keys = np.arange(100, dtype=np.uint64)
    with pytest.raises(ValueError, match="100 keys do not fit 64 slots"):
        Table.build(keys, np.ones(100, dtype=np.uint32), bucket_bits=4, key_bits=20, value_bits=4)


def test_keys_too_wide_are_refused() -> None:
    with pytest.raises(ValueError, match="40 key bits"):
        Table(np.zeros((16, 4), dtype=np.uint32), key_bits=40, value_bits=8)


@settings(max_examples=60)
@given(st.lists(ANYTHING, max_size=6))
def test_a_text_has_the_same_score_in_any_company(texts: list[str]) -> None:
    together = LOADED.score(texts)
    alone = [float(LOADED.score([text])[0]) for text in texts]
    assert together.tolist() == pytest.approx(alone, rel=1e-4, abs=1e-2)
    assert all(math.isfinite(score) and score < 0 for score in alone)


@settings(max_examples=60)
@given(st.lists(ANYTHING, min_size=1, max_size=6))
def test_characters_add_up_to_the_score(texts: list[str]) -> None:
    """One place for each character and one for the line end; the same places for coherence."""
    each, starts = LOADED.characters(texts)
    lengths = [len(text) + 1 for text in texts]
    assert len(each) == len(LOADED.coherence(texts)) == sum(lengths)
    assert starts.tolist() == [sum(lengths[:index]) for index in range(len(texts))]
    sums = np.add.reduceat(each, starts)
    assert sums.tolist() == pytest.approx(LOADED.score(texts).tolist(), rel=1e-4, abs=1e-2)


def test_no_text_has_no_score() -> None:
    assert LOADED.score([]).tolist() == []
    assert len(LOADED.characters([""])[0]) == 1


def test_line_ends_are_characters() -> None:
    """A sentence that ends is likelier than one that stops; a line end within is one character."""
    ended, stopped = LOADED.score(["Wir kommen morgen.", "Wir kommen morge"])
    assert ended > stopped
    assert len(LOADED.characters(["one\ntwo"])[0]) == 8


@pytest.mark.parametrize("context", ["th", "que", "при", "我们", "ありが", "", "Ã©", "\ue000"])
def test_probabilities_sum_to_one_at_most(context: str) -> None:
    """Over the first plane; digits count as one character, and a tab as a space.

    Quantised tables give a little more than one; a change of script takes mass away.
    """
    points = [point for point in range(10, 0x10000) if not chr(point).isdigit() or point == 0x30]
    each, starts = LOADED.characters([context + chr(point) for point in points])
    total = float(np.exp(each[starts + len(context)].astype(np.float64)).sum())
    assert 0.2 < total < 1.4


def test_sentences_read_better_than_what_became_of_them() -> None:
    worse = [
        (truth, garbled)
        for _, _, _, truth, garbled in accidents()
        if LOADED.score([truth])[0] <= LOADED.score([garbled])[0]
    ]
    assert worse == []


def test_a_capital_behind_a_small_letter_is_looked_at() -> None:
    texts = ["il faut la mÍme chose", "il faut la même chose", "elle parle aux MÊMES gens"]
    assert plausibility.suspicious(texts, LOADED) == [True, False, False]


def test_of_overlapping_words_one_counts() -> None:
    alone, within, apart = compounds.worth(_points(["缝纫机，", "，缝纫机", "缝，纫机"]), 0)
    twice = compounds.worth(_points(["缝纫机缝纫机"]), 0)[0]
    assert alone == within > 5
    assert apart < 1
    assert twice == pytest.approx(2 * alone)


def test_words_that_were_known_before_are_no_news() -> None:
    rows = _points(["缝纫机的轮胎"])
    news = [compounds.worth(rows, known)[0] for known in range(7)]
    assert news[0] == news[2] > news[3] == news[5] > news[6] == 0


def test_rows_without_words_are_worth_nothing() -> None:
    assert compounds.worth(_points(["mots", "слов", "\0\0\0\0"]), 0).tolist() == [0, 0, 0]
    assert compounds.worth(_points(["机"]), 0).tolist() == [0]


def test_korean_behind_three_characters() -> None:
    """What may follow them, and what may not; two spaces in a row, or the end, tell nothing."""
    often, never, spaces, ended = syllables.worth(
        _points(["할 수 있다", "할 수 잇다", "할  있다.", "할 수\0\0\0"]), 3
    )
    assert often > never < 0
    assert spaces == ended == 0
    assert syllables.worth(_points(["слов", "abcd"]), 3).tolist() == [0, 0]


def _points(texts: list[str]) -> npt.NDArray[np.uint32]:
    return np.array([[ord(sign) for sign in text] for text in texts], dtype=np.uint32)


def test_the_tables_fit_the_limit() -> None:
    size = sum(path.stat().st_size for path in model.DATA.iterdir())
    assert size < 40 << 20


@given(st.text(st.sampled_from("aéÉBb. 字"), max_size=3 * words.NEAR), st.data())
def test_a_word_ends_where_its_letters_do(text: str, data: st.DataObject) -> None:
    """However long it is; in the names of programs a capital begins a new one."""
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    first, last = words.bounds(text, start, end)
    assert text[first:start].isalpha() or first == start
    assert text[end:last].isalpha() or last == end
    assert first == 0 or not text[first - 1].isalpha()
    name = text[last : last + 2].istitle() and text[last : last + 2].isascii()
    assert not text[last : last + 1].isalpha() or (name and text[last - 1] >= "\x80")


def test_the_letters_of_a_long_word_are_not_counted_for_each_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    class Pattern:
        """Counts how often a letter is looked at."""

        def match(self, text: str, place: int) -> None:
            nonlocal asked
            asked += 1

    monkeypatch.setattr(words, "_CAPITALISED", Pattern())
    text = "ÿþ" * 2000
    for place in range(len(text)):
        assert words.bounds(text, place, place + 1) == (0, len(text))
    assert asked <= (words.NEAR + 1) * len(text)
