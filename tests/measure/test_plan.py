"""Planning a training: the operations to come, their bounds, their cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plimsoll import assess
from plimsoll.errors import InputError
from plimsoll.measure.plan import measure

LLAMA_8B = {
    "model_type": "llama",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
}
WEIGHTS = 7_504_658_432
"""Of Llama 3 8B that take part in products: all but the embedding and the norms."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(LLAMA_8B))
    return file


def run(config: Path, **arguments: Any) -> dict[str, Any]:
    given = {"config": 0, "tokens": 10**6, "sequence": 1, "method": "full"} | arguments
    (model,) = measure([config], given).facts["models"]
    (found,) = model["training"]
    return dict(found)


def test_six_for_each_weight_and_token_where_attention_looks_at_one_position(config: Path) -> None:
    attention = 12 * 32 * 4096
    assert run(config)["operations"]["value"] == 10**6 * (6 * WEIGHTS + attention)


def test_attention_is_counted_between_what_it_looks_at_and_all_of_it(config: Path) -> None:
    operations = run(config, sequence=8192)["operations"]
    one = 10**6 * 12 * 32 * 4096
    assert operations["high"] == operations["best"] == 10**6 * 6 * WEIGHTS + one * 8192
    assert operations["low"] == 10**6 * 6 * WEIGHTS + one * 8193 // 2


def test_checkpointing_widens_it_upwards(config: Path) -> None:
    without, again = (run(config, sequence=8192, checkpointing=each)["operations"] for each in (False, True))
    assert (again["low"], again["best"]) == (without["low"], without["best"])
    assert again["high"] > without["high"]


def test_adapters_take_less_than_everything(config: Path) -> None:
    full = run(config)["operations"]["value"]
    lora = run(config, method="lora", rank=16, targets=["q_proj", "v_proj"])["operations"]["value"]
    head = run(config, method="head")["operations"]["value"]
    assert 0.33 * full < head < lora < 0.7 * full


def test_checkpointed_adapters_hand_gradients_to_the_first_block(config: Path) -> None:
    given = {"method": "lora", "rank": 8, "targets": ["down_proj"], "sequence": 64}
    without, again = (run(config, **given, checkpointing=each)["operations"] for each in (False, True))
    assert again["best"] > without["best"]


def test_the_cost_follows_from_the_share_of_the_peak(config: Path) -> None:
    prices = config.with_name("prices.yaml")
    prices.write_text("- {device: NVIDIA H100 SXM, day: 2026-05-31, quote: 3.6, source: mine}\n")
    found = measure(
        [config, prices],
        {
            "config": 0,
            "prices": 1,
            "tokens": 10**12,
            "sequence": 1,
            "device": "H100 SXM",
            "utilisation": 0.5,
            "started": "2026-06-01",
        },
    )
    planned = found.facts["models"][0]["training"][0]
    expected = planned["operations"]["value"] / (989.4e12 * 0.5) / 3600 * 3.6
    cost = planned["cost"]
    assert cost["low"] <= expected <= cost["high"]
    assert cost["high"] - cost["low"] <= 0.02


def test_it_is_planned_and_descends_from_its_base(config: Path) -> None:
    found = measure(
        [config], {"config": 0, "tokens": 10, "sequence": 1, "model": "m", "base": "b", "started": "2026-03-01"}
    )
    (model,) = found.facts["models"]
    assert model["derived_from"] == {"model": "b", "how": "fine-tuning"}
    assert model["training"][0]["phase"] == "fine-tuning"
    assert model["training"][0]["planned"] is True
    base = {"models": [{"id": "b", "training": [{"operations": 2e26}]}]}
    assert assess([base, dict(found.facts)]).determinations


def test_parameters_alone_give_a_rough_estimate() -> None:
    found = measure([], {"parameters": 8 * 10**9, "tokens": 15 * 10**12})
    operations = found.facts["models"][0]["training"][0]["operations"]
    assert operations["best"] == 72 * 10**22
    assert operations["low"] < operations["best"] < operations["high"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"tokens": 0}, "tokens is not told; give --tokens"),
        ({"sequence": None}, "sequence is not told"),
        ({"method": "magic"}, "'magic' is no way of training"),
        ({"method": "lora", "rank": 0}, "rank is not told"),
        ({"method": "lora", "rank": 4, "targets": ["query"]}, "llama has no map 'query'"),
    ],
)
def test_what_is_wrong_in_the_call_is_one_line(config: Path, arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as refused:
        run(config, **arguments)
    assert says in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "\x00"])
def test_what_is_no_configuration_is_refused(config: Path, text: str) -> None:
    config.write_text(text)
    with pytest.raises(InputError, match=r"config\.json: is no"):
        run(config)
