"""The tables that ``detect`` and ``explain`` show on a terminal.

Not for: pipes; there the commands write plain lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from rich.table import Table
from rich.text import Text

from garblefix.report.marks import changed_pieces
from garblefix.report.visible import visible
from garblefix.report.words import confidence_style, damage_words, percent

if TYPE_CHECKING:
    from garblefix.results import Guess
    from garblefix.runs import LocatedRun


class Reading(Protocol):
    """One account of a text: what it was, what happened to it, and what speaks for that."""

    @property
    def text(self) -> str:
        """The text before anything happened."""

    @property
    def damage(self) -> str:
        """The kind of damage, empty for the text as it is."""

    @property
    def chain(self) -> str:
        """The encodings that it went through."""

    @property
    def score(self) -> float:
        """Nats, against the text as it is."""

    @property
    def confidence(self) -> float:
        """0 to 1."""


def guesses_table(
    verdicts: Iterable[tuple[str, list[Guess], tuple[LocatedRun, ...]]],
) -> Table:
    """A row for each guess, or run of lines; a file's name stands before its first."""
    table = _table()
    table.add_column("file", overflow="fold", style="bold")
    table.add_column("encoding")
    table.add_column("language")
    table.add_column("confidence", justify="right")
    for name, guesses, runs in verdicts:
        for number, found in enumerate(runs):
            table.add_row(
                Text("" if number else visible(name)),
                Text.assemble(
                    (found.run.encoding, "cyan"), f", lines {found.line:,} to {found.last_line:,}"
                ),
                "",
                _confidence(found.run.confidence),
            )
        if runs:
            continue
        if not guesses:
            table.add_row(Text(visible(name)), Text("unknown", "dim"), "", "")
        for number, guess in enumerate(guesses):
            table.add_row(
                Text("" if number else visible(name)),
                Text(guess.encoding, "dim" if number else "cyan"),
                guess.language,
                _confidence(guess.confidence),
            )
    return table


def readings_table(given: str, readings: Iterable[Reading]) -> Table:
    """A row for each reading, with the characters marked that differ from the text given."""
    table = _table()
    table.add_column("confidence", justify="right")
    table.add_column("nats", justify="right")
    table.add_column("what happened", style="cyan", overflow="fold", ratio=2)
    table.add_column("the text was", overflow="fold", ratio=3)
    for reading in readings:
        line = Text()
        for piece, changed in changed_pieces(given, reading.text)[1]:
            line.append(piece, "bold green" if changed else "")
        table.add_row(
            _confidence(reading.confidence),
            f"{reading.score:+.1f}" if reading.chain or reading.damage else "0.0",
            damage_words(reading.damage, reading.chain),
            line,
        )
    return table


def _table() -> Table:
    from rich.box import SIMPLE_HEAD

    return Table(box=SIMPLE_HEAD, header_style="dim", pad_edge=False)


def _confidence(confidence: float) -> Text:
    return Text(percent(confidence), confidence_style(confidence))
