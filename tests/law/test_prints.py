"""Anchors on a law printed as a bill of New York, and as one in Illinois' statutes; both laws are invented."""

from __future__ import annotations

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.law.anchors import Anchors, anchors_from, anchors_of, check
from plimsoll.law.furniture import without_furniture
from plimsoll.law.wording import normalise

QUAY = [
    ("1901", "In this article on lamps and those who keep them, these words mean what is said here:"),
    ("1901(1)", '"Bright lamp" means a lamp that is fed with more than 10^26 integer or broken drops of oil.'),
    ("1901(2)(a)", '"Keeper" means a person who is any of the following:'),
    ("1901(2)(a)(i)", "a well-trained lantern-bearer of at least twenty-one years; or"),
    ("1901(2)(a)(ii)", "the harbour master, and whoever stands in for the harbour master by night."),
    ("1901(2)(b)", '"Keeper" does not include a moth of any description whatsoever.'),
    ("1902", "The loss of a lamp shall not count as a loss of light for the purposes of this article."),
    ("1903(1)", "A keeper shall clearly and conspicuously keep the lamp burning for seventy-two hours."),
    ("1903(2)(a)", "The harbour master may bring a civil action where a keeper fails under this article."),
    ("1903(2)(b)", "The harbour master may not bring it later than thirty days after the failure."),
    ("1903(3)", "Nothing in subdivision two of this section shall be construed to bind a ship."),
    ("1904", "This article leaves in peace each of these:"),
    ("1904(1)", "accredited lighthouses of the quay, to the extent that they are lit by gas; or"),
    ("1904(2)", "the lamp of a ship at anchor, as such terms are defined by the shipping law."),
]
TITLES = {"1901": "Definitions", "1902": "Loss of lamps", "1903": "Duties of keepers", "1904": "Exceptions"}
OF_THE_QUAY = anchors_from("\n".join(f"#@ {n}\n{words}" for n, words in QUAY), "xx-quay", "2030-01-01", "invented")


def paragraphs(clauses: list[tuple[str, str]], note: str = "") -> list[str]:
    """The law in the numbering of New York: a section's title, then "1.", "(a)", "(i)"."""
    out: list[str] = []
    before: list[str] = []
    for number, words in clauses:
        levels = re.findall(r"[^()]+", number)
        new = next((i for i, level in enumerate(levels) if before[i : i + 1] != [level]), 0)
        heads = [f"§ {levels[0]}. {TITLES[levels[0]]}.", f"{levels[1]}." if levels[1:] else ""]
        heads += [f"({level})" for level in levels[2:]]
        if note and new == 0 and out:
            out.append(note)
        out.append(" ".join([*filter(None, heads[new:]), words]))
        before = levels
    return [*out, note] if note else out


def wrapped(text: str, width: int = 41) -> list[str]:
    """A paragraph as the printer sets it, with words divided at the ends of lines."""
    lines = ["    "]
    for word in text.split():
        line, room = lines[-1], width - len(lines[-1])
        if len(word) <= room:
            lines[-1] += f"{word} "
        elif room > 3 and word.isalpha() and len(word) > 4:
            lines[-1] += f"{word[:3]}-"
            lines.append(f"  {word[3:]} ")
        else:
            lines[-1] = line.rstrip()
            lines.append(f"  {word} ")
    return [line.rstrip() for line in lines]


def bill(clauses: list[tuple[str, str]], *, numbers: bool = True, page: int = 10) -> str:
    """The law as a bill's print: pages of numbered lines, with a head on each but the first."""
    lines = [line for paragraph in paragraphs(clauses) for line in wrapped(paragraph)]
    lines += wrapped("§ 3. This act shall take effect at dusk.")
    out = [
        "                  STATE OF THE QUAY",
        "                        1234",
        "",
        "     AN  ACT in relation to lamps",
        "",
    ]
    out += ["       The People of the Quay, represented in Senate and   Assem-", "     bly, do enact as follows:", ""]
    for at in range(0, len(lines), page):
        if at:
            out.append(f"\f     S. 1234--A                          {at // page + 1}")
            out.append("")
        out += [f"{i if numbers else '':>2} {line}" for i, line in enumerate(lines[at : at + page], 1)]
        if not at:
            out += ["", "      EXPLANATION--Matter in italics (underscored) is new; matter in brackets"]
            out += ["                           [ ] is old law to be omitted.", f"{'LBD00000-00-0':>60}"]
    return "\n".join(out) + "\n"


def not_found(text: str, anchors: Anchors = OF_THE_QUAY) -> dict[str, str]:
    return {c.clause: c.state for c in check(anchors, text) if c.state != "found"}


BILL = bill(QUAY)


