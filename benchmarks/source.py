"""False changes in source code: what the pipe makes of the programs that are installed here.

Every fix is printed, because only a reader can tell: some of the lines are damaged, or hold damage
on purpose. The odds were fitted on such packages too (``training.odds``): what is not installed
says more (``--folder``). Not for: how much comes back.
"""

from __future__ import annotations

import io
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from benchmarks.common import arguments, visible, write_figures

SUFFIXES = frozenset((".py", ".pyi", ".js", ".ts", ".c", ".h", ".md", ".rst"))
# Packages about garbled text.
LEFT_OUT = frozenset(("ftfy", "garblefix"))
SHOWN = 30  # characters of a fix and on either side


def sources(folders: list[Path], *, every: bool = False) -> Iterator[Path]:
    """The source files below some folders, each once; or ``every`` file that is text."""
    seen = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            known = (every or path.suffix in SUFFIXES) and LEFT_OUT.isdisjoint(path.parts)
            if known and path.is_file() and (real := path.resolve()) not in seen:
                seen.add(real)
                yield path


def is_text(data: bytes) -> bool:
    """Whether it is UTF-8, and has no NUL."""
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def pieces(data: bytes, *, alone: bool) -> Iterator[tuple[int, bytes]]:
    """A file, or each line of it that is not ASCII; and how many lines are before."""
    if not alone:
        yield 0, data
        return
    for number, line in enumerate(data.splitlines(keepends=True)):
        if not line.isascii():
            yield number, line


def installed() -> list[Path]:
    """The standard library of this Python, the packages beside it, and those of Node."""
    paths = sysconfig.get_paths()
    found = [Path(paths["stdlib"]), Path(paths["purelib"]), Path("/usr/lib/node_modules")]
    return [folder for folder in found if folder.is_dir()]


def main() -> None:
    """Run the benchmark."""
    from garblefix.stream import StreamRepairer

    parser = arguments(__doc__, peers=False)
    parser.add_argument(
        "--folder", type=Path, action="append", help="instead of what is installed; repeatable"
    )
    parser.add_argument(
        "--every", action="store_true", help="every file in UTF-8: translations, word lists, pages"
    )
    parser.add_argument(
        "--alone", action="store_true", help="each line by itself: no other tells of its language"
    )
    options = parser.parse_args()
    files = lines = fixes = 0
    changed = set()
    for path in sources(options.folder or installed(), every=options.every):
        data = path.read_bytes()
        if options.every and not is_text(data):
            continue
        files += 1
        for number, piece in pieces(data, alone=options.alone):
            lines += piece.count(b"\n")
            for block in StreamRepairer().blocks(io.BytesIO(piece)):
                for found in block.fixes:
                    line = number + found.line
                    fixes += 1
                    changed.add((path, line))
                    before, after = found.fix.before[:SHOWN], found.fix.after[:SHOWN]
                    context = found.context_before[-SHOWN:], found.context_after[:SHOWN]
                    print(f"{'/'.join(path.parts[-3:])}:{line} {found.fix.chain}")
                    print(
                        f"    {visible(before.join(context))}\n    {visible(after.join(context))}"
                    )
    print(f"\n{lines:,} lines of {files:,} files: {fixes} fixes in {len(changed)} lines", end=", ")
    print(f"{100_000 * len(changed) / max(lines, 1):.2f} in 100,000")
    write_figures(options.json, {"lines": lines, "fixes": fixes, "changed": len(changed)})


if __name__ == "__main__":
    main()
