"""The options that several commands share, and their check.

Not for: what an option does; that is said where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer

from garblefix.results import Options

AUTOMATIC = "auto"
DEFAULT_MIN_CONFIDENCE = Options().min_confidence


class Format(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"


class OutputEncoding(StrEnum):
    """What repaired bytes are written in."""

    same = "same"
    utf_8 = "utf-8"
    utf_8_sig = "utf-8-sig"


FormatOption = Annotated[
    Format, typer.Option("--format", help="The report for people, or one JSON object a line.")
]
MinConfidenceOption = Annotated[
    float,
    typer.Option(
        "--min-confidence",
        metavar="P",
        min=0.0,
        max=1.0,
        help="Make no fix that is less sure than this, 0 to 1.",
    ),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="KIND", help="Repair this kind of damage only; repeatable."),
]
SkipOption = Annotated[
    list[str] | None,
    typer.Option("--skip", metavar="KIND", help="Leave this kind of damage alone; repeatable."),
]


@dataclass(frozen=True, slots=True)
class Choices:
    """What was asked of ``garblefix fix``."""

    options: Options
    encoding: str
    output_encoding: OutputEncoding
    format: Format
    verbose: bool
    quiet: bool


def known_kinds() -> frozenset[str]:
    """The names that ``--only`` and ``--skip`` take: one for each file of ``garblefix.damage``.

    ``lossy`` is no damage but a property of a fix: some of it had to be inferred.
    """
    from garblefix.damage import modules

    return frozenset(modules()) | {"lossy"}


def kinds(given: list[str] | None, option: str) -> frozenset[str]:
    """The names in ``given``, each of which may hold several between commas.

    Raises typer.BadParameter for a name that no damage has.
    """
    names = frozenset(name.strip() for value in given or () for name in value.split(","))
    if names:
        known = known_kinds()
        for name in sorted(names - known):
            raise typer.BadParameter(
                f"no kind of damage is called {name!r}; there are {', '.join(sorted(known))}",
                param_hint=option,
            )
    return names


def repair_options(
    min_confidence: float, only: list[str] | None, skip: list[str] | None
) -> Options:
    """The engine's options, checked."""
    try:
        return Options(
            min_confidence=min_confidence,
            only=kinds(only, "--only") or None,
            skip=kinds(skip, "--skip"),
        )
    except ValueError as error:
        # "nan" is a number to the parser and lies within any range.
        raise typer.BadParameter(str(error), param_hint="--min-confidence") from error


def encoding_is_known(name: str) -> bool:
    """Whether Python has a text codec of this name, or it is ``auto``."""
    from garblefix.encodings import known

    try:
        known(name)
    except LookupError:
        return name == AUTOMATIC
    return True
