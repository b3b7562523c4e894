"""The engines, each used as its own documentation shows, with the one rule of `cases`.

An engine turns a case into what it is handed (`given`, not timed), answers it (`ask`, timed), and its answer is
put in one word (`said`, not timed). Nothing here knows the right answer.
"""

from __future__ import annotations

import json
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from cases import COST_LINE, OPERATIONS_LINE, Case

DAY = date(2025, 12, 31)
"""The day on which Plimsoll is asked; the others know no time."""
Said = tuple[str, str]
"""The answer in the engine's own word, and what that means: yes, no, unknown, or nothing."""


class Engine(ABC):
    """One engine, or one way of using it."""

    name: str
    package: str | None = None
    explains: str = "the bare answer"
    """What comes with the answer."""

    @abstractmethod
    def prepare(self) -> None:
        """Import the engine and get the rule ready."""

    def given(self, case: Case) -> Any:
        """Turn a case into what the engine is handed: by default, numbers as Python reads them."""
        return case.values()

    @abstractmethod
    def ask(self, given: Any) -> Any:
        """Answer."""

    def said(self, answer: Any) -> Said:
        """Put an answer in its own word, and say what it means."""
        return str(answer), "yes" if answer else "no"

    def answer(self, case: Case) -> Said:
        """Hand a case to the engine; an error is its answer too."""
        try:
            return self.said(self.ask(self.given(case)))
        except Exception as error:
            return type(error).__name__, "nothing"


class PlainPython(Engine):
    """What most people write, and the floor for what a decision can cost."""

    name = "plain Python"

    def prepare(self) -> None:
        """Nothing is needed."""

    def ask(self, given: Any) -> Any:
        return given["operations"] > OPERATIONS_LINE and given["cost"] > COST_LINE


class ByHand(Engine):
    """The floor for an exact three-valued answer: the rule written out over intervals of rationals."""

    name = "by hand, exact intervals"

    def prepare(self) -> None:
        """Nothing is needed."""

    def given(self, case: Case) -> Any:
        operations = case.operations if not isinstance(case.operations, str) else (case.operations,) * 2
        cost = (None, None) if case.cost is None else (Fraction(case.cost),) * 2
        return (Fraction(operations[0]), Fraction(operations[1])), cost

    def ask(self, given: Any) -> Any:
        (fewest, most), (cheapest, dearest) = given
        if most <= OPERATIONS_LINE or (dearest is not None and dearest <= COST_LINE):
            return False
        if fewest > OPERATIONS_LINE and cheapest is not None and cheapest > COST_LINE:
            return True
        return None

    def said(self, answer: Any) -> Said:
        return str(answer), "unknown" if answer is None else "yes" if answer else "no"


class Plimsoll(Engine):
    """`covered-model` of SB 1047 as enrolled, of facts already read: decided and explained."""

    name = "plimsoll"
    package = "plimsoll-ai"
    explains = "reasons, section, grade, margins, needs, flags"

    def prepare(self) -> None:
        self.assessing = import_module("plimsoll.assessment.assess")
        self.read_facts = import_module("plimsoll.facts.reading").read_facts
        self.explain = import_module("plimsoll.law.language.explain")
        self.settle = import_module("plimsoll.law.language.completions").settle
        self.reader = import_module("plimsoll.law.language.ground").Reader
        self.determination = import_module("plimsoll.assessment.answers").Determination
        self.verdict_of = import_module("plimsoll.assessment.answers").verdict_of
        self.version = import_module("plimsoll.law.texts").version_named("us-ca-sb1047@2024-09-03", DAY)

    def given(self, case: Case) -> Any:
        """Read a facts file in JSON, to its last digit."""
        run = f'{{"started": "2025-06-01", {case.text()[1:]}'
        text = f'{{"format": "plimsoll/facts/1", "models": [{{"id": "m", "training": [{run}]}}]}}'
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "facts.json"
            file.write_text(text, encoding="utf-8")
            return self.read_facts([file])

    def ask(self, given: Any) -> Any:
        version, explain = self.version, self.explain
        reason = self.reader(version, given, DAY).term("covered-model", given.models["m"])
        self.settle(reason)
        rests_on = explain.basis(reason)
        return self.determination(
            law=version.law, version=version.version, status=version.status_on(DAY), term="covered-model",
            subject="m", of="model", verdict=self.verdict_of(reason.truth), at=explain.section_of(reason),
            grade=str(explain.grade_of(rests_on)), margins=tuple(explain.margins(reason)), because=reason.parts,
            needs=tuple(explain.needs(reason)), flags=tuple(explain.flags(reason, rests_on)),
        )  # fmt: skip

    def said(self, answer: Any) -> Said:
        return answer.verdict, answer.verdict


