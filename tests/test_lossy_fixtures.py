"""The project's own pairs of text that lost bytes, of every kind that decoders and editors leave.

Not for: how much comes back of unseen text (``benchmarks.lossy``).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import garblefix

FIXTURES = Path(__file__).parent.parent / "fixtures"
RECORDS: list[dict[str, str]] = json.loads((FIXTURES / "lossy.json").read_text(encoding="utf-8"))
KINDS = {
    *("byte", "unseen", "pair", "later", "space", "plain", "dots", "vanished", "cut", "replaced"),
}


def parameters() -> list[object]:
    """The records by their labels; what is a known failure must go on failing."""
    return [
        pytest.param(
            record,
            id=record["label"],
            marks=[pytest.mark.xfail(strict=True, reason=record["known_failure"])]
            if "known_failure" in record
            else [],
        )
        for record in RECORDS
    ]


@pytest.mark.parametrize("record", parameters())
def test_what_was_lost_comes_back(record: dict[str, str]) -> None:
    result = garblefix.repair(record["garbled"])
    assert result.text == record["expected"]
    # A plain space for a no-break space lost nothing that would have to be inferred, nor did dots.
    assert record["loss"] in ("space", "dots") or any(fix.lossy for fix in result.fixes)


@pytest.mark.parametrize("record", RECORDS, ids=[record["label"] for record in RECORDS])
def test_the_truth_stays(record: dict[str, str]) -> None:
    assert garblefix.repair(record["expected"]).text == record["expected"]


def test_every_kind_of_loss_is_there() -> None:
    assert {record["loss"] for record in RECORDS} == KINDS
