"""Confidences beside how often they hold: expected calibration errors, and what thresholds cost.

The expected calibration error is the mean distance between the confidence and the share that was
right, over 15 bins of equal width, by the number of texts in each. Texts are garbled and clean in
equal numbers (``benchmarks.mixture``): one half is what the map was fitted on, the other is the
figure. Not for: how much comes back (``benchmarks.misread``), false changes (``benchmarks.clean``).
"""

from __future__ import annotations

import difflib
import io
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import garblefix
from benchmarks import common, diagram, mixture
from benchmarks.mixture import (
    CLEAN,
    FITTED,
    GARBLED,
    GROUPS,
    LOSSY,
    MEASURED,
    REAL,
    REAL_ASCII,
    TWICE,
    Sample,
)
from garblefix.results import Fix
from garblefix.stream import StreamRepairer

BINS = 15
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
KINDS = (GARBLED, TWICE, LOSSY, REAL)
HALVES = {FITTED: "the half that was fitted on", MEASURED: "the other half"}
WHOLE, FILES = "all", "in files"
UNDECIDED = "\N{REPLACEMENT CHARACTER}"
DIAGRAM = Path("docs/calibration.svg")


@dataclass(slots=True)
class Confidences:
    """Confidences by bin: how many there were, their sum, and how many of them were right."""

    counts: list[int] = field(default_factory=lambda: [0] * BINS)
    sums: list[float] = field(default_factory=lambda: [0.0] * BINS)
    rights: list[int] = field(default_factory=lambda: [0] * BINS)

    def add(self, confidence: float, right: bool) -> None:
        """Count one."""
        place = min(int(confidence * BINS), BINS - 1)
        self.counts[place] += 1
        self.sums[place] += confidence
        self.rights[place] += right

    @property
    def total(self) -> int:
        """How many there were."""
        return sum(self.counts)

    @property
    def error(self) -> float:
        """The expected calibration error, 0 to 1.

        >>> some = Confidences()
        >>> for right in (True, True, True, False):
        ...     some.add(0.95, right)
        >>> round(some.error, 3)
        0.2
        """
        parts = zip(self.sums, self.rights, strict=True)
        return sum(abs(held - right) for held, right in parts) / max(self.total, 1)

    def row(self) -> list[object]:
        """Cells of a table: number, mean confidence, share right in %, error."""
        total = max(self.total, 1)
        mean, right = sum(self.sums) / total, sum(self.rights) / total
        return [self.total, f"{100 * mean:.2f}", f"{100 * right:.2f}", f"{self.error:.4f}"]


def fix_is_right(fix: Fix, place: int, got: str, original: str) -> bool:
    """Whether what a fix put at ``place`` of the outcome stands so in the original.

    Where the whole is not right, the outcome is laid beside the original as ``difflib`` does.

    >>> fix = Fix(4, 6, "Ã©", "é", "misread", "utf-8>cp1252", 1.0)
    >>> fix_is_right(fix, 4, "café à Ã ", "café à à"), fix_is_right(fix, 4, "café", "cafè")
    (True, False)
    """
    if got == original:
        return True
    end = place + len(fix.after)
    blocks = difflib.SequenceMatcher(None, got, original, autojunk=False).get_matching_blocks()
    return any(block.a <= place and end <= block.a + block.size for block in blocks)


def measure(
    samples: Iterable[Sample],
    texts: defaultdict[str, Confidences],
    fixes: defaultdict[str, Confidences],
) -> None:
    """Repair each sample; confidences of whole texts, and of fixes, by group and kind."""
    for sample in samples:
        found = garblefix.repair(sample.text)
        right = found.text == sample.original
        rows: tuple[str, ...] = (WHOLE, sample.group, sample.kind)
        if sample.kind == REAL_ASCII:  # not looked at, as all ASCII
            rows = (REAL_ASCII,)
        for row in rows:
            texts[row].add(found.confidence, right)
        shift = 0
        for fix in found.fixes:
            held = fix_is_right(fix, fix.start + shift, found.text, sample.original)
            shift += len(fix.after) - (fix.end - fix.start)
            # One that leaves a character open says that it is lost, not what it was.
            for row in rows if UNDECIDED not in fix.after else ():
                fixes[row].add(fix.confidence, held)