class PlimsollValues(Plimsoll):
    """The same, its facts handed over as Python values."""

    name = "plimsoll, Python values"

    def given(self, case: Case) -> Any:
        return self.read_facts([self.mapping(case)])

    def mapping(self, case: Case) -> dict[str, object]:
        """Give the facts as a mapping."""
        model = {"id": "m", "training": [{"started": "2025-06-01", **case.values()}]}
        return {"format": "plimsoll/facts/1", "models": [model]}


class PlimsollInWords(Plimsoll):
    """The same, and the reasons put in words as JSON carries them."""

    name = "plimsoll, in words"
    explains = "the same, the reasons said in words"

    def ask(self, given: Any) -> Any:
        return super().ask(given).to_dict()

    def said(self, answer: Any) -> Said:
        return answer["verdict"], answer["verdict"]


class PlimsollVerdict(Plimsoll):
    """The verdict alone."""

    name = "plimsoll, verdict only"
    explains = "the tree of reasons, not looked into"

    def ask(self, given: Any) -> Any:
        reason = self.reader(self.version, given, DAY).term("covered-model", given.models["m"])
        return self.settle(reason)

    def said(self, answer: Any) -> Said:
        return self.verdict_of(answer), self.verdict_of(answer)


class PlimsollAssess(Plimsoll):
    """The call that people make: every term of the version, explained."""

    name = "plimsoll, assess()"
    explains = "every term of the version, explained"

    def ask(self, given: Any) -> Any:
        return self.assessing.assess(given, law="us-ca-sb1047@2024-09-03", on=DAY)

    def said(self, answer: Any) -> Said:
        verdict = answer.find("m", "covered-model").verdict
        return verdict, verdict


class OpenFisca(Engine):
    """A tax-benefit system with two inputs and one formula; one simulation to a decision, as for one household."""

    name = "openfisca"
    package = "openfisca-core"
    traced = False

    def prepare(self) -> None:
        entities = import_module("openfisca_core.entities")
        systems = import_module("openfisca_core.taxbenefitsystems")
        base: Any = import_module("openfisca_core.variables").Variable
        eternity, year = (getattr(import_module("openfisca_core.periods").DateUnit, u) for u in ("ETERNITY", "YEAR"))
        self.builder = import_module("openfisca_core.simulation_builder").SimulationBuilder
        model = entities.build_entity(key="model", plural="models", label="An AI model", is_person=True)

        def formula(models: Any, period: Any) -> Any:
            return (models("operations", period) > OPERATIONS_LINE) * (models("cost", period) > COST_LINE)

        number = {"value_type": float, "entity": model, "definition_period": eternity}
        covered = {"value_type": bool, "entity": model, "definition_period": year, "formula": formula}
        self.system = systems.TaxBenefitSystem([model])
        self.system.add_variables(
            type("operations", (base,), {**number, "label": "Operations used in training"}),
            type("cost", (base,), {**number, "label": "Cost of training in US dollars"}),
            type("covered_model", (base,), {**covered, "label": "Whether it is a covered model"}),
        )

    def given(self, case: Case) -> Any:
        return {"models": {"m": {name: {"ETERNITY": value} for name, value in case.values().items()}}}

    def ask(self, given: Any) -> Any:
        simulation = self.builder().build_from_entities(self.system, given)
        simulation.trace = self.traced
        return simulation.calculate("covered_model", "2025"), simulation

    def said(self, answer: Any) -> Said:
        return str(bool(answer[0][0])), "yes" if answer[0][0] else "no"


