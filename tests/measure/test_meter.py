"""The meter against PyTorch's counter on every step, and against operations written down by hand."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: the meter is not tested")
pytest.importorskip("transformers", reason="transformers is not installed: the meter is not tested")
pytest.importorskip("peft", reason="peft is not installed: the meter is not tested")

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

import tiny_models as tiny
from plimsoll.errors import InputError
from plimsoll.facts.reading import read_facts
from plimsoll.measure import Meter

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")  # peft asks transformers by an old name

SHAPES = [(2, 8), (2, 8), (3, 12), (2, 8), (3, 12), (1, 5), (2, 8)]
WAYS: dict[str, Callable[[str], Any]] = {
    "full": tiny.llama,
    "adapters on two maps": lambda a: tiny.with_adapters(tiny.llama(a)),
    "adapters on all maps": lambda a: tiny.with_adapters(tiny.llama(a), "all-linear"),
    "head only": lambda a: tiny.head_only(tiny.llama(a)),
    "shared keys": lambda a: tiny.llama(a, num_key_value_heads=2),
}
CHECKPOINTED = {
    f"{name}, {'reentrant' if reentrant else 'not reentrant'}": (name, reentrant)
    for name in ("full", "adapters on two maps")
    for reentrant in (False, True)
}


def metered(model: Any, steps: Any = SHAPES, learn: Any = tiny.learn) -> Meter:
    meter = Meter(model)
    for shape in steps:
        with meter.step():
            learn(model, *shape)
    meter.close()
    return meter


def counted(model: Any, shapes: Any = SHAPES) -> int:
    """Every step of a model, as PyTorch counts it."""
    return sum(tiny.counted_by_torch(partial(tiny.learn, model, *shape)) for shape in shapes)


@pytest.mark.parametrize("way", WAYS)
def test_model_operations_are_those_of_eager_attention_counted_on_every_step(way: str) -> None:
    eager = WAYS[way]("eager")
    truth = counted(eager, SHAPES)
    assert metered(WAYS[way]("eager")).totals() == {
        "model": truth,
        "executed": truth,
        "steps": len(SHAPES),
        "tokens": sum(batch * length for batch, length in SHAPES),
        "uncounted": [],
    }
    fused = metered(WAYS[way]("sdpa")).totals()
    assert fused["model"] == truth
    assert fused["executed"] >= truth


@pytest.mark.parametrize("way", CHECKPOINTED)
def test_recomputation_is_executed_and_no_operation_of_the_model(way: str) -> None:
    name, reentrant = CHECKPOINTED[way]
    plain, again = WAYS[name]("eager"), tiny.checkpointed(WAYS[name]("eager"), reentrant)
    plain.enable_input_require_grads()
    shapes = SHAPES[:4]
    model = counted(plain, shapes)
    executed = counted(again, shapes)
    totals = metered(tiny.checkpointed(WAYS[name]("eager"), reentrant), shapes).totals()
    assert (totals["model"], totals["executed"]) == (model, executed)
    assert executed > model


def test_weights_in_four_bits_take_what_the_same_weights_in_full_take() -> None:
    pytest.importorskip("bitsandbytes", reason="bitsandbytes is not installed: weights in four bits are not tested")
    full = metered(tiny.with_adapters(tiny.llama())).totals()
    four = metered(tiny.with_adapters(tiny.in_four_bits(tiny.llama())))
    assert four.totals() == full
    assert not four.measurement("m").notes


def test_a_mixture_of_experts_takes_the_rows_that_its_router_sends() -> None:
    meter = metered(tiny.mixture())
    found = meter.measurement("m")
    assert not [note for note in found.notes if "modules" in note], "the count by modules agrees"
    assert meter.totals()["uncounted"] == []


@given(
    st.lists(st.integers(1, 6), min_size=2, max_size=5),
    st.data(),
    st.lists(st.integers(1, 5), min_size=1, max_size=8),
    st.booleans(),
)
@settings(max_examples=40)
def test_operations_of_any_perceptron_are_those_written_down(
    widths: list[int], data: st.DataObject, rows: list[int], input_graded: bool
) -> None:
    trained = data.draw(st.lists(st.booleans(), min_size=len(widths) - 1, max_size=len(widths) - 1))
    model = tiny.Perceptron(widths, trained)
    meter = Meter(model)
    for many in rows:
        with meter.step():
            out = model(torch.ones(many, widths[0], requires_grad=input_graded)).sum()
            if out.requires_grad:
                out.backward()
    expected = [
        tiny.by_hand(widths, trained, many, input_graded)
        if any(trained) or input_graded
        else sum(2 * many * a * b for a, b in pairwise(widths))
        for many in rows
    ]
    assert meter.totals() == {
        "model": sum(expected),
        "executed": sum(expected),
        "steps": len(rows),
        "tokens": None,
        "uncounted": [],
    }


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["freeze", "thaw", "eval", "longer", "none"])), max_size=12)
)
@settings(max_examples=40)
def test_a_model_that_changes_between_steps_is_counted_as_it_is(changes: list[tuple[int, str]]) -> None:
    widths, trained = [3, 4, 2], [True, True]
    model = tiny.Perceptron(widths, trained)
    meter, expected = Meter(model), 0
    for rows, change in changes:
        if change in ("freeze", "thaw"):
            trained[0] = change == "thaw"
            model.layers[0].requires_grad_(trained[0])
        if change == "longer":
            model.layers.append(nn.Linear(widths[-1], widths[-1]))
            widths, trained = [*widths, widths[-1]], [*trained, True]
        with meter.step():
            model(torch.ones(rows, 3)).sum().backward()
        expected += tiny.by_hand(widths, trained, rows, False)
    assert meter.totals()["executed"] == expected


def test_micro_batches_of_one_step_add_up() -> None:
    model = tiny.llama("eager")
    optimizer = torch.optim.AdamW(model.parameters())
    meter = Meter(model)
    for _ in range(3):
        with meter.step():
            for shape in SHAPES[:3]:
                tiny.learn(model, *shape)
            optimizer.step()
            optimizer.zero_grad()
    other = tiny.llama("eager")
    truth = 3 * counted(other, SHAPES[:3])
    assert meter.totals()["model"] == truth
    assert meter.totals()["steps"] == 3


def test_a_stretch_is_counted_once_and_then_looked_up() -> None:
    meter = metered(tiny.llama(), [(2, 8)] * 40)
    rows = [row for row in meter.state_dict()["signatures"] if row["what"].startswith("Llama")]
    assert len(rows) == 1
    (counts,) = rows[0]["counts"]
    assert counts["counted"] + counts["remembered"] == 40
    assert counts["counted"] <= 4


def test_evaluation_is_apart_from_training() -> None:
    model = tiny.Perceptron([3, 4], [True])
    meter = Meter(model)
    with torch.no_grad():
        model(torch.ones(5, 3))
    with meter.step():
        model(torch.ones(1, 3)).sum().backward()
    with meter.evaluation():
        model(torch.ones(2, 3))
    assert meter.totals()["executed"] == 2 * 2 * 3 * 4
    assert meter.totals("evaluation")["executed"] == 7 * 2 * 3 * 4


def test_a_measurement_is_facts_that_can_be_read_and_its_table_sums_to_them() -> None:
    model = tiny.checkpointed(tiny.llama("eager"), False)
    meter = metered(model)
    with torch.no_grad():
        found = meter.measurement("acme-1-law", derived_from="acme-1", ended=True)
    read = read_facts([dict(found.facts), {"format": "plimsoll/facts/1", "models": [{"id": "acme-1"}]}])
    assert set(read.models) == {"acme-1", "acme-1-law"}
    assert found.kind == "training"
    (run,) = found.facts["models"][0]["training"]
    assert run["phase"] == "fine-tuning"
    assert run["ended"] >= run["started"]
    totals = meter.totals()
    assert run["operations"]["low"] == totals["model"]
    assert run["operations"]["high"] == totals["executed"]
    again = [each for row in found.details["signatures"] for each in row["counts"]]
    for key in ("model", "executed"):
        assert sum(each[key] * (each["counted"] + each["remembered"]) for each in again) == totals[key]
    assert found.details["versions"]["torch"] == torch.__version__


def test_the_sums_of_a_meter_are_gone_on_with_by_another() -> None:
    first = metered(tiny.llama(), SHAPES[:3])
    second = Meter(model := tiny.llama())
    second.load_state_dict(first.state_dict())
    for shape in SHAPES[3:]:
        with second.step():
            tiny.learn(model, *shape)
    whole = metered(tiny.llama())
    assert second.totals() == whole.totals()
    rows = {row["signature"] for row in whole.state_dict()["signatures"]}
    assert {row["signature"] for row in second.state_dict()["signatures"]} == rows


def test_a_phase_that_facts_do_not_know_is_refused() -> None:
    with pytest.raises(InputError, match="no phase of training; one of pretraining"):
        Meter(nn.Linear(1, 1), phase="finetuning")


def test_the_package_does_not_load_torch_before_the_meter_is_asked_for() -> None:
    code = "import sys, plimsoll.measure; before = 'torch' in sys.modules; plimsoll.measure.Meter; print(before)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout == b"False\n"
