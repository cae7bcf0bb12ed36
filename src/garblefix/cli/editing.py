"""A line of text as a person wants it: edited in their editor, or else where they are asked.

Not for: what becomes of the line.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile

_PROMPT = "becomes: "


class EditError(Exception):
    """There is no new text; the message says why."""


def edited(text: str) -> str:
    """``text`` after a person had it in the editor of VISUAL or EDITOR, or at the terminal.

    Raises EditError where the editor fails, and for what is not one line of text.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    changed = _in_editor(command, text) if command else _at_the_terminal(text)
    if not changed:
        raise EditError("nothing is left of it; n leaves the text as it is")
    if len(changed.split("\n")) > 1 or "\r" in changed:
        raise EditError("it has to stay one line")
    return changed


def _in_editor(command: str, text: str) -> str:
    with tempfile.TemporaryDirectory(prefix="garblefix-") as folder:
        path = os.path.join(folder, "fix.txt")
        with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text + "\n")
        try:
            code = subprocess.run([*shlex.split(command), path], check=False).returncode
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
                changed = file.read()
        except (OSError, ValueError) as error:
            raise EditError(f"{command}: {getattr(error, 'strerror', None) or error}") from None
    if code != 0:
        raise EditError(f"{command}: ended with {code}")
    return changed.removesuffix("\n").removesuffix("\r")


def _at_the_terminal(text: str) -> str:
    try:
        import readline
    except ImportError:  # not on every system
        return _asked()
    readline.set_startup_hook(lambda: readline.insert_text(text))
    try:
        return _asked()
    finally:
        readline.set_startup_hook(None)


def _asked() -> str:
    try:
        return input(_PROMPT)
    except EOFError:
        return ""