class OpenFiscaTraced(OpenFisca):
    """The same with its trace, the nearest that it has to an explanation."""

    name = "openfisca, traced"
    explains = "a log of the variables calculated"
    traced = True

    def ask(self, given: Any) -> Any:
        values, simulation = super().ask(given)
        return values, simulation.tracer.computation_log.lines()


class Zen(Engine):
    """A JDM decision graph with one expression, compiled once."""

    name = "zen"
    package = "zen-engine"

    def prepare(self) -> None:
        rule = f"operations > {OPERATIONS_LINE} and cost > {COST_LINE}"
        names = (("request", "inputNode"), ("rule", "expressionNode"), ("response", "outputNode"))
        nodes: list[dict[str, Any]] = [
            {"id": name, "name": name, "type": kind, "position": {"x": 200 * i, "y": 0}}
            for i, (name, kind) in enumerate(names)
        ]
        nodes[1]["content"] = {"expressions": [{"id": "covered", "key": "covered", "value": rule}]}
        edges = [
            {"id": "first", "sourceId": "request", "targetId": "rule", "type": "edge"},
            {"id": "second", "sourceId": "rule", "targetId": "response", "type": "edge"},
        ]
        self.engine = import_module("zen").ZenEngine()
        self.decision = self.engine.create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    def ask(self, given: Any) -> Any:
        return self.decision.evaluate(given)

    def said(self, answer: Any) -> Said:
        return super().said(answer["result"]["covered"])


class ZenText(Zen):
    """The same, handed JSON text, as its type stubs allow."""

    name = "zen, JSON text"

    def given(self, case: Case) -> Any:
        return case.text()


class ZenTraced(Zen):
    """The same with its trace, the nearest that it has to an explanation."""

    name = "zen, traced"
    explains = "input and output of each node of the graph"

    def ask(self, given: Any) -> Any:
        return self.decision.evaluate(given, {"trace": True})


class Rego(Engine):
    """A Rego policy with a default, compiled once into a bundle."""

    name = "regopy"
    package = "regopy"
    query = "covered = data.law.covered"
    policy = f"""
        package law

        default covered := false

        covered if {{
            input.operations > {OPERATIONS_LINE}
            input.cost > {COST_LINE}
        }}
    """

    def prepare(self) -> None:
        self.interpreter = import_module("regopy").Interpreter()
        self.interpreter.add_module("law", self.policy)
        self.bundle = self.interpreter.build(self.query)

    def ask(self, given: Any) -> Any:
        self.interpreter.set_input(given)
        return self.interpreter.query_bundle(self.bundle)

    def said(self, answer: Any) -> Said:
        covered = answer[0].bindings.get("covered") if len(answer) else None
        return (str(answer), "nothing") if covered is None else super().said(covered)


class RegoText(Rego):
    """The same, handed JSON text."""

    name = "regopy, JSON text"

    def given(self, case: Case) -> Any:
        return case.text()

    def ask(self, given: Any) -> Any:
        self.interpreter.set_input_term(given)
        return self.interpreter.query_bundle(self.bundle)


class RegoQuery(Rego):
    """The same without a bundle, as its first example shows: the policy is compiled at every query."""

    name = "regopy, no bundle"

    def ask(self, given: Any) -> Any:
        self.interpreter.set_input(given)
        return self.interpreter.query(self.query)


class CedarAsWritten(Engine):
    """A Cedar policy with the law's own numbers; Cedar has 64-bit integers, and decimals of four places."""

    name = "cedarpy, as written"
    package = "cedarpy"
    explains = "the policies that decided"
    condition = f"context.operations > {OPERATIONS_LINE} && context.cost > {COST_LINE}"

    def prepare(self) -> None:
        self.cedar = import_module("cedarpy")
        text = f'permit(principal, action == Action::"train", resource) when {{ {self.condition} }};'
        try:
            self.policies = self.cedar.PolicySet.from_str(text)
        except ValueError:
            self.policies = text  # does not parse: each answer will say so
        self.entities = self.cedar.Entities.from_json_str("[]")

    def request(self, context: object) -> dict[str, object]:
        """Ask whether training is allowed, which stands for covered."""
        return {"principal": 'Model::"m"', "action": 'Action::"train"', "resource": 'Law::"line"', "context": context}

    def given(self, case: Case) -> Any:
        return self.request(case.values())

    def ask(self, given: Any) -> Any:
        return self.cedar.is_authorized(given, self.policies, self.entities)

    def said(self, answer: Any) -> Said:
        word, noted = answer.decision.name, bool(answer.diagnostics.errors)
        means = {"Allow": "yes", "Deny": "no"}.get(word, "nothing" if noted else "unknown")
        return f"{word}, error noted" if noted else word, means


