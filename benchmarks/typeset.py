"""Clean text as typesetters set it: no-break spaces behind short words and before signs.

Lines of the dev files, none of which has such a space, with these put in as Russian, Czech, Polish
and French books have them. The corpus that the model is from has none. Not for: other clean text
(``benchmarks.clean``).
"""

from __future__ import annotations

import re

from benchmarks import common
from benchmarks.common import OURS
from benchmarks.damaged import is_damaged

LANGUAGES = ("ru", "uk", "bg", "pl", "cs", "sk", "fr", "de", "es", "it", "pt", "sl", "hr", "lt")
SET = (
    re.compile(r"(?<=\b\w) (?=\w)"),
    re.compile(r"(?<=\b\w\w) (?=\w)"),
    re.compile(r" (?=[—–:;!?»%])"),
    re.compile(r"(?<=\d) (?=\w)"),
)


def typeset(line: str) -> str:
    """A line with its no-break spaces.

    >>> typeset("je vais à Paris : 3 km").replace("\\xa0", "_")
    'je_vais à_Paris_: 3_km'
    """
    for places in SET:
        line = places.sub("\xa0", line)
    return line


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    parser.add_argument("--languages", metavar="A,B", help="only these languages")
    parser.add_argument("--limit", type=int, default=700, help="lines a language")
    options = parser.parse_args()
    repairers = common.repairers(peers=not options.no_peers)
    rows: list[list[object]] = []
    for code in common.chosen(options.languages, LANGUAGES):
        every = common.read_lines(options.shared / "corpus" / "dev" / f"{code}.txt.xz")
        clean = [line for line in every if not is_damaged(line, code)][: options.limit]
        lines = [line for line in map(typeset, clean) if "\xa0" in line]
        changed = [sum(repair(line) != line for line in lines) for repair in repairers.values()]
        data = "".join(f"{line}\n" for line in lines)
        piped = common.pipe(data.encode()).decode().split("\n")[:-1]
        rows.append([code, len(lines), *changed, sum(map(str.__ne__, lines, piped))])
    rows.append(["total", *(sum(row[place] for row in rows) for place in range(1, len(rows[0])))])  # type: ignore[misc]
    header = ("language", "lines", *repairers, f"{OURS}, as a file")
    print("Clean lines with no-break spaces that were changed")
    common.table(header, rows)
    common.write_figures(options.json, {str(row[0]): row[1:] for row in rows})


if __name__ == "__main__":
    main()
