"""UTF-8 of which a decoder lost bytes, restored: slots in stretches, solved, put together again.

How the decoder marks what it loses is weighed for all of a text at once, and for a document: it is
one decoder. Not for: saying what is possible (``fillings``), choosing (``beam``), or whether there
was damage at all.
"""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from garblefix.damage import Edge
from garblefix.damage.inferring import spelling
from garblefix.damage.inferring.bare import BARE
from garblefix.damage.inferring.beam import Beam
from garblefix.damage.inferring.decoding import HIGH, Decoder, decoders
from garblefix.damage.inferring.filled import (
    LOST_LATER,
    MOSTLY_LOST,
    Chosen,
    by_character,
    edges_of,
    likeliest_of,
    mixed,
)
from garblefix.damage.inferring.fitting import before, lacks_bytes
from garblefix.damage.inferring.habits import SWALLOWING, Habit, Habits, shows_all_of
from garblefix.damage.inferring.language import Language, languages_of
from garblefix.damage.inferring.markers import UNSOLVED
from garblefix.damage.inferring.said import Said
from garblefix.damage.inferring.signs import (
    SIGN_BITS,
    missing_signs,
    signs_in,
    standing,
    unmatched_signs,
)
from garblefix.damage.inferring.slots import (
    HIDDEN,
    IGNORED,
    MARKER,
    SIGNS,
    Divided,
    Part,
    chunks,
    divided,
)
from garblefix.damage.inferring.steps import CONTEXT, Solution, Step, Stretch
from garblefix.language import words
from garblefix.language.hashed import MISSING

if TYPE_CHECKING:
    from garblefix.language.model import Model

# Beams that are kept, and the fillings that all of them remember, of 60 bytes each.
BEAMS, HELD = 40, 2_000_000
# Lines that are solved together: few at first, and not many until they have told the habit.
FIRST_BATCH, SOME, BATCH = 2, 64, 512
# Stretches of a line that may hold brackets, at most, where these are seen together.
MOST_SIGNS = 50
# By how much less likely than the best one a habit is that no language speaks for, in nats.
HARDLY = 6.0
U_FFFD = "\ufffd".encode().decode("latin-1")


def restored_lines(
    lines: Sequence[tuple[str, Divided]],
    reader: str,
    habits: Habits,
    model: Model,
    *,
    apart: bool = True,
) -> list[list[Edge]]:
    """What texts of one document were, if they were UTF-8 to ``reader``, wherever that can be told.

    Each has been divided; ``habits`` learns from them. ``apart``: whether each character is an
    edge, where possible, so that some may be left out.

    >>> from garblefix.damage.inferring.slots import divided
    >>> from garblefix.language.model import load
    >>> text = "浣犲ソ锛屼笘鐣?"
    >>> lines = [(text, divided(text, decoders("gbk")[0]))]
    >>> [[edge.after for edge in edges] for edges in restored_lines(lines, "gbk", Habits(), load())]
    [['你好', '，世', '界']]
    """
    lines = _as_marked(lines, decoders(reader)[0])
    shown = _bytes_shown([whole for _, whole in lines])
    also_lost = _of_those_lost(shown, decoders(reader)[0])
    said = Said(text for _, whole in lines for text in _sides(whole))
    # What marks what it cannot read ignores none of it.
    hiding = (HIDDEN,) if any(whole.marked for _, whole in lines) else (HIDDEN, IGNORED)
    prepared = [_Line(whole, also_lost, hiding, said) for _, whole in lines]
    markers = {sign for _, whole in lines for sign in whole.markers}
    marker = next((sign for sign in SWALLOWING if sign in markers), MARKER)
    likely = languages_of("\n".join([line.known for line in prepared]), model)
    language = _explaining(prepared[:SOME], habits.of(reader, marker, shown), habits, likely, model)
    found: dict[int, list[Edge]] = {}
    for numbers in _alike(lines, reader, shown):
        own_shown = _bytes_shown([lines[number][1] for number in numbers])
        start, size = 0, FIRST_BATCH
        while start < len(numbers):
            possible = habits.of(reader, marker, own_shown)
            end = start + min(size, BATCH if len(possible) == 1 else SOME)
            batch = numbers[start:end]
            solved = _solved([prepared[each] for each in batch], possible, habits, language, model)
            for number, filled in zip(batch, solved, strict=True):
                found[number] = list(edges_of(*lines[number], filled, apart=apart))
            start, size = end, 4 * size
        habits.speak_against(reader, own_shown, len(numbers))
    return [found[number] for number in range(len(lines))]


