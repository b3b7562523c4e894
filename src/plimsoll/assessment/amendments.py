"""What an amendment changes: whom one version of a text reaches that the one before did not, and whom it lets go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plimsoll.assessment.answers import Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """Subjects of which one version says `before` and the next `after`."""

    before: Verdict
    after: Verdict
    subjects: tuple[str, ...]


def changes(before: Mapping[str, Verdict], after: Mapping[str, Verdict]) -> tuple[Change, ...]:
    """Give what changed between two versions, the largest change first; `before` and `after` by subject."""
    found: dict[tuple[Verdict, Verdict], list[str]] = {}
    for subject, verdict in after.items():
        if before[subject] != verdict:
            found.setdefault((before[subject], verdict), []).append(subject)
    largest = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Change(first, then, tuple(subjects)) for (first, then), subjects in largest)
