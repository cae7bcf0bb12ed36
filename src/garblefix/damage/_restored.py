"""UTF-8 of which a decoder lost bytes, restored: the language model chooses for every slot.

A Viterbi over the slots of a text, in which the known characters on both sides have their say, and
the ways in which decoders mark what they lose are kept apart. Part of ``misread``.
Not for: saying what is possible (``_slots``), or whether there was damage at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING

from garblefix.damage import Edge, Inferred
from garblefix.damage._decoders import Decoder
from garblefix.damage._masses import UNSEEN
from garblefix.damage._slots import (
    OTHER,
    SPACE,
    Divided,
    Filler,
    Filling,
    chunks,
    divided,
    filler,
    twins,
)
from garblefix.encodings import EVERY_WAY

if TYPE_CHECKING:
    from garblefix.language.model import Model

CONTEXT = 3  # characters that the model looks back
# Accounts kept behind each slot: so many, and none that is less likely by so many nats.
BEAM, NARROW = 24, 12.0
# Continuations of all accounts that the model is asked about, by what is known without it.
ASKED = 600
ARCS = 24  # ways to come to an account that are remembered
FEWEST = 30  # of each account
# A slot that goes against the way of the decoder in the rest of the text, in nats.
OTHER_WAY = 5.0
# Characters that must be known at least, and sequences broken without a marker for each of them.
KNOWN = 1
BROKEN = 0.5
# Bytes beyond ASCII that must be left for each marker; of fewer anything can be made.
LEFT = 1.25
# Items of a slot that bytes are looked for in which were not shown at all.
HIDING_PLACE = 6
# A sign whose partner stands alone in the line without it is likelier by this, in nats.
BALANCED = 10.0
PARTNERS = ("()", "[]", "{}", "（）", "「」", "『』", "【】", "《》", "“”", "‘’", '""')
UNSOLVED = "\ufffd"
U_FFFD = list("\ufffd".encode())


@dataclass(slots=True)
class _Node:
    """Accounts of the text so far that end alike. ``total`` and ``best`` are log P.

    ``arcs``: the number of the node before, the characters put in, log P.
    """

    context: str
    waiting: bytes
    lost: int
    ways: int
    best: float
    total: float
    arcs: list[tuple[int, str, float]]


@dataclass(slots=True)
class _Step:
    """A chunk of a slot, in items, and the known text behind it if a slot ends here."""

    start: int
    end: int
    behind: str = ""
    found: dict[tuple[str, bytes, int, int], _Node] = field(default_factory=dict)
    nodes: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a step that ends at this item puts in, how sure that is, what else it may have been."""

    end: int
    text: str
    chance: float
    others: tuple[str, ...]


def restored(text: str, decoder: Decoder, model: Model) -> list[Edge]:
    """What ``text`` was, if it was UTF-8 to this decoder, wherever that can be told.

    >>> from garblefix.damage._decoders import decoder
    >>> from garblefix.language.model import load
    >>> [edge.after for edge in restored("浣犲ソ锛屼笘鐣?", decoder("gbk"), load())]
    ['你好', '，世', '界']
    """
    return restored_parts(text, divided(text, decoder), decoder, model)


def restored_parts(text: str, whole: Divided, decoder: Decoder, model: Model) -> list[Edge]:
    """The same for a text that has been divided."""
    return list(_edges(text, whole, _Search(whole, decoder, model).chosen()))


def fits(text: str, whole: Divided, decoder: Decoder) -> bool:
    """Whether ``text``, so divided, may have been UTF-8 of which this decoder lost some.

    Bytes of anything else make sequences that UTF-8 does not have, with no marker in them.

    >>> from garblefix.damage._decoders import decoder
    >>> gbk = decoder("gbk")
    >>> [fits(text, divided(text, gbk), gbk) for text in ("浣犲ソ锛屼笘鐣?", "你好吗?")]
    [True, False]
    """
    marks = sum(item < OTHER and item != SPACE for item in whole.items)
    if marks * LEFT > sum(item >= 0x80 for item in whole.items):
        return False
    known = broken = slots = 0
    for part in whole.parts:
        if part.text is None:
            slots += 1
            inside = whole.items[part.start : part.end]
            if _ends_in_space(inside):
                known += 1
                continue
            broken += part.end < len(whole.items) and all(item >= 0 for item in inside)
            # Two bytes of a character, and a marker for the third.
            known += len(inside) > 2 and sum(item >= 0x80 for item in inside[:3]) == 2
        elif part.end - part.start > 1:
            known += 1
    inexact = slots > 0 or not set(text).isdisjoint(twins(decoder.reader))
    return inexact and known >= KNOWN and broken <= BROKEN * known


