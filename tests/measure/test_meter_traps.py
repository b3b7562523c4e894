"""What could make a remembered count wrong without a word, and what the meter makes of it."""

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is not installed: the meter is not tested")
pytest.importorskip("transformers", reason="transformers is not installed: the meter is not tested")
pytest.importorskip("peft", reason="peft is not installed: the meter is not tested")

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

import tiny_models as tiny
from plimsoll.measure import Meter
from plimsoll.measure.counting import Counting

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore:Sparse CSR")


def metered(model: Any, step: Callable[[int], object], times: int) -> Meter:
    meter = Meter(model)
    for number in range(times):
        with meter.step():
            step(number)
    meter.close()
    return meter


def every_time(step: Callable[[int], object], times: int) -> tuple[int, int]:
    with Counting() as counting:
        for number in range(times):
            step(number)
    figures: tuple[int, int] = counting.tally.figures
    return figures


def sums(meter: Meter) -> tuple[int, int]:
    totals = meter.totals()
    return totals["model"], totals["executed"]


def two_layers() -> Any:
    return nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 4))


def test_two_passes_and_one_backward_pass_as_in_preference_tuning() -> None:
    model, reference = two_layers(), nn.Linear(8, 4)

    def step(number: int) -> None:
        with torch.no_grad():
            reference(torch.ones(3 + number % 2, 8))
        chosen, rejected = model(torch.ones(3 + number % 2, 8)), model(torch.ones(5, 8))
        (chosen.sum() - rejected.sum()).backward()

    meter = metered(model, step, 12)
    assert sums(meter) == every_time(step, 12)
    assert not meter.measurement("m").notes


def test_parts_of_a_model_that_are_called_by_themselves() -> None:
    model = two_layers()

    def step(number: int) -> None:
        x: Any = torch.ones(3 + number % 3, 8)
        for layer in model:
            x = layer(x)
        x.sum().backward()

    meter = metered(model, step, 12)
    assert sums(meter) == every_time(step, 12)
    assert not meter.measurement("m").notes, "its parts are watched, so that nothing is outside of a module"


def test_operations_outside_of_any_module_are_counted_every_time_and_said() -> None:
    weight: Any = nn.Parameter(torch.ones(8, 8))

    def step(number: int) -> None:
        (torch.ones(3 + number, 8) @ weight).sum().backward()

    meter = metered(two_layers(), step, 6)
    assert sums(meter) == every_time(step, 6)
    assert any("outside of any module" in note for note in meter.measurement("m").notes)


def test_a_backward_pass_that_does_not_always_come() -> None:
    model = two_layers()
    comes = [True, True, True, False, True, True, False, False, True]

    def step(number: int) -> None:
        loss = model(torch.ones(3, 8)).sum()
        if comes[number]:
            loss.backward()

    assert sums(metered(model, step, len(comes))) == every_time(step, len(comes))


def test_a_backward_pass_that_is_gone_through_twice() -> None:
    model = two_layers()

    def step(_: int) -> None:
        loss = model(torch.ones(3, 8)).sum()
        loss.backward(retain_graph=True)
        loss.backward()

    assert sums(metered(model, step, 5)) == every_time(step, 5)


def test_a_backward_pass_that_is_differentiated_is_no_recomputation() -> None:
    model = two_layers()

    def step(_: int) -> None:
        x = torch.ones(3, 8, requires_grad=True)
        (slope,) = torch.autograd.grad(model(x).tanh().sum(), x, create_graph=True)
        slope.norm().backward()

    model_operations, executed = sums(metered(model, step, 3))
    assert model_operations == executed > 0


class _Failing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x: torch.Tensor, fail: bool = False) -> Any:
        x = self.first(x)
        if fail:
            raise RuntimeError("out of memory")
        return self.second(x)


def test_a_pass_that_fails_and_is_done_again_smaller() -> None:
    model = _Failing()

    def step(number: int) -> None:
        try:
            out = model(torch.ones(4, 8), fail=number % 2 == 1)
        except RuntimeError:
            out = model(torch.ones(2, 8))
        out.sum().backward()

    assert sums(metered(model, step, 8)) == every_time(step, 8)


def test_a_step_that_breaks_off_leaves_its_part_open_and_the_next_one_exact() -> None:
    model = two_layers()
    meter = Meter(model)
    for number in range(6):
        try:
            with meter.step():
                loss = model(torch.ones(3, 8)).sum()
                if number == 4:
                    raise KeyboardInterrupt
                loss.backward()
        except KeyboardInterrupt:
            pass
    one = every_time(lambda _: two_layers()(torch.ones(3, 8)).sum().backward(), 1)[1]
    forward = 2 * 3 * (8 * 16 + 16 * 4)
    assert meter.totals()["executed"] == 5 * one + forward
    assert meter.totals()["steps"] == 5
    (run,) = meter.measurement("m").facts["models"][0]["training"]
    assert run["operations"]["low"] == 5 * one + forward
    assert run["operations"]["high"] == 6 * one, "its backward pass may have been done"
    assert any("1 steps broke off" in note for note in meter.measurement("m").notes)


