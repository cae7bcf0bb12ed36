"""Letters and marks of phonetics, which would be bytes of ideographs that are valid UTF-8. Veto."""

from __future__ import annotations

import itertools
import re

from garblefix.language import compounds
from garblefix.search.accounts import Account, put_in
from garblefix.search.surroundings import any_known
from garblefix.search.valid import was_valid_utf8

# Clicks, the extensions of IPA, modifiers with the letters of tones, marks, and Greek ones in it.
_SOUNDS = re.compile("[\u01c0-\u01c3\u0250-\u036fβθχ\u1ab0-\u1aff\u1d00-\u1dbf\x00-\x7f]*")


def are_sounds(text: str, account: Account) -> bool:
    """Whether all that an account replaces is phonetic, and of what it makes nothing is a word.

    ``ɡʲ``, ``dʱʷ`` and ``ɵɵ`` are ideographs in GB18030, but no two that people put together;
    ``ɽˮ`` is 山水.
    """
    spans = put_in(account)
    if not was_valid_utf8(account):
        return False
    if not all(_SOUNDS.fullmatch(text, start, end) for start, end, *_ in spans):
        return False
    return not any_known(account) and not any(
        _is_a_word(account.text[first:last]) for *_, first, last in spans
    )


def _is_a_word(made: str) -> bool:
    """Whether these ideographs are a word, none of them said again."""
    again = any(left == right for left, right in itertools.pairwise(made))
    return not again and compounds.gain(made) > 0.0
