"""One peer over a whole table, in a process of its own: `python population_peer.py ENGINE FOLDER`.

Reads operations.npy and cost.npy from the folder, gets the rule ready, writes its answers to answers-ENGINE.npy, and
then times, for each line that it is sent, `rule` (the calculation alone) or `whole` (a new simulation, its inputs set
from arrays, and the calculation), in seconds. The two peers do not share an environment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

OPERATIONS_LINE, COST_LINE = 1e26, 1e8


Calls = dict[str, Callable[[], Any]]


def openfisca(operations: Any, cost: Any) -> Calls:
    """A tax-benefit system with two inputs and one formula, over one simulation of all models."""
    return _system("openfisca_core", operations, cost)


def policyengine(operations: Any, cost: Any) -> Calls:
    """The same on the fork that PolicyEngine keeps."""
    return _system("policyengine_core", operations, cost)


def _system(package: str, operations: Any, cost: Any) -> Calls:
    entities = import_module(f"{package}.entities")
    systems = import_module(f"{package}.taxbenefitsystems")
    base: Any = import_module(f"{package}.variables").Variable
    periods = import_module(f"{package}.periods")
    builder = import_module(
        f"{package}.simulation_builder" if package == "openfisca_core" else f"{package}.simulations.simulation_builder"
    ).SimulationBuilder
    units = getattr(periods, "DateUnit", periods)
    eternity, year = units.ETERNITY, units.YEAR
    build: Any = entities.build_entity
    model = build(key="model", plural="models", label="An AI model", is_person=True)

    def formula(models: Any, period: Any, parameters: Any = None) -> Any:
        return (models("operations", period) > OPERATIONS_LINE) * (models("cost", period) > COST_LINE)

    number = {"value_type": float, "entity": model, "definition_period": eternity}
    covered = {"value_type": bool, "entity": model, "definition_period": year, "formula": formula}
    system = systems.TaxBenefitSystem([model])
    system.add_variables(
        type("operations", (base,), {**number, "label": "Operations used in training"}),
        type("cost", (base,), {**number, "label": "Cost of training in US dollars"}),
        type("covered_model", (base,), {**covered, "label": "Whether it is a covered model"}),
    )

    def simulated() -> Any:
        simulation = builder().build_default_simulation(system, len(operations))
        # A missing figure is the default of the variable: there is no other way to leave one out.
        simulation.set_input("operations", "ETERNITY", operations)
        simulation.set_input("cost", "ETERNITY", cost)
        return simulation

    simulation = simulated()

    def rule() -> Any:
        simulation.delete_arrays("covered_model")
        return simulation.calculate("covered_model", "2025")

    return {"rule": rule, "whole": lambda: simulated().calculate("covered_model", "2025")}


def main() -> None:
    """Answer once, then time as often as asked."""
    import numpy as np

    name, folder = sys.argv[1], Path(sys.argv[2])
    operations = np.nan_to_num(np.load(folder / "operations.npy"))
    cost = np.nan_to_num(np.load(folder / "cost.npy"))
    calls = {"openfisca": openfisca, "policyengine": policyengine}[name](operations, cost)
    np.save(folder / f"answers-{name}.npy", np.asarray(calls["whole"]()))
    print("ready", flush=True)
    for asked in sys.stdin:
        began = time.perf_counter()
        calls[asked.strip()]()
        print(time.perf_counter() - began, flush=True)


if __name__ == "__main__":
    main()