def measure_files(files: Iterable[list[Sample]]) -> Confidences:
    """Send each file through the pipe; the confidences of all fixes in its lines."""
    found = Confidences()
    for file in files:
        data = "".join(sample.text.replace("\n", " ") + "\n" for sample in file).encode()
        for block in StreamRepairer().blocks(io.BytesIO(data)):
            for changed in block.changed:
                original, shift = file[changed.line - 1].original, 0
                for fix in changed.repair.fixes:
                    place = fix.start + shift
                    shift += len(fix.after) - (fix.end - fix.start)
                    held = fix_is_right(fix, place, changed.repair.after, original)
                    if UNDECIDED not in fix.after:
                        found.add(fix.confidence, held)
    return found


def thresholds(samples: Iterable[Sample]) -> list[list[object]]:
    """For each ``min_confidence``: garbled texts restored by kind, wrong ones, clean ones changed.

    What has no fix less sure than that comes out the same, and is not repaired again.
    """
    exact = {least: Counter[str]() for least in THRESHOLDS}
    wrong = {least: Counter[str]() for least in THRESHOLDS}
    every: Counter[str] = Counter()
    for sample in samples:
        kind = sample.kind if sample.text != sample.original else CLEAN
        every[kind] += 1
        found = garblefix.repair(sample.text, min_confidence=0.0)
        for least in THRESHOLDS:
            unsure = any(fix.confidence < least for fix in found.fixes)
            again = garblefix.repair(sample.text, min_confidence=least) if unsure else found
            exact[least][kind] += again.text == sample.original
            wrong[least][kind] += again.text not in (sample.text, sample.original)
    garbled = [kind for kind in every if kind != CLEAN]
    rows: list[list[object]] = []
    for least in THRESHOLDS:
        shares = [f"{100 * exact[least][kind] / every[kind]:.2f}" for kind in KINDS]
        changed = 10_000 * wrong[least][CLEAN] / every[CLEAN]
        bad = sum(wrong[least][kind] for kind in garbled)
        rows.append([f"{least:g}", *shares, bad, wrong[least][CLEAN], f"{changed:.2f}"])
    return rows


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--per-group", type=int, default=320, help="texts a group and length")
    parser.add_argument("--files", type=int, default=15, help="files a group")
    parser.add_argument("--half", choices=("both", "other"), default="both")
    parser.add_argument("--thresholds", action="store_true", help="what each min_confidence costs")
    parser.add_argument("--diagram", action="store_true", help=f"write {DIAGRAM}")
    options = parser.parse_args()
    dev = options.shared / "corpus" / "dev"
    cases = options.shared / "cases" / "real.jsonl"
    figures: dict[str, object] = {}
    for half in (FITTED, MEASURED) if options.half == "both" else (MEASURED,):
        samples = list(mixture.lines_samples(dev, half, options.per_group))
        samples += mixture.real_samples(cases, half)
        texts: defaultdict[str, Confidences] = defaultdict(Confidences)
        fixes: defaultdict[str, Confidences] = defaultdict(Confidences)
        measure(samples, texts, fixes)
        fixes[FILES] = measure_files(mixture.files(dev, half, options.files))
        print(f"\nConfidences of whole texts, and of fixes: {HALVES[half]}")
        labels = [WHOLE, *GROUPS, GARBLED, TWICE, LOSSY, CLEAN, REAL, REAL_ASCII, FILES]
        header = ("", *2 * ("n", "sure %", "right %", "error"))
        common.table(header, [[row, *texts[row].row(), *fixes[row].row()] for row in labels])
        figures[HALVES[half]] = {
            row: {"texts": texts[row].error, "fixes": fixes[row].error} for row in labels
        }
        if options.thresholds and half == MEASURED:
            print(f"\nWhat other values of min_confidence cost: {HALVES[half]}")
            more = mixture.clean_lines(dev, half)
            rows = thresholds(itertools.chain(samples, more))
            costs = ("at least", *(f"{kind} exact %" for kind in KINDS), "wrong")
            common.table((*costs, "clean changed", "in 10,000"), rows)
    if options.diagram:
        curves = {"texts": texts[WHOLE], "fixes": fixes[WHOLE]}
        points = {
            name: [
                (held / count, right / count, count)
                for held, right, count in zip(each.sums, each.rights, each.counts, strict=True)
                if count
            ]
            for name, each in curves.items()
        }
        DIAGRAM.write_text(diagram.reliability(points), "utf-8")
    common.write_figures(options.json, figures)


if __name__ == "__main__":
    main()