def _as_marked(
    lines: Sequence[tuple[str, Divided]], decoder: Decoder
) -> Sequence[tuple[str, Divided]]:
    """The lines with question marks as themselves, where far more bytes are gone without any.

    Of a page of one byte, which either has a mark for all it cannot read or none.
    """
    if decoder.leads or not any("?" in whole.markers for _, whole in lines):
        return lines
    marked = sum(whole.marked_slots for _, whole in lines)
    if sum(whole.torn_slots for _, whole in lines) <= marked:
        return lines
    return [(text, divided(text, decoder, MARKER)) for text, _ in lines]


def _alike(
    lines: Sequence[tuple[str, Divided]], reader: str, shown: frozenset[int]
) -> list[list[int]]:
    """The numbers of lines that the same decoders can have shown; of fewest ones first."""
    every = list(range(len(lines)))
    if shows_all_of(reader, shown):
        return [every]
    told = [not shows_all_of(reader, _bytes_shown([whole])) for _, whole in lines]
    return [
        [number for number in every if told[number]],
        [number for number in every if not told[number]],
    ]


def _bytes_shown(every: Sequence[Divided]) -> frozenset[int]:
    """The bytes that some texts show."""
    return frozenset(byte for whole in every for byte in map(ord, set(whole.shown)))


def _of_those_lost(shown: frozenset[int], decoder: Decoder) -> frozenset[int]:
    """Of the bytes shown those that may be lost though the decoder shows them."""
    lost = HIGH if decoder.shows_all else itertools.chain(*decoder.plain.values())
    return shown.intersection(lost) | decoder.seen_as_well(shown)


def _explaining(
    lines: Sequence[_Line],
    possible: Sequence[Habit],
    habits: Habits,
    likely: Sequence[tuple[Language, float]],
    model: Model,
) -> Language:
    """Which of the languages that lines may be in, with their chances, explains them best."""
    if len(likely) == 1:
        return likely[0][0]
    every = [stretch for line in lines for stretch in line.stretches]

    def total(habit: Habit, language: Language) -> float:
        solutions = _beam(habit, language, model).solutions(every)
        return sum(solution.total for solution in solutions) - habits.cost(habit)

    # How the decoder marks what it loses is told by any of them, hardly by one more than another.
    first = {habit: total(habit, likely[0][0]) for habit in possible}
    top = max(first.values())
    tried = [habit for habit in possible if first[habit] > top - HARDLY]
    totals = {
        language: math.log(chance) + max(total(habit, language) for habit in tried)
        for language, chance in likely
    }
    return max(totals, key=lambda language: totals[language])


def _solved(
    lines: Sequence[_Line],
    possible: Sequence[Habit],
    habits: Habits,
    language: Language,
    model: Model,
) -> list[dict[int, list[Chosen]]]:
    """What fills the slots of each line."""
    every = [stretch for line in lines for stretch in line.stretches]
    solutions = {habit: _beam(habit, language, model).solutions(every) for habit in possible}
    owns: list[dict[Habit, list[Solution]]] = []
    shares: list[dict[Habit, float]] = []
    again: list[tuple[int, int, Stretch]] = []
    start = 0
    for number, line in enumerate(lines):
        end = start + len(line.stretches)
        own = {habit: found[start:end] for habit, found in solutions.items()}
        start = end
        owns.append(own)
        shares.append(habits.shares(own))
        habits.learn(own)
        again += [(number, *other) for other in line.seen_together(own[_likeliest(shares[-1])])]
    for habit in possible if again else ():
        own_ones = [each for each in again if habit in shares[each[0]]]
        beam = _beam(habit, language, model)
        found = beam.solutions([stretch for _, _, stretch in own_ones])
        for (number, place, _), solution in zip(own_ones, found, strict=True):
            owns[number][habit][place] = solution
    return [line.filled(own, share) for line, own, share in zip(lines, owns, shares, strict=True)]


