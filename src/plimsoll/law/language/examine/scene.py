"""What there could be: a small cast of models and parties whose facts are not given but sought.

A line of descent three models long, the organization that made the last of them, an incident, a harm, a cluster, a
customer and a term of a contract. Each fact that a rule asks for becomes an unknown of the solver, and each figure
a real number, so that a filled-in scene can be written down as a facts file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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

Formula = Any
"""A z3 expression; z3 brings no types."""
Sort = Literal["truth", "choice", "member", "amount", "count", "day"]

EARLIEST, LATEST = date(2019, 1, 1), date(2034, 12, 31)
"""Days between which everything in a scene happens."""
_ELSE = {"established_in": "US-WA"}
"""What a fact can be that is none of the values asked for; otherwise "other"."""
OWN, OTHER = "acme", "other"
"""The organization whose file it is, and another developer, of whom no more is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One of the cast, or an entry that hangs on one; `exists` says under which condition it is there at all."""

    path: str
    type: type[Entry]
    exists: Formula
    of: Thing | None = None

    @property
    def subject(self) -> Thing:
        """The subject on which it hangs, or itself."""
        return self.of.subject if self.of else self

    @property
    def id(self) -> str:
        """The id of the subject."""
        return self.subject.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Constant:
    """A fact sought: of what, under which key, of which sort, with the value that a list or a choice is asked for."""

    thing: Thing
    key: str
    sort: Sort
    symbol: Formula
    given: Formula = None
    """For an instant: whether there is one."""
    values: tuple[str, ...] = ()
    usual: bool | None = None
    """What a rule presumes where the fact is not given."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act of an authority that there may be, and what it sets."""

    law: str
    sets: str
    present: Formula
    value: Formula
    effective: date
    by_year: bool = False
    """Whether it is a price index, given for the year of that day."""


@dataclass(frozen=True, slots=True)
class Judging:
    """A judgment that there may be."""

    law: str
    term: str
    subject: str
    given: Formula
    verdict: Formula


