"""Whether a line talks about its garbled text, so that it is meant as it stands.

The repaired form is in the line already, or the number of the character; or it is what a program
replaces, or stands between quotation marks where somebody writes about such text. Not for: what is
meant for other reasons (``search.vetoes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from garblefix.damage.replaced import stands_whole
from garblefix.results import Fix
from garblefix.search.surroundings import beside, is_numbered

QUOTED = ("misread", "replaced")  # damages that a line may talk about
WORD = 3  # characters that do not stand twice in a line by chance
LONGEST = 80  # letters of a word
_LETTERS_BEFORE = re.compile(r"\w*$")
_LETTERS_BEHIND = re.compile(r"\w*")
# What people call it. Names of encodings stand in programs and pages that only are garbled.
_TALK = re.compile(r"(?i)\bmojibake|\bdouble[- ]?encod|\bmis-?(?:en|de)cod|\b(?:en|de)coded as\b")
_ARROW = re.compile(r"""["'`]?\s*(?:[→⇒⟶]|[-=]>)\s*["'`]?""")
# Short text that is quoted, or in brackets.
_QUOTED = re.compile(r"""(["'`“”])[^"'`“”]{1,40}["'`“”]|\([^()]{1,40}\)""")
# An arrow, and behind it what it leads to, up to where a part of that begins.
_BEHIND_ARROW = re.compile(r"(?:[→⇒⟶]|[-=]>)\s*\S*\Z")
# A call that replaces text, up to the beginning of what it replaces.
_REPLACES = re.compile(r"""(?i)(?:replace\w*|\bg?sub|\bstrtr)\s*\(\s*(?:/|[a-z]?["'`])[^"'`/]*\Z""")
_PLAIN = str.maketrans("“”„‘’‚", "\"\"\"'''")


def quotes(line: str, found: Iterable[Fix]) -> bool:
    """Whether a line talks about its garbled text.

    >>> garbled = "“cafÃ©” is “café”"
    >>> quotes(garbled, [Fix(4, 6, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)])
    True
    >>> quotes("Ã© → é", [Fix(0, 2, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)])
    True
    >>> quotes('s.replace("Ã©", "e")', [Fix(11, 13, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)])
    True
    """
    found = list(found)
    lost = [fix.start for fix in found if fix.damage == "replaced"]
    if lost and stands_whole(line, sorted(lost)):
        return True
    fixes = _told(found)
    return bool(fixes) and (talks(line, fixes) or _shows_what_it_was(line, fixes))


def talks(line: str, found: Iterable[Fix]) -> bool:
    """Whether a line says so: by a call that replaces it, an arrow to what it was, in words.

    >>> talks("Ã© → é", [Fix(0, 2, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)])
    True
    >>> talks("é → Ã© (mojibake)", [Fix(4, 6, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)])
    True
    """
    fixes = _told(found)
    if not fixes:
        return False
    if all(_REPLACES.search(line, max(0, fix.start - LONGEST), fix.start) for fix in fixes):
        return True
    return any(_is_explained(line, fix) for fix in fixes) or _is_talk(line, fixes)


def _told(found: Iterable[Fix]) -> list[Fix]:
    """Not what was inferred, unless it is a letter alone: there may be more of it."""
    return [fix for fix in found if not fix.lossy or len(fix.before) == len(fix.after) == 1]


def _is_explained(line: str, fix: Fix) -> bool:
    """Whether an arrow behind it leads to what it was: ``Ã© → é``."""
    arrow = _ARROW.match(line, fix.end)
    return arrow is not None and line.startswith(fix.after, arrow.end())


def _is_talk(line: str, fixes: Sequence[Fix]) -> bool:
    """Whether somebody writes about such text, and quotes what all the fixes change.

    Or an arrow leads there.
    """
    if not _TALK.search(line):
        return False
    spans = [match.span() for match in _QUOTED.finditer(line)]
    return all(
        any(first < fix.start and fix.end < last for first, last in spans)
        or _BEHIND_ARROW.search(line, max(0, fix.start - LONGEST), fix.start)
        for fix in fixes
    )


def _shows_what_it_was(line: str, fixes: Sequence[Fix]) -> bool:
    """Whether the repaired form stands in the line already, or its number.

    Most of the words that the fixes give back, since of a line that is garbled in part a word may
    stand in the rest too; or what a fix gives back between quotation marks, which may be plain.
    """
    after, rest = "", ""
    places: list[int] = []  # of what the fixes give back
    place = 0
    for fix in fixes:
        after += line[place : fix.start]
        places.append(len(after))
        after += fix.after
        # ``¬£20`` holds what it was, and does not quote it.
        rest += f"{line[place : fix.start]}\0"
        place = fix.end
    after, rest = after + line[place:], rest + line[place:]
    plain = rest.translate(_PLAIN)
    again: dict[str, bool] = {}  # by word that is given back, whether it stands there already
    seen = set()
    for fix, start in zip(fixes, places, strict=True):
        end = start + len(fix.after)
        before = _LETTERS_BEFORE.search(after, max(0, start - LONGEST), start)
        behind = _LETTERS_BEHIND.match(after, end, end + LONGEST)
        word = (before.group() if before else "") + fix.after + (behind.group() if behind else "")
        marks = "".join(beside(after, start, end))
        if (word, marks, fix.after) in seen:
            continue
        seen.add((word, marks, fix.after))
        quoted = len(marks) == 2 and not any(map(str.isalnum, marks)) and not marks.isspace()
        if quoted and marks[0] + fix.after + marks[1] in rest:
            return True
        if len(fix.after) == 1 and (f'"{fix.after}"' in plain or f"'{fix.after}'" in plain):
            return True
        # Few words stand there twice, and each pattern would have to be compiled.
        stands = len(word) >= WORD and word in rest and _stands_in(word, rest)
        again[word] = stands or (len(fix.after) >= WORD and fix.after in rest)
        again[word] |= len(fix.after) == 1 and is_numbered(rest, fix.after)
    return 2 * sum(again.values()) > len(again)


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
