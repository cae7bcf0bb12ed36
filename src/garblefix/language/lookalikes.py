"""Letters of other alphabets that look like Latin ones, which people mix up while typing.

Not for: telling whether that happened (``made``).
"""

from __future__ import annotations

from garblefix.language import words

SMALL = frozenset("асеорхуіјѕһԁԛԝο")
CAPITALS = frozenset("АВЕЅІЈКМНОРСТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")  # that begin words
PAIR = 2


def looks_latin(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, a letter of a longer word, looks like one of Latin.

    >>> [looks_latin("Planеr", 4, 5), looks_latin("Вutter", 0, 1), looks_latin("gи", 1, 2)]
    [True, True, False]
    """
    if text[start:end] in SMALL:
        return True
    first, last = words.bounds(text, start, end)
    capitals = first == start or text[first:last].isupper()
    return text[start:end] in CAPITALS and last - first >= PAIR and capitals
