"""Lineage as facts: what folders show put into what facts files tell, so that `plimsoll assess` reads one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from plimsoll.errors import InputError
from plimsoll.facts.file import FORMAT
from plimsoll.lineage.links import Linked
from plimsoll.lineage.names import hub_name, organization_of
from plimsoll.lineage.weights import Model

NOBODY = "unknown"
"""Who develops a base of which only the name is known: not the organization, which an absent developer would mean."""


def with_lineage(given: Sequence[object], models: Iterable[Model], linked: Linked) -> tuple[dict[str, Any], list[str]]:
    """Join the plain contents of facts files, and put each model's descent into its entry; what was noticed.

    Where a facts file tells of a model, that stands: descent that it does not tell is added.

    Raises:
        InputError: two facts files tell of two organizations, or a number cannot be written again.
    """
    facts = _joined(given)
    entries = {each["id"]: each for each in facts.get("models") or []}
    notes: list[str] = []
    guessed: list[str] = []
    digests = {model.id: model.digest for model in models}
    for identity in (*digests, *linked.absent):
        entry = entries.setdefault(identity, {"id": identity})
        organization = organization_of(identity)
        name = hub_name(identity)
        if name:
            entry.setdefault("name", name)
        if "developer" not in entry and (organization or identity in linked.absent):
            entry["developer"] = organization or NOBODY
            guessed.append(identity)
        if digest := digests.get(identity):
            entry.setdefault("origin", {"source": digest, "method": "plimsoll measure weights"})
    if guessed:
        notes.append(
            "developers are taken from the names of the models; give `developer` in a facts file where that is wrong: "
            + ", ".join(f"{each} by {entries[each]['developer']}" for each in guessed)
        )
    for identity in digests:
        steps = [(each.base, each.how) for each in linked.links if each.model == identity]
        _descent(entries[identity], steps, notes)
    facts["models"] = list(entries.values())
    return {"format": FORMAT} | facts, notes


def _descent(entry: dict[str, Any], steps: Sequence[tuple[str, str]], notes: list[str]) -> None:
    told = entry.get("derived_from") or []
    told = told if isinstance(told, list) else [told]
    bases = [each["model"] for each in told]
    added = [{"model": base, "how": how} for base, how in steps if base not in bases]
    if bases and added:
        notes.append(
            f"{entry['id']}: the facts say that it is made from {', '.join(bases)}, its folder also names "
            f"{', '.join(each['model'] for each in added)}; both are kept"
        )
    for each in told:
        how = next((how for base, how in steps if base == each["model"]), None)
        hows = each.get("how") or []
        if how is not None and not hows:
            each["how"] = how
        elif how is not None and how not in (hows if isinstance(hows, list) else [hows]):
            notes.append(
                f"{entry['id']}: from {each['model']} by {hows} as the facts say, by {how} as its folder does; "
                "the facts stand"
            )
    whole = [*told, *added]
    if whole:
        entry["derived_from"] = whole[0] if len(whole) == 1 else whole


def _joined(given: Sequence[object]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for each in given:
        for key, value in _numbers(each).items():
            if value is None or key == "format":
                continue
            if isinstance(value, list):
                facts[key] = [*facts.get(key, []), *value]
            elif isinstance(value, Mapping) and key == "readings":
                facts[key] = {**facts.get(key, {}), **value}
            elif facts.setdefault(key, value) != value:
                what = f"the facts files have two entries of {key}, and one facts file is to come out"
                raise InputError(what, "give those of one organization")
    return facts


def _numbers(value: Any) -> Any:
    """Give plain data with numbers that JSON can write, each the number it was."""
    if isinstance(value, Mapping):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if not isinstance(value, Decimal):
        return value
    if value == value.to_integral_value():
        return int(value)
    if Decimal(repr(float(value))) != value:
        raise InputError(f"the number {str(value)[:40]} has too many digits", "write it with fifteen or fewer")
    return float(value)
