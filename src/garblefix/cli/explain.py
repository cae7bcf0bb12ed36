"""``garblefix explain``: every reading of one text, and what speaks for each.

Not for: finding readings (``garblefix.explain``).
"""

from __future__ import annotations

from typing import Annotated

import typer

from garblefix.cli.choices import (
    DEFAULT_MIN_CONFIDENCE,
    EscapesOption,
    Format,
    FormatOption,
    OnlyOption,
    ScriptOption,
    SkipOption,
    repair_options,
)
from garblefix.cli.standard import (
    CLEAN,
    FAILED,
    STANDARD_INPUT,
    complain_about,
    is_terminal,
    print_line,
    standard_input,
    standard_output,
)


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="The text; - for stdin.")],
    only: OnlyOption = None,
    skip: SkipOption = None,
    escapes: EscapesOption = False,
    script: ScriptOption = None,
    report_format: FormatOption = Format.text,
) -> int:
    """Show every reading of one text, with its score and confidence.

    The score is in nats, against the text as it is. On a terminal a table; otherwise confidence,
    score, damage and reading between tabs.
    """
    options = repair_options(DEFAULT_MIN_CONFIDENCE, only, skip, escapes=escapes, script=script)
    if text == STANDARD_INPUT:
        try:
            text = standard_input().read().decode("utf-8", "surrogateescape")
        except OSError as error:
            complain_about("standard input", error)
            return FAILED
        text = text.removesuffix("\n").removesuffix("\r")

    from garblefix.explain import readings

    found = readings(text, options)
    if report_format is Format.json:
        from garblefix.report.json import write_record

        for reading in found:
            write_record(
                standard_output(),
                {
                    "type": "reading",
                    "text": reading.text,
                    "damage": reading.damage,
                    "chain": reading.chain,
                    "score": round(reading.score, 3),
                    "confidence": round(reading.confidence, 6),
                },
            )
    elif is_terminal(1):
        import sys

        from garblefix.cli.reporters import plain_console
        from garblefix.report.tables import readings_table

        plain_console(sys.stdout).print(readings_table(text, found))
    else:
        from garblefix.report.visible import visible
        from garblefix.report.words import damage_words

        for reading in found:
            words = damage_words(reading.damage, reading.chain)
            figures = f"{reading.confidence:.3f}\t{reading.score:+.1f}"
            print_line(f"{figures}\t{words}\t{visible(reading.text)}")
    return CLEAN
