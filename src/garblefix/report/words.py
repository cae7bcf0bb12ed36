"""Numbers and damages in words, the same in every report for people.

Not for: programs; they get the numbers and the names themselves.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from garblefix.encodings import BY_NAME

if TYPE_CHECKING:
    from garblefix.report.tally import Tally
    from garblefix.results import Guess
    from garblefix.runs import LocatedRun

DAMAGE_WORDS = {
    "": "as it is",
    "annotation": "reading added behind a character",
    "shift": "byte lost or added",
    "misread": "read in the wrong encoding",
    "replaced": "letter replaced by a marker",
    "escape": "left escaped",
    "script": "in the other Chinese script",
}
# What the ways to write characters in ASCII are called, by their names in chains.
NOTATION_WORDS = {
    "html": "HTML references",
    "backslash": "backslash escapes",
    "no-backslash": "escapes without their backslashes",
    "octal": "octal escapes",
    "percent": "percent escapes",
    "percent-u": "%u escapes",
    "quoted-printable": "quoted-printable",
    "encoded-word": "encoded words",
    "code-point": "<U+…> escapes",
    "bytes": "<…> escapes",
}


@functools.lru_cache(maxsize=256)  # a document has few chains, and each fix asks
def damage_words(damage: str, chain: str) -> str:
    """What happened to the text, in words.

    >>> damage_words("", ""), damage_words("shift", "gbk"), damage_words("", "utf-8>gbk")
    ('as it is', 'byte lost or added', 'UTF-8 read as GBK')
    >>> damage_words("escape", "utf-8>cp1252>unicode>html")
    'UTF-8 read as Windows-1252, then left as HTML references'
    >>> damage_words("escape", "gbk>percent")
    'GBK left as percent escapes'
    """
    if ">" in chain:
        read, written = _before_it_was_written(chain)
        return ", then ".join(([describe(">".join(read))] if read else []) + written)
    return DAMAGE_WORDS.get(damage or chain, damage or chain)


def describe(chain: str) -> str:
    """A chain in words.

    >>> describe("utf-8>gbk")
    'UTF-8 read as GBK'
    >>> describe("utf-8>cp1252>utf-8>cp1252")
    'UTF-8 read as Windows-1252, twice'
    >>> describe("utf-8>cp1252>utf-8>gbk")
    'UTF-8 read as Windows-1252, then UTF-8 read as GBK'
    """
    names = [BY_NAME[name].label if name in BY_NAME else name for name in chain.split(">")]
    if len(names) < 2 or len(names) % 2:
        return chain
    steps = [f"{names[i]} read as {names[i + 1]}" for i in range(0, len(names), 2)]
    if len(steps) > 1 and len(set(steps)) == 1:
        return steps[0] + {2: ", twice", 3: ", three times"}.get(
            len(steps), f", {len(steps)} times"
        )
    return ", then ".join(steps)


def _before_it_was_written(chain: str) -> tuple[list[str], list[str]]:
    """The part of a chain that was misread, and the words for how it was then written."""
    names = chain.split(">")
    written: list[str] = []
    while len(names) > 1 and names[-1] in NOTATION_WORDS:
        source, notation = names[-2:]
        del names[-2:]
        of = f"{encoding_words(source)} " if source in BY_NAME else ""
        written.insert(0, f"{of}left as {NOTATION_WORDS[notation]}")
    return names, written


def encoding_words(name: str | None) -> str:
    """An encoding by the name that people know it by; None is plain ASCII.

    >>> encoding_words("utf-8"), encoding_words("koi8-r"), encoding_words(None)
    ('UTF-8', 'KOI8-R', 'ASCII')
    """
    if name is None:
        return "ASCII"
    return BY_NAME[name].label if name in BY_NAME else name.upper()


def run_words(found: LocatedRun) -> str:
    """Which lines of a file are in which encoding.

    >>> from garblefix.results import Run
    >>> from garblefix.runs import LocatedRun
    >>> run_words(LocatedRun(1, 1200, Run(0, 99_000, "utf-8", 0.9999)))
    'lines 1 to 1,200 are in UTF-8'
    >>> run_words(LocatedRun(7, 7, Run(90, 99, "cp1251", 0.9)))
    'line 7 is in Windows-1251'
    """
    words = encoding_words(found.run.encoding)
    if found.last_line <= found.line:
        return f"line {found.line:,} is in {words}"
    return f"lines {found.line:,} to {found.last_line:,} are in {words}"


def unsure_words(guess: Guess) -> str:
    """Why bytes were not converted: what they may be in is not sure enough.

    >>> from garblefix.results import Guess
    >>> unsure_words(Guess("cp1250", 0.31)), unsure_words(Guess("latin-1", 0.0))
    ('may be Windows-1250 (31.0%), left as it is', 'no text in any encoding, left as it is')
    """
    if guess.confidence == 0.0:
        return "no text in any encoding, left as it is"
    return f"may be {encoding_words(guess.encoding)} ({percent(guess.confidence)}), left as it is"


def percent(confidence: float) -> str:
    """A confidence in words; never rounded up, and never a certainty.

    A posterior that is 1.0 in floating point is still one of many readings.

    >>> percent(0.98765), percent(0.99996), percent(1.0), percent(0.0002)
    ('98.7%', '>99.9%', '>99.9%', '<0.1%')
    """
    if confidence > 0.999:
        return ">99.9%"
    if 0.0 < confidence < 0.001:
        return "<0.1%"
    return f"{int(confidence * 1000) / 10:.1f}%"


def confidence_style(confidence: float) -> str:
    """The colour that a confidence has everywhere."""
    if confidence >= 0.95:
        return "green"
    return "yellow" if confidence >= 0.75 else "red"


def counted(number: int, noun: str) -> str:
    """A number and its noun.

    >>> counted(1, "fix"), counted(1200, "fix"), counted(2, "file")
    ('1 fix', '1,200 fixes', '2 files')
    """
    plural = "es" if noun.endswith("x") else "s"
    return f"{number:,} {noun}{'' if number == 1 else plural}"


def summary_parts(tally: Tally) -> list[tuple[str, str, str]]:
    """The totals in words: each figure, what else is said of it, and the figure's style."""
    files = counted(tally.files, "file")
    parts = []
    if tally.fixes:
        only = tally.files == tally.files_changed == 1
        rest = "" if only else f" in {tally.files_changed:,} of {files}"
        figure = counted(tally.fixes, "fix")
        if tally.files_written and tally.fixes_written == tally.fixes:
            figure += " written"
        elif tally.files_written:
            rest += f", {tally.fixes_written:,} of them written"
        parts.append((figure, rest, "bold green"))
    elif tally.files_written:
        parts.append((f"{tally.files_written:,} of {files} converted", "", "bold green"))
    elif tally.files_changed:
        parts.append((f"{tally.files_changed:,} of {files} to convert", "", ""))
    elif not tally.lost:
        parts.append(("nothing to repair", f" in {files}", "bold green"))
    if tally.lost:
        parts.append((f"{counted(tally.lost, 'span')} beyond recovery", "", "bold yellow"))
    if tally.errors:
        parts.append((counted(tally.errors, "error"), "", "bold red"))
    return parts


def summary_line(tally: Tally) -> str:
    """The totals in one line.

    >>> from garblefix.report.tally import Tally
    >>> summary_line(Tally(files=3, files_changed=1, fixes=2, lost=1, errors=1))
    '2 fixes in 1 of 3 files, 1 span beyond recovery, 1 error'
    >>> summary_line(Tally(files=9, files_changed=1, files_written=1, fixes=2, fixes_written=2))
    '2 fixes written in 1 of 9 files'
    """
    return ", ".join(figure + rest for figure, rest, _ in summary_parts(tally))
