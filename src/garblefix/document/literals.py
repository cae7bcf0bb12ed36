"""Where in a line of code text stands that people read: between quotation marks, in a comment.

The names of a program, and English in it, say nothing of the language of such text: it is a text
of its own. Not for: text that quotes, nor what garbled text was.
"""

from __future__ import annotations

import re

# Longer lines are none that somebody wrote.
LONGEST = 1600
# A literal, one that goes on in the next line, the comment that ends a line, what a comment says of
# a name. What stands between letters is an apostrophe.
_TEXT = re.compile(
    r"""
    " (?P<double> (?: [^"\\] | \\. )+ ) "
    | (?<! [^\W_] ) ' (?P<single> (?: [^'\\] | \\. )+ ) ' (?! [^\W_] )
    | (?<=\() ['"] (?P<begun> [^'"\\]+ ) $
    | ^ \s* \*+ \s* @\w+ \s+ \$?\w+ \s+ (?P<described> .+ ) $
    | (?: (?<=\s) | ^ ) (?: //+ | /\*+ | \#+ | --+ | <!-- ) (?P<comment> .+ ) $
    """,
    re.VERBOSE,
)
# Marks that prose does not have, a call, the end of a statement, the tag of a comment, a field.
_CODE = re.compile(r"""[][{}<>=|$_\\]|\w\(|;\s*$|\*\s*@\w|["']\s*:\s*["']""")
_LETTERS = re.compile(r"[A-Za-z]")


def every(line: str) -> list[tuple[int, int]]:
    """The spans of all that people read in a line, if it is code.

    >>> [line[slice(*span)] for line in ('f("größer", "groß")',) for span in every(line)]
    ['größer', 'groß']
    """
    if len(line) > LONGEST:
        return []
    return [match.span(match.lastgroup or 0) for match in _TEXT.finditer(line)]


def listed(line: str) -> list[tuple[int, int]]:
    """The spans of those that nothing but signs divides, from the first to the last.

    >>> [line[slice(*span)] for line in ('f(x, "größer", "groß")',) for span in listed(line)]
    ['größer", "groß']
    """
    found: list[tuple[int, int]] = []
    for first, last in every(line):
        if found and not _LETTERS.search(line, found[-1][1], first):
            first = found.pop()[0]
        found.append((first, last))
    return found


def is_prose(line: str, first: int, last: int) -> bool:
    """Whether what ``every`` found stands in prose: the rest has no marks of code, or no words."""
    rest = line[:first] + line[last:]
    return not (_CODE.search(rest) and _LETTERS.search(rest))


def around(line: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the text in a line of code that ``line[start:end]`` is part of.

    None where there is none, or the code around has no words, which would say something of the
    language of the line.

    >>> line = 'label.setText("größer");  // groß genug'
    >>> [line[slice(*around(line, place, place + 1))] for place in (17, 33)]
    ['größer', ' groß genug']
    >>> around('sie sagte "größer", dann ging sie', 13, 14), around('    "größer",', 7, 8)
    (None, None)
    """
    found = None
    code = []
    place = 0
    for first, last in every(line):
        code.append(line[place:first])
        place = last
        if first <= start and end <= last:
            found = first, last
    code.append(line[place:])
    if found is None or not _CODE.search(" ".join(code)):
        return None
    # Other literals are words of the code, such as the names of fields.
    return found if _LETTERS.search(line[: found[0]] + line[found[1] :]) else None
