"""How often people write signs and emoji, which running text hardly has.

Out of the wordfreq package, which counts them as words: chat and the web are in it. Not for:
letters, digits, and what the corpus has enough of (it gets numbers of its own).
"""

from __future__ import annotations

import functools
import unicodedata

import wordfreq

# Characters to a word, with the space behind it.
WORD = 6.0
# Signs begin here; what is before it the corpus knows.
FIRST = "\u2000"
SIGNS = ("So", "Sm", "Po", "Pd")
VARIANT = "\ufe0f"  # asks for an emoji to be shown in colours


@functools.cache
def shares() -> dict[str, float]:
    """Of all characters the share that is each sign, the mean of the languages of wordfreq.

    >>> shares()["✅"] > 10 * shares().get("⌠", 0.0)
    True
    """
    found: dict[str, float] = {}
    languages = wordfreq.available_languages("best")
    for language in languages:
        for word, share in wordfreq.get_frequency_dict(language, "best").items():
            sign = word.removesuffix(VARIANT)
            if len(sign) == 1 and sign >= FIRST and unicodedata.category(sign) in SIGNS:
                found[sign] = found.get(sign, 0.0) + share / WORD / len(languages)
    return found
