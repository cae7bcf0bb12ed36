"""``python -m garblefix``: the same as the command ``garblefix``."""

import sys

from garblefix.cli import main

if __name__ == "__main__":
    sys.exit(main())
