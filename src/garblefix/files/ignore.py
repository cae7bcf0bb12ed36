"""What is left out: the patterns of ``.gitignore`` files, and those that a person gave.

Not for: walking (``walk``). The syntax is git's for both; the last pattern that fits decides, and
those of a deeper folder count more.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garblefix.files.read import open_regular

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

GITIGNORE = ".gitignore"
_OF_THE_REPOSITORY = os.path.join(".git", "info", "exclude")

OnError = Callable[[str, OSError], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """Patterns, and the absolute folder that they are relative to."""

    folder: str
    patterns: GitIgnoreSpec

    @classmethod
    def of(cls, folder: str, lines: Iterable[str]) -> Rules:
        """The patterns in ``lines``, without those that are none: git overlooks them too.

        Absolute paths and those outside of ``folder`` are matched from the root on.
        """
        from pathspec import GitIgnoreSpec  # where nothing is left out, nothing is paid

        def compiled(chosen: Iterable[str]) -> GitIgnoreSpec:
            return GitIgnoreSpec.from_lines(chosen)

        kept = list(lines)
        try:
            patterns = compiled(kept)
        except ValueError:
            patterns = compiled(line for line in kept if _is_pattern(compiled, line))
        return cls(os.path.abspath(folder), patterns)

    def verdict(self, path: str, *, folder: bool = False) -> bool | None:
        """Whether the absolute ``path`` is left out; None where no pattern speaks of it.

        >>> rules = Rules.of("/home", ["*.log", "!kept.log", "build/"])
        >>> rules.verdict("/home/a.log"), rules.verdict("/home/kept.log"), rules.verdict("/home/a")
        (True, False, None)
        """
        base = self.folder.rstrip(os.sep) + os.sep
        relative = path[len(base) :] if path.startswith(base) else path.lstrip(os.sep)
        return self.patterns.check_file(relative + "/" * folder).include


def _is_pattern(compiled: Callable[[Iterable[str]], GitIgnoreSpec], line: str) -> bool:
    try:
        compiled([line])
    except ValueError:
        return False
    return True


def leaves_out(rules: Sequence[Rules], path: str, *, folder: bool = False) -> bool:
    """Whether the absolute ``path`` is left out by rules that stand from outermost to innermost."""
    for rule in reversed(rules):
        verdict = rule.verdict(path, folder=folder)
        if verdict is not None:
            return verdict
    return False


def rules_in(folder: str, on_error: OnError) -> list[Rules]:
    """The rules that stand in the absolute ``folder`` itself, those of its repository first."""
    found = []
    for name in (_OF_THE_REPOSITORY, GITIGNORE):
        path = os.path.join(folder, name)
        try:
            with open_regular(path) as file:
                lines = os.fsdecode(file.read().removeprefix(codecs.BOM_UTF8)).split("\n")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            on_error(path, error)
            continue
        found.append(Rules.of(folder, (line.removesuffix("\r") for line in lines)))
    return found


def rules_above(folder: str, on_error: OnError) -> list[Rules]:
    """The rules of the folders above the absolute ``folder``, up to the root of its repository.

    None where it lies in no repository, or is the root of one.
    """
    above = []
    while not is_repository(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []
        folder = parent
        above.append(folder)
    return [rule for folder in reversed(above) for rule in rules_in(folder, on_error)]


def is_repository(folder: str) -> bool:
    """Whether a repository of git, or a submodule of one, has its root here."""
    return os.path.lexists(os.path.join(folder, ".git"))
