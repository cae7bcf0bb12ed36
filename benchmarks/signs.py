"""Lines of manuals and programs with one sign in them, all clean: how many are changed.

Every sign of Windows-1252, Greek letters, and signs of mathematics and typography, each where such
signs stand: beside figures and units, in brackets and strings, alone between words. Not all of it
is likely; text of this kind is short, and nearly all of it ASCII, so that little says what it is.
"""

from __future__ import annotations

from collections import Counter

from benchmarks import common
from benchmarks.common import OURS, Case

WINDOWS = "".join(
    sign
    for byte in range(0xA1, 0x100)
    for sign in bytes([byte]).decode("cp1252")
    if not sign.isalpha() or sign in "µªº"
).replace("\xad", "") + bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
SIGNS = "".join(sign for sign in WINDOWS if not sign.isalpha() or sign in "µªº") + (
    "αβγδεθλμπρστφχψωΔΣΩΠΦΨ≤≥≠≈∞∂∑∏∫√∈∉⊂⊆∪∩∀∃∅→←↑↓↔⇒⇔′″₁₂₃ⁿ⁰⁴⁵℃ℓ№₽₹✓✗★☆♥♪●○■□▲△▼▽◆◇"
)
PLACES = (
    "takes 5 {}s per call",
    "a value of 10{} was set",
    "the {} sign",
    "if x {} y then",
    "costs {}20 today",
    "costs 20{} today",
    "use {}x here",
    "use x{} here",
    'print("{}")',
    "'{}' is not allowed",
    "total: 3{}m of wire",
    "3 {}m",
    "{} Copyright 2010 Foo",
    "Foo{} Bar",
    "f({}) = 2",
    "n{}1",
    '"{}": "sign",',
    "[{}]",
    "// {} note",
    "{}-ray",
    "the {}-value of n",
    "%d{}",
    "%s{}s",
    '#define UNIT "{}A"',
    "5 {}g/ml",
    "{} {} {}",
    "a {}, b {}",
    "Section {} 12.3",
    "1 {} 2 {} 3",
    "<td>{}</td>",
    "20{}C",
    "no {}\\n",
)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__)
    options = parser.parse_args()
    repairers = common.repairers(peers=not options.no_peers)
    failures = common.Failures(options.failures)
    changed: Counter[str] = Counter()
    lines = [place.replace("{}", sign) for sign in SIGNS for place in PLACES]
    for name, repair in repairers.items():
        for line in lines:
            got = repair(line)
            if got != line:
                changed[name] += 1
                if name == OURS:
                    failures.add("changed", Case(line, line, ""), got)
    print("Clean lines with one sign, changed")
    rows = [[name, len(lines), changed[name]] for name in repairers]
    common.table(("", "lines", "changed"), rows)
    failures.show()
    common.write_figures(options.json, {"lines": len(lines), **changed})


if __name__ == "__main__":
    main()
