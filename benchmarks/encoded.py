"""Files and slices whose encoding is known: what detectors are measured on.

From any folder laid out as ``ENCODING-LANGUAGE/…``, or the lines of the corpus written in the
encodings of their languages. Not for: detecting.
"""

from __future__ import annotations

import codecs
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.common import read_lines
from benchmarks.misreads import LANGUAGES

MORE = {
    "ar": ("iso-8859-6", "cp720", "cp864"),
    "bg": ("mik",),
    "cy": ("iso-8859-14",),
    "da": ("cp865", "iso-8859-10"),
    "de": ("hp-roman8", "cp858", "cp273", "cp1140"),
    "el": ("cp869", "cp875"),
    "en": ("cp037", "cp500"),
    "eo": ("iso-8859-3",),
    "et": ("iso-8859-15", "iso-8859-4"),
    "fr": ("cp863", "cp858", "cp500"),
    "ga": ("iso-8859-14",),
    "he": ("iso-8859-8", "cp862", "cp856", "cp424"),
    "is": ("cp861", "mac-iceland"),
    "ja": ("iso2022_jp", "shift_jis", "shift_jis_2004", "euc_jis_2004"),
    "kk": ("kz1048", "ptcp154"),
    "ko": ("iso2022_kr",),
    "lt": ("iso-8859-13", "iso-8859-4"),
    "lv": ("iso-8859-13", "iso-8859-4"),
    "mt": ("iso-8859-3",),
    "no": ("cp865",),
    "pt": ("cp860",),
    "ro": ("iso-8859-16",),
    "th": ("tis-620",),
    "tr": ("cp857", "mac-turkish", "cp1026"),
    "uk": ("cp1125", "cp866"),
    "zh-Hans": ("hz", "gb2312"),
}
"""Encodings that are detected, though misreads of them are not repaired."""
UNICODE = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "utf-32-be",
    "utf-7",
)
"""Every language may be in these."""
LEGACY_COPIES = 2
"""Samples of a legacy encoding for each of these: so many encodings are Unicode."""
FILE = (300, 6000)
"""Characters of a file made from the corpus."""
NO_TEXT = "none"
"""The encoding of files that hold no text."""
SUPERSETS = {
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
"""What files of these names are in truth: web browsers decode them so (WHATWG Encoding Standard),
and Python's codecs differ in a wave dash and the like."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WITH_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")


@dataclass(frozen=True, slots=True)
class Sample:
    """Some bytes with their encoding and language; ``whole`` is what damage was done to."""

    data: bytes
    encoding: str
    language: str
    whole: bytes = b""

    @property
    def text(self) -> str:
        """The true text of the undamaged bytes."""
        return _text(self.whole or self.data, self.encoding) or ""

    def is_right(self, answer: str | None) -> bool:
        """Whether this answer gives the true text of the undamaged bytes, whatever its name."""
        if answer is None or self.encoding == NO_TEXT:
            return answer is None and self.encoding == NO_TEXT
        data = self.whole or self.data
        superset = SUPERSETS.get(codecs.lookup(self.encoding).name, self.encoding)
        return _text(data, answer) in (self.text, _text(data, superset))


def _text(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    except (LookupError, UnicodeError):
        return None


def of_folder(folder: Path) -> Iterator[Sample]:
    """Every file of a folder laid out as ``ENCODING-LANGUAGE/…``; ``None-…`` holds no text."""
    for path in sorted(folder.glob("*/*")):
        encoding, language = _named(path.parent.name)
        if encoding and path.is_file():
            yield Sample(path.read_bytes(), encoding, language)


def _named(name: str) -> tuple[str, str]:
    """Encoding and language of a folder: the longest name of an encoding that it begins with."""
    pieces = name.split("-")
    for count in range(len(pieces), 0, -1):
        encoding = "-".join(pieces[:count])
        if encoding.lower() == NO_TEXT:
            return NO_TEXT, ""
        try:
            codecs.lookup(encoding)
        except LookupError:
            continue
        return encoding, "-".join(pieces[count:])
    return "", ""


def of_corpus(
    folder: Path, languages: Sequence[str], number: int, draw: int = 0
) -> Iterator[Sample]:
    """So many files of each encoding of each language, of lines that the model has not seen.

    Each ``draw`` takes others.
    """
    for language in languages:
        lines = read_lines(folder / f"{language}.txt.xz")
        legacy = LANGUAGES[language][1] if language in LANGUAGES else ()
        for encoding in (*UNICODE, *legacy, *MORE.get(language, ())):
            chance = random.Random(f"{language} {encoding}" + f" {draw}" * bool(draw))
            for _ in range(number if encoding in UNICODE else number * LEGACY_COPIES):
                data = _file(lines, encoding, chance)
                if data:
                    yield Sample(data, encoding, language)


def _file(lines: list[str], encoding: str, chance: random.Random) -> bytes:
    size = chance.randint(*FILE)
    start = chance.randrange(len(lines))
    taken = []
    for line in lines[start:] + lines[:start]:
        line = written(line, encoding)
        try:
            # Where encoding and decoding do not agree there is no right answer.
            if line.encode(encoding).decode(encoding) != line:
                continue
        except UnicodeError:
            continue
        taken.append(line)
        size -= len(line)
        if size < 0:
            break
    text = "\n".join(taken)
    return b"" if text.isascii() else text.encode(encoding)


def written(text: str, encoding: str) -> str:
    """``text`` with the letters that people had in this encoding."""
    if encoding == "cp1258":
        return "".join(_with_tone_mark(letter) for letter in unicodedata.normalize("NFC", text))
    if encoding in ("cp1250", "iso-8859-2", "cp852", "mac-latin2"):
        return text.translate(_WITH_CEDILLA)
    return text


def _with_tone_mark(letter: str) -> str:
    """Vietnamese as Windows-1258 has it: the tone as a mark behind its letter."""
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in _TONES)
    rest = "".join(mark for mark in marks if mark not in tone)
    return unicodedata.normalize("NFC", rest) + tone


def cut(sample: Sample, length: int, chance: random.Random) -> Sample | None:
    """As many characters as fit ``length`` bytes, one of them not ASCII, from some word on."""
    text = sample.text
    foreign = [place for place, character in enumerate(text) if character >= "\x80"]
    if not foreign:
        return None
    start = max(0, chance.choice(foreign) - chance.randrange(max(1, length // 2)))
    if start and " " in text:
        start = text.rfind(" ", 0, start) + 1
    piece = text[start : start + length]
    while piece and len(piece.encode(sample.encoding, "replace")) > length:
        piece = piece[:-1]
    if piece.isascii():
        return None
    return replace(sample, data=piece.encode(sample.encoding, "replace"))


def with_byte_deleted(sample: Sample, chance: random.Random) -> Sample:
    """``sample`` without one of its bytes."""
    place = chance.randrange(len(sample.data))
    return replace(sample, data=sample.data[:place] + sample.data[place + 1 :], whole=sample.data)


def cut_anywhere(sample: Sample, chance: random.Random) -> Sample:
    """The beginning of ``sample`` up to any byte, in the middle of a character or not."""
    end = chance.randrange(min(20, len(sample.data)), len(sample.data) + 1)
    return replace(sample, data=sample.data[:end], whole=sample.data[:end])