def test_the_invented_bill_is_one() -> None:
    """Words are divided, and clauses run over the end of a page: else numbers and heads would not be tried."""
    assert BILL.count("S. 1234--A") > 2
    assert re.search(r"^ ?\d+ .*[a-z]-\n ?\d+ +[a-z]", BILL, re.M)
    assert re.search(r"[a-z,-]\n\f +S\. 1234--A +\d+\n\n 1 +[a-z]", BILL)


@pytest.mark.parametrize(
    "copy",
    [
        BILL,
        BILL.upper(),
        BILL.replace("\n", "\r\n"),
        bill(QUAY, page=7),
        bill(QUAY, numbers=False),
        re.sub(r"^ ?\d+ ", r"    \g<0>", BILL, flags=re.M),
        "<html><pre>" + html.escape(BILL) + "</pre></html>",
        "<html><pre>" + html.escape(BILL).replace("\f", "</pre><p class='brk'><pre>") + "</pre></html>",
        " ".join(paragraphs(QUAY)),
        "\n".join(paragraphs(QUAY)),
        "\n\n".join(paragraphs(QUAY)),
        "\n\n".join(paragraphs(QUAY)).replace(". 1. A keeper", "\n\n1. A keeper"),
        "<html>" + "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs(QUAY)) + "</html>",
        "<div>" + "<br/>\n".join(f"&nbsp;&nbsp;{html.escape(p)}" for p in paragraphs(QUAY)) + "</div>",
        "\n".join(paragraphs(QUAY, note="  * NB Effective January 1, 2031")).replace("§", "* §"),
    ],
)
def test_a_bills_clauses_are_found_in_its_print_and_out_of_it(copy: str) -> None:
    assert not_found(copy) == {}
    assert {c.says for c in check(OF_THE_QUAY, copy)} == {"its words stand as they were read"}


@pytest.mark.parametrize("i", range(len(QUAY)))
def test_a_change_in_a_bills_print_is_named_and_no_other(i: int) -> None:
    number, words = QUAY[i]
    parts = words.split()
    for j in range(len(parts)):
        changed = " ".join([*parts[:j], re.sub(r"[\w'^-]+", "zebra", parts[j]), *parts[j + 1 :]])
        if parts[j] != "or":  # the one before "2." tells that a number follows
            assert list(not_found(bill([*QUAY[:i], (number, changed), *QUAY[i + 1 :]]))) == [number]
    assert not_found(bill([*QUAY[:i], (number, words.rstrip(".") + " zebra."), *QUAY[i + 1 :]])) == {number: "moved"}
    assert not_found(bill([*QUAY[:i], *QUAY[i + 1 :]]))[number] == "missing"


def test_a_subdivision_with_another_number_is_found_and_the_number_said() -> None:
    moved = [("1903(4)" if n == "1903(3)" else n, words) for n, words in QUAY]
    says = {c.clause: c.says for c in check(OF_THE_QUAY, bill(moved)) if c.state == "found"}
    assert len(says) == len(QUAY)
    assert says["1903(3)"] == "its words stand as they were read, but numbered (4) instead of (3)"


def test_a_line_that_lost_its_number_hides_nothing() -> None:
    start = BILL.rindex("\n", 0, BILL.index("thirty")) + 1
    lost = BILL[:start] + "   " + BILL[start + 3 :]
    assert not_found(lost) == {}
    assert not_found(lost[: start + 3] + " never" + lost[start + 3 :]) == {"1903(2)(b)": "moved"}


def test_more_than_a_head_between_two_pages_stays() -> None:
    head = re.search(r"[a-z,-]\n\f.*\n", BILL)
    assert head is not None
    added = BILL[: head.end()] + "     so be it\n" * 7 + BILL[head.end() :]
    assert without_furniture(added).count("so be it") == 7
    assert len(not_found(added)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "1. A lamp.\n2. A wick.\n" * 20,
        "\n".join(f"{year} lamps were lit" for year in range(2000, 2040)),
        "\n".join(f"{n} lamps" for n in (5, 3, 9, 2, 8) * 8),
        "\n".join(f"{n} lamps" for n in range(1, 19)),
        "\n".join(f"{n} lamps\nand more\nand more" for n in range(1, 40)),
        "The keepers of\nS. 1234 are 3\nin all.",
    ],
)
def test_what_is_no_print_comes_back_as_it_was(text: str) -> None:
    assert without_furniture(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="\n(*"), max_size=30)))
def test_any_text_without_numbers_comes_back_as_it_was(lines: list[str]) -> None:
    assert without_furniture("\n".join(lines)) == "\n".join(lines)


