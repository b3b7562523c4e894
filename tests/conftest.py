"""How property tests run: anew each time for a developer, the same each time where a failure would stop others."""

import os

from hypothesis import settings

settings.register_profile("anew")
settings.register_profile("the-same", derandomize=True)
settings.load_profile("the-same" if os.environ.get("CI") else "anew")
