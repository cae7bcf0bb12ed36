"""Which files are found, and that none is opened which could be waited for.

Not for: what is done with them (``test_fix_files``).
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from garblefix.files.ignore import Rules
from garblefix.files.read import open_regular
from garblefix.files.walk import files_of, find, is_ignored


def no_errors(path: str, error: OSError) -> None:
    raise AssertionError(f"{path}: {error}")


def tree(folder: Path, *names: str) -> None:
    """Files of these names; a name that ends in a slash is a folder."""
    for name in names:
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("text")


def found(
    folder: Path, *paths: str, exclude: tuple[Rules, ...] = (), gitignore: bool = True
) -> list[str]:
    """The files found under ``paths`` of ``folder``, or under all of it, without its own name."""
    starts = [str(folder / path) for path in paths or ["."]]
    files = find(starts, no_errors, exclude=exclude, gitignore=gitignore)
    return [os.path.relpath(file.path, folder) for file in files]


def ignoring(folder: Path, *patterns: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("\n".join(patterns))


def rules(folder: Path, *patterns: str) -> tuple[Rules, ...]:
    return (Rules.of(str(folder), patterns),)


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "c", ".hidden.txt", ".git/config", "empty/")
    assert found(tmp_path) == [".hidden.txt", "a/b/c.txt", "a/z.txt", "b.txt", "c"]


def test_what_is_named_is_taken_in_the_order_given(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/z.txt", ".git/config")
    assert found(tmp_path, "b.txt", ".git", "a") == ["b.txt", ".git/config", "a/z.txt"]
    assert found(tmp_path, "nowhere") == ["nowhere"], "whoever opens it tells why"


def test_binary_files_are_taken_only_if_named(tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "wide.txt").write_bytes("text".encode("utf-16"))
    image, wide = str(tmp_path / "image.png"), str(tmp_path / "wide.txt")
    assert found(tmp_path) == ["image.png", "wide.txt"], "it is not opened to be found"
    assert list(files_of([str(tmp_path)], no_errors)) == [wide]
    assert list(files_of([image], no_errors)) == [image]


def test_links_lead_nowhere_in_a_walk(tmp_path: Path) -> None:
    tree(tmp_path, "folder/a.txt")
    (tmp_path / "folder" / "loop").symlink_to("..")
    (tmp_path / "folder" / "link.txt").symlink_to("a.txt")
    (tmp_path / "gone").symlink_to("nowhere")
    assert found(tmp_path) == ["folder/a.txt"]
    assert found(tmp_path, "folder/loop/folder/link.txt") == ["folder/loop/folder/link.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path) == ["a.txt"]
    with pytest.raises(OSError, match="named pipe"):
        open_regular(str(tmp_path / "pipe"))


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="needs a device")
def test_a_device_is_never_opened() -> None:
    with pytest.raises(OSError, match="device"):
        open_regular("/dev/null")


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_text("text")
    except OSError as error:
        pytest.skip(f"no such names here: {error}")
    assert [os.fsencode(file) for file in files_of([str(tmp_path)], no_errors)] == [name]


def test_a_tree_may_be_deep(tmp_path: Path) -> None:
    # Deeper than Python's calls; longer paths than the system takes are told.
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=folder)
        deeper = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = deeper
    os.close(folder)
    assert found(tmp_path) == []
    subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_a_folder_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "a/x.txt", "b.txt")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    told: list[tuple[str, str | None]] = []
    walk = find([str(tmp_path)], lambda path, error: told.append((path, error.strerror)))
    assert [file.path for file in walk] == [str(tmp_path / "b.txt")]
    assert told == [(str(tmp_path / "a"), "Permission denied")]


def test_leftovers_are_not_found_but_told(tmp_path: Path) -> None:
    name = ".garblefix-0123456789abcdef.new"
    tree(tmp_path, name, "a.txt", ".garblefix.toml")
    told: list[str] = []
    walk = find([str(tmp_path)], no_errors, on_leftover=told.append)
    assert [os.path.basename(file.path) for file in walk] == [".garblefix.toml", "a.txt"]
    assert told == [str(tmp_path / name)]


# What .gitignore leaves out, held against git itself.
IGNORED = {
    "a name anywhere": {".": ["*.log"]},
    "only here": {".": ["/a.log", "sub/c.log"]},
    "a folder": {".": ["sub/"]},
    "with exceptions": {".": ["*.log", "!b.log"]},
    "a nested file counts more": {".": ["*.log"], "sub": ["!c.log", "d.txt"]},
    "nothing comes back out of a folder": {".": ["sub/"], "sub": ["!c.log"]},
    "stars": {".": ["**/deep/*.txt", "s*/c.?og"]},
    "patterns that are none": {".": ["!", "", "# d.txt", "*.log"]},
    "spaces and escapes": {".": ["a.log  ", r"\!odd.txt"]},
}


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("patterns", IGNORED.values(), ids=IGNORED)
def test_gitignore(tmp_path: Path, patterns: dict[str, list[str]]) -> None:
    tree(tmp_path, "a.log", "b.log", "!odd.txt", "sub/c.log", "sub/d.txt", "sub/deep/e.txt")
    for folder, lines in patterns.items():
        ignoring(tmp_path / folder, *lines)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    listed = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard"],
        stdout=subprocess.PIPE,
        check=True,
    )
    expected = sorted(name for name in listed.stdout.decode().split("\0") if name)
    assert sorted(found(tmp_path)) == expected
    assert len(found(tmp_path, gitignore=False)) == 6 + len(patterns)


def test_gitignore_of_the_folders_above(tmp_path: Path) -> None:
    tree(tmp_path, "top/sub/a.log", "top/sub/b.txt", "top/.git/info/x", "top/sub/own/c.log")
    ignoring(tmp_path, "*.txt")  # above the repository
    ignoring(tmp_path / "top", "*.log")
    (tmp_path / "top/.git/info/exclude").write_text("*.md")
    tree(tmp_path, "top/sub/d.md", "top/sub/own/.git/HEAD")
    assert found(tmp_path, "top/sub") == ["top/sub/b.txt", "top/sub/own/c.log"]
    assert found(tmp_path, "top/sub/a.log") == ["top/sub/a.log"], "it was named"


def test_a_named_folder_is_walked_though_it_is_ignored(tmp_path: Path) -> None:
    tree(tmp_path, ".git/HEAD", "build/a.txt", "build/b.log")
    ignoring(tmp_path, "build/")
    ignoring(tmp_path / "build", "*.log")
    assert found(tmp_path) == [".gitignore"]
    assert found(tmp_path, "build") == ["build/.gitignore", "build/a.txt"]


def test_exclusions_win_over_names(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.md", "sub/c.txt", "sub/deep/d.txt")
    assert found(tmp_path, exclude=rules(tmp_path, "*.md", "sub/deep/")) == ["a.txt", "sub/c.txt"]
    assert found(tmp_path, "a.txt", "b.md", exclude=rules(tmp_path, "a.*")) == ["b.md"]
    assert found(tmp_path, "sub", exclude=rules(tmp_path, "sub/")) == []
    assert found(tmp_path, "sub/deep", exclude=rules(tmp_path, "sub/")) == []
    both = (*rules(tmp_path, "sub/"), *rules(tmp_path, "!sub/"))
    assert found(tmp_path, "sub", exclude=both) == ["sub/c.txt", "sub/deep/d.txt"]


def test_a_name_that_stands_for_standard_input(tmp_path: Path) -> None:
    tree(tmp_path, ".git/HEAD", "sub/")
    ignoring(tmp_path, "*.log", "!keep.log")
    name = str(tmp_path / "sub" / "a.log")
    assert is_ignored(name, no_errors, (), True)
    assert not is_ignored(name, no_errors, (), False)
    assert not is_ignored(str(tmp_path / "sub" / "keep.log"), no_errors, (), True)
    assert is_ignored(name, no_errors, rules(tmp_path, "sub/"), False)
