"""Bytes in, bytes out: what is not repaired goes through as it came, however it came.

Not for: the command around it (``test_cli``).
"""

from __future__ import annotations

import codecs
import io
import itertools
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from garblefix import fix_text
from garblefix.results import Options
from garblefix.stream import StreamRepairer, windows
from garblefix.stream.block import LocatedFix
from garblefix.whole import repair_bytes
from tests.texts import SENTENCES, accidents

GARBLED = "Le cafÃ© est fermÃ© aujourd'hui."
REPAIRED = "Le café est fermé aujourd'hui."

LINES = [
    *(sentence.encode() for sentence in SENTENCES.values()),
    *(garbled.encode() for *_, garbled in accidents()[::7]),
    *(
        b"",
        b"plain",
        b"0123456789" * 30,
        b"tab\tand\rreturn",
        b"caf\xc3",
        b"\xff\xfe\x00",
        b"\xed\xa0\x80",
        b"// La derni?re ligne est apr?s celle-ci",
        b"La cl? est ajout?e, et ajout? ici",
    ),
]


class Trickle(io.BytesIO):
    """A source that gives as many bytes at a time as it likes, like a slow pipe."""

    def __init__(self, data: bytes, seed: int, largest: int) -> None:
        super().__init__(data)
        self._random = random.Random(seed)
        self._largest = largest

    def read1(self, size: int | None = -1) -> bytes:
        """From one byte to ``largest``, but never more than asked for."""
        wanted = self._random.randint(1, self._largest)
        return super().read1(wanted if size is None or size < 0 else min(size, wanted))


def through(source: bytes | io.BytesIO, **options: str) -> tuple[bytes, list[LocatedFix]]:
    """All that comes out for one input, and all fixes; its blocks stand for all of the input."""
    opened = io.BytesIO(source) if isinstance(source, bytes) else source
    blocks = list(StreamRepairer(**options).blocks(opened))  # type: ignore[arg-type]
    assert b"".join(block.before for block in blocks) == opened.getvalue()
    return b"".join(block.data for block in blocks), [
        fix for block in blocks for fix in block.fixes
    ]


def documents() -> st.SearchStrategy[bytes]:
    """Lines of all kinds, with the line ends of all systems, and with or without a last one."""
    line = st.tuples(st.sampled_from(LINES), st.sampled_from([b"\n", b"\n", b"\r\n", b"\r"]))
    lines = st.lists(line, max_size=12).map(lambda pairs: b"".join(itertools.chain(*pairs)))
    return st.tuples(lines, st.sampled_from([b"", *LINES])).map(b"".join)


