"""Reliability diagrams as SVG: how often a confidence held, beside how sure it was.

Not for: measuring (``benchmarks.calibration``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Point = tuple[float, float, int]
"""Mean confidence of a bin, share of it that was right (both 0 to 1), and how many are in it."""

SIDE, MARGIN, GAP = 320, 56, 40  # pixels
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
STYLE = (
    "text{font:13px sans-serif;fill:#333}.frame{fill:#fff;stroke:#999}"
    ".ideal{stroke:#999;stroke-dasharray:4 4}.bin{fill:#1f6fb2;fill-opacity:.75}"
    ".line{fill:none;stroke:#1f6fb2;stroke-width:1.5}"
)


def reliability(panels: Mapping[str, Sequence[Point]]) -> str:
    """One panel for each name; the area of a dot grows with the logarithm of its number.

    >>> reliability({"texts": [(0.9, 0.88, 100)]}).count("<circle")
    1
    """
    width = MARGIN + len(panels) * (SIDE + GAP)
    height = SIDE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img">',
        "<title>Confidence and how often it held</title>",
        f'<style>{STYLE}</style><rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for number, (name, points) in enumerate(panels.items()):
        parts += _panel(name, points, MARGIN + number * (SIDE + GAP), MARGIN)
    return "\n".join([*parts, "</svg>", ""])


def _panel(name: str, points: Sequence[Point], left: int, top: int) -> list[str]:
    bottom = top + SIDE
    parts = [
        f'<text x="{left + SIDE / 2:g}" y="{top - 14}" text-anchor="middle">{escape(name)}</text>',
        f'<rect class="frame" x="{left}" y="{top}" width="{SIDE}" height="{SIDE}"/>',
        f'<line class="ideal" x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{top}"/>',
        f'<text x="{left + SIDE / 2:g}" y="{bottom + 40}" text-anchor="middle">confidence</text>',
    ]
    for tick in TICKS:
        x, y = left + tick * SIDE, bottom - tick * SIDE
        parts.append(f'<text x="{x:g}" y="{bottom + 18}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:g}" text-anchor="end">{tick:g}</text>')
    places = [(left + sure * SIDE, bottom - right * SIDE) for sure, right, _ in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline class="line" points="{path}"/>')
    for (x, y), (_, _, count) in zip(places, points, strict=True):
        radius = 2.0 + math.sqrt(math.log(count))
        parts.append(
            f'<circle class="bin" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
            f"<title>{count}</title></circle>"
        )
    return parts