OIL = [
    ("7/5", "For the whole of this Act about oil:"),
    ("7/5 Affiliate", '"Affiliate" means a keeper under common control with another keeper.'),
    (
        "7/5 Artificial light",
        '"Artificial light" or "AL" has the meaning ascribed to the term "light" in Section 5 of it.',
    ),
    ("7/5 Bright lamp", '"Bright lamp" means a lamp fed with more than 10^26 integer or floating drops of oil.'),
    ("7/5 Dim", '"Dim" means not to be seen from the quay. "Dim" does not include to be seen but faintly.'),
    ("7/5 Harm", '"Harm" means any of the following:'),
    ("7/5 Harm (1)", "injury to more than 50 people or more than $1,000,000,000 in damage to lamps; or"),
    ("7/5 Harm (2)", "evading the control of a keeper."),
    ("7/5 Harm exclusion", '"Harm" does not include harm from any of the following:'),
    ("7/5 Harm exclusion (1)", "anything that the harbour master does by day; or"),
    ("7/5 Harm exclusion (2)", "a moth."),
    ("7/5 Wick", '"Wick" means a tangible or intangible cord.'),
    ("7/10(a)(1)", "the date of the dimming;"),
    ("7/10(a)(2)", "the reasons the keeper gives under Section 30. No reason is too small."),
    (
        "7/10(b)",
        "A keeper shall report within 72 hours. The report shall include: (i) the date of the dimming; "
        "(ii) the reasons for it; and (iii) a short and plain statement. The keeper may add to it.",
    ),
    ("7/15", "This Act takes effect January 1, 2031."),
]
NAMES = {"5": "Definitions", "10": "Reports", "15": "Effective date"}
OF_OIL = anchors_from("\n".join(f"#@ {n}\n{words}" for n, words in OIL), "xx-oil", "2030-01-01", "invented")


def compiled(clauses: list[tuple[str, str]], *, divided: bool = True, blank: str = "\n\n") -> str:
    """The law as Illinois compiles it; a numbered paragraph is broken after some words, as on its pages."""
    source = "(Source: P.A. 104-000, eff. 1-1-31.)"
    out: list[str] = []
    before = ""
    for number, words in clauses:
        section = re.sub(r"[ (].*", "", number.partition("/")[2])
        levels = re.findall(r"\([^()]+\)", number)
        if section != before:
            out += [source + blank] if out else []
            out += [f"(430 ILCS 7/{section})\n(This Section may contain text from a Public Act)\n\nSec. {section}."]
            out[-1] += f" {NAMES[section]}. "
        elif not divided or not out[-1].endswith("\n\n"):
            out.append("\n")
        numbers = "".join(levels if section != before else levels[-1:])
        parts = words.split()
        broken = divided and levels and len(parts) > 6
        said = " ".join(parts[:5]) + "\n\n" + " ".join(parts[5:]) + "\n\n" if broken else words
        out.append(f"{numbers} {said}".lstrip())
        before = section
    return "".join([*out, "\n" if out[-1][-1] != "\n" else "", source])


@pytest.mark.parametrize(
    "copy",
    [
        compiled(OIL),
        compiled(OIL, divided=False),
        compiled(OIL, blank="\n"),
        compiled(OIL).upper(),
        compiled(OIL).replace("\n", "\r\n"),
        compiled(OIL).replace("10^26", "1026"),
        re.sub(r'"([^"]*)"', r"“\1”", compiled(OIL)),
        compiled(OIL).replace("Sec. ", "Section "),
        re.sub(r"\(Source.*?\)|\(430.*?\)|\(This.*?\)", "", compiled(OIL)),
        "<div>" + compiled(OIL).replace("10^26", "10<sup>26</sup>").replace("\n", "<br>&nbsp;&nbsp;") + "</div>",
        "<html>" + "".join(f"<p>{line}</p>" for line in compiled(OIL, divided=False).split("\n")) + "</html>",
    ],
)
def test_a_compiled_laws_clauses_are_found(copy: str) -> None:
    assert not_found(copy, OF_OIL) == {}


def test_a_definition_needs_no_line_of_its_own_but_an_exclusion_does() -> None:
    """Else an exclusion added to a definition, in its paragraph, would go unseen."""
    flat = " ".join(compiled(OIL, divided=False).split())
    assert not_found(flat, OF_OIL) == {"7/5 Harm (2)": "moved", "7/5 Harm exclusion": "moved"}
    added = [(n, words + (' "Wick" does not include rope.' if n == "7/5 Wick" else "")) for n, words in OIL]
    assert not_found(compiled(added), OF_OIL) == {"7/5 Wick": "moved"}


