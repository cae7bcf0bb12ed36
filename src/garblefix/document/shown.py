"""The chains that a document has shown, and what they make of its other lines.

What explained some lines beyond doubt is tried on all others, many at a time: first on lines that
it explains from end to end, then on those that lost bytes, then in part. Not for: finding chains
(``search``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from garblefix.document.line import LineRepair, Lines
from garblefix.results import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from garblefix.calibration import Calibration
    from garblefix.document.kindred import KindredPages, KindredReaders
    from garblefix.document.known import Known
    from garblefix.document.losses import Losses
    from garblefix.document.marked import Marked
    from garblefix.language.model import Model
    from garblefix.search.outcome import Outcome

# An outcome with such a share of its search is beyond doubt, and shows its chain.
SURE = 0.99
# A chain whose sure outcomes gain so much together is shown by the document, in nats.
PROOF = 40.0


class Shown:
    """The chains that one document has shown so far; true where there are any.

    ``heard``: chains that others of its kind have shown, and how sure each is to hold for a line of
    this one, log odds in nats.
    """

    def __init__(
        self,
        options: Options,
        calibration: Callable[[], Calibration],
        heard: Mapping[str, float] | None = None,
    ) -> None:
        self._options = options
        self._calibration = calibration
        self._heard = heard or {}
        self._chains = list(self._heard)
        self.gained: dict[str, float] = {}  # by chain, shown or not, nats
        self._proofs: set[tuple[str, str]] = set()  # what was proof of chains not yet shown
        self._accounts: dict[str, Known] = {}
        self._losses: dict[str, Losses | Marked | None] = {}
        self._kindred: dict[str, KindredPages | KindredReaders | None] = {}

    def __len__(self) -> int:
        return len(self._chains)

    @property
    def sure(self) -> float:
        """How sure the surest chain is to hold for a line, log odds in nats."""
        return max((account.held.sure for account in self._accounts.values()), default=0.0)

    def learn(self, outcome: Outcome) -> None:
        """What a search found; only what is beyond doubt proves anything."""
        chains = {applied.chain for applied in outcome.applied if applied.damage == "misread"}
        if len(chains) == 1 and outcome.probability >= SURE:
            self.prove(chains.pop(), outcome.gain, outcome.text)

    def prove(self, chain: str, gain: float, text: str) -> None:
        """``chain`` beyond doubt made this of a line, and gained so much, in nats.

        A line that is there again proves nothing more.
        """
        before = self.gained.get(chain, 0.0)
        if before < PROOF:
            if (chain, text) in self._proofs:
                return
            self._proofs.add((chain, text))
        self.gained[chain] = before + gain
        if before < PROOF <= self.gained[chain] and chain not in self._chains:
            self._chains.append(chain)

    def order(self) -> None:
        """Put first what explains most, since of two that explain the same line the first is taken.

        Not between two calls of ``explain`` for the same lines, which count the chains tried.
        """
        self._chains.sort(key=lambda chain: -self._account(chain).held.reach)

    def explain(
        self,
        lines: Lines,
        suspicion: Sequence[int],
        left: Sequence[int],
        model: Model,
        *,
        tried: int = 0,
        wholly: bool = False,
    ) -> list[int]:
        """Repair what the chains explain of the lines ``left``; return the others.

        ``suspicion``: what the gate says of each line. The first ``tried`` chains were tried on all
        of them before. Where ``wholly``, only lines that a chain explains from end to end.
        """
        rest = list(left)
        if not self._options.allows("misread"):
            return rest
        ways = (self._whole,) if wholly else (self._whole, self._restored, self._partly)
        for explain in ways:
            for chain in self._chains[tried:]:
                if rest and self._sure(chain) and not self._account(chain).held.hopeless:
                    rest = explain(chain, lines, suspicion, rest, model)
        self._ask_kin(lines, model)
        self._reconsider(lines, model)
        return rest

    def _sure(self, chain: str) -> bool:
        """Whether what a chain explains is as sure as is demanded."""
        return self._calibration().explained(chain) >= self._options.min_confidence

    def _whole(
        self, chain: str, lines: Lines, suspicion: Sequence[int], left: list[int], model: Model
    ) -> list[int]:
        """Repair lines that a chain explains from end to end."""
        return self._explained(chain, lines, suspicion, left, model, partly=False)

    def _partly(
        self, chain: str, lines: Lines, suspicion: Sequence[int], left: list[int], model: Model
    ) -> list[int]:
        """Repair what a chain explains of lines that hold other characters too."""
        return self._explained(chain, lines, suspicion, left, model, partly=True)

    def _explained(
        self,
        chain: str,
        lines: Lines,
        suspicion: Sequence[int],
        left: list[int],
        model: Model,
        *,
        partly: bool,
    ) -> list[int]:
        from garblefix.damage.unseen import missed

        texts = [lines.before[index] for index in left]
        doubts = [suspicion[index] for index in left]
        outcomes = self._account(chain).explained(texts, doubts, model, partly=partly)
        losses = self._loss(chain)
        if losses:
            outcomes = losses.unmarked(outcomes)
        # A search finds which bytes were not seen.
        short = missed(texts, outcomes, chain)
        outcomes = [None if lacks else each for each, lacks in zip(outcomes, short, strict=True)]
        return lines.take(left, outcomes, chain, partly=partly)

    def _restored(
        self, chain: str, lines: Lines, suspicion: Sequence[int], left: list[int], model: Model
    ) -> list[int]:
        """Repair lines of which a chain lost bytes."""
        losses = self._loss(chain)
        if losses is None:
            return left
        texts = [lines.before[index] for index in left]
        found = losses.restored(texts, [suspicion[index] for index in left], model)
        for index, outcome in zip(left, found, strict=True):
            if outcome is not None:
                lines.put(index, self._inferred(chain, lines.before[index], outcome))
        return [index for index, outcome in zip(left, found, strict=True) if outcome is None]

    def _loss(self, chain: str) -> Losses | Marked | None:
        """What a chain lost of this document, None where that is not to be inferred."""
        from garblefix.document.losses import Losses
        from garblefix.document.marked import Marked

        if chain not in self._losses and self._options.allows("misread", lossy=True):
            kinds = (kind for kind in (Losses, Marked) if kind.possible(chain))
            self._losses[chain] = next((kind(chain) for kind in kinds), None)
        return self._losses.get(chain)

    def _account(self, chain: str) -> Known:
        from garblefix.document.known import Known

        return self._accounts.setdefault(chain, Known(chain, self._heard.get(chain, 0.0)))

    def _ask_kin(self, lines: Lines, model: Model) -> None:
        """Let kin of a chain in its place, where that explains its lines better."""
        from garblefix.document.kindred import kindred

        for chain, places in lines.news().items():
            if chain not in self._kindred:
                self._kindred[chain] = kindred(chain)
            kin = self._kindred[chain]
            if kin is None:
                continue
            better = kin.better([lines.before[place] for place in sorted(places)], model)
            for other, _ in better[:1]:
                if other not in self._chains:
                    self._chains.append(other)
                held, their = self._account(chain).held, self._account(other).held
                if their.reach < held.reach:
                    their.supersede(held)

    def _reconsider(self, lines: Lines, model: Model) -> None:
        """Put the better outcome where another chain explains a line better."""
        for chain in filter(self._sure, self._chains) if len(self) > 1 else ():
            others: dict[str, list[int]] = {}
            for place, other in lines.explained():
                if other != chain:
                    others.setdefault(other, []).append(place)
            account = self._account(chain)
            for other, taken in others.items():
                texts = [lines.before[place] for place in taken]
                outcomes = [lines.after[place] or "" for place in taken]
                better = account.better(texts, outcomes, self._account(other), model)
                lines.take(taken, better, chain)

    def _inferred(self, chain: str, line: str, outcome: Outcome) -> LineRepair:
        """What a line becomes of which bytes were lost: what is too unsure stays undecided."""
        from garblefix.document.inferred import inferred_chance, undecided
        from garblefix.search.outcome import without

        sure = self._calibration().explained(chain)
        outcome = replace(outcome, confidence=sure)
        taken = without(line, outcome, lambda applied: not applied.wanted(self._options, sure))
        taken = undecided(line, taken, self._options.min_confidence)
        inferred = self._calibration().inferred(inferred_chance(taken))
        return LineRepair(taken.text, sure * inferred, line, outcome=taken)
