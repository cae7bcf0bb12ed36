"""Which lines are searched: what was in vain again and again is not, and nothing else suffers.

Not for: what a search finds (``test_repair``).
"""

from __future__ import annotations

import pytest

import garblefix
from garblefix.document.searches import LISTED, SAMPLED
from garblefix.language.model import Model
from garblefix.search import piece
from garblefix.search.outcome import Outcome

LINES = 400
IDEOGRAPHS = [chr(0x4E00 + number) for number in range(LINES)]


@pytest.mark.parametrize("line", ["{0}", "{0}\t{1}", "U+{1:04X} {0}", "a {0} b"])
def test_lists_of_characters_are_not_searched_to_their_end(
    monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    searched = 0
    found = piece.outcomes

    def counted(text: str, evidence: piece.Evidence, model: Model) -> list[Outcome]:
        nonlocal searched
        searched += 1
        return found(text, evidence, model)

    monkeypatch.setattr(piece, "outcomes", counted)
    text = "\n".join(line.format(sign, ord(sign)) for sign in IDEOGRAPHS)
    assert garblefix.fix_text(text) == text
    assert searched <= LISTED + LINES // SAMPLED


@pytest.mark.parametrize(
    "garbled",
    ["On a toujours la m‚me chose.", "Das kostet 5 â‚¬ das Stück.", "JosÃ©", "ÄãºÃ"],
)
def test_what_stands_behind_a_list_of_characters_comes_back(garbled: str) -> None:
    repaired = garblefix.fix_text(garbled)
    assert repaired != garbled
    assert garblefix.fix_text("\n".join([*IDEOGRAPHS, garbled])) == "\n".join(
        [*IDEOGRAPHS, repaired]
    )


def test_rows_that_differ_in_their_digits_are_searched_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = []
    found = piece.outcomes

    def noted(text: str, evidence: piece.Evidence, model: Model) -> list[Outcome]:
        searched.append(text)
        return found(text, evidence, model)

    monkeypatch.setattr(piece, "outcomes", noted)
    row = "{0};Compañía Ibérica;{0}"
    lost = "".join(sign if sign.isascii() else "?" for sign in row)
    rows = [number * 37 for number in range(LINES)]
    after = garblefix.repair("\n".join(map(lost.format, rows)))
    assert after.text == "\n".join(map(row.format, rows))
    assert len(searched) < 24  # numbers of one digit to five, and what the outcomes of these were


def test_a_digit_that_is_half_of_a_character_is_another_row() -> None:
    """GB18030 has characters whose second and fourth bytes are digits."""
    texts = ["价格便宜的商品㐀很好", "价格便宜的商品㐁很好"]
    lines = [text.encode("gb18030").decode("latin-1") for text in texts]
    assert garblefix.fix_text("\n".join(lines * 2)).split("\n") == texts * 2


def test_a_row_is_kept_for_the_number_of_its_own_character() -> None:
    kept, garbled = "U+0192 ƒAƒC", "U+0193 ƒAƒC"
    assert garblefix.fix_text(f"{garbled}\n{kept}") == f"U+0193 アイ\n{kept}"
    assert garblefix.fix_text(f"{kept}\n{garbled}") == f"{kept}\nU+0193 アイ"
