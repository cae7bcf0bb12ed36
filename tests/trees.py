"""Trees of files for tests: made from a dictionary, and read into one.

Not for: conversions themselves.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

REPAIRED = "le garçon a posé le café\n".encode()
GARBLED_BYTES = REPAIRED.decode("cp1252").encode()
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\xff"
OWN = ".garblefix"


def make(root: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files``, whose names are paths below ``root``."""
    root.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def tree_of(root: Path) -> dict[str, bytes]:
    """Every regular file below ``root`` and its bytes, without the conversion's own."""
    found = {}
    for folder, folders, names in os.walk(root):
        if Path(folder) == root and OWN in folders:
            folders.remove(OWN)
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                found[os.path.relpath(path, root)] = path.read_bytes()
    return found
