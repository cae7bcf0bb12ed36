"""What garbled names of files and folders were, found from all names of a tree together.

A name is too short to judge by itself, but the names of one folder, and often of a whole tree, came
through the same accident: an archive unpacked in the wrong code page, a disk of another country.
Names are garbled in two ways: as bytes that are no UTF-8 (``undecoded``), and as text that was
misread (``misread``). Not for: whether a repaired name is still free (``garblefix.convert.plan``).
"""

from __future__ import annotations

from collections.abc import Iterable

from garblefix.coding import is_unicode
from garblefix.convert.naming.misread import restored
from garblefix.convert.naming.name import LONGEST, Name, acceptable
from garblefix.convert.naming.undecoded import decoded
from garblefix.results import Options

__all__ = ["LONGEST", "Name", "repaired"]

# A wrong name misleads whoever looks for it, and nobody proofreads names: be surer than for text.
MIN_CONFIDENCE = 0.9


def repaired(paths: Iterable[str], options: Options | None = None) -> dict[str, Name]:
    """What the last parts of ``paths`` were, by path; those left alone are not in it.

    >>> repaired(["old/╗ß╥Θ╝╟┬╝.txt", "old/notes.txt", "old/Łódź.txt"])
    {'old/╗ß╥Θ╝╟┬╝.txt': Name(after='会议记录.txt', chain='gb18030>cp437', confidence=...)}
    """
    chosen = options or Options()
    raw: list[str] = []
    texts: list[str] = []
    for path in paths:
        name = path.rpartition("/")[2]
        if not name.isascii():
            (texts if is_unicode(name) else raw).append(path)
    found = decoded(raw)
    if chosen.allows("misread"):
        found |= restored(texts, found)
    least = max(MIN_CONFIDENCE, chosen.min_confidence)
    return {
        path: name
        for path, name in found.items()
        if name.confidence >= least and acceptable(name.after, path.rpartition("/")[2])
    }
