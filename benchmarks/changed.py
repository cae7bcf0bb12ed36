"""Text that was changed in form before it was misread or afterwards: what comes back, how surely.

Lines of the dev files (up to 60 characters) in UTF-8, read as pages of one byte; then brought into
NFD or into small letters, or without their no-break spaces and soft hyphens, as scrapers leave
them. By themselves, and clean lines changed alike. Not for: bytes that left a marker
(``benchmarks.lossy``), or that the page does not have (``benchmarks.vanished``).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from unicodedata import normalize

import garblefix
from benchmarks import common, misreads
from benchmarks.common import Case
from benchmarks.damaged import is_damaged
from benchmarks.lossy import Score, lines_of

LANGUAGES = ("fr", "es", "it", "pt", "de", "cs", "pl", "tr", "ru", "uk", "el")
READERS = ("cp1252", "latin-1", "cp1251")
SURE = 0.95


class Change(NamedTuple):
    """What happens to a text before it is misread, and to what is shown of it."""

    before: Callable[[str], str] = str
    after: Callable[[str], str] = str

    def original(self, line: str) -> str:
        """The line as what comes back should be."""
        # What is put into small letters is so, too, where it is read rightly.
        return line.lower() if self.after is str.lower else self.before(line)


def _nfd(text: str) -> str:
    return normalize("NFD", text)


CHANGES = {
    "NFD afterwards": Change(after=_nfd),
    "NFD before": Change(before=_nfd),
    "small letters": Change(after=str.lower),
    "no-break spaces gone": Change(after=lambda text: text.replace("\xa0", "")),
    "soft hyphens gone": Change(after=lambda text: text.replace("\xad", "")),
    "soft hyphens as -": Change(after=lambda text: text.replace("\xad", "-")),
    "ellipsis as ...": Change(after=lambda text: text.replace("…", "...")),
}


def changed(lines: Iterable[str], reader: str, change: Change) -> Iterator[tuple[str, str]]:
    """Each line that the change makes a difference to, as it is shown then, and as it was.

    >>> list(changed(["là", "né"], "cp1252", CHANGES["no-break spaces gone"]))
    [('lÃ', 'là')]
    """
    for line in lines:
        plain = misreads.misread(line, "utf-8", reader)
        shown = misreads.misread(change.before(line), "utf-8", reader)
        if plain is not None and shown is not None and change.after(shown) != plain:
            yield change.after(shown), change.original(line)


def main() -> None:
    """Run the benchmark."""
    parser = common.arguments(__doc__, peers=False)
    parser.add_argument("--lines", type=int, default=10, help="lines of a language and a reader")
    options = parser.parse_args()
    failures = common.Failures(options.failures)
    rows: list[list[object]] = []
    for name, change in CHANGES.items():
        score = Score()
        sure = right = clean = wrong = 0
        for language, reader in itertools.product(LANGUAGES, READERS):
            path = options.shared / "corpus" / "dev" / f"{language}.txt.xz"
            lines = lines_of(path, random.Random(f"{language} {reader}"), share=0.0)
            whole = [line for line in lines if not is_damaged(line, language)]
            for shown, line in itertools.islice(changed(whole, reader, change), options.lines):
                case = Case(shown, line, f"utf-8>{reader}", f"{language} {name}")
                got = garblefix.repair(shown)
                score.add(case, got.text)
                sure += got.confidence > SURE
                right += got.confidence > SURE and got.text == line
                if got.text != line:
                    failures.add(name, case, got.text)
            for line in whole[: options.lines]:
                clean += 1
                wrong += garblefix.repair(change.after(change.before(line))).changed
        rows.append([name, *score.row(), sure, 100 * right / max(sure, 1), clean, wrong])
    print(f"Changed in form: lines exactly right (in %), those told above {SURE}, and clean ones")
    header = ("change", "lines", "exact", "characters", "open", "unchanged", "sure", "right")
    common.table((*header, "clean", "changed"), rows)
    failures.show()
    common.write_figures(options.json, {str(row[0]): row[1:] for row in rows})


if __name__ == "__main__":
    main()
