"""The pictures of the demonstration: models and the legal lines they cross, as SVG and as PNG.

Everything is drawn from plain values that were judged elsewhere; no law's number stands in this package.
"""

from __future__ import annotations

from plimsoll.demo.by_year import record_by_year
from plimsoll.demo.load_line import load_line
from plimsoll.demo.plotted import Estimate, Mark, Region, Theme, TimeLine, Verdict
from plimsoll.demo.raster import FontsMissing, to_png

__all__ = [
    "Estimate",
    "FontsMissing",
    "Mark",
    "Region",
    "Theme",
    "TimeLine",
    "Verdict",
    "load_line",
    "record_by_year",
    "to_png",
]