def _likeliest(shares: dict[Habit, float]) -> Habit:
    return max(shares, key=lambda habit: shares[habit])


def _beam(habit: Habit, language: Language, model: Model) -> Beam:
    key = (id(habit.decoder), habit.way, language)
    found = _BEAMS.pop(key, None) or Beam(habit.decoder, habit.way, language, model)
    _BEAMS[key] = found
    while len(_BEAMS) > BEAMS or (len(_BEAMS) > 1 and sum(b.size for b in _BEAMS.values()) > HELD):
        del _BEAMS[next(iter(_BEAMS))]  # the one that was not asked for longest
    return found


# A decoder lives as long as the process, and its identity is hashed faster than its tables.
_BEAMS: dict[tuple[int, int, Language], Beam] = {}


class _Line:
    """One text: its slots, in stretches. ``numbers``: of each step of these the part, its end.

    ``shown``: bytes that were hardly lost; ``hiding``: items for what is not shown; ``said``: what
    its document says elsewhere.
    """

    def __init__(
        self, whole: Divided, shown: frozenset[int], hiding: tuple[int, ...], said: Said
    ) -> None:
        self._shown = shown
        self._said = said
        self.stretches: list[Stretch] = []
        self.numbers: list[list[tuple[int, int]]] = []
        parts = whole.parts
        self.known = "".join([MISSING if part.text is None else part.text for part in parts])
        self._mostly_lost = self.known.count(MISSING) > sum(map(str.isalpha, self.known))
        self._signs = standing([part.text for part in parts])
        unmatched = unmatched_signs(self._signs)
        context = "\n" * CONTEXT
        word = ""
        steps: list[Step] = []
        numbers: list[tuple[int, int]] = []
        number = 0
        while number < len(parts):
            part = parts[number]
            end = number + 1
            while end < len(parts) and parts[end].text is not None:
                end += 1
            behind = "".join([whole.as_read(parts[place]) for place in range(number + 1, end)])
            if part.text is not None:
                context = (context + whole.as_read(part) + behind)[-CONTEXT:]
                word = spelling.within(word + part.text + behind)
            elif whole.shown.startswith(U_FFFD[:2], part.start):
                # It was there before its last byte was lost.
                self._close(context, word, unmatched, steps, numbers)
                steps, numbers = [], []
                context = (context + UNSOLVED + behind)[-CONTEXT:]
                word = _left(behind)
            else:
                tail = behind + "\n" if end == len(parts) else behind
                own = _steps(whole, part, tail, hiding)
                steps += own
                numbers += [(number, place) for place in _ends(part, own)]
                if _apart(tail) or end == len(parts):
                    self._close(context, word, unmatched, steps, numbers)
                    steps, numbers = [], []
                    context = tail[-CONTEXT:]
                    word = _left(behind)
            number = end
        self._close(context, word, unmatched, steps, numbers)

    def _close(
        self,
        context: str,
        word: str,
        unmatched: Sequence[tuple[int, str]],
        steps: list[Step],
        numbers: list[tuple[int, int]],
    ) -> None:
        if steps:
            missing = missing_signs(unmatched, numbers[0][0], numbers[-1][0])
            begun = spelling.begun(word)
            self.stretches.append(
                Stretch(context, begun, missing, self._shown, self._said, tuple(steps))
            )
            self.numbers.append(numbers)

    def seen_together(self, solutions: Sequence[Solution]) -> Iterator[tuple[int, Stretch]]:
        """Stretches, by their places, to which the signs in others make a difference.

        Of two that close what was opened once, the less sure one.
        """
        standing: dict[int, list[tuple[int, str]]] = {}
        concerned: list[tuple[float, int, int]] = []
        for place, solution in enumerate(solutions):
            possible, sure = 0, 1.0
            for (number, _), (text, chances) in zip(
                self.numbers[place], solution.chosen, strict=True
            ):
                signs = [(number, sign) for sign in text if sign in SIGN_BITS]
                if signs:
                    standing.setdefault(place, []).extend(signs)
                    sure = min(sure, chances.get(text, 0.0))
                possible |= signs_in("".join(chances))
            if possible:
                concerned.append((sure, place, possible))
        if not standing or len(concerned) > MOST_SIGNS:
            return
        for _, place, possible in sorted(concerned):
            others = [signs for other, signs in standing.items() if other != place]
            every = sorted(itertools.chain(self._signs, *others), key=operator.itemgetter(0))
            numbers = self.numbers[place]
            missing = missing_signs(unmatched_signs(every), numbers[0][0], numbers[-1][0])
            stretch = self.stretches[place]
            if (missing ^ stretch.missing) & possible:
                standing.pop(place, None)
                yield place, stretch._replace(missing=missing)

    def filled(
        self, solutions: dict[Habit, list[Solution]], shares: dict[Habit, float]
    ) -> dict[int, list[Chosen]]:
        """What fills each slot that can be told, by the number of its part."""
        best = _likeliest(shares)
        filled: dict[int, list[Chosen]] = {}
        for place, numbers in enumerate(self.numbers):
            for step, (number, end) in enumerate(numbers):
                text, chances = solutions[best][place].chosen[step]
                if len(shares) > 1:
                    chances = mixed(
                        [(share, solutions[habit][place].chosen[step][1])
                         for habit, share in shares.items()]
                    )  # fmt: skip
                text = likeliest_of(chances, text)
                doubt = LOST_LATER if best.decoder.shows_all else 0.0
                if self._mostly_lost and best.decoder.codec == BARE:
                    doubt = MOSTLY_LOST
                filled.setdefault(number, []).extend(by_character(end, text, chances, doubt))
        return {
            number: chosen
            for number, chosen in filled.items()
            if not any(part.text == UNSOLVED for part in chosen)
        }


