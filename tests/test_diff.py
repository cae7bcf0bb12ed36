"""Unified diffs: ``patch`` and ``git apply`` make of the old file exactly the new one.

Not for: what the new one is.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from garblefix.files.diff import Diff

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

LINES = st.sampled_from([b"one", b"two", b"", b"\xc3\xa9", b"\xb0\xa1 GBK", b"three\r", b"a\rb"])
CHANGES = st.tuples(LINES, st.one_of(st.none(), LINES))


def diff_of(pairs: list[tuple[bytes, bytes]], path: str = "notes.txt") -> bytes:
    """The diff, from pieces of both sides that come one after the other."""
    diff = Diff(path)
    pieces = [piece for old, new in pairs for piece in diff.pieces(old, new, "utf-8")]
    return b"".join([*pieces, *diff.end()])


def applied(old: bytes, patch: bytes, *command: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notes.txt")
        path.write_bytes(old)
        done = subprocess.run(command, input=patch, cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return path.read_bytes()


@settings(max_examples=40)
@given(st.lists(CHANGES, max_size=40), st.integers(0, 60), st.booleans(), st.integers(1, 9))
@example([(b"one", b"two")], 0, False, 1)
@example([(b"one", None)] * 20 + [(b"one", b"two")], 5, True, 1)
def test_git_takes_it(
    changes: list[tuple[bytes, bytes | None]], filling: int, ended: bool, blocks: int
) -> None:
    old_lines = [old for old, _ in changes] + [b"filling"] * filling
    new_lines = [old if new is None else new for old, new in changes] + [b"filling"] * filling
    size = max(1, len(old_lines) // blocks)
    pairs = []
    for start in range(0, len(old_lines), size):
        last = start + size >= len(old_lines)
        end = b"" if last and not ended else b"\n"
        part = slice(start, start + size)
        pairs.append((b"\n".join(old_lines[part]) + end, b"\n".join(new_lines[part]) + end))
    old, new = (b"".join(side) for side in zip(*pairs, strict=True)) if pairs else (b"", b"")
    patch = diff_of(pairs)
    assert (patch == b"") == (old == new)
    if patch:
        assert applied(old, patch, "git", "apply", "-") == new
        if shutil.which("patch"):
            assert applied(old, patch, "patch", "-s", "-p1", "--binary") == new


@pytest.mark.parametrize(
    "name", ["my notes.txt", 'a "quoted" one', "back\\slash", "tab\there", "café"]
)
def test_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"one\n")
    patch = diff_of([(b"one\n", b"two\n")], name)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tmp_path, check=True)
    assert (tmp_path / name).read_bytes() == b"two\n"


def test_a_repair_that_brings_a_line_end_back() -> None:
    pairs = [
        (b"one\n", b"one\n"),
        (b"two?three\nfour\n", b"two\nthree\nfour\n"),
        (b"five", b"five"),
    ]
    patch = diff_of(pairs)
    old, new = (b"".join(side) for side in zip(*pairs, strict=True))
    assert applied(old, patch, "git", "apply", "-") == new
    assert b"+two\n+three\n" in patch


def test_wide_files_only_differ() -> None:
    diff = Diff("wide.txt")
    old, new = "é".encode("utf-16-le"), "è".encode("utf-16-le")
    pieces = [*diff.pieces(old, new, "utf-16-le"), *diff.pieces(new, old, "utf-16-le"), *diff.end()]
    assert pieces == [b"Binary files a/wide.txt and b/wide.txt differ\n"]
