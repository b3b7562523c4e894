"""When a model is deployed: used by others than those who develop or evaluate it."""

from __future__ import annotations

from plimsoll.law.language.duty import Each, First
from plimsoll.law.language.expression import OneOf

DEPLOYED = OneOf("audience", ("public", "commercial", "third-party"))
"""A use that makes the model available to third parties, not for developing or evaluating it alone."""
DEPLOYMENT = First(Each("uses", "from_", DEPLOYED))
