"""Ctrl-C before the command has begun its work."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

# Sends the signal from within an import, where a person's may come as well.
INTERRUPTED = """
import os, runpy, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
name, sys.argv[0] = sys.argv.pop(1), "-m"
sys.argv.insert(1, name)
runpy.run_module("garblefix", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("name", ["garblefix.results", "garblefix.cli", "typer"])
def test_it_ends_the_command_in_silence_while_it_is_imported(name: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED, name, "-m", "garblefix"]
    process = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert (process.returncode, process.stdout, process.stderr) == (130, b"", b"")


def test_a_program_that_imports_the_library_keeps_it() -> None:
    program = "import garblefix, signal; print(signal.getsignal(signal.SIGINT).__name__)"
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert process.stdout.decode().strip() == signal.default_int_handler.__name__
