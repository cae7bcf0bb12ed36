"""Settings of all tests: examples are the same in every run, so that a change alone can break it.

``HYPOTHESIS_PROFILE=search`` looks for new ones instead, and for many more.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# How fast a busy machine makes examples is no property of the code.
ANY_SPEED = (HealthCheck.too_slow,)
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=ANY_SPEED)
settings.register_profile(
    "search", deadline=None, max_examples=2000, suppress_health_check=ANY_SPEED
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# A shell that is no terminal starts what runs in its background with Ctrl-C ignored, which the
# commands that tests start would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)
