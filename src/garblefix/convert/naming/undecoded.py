"""Names whose bytes are not UTF-8, in the encoding that their folder and the tree suggest.

Not for: names that are text, if garbled (``misread``).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable

from garblefix.convert.naming.name import Name, split

# The chance that is left to an encoding which a folder's own names do not suggest.
UNEXPECTED = 0.001


def decoded(paths: Iterable[str]) -> dict[str, Name]:
    """What the last parts of ``paths`` say, by path."""
    folders: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        folders[path.rpartition("/")[0]].append(path)
    if not folders:
        return {}
    from garblefix.detect import decide

    stems = {
        folder: [os.fsencode(split(path)[0]) for path in inside]
        for folder, inside in folders.items()
    }
    guesses = {
        folder: {guess.encoding: guess.confidence for guess in decide(b"\n".join(inside))}
        for folder, inside in stems.items()
    }
    # How many names of the tree each encoding has: by that a folder of one short name is judged.
    common: dict[str, float] = defaultdict(float)
    for folder, found in guesses.items():
        for encoding, confidence in found.items():
            common[encoding] += confidence * len(stems[folder])
    names = {}
    for folder, inside in folders.items():
        weights = {
            encoding: guesses[folder].get(encoding, UNEXPECTED) * weight
            for encoding, weight in common.items()
            if all(_text(stem, encoding) is not None for stem in stems[folder])
        }
        best = max(weights, key=lambda encoding: (weights[encoding], encoding), default=None)
        if best is None or not weights[best]:
            continue
        confidence = weights[best] / sum(weights.values())
        for path, stem in zip(inside, stems[folder], strict=True):
            names[path] = Name((_text(stem, best) or "") + split(path)[1], best, confidence)
    return names


def _text(stem: bytes, encoding: str) -> str | None:
    try:
        return stem.decode(encoding)
    except UnicodeDecodeError:
        return None
