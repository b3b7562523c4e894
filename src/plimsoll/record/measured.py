"""What was measured of a model, put beside all else that a record holds of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plimsoll.facts.file import LISTS_OF_ENTRIES
from plimsoll.record.known import ORGANIZATION, Known

_TRAINING = "training"
_COMPUTE = frozenset({"operations", "cost"})
_MEASURED = (_TRAINING, "derived_from")


def beside(before: Known, measured: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give facts files to record: each entry measured, completed by what stands of it, in the file it belongs to.

    A run of training of the same phase that began on the same day (or of both of which no day is told) is the same
    run: what was measured corrects it, and the rest of it stays. What was paid belongs to the run of its phase, where
    there is one. Anything else is one run more. An entry that the record does not know belongs to its organization,
    where it has exactly one.
    """
    organizations = {fact.of: fact.content for fact in before.facts if fact.among == ORGANIZATION}
    sole = next(iter(organizations)) if len(organizations) == 1 else None
    standing = before.named()
    found: dict[str | None, dict[str, Any]] = {}
    for among in LISTS_OF_ENTRIES:
        for entry in measured.get(among) or ():
            earlier = standing.get(entry.get("id"))
            home = earlier.of if earlier else sole
            file = found.setdefault(home, {ORGANIZATION: organizations[home]} if home in organizations else {})
            file.setdefault(among, []).append(_joined(earlier.content, entry) if earlier else entry)
    return list(found.values())


def _joined(earlier: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    measured = {key: entry[key] for key in _MEASURED if key in entry}
    joined = {**entry, **earlier, **measured}  # what somebody told stands before what a file suggests
    if earlier.get(_TRAINING) and entry.get(_TRAINING):
        usual = "fine-tuning" if joined.get("derived_from") else "pretraining"
        joined[_TRAINING] = _runs(earlier[_TRAINING], entry[_TRAINING], usual)
    return joined


def _runs(
    earlier: Sequence[Mapping[str, Any]], measured: Sequence[Mapping[str, Any]], usual: str
) -> list[dict[str, Any]]:
    runs = [dict(run) for run in earlier]
    for run in measured:
        phase = run.get("phase", usual)
        alike = [each for each in runs if each.get("phase", usual) == phase]
        same = [each for each in alike if str(each.get("started", "")) == str(run.get("started", ""))]
        if same:
            same[0].update(run)
        elif len(alike) == 1 and not run.keys() & _COMPUTE:  # a bill: its days are those of paying
            alike[0].update({key: each for key, each in run.items() if key not in ("started", "ended")})
        else:
            runs.append(dict(run))
    return runs
