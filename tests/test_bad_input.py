"""Input that is none: nothing raises what it does not say it raises, and nothing is lost.

Not for: what the command says about it (``tests/commands``).
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import garblefix
from garblefix.stream import StreamRepairer
from tests.texts import SENTENCES

BAD_TEXTS = {
    "empty": "",
    "lone surrogates": "\ud83d Grüße \ude0d",
    "escaped bytes": b"caf\xe9 na\xefve".decode("utf-8", "surrogateescape"),
    "nul": "\0Grüße\0\0",
    "controls": "".join(map(chr, range(0x20))) + "\x7f\x85\x9f",
    "noncharacters": "\ufdd0\ufffe\uffff\U0010ffff",
    "private use": "\ue000\uf8ff\U000f0000",
    "marks alone": "\ufeff\ufffe",
    "combining marks": "e" + "\u0301\u0323" * 5,
    "separators": "one\u2028two\u2029three\x85four\x0bfive",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_bad_text_stays(text: str) -> None:
    assert garblefix.repair(text).text == text


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_bad_text_does_not_keep_the_next_line_from_repair(text: str) -> None:
    assert garblefix.fix_text(f"{text}\nРџСЂРёРІРµС‚, РјРёСЂ") == f"{text}\nПривет, мир"


BAD_BYTES = {
    "empty": b"",
    "nul": b"\0" * 100,
    "a lead byte alone": b"\xe6",
    "cut in a character": SENTENCES["zh-Hans"].encode()[:-1],
    "begun in a character": SENTENCES["zh-Hans"].encode()[1:],
    "overlong": b"\xc0\x80 \xe0\x80\x80",
    "beyond Unicode": b"\xf5\x80\x80\x80 \xf4\x90\x80\x80",
    "half a unit of UTF-16": "ab".encode("utf-16") + b"c",
    "half a pair of UTF-16": b"\xff\xfe\x3d\xd8a\x00",
    "an escape that never ends": b"\x1b$B$3",
    "HZ that never ends": b"~{VPNDx",
    "every byte": bytes(range(256)),
}


def test_a_lost_character_beside_a_misreading_does_no_harm() -> None:
    """U+FFFD has no chain, and stands before what may have one."""
    garbled = "nell\ufffd\ufffd\uc322nverno"
    assert garblefix.repair(garbled).lost or garblefix.fix_text(garbled) != garbled


@pytest.mark.parametrize("data", BAD_BYTES.values(), ids=BAD_BYTES.keys())
def test_bad_bytes_go_through(data: bytes) -> None:
    output = b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data)))
    assert output == data


@pytest.mark.parametrize("data", BAD_BYTES.values(), ids=BAD_BYTES.keys())
def test_bad_bytes_are_decoded_somehow(data: bytes) -> None:
    result = garblefix.repair_bytes(data)
    assert isinstance(result.text, str)
    assert 0.0 <= result.confidence <= 1.0
    guesses = garblefix.detect(data)
    assert bool(guesses) == bool(data)


def noise(without: bytes = b"") -> bytes:
    """Bytes of chance, as pictures and archives have them."""
    data = bytes(random.Random(5).choices(range(256), k=3000))
    return data.translate(None, without)


@pytest.mark.parametrize(
    "data", [noise(), noise(b"\0"), noise(b"\n")], ids=["all", "no NUL", "one line"]
)
def test_what_is_no_text_at_all_is_not_repaired(data: bytes) -> None:
    assert garblefix.detect(data)[0].confidence == 0.0
    result = garblefix.repair_bytes(data)
    assert (result.text, result.fixes, result.confidence) == (data.decode("latin-1"), (), 0.0)
    assert b"".join(block.data for block in StreamRepairer().blocks(io.BytesIO(data))) == data
    converting, rest = StreamRepairer(output_encoding="utf-8"), data.replace(b"\0", b"")
    assert b"".join(block.data for block in converting.blocks(io.BytesIO(rest))) == rest
    assert converting.left == garblefix.Guess("latin-1", 0.0)


def test_a_source_that_fails_says_so() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            raise OSError("no such luck")

    with pytest.raises(OSError, match="no such luck"):
        list(StreamRepairer().blocks(Failing()))


@pytest.mark.parametrize("text", [b"caf\xc3\xa9", None, 5])
def test_what_is_no_text_is_named(text: Any) -> None:
    for repair in (garblefix.repair, garblefix.fix_text):
        with pytest.raises(TypeError, match=f"not {type(text).__name__}"):
            repair(text)


@pytest.mark.parametrize("data", ["café", None, 5])
def test_what_is_no_bytes_is_named(data: Any) -> None:
    for take in (garblefix.repair_bytes, garblefix.detect):
        with pytest.raises(TypeError, match=f"not {type(data).__name__}"):
            take(data)


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_bytes_of_any_kind_will_do(kind: Callable[[bytes], Any]) -> None:
    assert garblefix.repair_bytes(kind("café".encode())).text == "café"


def test_the_last_unit_of_utf_16_may_be_cut_off() -> None:
    result = garblefix.repair_bytes("Grüße aus Wien".encode("utf-16-be") + b"\xd8")
    assert (result.text, result.encoding) == ("Grüße aus Wien\udcd8", "utf-16-be")


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "unicode_escape", "rot13"])
def test_what_no_file_is_in_is_no_encoding(name: str) -> None:
    with pytest.raises(LookupError, match="not a text encoding"):
        garblefix.repair_bytes(b"a", encoding=name)


def test_one_name_of_a_damage_is_enough() -> None:
    assert garblefix.repair("cafÃ©", only="misread").text == "café"
    assert garblefix.repair("cafÃ©", skip="misread").text == "cafÃ©"


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("min_confidence", "x"),
        ("min_confidence", None),
        ("min_confidence", True),
        ("only", 5),
        ("only", [5]),
        ("skip", [5]),
        ("skip", b"misread"),
        ("escapes", "no"),
        ("escapes", None),
    ],
)
def test_an_option_of_a_wrong_type_is_named(argument: str, value: Any) -> None:
    for repair in (garblefix.repair, garblefix.fix_text):
        with pytest.raises(TypeError, match=argument):
            repair("a", **{argument: value})
    with pytest.raises(TypeError, match=argument):
        garblefix.repair_bytes(b"a", **{argument: value})


@pytest.mark.parametrize("least", [0, 1, np.float32(0.5), np.float64(0.5)])
def test_a_number_of_any_kind_will_do(least: Any) -> None:
    assert garblefix.fix_text("a", min_confidence=least) == "a"


def test_only_and_skip_must_leave_something() -> None:
    with pytest.raises(ValueError, match="only and skip leave nothing to repair: misread"):
        garblefix.repair("a", only="misread", skip=["misread", "lossy"])
    with pytest.raises(ValueError, match="only names nothing"):
        garblefix.repair("a", only=[])
    assert garblefix.fix_text("cafÃ©", only=["misread", "shift"], skip="shift") == "café"


@pytest.mark.parametrize("argument", ["candidates", "language", "name"])
@pytest.mark.parametrize("value", [5, b"ru"])
def test_a_hint_of_a_wrong_type_is_named(argument: str, value: Any) -> None:
    with pytest.raises(TypeError, match=argument):
        garblefix.detect(b"\xe9", **{argument: value})


@pytest.mark.parametrize("encoding", [5, None])
def test_an_encoding_of_a_wrong_type_is_named(encoding: Any) -> None:
    with pytest.raises(TypeError, match="encoding must be str"):
        garblefix.repair_bytes(b"a", encoding=encoding)


def test_a_language_that_is_not_known_is_named() -> None:
    with pytest.raises(ValueError, match="no language that is known: xx"):
        garblefix.detect(b"\xe9", language="xx")
    assert garblefix.detect(b"\xe9", language="ZH-hant")


def test_one_name_of_a_candidate_is_enough() -> None:
    assert [guess.encoding for guess in garblefix.detect(b"\xe9", candidates="cp1251")] == [
        "cp1251"
    ]


def test_no_candidates_leave_nothing_to_choose() -> None:
    with pytest.raises(ValueError, match="no candidates"):
        garblefix.detect(b"caf\xe9", candidates=[])
