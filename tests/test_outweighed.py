"""Letters that most lines of a file keep stay in the few that look garbled; see ``outweighed``."""

from __future__ import annotations

from garblefix.document.line import LineRepair, Lines
from garblefix.document.outweighed import MANY, withdraw
from garblefix.document.repairer import Repairer
from garblefix.results import Options

KEPT = [f"bíþ{chr(97 + number)}r" for number in range(MANY)]


def repaired(before: list[str], *repairs: tuple[int, str]) -> list[str | None]:
    lines: Lines = Repairer(Options()).kept(before)
    for index, after in repairs:
        lines.put(index, LineRepair(after, 0.99, before[index]))
    withdraw(lines)
    return lines.after


def test_a_letter_that_most_lines_keep_stays() -> None:
    assert set(repaired([*KEPT, "miþing"], (MANY, "mişing"))) == {None}


def test_a_letter_that_few_lines_have_does_not() -> None:
    assert repaired([*KEPT[:3], "miþing"], (3, "mişing"))[3] == "mişing"


def test_a_letter_that_many_repaired_lines_had_does_not() -> None:
    changed = [(number, KEPT[number].replace("þ", "ş")) for number in range(MANY // 2)]
    assert repaired(KEPT, *changed)[0] == "bíşar"


def test_what_is_no_letter_for_a_letter_is_another_matter() -> None:
    assert repaired([*KEPT, "miþÃ©"], (MANY, "miþé"))[MANY] == "miþé"
