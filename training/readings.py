"""Writes what is known of traditional characters: ``python -m training.readings``.

``readings.tsv`` holds their readings, from pypinyin, and ``simplified.tsv`` what they became, from
OpenCC, so that the installed package need carry neither. Which characters: those of GBK that are
not in GB 2312 (whose characters are simplified or shared) and that OpenCC turns into others.
Not for: looking anything up (``garblefix.language.readings``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import opencc
from pypinyin import pinyin

from garblefix.language import readings

# Readings of the mainland, which these programs use, where pypinyin has Taiwan's or none.
MAINLAND = {"邊": "biān", "績": "jì", "蹟": "jì", "跡": "jì", "擊": "jī", "攜": "xié"}


def simplified() -> dict[str, str]:
    """Every traditional character of GBK, with its simplified form."""
    converter = opencc.OpenCC("t2s")
    found = {}
    for point in range(0x4E00, 0x9FA6):
        character = chr(point)
        form = converter.convert(character)
        own = _encodable(character, "gbk") and not _encodable(character, "gb2312")
        if form != character and own and _encodable(form, "gb2312"):
            found[character] = form
    return found


def _encodable(character: str, encoding: str) -> bool:
    try:
        return len(character.encode(encoding)) == 2
    except UnicodeEncodeError:
        return False


def lines(characters: dict[str, str]) -> Iterator[str]:
    """One line a reading: the reading, who has it by default, who may have it besides."""
    default: dict[str, list[str]] = defaultdict(list)
    others: dict[str, list[str]] = defaultdict(list)
    for character in characters:
        known = pinyin(character, heteronym=True)[0]
        first = MAINLAND.get(character, pinyin(character)[0][0])
        default[first].append(character)
        for reading in known:
            if reading != first:
                others[reading].append(character)
    for reading in sorted(default.keys() | others.keys()):
        yield f"{reading}\t{''.join(default[reading])}\t{''.join(others[reading])}\n"


def build(output: Path) -> None:
    """Write both tables into the folder of the language model's data."""
    forms = simplified()
    tables = {
        readings.READINGS: "".join(lines(forms)),
        readings.SIMPLIFIED: f"{''.join(forms)}\n{''.join(forms.values())}\n",
    }
    for path, text in tables.items():
        (output / path.name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(readings.READINGS.parent)
