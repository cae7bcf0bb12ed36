"""What was asked of a conversion, as far as it changes the outcome.

Not for: where it goes (``place``), nor what is told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from garblefix.convert.manifest import Asked
from garblefix.results import Options


@dataclass(frozen=True, slots=True)
class Wishes:
    """``exclude`` are patterns of paths; ``gitignore``: what git ignores is left out too."""

    options: Options = field(default_factory=Options)
    encoding: str = "auto"
    output_encoding: str = "utf-8"
    names: bool = False
    skip_binary: bool = False
    exclude: Sequence[str] = ()
    gitignore: bool = False

    def asked(self, source: str) -> Asked:
        """The same for the manifest."""
        options = self.options
        return {
            "source": source,
            "min_confidence": options.min_confidence,
            "only": None if options.only is None else sorted(options.only),
            "skip": sorted(options.skip),
            "escapes": options.escapes,
            "script": options.script,
            "encoding": self.encoding,
            "output_encoding": self.output_encoding,
            "names": self.names,
            "skip_binary": self.skip_binary,
            "exclude": list(self.exclude),
            "gitignore": self.gitignore,
        }
