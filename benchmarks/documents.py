"""Documents in one line each, of JSON or of prose, beside the same text with line ends.

Neighbouring lines of the dev files make a document, some of whose lines are garbled one way. As
lines they are what ``benchmarks.files`` measures; in JSON their ends are escaped, and prose is one
paragraph. Counted are the lines found in the outcome; speed as a ratio to ftfy on the same input.
Not for: single lines (``benchmarks.misread``).
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import NamedTuple

from benchmarks import common, misreads
from benchmarks.common import PEER
from benchmarks.damaged import undamaged

CHARACTERS = 5000  # of a document
SHARES = {"clean": 0.0, "a line in twenty": 0.05, "half of the lines": 0.5, "all": 1.0}
# What is garbled in each language.
CHAINS = {
    "de": "utf-8>latin-1", "fr": "utf-8>cp1252", "cs": "cp1250>cp1252", "ru": "utf-8>cp1251",
    "el": "cp1253>cp1252", "zh-Hans": "gbk>latin-1", "ja": "cp932>cp1252", "ko": "cp949>cp1252",
}  # fmt: skip


class Document(NamedTuple):
    """The lines of one document, and what they are garbled."""

    lines: list[str]
    garbled: list[str]


def documents(lines: list[str], chain: str, share: float, count: int) -> list[Document]:
    """Documents of lines one after another, such a ``share`` of them garbled."""
    written, read = chain.split(">")
    chance = random.Random(f"{chain} {share}")
    found: list[Document] = []
    own: tuple[list[str], list[str]] = ([], [])
    length = 0
    for line in lines:
        garbled = line
        if not line.isascii() and chance.random() < share:
            garbled = misreads.misread(line, written, read) or ""
        if not garbled or "\n" in garbled or "\r" in garbled:
            continue
        own[0].append(line)
        own[1].append(garbled)
        length += len(line)
        if length >= CHARACTERS:
            found.append(Document(*own))
            own, length = ([], []), 0
        if len(found) == count:
            break
    return found


def as_lines(lines: list[str]) -> str:
    """With line ends."""
    return "\n".join(lines)


def as_json(lines: list[str]) -> str:
    """One line of JSON."""
    return json.dumps({"id": len(lines), "text": "\n".join(lines)}, ensure_ascii=False)


def as_prose(lines: list[str]) -> str:
    """One paragraph."""
    return " ".join(lines)


WAYS: dict[str, Callable[[list[str]], str]] = {
    "lines": as_lines,
    "JSON": as_json,
    "prose": as_prose,
}


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--documents", type=int, default=40, help="of a language")
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    options = parser.parse_args()
    peer = common.repairers(peers=True)[PEER]
    folder = options.shared / "corpus" / "dev"
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    common.pipe("浣犲ソ\n".encode())  # loads all there is
    for language, lines in undamaged(folder, options.languages or ",".join(CHAINS)):
        for name, share in SHARES.items():
            found = documents(lines, CHAINS[language], share, options.documents)
            for way, write in WAYS.items():
                count = counts[name, way]
                texts = [write(document.garbled) for document in found]
                data = "".join(f"{text}\n" for text in texts).encode()
                start = time.perf_counter()
                got = common.pipe(data).decode()
                count["time"] += round(1e6 * (time.perf_counter() - start))
                start = time.perf_counter()
                for text in data.decode().splitlines():
                    peer(text)
                count["time of the peer"] += round(1e6 * (time.perf_counter() - start))
                count["bytes"] += len(data)
                _compare(found, got, write, count)
    print(f"Documents of {CHARACTERS} characters, a line each; lines in %")
    rows: list[list[object]] = []
    for (name, way), count in counts.items():
        right, wrong = (
            100 * count[kind] / max(count[of], 1)
            for kind, of in (("right", "garbled"), ("changed", "clean"))
        )
        speed = count["time of the peer"] / max(count["time"], 1)
        cells = count["garbled"], right, count["clean"], wrong, f"{speed:.2f}"
        rows.append([name, way, *cells])
    header = ("garbled", "written as", "garbled lines", "right", "clean lines", "changed", "× ftfy")
    common.table(header, rows)
    common.write_figures(
        options.json, {" ".join(key): dict(count) for key, count in counts.items()}
    )


def _compare(
    found: list[Document], got: str, write: Callable[[list[str]], str], count: Counter[str]
) -> None:
    """Count the lines that are in the outcome, each behind the one before."""
    place = 0
    for document in found:
        for line, garbled in zip(document.lines, document.garbled, strict=True):
            wanted = json.dumps(line, ensure_ascii=False)[1:-1] if write is as_json else line
            kind = "clean" if line == garbled else "garbled"
            count[kind] += 1
            at = got.find(wanted, place, place + 4 * CHARACTERS)
            if at >= 0:
                place = at + len(wanted)
            count["right" if kind == "garbled" else "changed"] += (at >= 0) == (kind == "garbled")


if __name__ == "__main__":
    main()