@settings(max_examples=30)
@example(codecs.BOM_UTF8, 1, 1, "utf-8")
@given(
    documents(),
    st.integers(0, 1 << 30),
    st.sampled_from([1, 3, 50, 1000]),
    st.sampled_from(["same", "utf-8", "utf-8-sig"]),
)
def test_it_does_not_matter_how_the_bytes_arrive(
    data: bytes, seed: int, largest: int, output_encoding: str
) -> None:
    """Small windows stand for a large input, with its many windows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        whole = through(data, output_encoding=output_encoding)
        assert through(Trickle(data, seed, largest), output_encoding=output_encoding) == whole


def test_a_line_is_not_cut_for_what_was_passed_before_it() -> None:
    line = f"{SENTENCES['ru']} {GARBLED} {SENTENCES['ru']}\n".encode()
    data = b"plain text\n" * 30 + line
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        blocks = list(StreamRepairer().blocks(Trickle(data, 1, 3)))
    assert line in [block.before for block in blocks]
    assert b"".join(block.before for block in blocks) == data


@settings(max_examples=40)
@given(documents())
def test_fixes_say_where_they_are(data: bytes) -> None:
    """Replacing the bytes of every applied fix gives the output; line and column agree."""
    repairer = StreamRepairer()
    line_end = b"\n" if b"\n" in data or b"\0" in data else b"\r"
    input_, output = b"", b""
    pieces = []
    place = end = 0
    for block in repairer.blocks(io.BytesIO(data)):
        input_ += block.before
        output += block.data
        for found in block.fixes:
            encoding = repairer.encoding or "utf-8"
            assert end <= found.byte_start < found.byte_end <= len(data)
            before = data[found.byte_start : found.byte_end]
            assert before.decode(encoding, "surrogateescape") == found.fix.before
            line_start = data.rfind(line_end, 0, found.byte_start) + 1
            assert found.line == data.count(line_end, 0, found.byte_start) + 1
            left = data[line_start : found.byte_start].decode(encoding, "surrogateescape")
            assert found.column == len(left) + 1
            assert left.endswith(found.context_before)
            end = found.byte_end
            if found.applied:
                pieces += [data[place : found.byte_start], found.fix.after.encode(encoding)]
                place = end
    assert input_ == data
    assert b"".join(pieces) + data[place:] == output


@settings(max_examples=100)
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
@example(b"\x00")
@given(st.binary(max_size=300))
def test_any_bytes_at_all(data: bytes) -> None:
    """Nothing is lost: without a fix the output is the input."""
    output, fixes = through(data)
    if not any(found.applied for found in fixes):
        assert output == data


CLEAN = "".join(f"{sentence}\n" for sentence in SENTENCES.values())
UNTOUCHED = {
    "empty": b"",
    "utf-8": CLEAN.encode(),
    "mark": codecs.BOM_UTF8 + CLEAN.encode(),
    "mark alone": codecs.BOM_UTF8,
    "returns": CLEAN.replace("\n", "\r\n").encode(),
    "old returns": CLEAN.replace("\n", "\r").encode(),
    "no last line end": CLEAN.rstrip("\n").encode(),
    "only line ends": b"\n\r\n\n",
    "utf-16": CLEAN.encode("utf-16"),
    "utf-16 without mark": CLEAN.encode("utf-16-le"),
    "utf-16 with a byte over": CLEAN.encode("utf-16") + b"\n",
    "utf-32": CLEAN.encode("utf-32"),
    "cp1251": SENTENCES["ru"].encode("cp1251"),
    "gb18030": SENTENCES["zh-Hans"].encode("gb18030") * 3,
    "shift-jis": SENTENCES["ja"].encode("cp932") * 3,
    "nul bytes": b"\0\1\2\3" * 1000,
    "noise": random.Random(1).randbytes(20_000),
    "invalid": SENTENCES["de"].encode() + b"\x80\xff\xfe\n" + SENTENCES["ru"].encode(),
    "cut short": CLEAN.encode()[:-2],
    "surrogates": b"\xed\xa0\x80 \xed\xbf\xbf " + CLEAN.encode(),
}


@pytest.mark.parametrize("data", UNTOUCHED.values(), ids=UNTOUCHED.keys())
def test_it_goes_through_byte_for_byte(data: bytes) -> None:
    output, fixes = through(data)
    assert output == data
    assert not any(found.applied for found in fixes)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
def test_a_file_is_repaired_in_its_own_encoding(encoding: str, ends: str) -> None:
    lines = [SENTENCES["fr"], GARBLED, SENTENCES["zh-Hans"], GARBLED]
    data = ends.join(lines).encode(encoding)
    expected = data.decode(encoding).replace(GARBLED, REPAIRED).encode(encoding)
    output, fixes = through(data)
    assert output == expected
    assert {found.line for found in fixes} == {2, 4}


def test_a_stray_nul_does_not_make_a_text_binary() -> None:
    data = f"{GARBLED}\nfin\0\n".encode()
    assert through(data)[0] == f"{REPAIRED}\nfin\0\n".encode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_columns_do_not_count_a_byte_order_mark(encoding: str) -> None:
    """Nor do editors, and nobody wants to see it; offsets in bytes do."""
    output, (first, _, second, _) = through(f"{GARBLED}\n{GARBLED}\n".encode(encoding))
    assert output == f"{REPAIRED}\n{REPAIRED}\n".encode(encoding)
    assert first.column == second.column == GARBLED.index("Ã") + 1
    assert first.context_before == second.context_before == "Le caf"
    width = 2 if encoding == "utf-16" else 1
    assert first.byte_start == len("\n".encode(encoding)) - width + width * GARBLED.index("Ã")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_count_all_of_a_line_of_several_windows(encoding: str) -> None:
    start = "Une ligne.\n" if encoding == "utf-8" else ""
    line = f"{'été ' * 500}{'y' * 1000} {GARBLED} {GARBLED[::-1]} {GARBLED}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        _, fixes = through(f"{start}{line}\n{GARBLED}\n".encode(encoding))
    *inside, _, _ = fixes
    assert len(inside) == 4
    for found in inside:
        assert line.startswith(found.fix.before, found.column - 1)
        assert line.endswith(found.context_before, 0, found.column - 1)
    assert len({found.column for found in inside}) == 4
    assert fixes[-2].column == GARBLED.index("Ã") + 1


def test_what_is_lost_has_a_column_in_all_of_its_line() -> None:
    line = f"{'y' * 1000} {GARBLED} 锟斤拷锟斤拷"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "WINDOW", 512)
        blocks = list(StreamRepairer().blocks(io.BytesIO(line.encode())))
    (found,) = [lost for block in blocks for lost in block.lost]
    assert line.startswith(found.lost.text, found.column - 1)


@pytest.mark.parametrize("encoding", ["utf-8", "mac-roman", "cp932"])
def test_lines_may_end_in_returns_alone(encoding: str) -> None:
    """As on old Macs: what follows is the same as with line feeds, and as a text of the library."""
    clean = SENTENCES["ja" if encoding == "cp932" else "fr"]
    data = f"{clean}\n{GARBLED}\n{clean}\n".encode(encoding, "ignore")
    returns = data.replace(b"\n", b"\r")
    for options in ({}, {"output_encoding": "utf-8"}):
        output, fixes = through(data, **options)
        assert through(returns, **options) == (output.replace(b"\n", b"\r"), fixes)
    text = f"{clean}\r{GARBLED}\r{clean}\r"
    assert fix_text(text) == text.replace(GARBLED, REPAIRED)


def test_invalid_bytes_do_not_keep_the_rest_from_repair() -> None:
    data = b"raw \x80\xff\xfe bytes\n" + f"{GARBLED}\n{SENTENCES['pl']}\n".encode() * 2
    output, _ = through(data)
    assert output == data.replace(GARBLED.encode(), REPAIRED.encode())


def test_another_output_encoding() -> None:
    data = SENTENCES["ru"].encode("cp1251") + b"\r\n"
    output, _ = through(data, encoding="cp1251", output_encoding="utf-8")
    assert output == (SENTENCES["ru"] + "\r\n").encode()
    output, _ = through(data, encoding="cp1251", output_encoding="utf-8-sig")
    assert output == codecs.BOM_UTF8 + (SENTENCES["ru"] + "\r\n").encode()
    again, _ = through(output, output_encoding="utf-8-sig")
    assert again == output, "one mark is enough"
    assert through(b"", output_encoding="utf-8-sig")[0] == b""


def test_a_declaration_counts_however_early_it_came() -> None:
    lines = [b'<meta charset="iso-8859-15">\n', b"10 \xa4\n"]

    class Slow(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            return lines.pop(0) if lines else b""

    data = b"".join(lines)
    expected = data.decode("iso8859-15").encode()
    assert through(data, output_encoding="utf-8")[0] == expected
    assert through(Slow(data), output_encoding="utf-8")[0] == expected


def test_a_mark_goes_where_none_is_wanted() -> None:
    data = SENTENCES["ru"].encode("utf-16")
    assert through(data, output_encoding="utf-8")[0] == SENTENCES["ru"].encode()
    assert through(data)[0] == data


@pytest.mark.parametrize(
    ("encoding", "language"),
    [
        ("iso2022_jp", "ja"),
        ("hz", "zh-Hans"),
        ("iso2022_kr", "ko"),
        ("utf-7", "ru"),
        ("utf-7", "ja"),
    ],
)
def test_text_that_shifts_within_ascii(encoding: str, language: str) -> None:
    """All its bytes are ASCII; it must not pass for that where another encoding is asked for."""
    data = f"{SENTENCES[language]}\nplain\n{SENTENCES[language]}\n".encode(encoding)
    assert through(data)[0] == data
    for named in ("auto", encoding):
        wanted = {"encoding": named, "output_encoding": "utf-8"}
        assert through(data, **wanted)[0] == data.decode(encoding).encode()


def test_colours_of_a_terminal_are_no_shift() -> None:
    data = b"\x1b[31mred\x1b[0m\nplain\n" * 3
    assert through(data, output_encoding="utf-8")[0] == data


def test_plus_signs_in_ascii_are_no_utf_7() -> None:
    data = b"diff +0,0 @@ -1 +1\n+ttk::style\n+1yY= +cn5dqHfUUYM\nplain\n"
    assert through(data, output_encoding="utf-8")[0] == data
    mixed = data + SENTENCES["ru"].encode("cp1251")
    assert through(mixed, output_encoding="utf-8")[0] == data + SENTENCES["ru"].encode()


@pytest.mark.parametrize("line_end", [b"\x15", b"\x25"])
def test_line_ends_of_ebcdic_become_line_feeds(line_end: bytes) -> None:
    lines = [f"{SENTENCES['de']} Line {number}." for number in range(9)]
    data = b"".join(line.encode("cp500") + line_end for line in lines)
    expected = "".join(f"{line}\n" for line in lines).encode()
    for encoding in ("auto", "cp500"):
        assert through(data, encoding=encoding, output_encoding="utf-8")[0] == expected
        assert through(data, encoding=encoding)[0] == data


def test_the_runs_of_an_input_in_several_encodings_are_told() -> None:
    line = SENTENCES["ru"] + "\n"
    data = b"plain\n" + line.encode() * 3 + b"plain\n" + line.encode("cp1251") * 3
    repairer = StreamRepairer()
    list(repairer.blocks(io.BytesIO(data)))
    first, second = repairer.runs
    assert (first.line, first.last_line, first.run.encoding) == (1, 5, "utf-8")
    assert (second.line, second.last_line, second.run.encoding) == (6, 8, "cp1251")
    assert (first.run.byte_start, second.run.byte_end) == (0, len(data))
    assert data[second.run.byte_start :].decode("cp1251") == line * 3
    for whole in (line.encode("cp1251") * 3, b"+abc\n" * 9 + line.encode("koi8-r")):
        repairer = StreamRepairer(output_encoding="utf-8")
        list(repairer.blocks(io.BytesIO(whole)))
        assert repairer.runs == ()


def test_what_the_output_cannot_hold_stays() -> None:
    """A fix that the encoding of the file has no letters for is told, and not made."""
    data = "Привет: Ð¿Ñ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€".replace("Привет", "Hello").encode("cp1252")
    output, fixes = through(data, encoding="cp1252")
    assert output == data
    assert fixes and not any(found.applied for found in fixes)


def test_the_decided_encoding_is_told() -> None:
    for data, encoding in ((b"plain\n", None), (SENTENCES["ru"].encode(), "utf-8")):
        repairer = StreamRepairer()
        list(repairer.blocks(io.BytesIO(data)))
        assert repairer.encoding == encoding


@pytest.mark.parametrize("name", ["klingon", "", "base64"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        StreamRepairer(encoding=name)
    with pytest.raises(LookupError):
        StreamRepairer(output_encoding=name)
    with pytest.raises(LookupError):
        repair_bytes(b"x", encoding=name)


def test_plain_text_need_not_wait_for_the_end() -> None:
    """The first lines come out before the source has been read on."""
    first = b"first\n"

    class Waiting(io.BytesIO):
        calls = 0

        def read1(self, size: int | None = -1) -> bytes:
            self.calls += 1
            return first if self.calls == 1 else b""

    source = Waiting()
    blocks = StreamRepairer().blocks(source)
    assert next(blocks).data == first
    assert source.calls == 1


def test_a_line_of_a_megabyte() -> None:
    """Clean text in one line, a garbled word in its middle."""
    half = (SENTENCES["fr"] + " ") * 7_000
    data = f"{half}{GARBLED} {half}".encode()
    assert len(data) > 1_000_000
    output, fixes = through(data)
    assert output == data.replace(GARBLED.encode(), REPAIRED.encode())
    assert {found.line for found in fixes} == {1}


def test_a_line_of_50_megabytes() -> None:
    data = b"0123456789abcdef" * (50 << 16)
    assert through(data) == (data, [])


def test_memory_is_bounded() -> None:
    """However long the input, no block is much longer than a window."""
    data = CLEAN.encode() * 800
    assert len(data) > 4 * windows.WINDOW
    sizes = [len(block.data) for block in StreamRepairer().blocks(io.BytesIO(data))]
    assert sum(sizes) == len(data)
    assert max(sizes) <= windows.WINDOW


def test_options_hold_for_a_stream() -> None:
    repairer = StreamRepairer(Options(skip=frozenset({"misread"})))
    output = b"".join(block.data for block in repairer.blocks(io.BytesIO(GARBLED.encode())))
    assert output == GARBLED.encode()


def test_bytes_are_decoded_and_repaired() -> None:
    result = repair_bytes(f"{SENTENCES['fr']}\n{GARBLED}".encode())
    assert result.text == f"{SENTENCES['fr']}\n{REPAIRED}"
    assert (result.encoding, result.changed) == ("utf-8", True)
    assert repair_bytes(b"").text == ""
    assert repair_bytes(SENTENCES["ru"].encode("koi8-r")).text == SENTENCES["ru"]
    assert repair_bytes(GARBLED.encode("utf-16")).text == REPAIRED


@settings(max_examples=100)
@given(st.binary(max_size=100))
def test_no_byte_is_lost_in_the_text(data: bytes) -> None:
    """Where nothing was repaired, the text goes back to the bytes it came from."""
    result = repair_bytes(data, encoding="utf-8")
    if not result.changed:
        assert result.text.encode("utf-8", "surrogateescape") == data


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_nobody_can_bring_back_is_told(encoding: str) -> None:
    text = f"plain\n\n第锟斤拷章, {GARBLED}\n烫烫烫\n"
    data = text.encode(encoding)
    blocks = list(StreamRepairer().blocks(io.BytesIO(data)))
    assert b"".join(block.data for block in blocks) == text.replace(GARBLED, REPAIRED).encode(
        encoding
    )
    found = [lost for block in blocks for lost in block.lost]
    assert [(lost.line, lost.column, lost.lost.text) for lost in found] == [
        (3, 2, "锟斤拷"),
        (4, 1, "烫烫烫"),
    ]
    for lost in found:
        spelled = data[lost.byte_start : lost.byte_end]
        assert spelled.decode(encoding.replace("16", "16-le")) == lost.lost.text


def test_a_protected_line_is_not_told_of() -> None:
    data = "锟斤拷  # garblefix:ignore\n".encode()
    assert not [lost for block in StreamRepairer().blocks(io.BytesIO(data)) for lost in block.lost]


@pytest.mark.parametrize(("first", "second"), [("utf-8", "cp1251"), ("cp1251", "utf-8")])
def test_a_file_in_two_encodings(first: str, second: str) -> None:
    """Half of it was converted: each half is read as what it is, and keeps it."""
    line = SENTENCES["ru"] + "\n"
    garbled = "Ð¿Ñ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€\n"
    data = (line * 9).encode(first) + (line * 9).encode(second)
    assert through(data)[0] == data
    assert through(data, output_encoding="utf-8")[0] == (line * 18).encode()
    assert repair_bytes(data).text == line * 18
    utf8 = data + garbled.encode() if second == "utf-8" else garbled.encode() + data
    output, fixes = through(utf8)
    assert output == utf8.replace(garbled.encode(), "привет, мир\n".encode())
    assert [found.line for found in fixes] == [19 if second == "utf-8" else 1]
    found = fixes[0]
    assert utf8[found.byte_start : found.byte_end].decode() == found.fix.before


def test_what_one_window_has_shown_helps_the_next() -> None:
    """A letter for a letter is no great suspicion alone; the accident is known by then."""
    czech = "Kůň běžel přes řeku, řekla babička a zavřela okno.\n"
    mild = "To je krásné město na řece.\n"
    plain = "plain text without any accent\n" * (windows.WINDOW // 30)
    shown = (czech * 4 + plain + mild * 2).encode("cp1250").decode("cp1252").encode()
    assert through(shown)[0] == (czech * 4 + plain + mild * 2).encode()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_wide_text_longer_than_a_window_is_cut_between_units(encoding: str) -> None:
    before = "a plain line of text\n" * 8000 + "Le garÃ§on a posÃ© sa tasse.\n"
    after = before.replace("garÃ§on a posÃ©", "garçon a posé")
    for output in ("same", "utf-8"):
        repairer = StreamRepairer(output_encoding=output)
        data = b"".join(b.data for b in repairer.blocks(io.BytesIO(before.encode(encoding))))
        read = data.decode(encoding if output == "same" else "utf-8")
        assert read.removeprefix("\ufeff") == after


def test_lines_of_wide_text_are_counted_by_their_ends_alone() -> None:
    # The first byte of 上 in UTF-16-LE is 0x0A.
    text = "上海的地铁\n" * 30000 + "Le garÃ§on a posÃ© sa tasse.\n"
    blocks = StreamRepairer(encoding="utf-16-le").blocks(io.BytesIO(text.encode("utf-16-le")))
    assert {found.line for block in blocks for found in block.fixes} == {30001}


def test_a_mark_that_is_named_is_written_where_it_was() -> None:
    data = b"\xef\xbb\xbf" + "garÃ§on\nclean\n".encode()
    blocks = StreamRepairer(encoding="utf-8-sig").blocks(io.BytesIO(data))
    assert b"".join(block.data for block in blocks) == b"\xef\xbb\xbf" + "garçon\nclean\n".encode()


SMALL = [
    "// si le cercle est Ã\xa0 la bonne place",
    "\tä¸\xc2\x8aćľˇç…",
    '\tSend("' + "§aсписок готов!".encode("cp1251").decode("cp1252") + '");',
    "Label.Caption := '&" + "ファイル".encode("cp932").decode("cp1251", "replace") + "';",
    "Nem kÃ¼ldtem\nkÃ¼ldd el\n\nmá¸Ÿskor",
]


@pytest.mark.parametrize("text", SMALL)
def test_a_few_lines_come_back_as_a_text_does(text: str) -> None:
    """As thoroughly searched, and repaired until nothing changes."""
    data, _ = through(f"{text}\n".encode())
    assert data.decode() == fix_text(f"{text}\n")
    assert through(data)[0] == data


@pytest.mark.parametrize(
    ("encoding", "language"),
    [("tcvn", "vi"), ("vni", "vi"), ("cp932", "ja"), ("gbk", "zh-Hans"), ("cp1251", "ru")],
)
def test_what_is_converted_stays_when_its_old_encoding_is_named_again(
    encoding: str, language: str
) -> None:
    """A hook that names the encoding is run again on what it has converted."""
    text = f"{SENTENCES[language]}\nplain\n{SENTENCES[language]}\n"
    once, _ = through(text.encode(encoding), encoding=encoding, output_encoding="utf-8")
    assert once.decode() == text
    again = StreamRepairer(encoding=encoding, output_encoding="utf-8")
    assert b"".join(block.data for block in again.blocks(io.BytesIO(once))) == once
    assert again.encoding == "utf-8"
    # Few bytes of an old encoding may be valid UTF-8 too.
    short = "联通\n".encode("gbk")
    assert through(short, encoding="gbk", output_encoding="utf-8")[0].decode() == "联通\n"


def test_what_repaired_lines_leave_undecided_is_lost() -> None:
    """U+FFFD by itself may be what somebody wrote."""
    line = "浠栨槰澶╂病鏈夋潵锛屼粖澶╀篃涓嶆潵浜�"
    data = f"a\ufffdb é\n{line}\n".encode()
    blocks = list(StreamRepairer(Options(min_confidence=0.97)).blocks(io.BytesIO(data)))
    assert b"".join(block.data for block in blocks).decode().endswith("也不来\ufffd\n")
    assert [(found.line, found.lost.text) for block in blocks for found in block.lost] == [
        (2, "浜\ufffd")
    ]


@pytest.mark.parametrize("data", [b"\xe9\n", b"x = \x80\x81\x9d\n"])
def test_what_no_encoding_is_sure_of_is_not_converted(data: bytes) -> None:
    repairer = StreamRepairer(Options(min_confidence=0.95), output_encoding="utf-8")
    assert b"".join(block.data for block in repairer.blocks(io.BytesIO(data))) == data
    assert repairer.left is not None and repairer.left.confidence < 0.95
    sure = SENTENCES["ru"].encode("cp1251") + b"\n"
    repairer = StreamRepairer(output_encoding="utf-8")
    assert b"".join(block.data for block in repairer.blocks(io.BytesIO(sure))) != sure
    assert repairer.left is None