class Cedar(CedarAsWritten):
    """As somebody writes it who knows Cedar: decimals, the operations in units of 10^18."""

    name = "cedarpy, scaled"
    scale = 10**18
    condition = (
        f'context.operations.greaterThan(decimal("{OPERATIONS_LINE // scale}.0")) && '
        f'context.cost.greaterThan(decimal("{COST_LINE}.0"))'
    )

    def given(self, case: Case) -> Any:
        operations = self.unexpressed("operations")
        if isinstance(case.operations, str):
            operations = self.decimal(Decimal(case.operations).scaleb(-18))
        if case.cost is not None:
            return self.request({"operations": operations, "cost": self.decimal(Decimal(case.cost))})
        return self.request({"operations": operations, **self.missing("cost")})

    def decimal(self, value: Decimal) -> object:
        """Write a decimal to its last digit; it is for the engine to take or refuse it."""
        text = f"{value.normalize():f}"
        return {"__extn": {"fn": "decimal", "arg": text if "." in text else f"{text}.0"}}

    def unexpressed(self, name: str) -> object:
        """An interval has no form in Cedar: hand over its two ends as they stand."""
        return {"low": "an interval", "high": "an interval"}

    def missing(self, name: str) -> dict[str, object]:
        """Leave out what is missing."""
        return {}


class CedarPartial(Cedar):
    """Its partial evaluation, experimental upstream: what is missing is handed over as unknown."""

    name = "cedarpy, partial"
    explains = "the residual policies"

    def ask(self, given: Any) -> Any:
        return self.cedar.is_authorized_partial(given, self.policies, self.entities)

    def unexpressed(self, name: str) -> object:
        return {"__extn": {"fn": "unknown", "arg": name}}

    def missing(self, name: str) -> dict[str, object]:
        return {name: self.unexpressed(name)}


ANSWERING: tuple[type[Engine], ...] = (
    Plimsoll, PlimsollValues, PlainPython, ByHand, OpenFisca, Zen, ZenText, Rego, RegoText, CedarAsWritten, Cedar,
    CedarPartial,
)  # fmt: skip
"""Whose answers are shown."""
TIMING: tuple[type[Engine], ...] = (
    Plimsoll, PlimsollInWords, PlimsollVerdict, PlimsollAssess, PlainPython, ByHand, OpenFisca, OpenFiscaTraced, Zen,
    ZenText, ZenTraced, Rego, RegoText, RegoQuery, Cedar, CedarPartial,
)  # fmt: skip
"""Whose decisions are timed."""


def prepared(kinds: tuple[type[Engine], ...]) -> tuple[dict[str, Engine], dict[str, float], dict[str, str]]:
    """Get engines ready: those there are, how many seconds each took, and those that are not installed."""
    ready: dict[str, Engine] = {}
    took: dict[str, float] = {}
    absent: dict[str, str] = {}
    for kind in kinds:
        engine = kind()
        began = time.perf_counter()
        try:
            engine.prepare()
        except ImportError:
            absent[engine.name] = "not installed"
            continue
        took[engine.name] = time.perf_counter() - began
        ready[engine.name] = engine
    return ready, took, absent


def asking(engine: Engine, case: Case) -> Callable[[], object]:
    """Give a call that answers a case, errors included, with what it is handed made beforehand."""
    given = engine.given(case)

    def ask() -> object:
        try:
            return engine.ask(given)
        except Exception as error:
            return error

    return ask
