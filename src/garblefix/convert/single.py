"""One file converted by itself: no tree, so no manifest, and nothing to go on with.

Not for: folders (``run``).
"""

from __future__ import annotations

import os
from dataclasses import replace

from garblefix.convert import naming
from garblefix.convert.file import Settings, Task, convert
from garblefix.convert.place import Mode, RefusedError
from garblefix.convert.record import Record
from garblefix.convert.tree import entry_of
from garblefix.convert.wishes import Wishes


def convert_one(source: str, target: str, mode: Mode, wishes: Wishes, *, dry: bool) -> Record:
    """Convert the file ``source`` to ``target``, or into it if that is a folder.

    Raises RefusedError where that would overwrite something unasked, or the source, and OSError.
    """
    name = os.path.basename(source)
    repaired = naming.repaired([name], wishes.options).get(name) if wishes.names else None
    if os.path.isdir(target):
        target = os.path.join(target, repaired.after if repaired else name)
    else:
        repaired = None
    if os.path.lexists(target):
        if os.path.exists(target) and os.path.samefile(source, target):
            raise RefusedError(f"{target}: is the source itself, which must stay as it is")
        if mode is not Mode.overwrite:
            raise RefusedError(f"{target}: exists; --overwrite replaces it")
    settings = Settings(
        "",
        "",
        "" if dry else os.path.dirname(target) or os.curdir,
        wishes,
        replacing=mode is Mode.overwrite,
    )
    # Who names a link means what it leads to.
    path = os.path.realpath(source) if os.path.islink(source) else source
    entry = replace(entry_of(path, ""), path=path)
    return convert(settings, Task(entry, target, repaired))
