"""Reading an expression over a table: the same tree as *decide* reads, by Kleene's tables, on masks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plimsoll.facts.models import Model
from plimsoll.facts.organization import Organization
from plimsoll.law.language.comparison import (
    Bounded,
    Compare,
    Revised,
    Stated,
)
from plimsoll.law.language.expression import (
    AllOf,
    AnyOf,
    Begun,
    Controlled,
    Expression,
    Judged,
    Known,
    Not,
    Reaches,
    Some,
    Switch,
    TermIs,
    The,
)
from plimsoll.law.language.leaves import LEAVES
from plimsoll.law.language.points import Point
from plimsoll.law.language.relations import related
from plimsoll.law.language.vectorise.leaves import Asked, leaf
from plimsoll.law.language.vectorise.measuring import Measuring, NotOverTablesError
from plimsoll.law.language.vectorise.points import Points
from plimsoll.law.language.vectorise.sums import ancestors
from plimsoll.law.language.vectorise.verdicts import (
    FALSE,
    TRUE,
    Asks,
    Codes,
    Verdicts,
    always,
    any_of_groups,
    both,
    certain,
    coded,
    either,
    negated,
    only_where,
    spread,
    taken,
    toward_yes,
)
from plimsoll.law.language.vectorise.worlds import name_of

_SLOTS = {"derived_from": "derived_from", "runs": "training", "uses": "uses", "reach": "known_to_reach"}
"""Relations to entries that hang on a row, and the list in which those stand."""
_UNREAD = 255


@dataclass
class TableReader(Measuring):
    """Reads the terms of one version of a law over a table, as things stood at the end of a day.

    `answers` keeps, for each term, a byte a row: 255 where it is not read yet.
    """

    kleene: TableReader | None = None
    """In a world: the reader that knows what is unknown."""
    answers: dict[str, Codes] = field(default_factory=dict)
    turns_on: dict[str, Asks] = field(default_factory=dict)
    """For each term, the facts on which its open verdicts turn."""
    asked: Asked = field(default_factory=dict)
    """What leaves have said of values; readers of one version share it."""
    _of_organizations: dict[int, Verdicts] = field(default_factory=dict)
    _models: dict[str, Points] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def term(self, name: str, points: Points) -> Verdicts:
        """Read a term of consecutive rows, or of rows of which all that they descend from is read; each once."""
        key = self._key(name)
        found: Verdicts | None = points.found.get(key)
        if found is None:
            found = points.found[key] = self.read(self.as_of.version.by_name[name].means, points)
            self._keep(name, points, found)
        return found

    def terms(self, names: Sequence[str], points: Points) -> None:
        """Read several terms."""
        for name in names:
            self.term(name, points)

    def _key(self, name: str) -> Hashable:
        return ("term", self.as_of.version.name, name, self.world.number if self.world else None)

    def _keep(self, name: str, points: Points, found: Verdicts) -> None:
        answers = self.answers.get(name)
        if answers is None:
            size = self.table.organizations if points.kind == "organization" else self.table.count
            answers = self.answers.setdefault(name, np.full(size, _UNREAD, np.uint8))
        answers[points.rows] = found.codes(points.count)
        with self._lock:
            self.turns_on[name] = self.turns_on.get(name, frozenset()) | found.asks

    def read(self, expression: Expression, points: Points) -> Verdicts:
        """Read any expression of the language."""
        read = _READERS.get(type(expression))
        if read is None:
            raise NotOverTablesError(f"{type(expression).__name__} is not read over tables")
        return read(self, expression, points)

    def _leaf(self, expression: Any, points: Points) -> Verdicts:
        return leaf(self.table, self.as_of, expression, points, self.world, self.asked)

    def _all(self, expression: AllOf, points: Points) -> Verdicts:
        found = TRUE
        for part in expression.parts:
            found = both(found, self.read(part, points))
            if found.may is False:
                break
        return found

    def _any(self, expression: AnyOf, points: Points) -> Verdicts:
        found = FALSE
        for part in expression.parts:
            found = either(found, self.read(part, points))
            if found.must is True:
                break
        return found

    def _not(self, expression: Not, points: Points) -> Verdicts:
        return negated(self.read(expression.part, points))

    def _judged(self, expression: Judged, points: Points) -> Verdicts:
        """No table holds judgments."""
        if expression.otherwise is not None:
            return self.read(expression.otherwise, points)
        if expression.presumed is not None:
            return always(expression.presumed)
        return self.open(name_of(expression))

    def _switch(self, expression: Switch, points: Points) -> Verdicts:
        chosen = self._leaf(expression.reading, points)
        return self.read(expression.on if chosen.must else expression.off, points)

    def _known(self, expression: Known, points: Points) -> Verdicts:
        return certain((self.kleene or self).read(expression.part, points).must)

    def open(self, key: str) -> Verdicts:
        """Something of which nothing is known."""
        return always(None, toward_yes(key)) if self.world is None else always(self.world.picks(key))

    # Terms of other subjects.

    def _term_is(self, expression: TermIs, points: Points) -> Verdicts:
        term = self.as_of.version.by_name[expression.term]
        if points.hung or term.of != points.kind:
            raise NotOverTablesError(f"the term {term.name} is read of a {term.of}")
        if points.kind == "organization":
            return self._organizations(term.means, points)
        answers = self.answers.get(term.name)
        if answers is None or self._key(term.name) in points.found:
            return self.term(term.name, points)
        codes = answers[points.rows]
        if (codes == _UNREAD).any():
            return self.term(term.name, points)
        return coded(codes, self.turns_on[term.name])

    def _organizations(self, expression: Expression, points: Points) -> Verdicts:
        """Read of the organizations themselves: once of all, whoever of them is asked about."""
        found = self._of_organizations.get(id(expression))
        if found is None:
            everyone = Points(slice(0, self.table.organizations), self.table.organizations, "organization")
            found = self._of_organizations[id(expression)] = self.read(expression, everyone)
        return taken(found, points.rows)

    def _the(self, expression: The, points: Points) -> Verdicts:
        if expression.relation == "model" and points.hung.startswith("derived_from["):
            slot = int(points.hung[13:-1])
            return self.read(expression.holds, points.above("base", lambda: self.table.bases[points.indices, slot]))
        if expression.relation == "developer" and points.kind == "model" and not points.hung:
            return self._of_developer(expression.holds, points, nobody=self.open(name_of(expression)))
        raise NotOverTablesError(f"the {expression.relation} of a {points.hung or points.kind}")

    def _of_developer(self, holds: Expression, points: Points, nobody: Verdicts) -> Verdicts:
        developers = self.table.developers[points.rows]
        somebody = developers >= 0
        if not somebody.any():
            return nobody
        whole = Points(slice(0, self.table.organizations), self.table.organizations, "organization")
        found = taken(self._organizations(holds, whole), developers)
        return either(only_where(somebody, found), only_where(~somebody, nobody))

    def _some(self, expression: Some, points: Points) -> Verdicts:
        relation = expression.relation
        if points.kind == "organization" and relation in ("developed", "trained"):
            return self._works(expression, points)
        if points.kind == "model" and not points.hung:
            if relation in _SLOTS:
                return self._hanging(expression, points)
            if relation in ("originals", "predecessors", "lineage_runs"):
                return self._ancestors(expression, points)
            if relation == "answerable":
                return self._of_developer(expression.holds, points, nobody=FALSE)
            if relation == "descendants":
                raise NotOverTablesError("descendants")
        elif points.kind == "organization" and relation == "answerable":
            return self.read(expression.holds, points)
        return self._elsewhere(expression, points)

    def _elsewhere(self, expression: Some, points: Points) -> Verdicts:
        """Lists that no table holds: nothing stands there, and *decide* says whether that is known."""
        subject: Any = Organization(id="x") if points.kind == "organization" else Model(id="x")
        if points.hung:
            raise NotOverTablesError(f"the {expression.relation} of {points.hung}")
        found, complete = related(self.as_of.facts, expression.relation, Point.of(subject))
        if found:
            raise NotOverTablesError(f"{expression.relation} beside a table")
        return FALSE if complete else self.open(name_of(expression))

    def _hanging(self, expression: Some, points: Points) -> Verdicts:
        """Some entry of a list that hangs on the row: each is read of the rows that have it."""
        name = _SLOTS[expression.relation]
        found, any_there = FALSE, np.zeros(points.count, np.bool_)
        for i in range(self._entries(name)):
            there = self._there(name, i, points)
            any_there |= there
            if there.all():
                found = either(found, self.read(expression.holds, points.hanging(f"{name}[{i}]")))
            elif there.any():
                some, at = points.some(f"{name}[{i}]", there)
                found = either(found, spread(self.read(expression.holds, some), at, points.count))
        if expression.relation != "uses" or any_there.all():
            return found
        missing = self.open(name_of(expression))
        return either(found, only_where(~any_there, missing)) if any_there.any() else either(found, missing)

    def _entries(self, name: str) -> int:
        return self.table.bases.shape[1] if name == "derived_from" else self.table.slots_of(name)

    def _there(self, name: str, number: int, points: Points) -> NDArray[np.bool_]:
        key = ("there", name, number)
        found: NDArray[np.bool_] | None = points.found.get(key)
        if found is None:
            if name == "derived_from":
                found = self.table.bases[points.rows, number] >= 0
            elif name == "training":
                found = self.table.runs[number].kind[points.rows] >= 0
            else:
                found = self.table.entries_given(name, number)[points.rows]
            points.found[key] = found
        return found

    def _ancestors(self, expression: Some, points: Points) -> Verdicts:
        """Some of those that it descends from; or some run of its whole lineage."""
        table = self.table
        runs = Some("runs", expression.holds)
        whole = expression.relation == "lineage_runs"
        own = self.read(runs, points) if whole else FALSE
        if not table.derived:
            return own
        which = {"originals": "others'", "predecessors": "developer's"}.get(expression.relation, "bases")
        members, owners = ancestors(table, points, which)
        if not members.count:
            return own
        above = self.read(runs if whole else expression.holds, members)
        if isinstance(above.must, bool) and above.certain:
            above = certain(np.full(members.count, above.must))
        return either(own, any_of_groups(above, np.searchsorted(owners, np.arange(points.count + 1)), points.count))

    def _works(self, expression: Some, points: Points) -> Verdicts:
        """Some model that an organization developed, or had a part in training."""
        rows, parties = self.table.developed if expression.relation == "developed" else self.table.took_part
        if not rows.size:
            return FALSE
        models = self._models.get(expression.relation)
        if models is None:
            models = self._models[expression.relation] = Points(rows, len(rows), "model", "", parties)
        held = self.read(expression.holds, models)
        if isinstance(held.must, bool) and held.certain:
            held = certain(np.full(len(rows), held.must))
        count = self.table.organizations
        return taken(any_of_groups(held, np.searchsorted(parties, np.arange(count + 1)), count), points.rows)


_READERS: dict[type[Expression], Callable[[TableReader, Any, Points], Verdicts]] = {
    **dict.fromkeys(LEAVES, TableReader._leaf),
    Compare: TableReader.compare,
    Bounded: TableReader.bounded,
    Stated: TableReader.stated,
    Revised: TableReader.revised,
    AllOf: TableReader._all,
    AnyOf: TableReader._any,
    Not: TableReader._not,
    TermIs: TableReader._term_is,
    The: TableReader._the,
    Some: TableReader._some,
    Judged: TableReader._judged,
    Switch: TableReader._switch,
    Known: TableReader._known,
    Begun: TableReader.begun,
    Reaches: TableReader.reaches,
    Controlled: TableReader.controlled,
}
