"""Settings of a project: ``.garblefix.toml``, or ``[tool.garblefix]`` in ``pyproject.toml``.

Keys are called as the options are, and the command line wins. The nearest such file counts, from
the folder that all PATHS have in common upwards, and no other is read. Not for: options that a
single run is asked for, such as ``--write``; a file that is read unseen must not write others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import TypeVar

import typer

from garblefix.cli.choices import Choices, OutputEncoding, Script, encoding_is_known, kinds
from garblefix.cli.standard import STANDARD_INPUT
from garblefix.files.ignore import OnError, is_repository
from garblefix.files.read import open_regular
from garblefix.files.walk import is_ignored

OWN_NAME, SHARED_NAME = ".garblefix.toml", "pyproject.toml"
_TABLE = ("tool", "garblefix")
Value = TypeVar("Value")


class ConfigurationError(typer.TyperException):
    """A configuration that cannot be used; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file sets, by the names that Python gives the options; ``path`` is that file.

    An empty one sets nothing.
    """

    path: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def pick(self, context: typer.Context, name: str, given: Value) -> Value:
        """The value of an option: from the command line, or else from here, or else its default."""
        if name not in self.values or is_given(context, name):
            return given
        return self.values[name]  # type: ignore[return-value]

    def texts(self, name: str) -> list[str]:
        """A list of strings that only a file can set; empty where it does not."""
        found = self.values.get(name, [])
        assert isinstance(found, list)
        return found

    @property
    def folder(self) -> str:
        """The folder that its patterns are relative to."""
        return os.path.dirname(os.path.abspath(self.path))


def is_given(context: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def configuration(start: str, file: str | None, *, isolated: bool) -> Configuration:
    """The configuration in ``file``, or else the nearest one from the folder ``start`` upwards.

    Raises ConfigurationError for one that cannot be used.
    """
    if isolated:
        if file is not None:
            raise ConfigurationError("--config and --isolated exclude each other")
        return Configuration()
    if file is not None:
        return _checked(file, _table(file, _read(file)) or {})
    folder = os.path.abspath(start)
    while True:
        for name in (OWN_NAME, SHARED_NAME):
            path = os.path.join(folder, name)
            if not os.path.isfile(path):
                continue
            path = os.path.relpath(path)
            if (table := _table(path, _read(path))) is not None:
                return _checked(path, table)
        parent = os.path.dirname(folder)
        if parent == folder:
            return Configuration()
        folder = parent


def start_of(paths: Iterable[str]) -> str:
    """The folder from which the search begins: the one that all paths have in common."""
    absolute = [os.path.abspath(path) for path in paths if path != STANDARD_INPUT]
    try:
        common = os.path.commonpath(absolute)
    except ValueError:  # none at all, or on several drives
        return os.curdir
    return common if os.path.isdir(common) else os.path.dirname(common)


def place_for_settings(start: str) -> str:
    """The path where a project without settings keeps its first ones, to be found from ``start``.

    It lies at the root of the repository, or else in the current folder if ``start`` is in it.
    """
    start = folder = os.path.abspath(start)
    while not is_repository(folder):
        parent = os.path.dirname(folder)
        if parent == folder:
            current = os.getcwd()
            inside = os.path.commonpath([start, current]) == current
            folder = current if inside else start
            break
        folder = parent
    return os.path.relpath(os.path.join(folder, OWN_NAME))


def is_settings(path: str, in_use: str | None) -> bool:
    """Whether a file holds nothing but settings, whose texts to ignore no repair may touch."""
    name = os.path.basename(path)
    if name == OWN_NAME or in_use is None or name != os.path.basename(in_use):
        return name == OWN_NAME
    return name != SHARED_NAME and os.path.realpath(path) == os.path.realpath(in_use)


def is_left_out(choices: Choices, on_error: OnError) -> bool:
    """Whether standard input has the name of a file that nobody wants repaired."""
    name = choices.stdin_filename
    if name is None:
        return False
    if is_settings(name, choices.settings):
        return True
    return is_ignored(name, on_error, choices.exclude, choices.gitignore)


def _read(path: str) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read()
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror or error}") from None


def _table(path: str, data: bytes) -> Mapping[str, object] | None:
    """The table of settings; None where the file has none."""
    shared = os.path.basename(path) == SHARED_NAME
    if shared and _TABLE[-1].encode() not in data:
        return None
    import tomllib

    try:
        table: object = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: is no TOML: {error}") from None
    for name in _TABLE if shared else ():
        if not isinstance(table, dict) or name not in table:
            return None
        table = table[name]
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: {'.'.join(_TABLE)} is no table")
    return table


def _checked(path: str, table: Mapping[str, object]) -> Configuration:
    values: dict[str, object] = {}
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigurationError(
                f"{path}: unknown key {key!r}; there are {', '.join(sorted(KEYS))}"
            )
        try:
            values[key.replace("-", "_")] = KEYS[key](value)
        except (ValueError, typer.BadParameter) as error:
            words = error.message if isinstance(error, typer.BadParameter) else str(error)
            raise ConfigurationError(f"{path}: {key}: {words}") from None
    return Configuration(path, values)


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise ValueError(f"must be a number from 0 to 1, not {value!r}")
    return float(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")
    return value


def _names(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"must be a list of strings, not {value!r}")
    return value


def _texts(value: object) -> list[str]:
    texts = _names(value)
    if "" in texts:
        raise ValueError("must have no empty string in it")
    return texts


def _kinds(value: object) -> list[str]:
    names = _names(value)
    kinds(names, "")
    return names


def _encoding(value: object) -> str:
    if not isinstance(value, str) or not encoding_is_known(value):
        raise ValueError(f"must be the name of an encoding, or auto, not {value!r}")
    return value


def _one_of(names: type[StrEnum], value: object) -> StrEnum:
    if not isinstance(value, str) or value not in list(names):
        raise ValueError(f"must be one of {', '.join(names)}, not {value!r}")
    return names(value)


def _suffix(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a string, not {value!r}")
    return suffix(value)


def suffix(value: str) -> str:
    """The end of the name of a backup, checked. Raises ValueError where it can be none."""
    if not value or "/" in value or os.sep in value or "\0" in value or value[-1:].isdigit():
        raise ValueError(f"must be what a file name may end in, and no digit last, not {value!r}")
    return value


def _processes(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"must be a number from 1 up, not {value!r}")
    return value


KEYS: Mapping[str, Callable[[object], object]] = {
    "backup": _flag,
    "backup-suffix": _suffix,
    "encoding": _encoding,
    "escapes": _flag,
    "exclude": _names,
    "gitignore": _flag,
    "ignore": _texts,
    "jobs": _processes,
    "min-confidence": _probability,
    "only": _kinds,
    "output-encoding": partial(_one_of, OutputEncoding),
    "script": partial(_one_of, Script),
    "skip": _kinds,
}
