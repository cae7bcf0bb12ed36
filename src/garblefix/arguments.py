"""What callers give, checked for its type, so that an error names the argument.

Not for: which values there are (``repair.options``, ``detect.hints``).
"""

from __future__ import annotations

from collections.abc import Iterable


def as_name(value: object, argument: str) -> str:
    """A name as such; TypeError for what is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{argument} must be str, not {type(value).__name__}")
    return value


def as_names(value: object, argument: str) -> tuple[str, ...]:
    """Names, of which one alone will do; its letters are none.

    >>> as_names("misread", "only"), as_names(["misread", "shift"], "only")
    (('misread',), ('misread', 'shift'))
    """
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable):
        raise TypeError(f"{argument} must be names, not {type(value).__name__}")
    return tuple(as_name(name, f"each of {argument}") for name in value)


def as_truth(value: object, argument: str) -> bool:
    """A truth value as such, also one of numpy; TypeError for all else, which may say no and be so.

    >>> as_truth("no", "escapes")
    Traceback (most recent call last):
    TypeError: escapes must be True or False, not str
    """
    if not isinstance(value, bool) and type(value).__name__ not in ("bool", "bool_"):
        raise TypeError(f"{argument} must be True or False, not {type(value).__name__}")
    return bool(value)


def as_number(value: object, argument: str) -> float:
    """A number as such, also one of numpy; TypeError for all else, the truth values too."""
    # Nothing else that is a number is a subclass of it, and numpy has types of its own.
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise TypeError(f"{argument} must be a number, not {type(value).__name__}")
    return float(value)
