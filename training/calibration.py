"""Fits how sure an outcome is: ``python -m training.calibration ../shared/corpus``.

Writes ``calibration.tsv`` (see ``garblefix.calibration``). The examples are one half of the lines
of ``dev/``, garbled and clean in equal numbers, and one half of the real cases where these are at
hand (``benchmarks.mixture``). Deterministic. Not for: measuring (``benchmarks.calibration``).
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit

from benchmarks import mixture
from benchmarks.calibration import fix_is_right
from benchmarks.mixture import FITTED, Sample
from garblefix import calibration
from garblefix.calibration import RISE, Calibration, Situation
from garblefix.language import gate, model
from garblefix.results import Options, Repair

# Garbled texts of each group of scripts and length, and files of lines.
TEXTS, FILES = 640, 30
# How much a weight costs, as the precision of a Gaussian around 0: those of what happened in one
# script keep closer to what holds in all.
PRECISION_FREE, PRECISION, PRECISION_PAIR = 0.01, 0.5, 2.0
MOST = 1000  # steps of the fit
LEAST = 1e-9  # a chance, so that its logarithm is a number

Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A situation, and whether what was known of the outcome is right.

    ``inferred``: the product of the chances of what was inferred; ``exact``: whether it is right
    too.
    """

    situation: Situation
    right: bool
    inferred: float = 1.0
    exact: bool = True


class Recorder(Calibration):
    """Takes the odds of the search for what they are, and keeps every situation."""

    def __init__(self) -> None:
        super().__init__({})
        self.seen: list[Situation] = []

    def chance(self, situation: Situation) -> float:
        """The share of the search; that of what is not searched does not matter."""
        self.seen.append(situation)
        return _share(situation)


def examples_of_texts(samples: Iterable[Sample]) -> Iterator[Example]:
    """What becomes of each text by itself, unless several pieces of it were searched."""
    from garblefix.document.repairer import Repairer

    recorder = Recorder()
    for sample in samples:
        recorder.seen.clear()
        found = Repairer(Options(min_confidence=0.0), recorder).repair(sample.text)
        seen = {situation.kind: situation for situation in recorder.seen}
        right = found.text == sample.original
        if calibration.LOST in seen:
            yield Example(seen[calibration.LOST], right)
        elif len(recorder.seen) == 1:
            yield Example(recorder.seen[0], right)
        elif len(recorder.seen) == 2 and calibration.SEARCHED in seen and len(seen) == 2:
            # As it is, and the outcome that was taken.
            [made] = [each for kind, each in seen.items() if kind != calibration.SEARCHED]
            if made.kind == calibration.INFERRED:
                inferred = min(found.confidence / _share(made), 1.0)
                yield Example(made, right or known_is_right(found, sample), inferred, right)
            elif made.kind != calibration.PASSED:
                yield Example(made, right)


def known_is_right(found: Repair, sample: Sample) -> bool:
    """Whether all that came back without being inferred is right, if there is any."""
    shift, rights = 0, []
    for fix in found.fixes:
        if not fix.lossy:
            rights.append(fix_is_right(fix, fix.start + shift, found.text, sample.original))
        shift += len(fix.after) - (fix.end - fix.start)
    return bool(rights) and all(rights)


def examples_of_files(files: Iterable[list[Sample]]) -> Iterator[Example]:
    """What becomes of the lines of a file that one chain explains from end to end."""
    from garblefix.document.repairer import Repairer
    from garblefix.language import gate

    for file in files:
        repairer = Repairer(Options(min_confidence=0.0), Recorder())
        texts = [sample.text for sample in file]
        lines = repairer.kept(texts)
        suspicion = gate.suspicion(texts)
        evidence = repairer.evidence(lambda texts=texts: "\n".join(texts))  # type: ignore[misc]
        wanted = [index for index, doubt in enumerate(suspicion) if doubt > gate.GARBLED]
        others = [index for index, doubt in enumerate(suspicion) if doubt <= gate.GARBLED]
        repairer.lines(lines, wanted, suspicion, evidence, thorough=False, alternatives=False)
        repairer.known(lines, others, suspicion)
        for index, sample in enumerate(file):
            repaired = lines.repair(index)
            if repaired is not None and repaired.chain:
                kind = f"{calibration.EXPLAINED}, {calibration.of_chain(repaired.chain)}"
                yield Example(Situation(0.0, kind), repaired.after == sample.original)