def test_rows_that_follow_from_values_are_found_to_differ_and_counted_every_time() -> None:
    model, chance = tiny.Routed(capacity=2), torch.Generator().manual_seed(1)
    given = [torch.randn(6, 8, generator=chance) for _ in range(40)]
    meter = metered(model, lambda number: model(given[number]).sum().backward(), 40)
    truth = every_time(lambda number: model(given[number]).sum().backward(), 40)
    assert sums(meter) == truth
    notes = meter.measurement("m").notes
    assert any("counts at the same shapes differ" in note for note in notes)


def test_rows_that_follow_from_values_but_add_up_alike_are_remembered() -> None:
    model, chance = tiny.Routed(capacity=99), torch.Generator().manual_seed(1)
    given = [torch.randn(6, 8, generator=chance) for _ in range(40)]
    meter = metered(model, lambda number: model(given[number]).sum().backward(), 40)
    assert sums(meter) == every_time(lambda number: model(given[number]).sum().backward(), 40)
    assert not any("differ" in note for note in meter.measurement("m").notes)


def test_layers_dropped_by_chance_are_found_by_counting_again_and_the_interval_holds_them() -> None:
    model, x = tiny.Dropping(seed=3), torch.ones(3, 8, requires_grad=True)

    def step(_: int) -> None:
        model(x).sum().backward()

    meter = metered(model, step, 60)
    model.chance = random.Random(3)
    _, executed = every_time(step, 60)
    (run,) = meter.measurement("m").facts["models"][0]["training"]
    assert run["operations"]["low"] <= executed <= run["operations"]["high"]
    assert run["operations"]["low"] < run["operations"]["high"]
    assert any("counts at the same shapes differ" in note for note in meter.measurement("m").notes)


