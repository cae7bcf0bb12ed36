"""A place in the target for every entry of the source, so that no two share one.

Names that stay as they are have the first claim; a repaired name that is taken gets a number, the
same in every run. Not for: finding repaired names (``naming``), nor writing (``file``).
"""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from garblefix.convert.naming import LONGEST, Name
from garblefix.convert.tree import Entry

# The conversion's own folder, at the top of the target.
OWN_FOLDER = ".garblefix"


def targets(
    entries: Iterable[Entry], names: Mapping[str, Name], *, alike: bool = False
) -> dict[str, str]:
    """The path in the target for each path in the source; the root, "", is its own.

    ``entries`` come with every folder before what is in it. ``alike``: the target's file system
    takes names for one that differ by case or normal form alone.

    >>> from garblefix.convert.tree import Kind
    >>> entries = [Entry("é.txt", Kind.file), Entry("Ã©.txt", Kind.file)]
    >>> targets(entries, {"Ã©.txt": Name("é.txt", "utf-8>cp1252", 0.99)})
    {'': '', 'é.txt': 'é.txt', 'Ã©.txt': 'é (2).txt'}
    """
    folders: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        folders[entry.folder].append(entry)
    found = {"": ""}
    for folder, children in folders.items():
        exact: set[str] = set()
        loose: set[str] = set()
        if not folder:
            exact.add(OWN_FOLDER)
            loose.add(OWN_FOLDER)
        for entry in sorted(children, key=lambda child: child.path in names):
            repaired = names.get(entry.path)
            # A repaired name must differ by more than its case or normal form, wherever it is.
            if repaired or alike:
                name = repaired.after if repaired else entry.name
                free = next(name for name in _forms(name) if _loosely(name) not in loose)
            else:
                free = next(name for name in _forms(entry.name) if name not in exact)
            exact.add(free)
            loose.add(_loosely(free))
            found[entry.path] = os.path.join(found[folder], free)
    return found


def _forms(name: str) -> Iterator[str]:
    """``name``, and then numbered forms of it.

    >>> from itertools import islice
    >>> list(islice(_forms("a.txt"), 3))
    ['a.txt', 'a (2).txt', 'a (3).txt']
    """
    yield name
    stem, extension = os.path.splitext(name)
    for number in count(2):
        mark = f" ({number}){extension}"
        while len(os.fsencode(stem + mark)) > LONGEST:
            stem = stem[:-1]
        yield stem + mark


def _loosely(name: str) -> str:
    """What names have in common that differ by case or normal form alone."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def link_text(text: str, path: str, root: str, found: Mapping[str, str]) -> str:
    """What a link must say in the target, which stood at ``path`` in the source ``root``.

    What points into the source points to the same thing in the target; anything else stays where
    it is. ``root`` is a real path, without links in it.

    >>> link_text("Ã©/a.txt", "link", "/src", {"": "", "link": "link", "Ã©": "é"})
    'é/a.txt'
    >>> link_text("/src/b", "link", "/src", {"": "", "b": "b", "link": "link"})
    'b'
    >>> link_text("../other", "link", "/home/src", {"": "", "link": "link"})
    '/home/other'
    """
    here = os.path.dirname(os.path.join(root, path))
    absolute = os.path.normpath(os.path.join(here, text))
    if absolute != root and not absolute.startswith(root.rstrip("/") + "/"):
        return absolute
    below = "" if absolute == root else os.path.relpath(absolute, root)
    moved = _moved(below, found)
    stays = moved == below and os.path.dirname(found[path]) == os.path.dirname(path)
    if stays and not os.path.isabs(text):
        return text
    return os.path.relpath("/" + moved, "/" + os.path.dirname(found[path]))


def _moved(path: str, found: Mapping[str, str]) -> str:
    """Where ``path`` goes, or would go if there were something."""
    rest = ""
    known = path
    while known not in found:
        known, _, name = known.rpartition("/")
        rest = f"/{name}{rest}"
    return (found[known] + rest).lstrip("/")
