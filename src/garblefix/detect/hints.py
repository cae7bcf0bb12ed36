"""What is known about a file before its bytes are read, as nats in favour of encodings.

Not for: what the bytes say themselves.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from garblefix.arguments import as_name, as_names
from garblefix.detect.candidates import CANDIDATES, Candidate, among_candidates

# Nats in favour of texts in the language that the caller names.
LANGUAGE = 6.0
# A kind of file is a weaker hint than its text: a word or two outweighs it. Where the format's own
# rules name the encoding, it counts twice.
USUAL, BY_THE_RULES = 2.0, 4.0

_DOS = (
    *("cp437", "cp850", "cp852", "cp866", "cp737", "cp857", "cp775", "cp862", "cp720"),
    *("cp932", "gb18030"),
)
_WINDOWS = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257")
_SUFFIXES: dict[str, tuple[float, tuple[str, ...]]] = {
    # Art in box drawing characters, for the screens of the PC.
    **dict.fromkeys((".nfo", ".diz", ".ans", ".asc"), (BY_THE_RULES, ("cp437",))),
    # dBASE and FoxPro, and batches that print to the console: the code page of the console.
    **dict.fromkeys((".dbf", ".fpt", ".prg", ".bat", ".cmd"), (USUAL, _DOS)),
    # Subtitles and playlists: made on Windows, most of them.
    **dict.fromkeys((".srt", ".sub", ".ass", ".ssa", ".smi", ".cue", ".m3u"), (USUAL, _WINDOWS)),
    # Resources and exported registries of Windows.
    **dict.fromkeys((".rc", ".reg", ".inf", ".ini"), (USUAL, ("utf-16-le", *_WINDOWS))),
    # RFC 8259; TOML 1.0; the languages' references.
    **dict.fromkeys((".json", ".toml", ".rs", ".go", ".m3u8"), (BY_THE_RULES, ("utf-8",))),
    # Latin-1 up to Java 8, whose superset this is.
    ".properties": (USUAL, ("cp1252",)),
}


@dataclass(frozen=True, slots=True)
class Hints:
    """``nats`` by codec name; a language code or ""; the only candidates, None for all."""

    nats: Mapping[str, float] = field(default_factory=dict)
    language: str = ""
    only: tuple[Candidate, ...] | None = None


def hints_of(language: str = "", candidates: Iterable[str] | None = None, name: str = "") -> Hints:
    """The hints for a call. LookupError for a candidate unknown to Python, ValueError for none.

    ValueError for a language that is not told apart, TypeError for an argument of a wrong type.

    >>> hints_of(name="INTRO.NFO").nats, [c.name for c in hints_of(candidates=["GBK"]).only or ()]
    ({'cp437': 4.0}, ['gb18030'])
    """
    suffix = os.path.splitext(as_name(name, "name"))[1].lower()
    nats, names = _SUFFIXES.get(suffix, (0.0, ()))
    only = None
    if candidates is not None:
        only = tuple(map(_candidate, as_names(candidates, "candidates")))
    if only == ():
        raise ValueError("no candidates: there is nothing to choose from")
    code = as_name(language, "language").lower().partition("-")[0]
    if code and code not in languages():
        raise ValueError(
            f"no language that is known: {language} (there are: {' '.join(languages())})"
        )
    return Hints(dict.fromkeys(names, nats), code, only)


def languages() -> list[str]:
    """The codes of the languages that are told apart, without their scripts."""
    from garblefix.language.identify import codes

    return sorted({code.partition("-")[0] for code in codes()})


def _candidate(name: str) -> Candidate:
    known = among_candidates(name)
    return next((each for each in CANDIDATES if each.name == known), Candidate(known, 0.0))
