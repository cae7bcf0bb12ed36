"""Lines of which a part is garbled, alone and in a file, and damage in several layers.

The second half of a line, one word, the text behind some code or one cell of a row went through a
chain; what stands beside it must stay. Each such line is repaired by itself, and in a file together
with lines that are garbled from end to end and clean ones. Not for: lost bytes.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import common, misreads
from benchmarks.common import EXACT, OURS, PEER, UNCHANGED, WRONG, Case
from benchmarks.damaged import is_damaged

LINES = 60
"""Lines of a file: of six one is garbled in part, one wholly, and four are clean."""
SHORTEST = 12
"""Characters of a line that is garbled in part; of CJK, two thirds of that."""
LEAST = 2
"""Garbled characters of one, at least."""

PAGES_OF_PAIRS, UTF8_PAIRS, UTF8_PAGE = "pages of pairs", "UTF-8 as pairs", "UTF-8 as a page"
SCRIPTS, LETTERS = "another script", "letters for letters"
CHAINS: dict[str, tuple[str, ...]] = {
    PAGES_OF_PAIRS: (
        "zh-Hans gbk>big5", "zh-Hans gb18030>cp932", "zh-Hans gbk>cp949", "zh-Hant big5>gb18030",
        "zh-Hant big5>cp932", "ja cp932>gbk", "ja euc-jp>gbk", "ja cp932>cp949", "ko cp949>gbk",
        "ko euc-kr>big5",
    ),
    UTF8_PAIRS: (
        "zh-Hans utf-8>gbk", "zh-Hans utf-8>cp932", "zh-Hant utf-8>big5", "ja utf-8>cp932",
        "ja utf-8>gbk", "ko utf-8>cp949", "ru utf-8>gbk", "fr utf-8>gbk", "de utf-8>cp932",
        "el utf-8>cp949",
    ),
    UTF8_PAGE: (
        "fr utf-8>cp1252", "pt utf-8>latin-1", "de utf-8>mac-roman", "es utf-8>cp437",
        "cs utf-8>cp1250", "tr utf-8>cp1254", "vi utf-8>cp1252", "ru utf-8>cp1251",
        "uk utf-8>cp1252", "el utf-8>cp1252", "he utf-8>latin-1", "zh-Hans utf-8>cp1252",
        "ja utf-8>latin-1", "ko utf-8>cp1252", "th utf-8>cp1252",
    ),
    SCRIPTS: (
        "ru cp1251>cp1252", "ru koi8-r>cp1251", "bg cp1251>mac-roman", "el cp1253>cp1252",
        "he cp1255>cp1252", "ar cp1256>latin-1", "th cp874>cp1252", "zh-Hans gbk>latin-1",
        "zh-Hant big5>cp1252", "ja cp932>cp1252", "ko cp949>cp1252", "ru cp1251>gbk",
        "cs cp1250>gbk", "fr cp1252>gbk",
    ),
    LETTERS: (
        "cs cp1250>cp1252", "pl iso-8859-2>cp1252", "tr cp1254>cp1252", "hu cp1250>cp1252",
        "ru cp866>cp1251", "ro cp1250>cp1252", "fr cp1252>cp437", "lt cp1257>cp1252",
    ),
}  # fmt: skip
"""Language and chain of each kind."""

_TWICE = "utf-8>cp1252>utf-8>cp1252"
LAYERS: dict[str, tuple[str, ...]] = {
    "double": (
        f"fr {_TWICE}", f"ru {_TWICE}", f"zh-Hans {_TWICE}", "de utf-8>latin-1>utf-8>latin-1",
        "ja utf-8>latin-1>utf-8>latin-1", "pl utf-8>cp1250>utf-8>cp1250",
        "ru utf-8>cp1251>utf-8>cp1251", "zh-Hans utf-8>gbk>utf-8>gbk",
        "es utf-8>cp1252>utf-8>latin-1", "ru cp1251>cp1252>utf-8>cp1252",
        "zh-Hans gbk>latin-1>utf-8>latin-1", "zh-Hans utf-8>cp1252>utf-8>gbk",
        "pt utf-8>mac-roman>utf-8>mac-roman", "ko utf-8>cp1252>utf-8>cp949",
    ),
    "triple": (
        f"fr {_TWICE}>utf-8>cp1252", f"ru {_TWICE}>utf-8>cp1252", f"zh-Hans {_TWICE}>utf-8>cp1252",
        "de utf-8>latin-1>utf-8>latin-1>utf-8>latin-1",
        "tr utf-8>latin-1>utf-8>cp1252>utf-8>cp1252",
    ),
    "quadruple": (
        f"fr {_TWICE}>{_TWICE}", f"el {_TWICE}>{_TWICE}", f"ja {_TWICE}>{_TWICE}",
    ),
}  # fmt: skip
"""Language and chain: the first damage comes first, as garblefix writes chains."""
DEPTHS = (
    "fr utf-8>cp1252", "ru utf-8>cp1252", "zh-Hans utf-8>cp1252", "de utf-8>latin-1",
    "vi utf-8>cp1252",
)  # fmt: skip
"""Language and chain of the files whose lines went through it once, twice, thrice or never."""
DEEPEST = 3

CODE = (
    "x = 1  # ", "    return total  // ", 'echo "', "<td>", "private int count; /* ", "-- ",
    '"title": "', "## ", "msgstr = '", "print(",
)  # fmt: skip
"""What stands before the text of a line of code."""

FILE = f"{OURS}, file"
HALF, WORD, TAIL, CELL, WHOLE = SHAPES = ("half", "word", "tail", "cell", "whole")
CHANGED = "clean changed"
_WORDS = re.compile(r"\S+")
_RUN = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Part:
    """What is garbled of a line, and the clean text before and behind it."""

    before: str
    original: str
    behind: str

    def case(self, chain: str, label: str) -> Case | None:
        """The line with that part through a chain; None where it cannot go, or hardly changes."""
        garbled = through(self.original, chain)
        if garbled is None or sum(sign > "\x7f" for sign in garbled) < LEAST:
            return None
        expected = self.before + self.original + self.behind
        return Case(self.before + garbled + self.behind, expected, chain, label)

    def lost(self, got: str) -> int:
        """How many characters of the clean text an outcome does not have, or has changed."""
        if got.startswith(self.before) and got.endswith(self.behind):
            return 0
        return _changed(self.before, got) + _changed(self.behind[::-1], got[::-1])


def _changed(start: str, text: str) -> int:
    """The fewest changes that make ``start`` a beginning of ``text``."""
    row = list(range(len(start) + 1))
    least = row[-1]
    for number, character in enumerate(text[: 2 * len(start)], 1):
        diagonal, row[0] = row[0], number
        for place, other in enumerate(start, 1):
            changed = min(row[place] + 1, row[place - 1] + 1, diagonal + (character != other))
            diagonal, row[place] = row[place], changed
        least = min(least, row[-1])
    return least


def through(text: str, chain: str) -> str | None:
    """The text after a chain of misreads; what holds for one must hold for each (``misread``).

    >>> through("é", "utf-8>cp1252>utf-8>cp1252")
    'ÃƒÂ©'
    """
    names = chain.split(">")
    garbled: str | None = text
    for written, read in zip(names[::2], names[1::2], strict=True):
        garbled = misreads.misread(garbled, written, read) if garbled is not None else None
    return garbled


def parts(line: str, others: Sequence[str], shape: str, chance: random.Random) -> Part | None:
    """One line with a part to garble; ``others``: lines of the same language for other cells."""
    if shape == WHOLE:
        return Part("", line, "")
    spaced = len(line.split()) > len(line) / 20
    if shape == HALF:
        middle = len(line) // 2
        if spaced:
            middle = line.find(" ", middle) + 1
        return Part(line[:middle], line[middle:], "") if middle else None
    if shape == WORD:
        words = [word for word in _WORDS.finditer(line) if not word.group().isascii()]
        if not spaced:
            words = [word for word in _RUN.finditer(line) if not word.group().isascii()]
        if not words:
            return None
        word = chance.choice(words)
        start, end = word.span()
        if not spaced:
            start = chance.randrange(start, max(start, end - 4) + 1)
            end = min(end, start + chance.randint(4, 8))
        return Part(line[:start], line[start:end], line[end:])
    if shape == TAIL:
        return Part(chance.choice(CODE), line, "")
    separator = chance.choice("\t,;|")
    cells = [cell.replace(separator, " ") for cell in chance.sample(others, 3)]
    at = chance.randrange(4)
    before = "".join(cell + separator for cell in cells[:at])
    return Part(before, line.replace(separator, " "), "".join(separator + c for c in cells[at:]))


class Score:
    """Lines by what came of them, and the characters beside the garbled part that were changed."""

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()
        self.characters = 0

    def add(self, case: Case, part: Part, got: str) -> str:
        """Count one line, and return what came of it."""
        lost = part.lost(got)
        self.characters += lost
        outcome = common.judge(case, got)
        self.lines[outcome] += 1
        self.lines[CHANGED] += lost > 0
        return f"{outcome}, {CHANGED}" if lost else outcome

    @property
    def total(self) -> int:
        """The number of lines."""
        return self.lines[EXACT] + self.lines[UNCHANGED] + self.lines[WRONG]

    def cells(self) -> list[object]:
        """The cells of a table."""
        total = max(self.total, 1)
        shares: list[object] = [100 * self.lines[kind] / total for kind in (EXACT, UNCHANGED)]
        return [*shares, 100 * self.lines[WRONG] / total, self.lines[CHANGED], self.characters]


Scores = dict[tuple[str, str], Score]
"""By the row of the table, and what repaired."""


def texts_of(folder: Path, language: str) -> list[str]:
    """The lines of a language to garble, in the order of the corpus."""
    shortest = SHORTEST * 2 // 3 if misreads.LANGUAGES[language][0] == misreads.CJK else SHORTEST
    return [
        line
        for line in common.read_lines(folder / f"{language}.txt.xz")
        if not line.isascii() and len(line) >= shortest and not is_damaged(line, language)
    ]


def files_of(
    lines: Sequence[str], chain: str, label: str, number: int, shapes: Sequence[str]
) -> Iterator[tuple[list[str], list[tuple[int, Case, Part]], list[str]]]:
    """Files: their lines, the places, cases and parts of those garbled in part, all originals."""
    chance = random.Random(f"{label} {chain}")
    starts = list(range(0, max(len(lines) - LINES, 1), LINES))
    short = [line for line in lines if len(line) <= 30] or lines
    for start in chance.sample(starts, min(number, len(starts))):
        originals = list(lines[start : start + LINES])
        garbled = list(originals)
        cases = []
        for place, line in enumerate(originals):
            if place % 6 == 0:
                shape = shapes[place // 6 % len(shapes)]
                part = parts(line, short, shape, chance)
                case = part.case(chain, f"{label} {shape}") if part is not None else None
                if part is not None and case is not None:
                    garbled[place], originals[place] = case.garbled, case.expected
                    cases.append((place, case, part))
            elif place % 6 == 1:
                garbled[place] = through(line, chain) or line
        yield garbled, cases, originals


def depths_of(
    lines: Sequence[str], chain: str, language: str, number: int
) -> Iterator[tuple[list[str], list[tuple[int, Case, Part]], list[str]]]:
    """The same of files each line of which went through a chain more or less often, or never."""
    chance = random.Random(f"{language} {chain} depths")
    starts = list(range(0, max(len(lines) - LINES, 1), LINES))
    for start in chance.sample(starts, min(number, len(starts))):
        originals = list(lines[start : start + LINES])
        garbled = list(originals)
        cases = []
        for place, line in enumerate(originals):
            depth = chance.randrange(DEEPEST + 1)
            part = Part("", line, "")
            case = part.case(">".join([chain] * depth), f"{language} {WHOLE}") if depth else None
            if case is not None:
                garbled[place] = case.garbled
                cases.append((place, case, part))
        yield garbled, cases, originals


def repaired(lines: Sequence[str]) -> list[str]:
    """The lines of a file after the pipe of garblefix."""
    data = "".join(f"{line}\n" for line in lines).encode()
    return common.pipe(data).decode().split("\n")[:-1]


def print_scores(title: str, scores: Scores, names: Sequence[str]) -> None:
    """A block of columns for each of what repaired."""
    header = [title, "n"]
    for name in names:
        header += [f"{name}: exact", "unchanged", "wrong", "lines", "characters"]
    rows = list(dict.fromkeys(row for row, _ in scores))
    common.table(
        header,
        [
            [row, scores[row, names[0]].total]
            + [cell for name in names for cell in scores[row, name].cells()]
            for row in rows
        ],
    )


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--files", type=int, default=6, help="files a language and chain")
    parser.add_argument("--kinds", metavar="A,B", help=f"only these: {', '.join(CHAINS)}, layers")
    parser.add_argument("--chains", metavar="A,B", help="only these, each a language and a chain")
    parser.add_argument("--shapes", default="half,word,tail,cell", help="which part of a line")
    parser.add_argument("--by-chain", action="store_true", help="a row for each chain too")
    options = parser.parse_args()
    folder: Path = options.shared / "corpus" / "dev"
    repairers = common.repairers(peers=not options.no_peers)
    names = [OURS, FILE, *([PEER] if PEER in repairers else [])]
    failures = common.Failures(options.failures)
    kinds = common.chosen(options.kinds, [*CHAINS, "layers"])
    every = [chain for kind in (CHAINS, LAYERS) for chains in kind.values() for chain in chains]
    wanted = common.chosen(options.chains, every)
    others: Counter[str] = Counter()  # of the lines beside

    def measure(scores: Scores, kind: str, chained: str, shapes: Sequence[str]) -> None:
        language, chain = chained.split(" ")
        lines = texts_of(folder, language)
        if shapes:
            files = files_of(lines, chain, language, options.files, shapes)
        else:
            files = depths_of(lines, chain, language, options.files)
        for garbled, cases, originals in files:
            got = repaired(garbled)
            places = {place for place, _, _ in cases}
            for place, (line, original, outcome) in enumerate(
                zip(garbled, originals, got, strict=True)
            ):
                if place not in places:
                    state = "clean" if line == original else "garbled"
                    others[state] += 1
                    others[f"{state} right"] += outcome == original
                    if outcome != original:
                        failures.add(f"beside, {state}", Case(line, original, chained), outcome)
            for place, case, part in cases:
                outcomes = {name: repair(case.garbled) for name, repair in repairers.items()}
                for name, outcome in {**outcomes, FILE: got[place]}.items():
                    shape = case.label.split(" ")[1]
                    rows = [kind, f"{kind}, {shape}"]
                    rows += [f"  {chained}"] if options.by_chain else []
                    for row in rows:
                        result = scores[row, name].add(case, part, outcome)
                    if outcome != case.expected and name != PEER:
                        failures.add(f"{kind}, {name}, {result}", case, outcome)

    scores: Scores = defaultdict(Score)
    for kind in kinds:
        for chained in CHAINS.get(kind, ()):
            if chained in wanted:
                measure(scores, kind, chained, options.shapes.split(","))
    print("Lines garbled in part, in %; beside that lines and characters changed that were clean")
    print_scores("kind", scores, names)
    tables = [scores]
    if "layers" in kinds:
        scores = defaultdict(Score)
        for kind, chains in LAYERS.items():
            for chained in chains:
                if chained in wanted:
                    measure(scores, kind, chained, (HALF, WORD, WHOLE))
        for chained in DEPTHS:
            if chained in wanted or not options.chains:
                measure(scores, "different depths", chained, ())
        print()
        print_scores("layers", scores, names)
        tables.append(scores)
    print(
        f"\nOf {others['garbled']} lines beside, garbled from end to end, "
        f"{others['garbled right']} came back in files; "
        f"of {others['clean']} clean ones {others['clean'] - others['clean right']} were changed"
    )
    failures.show()
    figures: dict[str, object] = {
        f"{row}: {name}": {**score.lines, "characters": score.characters}
        for table in tables
        for (row, name), score in table.items()
    }
    common.write_figures(options.json, figures)


if __name__ == "__main__":
    main()
