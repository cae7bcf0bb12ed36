"""Noting in a project's settings that a text is always to be ignored.

What a person wrote there stays as it is, comments and order too: the one string is put where it
belongs, and the outcome is read again before it replaces the file. Not for: reading settings
(``configuration``).
"""

from __future__ import annotations

import codecs
import json
import os
import re
import tomllib
from typing import Any

from garblefix.cli.configuration import SHARED_NAME
from garblefix.coding import is_unicode
from garblefix.files.read import open_regular
from garblefix.files.write import temporary

_HEADER = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*garblefix[ \t]*\][^\n]*(?:\n|\Z)", re.M)
_ANY_HEADER = re.compile(r"^[ \t]*\[", re.M)
_LIST = re.compile(r"^[ \t]*ignore[ \t]*=[ \t]*\[", re.M)


def remember(path: str, text: str) -> None:
    """Add ``text`` to the texts that the settings in ``path`` ignore; the file may be a new one.

    Raises OSError where it cannot be written, ValueError where a person has to do it.
    """
    try:
        with open_regular(path) as file:
            data = file.read()
    except FileNotFoundError:
        data = b""
    if not is_unicode(text):
        raise ValueError("TOML has no way to write bytes that are no text")
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    settings = data.removeprefix(mark).decode()
    settings = with_ignored(settings, text, os.path.basename(path) == SHARED_NAME)
    with temporary(path, private=bool(data)) as new:
        new.write(mark + settings.encode())
        new.overwrite(path)


def with_ignored(toml: str, text: str, shared: bool = False) -> str:
    r"""Settings that ignore ``text`` besides; ``shared`` with other tools in ``pyproject.toml``.

    Raises ValueError where the place for it cannot be found.

    >>> print(with_ignored('ignore = ["one"]  # of the manual\n', "two"), end="")
    ignore = [
      "two",
      "one"]  # of the manual
    >>> print(with_ignored("", "two"), end="")
    ignore = [
      "two",
    ]
    """
    end = "\r\n" if "\r\n" in toml else "\n"
    header = _HEADER.search(toml) if shared else None
    start = header.end() if header else 0
    following = _ANY_HEADER.search(toml, start) if header else None
    found = _LIST.search(toml, start, following.start() if following else len(toml))
    # A line of its own, for there garblefix finds that very text again, and leaves it alone.
    entry = f"{end}  {_quoted(text)},"
    if found:
        place = found.end()
        old = toml[place:].lstrip(" \t")
        if not old.startswith(("\n", "\r", "#")):
            entry += end + "  " * (not old.startswith("]"))
        new = toml[:place] + entry + old
    else:
        place = start if header else len(toml)
        missing = "" if place == 0 or toml[:place].endswith("\n") else end
        new = f"{toml[:place]}{missing}ignore = [{entry}{end}]{end}{toml[place:]}"
    if not _differs_by(toml, new, text, shared):
        raise ValueError(f"the place for it is not plain; add {_quoted(text)} to ignore by hand")
    return new


def _quoted(text: str) -> str:
    r"""A text as a string of TOML, with escapes for what cannot be seen.

    >>> print(_quoted('a "b"\x85\N{SOFT HYPHEN}'))
    "a \"b\"\u0085\u00AD"
    """
    return "".join(
        character
        if character.isprintable()
        else f"\\u{ord(character):04X}"
        if ord(character) < 0x10000
        else f"\\U{ord(character):08X}"
        for character in json.dumps(text, ensure_ascii=False)
    )


def _differs_by(old: str, new: str, text: str, shared: bool) -> bool:
    """Whether the one difference between two settings is one more text to ignore."""
    try:
        before, after = tomllib.loads(old), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    table: dict[str, Any] = after
    for name in ("tool", "garblefix") if shared else ():
        table = table.get(name, {})
    if text not in table.get("ignore", []):
        return False
    table["ignore"].remove(text)
    if not table["ignore"] and after != before:
        del table["ignore"]
    return after == before
