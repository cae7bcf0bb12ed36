"""Whether text has been converted already, though its old encoding is named.

Whoever names an encoding in a hook runs that again on what it has converted. Not for: guessing an
encoding that nobody names.
"""

from __future__ import annotations

from garblefix.coding import is_valid_utf8, unit


def is_converted(data: bytes, named: str, wanted: str) -> bool:
    """Whether ``data``, which is to be written as UTF-8, is UTF-8 and not what is named.

    Few bytes of an old encoding may be valid UTF-8 too: then the detector chooses.

    >>> text = "联通"
    >>> [is_converted(text.encode(each), "gbk", "utf-8") for each in ("gbk", "utf-8")]
    [False, True]
    """
    converting = wanted.startswith("utf-8") and not named.startswith("utf-8")
    if not converting or unit(named) > 1 or data.isascii() or not is_valid_utf8(data):
        return False
    from garblefix.detect import detect

    return detect(data, candidates=(named, "utf-8"))[0].encoding == "utf-8"
