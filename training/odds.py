"""Fits how much each kind of evidence counts: ``python -m training.odds ../shared/corpus``.

Writes ``odds.tsv`` (see ``garblefix.odds``). The examples come from one half of the lines of
``dev/``, garbled and clean, from text in languages that the model has never seen, and from the
source code that is installed here, where letters and signs stand by themselves. For the languages a
second model is built without them, since what the first was trained on looks too good to it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks import source
from garblefix.encodings import BY_NAME
from garblefix.language import gate, model
from training import corpus
from training.gate_examples import Maker, clean_lines, misread

# Of the languages of dev, one of each kind that the model is to know nothing of; and every third
# language of the Declaration, and those of these among them.
UNSEEN = ("az", "bg", "ca", "cy", "eo", "et", "hu", "is", "lv", "mk", "ro", "sk", "sq", "vi")
UNSEEN_OF_DECLARATION = (
    *("azj", "bul", "cat", "cym", "epo", "ekk", "hun", "isl", "lvs", "lav", "mkd", "ron", "slk"),
    *("als", "sqi", "vie"),
)
SHARE_OF_DECLARATION = 3

# Where no letters are swapped for others of their script.
NO_ALPHABET = ("zh-Hans", "zh-Hant", "ja", "ko", "th", "bn", "hi", "ta")

# Examples a language: garbled, clean in a language of dev, in one that is unseen, in one of the
# Declaration that is; lines of a package. And how much one of each kind counts: clean text is what
# there is most of.
GARBLED, CLEAN, UNSEEN_CLEAN, UNSEEN_BREADTH, CODE = 150, 300, 480, 30, 1000
WEIGHTS = {"garbled": 14.0, "clean": 5.0, "unseen": 1.0, "breadth": 2.0, "code": 6.0}
LONGEST = 600  # characters of a line of code
LENGTHS = (6, 12, 25, 40, 80, 200)
TURNS = 2  # of choosing accounts and weighing what speaks for them
ROUNDS = 30  # over the lines, at most: most encodings cannot write most languages
# Strings of programs are garbled as often as prose; this share of the examples stands in code.
WRAPPED = 0.35
WRAPPINGS = (
    '    "{word}": "{text}",',
    "{word}={text}",
    "${word}['{word}'] = '{text}';",
    'msgstr "{text}"',
    "    // {text}",
    "<td>{text}</td>",
)
WORDS = ("name", "title", "description", "value", "label", "status", "message", "button", "count")

# Weights that are not fitted: what these tell is hardly among the examples.
BY_HAND = {
    "sign in a known language": 1.5,
    "letter in a known language": 1.0,
    "letter of rare software": -1.0,
    "letter that nothing tells of": -3.0,
    "letter of its alphabet": 1.0,
}
MOST = 1000  # steps of the fit

Floats = npt.NDArray[np.float64]

Example = tuple[dict[str, float], bool, str]
"""Evidence, whether the account is right, and the kind of example."""


def unseen(folder: Path) -> frozenset[str]:
    """The codes of the languages that the second model is built without."""
    every = corpus.breadth(folder)
    some = (code for code in every if zlib.crc32(code.encode()) % SHARE_OF_DECLARATION == 0)
    kin = (code for code in every if code.startswith(UNSEEN_OF_DECLARATION))
    return frozenset((*UNSEEN, *some, *kin))


def half(lines: list[str]) -> list[str]:
    """The half of some lines that is fitted on; the other is there to measure on."""
    return [line for line in lines if zlib.crc32(line.encode()) & 1]


def pieces(lines: list[str], number: int, chance: np.random.Generator) -> Iterator[str]:
    """Pieces of lines, from the start of a word, some of them in code; none is ASCII."""
    lines = [line for line in lines if not line.isascii()]
    for index in chance.permutation(len(lines))[:number].tolist():
        line = lines[index]
        length = int(chance.choice(LENGTHS))
        if len(line) > length:
            start = line.find(" ", int(chance.integers(len(line) - length + 1))) + 1
            line = line[start : start + length]
        if not line.isascii():
            yield line


def wrapped(text: str, chance: np.random.Generator) -> str:
    """A text as it stands in a program, or as it is."""
    if chance.random() >= WRAPPED:
        return text
    wrapping = WRAPPINGS[int(chance.integers(len(WRAPPINGS)))]
    word = WORDS[int(chance.integers(len(WORDS)))]
    return wrapping.replace("{word}", word).replace("{text}", text)


def garbled_texts(language: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    """(garbled, original): bytes of one old encoding read as another."""
    chance = np.random.default_rng(zlib.crc32(language.encode()))
    maker = Maker([], chance)
    # Nobody writes these languages in pages of pairs, and no account puts their letters there.
    share = maker.shares[1] * [not BY_NAME[written].multibyte for written, _ in maker.pairs]
    share /= share.sum()
    made = 0
    for _ in range(ROUNDS if lines else 0):
        for piece in pieces(lines, GARBLED, chance):
            pair = int(chance.choice(len(share), p=share))
            garbled = misread(piece, *maker.pairs[pair], lossy=False)
            if garbled and garbled != piece and "\N{REPLACEMENT CHARACTER}" not in garbled:
                # The code around it is ASCII to all of these readers.
                place = wrapped("\0", chance)
                yield place.replace("\0", garbled), place.replace("\0", piece)
                made += 1
            if made == GARBLED:
                return


def clean_texts(number: int, language: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    """(text, text), clean."""
    chance = np.random.default_rng(zlib.crc32(language.encode()))
    for piece in pieces(lines, number, chance):
        text = wrapped(piece, chance)
        yield text, text


def code_texts(package: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    """(line, line) of some lines of a package."""
    chance = np.random.default_rng(zlib.crc32(package.encode()))
    for index in chance.permutation(len(lines))[:CODE].tolist():
        yield lines[index], lines[index]


def code() -> dict[str, list[str]]:
    """The different lines of the packages that are installed here, where they are not ASCII."""
    folders = source.installed()
    found: dict[str, set[str]] = defaultdict(set)
    for path in source.sources(folders):
        folder = max((f for f in folders if f in path.parents), key=lambda f: len(f.parts))
        text = path.read_text("utf-8", "replace")
        found[path.relative_to(folder).parts[0]].update(
            line
            for line in text.splitlines()
            if not line.isascii() and len(line) <= LONGEST and "\ufffd" not in line
        )
    return {package: sorted(lines) for package, lines in sorted(found.items()) if lines}


def examples(
    kind: str,
    make: Callable[[str, list[str]], Iterator[tuple[str, str]]],
    language: str,
    lines: list[str],
) -> list[Example]:
    """What the search weighs in these texts, where letters may have been swapped."""
    # Imported here: these modules load the tables of the model that was chosen for this process.
    from garblefix.document.repairer import Repairer
    from garblefix.document.searches import doubtful
    from garblefix.search.accounts import Accounts
    from garblefix.search.judgement import compare
    from garblefix.search.piece import readings_of

    loaded = model.load()
    repairer = Repairer()
    found: list[Example] = []
    for text, original in make(language, lines):
        evidence = repairer.evidence(partial(str, text))
        if not doubtful([text], evidence, loaded, True)[0]:
            continue
        accounts = Accounts(text, readings_of(text, evidence, loaded), loaded)
        every = [account for account in accounts.found.values() if account.text != text]
        compared = compare(text, accounts.as_is, every, loaded)
        if compared.evidence is not None:
            found.append((compared.evidence, every[compared.best].text == original, kind))
    return found


def _use(folder: Path) -> None:
    model.DATA = gate.DATA = folder


def collect(folder: Path, output: Path, without: Path) -> list[Example]:
    """All examples: under the model in ``output``, and unseen languages under ``without``."""
    left_out = unseen(folder)
    spawning = multiprocessing.get_context("spawn")
    alphabets = [code for code in corpus.languages(folder, "dev") if code not in NO_ALPHABET]
    dev = {
        code: clean_lines(code, half(corpus.lines(folder / "dev" / f"{code}.txt.xz")))
        for code in alphabets
    }
    breadth = {code: lines for code, lines in corpus.breadth(folder).items() if code in left_out}
    every = (
        (output, "garbled", garbled_texts, dev),
        (output, "clean", partial(clean_texts, CLEAN), dev),
        (output, "code", code_texts, code()),
        (
            without,
            "unseen",
            partial(clean_texts, UNSEEN_CLEAN),
            {code: dev[code] for code in UNSEEN},
        ),
        (without, "breadth", partial(clean_texts, UNSEEN_BREADTH), breadth),
    )
    found: list[Example] = []
    for tables, kind, make, languages in every:
        with ProcessPoolExecutor(
            mp_context=spawning, initializer=_use, initargs=(tables,)
        ) as workers:
            waiting = [
                workers.submit(examples, kind, make, code, lines)
                for code, lines in languages.items()
            ]
            for future in waiting:
                found += future.result()
    return found


def fit(found: list[Example]) -> dict[str, float]:
    """The weight of each measure, and what the log odds are where all are 0.

    >>> rows = [({"a": 1.0}, True, "clean"), ({"a": -1.0}, False, "clean")] * 50
    >>> weights = fit(rows)
    >>> weights["a"] > 2, abs(weights[""]) < 0.1
    (True, True)
    """
    names = [name for name in found[0][0] if name not in BY_HAND]
    values = np.array([[evidence[name] for name in names] for evidence, _, _ in found])
    told = np.array([sum(BY_HAND.get(name, 0.0) * value for name, value in evidence.items())
                     for evidence, _, _ in found])  # fmt: skip
    scale = values.std(axis=0) + 1e-9
    scaled = values / scale
    right = np.array([is_right for _, is_right, _ in found])
    counted = np.array([WEIGHTS[kind] for _, _, kind in found])

    def loss(weights: Floats) -> tuple[float, Floats]:
        log_odds = scaled @ weights[:-1] + weights[-1] + told
        total = counted @ (np.logaddexp(0.0, log_odds) - right * log_odds)
        error = counted * (expit(log_odds) - right)
        gradient = np.append(error @ scaled + weights[:-1], error.sum())
        return float(total + 0.5 * weights[:-1] @ weights[:-1]), gradient

    start = np.zeros(len(names) + 1)
    weights = minimize(loss, start, jac=True, options={"maxiter": MOST}).x
    fitted = dict(zip(names, (weights[:-1] / scale).tolist(), strict=True))
    return fitted | BY_HAND | {"": float(weights[-1])}


def build(folder: Path, output: Path, without: Path | None) -> None:
    """Write the weights; the second model is built first where it is not there."""
    if without is None:
        from training.build import build_language_model

        with tempfile.TemporaryDirectory() as temporary:
            build_language_model(folder, Path(temporary), unseen(folder))
            build(folder, output, Path(temporary))
        return
    # The odds choose among accounts that are nearly as good; at first the n-grams do.
    weights = {"gain": 1.0, "": 0.0}
    for _ in range(TURNS):
        _write(weights, output, without)
        found = collect(folder, output, without)
        for kind in WEIGHTS:
            rights = [is_right for _, is_right, of_kind in found if of_kind == kind]
            print(f"{kind}: {len(rights)} examples, {sum(rights)} right")
        weights = fit(found)
    _write(weights, output)


def _write(weights: dict[str, float], *folders: Path) -> None:
    rows = [f"{name}\t{weight:.4f}\n" for name, weight in weights.items()]
    for folder in folders:
        (folder / "odds.tsv").write_text("".join(rows), "utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.odds", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    parser.add_argument("--unseen", type=Path, help="tables built without the unseen languages")
    arguments = parser.parse_args()
    build(arguments.corpus, arguments.output, arguments.unseen)


if __name__ == "__main__":
    main()
