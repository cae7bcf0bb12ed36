"""Reads the corpus folder: lines by language, with the weight each language gets in the model."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

# Small languages count more a line, so that they are not drowned; the square root keeps the large
# ones best known. 3 M characters is about the median file.
MEDIAN_CHARACTERS = 3_000_000

Texts = list[tuple[str, list[str]]]
"""Languages with their lines."""


def lines(path: Path) -> list[str]:
    """The lines of one ``.txt.xz`` file."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n") for line in file]


def languages(corpus: Path, part: str) -> list[str]:
    """The language codes of ``train`` or ``dev``, sorted."""
    return sorted(path.name.removesuffix(".txt.xz") for path in (corpus / part).glob("*.txt.xz"))


def training_texts(corpus: Path, without: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    """(language, lines) for every language, the Declaration of Human Rights last, one a language.

    ``without`` leaves languages out, for measuring on a language that the model has never seen.
    Codes of the Declaration are its own (``udhr:mri``).
    """
    for language in languages(corpus, "train"):
        if language not in without:
            texts = lines(corpus / "train" / f"{language}.txt.xz")
            extra = corpus / "extra" / f"{language}.txt.xz"
            yield language, texts + (lines(extra) if extra.exists() else [])
    for code, texts in breadth(corpus).items():
        if code not in without:
            yield f"udhr:{code}", texts


def breadth(corpus: Path) -> dict[str, list[str]]:
    """The lines of the Declaration of Human Rights, by its language code."""
    texts: dict[str, list[str]] = {}
    for line in lines(corpus / "breadth" / "udhr.tsv.xz"):
        code, _, text = line.partition("\t")
        texts.setdefault(code, []).append(text)
    return texts


def weight(characters: int) -> float:
    """How much one occurrence in a language of this size counts."""
    return float(min(6.0, max(0.5, (MEDIAN_CHARACTERS / max(characters, 1)) ** 0.5)))
