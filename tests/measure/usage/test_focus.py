"""Bills in the FOCUS format: what was paid, what was given back, and never two currencies in one sum."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from plimsoll import assess
from plimsoll.errors import InputError
from plimsoll.measure.measurement import Measurement
from plimsoll.measure.usage.focus import measure

CHARGE = {
    "BillingAccountId": "123456789012",
    "BillingCurrency": "USD",
    "BilledCost": "0",
    "EffectiveCost": "98.32",
    "ListCost": "110.5",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargePeriodStart": "2026-03-01T00:00:00Z",
    "ChargePeriodEnd": "2026-03-01T01:00:00Z",
    "ConsumedQuantity": "1",
    "ConsumedUnit": "Hours",
    "ResourceId": "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc",
    "SkuMeter": "p5.48xlarge",
    "Tags": '{"model": "acme-1", "owner": "ann@example.com"}',
}
DEVICES: dict[str, Any] = {"device_from": {"column": "SkuMeter"}, "devices": {"p5.48xlarge": "H100 SXM*8"}}
MODEL: dict[str, Any] = {"model_from": {"column": "Tags.model"}, "phase": "pretraining"}


def bill(folder: Path, *charges: dict[str, str], name: str = "bill.csv", **dialect: Any) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(CHARGE), lineterminator="\n", **dialect)
    writer.writeheader()
    for n, each in enumerate(charges):
        writer.writerow({**CHARGE, "ResourceId": f"{CHARGE['ResourceId']}{n}", **each})
    path = folder / name
    path.write_text(text.getvalue(), "utf-8")
    return path


def of(*paths: Path, **arguments: Any) -> Measurement:
    return measure(paths, {**MODEL, **arguments})


def runs(found: Measurement) -> list[dict[str, Any]]:
    return [run for model in found.facts["models"] for run in model["training"]]


def test_what_was_paid_becomes_facts(tmp_path: Path) -> None:
    path = bill(tmp_path, {}, {"EffectiveCost": "1.68"}, {"Tags": "{}"}, {"Tags": ""})
    found = of(path, **DEVICES, precision="bf16", utilisation={"low": "0.5", "high": "0.5"})
    (run,) = runs(found)
    assert run["spent"] == {"value": 100, "method": found.method}
    assert run["operations"]["value"] == 2 * 8 * 3600 * 989_400_000_000_000 // 2
    assert "cost" not in run
    assert (found.details["device_ms"], found.details["device_ms_of_no_model"]) == (
        4 * 8 * 3_600_000,
        2 * 8 * 3_600_000,
    )
    facts = tmp_path / "facts.json"
    facts.write_text(found.as_facts_file(), "utf-8")
    assert any(each.subject == "acme-1" for each in assess([str(facts)]).determinations)


def test_what_was_billed_is_asked_for_by_name(tmp_path: Path) -> None:
    path = bill(tmp_path, {"BilledCost": "7"}, {"BilledCost": "5", "ChargeCategory": "Purchase", "EffectiveCost": "0"})
    assert runs(of(path, cost="BilledCost"))[0]["spent"]["value"] == 12
    assert runs(of(path))[0]["spent"]["value"] == 98.32


def test_corrections_and_credits_are_kept_apart(tmp_path: Path) -> None:
    path = bill(
        tmp_path,
        {"EffectiveCost": "100"},
        {"EffectiveCost": "-20", "ChargeClass": "Correction", "ConsumedQuantity": "-1"},
        {"EffectiveCost": "-30", "ChargeCategory": "Credit", "ConsumedQuantity": ""},
        {"EffectiveCost": "8", "ChargeCategory": "Tax", "ConsumedQuantity": ""},
    )
    found = of(path, **DEVICES)
    assert runs(found)[0]["spent"] == {"low": 58, "best": 58, "high": 108, "method": found.method}
    assert found.details["device_ms"] == 8 * 3_600_000
    assert "corrections of quantities, which are not taken off device time" in str(found.notes)


def test_more_given_back_than_charged_is_said_and_is_no_fact(tmp_path: Path) -> None:
    charges = [{"EffectiveCost": "1"}, {"EffectiveCost": "-20", "ChargeCategory": "Credit"}]
    found = of(bill(tmp_path, *charges))
    assert "spent" not in runs(found)[0]
    assert "of acme-1, 19.00 USD more was given back than was charged: what was spent is left out" in found.notes


def test_currencies_are_runs_each(tmp_path: Path) -> None:
    found = of(bill(tmp_path, {"EffectiveCost": "1"}, {"EffectiveCost": "2", "BillingCurrency": "EUR"}))
    assert [run["spent"] for run in runs(found)] == [
        {"value": 2, "currency": "EUR", "method": found.method},
        {"value": 1, "method": found.method},
    ]


def test_parquet_says_the_same_as_csv(tmp_path: Path) -> None:
    charges = [{}, {"EffectiveCost": "0.000000123456789"}, {"ChargeCategory": "Tax", "Tags": ""}]
    told = of(bill(tmp_path, *charges), **DEVICES)
    table = pa.Table.from_pylist([{**CHARGE, **each} for each in charges])
    for name, kind in (("EffectiveCost", pa.decimal128(30, 15)), ("ConsumedQuantity", pa.float64())):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(kind))
    at = table.column_names.index("ChargePeriodStart")
    times = pa.array([1_772_323_200_000_000] * 3, pa.timestamp("us", "UTC"))
    table = table.set_column(at, "ChargePeriodStart", times)
    at = table.column_names.index("Tags")
    tags = pa.array([[("model", "acme-1")], [("model", "acme-1")], []], pa.map_(pa.string(), pa.string()))
    path = tmp_path / "bill.parquet"
    parquet.write_table(table.set_column(at, "Tags", tags), path)
    found = of(path, **DEVICES)
    assert found.facts == told.facts
    assert found.details == told.details


@pytest.mark.parametrize(
    ("quantity", "unit", "milliseconds"),
    [
        ("1", "Hours", 3_600_000),
        ("0.25", "Hrs", 900_000),
        ("1.5", "Instance-Hours", 5_400_000),
        ("90", "Seconds", 90_000),
        ("2", "GPU Hours", 7_200_000),
        ("5", "GB-Months", 0),
        ("3", "vCPU-Hours", 0),
    ],
)
def test_device_time_is_read_in_units_of_time(tmp_path: Path, quantity: str, unit: str, milliseconds: int) -> None:
    path = bill(tmp_path, {"ConsumedQuantity": quantity, "ConsumedUnit": unit})
    assert of(path, **DEVICES).details["device_ms"] == milliseconds * 8


def test_devices_that_are_not_told_have_no_time(tmp_path: Path) -> None:
    path = bill(tmp_path, {}, {"SkuMeter": "g6.xlarge"})
    assert of(path).details["device_ms"] == 0
    found = of(path, **DEVICES)
    assert found.details["device_ms"] == 8 * 3_600_000
    assert "a kind that no --device names: their device time is unknown" in str(found.notes)


def test_a_line_in_two_files_counts_once_and_twice_in_one_twice(tmp_path: Path) -> None:
    alike = {"ResourceId": "r"}
    one = bill(tmp_path, alike, alike, {"EffectiveCost": "1"}, name="one.csv")
    two = bill(tmp_path, alike, alike, {"EffectiveCost": "2"}, name="two.csv")
    found = of(one, two)
    assert runs(found)[0]["spent"]["value"] == pytest.approx(2 * 98.32 + 3)
    assert f"passed over, 2, first at {two}:2: charges that another file has too" in found.notes


WRONG = {
    "no currency": ({"BillingCurrency": "dollars"}, "bill.csv:2: BillingCurrency: a charge is in no currency"),
    "no number": ({"EffectiveCost": "1,5"}, "bill.csv:2: EffectiveCost: EffectiveCost is no number"),
    "too large": ({"EffectiveCost": "1e25"}, "bill.csv:2: EffectiveCost: EffectiveCost is no number"),
    "not finite": ({"EffectiveCost": "Infinity"}, "bill.csv:2: EffectiveCost: EffectiveCost is no number"),
    "no category": ({"ChargeCategory": "Gift"}, "bill.csv:2: ChargeCategory: a charge is of no category"),
    "no time": ({"ChargePeriodStart": "March"}, "bill.csv:2: ChargePeriodStart: ChargePeriodStart is no time"),
    "time goes back": (
        {"ChargePeriodEnd": "2026-02-28T00:00:00Z"},
        "bill.csv:2: ChargePeriodEnd: a charge period",
    ),
    "negative time": ({"ConsumedQuantity": "-1"}, "bill.csv:2: ConsumedQuantity: a charge for a use has a negative"),
    "too long": ({"ChargePeriodEnd": "2099-01-01T00:00:00Z"}, "bill.csv:2: ChargePeriodEnd: a charge period lasts"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_refused_in_one_line_or_left_out_and_counted(what: str, tmp_path: Path) -> None:
    charge, said = WRONG[what]
    path = bill(tmp_path, charge, {})
    with pytest.raises(InputError) as refused:
        of(path, **DEVICES)
    assert str(refused.value).startswith(f"{tmp_path}/{said}")
    found = of(path, **DEVICES, leave_out=True)
    assert (found.details["rows"], sum(found.details["left_out"].values())) == (1, 1)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    path = bill(tmp_path, {}, {})
    text = path.read_text()
    for cut, said in (
        (text[:-10], "ends within a quoted text, or has a quote where none belongs; take it again"),
        (text[: text.index("p5.48xlarge") - 1], "bill.csv:2: a line has another number of columns than the header"),
        (text.replace("EffectiveCost", "Cost"), "there is no column EffectiveCost; take what was billed: --cost"),
        (text.replace("ChargePeriodStart", "Start"), "there is no column ChargePeriodStart; take a file in the FOCUS"),
        ("PAR1" + text, "is no whole Parquet file"),
        ("", "is empty"),
    ):
        path.write_text(cut, "utf-8")
        with pytest.raises(InputError) as refused:
            of(path)
        assert said in str(refused.value)
    with pytest.raises(InputError, match=r"there is no column 'Labels.model'; name one that is there, or a tag"):
        of(bill(tmp_path, {}), model_from={"column": "Labels.model"})


def test_other_delimiters_and_small_amounts(tmp_path: Path) -> None:
    path = bill(tmp_path, {"EffectiveCost": "0.00000000000000000049"}, {"EffectiveCost": "2"}, delimiter=";")
    found = of(path)
    assert runs(found)[0]["spent"]["value"] == 2
    assert "more than 18 decimal places" in str(found.notes)


def test_nothing_personal_is_said(tmp_path: Path) -> None:
    path = bill(tmp_path, {}, {"EffectiveCost": "x", "ResourceId": "ann"})
    with pytest.raises(InputError) as refused:
        of(path)
    found = of(path, leave_out=True)
    for text in (str(refused.value), repr(found)):
        assert not any(word in text.replace(str(tmp_path), "") for word in ("ann@", "123456789012", "i-0abc"))


def test_money_is_exact(tmp_path: Path) -> None:
    amounts = ["0.1"] * 10 + ["1234567890.123456789012345678"]
    found = of(bill(tmp_path, *({"EffectiveCost": each, "ResourceId": str(n)} for n, each in enumerate(amounts))))
    total = sum(map(Decimal, amounts))
    spent = runs(found)[0]["spent"]
    assert Decimal(str(spent["low"])) <= total <= Decimal(str(spent["high"]))