class _Repeating(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer, self.calls = nn.Linear(8, 8), 0

    def forward(self, x: torch.Tensor, times: int = 1, number: int = 0) -> torch.Tensor:
        self.calls += 1
        for _ in range(times):
            x = self.layer(x)
        return x


def test_numbers_that_matter_are_told_from_numbers_that_only_run() -> None:
    model = _Repeating()
    meter = metered(model, lambda n: model(torch.ones(3, 8), times=1 + n % 3, number=n).sum().backward(), 60)
    assert sums(meter) == every_time(lambda n: model(torch.ones(3, 8), times=1 + n % 3, number=n).sum().backward(), 60)
    looked_up = sum(
        counts["remembered"]
        for row in meter.state_dict()["signatures"]
        for counts in row["counts"]
        if row["what"][0] == "_"
    )
    assert looked_up > 30, "a number that differs at each step must not make each step a new one"


def test_an_optimizer_that_multiplies_matrices_is_counted_every_time() -> None:
    if not hasattr(torch.optim, "Muon"):
        pytest.skip("this torch has no Muon")
    layer = nn.Linear(8, 8, bias=False)
    optimizer: Any = torch.optim.Muon(layer.parameters())

    def step(_: int) -> None:
        layer(torch.ones(3, 8)).sum().backward()
        optimizer.step()
        optimizer.zero_grad()

    meter = metered(layer, step, 5)
    assert sums(meter) == every_time(step, 5)
    assert any("an optimizer that multiplies matrices" in note for note in meter.measurement("m").notes)


def test_an_optimizer_that_runs_the_model_itself() -> None:
    def run(count: bool) -> tuple[int, int]:
        torch.manual_seed(0)
        layer = nn.Linear(8, 8)
        optimizer: Any = torch.optim.LBFGS(layer.parameters(), max_iter=4)
        x = torch.randn(3, 8)

        def loss() -> Any:
            optimizer.zero_grad()
            found = (layer(x) - 1).pow(2).sum()
            found.backward()
            return found

        def step(_: int) -> None:
            optimizer.step(loss)

        return every_time(step, 3) if count else sums(metered(layer, step, 3))

    assert run(count=False) == run(count=True)


@pytest.mark.parametrize("how", ["module", "around", "inner"])
def test_compiled_code_is_counted_as_it_is_written(how: str) -> None:
    model = two_layers()
    compiled = torch.compile(model, backend="aot_eager") if how != "module" else model
    if how == "module":
        model.compile(backend="aot_eager")

    def step(number: int) -> None:
        compiled(torch.ones(3 + (number % 5 == 4), 8)).sum().backward()

    meter = metered(compiled if how == "around" else model, step, 20)
    plain = two_layers()
    truth = every_time(lambda n: plain(torch.ones(3 + (n % 5 == 4), 8)).sum().backward(), 20)
    torch._dynamo.reset()
    assert sums(meter) == truth
    assert any("compiled" in note for note in meter.measurement("m").notes)


def _hidden(graph: Any, _: Any) -> Any:
    """Compile to what no operator shows, as a fused kernel does."""
    from torch._functorch import aot_autograd

    def run(*args: Any) -> Any:
        with torch.utils._python_dispatch._disable_current_modes():
            return graph(*args)

    boxed: Any = aot_autograd
    return boxed.make_boxed_func(run)


def test_compiled_code_that_no_operator_shows_is_counted_forward_and_back() -> None:
    from torch._dynamo.backends.common import aot_autograd

    model, plain = two_layers(), two_layers()
    compiled = torch.compile(model, backend=aot_autograd(fw_compiler=_hidden))

    def step(number: int, by: Any) -> None:
        both = [(3,), (3,), (3,), (5,), (5,), (5,), (3, 5), (3, 5), (3, 5), (3, 5), (3, 5)][number]
        loss: Any = torch.stack([by(torch.ones(rows, 8)).sum() for rows in both]).sum()
        loss.backward()

    meter = metered(compiled, lambda number: step(number, compiled), 11)
    torch._dynamo.reset()
    assert sums(meter) == every_time(lambda number: step(number, plain), 11)


class _Switched(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer, self.twice = nn.Linear(8, 8), False

    def forward(self, x: torch.Tensor) -> Any:
        x = self.layer(x)
        return self.layer(x) if self.twice or not torch.is_grad_enabled() else x


def test_a_switch_that_is_turned_and_gradients_that_are_off() -> None:
    model = _Switched()

    def step(number: int) -> None:
        model.twice = number >= 5
        if number in (3, 6):
            with torch.no_grad():
                model(torch.ones(3, 8))
        model(torch.ones(3, 8)).sum().backward()

    assert sums(metered(model, step, 9)) == every_time(step, 9)


class _Through(TorchDispatchMode):  # type: ignore[no-untyped-call]
    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return func(*args, **(kwargs or {}))


def test_a_mode_that_a_script_enters_and_leaves_in_a_step() -> None:
    model = two_layers()

    def step(_: int) -> None:
        with _Through():  # type: ignore[no-untyped-call]
            out = model(torch.ones(3, 8))
        out.sum().backward()

    assert sums(metered(model, step, 4)) == every_time(step, 4)
    assert torch.utils._python_dispatch._get_current_dispatch_mode() is None


def test_text_made_token_by_token_grows_with_the_cache() -> None:
    model = tiny.llama().eval()

    def made(_: int) -> None:
        model.generate(tiny.ids(1, 4), max_new_tokens=6, do_sample=False, pad_token_id=0, eos_token_id=None)

    meter = Meter(model)
    for number in range(3):
        made(number)
    meter.close()
    truth = every_time(made, 3)
    assert meter.totals("evaluation")["executed"] == truth[1]
    assert meter.totals()["executed"] == 0


def test_adapters_that_are_switched_off_for_a_reference_pass() -> None:
    model = tiny.with_adapters(tiny.llama("eager"))

    def step(number: int) -> None:
        if number % 2:
            with torch.no_grad(), model.disable_adapter():
                model(input_ids=tiny.ids(2, 8))
        tiny.learn(model, 2, 8)

    assert sums(metered(model, step, 8)) == every_time(step, 8)


def test_checkpointing_that_is_switched_on_halfway() -> None:
    model = tiny.llama("eager")

    def step(number: int) -> None:
        if number == 3:
            model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        if number == 0:
            model.gradient_checkpointing_disable()
        tiny.learn(model, 2, 8)

    model_operations, executed = sums(metered(model, step, 6))
    assert (model_operations, executed) == every_time(step, 6)
    assert executed > model_operations


def test_kernels_that_no_operator_shows_are_found_by_the_modules() -> None:
    class Hidden(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            with torch.utils._python_dispatch._disable_current_modes():
                return super().forward(x)

    model = nn.Sequential(nn.Linear(8, 8), Hidden(8, 8))
    meter = metered(model, lambda _: model(torch.ones(3, 8)).sum().backward(), 3)
    found = meter.measurement("m")
    assert any("the modules call for more than was counted (1.25 times)" in note for note in found.notes)
    (run,) = found.facts["models"][0]["training"]
    seen = meter.totals()["executed"]
    assert run["operations"]["low"] == seen
    assert run["operations"]["high"] == round(seen * 1.25)


def test_an_operator_without_a_formula_is_named() -> None:
    values = torch.eye(3).to_sparse()
    model = nn.Linear(3, 3)

    def step(_: int) -> None:
        torch._sparse_sparse_matmul(values, values)
        model(torch.ones(2, 3)).sum().backward()

    meter = metered(model, step, 3)
    assert meter.totals()["uncounted"] == ["aten::_sparse_sparse_matmul"]
    assert any("_sparse_sparse_matmul" in note for note in meter.measurement("m").notes)


def test_a_copy_of_a_metered_model_is_not_metered() -> None:
    model = two_layers()
    meter = Meter(model)
    other = copy.deepcopy(model)
    with torch.no_grad():
        other(torch.ones(3, 8))
    assert meter.totals("evaluation")["executed"] == 0


def test_backward_passes_outside_of_a_step_are_said() -> None:
    model = two_layers()
    meter = Meter(model)
    model(torch.ones(3, 8)).sum().backward()
    notes = meter.measurement("m").notes
    assert any("1 backward passes outside of any step are not counted" in note for note in notes)
