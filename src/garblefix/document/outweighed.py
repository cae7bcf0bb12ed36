"""What a document has far too often to be garbled in a few of its lines: ``þ`` in Icelandic.

Where one letter stands for another of its script, a line by itself may look garbled to a model that
hardly knows its language. If it was, the letter is found in other lines too; where nearly all of
these stay as they are, it is a letter of the language. Not for: single lines (``judgement``).
"""

from __future__ import annotations

from collections import Counter

from garblefix.document.line import LineRepair, Lines

# So many lines have a letter, and less than this share of them would be repaired.
MANY, SHARE = 20, 0.1


def withdraw(lines: Lines) -> None:
    """Leave alone the lines of which only letters would be replaced that most lines keep."""
    swapped = {}
    changed = lines.changed()
    foreign = sum(not line.isascii() for line in lines.before) if changed else 0
    if len(changed) >= SHARE * foreign:
        return  # a garbled document
    for index in changed:
        repair = lines.repair(index)
        letters = _swapped(repair) if repair is not None else None
        if letters:
            swapped[index] = letters
    if not swapped:
        return
    fixed = Counter(letter for letters in swapped.values() for letter in letters)
    kept = {
        letter
        for letter, times in fixed.items()
        if (having := sum(letter in line for line in lines.before)) >= MANY
        and times < SHARE * having
    }
    for index, letters in swapped.items():
        if letters <= kept:
            lines.withdraw(index)


def _swapped(repair: LineRepair) -> set[str] | None:
    """The letters that others stand for in a line; None where more than letters was replaced."""
    if len(repair.before) != len(repair.after):
        return None
    pairs = {
        (before, after)
        for before, after in zip(repair.before, repair.after, strict=True)
        if before != after
    }
    if not all(before.isalpha() and after.isalpha() for before, after in pairs):
        return None
    return {before for before, _ in pairs}