@pytest.mark.parametrize("i", range(len(OIL)))
def test_a_change_in_a_compiled_law_is_named_and_no_other(i: int) -> None:
    number, words = OIL[i]
    for match in re.finditer(r"\d", words):
        changed = words[: match.start()] + str((int(match[0]) + 1) % 10) + words[match.end() :]
        assert list(not_found(compiled([*OIL[:i], (number, changed), *OIL[i + 1 :]]), OF_OIL)) == [number]
    added = words.rstrip(".;:") + " zebra" + words[-1]
    assert list(not_found(compiled([*OIL[:i], (number, added), *OIL[i + 1 :]]), OF_OIL)) == [number]
    assert not_found(compiled([*OIL[:i], *OIL[i + 1 :]]), OF_OIL) == {number: "missing"}


def test_a_clause_is_not_found_within_a_sentence_that_lists_it() -> None:
    text = compiled([clause for clause in OIL if clause[0] != "7/10(a)(1)"])
    (lost,) = (c for c in check(OF_OIL, text) if c.state != "found")
    assert (lost.clause, lost.says) == ("7/10(a)(1)", "its words stand only where another clause's do")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. A lamp. 2. A wick.", "(1) a lamp (2) a wick"),
        ("a lamp; or 2. a wick", "a lamp or (2) a wick"),
        ("this article. 3. Nothing", "this article (3) nothing"),
        ("Duties\n\n1. A lamp", "duties (1) a lamp"),
        ("SEC. 2. A lamp. Sec. 3. A wick.", "sec 2 a lamp sec 3 a wick"),
        ("§ 2. A lamp. § 3. A wick.", "2 a lamp 3 a wick"),
        ("under Section\n\n30. No", "under section 30 no"),
        ("under Section\n\n1. No", "under section 1 no"),
        ("fewer than 12. No", "fewer than 12 no"),
        ("It is: 12.", "it is 12"),
        ("before: 3.5 lamps, 4,000 wicks", "before 3.5 lamps 4000 wicks"),
        ("901. A lamp", "901 a lamp"),
    ],
)
def test_a_subdivisions_number_is_told_from_others(text: str, words: str) -> None:
    assert " ".join(normalise(text)) == words


def test_an_exponent_that_a_copy_has_lowered_is_raised_again() -> None:
    assert normalise("1026 integer or floating-point operations") == normalise(
        "10²⁶ integer or floating-point operations"
    )
    assert normalise("1026\nfloating-point") == normalise("10^26 floating-point")
    for other in ("1025 integer", "1,026 integer", "11026 integer", "1026 lamps", "102 integer", "10^25 integer"):
        assert normalise(other)[0] != "10^26"


SHIPPED = [
    ("us-ny-raise", "2026-03-27", 118, r"14[12]\d(\(\d{1,2}\)(\([a-z]\)(\([ivx]+\))?)?)?"),
    (
        "us-il-aisma",
        "2026-08-21",
        144,
        r"185/\d{1,2}(\([a-z]\)(\(\d{1,2}\)(\([A-Z]\))?)?|( [A-Z][A-Za-z ]*[a-z]( \(\d\))?))?",
    ),
]
ROMAN = dict(zip(["i", "ii", "iii", "iv", "v", "vi", "vii"], range(1, 8), strict=True))


@pytest.mark.parametrize(("law", "version", "count", "number"), SHIPPED)
def test_a_shipped_files_clauses_are_well_formed_and_in_order(law: str, version: str, count: int, number: str) -> None:
    made = anchors_of(law, version)
    assert made is not None
    assert (made.law, made.version, len(made.clauses)) == (law, version, count)
    assert made.copy

    def key(clause: str) -> tuple[int, str, tuple[int, ...]]:
        ((section, term, levels),) = re.findall(r"^(?:185/)?(\d+)((?: [A-Za-z]+)*)(.*)$", clause)
        parts = re.findall(r"[^ ()]+", levels)
        third = ROMAN.__getitem__ if law == "us-ny-raise" else ord
        return (
            int(section),
            term,
            tuple(int(p) if p.isdigit() else third(p) if i == 2 else ord(p) for i, p in enumerate(parts)),
        )

    assert all(re.fullmatch(number, a.clause) and a.words > 0 for a in made.clauses)
    assert all(re.fullmatch(r"[0-9a-f]{64}", a.sha256) for a in made.clauses)
    assert all(re.fullmatch(r"[0-9a-f]{12}", end) for a in made.clauses for end in (a.opens, a.closes))
    assert all(one < next_ for one, next_ in pairwise(key(a.clause) for a in made.clauses))


def test_a_shipped_files_clauses_are_not_the_invented_laws() -> None:
    for law, version, *_ in SHIPPED:
        made = anchors_of(law, version)
        assert made is not None
        assert "found" not in {c.state for c in check(made, BILL + compiled(OIL))}
