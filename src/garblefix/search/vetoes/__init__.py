"""What no account of a text may be, however well its outcome reads: principles, not lists.

Each takes the text and the account, and says whether that is out of question. Not for: how much
speaks for an account (``judgement``).
"""

from __future__ import annotations

import operator
import re

from garblefix.damage import rewritten
from garblefix.search.accounts import Account
from garblefix.search.outcome import Applied, laid_over
from garblefix.search.vetoes.drawn import (
    borders_columns,
    draws_within_words,
    is_a_face,
    ruler,
    sign_for_sign,
)
from garblefix.search.vetoes.ideographs import are_ideographs, stands_in_a_row
from garblefix.search.vetoes.listed import (
    are_quotes,
    ends_a_range,
    is_in_order,
    is_of_two_cases,
    lists_currencies,
    lists_letters,
    quotes_a_letter,
    stands_among_escapes,
    stands_at_its_number,
    stands_in_a_class,
    takes_an_escape,
)
from garblefix.search.vetoes.made import (
    begins_no_word,
    ends_in_a_capital,
    is_of_its_kin,
    is_spelled_out,
    leaves_ideographs,
    makes_a_stranger,
    makes_no_character,
    makes_pairs_no_word,
    makes_plain_signs,
    mixes_scripts,
    names_no_sum,
    opens_what_was_closed,
    parts_a_word,
    reads_its_words,
    stands_within_a_word,
    takes_look_alikes,
    writes_no_hangul,
)
from garblefix.search.vetoes.meant import (
    are_apostrophes,
    cannot_be_seen,
    ends_lines,
    is_a_short_word,
    means_what_it_names,
    names_a_volume,
    reads_quantities,
    stands_alone,
)
from garblefix.search.vetoes.read import (
    breaks_a_word,
    guesses_a_picture,
    guesses_what_is_gone,
    infers_from_nothing,
    is_part_of_a_run,
    is_torn_utf8,
    leaves_a_letter,
    takes_a_first_byte,
    tears_a_word,
    writes_letters_in_pairs,
)
from garblefix.search.vetoes.sounds import are_sounds
from garblefix.search.vetoes.used import (
    is_a_capital_and_its_sign,
    is_written_in_pairs,
    means_what_it_shows,
    replaces_words,
    takes_words_for_signs,
)

EVERY = (
    sign_for_sign,
    draws_within_words,
    is_a_face,
    borders_columns,
    is_in_order,
    lists_letters,
    lists_currencies,
    stands_at_its_number,
    stands_in_a_class,
    stands_among_escapes,
    are_quotes,
    quotes_a_letter,
    takes_an_escape,
    ends_a_range,
    makes_no_character,
    makes_plain_signs,
    is_of_its_kin,
    makes_a_stranger,
    makes_pairs_no_word,
    parts_a_word,
    opens_what_was_closed,
    guesses_a_picture,
    is_torn_utf8,
    leaves_a_letter,
    takes_a_first_byte,
    names_no_sum,
    ends_in_a_capital,
    begins_no_word,
    mixes_scripts,
    stands_within_a_word,
    is_spelled_out,
    reads_its_words,
    leaves_ideographs,
    are_ideographs,
    stands_in_a_row,
    are_sounds,
    takes_look_alikes,
    writes_no_hangul,
    stands_alone,
    cannot_be_seen,
    ends_lines,
    means_what_it_names,
    are_apostrophes,
    names_a_volume,
    reads_quantities,
    is_a_short_word,
    infers_from_nothing,
    writes_letters_in_pairs,
    is_part_of_a_run,
    guesses_what_is_gone,
    breaks_a_word,
    replaces_words,
    takes_words_for_signs,
    is_a_capital_and_its_sign,
    is_written_in_pairs,
    means_what_it_shows,
)
# Where a document did not show a chain so often, so few characters may be meant: ``100€``; and a
# drawing, however long.
FEW_CHARACTERS = 3
_DRAWN = re.compile("[\x00-\x7f\u2500-\u259f]*")


def refused(text: str, account: Account) -> bool:
    """Whether an account is out of question, whatever it has for it."""
    return is_of_two_cases(text, account) or _refused(text, account)


def _refused(text: str, account: Account) -> bool:
    return any(veto(text, account) for veto in EVERY)


def no_other_script(text: str, account: Account) -> bool:
    """Whether it is out of question that has no signs of its own, and puts in another script."""
    return ruler(text, account) or tears_a_word(text, account)


def out_of_question(line: str, chain: str) -> bool:
    """Whether all that a chain makes of a line may be none of it, however well that reads."""
    edges = laid_over(line, chain)
    applied = tuple(Applied(edge, "misread", chain, 1.0) for edge in edges)
    account = Account(rewritten(line, edges), 0.0, applied)
    return _refused(line, account) or ruler(line, account)


def may_be_meant(line: str, outcome: str, chain: str) -> bool:
    """Whether the few characters that a chain changes, or a drawing, may be meant as they stand."""
    few = _changed(line, outcome) <= FEW_CHARACTERS or _DRAWN.fullmatch(line) is not None
    return few and out_of_question(line, chain)


def _changed(line: str, outcome: str) -> int:
    """How many characters of a line a chain changes; where it makes one of several, these less."""
    if len(line) > len(outcome):
        return sum(sign >= "\x80" for sign in line) - sum(sign >= "\x80" for sign in outcome)
    return sum(map(operator.ne, line, outcome))
