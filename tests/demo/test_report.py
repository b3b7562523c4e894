"""The report page: whole, safe, and useful to everyone."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from plimsoll.demo.pictures import Estimate, Mark, load_line, record_by_year
from plimsoll.demo.report import (
    Answer,
    Cell,
    Claim,
    Column,
    Figure,
    LawStatus,
    Picture,
    Ratio,
    Report,
    Row,
    Source,
    render,
)

VOID = {"meta", "link", "br", "hr", "img", "input", "base", "col", "source", "wbr"}
HOSTILE = "</script><script>alert(1)</script>\"'><img src=https://evil.example/x onerror=alert(1)> & {{ 7*7 }}"


class Walk(HTMLParser):
    """Walks a page, holding that tags balance, and keeps what the tests ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {k: v or "" for k, v in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.seen if name == tag]


def walk(page: str) -> Walk:
    walker = Walk()
    walker.feed(page)
    walker.close()
    assert walker.open == []
    return walker


def said(page: str) -> str:
    """The words of a page, in order."""
    return " ".join(" ".join(walk(page).text).split())


def report(word: str = "plain", url: str | None = "https://example.org/data") -> Report:
    marks = [Mark("m", word, word, date(2025, 2, 1), Estimate(1e25, 4e25, 2e25), None, True, "no", True)]
    columns = (Column("old", "SB 1047", "2024-09-03", "vetoed"), Column("new", "SB 53", word, "in-force"))
    cells = {
        "old": Cell("unknown", (Ratio("compute line", 0.1, 1.2, 0.4),), (word, "training.cost"), at="22602(e)"),
        "new": Cell("no", (Ratio("compute line", 0.064, 0.064),), (), flags=(word,)),
    }
    rows = (
        Row("m", word, word, date(2025, 2, 1), True, cells),
        Row("n", "Another", "Aardvark", None, None, {"old": Cell("yes")}),
        Row("o", "Newer", word, date(2025, 3, 1), False, {}),
    )
    return Report(
        title=word,
        made_on=date(2026, 11, 22),
        summary=word,
        laws=(
            LawStatus("us-ca-sb1047", "2024-09-03", "SB 1047", "vetoed", date(2025, 1, 1), word),
            LawStatus("us-ca-sb53", word, word, "in-force", date(2026, 1, 1)),
            LawStatus("us-ny-raise", "1", "RAISE Act", "enacted", None),
        ),
        answers=(Answer(word, (word, "more than 10^26 operations"), (Figure(word, word),)),),
        pictures=(
            Picture(load_line(marks, [], title=word), word),
            Picture(record_by_year(marks, [], title=word), word),
        ),
        columns=columns,
        rows=rows,
        claims=(Claim(word, word, f"models:\n  - {word}", word),),
        method=(word,),
        limits=(word,),
        sources=(Source(word, url, word),),
    )


@pytest.mark.parametrize("word", ["plain", HOSTILE])
def test_the_page_is_whole_and_nothing_hostile_gets_in(word: str) -> None:
    page = render(report(word))
    walker = walk(page)

    assert page.startswith("<!DOCTYPE html>")
    assert len(walker.all("script")) == 1
    assert walker.all("img") == []
    assert not [a for _, a in walker.seen if any(key.startswith("on") for key in a)]
    assert word in "".join(walker.text)
    assert "49" not in "".join(walker.text)


def test_nothing_is_loaded_from_anywhere() -> None:
    page = render(report())
    walker = walk(page)

    assert not [a for _, a in walker.seen if "src" in a or "srcset" in a or "data" in a]
    assert walker.all("link") == []
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    for link in walker.all("a"):
        assert link["href"].startswith("#") or link["rel"] == "noopener noreferrer"
    policy = next(m["content"] for m in walker.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    script = re.search(r"<script>(.*?)</script>", page, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"'sha256-{digest}'" in policy


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/etc/passwd", "", None])
def test_only_an_address_of_the_web_becomes_a_link(url: str | None) -> None:
    page = walk(render(report(url=url)))
    assert all(link["href"].startswith("#") for link in page.all("a"))


def test_headings_come_in_order_and_links_arrive() -> None:
    walker = walk(render(report()))
    levels = [int(tag[1]) for tag, _ in walker.seen if re.fullmatch("h[1-6]", tag)]
    ids = [a["id"] for _, a in walker.seen if "id" in a]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in walker.all("a") if link["href"].startswith("#")} <= set(ids)
    for _, attributes in walker.seen:
        for key in attributes.get("aria-labelledby", "").split():
            assert key in ids


def test_a_reader_without_eyes_or_mouse_gets_along() -> None:
    walker = walk(render(report()))
    tags = [tag for tag, _ in walker.seen]

    assert walker.all("html")[0]["lang"] == "en"
    assert all(tags.count(landmark) == 1 for landmark in ("header", "nav", "main", "footer"))
    assert walker.all("a")[0] == {"class": "skip", "href": "#main"}
    assert all(th.get("scope") in ("col", "row", "rowgroup") for th in walker.all("th"))
    scrolling = [a for a in walker.all("div") if a.get("class") == "wide"]
    assert scrolling
    assert all(a["tabindex"] == "0" and ("aria-label" in a or "aria-labelledby" in a) for a in scrolling)


def test_the_table_says_verdict_ratio_and_what_would_settle_it() -> None:
    text = said(render(report()))

    settled = "would be settled by plain training.cost"
    assert f"■ unknown 22602(e) 0.4× (0.1 to 1.2×) of the compute line {settled}" in text
    assert "● no 0.064× of the compute line" in text
    assert "not assessed" in text
    assert text.index("Aardvark") < text.index("Newer")


def test_a_vetoed_text_is_labelled_wherever_it_stands() -> None:
    text = said(render(report()))

    assert "2024-09-03 vetoed, never law" in text  # the column
    assert "never; read as if from 1 January 2025" in text  # the list of laws
    assert text.count("vetoed, never law") == 2


def test_it_is_said_once_that_this_is_no_legal_advice() -> None:
    assert render(report()).lower().count("legal advice") == 1


def test_powers_are_raised() -> None:
    assert "more than 10<sup>26</sup> operations" in render(report())


def test_an_empty_report_is_still_a_page() -> None:
    walker = walk(render(Report("Nothing yet", date(2026, 1, 1))))
    assert "Method and limits" in "".join(walker.text)


def test_without_a_script_all_is_there_and_the_filter_is_out_of_sight() -> None:
    walker = walk(render(report()))

    assert all("hidden" in form for form in walker.all("form"))
    assert len([tr for tr in walker.all("tr") if "data-id" in tr]) == 3
    assert not [tr for tr in walker.all("tr") if "hidden" in tr]
