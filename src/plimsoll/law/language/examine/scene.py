"""What there could be: a small cast of models and parties whose facts are not given but sought.

A line of descent three models long, the organization that made the last of them, an incident, a harm, a cluster, a
customer and a term of a contract. Each fact that a rule asks for becomes an unknown of the solver, and each figure
a real number, so that a filled-in scene can be written down as a facts file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, get_args

import z3

from plimsoll.facts.compute import Cluster, Customer
from plimsoll.facts.deployments import Deployment
from plimsoll.facts.entries import Entry
from plimsoll.facts.evidence import ContractTerm, Exemption
from plimsoll.facts.incidents import Harm, Incident
from plimsoll.facts.models import Derivation, Model, Reach, TrainingRun, Use
from plimsoll.facts.organization import Organization
from plimsoll.law.language.examine.cast import Act, Constant, Judging, Sort, Thing
from plimsoll.law.language.examine.logic import Formula, Logic, same

_YEARS_BEFORE, _YEARS_AFTER = 8, 10
"""Years around the day asked about within which everything in a scene happens."""
_ELSE = {"established_in": "US-WA"}
"""What a fact can be that is none of the values asked for; otherwise "other"."""


class Scene:
    """The cast, every constant that was asked for, and what must hold of them in any case."""

    def __init__(self, on: date, asked: Iterable[tuple[str, str]] = ()) -> None:
        self.logic = Logic()
        self.constants: dict[str, Constant] = {}
        self.judgings: dict[str, Judging] = {}
        self.acts: dict[str, Act] = {}
        self.readings: dict[str, tuple[Formula, bool]] = {}
        self.beyond: dict[str, Formula] = {}
        """What the scene has no room for: open where reach is asked, left out where facts are sought."""
        self.axioms: list[Formula] = []
        self.earliest = date(max(date.min.year, on.year - _YEARS_BEFORE), 1, 1)
        self.latest = date(min(date.max.year, on.year + _YEARS_AFTER), 12, 31)
        self.on = self.logic.integer("on")
        self.axioms.append(self._within(self.on))
        self._asked: dict[str, list[str]] = {}
        for path, value in asked:
            self._asked.setdefault(path, []).append(value)
        self._cast()

    def _cast(self) -> None:
        logic = self.logic
        here = logic.truth(True)
        self.organization = Thing("organization", Organization, here)
        self.party = Thing("party", Organization, here)
        made = [self.logic.boolean(f"{each} is derived") for each in ("model", "base")]
        self.axioms.append(z3.Implies(made[1], made[0]))
        self.chain = (
            Thing("models.model", Model, here),
            Thing("models.base", Model, made[0]),
            Thing("models.root", Model, made[1]),
        )
        self.derivations = tuple(
            Thing(f"{each.path}.derived_from", Derivation, there, each)
            for each, there in zip(self.chain, made, strict=False)
        )
        for each in self.derivations:
            ways = {how: self.member(each, "how", how) for how in self._domain(each, "how")}
            self.axioms.append(logic.any(ways.values()))
            changed = z3.Or(ways["fine-tuning"], ways["other-post-training-modification"])
            self.axioms.append(z3.Not(z3.And(ways["unmodified-copy"], changed)))
        self.runs = tuple(
            Thing(f"{m.path}.training", TrainingRun, self._trained(n), m) for n, m in enumerate(self.chain)
        )
        for later, earlier in zip(self.runs, self.runs[1:], strict=False):
            order = self.started(earlier) <= self.started(later)
            self.axioms.append(z3.Implies(z3.And(later.exists, earlier.exists), order))
        others = [self.logic.boolean(f"another developed {m.id}") for m in self.chain[1:]]
        self.others_made = dict(zip((m.path for m in self.chain), [logic.truth(False), *others], strict=True))
        self.incident = Thing("incidents.incident", Incident, self.logic.boolean("incident is there"))
        self.harm = Thing("harms.harm", Harm, self.logic.boolean("harm is there"))
        self.harm_of_incident = self.logic.boolean("harm came of the incident")
        # A harm of which it is not said what it came of might have come of any incident.
        self.axioms.append(self.harm_of_incident == z3.And(self.incident.exists, self.harm.exists))
        self.cluster = Thing("clusters.cluster", Cluster, self.logic.boolean("cluster is there"))
        self.customer = Thing("customers.customer", Customer, self.logic.boolean("customer is there"))
        self.deployment = Thing("deployments.deployment", Deployment, self.logic.boolean("deployment is there"))
        self.contract_term = Thing("contract_terms.term", ContractTerm, self.logic.boolean("contract term is there"))
        self.uses, self.reaches, self.exemptions = (
            {m.path: Thing(f"{m.path}.{name}", kind, self.logic.boolean(f"{m.id} has {name}"), m) for m in self.chain}
            for name, kind in (("uses", Use), ("known_to_reach", Reach), ("exemptions", Exemption))
        )

    def _trained(self, n: int) -> Formula:
        """Whether the nth of the chain has training of its own: by its making, or since it was made from nothing."""
        if n == len(self.derivations):
            return self.chain[n].exists
        tuned = self.member(self.derivations[n], "how", "fine-tuning")
        return z3.And(self.chain[n].exists, z3.Or(z3.Not(self.derivations[n].exists), tuned))

    def made_by(self, how: str) -> list[Formula]:
        """Say that the model was made from its base, in one way alone."""
        derivation = self.derivations[0]
        ways = self._domain(derivation, "how")
        alone = [same(self.member(derivation, "how", each), each == how) for each in ways]
        return [derivation.exists, *alone]

    def truth(self, thing: Thing, key: str, usual: bool | None = None) -> Formula:
        """Give a yes-or-no fact."""
        return self._constant(thing, key, "truth", self.logic.boolean, usual).symbol

    def one_of(self, thing: Thing, key: str, values: Iterable[str]) -> Formula:
        """Say that a fact has one of these values."""
        constant = self._constant(thing, key, "choice", self.logic.integer)
        return self.logic.any(constant.symbol == constant.values.index(v) for v in values if v in constant.values)

    def member(self, thing: Thing, key: str, value: str) -> Formula:
        """Say that a list includes a value."""
        return self._constant(thing, f"{key}={value}", "member", self.logic.boolean).symbol

    def only(self, thing: Thing, key: str, values: Iterable[str]) -> Formula:
        """Say that a list has nothing but these."""
        others = [value for value in self._domain(thing, key) if value not in values]
        return z3.Not(self.logic.any(self.member(thing, key, value) for value in others))

    def amount(self, thing: Thing, key: str, *, whole: bool = False) -> Formula:
        """Give a figure."""
        return self._constant(
            thing, key, "count" if whole else "amount", self.logic.integer if whole else self.logic.real
        ).symbol

    def day(self, thing: Thing, key: str) -> Constant:
        """Give a day, and whether there is one."""
        return self._constant(thing, key, "day", self.logic.integer)

    def started(self, run: Thing) -> Formula:
        """Give the day on which a run started."""
        constant = self.day(run, "started")
        return constant.symbol

    def begun(self, run: Thing) -> Formula:
        """Say that a run has started by the day asked about; one that has not is planned."""
        return z3.And(run.exists, self.started(run) <= self.on)

    def judging(self, law: str, term: str, subject: str) -> Judging:
        """Give the judgment of a term of a subject."""
        key = f"{law}/{term}/{subject}"
        if key not in self.judgings:
            given, verdict = self.logic.boolean(f"judged {key}"), self.logic.boolean(f"verdict {key}")
            self.judgings[key] = Judging(law, term, subject, given, verdict)
        return self.judgings[key]

    def act(self, law: str, sets: str, effective: date | None = None, *, by_year: bool = False) -> Act:
        """Give an act of an authority; a price index rises by whole percents, at most to twice the amount."""
        key = f"{law}/{sets}"
        if key not in self.acts:
            present, value = self.logic.boolean(f"set {key}"), self.logic.real(f"value {key}")
            self.acts[key] = Act(law, sets, present, value, effective or self.earliest, by_year)
            self.axioms.append(value > 0)
            if by_year:
                percent = self.logic.integer(f"percent {key}")
                self.axioms.append(z3.And(percent > 100, percent <= 200, value == z3.ToReal(percent) / 100))
        return self.acts[key]

    def reading(self, name: str, default: bool) -> Formula:
        """Give a switch between readings."""
        return self.readings.setdefault(name, (self.logic.boolean(f"reading {name}"), default))[0]

    def open(self, key: str) -> Formula:
        """Give what the scene has no room for."""
        # By number, not by key: the solver's answers must not turn on where an object lies in memory.
        return self.beyond.setdefault(key, self.logic.boolean(f"open {len(self.beyond)}"))

    def facts_on(self, on: date) -> list[Formula]:
        """Constrain the scene to what can be written down as facts on a day, read as by default."""
        plain = [z3.Not(each) for each in self.beyond.values()]
        default = [same(symbol, value) for symbol, value in self.readings.values()]
        return [*self.axioms, self.on == on.toordinal(), *plain, *default]

    def judged_alike(self) -> list[Formula]:
        """Say that what two laws leave to a person under one name is judged the same under both."""
        first: dict[tuple[str, str], Judging] = {}
        alike: list[Formula] = []
        for each in self.judgings.values():
            other = first.setdefault((each.term, each.subject), each)
            alike += [each.given == other.given, each.verdict == other.verdict]
        return alike

    def usual(self) -> list[Formula]:
        """Say of each fact that a rule presumes that it is as presumed."""
        presumed = (c for c in self.constants.values() if c.usual is not None)
        return [same(constant.symbol, bool(constant.usual)) for constant in presumed]

    def _constant(self, thing: Thing, key: str, sort: Sort, symbol: Any, usual: bool | None = None) -> Constant:
        name = f"{thing.path}.{key}"
        found = self.constants.get(name)
        if found is None:
            given = self.logic.boolean(f"{name} is given") if sort == "day" and key != "started" else None
            values = tuple(self._domain(thing, key)) if sort == "choice" else ()
            found = self.constants[name] = Constant(thing, key, sort, symbol(name), given, values, usual)
            if sort in ("amount", "count"):
                self.axioms.append(found.symbol >= 0)
            elif sort == "choice":
                self.axioms.append(z3.And(found.symbol >= 0, found.symbol < len(values)))
            elif sort == "day":
                self.axioms.append(self._within(found.symbol))
        return found

    def _within(self, day: Formula) -> Formula:
        """Say that a day lies within the years of the scene."""
        return z3.And(day >= self.earliest.toordinal(), day <= self.latest.toordinal())

    def _domain(self, thing: Thing, key: str) -> list[str]:
        """The values that a fact can have: those that its type lists, else those that the texts ask for."""
        kind: Any = thing.type
        for step in key.split("."):
            kind = _entry_in(kind).model_fields[step].annotation
        listed = _literals(kind)
        return listed or [
            *dict.fromkeys(self._asked.get(key, ())),
            "none-of-these" if key != "established_in" else "US-WA",
        ]


def _entry_in(kind: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, Entry):
        return kind
    return next(found for each in get_args(kind) if (found := _entry_in(each)) is not None) if get_args(kind) else None


def _literals(kind: Any) -> list[str]:
    if getattr(kind, "__origin__", None) is Literal:
        return [str(each) for each in get_args(kind)]
    return [value for each in get_args(kind) for value in _literals(each)]
