"""Numbers and damages in words, the same in every report for people.

Not for: programs; they get the numbers and the names themselves.
"""

from __future__ import annotations

from garblefix.encodings import describe

_WORDS = {
    "": "as it is",
    "annotation": "reading added behind a character",
    "shift": "byte lost or added",
    "misread": "read in the wrong encoding",
}


def damage_words(damage: str, chain: str) -> str:
    """What happened to the text, in words.

    >>> damage_words("", "")
    'as it is'
    """
    return describe(chain) if chain else _WORDS.get(damage, damage)


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