def _share(situation: Situation) -> float:
    return float(expit(situation.log_odds))


def fit(examples: list[Example]) -> dict[str, float]:
    """The weight of each measure: those of the odds are not negative, so that the map is monotone.

    The most probable ones under which so many outcomes were right; and the power.
    """
    measured = [example.situation.features for example in examples]
    names = sorted({name for features in measured for name in features})
    place = {name: number for number, name in enumerate(names)}
    values = np.zeros((len(examples), len(names)))
    for row, features in zip(values, measured, strict=True):
        for name, value in features.items():
            row[place[name]] = value
    right = np.array([example.right for example in examples])
    precision = np.array([_precision(name) for name in names])

    def loss(weights: Floats) -> tuple[float, Floats]:
        log_odds = values @ weights
        total = (np.logaddexp(0.0, log_odds) - right * log_odds).sum()
        gradient: Floats = values.T @ (expit(log_odds) - right) + precision * weights
        return float(total + 0.5 * (precision * weights**2).sum()), gradient

    bounds = [(0.0 if name.startswith(RISE) else None, None) for name in names]
    start = np.zeros(len(names))
    found = minimize(loss, start, jac=True, bounds=bounds, options={"maxiter": MOST}).x
    weights = {name: round(float(weight), 3) for name, weight in zip(names, found, strict=True)}
    return weights | {calibration.POWER: round(fit_power(examples), 3)}


def fit_power(examples: Iterable[Example]) -> float:
    """The power of the product of chances that tells best whether all that was inferred is right.

    >>> some = Situation(9.0, calibration.INFERRED)
    >>> halves = [Example(some, True, 0.5, exact) for exact in (True, False, False, False)]
    >>> round(fit_power(halves), 2)
    2.0
    """
    inferred = [each for each in examples if each.right and each.inferred < 1.0]
    chances = np.clip([each.inferred for each in inferred], LEAST, 1.0 - LEAST)
    exact = np.array([each.exact for each in inferred])

    def loss(power: float) -> float:
        raised = chances**power
        return -float(np.log(np.where(exact, raised, 1.0 - raised)).sum())

    return float(minimize_scalar(loss, bounds=(0.25, 4.0), method="bounded").x)


def _precision(name: str) -> float:
    if name in ("kept", "made", calibration.EXPLAINED) or name.startswith(RISE):
        return PRECISION_FREE
    return PRECISION_PAIR if ", " in name and not name.startswith(("kept", "made")) else PRECISION


def collect(corpus: Path, cases: Path) -> list[Example]:
    """All examples of the half that is fitted on; the real ``cases`` where that file is there."""
    dev = corpus / "dev"
    samples = list(mixture.lines_samples(dev, FITTED, TEXTS))
    if cases.exists():
        samples += mixture.real_samples(cases, FITTED)
    return [
        *examples_of_texts(samples),
        *examples_of_files(mixture.files(dev, FITTED, FILES)),
    ]


def _use(folder: Path) -> None:
    model.DATA = gate.DATA = folder


def build(corpus: Path, output: Path, cases: Path | None = None) -> None:
    """Write the weights for the tables in ``output``; ``cases`` stand beside the corpus, if any."""
    spawning = multiprocessing.get_context("spawn")
    # A process of its own, since this one may have loaded other tables.
    with ProcessPoolExecutor(1, spawning, initializer=_use, initargs=(output,)) as worker:
        real = cases or corpus.parent / "cases" / "real.jsonl"
        found = worker.submit(collect, corpus, real).result()
    weights = fit(found)
    rows = [f"{name}\t{weight:g}\n" for name, weight in weights.items() if weight]
    (output / calibration.FILE).write_text("".join(rows), "utf-8")
    print(f"{len(found)} examples, {len(rows)} weights")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.calibration", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    parser.add_argument("--cases", type=Path, help="real.jsonl, else beside the corpus")
    arguments = parser.parse_args()
    build(arguments.corpus, arguments.output, arguments.cases)


if __name__ == "__main__":
    main()
