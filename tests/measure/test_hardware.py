"""Operations and cost from device time: exact where all is told, as wide as what is not."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll import assess
from plimsoll.errors import InputError
from plimsoll.measure.hardware import measure, operations_of
from plimsoll.measure.measurement import money, operations

PERIOD: dict[str, Any] = {
    "device": "H100 SXM5",
    "devices": 1000,
    "hours": 100,
    "utilisation": 0.4,
    "precision": "bf16",
    "started": "2026-06-01",
}


def run(*periods: dict[str, Any], **more: Any) -> dict[str, Any]:
    (model,) = measure([], {"periods": list(periods), "model": "m", **more}).facts["models"]
    (found,) = model["training"]
    return dict(found)


def test_all_told_is_one_number() -> None:
    assert run(PERIOD)["operations"] == {
        "value": 1000 * 100 * 3600 * 9894 * 10**11 * 4 // 10,
        "method": "device-seconds x peak x utilisation",
    }


def test_what_is_not_told_is_open() -> None:
    without = {key: each for key, each in PERIOD.items() if key not in ("utilisation", "precision")}
    operations = run(without)["operations"]
    assert operations["low"] == 0
    assert operations["high"] == 1000 * 100 * 3600 * 19789 * 10**11
    assert "best" not in operations
    notes = measure([], {"periods": [without]}).notes
    assert any("precision is not told" in note for note in notes)
    assert any("utilisation is not told" in note for note in notes)


def test_an_unknown_device_leaves_no_upper_bound_and_says_how_much_time_that_was() -> None:
    found = measure([], {"periods": [PERIOD, PERIOD | {"device": "Abacus 9", "hours": 7}]})
    (found_run,) = found.facts["models"][0]["training"]
    assert found_run["operations"].keys() == {"low", "method"}
    assert found_run["operations"]["low"] == run(PERIOD)["operations"]["value"]
    assert "cost" not in found_run
    assert "operations unknown: 7,000 device-hours were on Abacus 9, which no catalogue has" in found.notes


def test_kinds_of_hardware_add_up() -> None:
    both = run(PERIOD, PERIOD | {"device": "A100", "hours": 10, "utilisation": {"low": 0.3, "best": 0.35, "high": 0.5}})
    first = run(PERIOD)["operations"]["value"]
    assert both["operations"]["low"] == first + 1000 * 10 * 3600 * 312 * 10**12 * 3 // 10
    assert both["operations"]["best"] == first + 1000 * 10 * 3600 * 312 * 10**12 * 35 // 100
    assert both["operations"]["high"] == first + 1000 * 10 * 3600 * 312 * 10**12 // 2


shares = st.fractions(0, 1)
amounts = st.fractions(0, 10**9)


@given(amounts, st.tuples(amounts, amounts).map(sorted), st.tuples(shares, shares, shares).map(sorted))
def test_the_truth_lies_between_the_bounds(seconds: Fraction, peak: list[Fraction], share: list[Fraction]) -> None:
    low, best, high = operations_of(seconds, (peak[0], peak[1]), (share[0], share[1], share[2]))
    assert low <= seconds * peak[0] * share[1] <= seconds * peak[1] * share[1] <= high
    assert best is None or low <= best <= high


def test_what_comes_out_is_assessed() -> None:
    found = measure([], {"periods": [PERIOD | {"devices": 100_000, "hours": 2500, "utilisation": 0.5}], "model": "m"})
    (model,) = found.facts["models"]
    answer = assess([{"models": [model | {"foundation": True}]}], law=["us-ca-sb53"]).to_dict()["determinations"]
    assert {each["verdict"] for each in answer if each["term"] == "frontier-model"} == {"yes"}


def test_the_price_is_of_the_year_before_the_start() -> None:
    cost = run(PERIOD)["cost"]
    assert cost["low"] < cost["best"] < cost["high"]
    early = measure([], {"periods": [PERIOD | {"started": "2021-01-01"}]})
    assert "cost" not in early.facts["models"][0]["training"][0]
    assert any("no price of NVIDIA H100 SXM in the year up to 2021-01-01" in note for note in early.notes)


def test_a_survey_of_ones_own_counts(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text("- {device: NVIDIA H100 SXM, day: 2026-05-31, quote: 3, source: mine}\n")
    found = measure([file], {"periods": [PERIOD], "prices": 0})
    assert found.facts["models"][0]["training"][0]["cost"]["value"] == 300_000
    assert found.inputs[0].name == "prices.yaml"


def test_a_file_of_periods_is_read(tmp_path: Path) -> None:
    file = tmp_path / "periods.yaml"
    file.write_text("- {device: H100 SXM, devices: 1000, hours: 100, utilisation: 0.4, precision: bf16}\n")
    found = measure([file], {"model": "m"})
    assert found.facts["models"][0]["training"][0]["operations"] == run(PERIOD)["operations"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{device: A100}", "no list of periods"),
        ("- A100", "is no period"),
        ("- {device: A100, hours: -1}", "negative number under hours"),
        ("- {device: A100}", "under hours what is no number"),
        ("- {device: A100, hours: 1, utilisation: 40}", "no share from 0 to 1"),
        ("- {device: A100, hours: 1, utilisation: {low: 0.5, high: 0.4}}", "no share from 0 to 1"),
        ("- {device: A100, hours: 1, precision: bf17}", "'bf17' is no precision"),
        ("- {device: A100, hours: 1, precision: fp8}", "no peak of NVIDIA A100 in fp8"),
        ("- {device: A100, hours: 1, started: soon}", "'soon' is no day"),
        ("- {device: A100, ours: 1}", "unknown key 'ours'"),
        ("- {hours: 1}", "does not name its device"),
        ("[]", "no time of any device is given"),
    ],
)
def test_what_is_wrong_in_a_file_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "periods.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        measure([file], {})
    assert says in str(refused.value)


def test_a_peak_that_is_not_known_gives_no_best_guess() -> None:
    without = {key: each for key, each in PERIOD.items() if key != "precision"}
    operations = run(without)["operations"]
    assert operations.keys() == {"low", "high", "method"}
    assert 0 < operations["low"] < operations["high"]


def test_the_market_is_that_of_the_year_before_and_as_wide_as_its_quotes(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    quotes = [("2025-05-31", 50), ("2025-06-01", 2), ("2026-06-01", {"low": 3, "high": 5}), ("2026-06-02", 70)]
    lines = [{"device": "NVIDIA H100 SXM", "day": day, "quote": quote, "source": "mine"} for day, quote in quotes]
    file.write_text(json.dumps(lines))
    cost = measure([file], {"periods": [PERIOD], "prices": 0}).facts["models"][0]["training"][0]["cost"]
    assert (cost["low"], cost["best"], cost["high"]) == (200_000, 300_000, 500_000)


def test_bounds_are_rounded_outwards() -> None:
    assert operations(Fraction(1, 3), Fraction(2, 3)) == {"low": 0, "high": 1}
    assert money(Fraction("0.001"), Fraction("0.009"), Fraction("0.005")) == {"low": 0, "best": 0, "high": 0.01}