def _ends_in_space(items: Sequence[int]) -> bool:
    """Whether these are a sequence of UTF-8 but for a space, which can only have been 0xA0."""
    length = len(items)
    leads = {2: range(0xC2, 0xE0), 3: range(0xE0, 0xF0), 4: range(0xF0, 0xF5)}
    whole = length in leads and items[0] in leads[length] and items[-1] == SPACE
    return whole and all(0x80 <= item < 0xC0 for item in items[1:-1])


class _Search:
    """One walk through the slots of a text. ``open`` are the parts that cannot be told."""

    def __init__(self, whole: Divided, decoder: Decoder, model: Model) -> None:
        self.whole = whole
        self.model = model
        known = "".join(part.text for part in whole.parts if part.text)
        self.filler: Filler = filler(decoder, model.scripts(known))
        self.steps: list[_Step] = []
        self.open: set[int] = set()
        self.nodes = [_Node("\n" * CONTEXT, b"", -1, EVERY_WAY, 0.0, 0.0, [])]
        self.first = self.nodes
        self.missing = _missing(known)

    def chosen(self) -> dict[int, list[_Chosen]]:
        """What fills each slot that can be told, by the number of its part."""
        parts = self.whole.parts
        spans: dict[int, tuple[int, int]] = {}
        number = 0
        while number < len(parts):
            end = number + (parts[number].text is None)
            while end < len(parts) and parts[end].text is not None:
                end += 1
            behind = "".join(part.text or "" for part in parts[number:end])
            behind += "\n" if end == len(parts) else ""
            if parts[number].text is None:
                before = len(self.steps)
                self._slot(number, behind)
                spans[number] = before, len(self.steps)
            else:
                self._known(behind)
            number = end
        ways = self._ways()
        return {
            number: [chosen for step in range(first, last) for chosen in ways[step]]
            for number, (first, last) in spans.items()
            if number not in self.open
        }

    def _known(self, text: str) -> None:
        for node in self.nodes:
            node.context = (node.context + text)[-CONTEXT:]

    def _slot(self, number: int, behind: str) -> None:
        """Fill one slot before the known text ``behind``."""
        part = self.whole.parts[number]
        items = self.whole.items[part.start : part.end]
        following = self.whole.behind(part.end)
        if items[:2] == U_FFFD[:2]:  # it was there before its last byte was lost
            self.open.add(number)
            self._known(UNSOLVED + behind)
            return
        before = self.nodes
        steps = []
        place = part.start
        pieces = chunks(items) if any(item < OTHER for item in items) else []
        for piece in pieces:
            end = place + len(piece)
            last = end == part.end
            step = _Step(place, end, behind if last else "")
            next_item = following if last else self.whole.items[end]
            for waiting, lost in dict.fromkeys((node.waiting, node.lost) for node in before):
                found = self.filler.fillings(piece, next_item, waiting, lost)
                self._grow(before, waiting, lost, found, step, last)
            before = step.nodes = self._kept(step, before)
            steps.append(step)
            place = end
        if not before or not pieces:
            steps = []
            if len(items) <= HIDING_PLACE:
                found = self.filler.hiding(tuple(items), following)
                step = _Step(part.start, part.end, behind)
                self._grow(self.nodes, b"", -1, found, step, True)
                before = step.nodes = self._kept(step, self.nodes)
                steps = [step]
        if before and steps:
            self.steps += steps
            self.nodes = before
        else:
            self.open.add(number)
            self._known(UNSOLVED + behind)

    def _grow(
        self,
        before: list[_Node],
        waiting: bytes,
        lost: int,
        found: Sequence[Filling],
        step: _Step,
        last: bool,
    ) -> None:
        """Add to a step what the nodes that wait for these bytes become."""
        numbers = [
            number
            for number, node in enumerate(before)
            if node.waiting == waiting and node.lost == lost
        ]
        drafts = [
            (before[number].best - filling.cost + filling.mass, number, filling)
            for number in numbers
            for filling in found[: max(FEWEST, ASKED // len(numbers))]
            if not (last and filling.waiting)
        ]
        if len(drafts) > ASKED:
            drafts.sort(key=itemgetter(0), reverse=True)
            del drafts[ASKED:]
        tail = step.behind[:CONTEXT]
        asked = [draft for draft in drafts if draft[2].text or tail]
        scores = iter(
            self.model.continuations(
                [(before[number].context, filling.text + tail) for _, number, filling in asked]
            ).tolist()
        )
        for _, number, filling in drafts:
            node = before[number]
            score = -filling.cost
            if self.missing and not self.missing.isdisjoint(filling.text):
                score += BALANCED
            if filling.text or tail:
                score += next(scores)
            ways = node.ways & filling.ways
            if not ways:
                ways = node.ways
                score -= OTHER_WAY
            context = (node.context + filling.text + step.behind)[-CONTEXT:]
            arc = (number, filling.text, score)
            key = (context, filling.waiting, filling.lost, ways)
            same = step.found.get(key)
            if same is None:
                step.found[key] = _Node(*key, node.best + score, node.total + score, [arc])
            else:
                same.best = max(same.best, node.best + score)
                same.total = _log_add(same.total, node.total + score)
                same.arcs.append(arc)

    def _kept(self, step: _Step, before: list[_Node]) -> list[_Node]:
        masses = self.filler.masses

        def rank(node: _Node) -> float:
            return -node.best - masses.get(node.waiting, UNSEEN)

        ranked = sorted(step.found.values(), key=rank)[:BEAM]
        step.found.clear()
        for node in ranked:
            if len(node.arcs) > ARCS:
                node.arcs = nlargest(ARCS, node.arcs, key=lambda arc: before[arc[0]].best + arc[2])
        return [node for node in ranked if rank(node) <= rank(ranked[0]) + NARROW]

    def _ways(self) -> list[list[_Chosen]]:
        """The best way through all steps, and how sure each choice is."""
        steps = self.steps
        if not steps:
            return []
        last = max(steps[-1].nodes, key=lambda node: node.best)
        # The decoder is one, so that only accounts count that end with its ways.
        behind = [0.0 if node.ways & last.ways else -math.inf for node in steps[-1].nodes]
        at = steps[-1].nodes.index(last)
        result = []
        for number in range(len(steps) - 1, -1, -1):
            step = steps[number]
            before = steps[number - 1].nodes if number else self.first
            posterior: dict[str, float] = {}
            leaving = [-math.inf] * len(before)
            for node, rest in zip(step.nodes, behind, strict=True):
                if rest == -math.inf:
                    continue
                for came, text, score in node.arcs:
                    through = before[came].total + score + rest
                    posterior[text] = _log_add(posterior.get(text, -math.inf), through)
                    leaving[came] = _log_add(leaving[came], score + rest)
            came, text, _ = max(step.nodes[at].arcs, key=lambda arc: before[arc[0]].best + arc[2])
            top = max(posterior.values())
            total = sum(math.exp(value - top) for value in posterior.values())
            chances = {key: math.exp(value - top) / total for key, value in posterior.items()}
            result.append(list(_by_character(step.end, text, chances)))
            behind, at = leaving, came
        result.reverse()
        return result


def _by_character(end: int, text: str, chances: dict[str, float]) -> Iterator[_Chosen]:
    """What a step puts in, one by one: a letter may be sure, and the sign behind it not."""
    for place, character in enumerate(text):
        begun = text[:place]
        others: dict[str, float] = {}
        for other, chance in chances.items():
            if other.startswith(begun):
                next_one = other[place : place + 1]
                others[next_one] = others.get(next_one, 0.0) + chance
        ranked = sorted(others.keys() - {character, ""}, key=lambda other: -others[other])
        yield _Chosen(end, character, min(others[character], 1.0), tuple(ranked[:3]))


def _missing(known: str) -> frozenset[str]:
    """Signs whose partners stand in a text without them.

    >>> sorted(_missing('(a) f("x'))
    ['"', ')']
    """
    found = set()
    for left, right in map(tuple, PARTNERS):
        more = known.count(left) - known.count(right) if left != right else known.count(left) % 2
        if more:
            found.add(right if more > 0 else left)
    return frozenset(found)


def _log_add(first: float, second: float) -> float:
    top = max(first, second)
    if top == -math.inf:
        return top
    return top + math.log1p(math.exp(min(first, second) - top))


def _edges(text: str, whole: Divided, filled: dict[int, list[_Chosen]]) -> Iterator[Edge]:
    """Edges that begin and end where a character of the text and one of the original do."""
    places = [*whole.places, len(text)]
    group: list[tuple[int, str, _Chosen | None]] = []  # places in the text
    start = 0
    solved = True
    for number, part in enumerate(whole.parts):
        if part.text is not None:
            group.append((places[part.start], part.text, None))
        else:
            begun = part.start
            for chosen in filled.get(number, ()):
                # Bytes that only begin a character go with the chunk that ends it.
                if chosen.text:
                    group.append((places[begun], chosen.text, chosen))
                    begun = chosen.end
            solved = solved and number in filled
        end = places[part.end]
        if part.end < len(whole.places) and places[part.end - 1] == end:
            continue  # half of a character
        if solved:
            edge = _edge(text, start, end, group)
            if edge is not None:
                yield edge
        group = []
        start = end
        solved = True


def _edge(
    text: str, start: int, end: int, group: list[tuple[int, str, _Chosen | None]]
) -> Edge | None:
    after = "".join(piece for _, piece, _ in group)
    if after == text[start:end]:
        return None
    inferred = []
    place = 0
    ends = [first for first, _, _ in group[1:]] + [end]
    for (first, piece, chosen), until in zip(group, ends, strict=True):
        if chosen is not None:
            span = (first - start, until - start, place, place + len(piece))
            inferred.append(Inferred(*span, chosen.chance, chosen.others))
        place += len(piece)
    return Edge(start, end, after, bool(inferred), tuple(inferred))
