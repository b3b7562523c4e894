"""Anchors, on an invented law; no statute's wording is here."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.errors import InputError
from plimsoll.law import anchors as module
from plimsoll.law.anchors import Anchors, anchor, anchors_from, anchors_of, check, main, parse, to_toml
from plimsoll.law.wording import normalise, read_official

LAMPS = [
    ("901", "For the purposes of this chapter on lamps:"),
    ("901(a)", "“Bright lamp” means a lamp that is all of the following:"),
    ("901(a)(1)", "Fed with more than 10^26 drops of oil, the cost of which exceeds $100,000,000."),
    ("901(a)(2)", "Lit before January 1, 2031, by a well-trained keeper who isn’t asleep, 5% of the time."),
    ("901(b)(1)", "“Keeper” does not include any of the following:"),
    ("901(b)(1)(A)", "A moth."),
    (
        "901(b)(1)(B)",
        "A passing ship, even if it carries a bright lamp described in paragraph (2) of subdivision (a).",
    ),
    ("901(b)(2)", "A keeper is dismissed only under Section 902, and by the harbour master in person."),
    ("902", "A lamp’s want of oil counts as no want of light on the quay."),
    ("903(a)", "A harbour master shall not describe any of the following as a keeper:"),
    ("903(a)(1)", "A moth."),
    ("903(a)(2)", "A lantern-bearer who has served fewer than 72 hours on the quay."),
    ("904", "A lamp’s want of oil counts as no want of light on the quay."),
]
MARKED = "\n".join(f"#@ {number}\n{words}" for number, words in LAMPS) + "\n#@\nNothing more."
DIGEST = "This act would forbid a lantern-bearer who has served fewer than 72 hours on the quay. A moth.\n\n"
MADE = anchors_from(MARKED, "xx-lamps", "2030-01-01", "invented")


def printed(clauses: list[tuple[str, str]], *, apart: str = "\n") -> str:
    """The law as a legislature prints it: every number that is new stands before the words."""
    lines = [
        DIGEST + "The people of the quay do enact as follows:",
        "SECTION 1. Chapter 9 is added to the Quay Code:",
    ]
    before: list[str] = []
    for number, words in clauses:
        section, *levels = [part.strip("()") for part in re.findall(r"[^()]+|\([^)]*\)", number)]
        head = f"{section}. " if section not in before[:1] else ""
        same = next(
            (i for i, pair in enumerate(zip(before, [section, *levels], strict=False)) if len(set(pair)) > 1),
            len(before),
        )
        head += "".join(f"({level}) " for level in levels[max(0, same - 1) :])
        lines.append(head + words)
        before = [section, *levels]
    return apart.join([*lines, "SEC. 2. This act takes effect at dusk."])


def not_found(text: str, anchors: Anchors = MADE) -> dict[str, str]:
    return {c.clause: c.state for c in check(anchors, text) if c.state != "found"}


PRINTED = printed(LAMPS)


@pytest.mark.parametrize(
    "copy",
    [
        PRINTED,
        printed(LAMPS, apart="\n\n"),
        " ".join(PRINTED.split()),
        "\n\n".join(textwrap.fill(line, 24) for line in PRINTED.split("\n")),
        PRINTED.upper(),
        PRINTED.replace("\n", "\r\n"),
        PRINTED.replace("“", '"').replace("”", '"').replace("’", "'"),
        PRINTED.replace("well-trained", "welltrained").replace("passing", "pas-\nsing"),
        PRINTED.replace("moth", "mo\u00adth").replace("lantern-bearer", "lantern\u2011bearer"),
        PRINTED.replace("$100,000,000", "$100000000").replace("10^26", "10²⁶"),
        "<!DOCTYPE html><html><head><title>Lamps</title><style>p {}</style></head><body>"
        + "".join(f"<p>{html.escape(line)}</p>\n" for line in PRINTED.split("\n"))
        + "</body></html>",
        "<html><pre>" + html.escape(PRINTED) + "</pre></html>",
        "<div>"
        + PRINTED.replace("\n", "</div>\n<div>")
        .replace("10^26", "10<sup>26</sup>")
        .replace("more than", "<strike>less</strike> <i>more</i>&nbsp;\n\nthan")
        .replace("“", "&ldquo;")
        + "</div>",
    ],
)
def test_a_copy_that_differs_only_in_looks_has_every_clause(copy: str) -> None:
    assert not_found(copy) == {}
    assert [c.clause for c in check(MADE, copy)] == [number for number, _ in LAMPS]
    assert {c.says for c in check(MADE, copy)} == {"its words stand as they were read"}


KEYED = """=== Doc/G/XX/Lamps/Sec/Def/bright_lamp.md
Ti=Bright lamp

