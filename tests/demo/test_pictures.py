"""The pictures: nothing is lost, nothing collides, everything can be read."""

from __future__ import annotations

import math
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from plimsoll.demo import load_line as load_line_module
from plimsoll.demo import raster, words
from plimsoll.demo.axes import LogAxis
from plimsoll.demo.labels import Box, Placed, Wanted, crosses, place
from plimsoll.demo.palette import DARK, LIGHT, WASH, Palette, blend, contrast
from plimsoll.demo.pictures import (
    Estimate,
    FontsMissing,
    Mark,
    Region,
    Theme,
    TimeLine,
    load_line,
    record_by_year,
    to_png,
)
from plimsoll.demo.regions import Flags
from plimsoll.demo.strip import strip_rows
from plimsoll.demo.text import width, wrap

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('1')</script> & \"co\" \x00\x1b ]]>"


def estimate(best: float, factor: float = 2.0) -> Estimate:
    return Estimate(best / factor, best * factor, best)


def mark(key: str, operations: Estimate | None, cost: Estimate | None = None, **more: Any) -> Mark:
    plain = Mark(key, f"Model {key}", "Lab", date(2024, 5, 1), operations, cost, False, "no", False)
    return replace(plain, **more)


REGIONS = [
    Region("eu-ai-act-gpai", "EU AI Act", "in-force", 1e25, None, "above 10^25 operations"),
    Region("us-ca-sb53", "SB 53", "in-force", 1e26, None, "above 10^26 operations"),
    Region("us-ny-raise", "RAISE Act", "enacted", 1e26, None, "above 10^26 operations"),
    Region("us-ca-sb1047", "SB 1047", "vetoed", 1e26, 1e8, "above 10^26 operations and above $100 M"),
]
LINES = [
    TimeLine("us-ca-sb1047", "SB 1047", "vetoed", 1e26, date(2025, 1, 1)),
    TimeLine("us-ca-sb53", "SB 53", "in-force", 1e26, date(2026, 1, 1)),
]


def fleet() -> list[Mark]:
    """Sixty marks in a crowd, a third named, a third without a cost, five without anything."""
    marks = []
    for n in range(60):
        best = 10 ** (23 + (n * 37 % 60) / 60 * 3.8)
        cost = None if n % 3 == 0 else estimate(best / 10**18 * (1 + n % 5) / 3, 1.7)
        verdict = ("yes", "no", "unknown")[n % 3]
        marks.append(
            mark(
                f"m{n}",
                estimate(best, 1.3 + n % 7),
                cost,
                named=n % 3 == 1,
                verdict=verdict,
                open_weights=(True, False, None)[n % 3],
                released=date(2019 + n % 7, 1 + n % 12, 3),
            )
        )
    return marks + [mark(f"u{n}", None, estimate(1e6)) for n in range(5)]


def drawn_ids(svg: str) -> list[str]:
    return [g.attrib["data-id"] for g in ET.fromstring(svg).iter(f"{SVG}g") if "data-id" in g.attrib]


