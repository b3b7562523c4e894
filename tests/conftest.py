"""How property tests run: the same cases each time, so that a failure has a cause; `make fuzz` looks for new ones."""

import os

from hypothesis import settings

pytest_plugins = ["record_stores", "softhsm"]

settings.register_profile("the-same", derandomize=True, deadline=None)
settings.register_profile("anew", max_examples=1000, deadline=None)
settings.load_profile("anew" if os.environ.get("PLIMSOLL_FUZZ") else "the-same")