0.sec=“{DefT.Bright_lamp}” means a {_lamp} that is all of the following:

1.sec=Fed with more than 10^26 drops of oil, the cost of which exceeds $100,000,000.

1.1.=[G/Z/ol-AA/s2]

CodersNote=Nothing of the law.

=[G/Z/ol/s4]

=== Doc/G/XX/Lamps/Sec/02.md
1.0.sec=A {_keeper}nel of {_bright_lamps} meets paragraph {2.Xnum} of subdivision {Def.Xnum} and {902.Xnum}.

xlist=<ol type='a'><li>{Def.sec}</li></ol>

2.Xnum=<a class='xref' href='{!!!}2.sec'>(2)</a>

Def.Xnum=<a class='xref' href='{Def.!!!}Xnum'>(a)</a>

902.Xnum=<a class='xref' href='{!!!}02.Sec'>902</a>
!!!=#
"""


def test_a_copyists_keys_and_braces_are_folded_away() -> None:
    assert " ".join(normalise(KEYED)) == (
        "bright lamp means a lamp that is all of the following "
        "fed with more than 10^26 drops of oil the cost of which exceeds $ 100000000 "
        "a keepernel of bright lamps meets paragraph (2) of subdivision (a) and 902"
    )
    assert normalise(KEYED.upper()) == normalise(KEYED)
    official = anchors_from("#@ 901(c)\n“Bright lamp” means a lamp that is all of the following:", "l", "v", "c")
    assert not_found(KEYED, official) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10^26", "10^25"),
        ("10^26", "1026"),
        ("10²⁶", "1026"),
        ("$100,000,000", "$10,000,000"),
        ("$5", "5"),
        ("5%", "5"),
        ("3.5", "35"),
        ("10-20 lamps", "1020 lamps"),
        ("1/2", "1 2"),
        ("-5 degrees", "5 degrees"),
        ("paragraph (1)", "paragraph (2)"),
        ("≥ 5", "> 5"),
        ("keeper’s", "keepers"),
        ("a lamp", "a lamp not"),
    ],
)
def test_what_carries_meaning_is_kept(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Well-\n  trained", "welltrained"),
        ("fine‑tuning", "finetuning"),
        ("‘keeper’s’", "keeper's"),
        ("lamps; oil, wicks", "Lamps oil wicks."),
        ("( ii )", "(II)"),
        ("ﬁre", "fire"),
        ("2030–31", "2030-31"),
        ("72-hour", "72-\nhour"),
    ],
)
def test_what_copies_differ_in_is_folded(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def rewordings(words: str) -> list[str]:
    """One changed word, one added at each place, a changed number, a further sentence."""
    parts = words.split()
    out = [" ".join([*parts[:i], "zebra", *parts[i + 1 :]]) + "." for i in range(len(parts))]
    out += [" ".join([*parts[:i], "zebra", *parts[i:]]) for i in range(len(parts))]
    out += [words[:-1] + " zebra.", words + " A zebra may apply.", words + " Section 5 of it, too."]
    out += [words[: m.start()] + str((int(m[0]) + 1) % 10) + words[m.end() :] for m in re.finditer(r"\d", words)]
    return out


@pytest.mark.parametrize("i", range(len(LAMPS)))
def test_a_reworded_clause_is_named_and_no_other(i: int) -> None:
    number, words = LAMPS[i]
    for reworded in rewordings(words):
        text = printed([*LAMPS[:i], (number, reworded), *LAMPS[i + 1 :]])
        assert list(not_found(text)) == [number], reworded


@pytest.mark.parametrize("i", range(len(LAMPS)))
def test_a_long_clause_with_one_word_changed_is_moved_not_missing(i: int) -> None:
    number, words = LAMPS[i]
    parts = words.split()
    if len(parts) < 8:
        return
    for j in range(len(parts)):
        reworded = " ".join([*parts[:j], "zebra", *parts[j + 1 :]])
        assert not_found(printed([*LAMPS[:i], (number, reworded), *LAMPS[i + 1 :]])) == {number: "moved"}


@pytest.mark.parametrize("i", range(len(LAMPS)))
def test_a_deleted_clause_is_missing(i: int) -> None:
    assert not_found(printed([*LAMPS[:i], *LAMPS[i + 1 :]])) == {LAMPS[i][0]: "missing"}


def test_what_is_said_of_a_moved_clause() -> None:
    def said(reworded: str) -> str:
        text = printed([*LAMPS[:7], ("901(b)(2)", reworded), *LAMPS[8:]])
        return next(c.says for c in check(MADE, text) if c.state == "moved")

    words = LAMPS[7][1]
    assert said(words + " So be it.") == "its words are there, but others run on before or after them"
    assert said(words.replace("902", "903")) == (
        "its opening and closing words are there, but not all between (read 15 words, now 15)"
    )
    assert said("A keeper is dismissed only at sea.") == "its opening words are there, but not the rest"
    assert said("It is done by the harbour master in person.") == "its closing words are there, but not the rest"


def test_a_renumbered_clause_is_found_and_its_new_number_said() -> None:
    moved = [(n.replace("901(b)", "901(c)"), w) for n, w in LAMPS]
    moved.insert(4, ("901(b)", "“Wick” means a cord."))
    assert not_found(printed(moved)) == {}
    says = {c.clause: c.says for c in check(MADE, printed(moved))}
    # (b)(1) still has (1) right before it, so only numbers that stand right before the words are compared.
    assert set(says.values()) == {"its words stand as they were read"}
    swapped = [(n.replace("(a)(1)", "(a)(3)") if n == "903(a)(1)" else n, w) for n, w in LAMPS]
    says = {c.clause: c.says for c in check(MADE, printed(swapped))}
    assert says["903(a)(1)"] == "its words stand as they were read, but numbered (3) instead of (1)"


def test_clauses_of_the_same_words_need_as_many_places() -> None:
    text = printed([clause for clause in LAMPS if clause[0] != "902"])
    (lost,) = (c for c in check(MADE, text) if c.state != "found")
    assert (lost.clause, lost.state) == ("902", "missing")
    assert lost.says == "its words stand only where another clause's do"


def test_words_within_another_sentence_are_not_a_clause() -> None:
    small = anchors_from("#@ 5(a)\nA moth.\n#@ 5(b)\nA lamp.", "l", "v", "c")
    assert not_found("5. (a) A moth may fly at night. (b) A lamp.", small) == {"5(a)": "moved"}
    run_on = "5. It is said that (b) A lamp. By night a moth. (c) None."
    assert not_found(run_on, small) == {"5(a)": "moved", "5(b)": "moved"}
    assert not_found("5. Neither moths nor (b) A lamp.", small) == {"5(a)": "missing"}


def test_an_empty_or_a_strange_text_has_nothing() -> None:
    for text in ("", "(a)", "...", "<p></p>", "lamp"):
        assert set(not_found(text).values()) == {"missing"}
        assert len(not_found(text)) == len(LAMPS)


SENTENCE = st.lists(
    st.sampled_from(["lamp", "oil", "wick", "the", "a", "of", "moth", "12", "$7,000", "ship’s"]),
    min_size=1,
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SENTENCE, min_size=2, max_size=9), st.data())
def test_any_law_is_found_whole_and_a_change_is_named(sentences: list[list[str]], data: st.DataObject) -> None:
    law = [(f"{7 + i // 3}01({'abc'[i % 3]})", " ".join(words).capitalize() + ".") for i, words in enumerate(sentences)]
    made = anchors_from("\n".join(f"#@ {n}\n{w}" for n, w in law), "xx", "1", "invented")
    assert not_found(printed(law), made) == {}
    assert parse(to_toml(made)) == made
    i = data.draw(st.integers(0, len(law) - 1))
    parts = law[i][1].rstrip(".").split()
    j = data.draw(st.integers(0, len(parts)))
    changed = (law[i][0], " ".join([*parts[:j], "zebra", *parts[j + data.draw(st.integers(0, 1)) :]]) + ".")
    lost = not_found(printed([*law[:i], changed, *law[i + 1 :]]), made)
    # Clauses of the same words cannot be told apart; one of them is named.
    assert len(lost) == 1
    assert dict(law)[next(iter(lost))] == law[i][1]


def test_an_anchor_leaves_the_clauses_own_number_out() -> None:
    plain = anchor("22.1(c)(1)", "“Wick” means a cord of subdivision (b).")
    assert anchor("22.1(c)(1)", "22.1. (c) (1) “Wick” means a cord of subdivision (b).") == plain
    assert plain.words == 7
    with pytest.raises(InputError, match=r"no words"):
        anchor("22.1", "22.1. (a)")


@pytest.mark.parametrize(("marked", "what"), [("A lamp.", "no clause"), ("#@ 1\nA.\n#@ 1\nB.", "marked twice")])
def test_a_copy_marked_wrongly_is_refused(marked: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        anchors_from(marked, "l", "v", "c")


def test_the_maintainers_tool_prints_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marked = tmp_path / "marked.txt"
    marked.write_text(MARKED, "utf-8")
    rest = ["--law", "xx-lamps", "--version", "2030-01-01", "--copy", 'a "private" copy']
    assert main([str(marked), *rest]) == 0
    assert parse(capsys.readouterr().out) == replace(MADE, copy='a "private" copy')
    with pytest.raises(SystemExit) as exit_:
        main([str(tmp_path / "none.txt"), *rest])
    assert exit_.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "law.txt"
    file.write_bytes(b"\xef\xbb\xbf901. A lamp\xe2\x80\x99s oil.")
    assert read_official(file) == "901. A lamp’s oil."
    for data, what in (
        (b"%PDF-1.7", "a PDF"),
        (b"\xff\xfe", "UTF-8"),
        (b" \n", "empty"),
        (b"a\0b", "not text"),
    ):
        file.write_bytes(data)
        with pytest.raises(InputError, match=what) as error:
            read_official(file)
        assert "\n" not in str(error.value)
    with pytest.raises(InputError, match="none"):
        read_official(tmp_path / "none")
    with pytest.raises(InputError):
        read_official(tmp_path)


SHIPPED = [
    ("us-ca-sb1047", "2024-02-07", 105),
    ("us-ca-sb1047", "2024-09-03", 164),
    ("us-ca-sb53", "2025-09-29", 148),
]


@pytest.mark.parametrize(("law", "version", "count"), SHIPPED)
def test_a_shipped_file_is_well_formed(law: str, version: str, count: int) -> None:
    made = anchors_of(law, version)
    assert made is not None
    assert (made.law, made.version, len(made.clauses)) == (law, version, count)
    assert made.copy
    numbers = [a.clause for a in made.clauses]
    assert len(set(numbers)) == len(numbers)
    for a in made.clauses:
        assert re.fullmatch(
            r"\d{4,5}(\.\d{1,2})?(\([a-z]\)(\(\d{1,2}\)(\([A-Z]\)(\([ivx]+\)(\([IVX]+\))?)?)?)?)?", a.clause
        )
        assert a.words > 0
        assert re.fullmatch(r"[0-9a-f]{64}", a.sha256)
        assert re.fullmatch(r"[0-9a-f]{12}", a.opens)
        assert re.fullmatch(r"[0-9a-f]{12}", a.closes)


@pytest.mark.parametrize(("law", "version", "count"), SHIPPED)
def test_a_shipped_files_clauses_go_in_the_texts_order(law: str, version: str, count: int) -> None:
    made = anchors_of(law, version)
    assert made is not None

    roman = dict(zip(["i", "ii", "iii", "iv", "v", "vi"], range(1, 7), strict=True))

    def key(number: str) -> tuple[int, ...]:
        section, *levels = re.findall(r"[^()]+", number)
        readers: list[Callable[[str], int]] = [ord, int, ord, roman.__getitem__, lambda x: roman[x.lower()]]
        whole, _, part = section.partition(".")
        return (int(whole), int(part or 0), *(read(x) for read, x in zip(readers, levels, strict=False)))

    codes: dict[bool, list[tuple[int, ...]]] = {True: [], False: []}
    for a in made.clauses:
        codes[a.clause.startswith("22")].append(key(a.clause))
    assert all(one < next_ for keys in codes.values() for one, next_ in pairwise(keys))


@pytest.mark.parametrize(
    ("law", "version"),
    [
        ("us-ca-sb1047", "2024-06-05"),
        ("us-ca-sb1047", "../anchors"),
        ("us-ca-sb53", "2024-09-03"),
        ("xx-none", "2024-09-03"),
        ("../texts", "1"),
        ("", ""),
    ],
)
def test_no_copy_no_anchors(law: str, version: str) -> None:
    assert anchors_of(law, version) is None


def test_a_shipped_file_says_where_nothing_of_it_stands() -> None:
    made = anchors_of("us-ca-sb53", "2025-09-29")
    assert made is not None
    assert "found" not in {c.state for c in check(made, PRINTED)}


def test_the_edge_of_a_clause_is_short_enough_to_survive_one_change() -> None:
    assert [module._edge(n) for n in (1, 2, 3, 4, 6, 8, 10, 500)] == [1, 2, 3, 3, 3, 4, 5, 5]


@pytest.mark.parametrize(
    ("clause", "words", "sha256"),
    [
        ("901(a)(1)", 15, "8fcc0feccbdec902400113a16d0ef05eee4f173b2ab7b488fac58500703143cd"),
        ("901(a)(2)", 17, "c217b98e472137e7c7ed1ce48d23ffd9da2dd50193a72666c696a648445bc83b"),
    ],
)
def test_a_fingerprint_is_the_sha256_of_the_folded_words(clause: str, words: int, sha256: str) -> None:
    """Made with sha256sum of the words by hand: fingerprints that ship must mean the same in every version."""
    found = anchor(clause, dict(LAMPS)[clause])
    assert (found.words, found.sha256) == (words, sha256)
