"""Devices out of what Slurm calls trackable and generic resources: `gres/gpu:h100=8`, `gpu:volta:2(IDX:0-1)`, `1001=2`.

Source: Slurm's pages on TRES and GRES. A typed count and the untyped one beside it (`gres/gpu:a100=2,gres/gpu=2`) are
the same devices, counted once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_INDICES = re.compile(r"\([^)]*\)")
_LEAST_OF_A_SITE = 1000
"""TRES ids above are a site's own; those below are Slurm's (cpu, mem, energy, node, billing …)."""


class UnnamedError(ValueError):
    """A resource is told by a number that has no name here."""


def devices_in(text: str, kinds: Collection[str], names: Mapping[str, str]) -> tuple[tuple[str | None, int], ...]:
    """Kinds of devices and how many of each; None for those whose kind is not told.

    `kinds` are the generic resources that are devices (`gpu`); `names` gives a site's TRES ids their names.

    Raises:
        UnnamedError: `1001=2`, and `names` does not say what 1001 is.
        ValueError: not in any of these forms.
    """
    typed: dict[str, int] = {}
    untyped: dict[str, int] = {}
    for part in _INDICES.sub("", text).split(","):
        kind, device, count = _part(part.strip(), names)
        if kind.lower() not in kinds:
            continue
        if not count.isdecimal():
            raise ValueError("no whole number of devices")
        held = typed if device else untyped
        held[device or kind] = held.get(device or kind, 0) + int(count)
    rest = max(0, sum(untyped.values()) - sum(typed.values()))
    found: list[tuple[str | None, int]] = [(device, count) for device, count in typed.items() if count]
    return tuple(found) if not rest else (*found, (None, rest))


def _part(part: str, names: Mapping[str, str]) -> tuple[str, str | None, str]:
    """Kind, device and count; an empty kind where it is no generic resource."""
    name, equals, value = part.partition("=")
    if equals:
        if name.isdecimal() and int(name) > _LEAST_OF_A_SITE:
            if name not in names:
                raise UnnamedError(name)
            name = names[name]
        if not name.startswith("gres/"):
            return "", None, ""
        kind, _, device = name.removeprefix("gres/").partition(":")
        return kind, device or None, value
    if not part or part.lower() in ("(null)", "n/a", "none", "0"):
        return "", None, ""
    kind, *rest = part.removeprefix("gres/").removeprefix("gres:").split(":")
    if not rest:
        return kind, None, "1"
    if len(rest) == 1 and not rest[0].isdecimal():
        return kind, rest[0], "1"
    return kind, ":".join(rest[:-1]) or None, rest[-1]