def _sides(whole: Divided) -> Iterator[str]:
    """The known texts between the slots of a text."""
    for known, parts in itertools.groupby(whole.parts, key=lambda part: part.text is not None):
        if known:
            yield "".join([part.text or "" for part in parts])


def _apart(known: str) -> bool:
    """Whether what stands before a known text tells nothing of what stands behind it."""
    if len(known) < CONTEXT:
        return False
    return not words.alphabetic(known[-1]) or spelling.within(known) != known


def _left(known: str) -> str:
    """What is known of the word that a known text ends in, behind something that is not known."""
    letters = spelling.within(known)
    return UNSOLVED if letters == known else letters


def _steps(whole: Divided, part: Part, tail: str, hiding: tuple[int, ...]) -> list[Step]:
    items = whole.items(part)
    following = whole.behind(part.end)
    marked = any(item < SIGNS.start for item in items)
    begun = before(items, SIGNS)
    plain = len(begun) < len(items) and not lacks_bytes(begun)
    pieces = chunks(items) if marked or plain else []
    if not pieces:
        return [Step(items, following, tail, True, hiding)]
    place = 0
    steps = []
    for piece in pieces:
        place += len(piece)
        last = place == len(items)
        behind = following if last else items[place]
        steps.append(Step(piece, behind, tail if last else "", last))
    return steps


def _ends(part: Part, steps: list[Step]) -> Iterator[int]:
    place = part.start
    for step in steps:
        place += len(step.chunk)
        yield place
