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
