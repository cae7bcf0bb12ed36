"""``python -m garblefix``: the same as the command ``garblefix``."""

from garblefix.cli import run

if __name__ == "__main__":
    run()
