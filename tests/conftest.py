"""Settings of all tests: examples are the same in every run, so that a change alone can break it.

``HYPOTHESIS_PROFILE=search`` looks for new ones instead, and for many more.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
