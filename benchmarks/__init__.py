"""Measurements of garblefix beside its peers. Each module is one command; README.md lists them.

Not for: tests. A benchmark prints figures, and whoever reads them judges.
"""
