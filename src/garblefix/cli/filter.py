"""Standard input repaired to standard output, block by block, with a report on standard error.

Not for: files that have a path (``survey``). Memory stays bounded: every block is written before
the next one is read.
"""

from __future__ import annotations

from garblefix.cli.choices import Choices
from garblefix.cli.reporters import conversion, filter_reporter, repairer, tell
from garblefix.cli.standard import (
    STANDARD_INPUT_NAME,
    complain_about,
    standard_input,
    standard_output,
)
from garblefix.report.tally import Tally


def run_filter(choices: Choices) -> int:
    """Filter, and return the exit code: 0 whatever was found, 2 where bytes got stuck.

    Raises LookupError for an encoding that nobody knows.
    """
    stream = repairer(choices)
    reporter = filter_reporter(choices)
    tally = Tally()
    changed = False
    place = "standard output"
    try:
        output = standard_output()
        place = "standard input"
        blocks = stream.blocks(standard_input())
        while (block := next(blocks, None)) is not None:
            place = "standard output"
            output.write(block.data)
            output.flush()
            place = "standard input"
            if reporter is not None:
                tally.add(block)
                changed = changed or any(found.applied for found in block.fixes)
                tell(reporter, STANDARD_INPUT_NAME, block, written=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        complain_about(place, error)
        return 2
    if reporter is not None:
        converted = conversion(stream.encoding, choices.output_encoding)
        tally.end_of_file(changed=changed or converted is not None)
        if choices.verbose or tally.found:
            reporter.end_of_file(STANDARD_INPUT_NAME, stream.encoding, converted)
            reporter.summary(tally)
    return 0
