"""The command line as a whole: help, the reference in the docs, and completion in shells.

Not for: what the commands do (``test_cli``).
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import garblefix.damage
from docs.make_commands import TARGET, reference
from garblefix.cli.completion import VARIABLE
from tests.test_cli import COMMAND, SECONDS, environment, run, run_here

LINES, COLUMNS = 40, 80  # of a screen that is not even large
COMMANDS = ["fix", "convert", "detect", "explain"]
KINDS = sorted([*garblefix.damage.modules(), "lossy"])


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=str)
def test_help_fits_a_screen(command: list[str]) -> None:
    done = run_here([*command, "--help"], variables={"COLUMNS": str(COLUMNS)})
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= COLUMNS
    # No option needs a second line, and no command is cut off.
    assert not [line for line in lines[1:] if line.startswith(" " * 20) or line.endswith("...")]


def test_the_reference_is_what_the_code_says() -> None:
    assert TARGET.read_text("utf-8") == reference(), "run python -m docs.make_commands"


def completed(line: str, shell: str = "bash") -> list[str]:
    """What a shell is told that the end of ``line`` may become."""
    words = line.split(" ")
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }
    done = run_here([], variables=asked[shell] | {VARIABLE: f"complete_{shell}"})
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode().split("\n")[:-1]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("garblefix ", COMMANDS),
        ("garblefix d", ["detect"]),
        ("garblefix --inter", ["--interactive"]),
        ("garblefix --ver", ["--version", "--verbose"]),
        ("garblefix fix --no-", ["--no-backup", "--no-gitignore"]),
        ("garblefix convert --res", ["--resume"]),
        ("garblefix --format ", ["text", "json", "github", "sarif"]),
        ("garblefix -w letters --format s", ["sarif"]),
        ("garblefix detect --format ", ["text", "json"]),
        ("garblefix convert --output-encoding ", ["same", "utf-8", "utf-8-sig"]),
        ("garblefix convert --binary ", ["copy", "skip"]),
        ("garblefix --encoding gb1", ["gb18030"]),
        ("garblefix --only ", KINDS),
        ("garblefix explain --skip mis", ["misread"]),
        ("garblefix --only misread,los", ["misread,lossy"]),
        ("garblefix --show-completion ", ["bash", "zsh", "fish"]),
        ("garblefix lett", [""]),  # the shell knows the files
    ],
)
def test_what_may_follow(line: str, values: list[str]) -> None:
    assert completed(line) == values


def test_other_shells_get_help_beside_the_values() -> None:
    zsh = completed("garblefix --format ", "zsh")
    assert zsh == ['_arguments \'*: :(("text"', '"json"', '"github"', '"sarif"))\'']
    (option,) = completed("garblefix --isol", "fish")
    assert option == "--isolated\tRead no settings of any project."


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes(tmp_path: Path) -> None:
    command = tmp_path / "garblefix"
    command.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    command.chmod(0o755)
    script = tmp_path / "completion.sh"
    script.write_bytes(run(["--show-completion", "bash"]).stdout)
    typed = (
        f"source {script}; COMP_WORDS=(garblefix --format gi); COMP_CWORD=2;"
        ' _garblefix_completion garblefix; echo "${COMPREPLY[@]}"'
    )
    path = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "--norc", "-c", typed],
        env=environment() | path,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"github\n", b"")


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".bash_completions/garblefix.sh"),
        ("zsh", ".zfunc/_garblefix"),
        ("fish", ".config/fish/completions/garblefix.fish"),
    ],
)
def test_completion_is_installed_where_the_shell_looks(
    tmp_path: Path, shell: str, file: str
) -> None:
    done = subprocess.run(
        [*COMMAND, "--install-completion", shell],
        env=environment() | {"HOME": str(tmp_path)},
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert VARIABLE in (tmp_path / file).read_text("utf-8")


def test_a_shell_that_is_not_known_is_told_with_those_that_are() -> None:
    done = run(["--show-completion", "tcsh"])
    assert done.returncode == 2
    assert all(name in done.stderr for name in (b"bash", b"zsh", b"fish"))


def test_completion_costs_nothing_where_nobody_asks() -> None:
    program = (
        "import sys; from garblefix.cli import main; main([]);"
        "assert not {'garblefix.cli.interactive', 'garblefix.damage'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=b"clean\n",
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
