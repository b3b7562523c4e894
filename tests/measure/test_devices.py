"""The catalogue of devices: names as schedulers and drivers write them, peaks with their sources."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from plimsoll.errors import InputError
from plimsoll.measure.devices import PRECISIONS, UNTOLD, catalogue


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NVIDIA H100 80GB HBM3", "NVIDIA H100 SXM"),
        ("h100_sxm", "NVIDIA H100 SXM"),
        ("H100-PCIE-80GB", "NVIDIA H100 PCIe"),
        ("nvidia a100-sxm4-80gb", "NVIDIA A100"),
        ("Tesla V100-SXM2-32GB", "NVIDIA V100 SXM2"),
        ("p4d.24xlarge", "NVIDIA A100"),
        ("TPU-v4", "Google TPU v4"),
    ],
)
def test_a_device_is_known_by_the_names_it_goes_by(written: str, name: str) -> None:
    device = catalogue().find(written)
    assert device is not None
    assert device.name == name


@pytest.mark.parametrize("written", ["H1000", "", "quantum", "v4", "A", "SXM"])
def test_another_name_is_no_device(written: str) -> None:
    assert catalogue().find(written) is None


def test_a_name_of_several_kinds_is_as_wide_as_they_are() -> None:
    family, sxm, pcie = (catalogue().find(name) for name in ("h100", "H100 SXM5", "H100-PCIE"))
    assert family
    assert sxm
    assert pcie
    assert family.name.endswith(UNTOLD)
    assert family.peak_operations_per_s("bf16") == (pcie.peak["bf16"][0], sxm.peak["bf16"][1])


def test_without_a_precision_the_peak_is_any_of_them() -> None:
    device = catalogue().find("A100")
    assert device
    low, high = device.peak_operations_per_s()
    assert (low, high) == (Fraction("19.5e12"), Fraction("1248e12"))
    with pytest.raises(InputError, match="no peak of NVIDIA A100 in fp8 is known"):
        device.peak_operations_per_s("fp8")


def test_every_device_says_from_where_its_peak_is() -> None:
    for device in catalogue().devices:
        assert device.source
        assert device.grade in {"secondary", "recollection"}
        assert set(device.peak) <= set(PRECISIONS)
        slower = [device.peak[p][0] for p in ("fp32", "tf32", "bf16", "fp8", "fp4") if p in device.peak]
        assert slower == sorted(slower), device.name


def test_a_catalogue_of_ones_own_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("- {names: [A100, mine], peak: {bf16: 1e12}, source: measured here, grade: text}\n")
    found = catalogue(file).find("a100")
    assert found
    assert found.source == "measured here"
    assert catalogue(file).find("Mine") == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{a: 1}", "no list of devices"),
        ("- 3", "no device with a peak"),
        ("- {names: [x], peak: {bf17: 1}, source: s}", "has a peak in bf17"),
        ("- {names: [x], peak: {bf16: fast}, source: s}", "peak that is no number"),
        ("- {names: [x], peak: {bf16: 0}, source: s}", "not above zero"),
        ("- {names: [x], peak: {bf16: 1}}", "where its peak is from"),
        ("- {names: [x], peak: {bf16: 1}, source: s, grade: sure}", "where its peak is from"),
        ("- {peak: {bf16: 1}, source: s}", "no names"),
    ],
)
def test_what_is_wrong_in_a_catalogue_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=r"own\.yaml") as refused:
        catalogue(file)
    assert says in str(refused.value)
