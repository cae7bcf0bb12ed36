"""One file through the repairer: what was found in it, and its new bytes where they are wanted.

Runs in the processes of ``-j`` too, so that what goes in and what comes out can be pickled. Not
for: telling anybody (``report``), nor for standard input, which is written as it is read.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from garblefix.files.diff import Diff
from garblefix.files.read import LOOKED_AT, is_binary, open_regular
from garblefix.files.spool import Spool
from garblefix.files.walk import Found
from garblefix.files.write import Original, Temporary, temporary
from garblefix.results import Guess, Options
from garblefix.runs import LocatedRun
from garblefix.stream import StreamRepairer
from garblefix.stream.block import Alike, Block, LocatedFix, LocatedLost


class PartFindings(NamedTuple):
    """What was found in a part of a file. ``accepted``: nobody who was asked refused the fixes.

    ``alike`` has the fixes instead where the plan wants identical ones together.
    """

    fixes: tuple[LocatedFix, ...]
    lost: tuple[LocatedLost, ...]
    accepted: bool = True
    alike: tuple[Alike, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with every file.

    ``ignore`` has the texts that stay as they are. ``write`` puts the repaired bytes in place of
    the file's, with a backup if there is a ``backup_suffix``; ``diff`` says what that would change.
    ``telling`` keeps every fix and not only their number, ``alike`` identical ones of a block
    together. ``scratch`` is a folder for what does not fit in memory. ``heard`` are the chains that
    other files have shown, see ``Pool``; None where that is not known yet, so that a file which is
    unsure without is not written.
    """

    options: Options = field(default_factory=Options)
    ignore: frozenset[str] = frozenset()
    encoding: str = "auto"
    output_encoding: str = "same"
    write: bool = False
    backup_suffix: str | None = None
    diff: bool = False
    telling: bool = True
    alike: bool = False
    scratch: str = "/tmp"
    heard: Mapping[str, float] | None = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What became of one file.

    ``found`` has its PartFindings in order, ``diff`` the bytes of a unified diff.
    ``encoding`` is None for plain ASCII. ``damaged``: something was found; ``stays``: some of it no
    output can mend; ``changes``: the output differs from the input; ``written``: it stands in the
    file now. ``skipped``: binary, and not named by anybody. ``status`` is that of the file when it
    was opened. ``runs``: its parts by encoding, where there are several. ``gained``: by chain, what
    its lines prove, in nats; ``unsure``: it waits for what other files show. ``left``: what it, or
    a part of it, may be in, which was not sure enough to convert it.
    """

    path: str
    found: Spool
    diff: Spool
    encoding: str | None = None
    damaged: bool = False
    stays: bool = False
    changes: bool = False
    written: bool = False
    skipped: bool = False
    status: os.stat_result | None = None
    runs: tuple[LocatedRun, ...] = ()
    gained: Mapping[str, float] = field(default_factory=dict)
    unsure: bool = False
    left: Guess | None = None
    error: OSError | None = None


def repairer(plan: Plan) -> StreamRepairer:
    """A repairer for one input. Raises LookupError for an encoding that nobody knows."""
    return StreamRepairer(
        plan.options,
        ignore=plan.ignore,
        encoding=plan.encoding,
        output_encoding=plan.output_encoding,
        heard=plan.heard,
    )


def fix_file(plan: Plan, file: Found) -> Outcome:
    """Read one file, and repair it if the plan says so. Every OSError is in the outcome."""
    outcome = Outcome(file.path, Spool(plan.scratch), Spool(plan.scratch))
    try:
        with open_regular(file.path) as source:
            outcome.status = os.fstat(source.fileno())
            if not file.named and is_binary(source.read(LOOKED_AT)):
                outcome.skipped = True
                return outcome
            source.seek(0)
            _fix(plan, source, outcome)
    except OSError as error:
        outcome.error = OSError(error.errno, error.strerror or str(error))
    return outcome


def fix_stream(plan: Plan, opened: Callable[[], BinaryIO], name: str) -> Outcome:
    """Read what is no file, and is not written. Every OSError is in the outcome."""
    outcome = Outcome(name, Spool(plan.scratch), Spool(plan.scratch))
    try:
        _fix(plan, opened(), outcome)
    except OSError as error:
        outcome.error = OSError(error.errno, error.strerror or str(error))
    return outcome


def _fix(plan: Plan, source: BinaryIO, outcome: Outcome) -> None:
    stream = repairer(plan)
    diff = Diff(outcome.path) if plan.diff else None
    with contextlib.ExitStack() as stack:
        new: Temporary | None = None
        done = 0
        for block in stream.blocks(source):
            _keep(plan, block, outcome)
            differs = block.data != block.before
            outcome.changes |= differs
            if diff is not None:
                for piece in diff.pieces(block.before, block.data, stream.encoding):
                    outcome.diff.add(piece)
            if plan.write and differs and new is None:
                new = stack.enter_context(temporary(outcome.path, private=True))
                new.copy(source, 0, done)
            if new is not None:
                new.write(block.data)
            done += len(block.before)
        outcome.encoding = stream.encoding
        outcome.runs = stream.runs
        outcome.left = stream.left
        outcome.gained = stream.gained
        outcome.unsure = plan.heard is None and stream.is_unsure
        if diff is not None:
            for piece in diff.end():
                outcome.diff.add(piece)
        if new is not None and outcome.status is not None and not outcome.unsure:
            original = Original.of(outcome.path, outcome.status)
            new.replace(original, backup_suffix=plan.backup_suffix)
            outcome.written = True


def _keep(plan: Plan, block: Block, outcome: Outcome) -> None:
    lost = block.lost
    if not (block.changes or lost):
        return
    outcome.damaged = True
    outcome.stays |= bool(lost) or block.stays
    if plan.alike:
        outcome.found.add(PartFindings((), lost, alike=block.alike))
    elif plan.telling:
        outcome.found.add(PartFindings(block.fixes, lost))
