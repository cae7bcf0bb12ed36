"""What can happen to text: one file a kind of damage.

A damage is a module of this package with ``NAME`` (str) and ``propose(text, surveyed, model)``,
which returns the readings of ``text`` that this damage offers. ``survey(document)`` looks once over
all that is at hand of a document and returns what ``propose`` then gets for each of its pieces.
Where the gate does not know a damage, the module has ``signs(text, surveyed=None)``: the places
(offsets) that are worth a look for it; a document without any is not surveyed. Where the gate is
blind for some of a damage alone, ``left_over(text)`` has such places.
``escape`` is looked for only where that is asked, and before all others (``escaped``), which then
see a text without escapes; it needs nothing but the text. A new kind of damage is one new file: the
package finds what has ``propose`` by itself. What has not is used by damages and others: bytes that
are all there go back (``undoing``), what was lost is inferred: of UTF-8 (``inferring``), of other
encodings where a page shows nothing for some bytes (``unseen``) or has a mark (``unread``).
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Inferred:
    """Characters ``after[start:end]`` of an edge whose bytes were lost, at least in part.

    ``place`` and ``until``: what of the edge's span of the text they stand for, counted from its
    start. ``chance``: that they are right (0 to 1), given that the edge is. ``others``: what else
    they may have been, likeliest first.
    """

    place: int
    until: int
    start: int
    end: int
    chance: float
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """``text[start:end]`` was ``after`` before the damage. Offsets in characters.

    ``lossy``: some of ``after`` was inferred; ``inferred`` says which, where that is known.
    ``written``: what it was in parts, where ``after`` is composed of these.
    """

    start: int
    end: int
    after: str
    lossy: bool = False
    inferred: tuple[Inferred, ...] = field(default=(), repr=False, compare=False)
    written: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One account of what happened to a text: edges in order, not overlapping.

    ``cost`` is −log P(this damage happened here), in nats. Edges need not all be true: the lattice
    decides where the damage begins and ends.
    """

    damage: str
    chain: str
    cost: float
    edges: tuple[Edge, ...]

    def apply(self, text: str) -> str:
        """The text that all edges together give back."""
        return rewritten(text, self.edges)

    def as_read(self, text: str) -> str:
        """The same for the language model, with plain spaces for the no-break spaces given back.

        The texts that it learned from have none, and these say no less.
        """
        edges = self.edges
        return rewritten(text, (Edge(e.start, e.end, e.after.replace("\xa0", " ")) for e in edges))


class Replacement(Protocol):
    """``text[start:end]`` becomes ``after``: an ``Edge``, or a ``Fix``."""

    @property
    def start(self) -> int:
        """Where it begins, in characters."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def after(self) -> str:
        """What is put in there."""


def rewritten(text: str, replacements: Iterable[Replacement]) -> str:
    """``text`` with all of these replaced, which are in order and do not overlap.

    >>> rewritten("cafÃ© (dÃ©jÃ )", [Edge(3, 5, "é"), Edge(8, 10, "é")])
    'café (déjÃ )'
    """
    pieces = []
    place = 0
    for each in replacements:
        pieces += [text[place : each.start], each.after]
        place = each.end
    return "".join(pieces) + text[place:]


def signs(text: str, surveys: Mapping[str, object] | None = None) -> list[int]:
    """Where in ``text`` damages that the gate does not know show themselves.

    ``surveys``: of its document, by the names of the damages to look for; without, for all of them.
    """
    return [
        place
        for name, module in modules().items()
        if hasattr(module, "signs") and (surveys is None or name in surveys)
        for place in module.signs(text, (surveys or {}).get(name))
    ]


def signed(text: str) -> bool:
    """Whether ``text`` shows any of them."""
    return any(module.signs(text) for module in modules().values() if hasattr(module, "signs"))


def left_over(text: str, names: Container[str] | None = None) -> list[int]:
    """Where in ``text`` damages left what the gate is blind for; ``names``: of these damages."""
    return [
        place
        for name, module in modules().items()
        if hasattr(module, "left_over") and (names is None or name in names)
        for place in module.left_over(text)
    ]


@functools.cache
def modules() -> dict[str, ModuleType]:
    """Every damage by its name, in alphabetical order of the files."""
    found = (
        importlib.import_module(f"{__name__}.{entry.name}")
        for entry in pkgutil.iter_modules(__path__)
    )
    return {module.NAME: module for module in found if hasattr(module, "propose")}
