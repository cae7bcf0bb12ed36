"""What one piece of text may have been, and how likely each outcome is.

``piece`` searches; ``accounts`` joins the readings that damages propose by the lattice;
``judgement`` weighs each account against the text as it is, by what ``scored``, ``swapped``,
``structure`` and ``valid`` see of it; ``vetoes`` are what no account may be. Not for: lines,
documents, bytes.
"""
