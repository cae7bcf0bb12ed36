"""``garblefix convert`` on trees: what becomes of text, of what is none, of names, links and modes.

Not for: what happens when a run is killed or refused by the system (``test_convert_faults``), nor
how well names are repaired (``test_convert_names``).
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import garblefix.cli
from garblefix.convert.look import look
from garblefix.convert.manifest import Done
from garblefix.convert.record import Record
from tests.texts import SENTENCES
from tests.trees import GARBLED_BYTES, PNG, REPAIRED, make, tree_of

CHINESE = SENTENCES["zh-Hans"] + "\n"
ENCODED = {
    "gbk": ("zh-Hans", "gbk"),
    "big5": ("zh-Hant", "big5"),
    "shift-jis": ("ja", "cp932"),
    "euc-jp": ("ja", "euc_jp"),
    "iso-2022-jp": ("ja", "iso2022_jp"),
    "euc-kr": ("ko", "cp949"),
    "windows-1251": ("ru", "cp1251"),
    "koi8-r": ("ru", "koi8-r"),
    "utf-16": ("de", "utf-16"),
    "utf-16 without a mark": ("ja", "utf-16-le"),
    "utf-8": ("he", "utf-8"),
}


def convert(*arguments: str | Path) -> int:
    return garblefix.cli.main(["convert", "-j", "1", "-q", *(str(word) for word in arguments)])


def record(target: Path, source: str) -> Record:
    path = os.fspath(target / ".garblefix/manifest.jsonl")
    with contextlib.closing(Done(path)) as done:
        found = done.record(source)
    assert found is not None
    return found


@pytest.mark.parametrize("case", ENCODED)
def test_text_becomes_utf_8(tmp_path: Path, case: str) -> None:
    language, encoding = ENCODED[case]
    text = SENTENCES[language] + "\r\nABC\n"
    make(tmp_path / "old", {"a/letter.txt": text.encode(encoding)})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    assert (tmp_path / "new/a/letter.txt").read_bytes() == text.encode()


@pytest.mark.parametrize(
    ("option", "encoding", "mark"),
    [
        ("utf-8", "utf-8-sig", b""),
        ("utf-8", "utf-16", b""),
        ("utf-8-sig", "utf-8", codecs.BOM_UTF8),
        ("utf-8-sig", "utf-8-sig", codecs.BOM_UTF8),
        ("utf-8-sig", "utf-16", codecs.BOM_UTF8),
        ("utf-8-sig", "gbk", codecs.BOM_UTF8),
        ("utf-8-sig", "hz", codecs.BOM_UTF8),
        ("same", "utf-8", b""),
        ("same", "utf-8-sig", codecs.BOM_UTF8),
    ],
)
def test_a_mark_is_written_where_it_is_wanted(
    tmp_path: Path, option: str, encoding: str, mark: bytes
) -> None:
    make(tmp_path / "old", {"letter.txt": CHINESE.encode(encoding)})
    assert convert(tmp_path / "old", tmp_path / "new", "--output-encoding", option) == 0
    assert (tmp_path / "new/letter.txt").read_bytes() == mark + CHINESE.encode()


def test_with_the_encoding_kept_text_is_only_repaired(tmp_path: Path) -> None:
    old = {"clean.txt": CHINESE.encode("gbk"), "garbled.txt": GARBLED_BYTES}
    make(tmp_path / "old", old)
    assert convert(tmp_path / "old", tmp_path / "new", "--output-encoding", "same") == 0
    assert tree_of(tmp_path / "new") == {**old, "garbled.txt": REPAIRED}


def test_what_is_no_text_is_copied_byte_for_byte(tmp_path: Path) -> None:
    old = {
        "picture.png": PNG,
        "form.pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
        "letter.rtf": b"{\\rtf1\\ansi\\ansicpg936 " + "你好".encode("gbk") + b"}",
        "noise": bytes(range(255, 0, -1)) * 3,
        "half.txt": CHINESE.encode("utf-16") + b"x",
        "empty": b"",
    }
    make(tmp_path / "old", old)
    assert convert(tmp_path / "old", tmp_path / "new", "--output-encoding", "utf-8-sig") == 1
    assert tree_of(tmp_path / "new") == old
    assert record(tmp_path / "new", "half.txt").needs_a_look, "text, but its end is missing"


def test_binary_files_are_left_out_on_request(tmp_path: Path) -> None:
    make(tmp_path / "old", {"picture.png": PNG, "letter.txt": b"text\n"})
    assert convert(tmp_path / "old", tmp_path / "new", "--binary", "skip") == 0
    assert tree_of(tmp_path / "new") == {"letter.txt": b"text\n"}


def test_a_doubtful_encoding_leaves_the_bytes_and_is_told(tmp_path: Path) -> None:
    make(tmp_path / "old", {"one.txt": b"\xe9"})
    assert convert(tmp_path / "old", tmp_path / "new") == 1
    assert tree_of(tmp_path / "new") == {"one.txt": b"\xe9"}
    assert record(tmp_path / "new", "one.txt").reason.startswith("unsure of the encoding")
    assert convert(tmp_path / "old", tmp_path / "sure", "--encoding", "cp1252") == 0
    assert tree_of(tmp_path / "sure") == {"one.txt": "é".encode()}


def test_a_file_in_several_encodings_is_converted_run_by_run(tmp_path: Path) -> None:
    russian, chinese = SENTENCES["ru"] + "\n", SENTENCES["zh-Hans"] + "\n"
    runs = [(russian, "utf-8"), (russian, "cp1251"), (chinese, "gb18030")]
    data = b"".join((text * 5).encode(encoding) for text, encoding in runs)
    make(tmp_path / "old", {"log.txt": data})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    expected = "".join(text * 5 for text, _ in runs).encode()
    assert tree_of(tmp_path / "new") == {"log.txt": expected}
    found = record(tmp_path / "new", "log.txt")
    assert [run.run.encoding for run in found.runs] == [encoding for _, encoding in runs]
    assert found.confidence > 0.9
    assert convert(tmp_path / "old", tmp_path / "kept", "--output-encoding", "same") == 0
    assert tree_of(tmp_path / "kept") == {"log.txt": data}


@pytest.mark.parametrize(
    ("encoding", "line_end"),
    [("utf-7", "\n"), ("iso2022_kr", "\n"), ("hz", "\n"), ("cp500", "\x85"), ("cp037", "\n")],
)
def test_text_that_looks_like_ascii_or_is_far_from_it(
    tmp_path: Path, encoding: str, line_end: str
) -> None:
    language = {"iso2022_kr": "ko", "hz": "zh-Hans"}.get(encoding, "de")
    text = f"{SENTENCES[language]}\n" * 3
    data = text.replace("\n", line_end).encode(encoding)
    make(tmp_path / "old", {"a.txt": data})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    assert tree_of(tmp_path / "new") == {"a.txt": text.encode()}
    assert convert(tmp_path / "old", tmp_path / "kept", "--output-encoding", "same") == 0
    assert tree_of(tmp_path / "kept") == {"a.txt": data}


def test_everything_that_is_there_is_mirrored(tmp_path: Path) -> None:
    """Hidden files, what git ignores, empty folders: an archive is complete."""
    make(
        tmp_path / "old",
        {".hidden": b"x", ".gitignore": b"*.log\n", "a.log": b"y", ".git/config": b"z"},
    )
    (tmp_path / "old/empty/inner").mkdir(parents=True)
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    assert tree_of(tmp_path / "new") == tree_of(tmp_path / "old")
    assert (tmp_path / "new/empty/inner").is_dir()


def test_what_is_excluded_is_left_out(tmp_path: Path) -> None:
    make(
        tmp_path / "old",
        {"a.txt": b"a", "b.bak": b"b", "temp/c": b"c", "d/temp/e": b"e", ".gitignore": b"a.*\n"},
    )
    options = ["--exclude", "*.bak", "--exclude", "/temp/", "--gitignore"]
    assert convert(tmp_path / "old", tmp_path / "new", *options) == 0
    assert tree_of(tmp_path / "new") == {"d/temp/e": b"e", ".gitignore": b"a.*\n"}


def test_modes_and_times_are_kept(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a/script.sh": CHINESE.encode("gbk"), "a/picture": PNG})
    for path, mode, seconds in (
        ("a/script.sh", 0o755, 1_000_000_001),
        ("a/picture", 0o440, 1_000_000_002),
        ("a", 0o555, 1_000_000_003),
    ):
        os.utime(tmp_path / "old" / path, ns=(seconds * 10**9 + 7, seconds * 10**9 + 7))
        (tmp_path / "old" / path).chmod(mode)
    try:
        assert convert(tmp_path / "old", tmp_path / "new") == 0
        for path in ("a/script.sh", "a/picture", "a"):
            before, after = (tmp_path / tree / path for tree in ("old", "new"))
            assert after.stat().st_mode == before.stat().st_mode
            assert after.stat().st_mtime_ns == before.stat().st_mtime_ns
    finally:
        for tree in ("old", "new"):
            (tmp_path / tree / "a").chmod(0o755)


LINKS = {
    "beside": ("a.txt", "a.txt"),
    "folder/up": ("../a.txt", "../a.txt"),
    "dangling": ("nowhere", "nowhere"),
    "loop": (".", "."),
    "to a garbled name": ("Ã©tÃ©.txt", "été.txt"),
    "absolute": ("{old}/folder", "folder"),
    "outside": ("../other/thing", "{parent}/other/thing"),
    "far away": ("/usr/share", "/usr/share"),
}


def test_links_lead_to_the_same_things(tmp_path: Path) -> None:
    names = {"parent": os.fspath(tmp_path), "old": os.fspath(tmp_path / "old")}
    make(tmp_path / "old", {"a.txt": b"a", "folder/b.txt": b"b", "Ã©tÃ©.txt": b"c"})
    for path, (text, _) in LINKS.items():
        (tmp_path / "old" / path).symlink_to(text.format(**names))
    assert convert(tmp_path / "old", tmp_path / "new", "--names") == 0
    for path, (_, expected) in LINKS.items():
        assert os.readlink(tmp_path / "new" / path) == expected.format(**names)


def test_garbled_names_are_repaired_on_request(tmp_path: Path) -> None:
    cp437 = "照片目录".encode("gbk").decode("cp437")
    raw = os.fsdecode("会议记录".encode("gbk"))
    make(tmp_path / "old", {f"{cp437}/{raw}.txt": CHINESE.encode("gbk")})
    assert convert(tmp_path / "old", tmp_path / "as they are") == 0
    assert tree_of(tmp_path / "as they are") == {f"{cp437}/{raw}.txt": CHINESE.encode()}
    assert convert(tmp_path / "old", tmp_path / "new", "--names") == 0
    assert tree_of(tmp_path / "new") == {"照片目录/会议记录.txt": CHINESE.encode()}
    renamed = record(tmp_path / "new", f"{cp437}/{raw}.txt")
    assert (renamed.target, renamed.name_chain) == ("照片目录/会议记录.txt", "gb18030")
    folder = record(tmp_path / "new", cp437)
    assert (folder.target, folder.name_chain) == ("照片目录", "gb18030>cp437")


def test_names_that_become_the_same_do_not_overwrite_each_other(tmp_path: Path) -> None:
    composed, decomposed = "d\u00e9j\u00e0 vu.txt", "de\u0301ja\u0300 vu.txt"
    garbled = composed.encode().decode("cp1252")
    twice = garbled.encode().decode("cp1252")
    old = {decomposed: b"1", garbled: b"2", twice: b"3", "Ã‰tÃ©/a": b"4", "été/b": b"5"}
    make(tmp_path / "old", old)
    assert convert(tmp_path / "old", tmp_path / "new", "--names") == 0
    found = tree_of(tmp_path / "new")
    assert sorted(found.values()) == [b"1", b"2", b"3", b"4", b"5"]
    assert found[decomposed] == b"1", "a name that was right keeps it"
    assert {"d\u00e9j\u00e0 vu (2).txt", "d\u00e9j\u00e0 vu (3).txt"} <= found.keys()
    assert {"été/b", "Été (2)/a"} <= found.keys(), "two folders do not become one"


def test_the_own_folder_of_an_earlier_conversion_is_mirrored_too(tmp_path: Path) -> None:
    make(tmp_path / "old", {".garblefix/manifest.jsonl": b"x"})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    assert tree_of(tmp_path / "new") == {".garblefix (2)/manifest.jsonl": b"x"}


def test_one_file_is_converted_by_itself(tmp_path: Path) -> None:
    make(tmp_path, {"old.txt": CHINESE.encode("gbk"), "folder/other": b""})
    assert convert(tmp_path / "old.txt", tmp_path / "new.txt") == 0
    assert convert(tmp_path / "old.txt", tmp_path / "folder") == 0
    assert tree_of(tmp_path) == {
        "old.txt": CHINESE.encode("gbk"),
        "new.txt": CHINESE.encode(),
        "folder/old.txt": CHINESE.encode(),
        "folder/other": b"",
    }


def test_a_dry_run_tells_everything_and_writes_nothing(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make(tmp_path / "old", {"a.txt": CHINESE.encode("gbk"), "b.txt": GARBLED_BYTES, "c": PNG})
    arguments = ["convert", "--format", "json", "-j", "1", str(tmp_path / "old")]
    assert garblefix.cli.main([*arguments, str(tmp_path / "dry"), "--dry-run"]) == 0
    told = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert not (tmp_path / "dry").exists()
    assert garblefix.cli.main([*arguments, str(tmp_path / "new")]) == 0
    done = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    for entry in told + done:
        for key in ("target", "applied", "files_written", "fixes_written"):
            entry.pop(key, None)
    assert told == done
    assert [entry["type"] for entry in told] == [
        "entry",
        "fix",
        "fix",
        "fix",
        "entry",
        "entry",
        "summary",
    ]
    assert told[-1]["by_encoding"] == {"gb18030": 1, "utf-8": 1, "no text": 1}


def test_a_run_goes_on_where_files_came_or_changed(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a.txt": b"first", "b.txt": b"same"})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    kept = (tmp_path / "new/b.txt").stat().st_ino
    make(tmp_path / "old", {"a.txt": b"second", "c.txt": b"more"})
    (tmp_path / "new/c.txt").write_bytes(b"foreign, and in the way")
    assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 0
    assert tree_of(tmp_path / "new") == {"a.txt": b"second", "b.txt": b"same", "c.txt": b"more"}
    assert (tmp_path / "new/b.txt").stat().st_ino == kept, "what is done is not done again"
    (tmp_path / "new/b.txt").write_bytes(b"lost")
    assert convert(tmp_path / "old", tmp_path / "new", "--resume") == 0
    assert tree_of(tmp_path / "new")["b.txt"] == b"same"


REFUSED: Mapping[str, tuple[list[str], str]] = {
    "not empty": (["old", "full"], "full: not empty; --resume goes on where a conversion stopped"),
    "nothing to resume": (["old", "full", "--resume"], "full: not empty, and no conversion was"),
    "inside": (["old", "old/new"], "old/new: lies in old, which must stay as it is"),
    "inside, by a link": (["old", "way in/new"], "way in/new: lies in old, which must stay"),
    "around": (["full/inner", "full", "--overwrite"], "full: holds full/inner, which must stay"),
    "the same": (["old", "./old/", "--overwrite"], "./old/: lies in old, which must stay"),
    "missing": (["none", "new"], "none: No such file or directory"),
    "a file": (["old", "file"], "file: exists, and is no folder"),
    "file onto file": (["old/a.txt", "file"], "file: exists; --overwrite replaces it"),
    "file onto itself": (["file", "file", "--overwrite"], "file: is the source itself"),
    "device": (["/dev/null", "new"], "/dev/null: not a folder"),
    "both": (["old", "new", "--resume", "--overwrite"], "Invalid value for --resume and"),
    "encoding": (["old", "new", "--encoding", "klingon"], "unknown encoding: klingon"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_harm_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    case: str,
) -> None:
    make(tmp_path, {"old/a.txt": b"a", "full/x": b"x", "full/inner/y": b"y", "file": b"z"})
    (tmp_path / "way in").symlink_to("old")
    before = tree_of(tmp_path)
    monkeypatch.chdir(tmp_path)
    arguments, words = REFUSED[case]
    assert convert(*arguments) == 2
    told = capfdbinary.readouterr().err.decode()
    assert told.startswith(f"garblefix: {words}")
    assert told.count("\n") == 1
    assert tree_of(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_other_options_than_before_are_refused(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make(tmp_path / "old", {"a.txt": CHINESE.encode("gbk")})
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    assert convert(tmp_path / "old", tmp_path / "new", "--resume", "--names") == 2
    assert b"was begun with other options (names was False)" in capfdbinary.readouterr().err
    assert convert(tmp_path / "old", tmp_path / "new", "--overwrite", "--names") == 0


def test_declarations_that_are_no_longer_true_are_told(tmp_path: Path) -> None:
    old = {
        "page.html": f'<meta charset="gb2312">\n{CHINESE}',
        "messages.po": f'msgstr ""\n"Content-Type: text/plain; charset=GBK\\n"\n{CHINESE}',
        "style.css": f'@charset "GBK";\n{CHINESE}',
        "prose.txt": f"the encoding = gbk of the file\n{CHINESE}",
        "true.html": f'<meta charset="utf-8">\n{CHINESE}',
    }
    make(tmp_path / "old", {name: text.encode("gbk") for name, text in old.items()})
    assert convert(tmp_path / "old", tmp_path / "new", "--output-encoding", "utf-8-sig") == 0
    found = {name: record(tmp_path / "new", name).declares for name in old}
    assert found == {
        "page.html": "gb2312",
        "messages.po": "GBK",
        "style.css": "GBK",
        "prose.txt": "",
        "true.html": "",
    }


def test_the_report_is_written_beside_the_manifest(tmp_path: Path) -> None:
    make(tmp_path / "old", {"a.txt": GARBLED_BYTES})
    csv = tmp_path / "fixes.csv"
    assert convert(tmp_path / "old", tmp_path / "new", "--report", csv) == 0
    assert b"<html" in (tmp_path / "new/.garblefix/report.html").read_bytes()
    assert csv.read_bytes().count(b"utf-8>cp1252") == 3


ENCODED_BY = {"zh-Hans": "gbk", "ja": "cp932", "ru": "koi8-r"}
NAME = st.text("aé中Ã©ß .~\udc80\udcff", min_size=1, max_size=6).filter(
    lambda name: name.strip(".")
)
CONTENT = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([*SENTENCES.values()]).map(str.encode),
    st.sampled_from(["zh-Hans", "ja", "ru"]).map(
        lambda language: SENTENCES[language].encode(ENCODED_BY[language])
    ),
)


@settings(max_examples=50)
@given(files=st.dictionaries(st.tuples(NAME, NAME), CONTENT, max_size=5), names=st.booleans())
def test_bytes_that_are_not_repaired_stay_or_decode_to_the_same_text(
    tmp_path_factory: pytest.TempPathFactory,
    files: dict[tuple[str, str], bytes],
    names: bool,
) -> None:
    folder = tmp_path_factory.mktemp("trees")
    make(folder / "old", {f"{outer}/{inner}": data for (outer, inner), data in files.items()})
    before = tree_of(folder / "old")
    arguments = ["--names"] if names else []
    assert convert(folder / "old", folder / "new", *arguments) in (0, 1)
    assert tree_of(folder / "old") == before, "the source is only read"
    after = tree_of(folder / "new")
    targets = set()
    for path, data in before.items():
        found = record(folder / "new", path)
        targets.add(found.target)
        if found.fix_count:
            continue
        text = data.decode(found.encoding or "ascii", "surrogateescape") if found.is_text else None
        expected = data if text is None else text.encode("utf-8", "surrogateescape")
        assert after[found.target] in (data, expected.removeprefix(b"\xef\xbb\xbf"))
    assert targets == after.keys(), "every file has a place of its own"


def test_a_look_leaves_the_file_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"plain\n" * 100_000 + CHINESE.encode("gbk") * 20)
    with open(path, "rb") as file:
        found = look(file, 0.5)
        assert (found.text, found.encoding, file.tell()) == (True, "gb18030", 0)


def test_the_mode_of_a_private_file_stays_private(tmp_path: Path) -> None:
    make(tmp_path / "old", {"secret": b"x"})
    (tmp_path / "old/secret").chmod(0o600)
    assert convert(tmp_path / "old", tmp_path / "new") == 0
    assert stat.S_IMODE((tmp_path / "new/secret").stat().st_mode) == 0o600