class Scene:
    """The cast, every constant that was asked for, and what must hold of them in any case."""

    def __init__(self, asked: Iterable[tuple[str, str]] = ()) -> None:
        self.constants: dict[str, Constant] = {}
        self.judgings: dict[str, Judging] = {}
        self.acts: dict[str, Act] = {}
        self.readings: dict[str, tuple[Formula, bool]] = {}
        self.beyond: dict[str, Formula] = {}
        """What the scene has no room for: open where reach is asked, left out where facts are sought."""
        self.axioms: list[Formula] = []
        self.on = z3.Int("on")
        self.axioms.append(z3.And(self.on >= EARLIEST.toordinal(), self.on <= LATEST.toordinal()))
        self._asked: dict[str, list[str]] = {}
        for path, value in asked:
            self._asked.setdefault(path, []).append(value)
        self._cast()

    def _cast(self) -> None:
        here = z3.BoolVal(True)
        self.organization = Thing("organization", Organization, here)
        self.party = Thing("party", Organization, here)
        made = [z3.Bool(f"{each} is derived") for each in ("model", "base")]
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
            self.axioms.append(z3.Or(*ways.values()))
            changed = z3.Or(ways["fine-tuning"], ways["other-post-training-modification"])
            self.axioms.append(z3.Not(z3.And(ways["unmodified-copy"], changed)))
        self.runs = tuple(
            Thing(f"{m.path}.training", TrainingRun, self._trained(n), m) for n, m in enumerate(self.chain)
        )
        for later, earlier in zip(self.runs, self.runs[1:], strict=False):
            order = self.started(earlier) <= self.started(later)
            self.axioms.append(z3.Implies(z3.And(later.exists, earlier.exists), order))
        others = [z3.Bool(f"another developed {m.id}") for m in self.chain[1:]]
        self.others_made = dict(zip((m.path for m in self.chain), [z3.BoolVal(False), *others], strict=True))
        self.incident = Thing("incidents.incident", Incident, z3.Bool("incident is there"))
        self.harm = Thing("harms.harm", Harm, z3.Bool("harm is there"))
        self.harm_of_incident = z3.Bool("harm came of the incident")
        # A harm of which it is not said what it came of might have come of any incident.
        self.axioms.append(self.harm_of_incident == z3.And(self.incident.exists, self.harm.exists))
        self.cluster = Thing("clusters.cluster", Cluster, z3.Bool("cluster is there"))
        self.customer = Thing("customers.customer", Customer, z3.Bool("customer is there"))
        self.deployment = Thing("deployments.deployment", Deployment, z3.Bool("deployment is there"))
        self.contract_term = Thing("contract_terms.term", ContractTerm, z3.Bool("contract term is there"))
        self.uses, self.reaches, self.exemptions = (
            {m.path: Thing(f"{m.path}.{name}", kind, z3.Bool(f"{m.id} has {name}"), m) for m in self.chain}
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
        alone = [self.member(derivation, "how", each) == z3.BoolVal(each == how) for each in ways]
        return [derivation.exists, *alone]

    def truth(self, thing: Thing, key: str, usual: bool | None = None) -> Formula:
        """Give a yes-or-no fact."""
        return self._constant(thing, key, "truth", z3.Bool, usual).symbol

    def one_of(self, thing: Thing, key: str, values: Iterable[str]) -> Formula:
        """Say that a fact has one of these values."""
        constant = self._constant(thing, key, "choice", z3.Int)
        return z3.Or(*(constant.symbol == constant.values.index(v) for v in values if v in constant.values))

    def member(self, thing: Thing, key: str, value: str) -> Formula:
        """Say that a list includes a value."""
        return self._constant(thing, f"{key}={value}", "member", z3.Bool).symbol

    def only(self, thing: Thing, key: str, values: Iterable[str]) -> Formula:
        """Say that a list has nothing but these."""
        others = [value for value in self._domain(thing, key) if value not in values]
        return z3.Not(z3.Or(*(self.member(thing, key, value) for value in others)))

    def amount(self, thing: Thing, key: str, *, whole: bool = False) -> Formula:
        """Give a figure."""
        return self._constant(thing, key, "count" if whole else "amount", z3.Int if whole else z3.Real).symbol

    def day(self, thing: Thing, key: str) -> Constant:
        """Give a day, and whether there is one."""
        return self._constant(thing, key, "day", z3.Int)

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
            given, verdict = z3.Bool(f"judged {key}"), z3.Bool(f"verdict {key}")
            self.judgings[key] = Judging(law, term, subject, given, verdict)
        return self.judgings[key]

    def act(self, law: str, sets: str, effective: date = EARLIEST, *, by_year: bool = False) -> Act:
        """Give an act of an authority; a price index rises by whole percents, at most to twice the amount."""
        key = f"{law}/{sets}"
        if key not in self.acts:
            present, value = z3.Bool(f"set {key}"), z3.Real(f"value {key}")
            self.acts[key] = Act(law, sets, present, value, effective, by_year)
            self.axioms.append(value > 0)
            if by_year:
                percent = z3.Int(f"percent {key}")
                self.axioms.append(z3.And(percent > 100, percent <= 200, value == z3.ToReal(percent) / 100))
        return self.acts[key]

    def reading(self, name: str, default: bool) -> Formula:
        """Give a switch between readings."""
        return self.readings.setdefault(name, (z3.Bool(f"reading {name}"), default))[0]

    def open(self, key: str) -> Formula:
        """Give what the scene has no room for."""
        # By number, not by key: the solver's answers must not turn on where an object lies in memory.
        return self.beyond.setdefault(key, z3.Bool(f"open {len(self.beyond)}"))

    def facts_on(self, on: date) -> list[Formula]:
        """Constrain the scene to what can be written down as facts on a day, read as by default."""
        plain = [z3.Not(each) for each in self.beyond.values()]
        default = [symbol == z3.BoolVal(value) for symbol, value in self.readings.values()]
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
        return [constant.symbol == z3.BoolVal(constant.usual) for constant in presumed]

    def _constant(self, thing: Thing, key: str, sort: Sort, symbol: Any, usual: bool | None = None) -> Constant:
        name = f"{thing.path}.{key}"
        found = self.constants.get(name)
        if found is None:
            given = z3.Bool(f"{name} is given") if sort == "day" and key != "started" else None
            values = tuple(self._domain(thing, key)) if sort == "choice" else ()
            found = self.constants[name] = Constant(thing, key, sort, symbol(name), given, values, usual)
            if sort in ("amount", "count"):
                self.axioms.append(found.symbol >= 0)
            elif sort == "choice":
                self.axioms.append(z3.And(found.symbol >= 0, found.symbol < len(values)))
            elif sort == "day":
                self.axioms.append(found.symbol >= EARLIEST.toordinal())
                self.axioms.append(found.symbol <= LATEST.toordinal())
        return found

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