def words_of(svg: str) -> str:
    return " ".join("".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")).replace("\u00a0", " ")


def mark_places(svg: str) -> dict[str, tuple[float, float]]:
    """Where each round mark stands."""
    places = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        circle = group.find(f"{SVG}circle")
        if "data-id" in group.attrib and circle is not None:
            places[group.attrib["data-id"]] = (float(circle.attrib["cx"]), float(circle.attrib["cy"]))
    return places


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_every_mark_is_drawn_once_and_the_rest_is_counted(theme: Theme) -> None:
    svg = load_line(fleet(), REGIONS, title="All", theme=theme, asked="Under SB 1047", source="Source: test")

    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    for key in root.attrib["aria-labelledby"].split():
        assert any(e.attrib.get("id") == key and e.text for e in root)
    assert sorted(drawn_ids(svg)) == sorted(f"m{n}" for n in range(60))
    assert "5 models: compute unknown" in words_of(svg)
    assert "Cost not published: 20 models" in words_of(svg)
    assert ("var(--" in svg) == ("prefers-color-scheme" in svg) == (theme == "auto")


def test_a_vetoed_text_is_always_said_never_to_have_been_law() -> None:
    load, by_year = load_line(fleet(), REGIONS, title="A"), record_by_year(fleet(), LINES, title="B")

    assert "SB 1047 (vetoed, never law)" in words_of(load)
    assert "SB 53 (in force)" in words_of(load)
    assert "RAISE Act (not yet in force)" in words_of(load)
    assert "SB 1047 (vetoed, never law)\u2002would have begun 1 January 2025" in words_of(by_year)
    assert "SB 53 (in force)\u2002from 1 January 2026" in words_of(by_year)


def test_a_model_without_a_cost_stands_in_the_strip_below_the_plot() -> None:
    marks = [mark("priced", estimate(1e25), estimate(1e7)), mark("strip", estimate(1e25))]
    marks.append(mark("nothing", estimate(1e25), Estimate(0, math.inf, None)))

    places = mark_places(load_line(marks, REGIONS, title="Strip", theme="light"))

    assert places["strip"][0] == places["priced"][0]
    assert places["strip"][1] > places["priced"][1]
    assert places["nothing"][1] > places["priced"][1]


def test_open_ended_intervals_are_drawn_and_said() -> None:
    marks = [
        mark("at-least", Estimate(2e25, math.inf, None), Estimate(1e7, math.inf, 2e7)),
        mark("at-most", Estimate(0, 3e24, None), Estimate(0, 5e6, None)),
    ]
    svg = load_line(marks, REGIONS, title="Open", theme="light")
    told = [g.findtext(f"{SVG}title", "") for g in ET.fromstring(svg).iter(f"{SVG}g") if "data-id" in g.attrib]

    assert "nan" not in svg
    assert "inf" not in svg.replace("in force", "")
    assert sorted(drawn_ids(svg)) == ["at-least", "at-most"]
    assert any("compute at least 2 × 10²⁵" in t and "cost $20 M (at least $10 M)" in t for t in told)
    assert any("compute at most 3 × 10²⁴" in t and "cost at most $5 M" in t for t in told)


def test_an_estimate_must_make_sense() -> None:
    with pytest.raises(ValueError, match="low to high"):
        Estimate(2, 1, None)
    with pytest.raises(ValueError, match="low to high"):
        Estimate(math.nan, 1, None)
    with pytest.raises(ValueError, match="within its range"):
        Estimate(1, 2, 3)
    assert Estimate(1e200, 1e250, None).centre == pytest.approx(1e225)
    assert Estimate(0, math.inf, None).centre is None
    assert Estimate(0, 0, 0).centre is None


def test_hostile_names_stay_text() -> None:
    marks = [
        mark(HOSTILE, estimate(1e25), estimate(1e7), name=HOSTILE, developer=HOSTILE, named=True),
        mark("u", None, name=HOSTILE, named=True),
    ]
    regions = [Region(HOSTILE, HOSTILE, HOSTILE, 1e25, cost, HOSTILE) for cost in (None, 1e6)]
    lines = [TimeLine(HOSTILE, HOSTILE, HOSTILE, 1e25, None, HOSTILE)]
    for svg in (
        load_line(marks, regions, title=HOSTILE, subtitle=HOSTILE, asked=HOSTILE, source=HOSTILE),
        record_by_year(marks, lines, title=HOSTILE, source=HOSTILE),
    ):
        root = ET.fromstring(svg)
        assert not [e for e in root.iter() if e.tag == f"{SVG}script"]
        assert "alert('1')" in "".join(root.itertext())


@pytest.mark.parametrize("marks", [[], [mark("u", None)], [mark("one", Estimate(5, 5, 5), Estimate(7, 7, 7))]])
@pytest.mark.parametrize("laws", [0, 1])
def test_little_or_nothing_to_draw_still_makes_a_picture(marks: list[Mark], laws: int) -> None:
    ET.fromstring(load_line(marks, REGIONS[: 4 * laws], title=""))
    ET.fromstring(record_by_year(marks, LINES[: 2 * laws], title=""))


def test_labels_collide_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def spy(
        wanted: Sequence[Wanted],
        marks: Sequence[Box],
        solid: Sequence[Box] = (),
        soft: Sequence[tuple[Box, float]] = (),
    ) -> list[Placed]:
        placed = place(wanted, marks, solid, soft)
        calls.append((wanted, marks, solid, placed))
        return placed

    monkeypatch.setattr(load_line_module, "place", spy)
    load_line(fleet(), REGIONS, title="Labels", theme="light")

    ((wanted, marks, solid, placed),) = calls
    assert len(placed) == len(wanted) == 20
    for one, other in combinations(placed, 2):
        assert not one.box.meets(other.box)
    for label in placed:
        assert label.box.within(label.wanted.frame)
        assert not any(label.box.meets(box) for box in [*marks, *solid])
        assert label.box.right - label.box.left >= width(label.wanted.text, 12, bold=label.wanted.bold)


def test_a_label_without_room_is_left_out_and_the_rest_stand() -> None:
    frame = Box(0, 0, 60, 20)
    wanted = [Wanted(str(n), "name", 10, 10, 4, 40, 14, frame) for n in range(3)]

    assert len(place(wanted, [Box(6, 6, 14, 14)])) == 1


def test_leaders_know_what_they_cross() -> None:
    box = Box(10, 10, 20, 20)
    assert crosses((0, 0, 30, 30), box)
    assert crosses((15, 0, 15, 30), box)
    assert not crosses((0, 0, 9, 30), box)
    assert not crosses((25, 0, 25, 30), box)


def test_marks_in_the_strip_do_not_touch() -> None:
    axis = LogAxis(1e22, 1e27, 0, 800)
    crowd = [estimate(4e24 * (1 + n / 500), 3) for n in range(30)]
    rows = strip_rows(crowd, axis)

    for (e, row), (f, other) in combinations(zip(crowd, rows, strict=True), 2):
        assert row != other or abs(axis.at(e.centre or 0) - axis.at(f.centre or 0)) > 10


def test_lines_that_stand_close_get_their_names_on_different_levels() -> None:
    axis = LogAxis(1e22, 1e27, 74, 878)
    close = [Region("a", "A long name for a law", "in-force", level, None, "") for level in (1e25, 1.2e25, 1.4e25)]
    parts = Flags(close, axis, LIGHT).draw(0, 500)
    texts = [ET.fromstring(p) for p in parts if p.startswith("<text")]

    assert len({t.attrib["y"] for t in texts}) == 3
    assert [t.attrib["x"] for t in texts] == sorted((t.attrib["x"] for t in texts), key=float)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_can_be_read(palette: Palette) -> None:
    # Up to four laws shade one another, and a hatch may lie on top.
    shaded = palette.paper
    for _ in range(4):
        shaded = blend(palette.wash, shaded, WASH)
    for ground in (palette.paper, shaded):
        for colour in (palette.ink, palette.muted):
            assert contrast(colour, ground) >= 4.5
        for colour in (palette.yes, palette.no, palette.unknown, palette.law):
            assert contrast(colour, ground) >= 3
    # The report sets words in these.
    for colour in (palette.yes, palette.no, palette.unknown, palette.law):
        assert contrast(colour, palette.paper) >= 4.5
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_no_text_is_smaller_than_twelve_except_exponents() -> None:
    for svg in (load_line(fleet(), REGIONS, title="A"), record_by_year(fleet(), LINES, title="B")):
        assert all(float(t.attrib["font-size"]) >= 12 for t in ET.fromstring(svg).iter(f"{SVG}text"))


def test_the_picture_by_year_draws_all_with_compute_and_a_date() -> None:
    marks = [*fleet(), mark("undated", estimate(1e24), released=None)]
    svg = record_by_year(marks, LINES, title="By year", theme="dark")

    assert sorted(drawn_ids(svg)) == sorted(f"m{n}" for n in range(60))
    assert "Not drawn: 5 models: compute unknown; 1 model: date of release unknown." in words_of(svg)


def test_the_record_is_the_largest_best_estimate_of_its_year() -> None:
    marks = [
        mark("small", estimate(1e23), released=date(2021, 2, 1), name="Small"),
        mark("large", estimate(3e23), released=date(2021, 1, 1), name="Large"),
        mark("later", estimate(2e23), released=date(2023, 1, 1), name="Later"),
    ]
    root = ET.fromstring(record_by_year(marks, [], title="Record"))
    described = root.find(f"{SVG}desc")
    steps = [p.attrib["d"] for p in root.findall(f"{SVG}path") if p.attrib.get("stroke-width") == "2"]

    assert described is not None
    assert "2021: Large, 3 × 10²³; 2023: Later, 2 × 10²³" in (described.text or "")
    assert [d.count("M") for d in steps] == [2]  # the year without a model leaves a gap


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_png_of_the_size_asked_for(scale: float) -> None:
    svg = load_line(fleet(), REGIONS, title="PNG", theme="light")
    (height,) = map(int, re.findall(r'viewBox="0 0 900 (\d+)"', svg))
    try:
        png = to_png(svg, scale)
    except FontsMissing:
        pytest.skip("no font on this machine")

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (900 * scale, height * scale)


def test_a_png_needs_fixed_colours() -> None:
    with pytest.raises(ValueError, match="light or dark"):
        to_png(load_line([], [], title="", theme="auto"))


def test_a_machine_without_fonts_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("no font")
    monkeypatch.setattr(raster, "font_directories", lambda: [tmp_path, tmp_path / "missing"])
    with pytest.raises(FontsMissing, match="no font is installed"):
        to_png(load_line([], [], title="", theme="light"))


def test_numbers_as_people_read_them() -> None:
    assert [words.dollars(v) for v in (1e8, 5.4e6, 999.9e6, 12_345, 950)] == [
        "$100 M",
        "$5.4 M",
        "$1 B",
        "$12.3 k",
        "$950",
    ]
    assert [words.operations(v) for v in (1e26, 3.8e25, 0)] == ["10²⁶", "3.8 × 10²⁵", "0"]
    assert wrap("above 10^26 operations and above $100 M", 12.5, 250)[-1].endswith("$100\u00a0M")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0642, "0.064×"),
        (3.8, "3.8×"),
        (1.0, "1×"),
        (0.9999, "0.9999×"),
        (1.0001, "1.0001×"),
        (123.4, "120×"),
    ],
)
def test_a_ratio_is_never_rounded_across_its_line(value: float, said: str) -> None:
    assert words.times(value) == said


def test_ratios_with_open_ends() -> None:
    assert words.ratio(0.5, math.inf, None) == "at least 0.5×"
    assert words.ratio(0, 2, None) == "at most 2×"
    assert words.ratio(0.5, 2, 1.2) == "1.2× (0.5 to 2×)"
    assert words.ratio(0, math.inf, None) == "not known"


def test_no_number_of_a_law_stands_here() -> None:
    source = Path(load_line_module.__file__).parent
    for file in source.glob("*.py"):
        assert not re.search(r"\b\d+(\.\d+)?e\+?\d\d?\b", file.read_text(encoding="utf-8")), file.name


def test_a_status_is_never_cut_however_narrow_its_column() -> None:
    axis = LogAxis(1e18, 1e27, 74, 878)
    parts = Flags([Region("a", "SB 1047", "vetoed", 1e26, None, "")], axis, LIGHT).draw(0, 500)
    said = " ".join("".join(ET.fromstring(p).itertext()) for p in parts if p.startswith("<text"))

    assert said.replace("\u00a0", " ") == "SB 1047 (vetoed, never law)"
