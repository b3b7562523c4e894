"""The picture of a lineage: everyone is in it, no mark lies on another's line, everything can be read."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.demo import descent
from plimsoll.demo.descent import Descendant, lineage_picture, write_pictures
from plimsoll.demo.pictures import Estimate, FontsMissing, Theme

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert('1')</script> & \"co\" \x00\x1b ]]>"


def exactly(value: float) -> Estimate:
    return Estimate(value, value, value)


def named(identity: str, *bases: str, **more: object) -> Descendant:
    plain = Descendant(
        identity, f"Model {identity}", "fine-tuning", bases, frozenset(bases), exactly(1e22), exactly(1e24), True
    )
    return replace(plain, **more)  # type: ignore[arg-type]


DIAMOND = [named("a"), named("b", "a"), named("c", "a"), named("d", "b", "c"), named("e", "d", shown=frozenset())]


def words_of(svg: str) -> str:
    return " ".join("".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text"))


def places(svg: str) -> dict[str, tuple[float, float]]:
    found = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        circle = group.find(f"{SVG}circle")
        if "data-id" in group.attrib and circle is not None:
            found[group.attrib["data-id"]] = float(circle.attrib["cx"]), float(circle.attrib["cy"])
    return found


def ways(svg: str) -> list[tuple[str, list[tuple[float, float]]]]:
    """Every line of descent: how it is drawn, and its corners."""
    found = []
    for path in ET.fromstring(svg).findall(f"{SVG}path"):
        x = y = 0.0
        corners = []
        for command, numbers in re.findall(r"([MHV])([\d. -]+)", path.attrib["d"]):
            given = [float(n) for n in numbers.split()]
            x, y = (given[0], given[1]) if command == "M" else (given[0], y) if command == "H" else (x, given[0])
            corners.append((x, y))
        found.append(("claimed" if "stroke-dasharray" in path.attrib else "shown", corners))
    return found


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_every_model_is_drawn_and_every_step_led_to_it(theme: Theme) -> None:
    svg = lineage_picture(DIAMOND, title="All", theme=theme, source="Source: test")
    assert sorted(places(svg)) == ["a", "b", "c", "d", "e"]
    assert [how for how, _ in ways(svg)].count("claimed") == 1
    assert len(ways(svg)) == 5
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert ("var(--" in svg) == (theme == "auto")


def test_a_model_stands_below_its_first_base() -> None:
    found = places(lineage_picture(DIAMOND, title="All"))
    assert found["a"][1] < found["b"][1] < found["d"][1] < found["e"][1] < found["c"][1]
    assert found["a"][0] < found["b"][0] == found["c"][0] < found["d"][0] < found["e"][0]


@given(st.data())
def test_no_line_runs_through_a_model_that_it_does_not_join(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    models = []
    for n in range(size):
        bases = data.draw(st.lists(st.integers(0, n - 1), max_size=3, unique=True)) if n else []
        models.append(named(f"m{n}", *(f"m{b}" for b in bases)))
    svg = lineage_picture(data.draw(st.permutations(models)), title="Any")
    found = places(svg)
    assert sorted(found) == sorted(model.id for model in models)
    assert len({y for _, y in found.values()}) == size
    for _, corners in ways(svg):
        inner = list(found.values())
        for x, y in (corners[0], corners[-1]):
            assert any(abs(x - a) < 9 and abs(y - b) < 24 for a, b in inner)
        for (x1, y1), (x2, y2) in zip(corners, corners[1:], strict=False):  # noqa: RUF007
            for x, y in inner:
                if x1 == x2 and abs(x - x1) < 5:
                    assert not min(y1, y2) < y - 1 < y + 1 < max(y1, y2)
                if y1 == y2 and abs(y - y1) < 5:
                    assert not min(x1, x2) < x - 5 < x + 5 < max(x1, x2)


def test_what_is_unknown_is_said_and_never_drawn_as_nothing() -> None:
    models = [
        named("open", added=None, in_all=None, there=False),
        named("least", "open", added=exactly(1e20), in_all=Estimate(1e20, math.inf, None)),
        named("copy", "least", added=exactly(0), in_all=None),
        named("none", added=Estimate(0, 0, None), in_all=Estimate(0, 0, None)),
    ]
    svg = lineage_picture(models, title="Open")
    said = words_of(svg)
    assert "compute unknown" in said
    assert "adds unknown; in all unknown" in said
    assert "adds 1020; in all at least 1020" in said
    assert "adds 0; in all unknown" in said
    assert "nan" not in svg
    assert "inf" not in svg


def test_nothing_known_at_all_can_still_be_drawn() -> None:
    assert places(lineage_picture([named("a", added=None, in_all=None)], title="One"))


def test_names_that_are_hostile_or_long_stay_text() -> None:
    svg = lineage_picture([named("a", name=HOSTILE * 9, detail=HOSTILE)], title=HOSTILE, source=HOSTILE)
    assert "<script" not in svg
    assert "…" in words_of(svg)
    ET.fromstring(svg)


def test_it_is_written_as_svg_and_as_png_for_light_and_dark(tmp_path: Path) -> None:
    files = write_pictures(DIAMOND, tmp_path / "new", "Title", "Subtitle", "Source")
    assert [file.name for file in files] == ["lineage.svg", "lineage-light.png", "lineage-dark.png"]
    assert all(file.read_bytes()[:4] == b"\x89PNG" for file in files[1:])
    assert files[1].read_bytes() != files[2].read_bytes()


def test_without_fonts_there_is_no_png(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(svg: str) -> bytes:
        raise FontsMissing

    monkeypatch.setattr(descent, "to_png", none)
    assert [file.name for file in write_pictures(DIAMOND, tmp_path, "T", "S", "")] == ["lineage.svg"]
