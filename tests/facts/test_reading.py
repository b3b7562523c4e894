"""Every kind of bad input gets one error of one line, with its place and its mend; nothing is half read."""

from __future__ import annotations

import copy
import io
import json
import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.errors import InputError, Place
from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.facts import Facts
from plimsoll.facts.file import FactsFile
from plimsoll.facts.reading import read_facts

FULL = Path(__file__).parent / "full.yaml"
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file into the working folder, so that it is named in errors as it is here."""
    monkeypatch.chdir(tmp_path)

    def written(content: str | bytes, name: str = "facts.yaml") -> str:
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return written


def refusal(*inputs: str | Path | Mapping[str, object]) -> InputError:
    with pytest.raises(InputError) as caught:
        read_facts(inputs)
    error = caught.value
    assert str(error).isprintable()  # so it is one line, and holds nothing that a terminal obeys
    assert len(str(error)) < 1000
    assert error.what
    assert error.mend
    assert error.place is not None
    assert error.place.file
    assert str(error) == f"{error.place}: {error.what}; {error.mend}"
    return error


# What is wrong, told as a person reads it. The text before each message is the whole facts file.

WRONG = {
    # Keys
    "unknown key, with what was meant": (
        "models:\n  - id: a\n    trainng: []\n",
        "facts.yaml:3:5: models[0].trainng: unknown key 'trainng'; did you mean 'training'?",
    ),
    "unknown key, near none": (
        "clusters:\n  - id: a\n    colour: red\n",
        "facts.yaml:3:5: clusters[0].colour: unknown key 'colour'; the keys here are origin, notes, id, operator, "
        "network_gbit_s, peak_operations_per_s, trains_ai",
    ),
    "unknown key of the file": (
        "modles: []\n",
        "facts.yaml:1:1: modles: unknown key 'modles'; did you mean 'models'?",
    ),
    "unknown key in what may be one or a list": (
        "models:\n  - id: a\n    derived_from: {modle: b}\n",
        "facts.yaml:3:20: models[0].derived_from.modle: unknown key 'modle'; did you mean 'model'?",
    ),
    "the name of a field in Python is no key": (
        "models:\n  - id: a\n    uses: [{from_: 2026-07-01}]\n",
        "facts.yaml:3:13: models[0].uses[0].from_: unknown key 'from_'; did you mean 'from'?",
    ),
    "unknown key in a figure": (
        "models: [{id: a, training: [{operations: {value: 1, unit: FLOP}}]}]\n",
        "facts.yaml:1:53: models[0].training[0].operations.unit: unknown key 'unit' in a figure; "
        "the keys here are low, best, high, value, source, by, as_of, method",
    ),
    "an odd key": (
        'models: [{id: a, "x\\ny": 1}]\n',
        "facts.yaml:1:18: models[0].\"x\\ny\": unknown key 'x\\ny'; the keys here are origin, notes, id, name, "
        "developer, controlled, foundation, modalities, narrow_task_only, exceptionally_general, training, "
        "derived_from, uses, known_to_reach, licence, monthly_users, marking, licensees",
    ),
    "missing key": (
        "models:\n  - id: a\n  - name: Nameless\n",
        "facts.yaml:3:5: models[1].id: 'id' is missing; give it; `plimsoll schema facts` describes it",
    ),
    "missing key of a mapping": (
        "organization: {name: Acme}\n",
        "facts.yaml:1:1: organization.id: 'id' is missing; give it; `plimsoll schema facts` describes it",
    ),
    "missing key in what may be one or a list": (
        "models:\n  - id: a\n    derived_from: {how: fine-tuning}\n",
        "facts.yaml:3:5: models[0].derived_from.model: 'model' is missing; "
        "give it; `plimsoll schema facts` describes it",
    ),
    "a missing key that was misspelt": (
        "models:\n  - name: A\n    iid: a\n",
        "facts.yaml:3:5: models[0].iid: unknown key 'iid'; did you mean 'id'?",
    ),
    "null where a value must be": (
        "models: [{id: null}]\n",
        "facts.yaml:1:11: models[0].id: 'id' is missing; give it; `plimsoll schema facts` describes it",
    ),
    # Numbers
    "a unit in a number": (
        "models:\n  - id: a\n    training:\n      - operations: 1e26 dollars\n",
        "facts.yaml:4:9: models[0].training[0].operations: '1e26 dollars' where a number is expected; "
        "write the number alone, as 1.2e26",
    ),
    "quoted number": (
        'models: [{id: a, training: [{operations: "1.2e26"}]}]\n',
        "facts.yaml:1:30: models[0].training[0].operations: '1.2e26' where a number is expected; "
        "write it without quotes",
    ),
    "truth for a number": (
        "models: [{id: a, training: [{cost: true}]}]\n",
        "facts.yaml:1:30: models[0].training[0].cost: true where a number is expected; "
        "write the amount alone, as 150e6, or {amount: 150e6, currency: EUR}",
    ),
    "low above high": (
        "models:\n  - id: a\n    training:\n      - operations:\n          high: 1e26\n          low: 2e26\n",
        "facts.yaml:6:11: models[0].training[0].operations.low: low is greater than high; "
        "low <= best <= high must hold",
    ),
    "negative": (
        "harms: [{id: a, casualties: -1}]\n",
        "facts.yaml:1:17: harms[0].casualties: -1 is less than zero; write a number from 0 up",
    ),
    "not a number": (
        "models: [{id: a, training: [{cost: .nan}]}]\n",
        "facts.yaml:1:36: '.nan' is not a number; leave the key out where the figure is unknown",
    ),
    "infinite": (
        "models: [{id: a, training: [{cost: .inf}]}]\n",
        "facts.yaml:1:36: '.inf' is infinite; leave the key out where the figure is unknown",
    ),
    "out of range": (
        "models: [{id: a, training: [{operations: 1e999999999}]}]\n",
        "facts.yaml:1:42: a number out of any range; check its digits and its exponent",
    ),
    "an estimate without its day": (
        "models:\n  - id: a\n    training:\n      - operations:\n"
        "          - {value: 1, as_of: 2026-01-01}\n          - 2\n",
        "facts.yaml:6:13: models[0].training[0].operations[1]: one of several estimates has no date; "
        "give each of them an as_of date",
    ),
    "a figure by year that is none": (
        "organization:\n  id: a\n  annual_gross_revenue:\n    2024: 1e6\n    2025: much\n",
        "facts.yaml:5:5: organization.annual_gross_revenue.2025: 'much' where a number is expected; "
        "write the amount alone, as 150e6, or {amount: 150e6, currency: EUR}",
    ),
    "a year that is none": (
        "organization:\n  id: a\n  annual_gross_revenue:\n    2024: 1e6\n    FY25: 1e6\n",
        "facts.yaml:5:5: organization.annual_gross_revenue.FY25: 'FY25' is not a calendar year; "
        "write four digits, as 2025",
    ),
    "a number where years are expected": (
        "organization: {id: a, annual_gross_revenue: 800e6}\n",
        "facts.yaml:1:23: organization.annual_gross_revenue: 8e8 where a map of years is expected; "
        "write it by year, as {2025: 800e6}",
    ),
    # Days and times
    "impossible date": (
        "models: [{id: a, training: [{started: 2026-02-30}]}]\n",
        "facts.yaml:1:30: models[0].training[0].started: '2026-02-30' is a date that does not exist; "
        "write one that exists, or leave the key out",
    ),
    "a time without a zone": (
        "incidents: [{id: a, occurred_at: 2026-10-01T03:00:00}]\n",
        "facts.yaml:1:21: incidents[0].occurred_at: '2026-10-01T03:00:00' is not a date (2026-03-01) or an RFC 3339 "
        "time (2026-03-01T09:00:00Z); say in which zone: end it with Z for UTC, or with an offset such as -08:00",
    ),
    "a year where a day is expected": (
        "incidents: [{id: a, occurred_at: 2026}]\n",
        "facts.yaml:1:21: incidents[0].occurred_at: 2026 where a date or a time is expected; "
        "write it as 2026-03-01T09:00:00Z",
    ),
    "the end before the start": (
        "models: [{id: a, training: [{started: 2026-03-02, ended: 2026-03-01}]}]\n",
        "facts.yaml:1:51: models[0].training[0].ended: ended lies before started; correct one of the two",
    ),
    "a use that ends before it begins": (
        "models: [{id: a, uses: [{from: 2026-03-02, until: 2026-03-01}]}]\n",
        "facts.yaml:1:44: models[0].uses[0].until: until lies before from; correct one of the two",
    ),
    # Other values
    "a word that is not known": (
        "models: [{id: a, uses: [{audience: publik}]}]\n",
        "facts.yaml:1:26: models[0].uses[0].audience: 'publik' is not a value known here; did you mean 'public'?",
    ),
    "a word far from any": (
        "organization: {id: a, kind: startup}\n",
        "facts.yaml:1:23: organization.kind: 'startup' is not a value known here; "
        "use 'company', 'government', 'accredited-university', 'individual' or 'other'",
    ),
    "a word in a list": (
        "models: [{id: a, modalities: [text, smell]}]\n",
        "facts.yaml:1:37: models[0].modalities[1]: 'smell' is not a value known here; "
        "use 'text', 'speech', 'image-from-text', 'video-from-text' or 'other'",
    ),
    "a word in what may be one or a list": (
        "models: [{id: a}, {id: b, derived_from: {model: a, how: tuning}}]\n",
        "facts.yaml:1:52: models[1].derived_from.how: 'tuning' is not a value known here; did you mean 'fine-tuning'?",
    ),
    "truth where a word is expected": (
        "judgments: [{law: l, term: t, subject: s, verdict: false}]\n",
        "facts.yaml:1:43: judgments[0].verdict: false where one of a few words is expected; use 'yes' or 'no'",
    ),
    "number where truth is expected": (
        "clusters: [{id: a, trains_ai: 1}]\n",
        "facts.yaml:1:20: clusters[0].trains_ai: 1 where true or false is expected; "
        "write true or false, or leave the key out where it is unknown",
    ),
    "yes is text": (
        "clusters: [{id: a, trains_ai: yes}]\n",
        "facts.yaml:1:20: clusters[0].trains_ai: 'yes' where true or false is expected; "
        "write true or false, or leave the key out where it is unknown",
    ),
    "number where text is expected": (
        "models: [{id: 7}]\n",
        "facts.yaml:1:11: models[0].id: 7 where text is expected; write it in quotes",
    ),
    "list where a mapping is expected": (
        "organization: [acme]\n",
        "facts.yaml:1:1: organization: a list where a mapping is expected; write it as {key: value}",
    ),
    "mapping where a list is expected": (
        "models: {id: a}\n",
        "facts.yaml:1:1: models: a mapping where a list is expected; put the values in [ ]",
    ),
    "text where a list is expected": (
        "models: [{id: a, modalities: text}]\n",
        "facts.yaml:1:18: models[0].modalities: 'text' where a list is expected; put the values in [ ]",
    ),
    "nothing where an entry is expected": (
        "models:\n  - id: a\n  -\n",
        "facts.yaml:3:4: models[1]: nothing where a mapping is expected; write it as {key: value}",
    ),
    "text for the marks of a foundation model": (
        "models: [{id: a, foundation: large}]\n",
        "facts.yaml:1:18: models[0].foundation: 'large' where true, false or a mapping is expected; "
        "write true, or {broad_data: true, general_output: true, adaptable: true}",
    ),
    "an id with a space": (
        "models: [{id: acme 1}]\n",
        "facts.yaml:1:11: models[0].id: 'acme 1' is not an id; "
        "use letters, digits, dots, colons, dashes and underscores, at most 100, with a letter or a digit first",
    ),
    "a place that is none": (
        "organization: {id: a, operates_in: [US-CA, Illinois]}\n",
        "facts.yaml:1:44: organization.operates_in[1]: 'Illinois' is not the code of a place; "
        "write its ISO 3166 code, such as US-CA, KR or EU",
    ),
    "a reading that is no switch": (
        "readings: {cumulative-upstream: cumulative}\n",
        "facts.yaml:1:12: readings.cumulative-upstream: 'cumulative' where true or false is expected; "
        "write true or false, or leave the key out where it is unknown",
    ),
    "a threshold without its day": (
        "regulations: [{law: us-ca-sb1047, sets: operations, value: 1e27}]\n",
        "facts.yaml:1:15: regulations[0]: a threshold or designation without its first day; give effective",
    ),
    "a price index without years": (
        "regulations: [{law: us-ca-sb1047, sets: price-index, value: 1.03}]\n",
        "facts.yaml:1:15: regulations[0]: a price index without its years; give by_year, as {2026: 1.03}",
    ),
    # Ids
    "id given twice": (
        "models:\n  - id: a\n  - id: b\n  - id: a\n",
        "facts.yaml:4:5: models[2].id: the id 'a' is given twice; it stands first at facts.yaml:2; rename one",
    ),
    "id given to two kinds of entry": (
        "organization:\n  id: acme\nclusters:\n  - id: acme\n",
        "facts.yaml:4:5: clusters[0].id: the id 'acme' is given twice; it stands first at facts.yaml:2; rename one",
    ),
    "derived_from names nothing": (
        "models:\n  - id: llama-3\n  - id: b\n    derived_from:\n      model: llama-4\n",
        "facts.yaml:5:7: models[1].derived_from.model: no entry has the id 'llama-4'; did you mean 'llama-3'?",
    ),
    "derived_from in a list names nothing": (
        "models:\n  - id: a\n  - id: b\n    derived_from: [{model: a}, {model: zzz}]\n",
        "facts.yaml:4:33: models[1].derived_from[1].model: no entry has the id 'zzz'; "
        "add an entry with that id to models, or correct it",
    ),
    "an id of another kind": (
        "clusters:\n  - id: c1\nincidents:\n  - {id: i1, model: c1}\n",
        "facts.yaml:4:14: incidents[0].model: the id 'c1' stands in clusters, not in models; name an entry of models",
    ),
    "derived_from names no model": (
        "organization: {id: acme}\nmodels: [{id: a, derived_from: {model: acme}}]\n",
        "facts.yaml:2:33: models[0].derived_from.model: the id 'acme' stands in organization, not in models; "
        "name an entry of models",
    ),
    # Circles
    "a model from itself": (
        "models:\n  - id: a\n    derived_from: {model: a, how: fine-tuning}\n",
        "facts.yaml:3:20: models[0].derived_from.model: a cycle in derived_from: a -> a; "
        "take one of these links out: no model descends from itself",
    ),
    "a circle of three": (
        "models:\n"
        "  - {id: z, derived_from: {model: c}}\n"  # leads into the circle, but does not stand in it
        "  - {id: a, derived_from: {model: b}}\n"
        "  - {id: b, derived_from: [{model: y}, {model: c}]}\n"
        "  - {id: c, derived_from: {model: a}}\n"
        "  - {id: y}\n",
        "facts.yaml:3:28: models[1].derived_from.model: a cycle in derived_from: a -> b -> c -> a; "
        "take one of these links out: no model descends from itself",
    ),
    # The file
    "another version of the format": (
        "format: plimsoll/facts/2\n",
        "facts.yaml:1:1: format: 'plimsoll/facts/2' is no format that is read here; write plimsoll/facts/1",
    ),
    "a list": (
        "- id: a\n",
        "facts.yaml:1:1: a list where a facts file is expected; begin with `format: plimsoll/facts/1`; "
        "`plimsoll facts new` prints a file to fill in",
    ),
    "text": (
        "Dear Sir or Madam\n",
        "facts.yaml:1:1: 'Dear Sir or Madam' where a facts file is expected; begin with `format: plimsoll/facts/1`; "
        "`plimsoll facts new` prints a file to fill in",
    ),
    "nothing but a comment": (
        "# to be filled in\n",
        "facts.yaml:1:1: the file is empty; `plimsoll facts new` prints one to fill in",
    ),
    "an empty file": ("", "facts.yaml:1:1: the file is empty; `plimsoll facts new` prints one to fill in"),
    "a key twice": (
        "models: []\nmodels: []\n",
        "facts.yaml:2:1: the key 'models' stands twice, first on line 1; keep one of the two",
    ),
    "a value nested too deep": (
        "notes: " + "[" * 100 + "]" * 100 + "\n",
        "facts.yaml:1:72: values are nested more than 64 deep; write the facts flatter",
    ),
}


@pytest.mark.parametrize(("text", "message"), [*WRONG.values()], ids=[*WRONG])
def test_what_is_wrong_is_told_in_one_line(text: str, message: str, write: Write) -> None:
    assert str(refusal(write(text))) == message


REFERENCES = [
    "incidents: [{id: i, model: gone}]",
    "harms: [{id: h, incident: gone}]",
    "harms: [{id: h, model: gone}]",
    "judgments: [{law: l, term: t, subject: gone, verdict: 'yes'}]",
    "exemptions: [{model: gone}]",
    "models: [{id: a}]\nexemptions: [{model: a, comparator: gone}]",
    "protocols: [{id: p, kind: frontier-framework, model: gone}]",
    "statements: [{kind: statement-of-compliance, model: gone}]",
    "publications: [{kind: transparency-report, model: gone}]",
    "notifications: [{kind: systemic-risk, model: gone}]",
    "evaluations: [{id: e, model: gone}]",
    "drills: [{id: d, model: gone}]",
    "deployments: [{id: d, model: gone}]",
    "internal_use_assessments: [{id: a, model: gone}]",
    "customers: [{id: c, cluster: gone}]",
]


@pytest.mark.parametrize("text", REFERENCES)
def test_an_id_that_names_nothing_is_refused(text: str, write: Write) -> None:
    error = refusal(write(text))
    assert error.what == "no entry has the id 'gone'"
    assert error.place is not None
    (line, column) = (error.place.line or 0, error.place.column or 0)
    assert text.splitlines()[line - 1][column - 1 :].startswith(error.place.key.rsplit(".", 1)[1] + ": gone")


def test_parties_need_no_entry_of_their_own(write: Write) -> None:
    text = (
        "models: [{id: a, developer: someone, training: [{by: someone-else}]}]\nclusters: [{id: c, operator: other}]\n"
    )
    assert read_facts([write(text)]).models["a"].developer == "someone"


def test_a_judgment_may_be_about_any_entry(write: Write) -> None:
    text = "organization: {id: acme}\nharms: [{id: h}]\nevaluations: [{id: e}]\njudgments:\n"
    text += "".join(f"  - {{law: l, term: t, subject: {each}, verdict: no}}\n" for each in ("acme", "h", "e"))
    assert len(read_facts([write(text)]).judgments) == 3


# Several files of one call.


def test_an_id_stands_once_in_all_files_of_a_call(write: Write) -> None:
    files = write("models: [{id: a}]", "one.yaml"), write("\nclusters: [{id: a}]", "two.yaml")
    assert str(refusal(*files)) == (
        "two.yaml:2:13: clusters[0].id: the id 'a' is given twice; it stands first at one.yaml:1; rename one"
    )


def test_an_id_may_stand_in_another_file(write: Write) -> None:
    base = write("organization: {id: meta}\nmodels: [{id: base}]", "one.yaml")
    tuned = write("organization: {id: acme}\nmodels: [{id: tuned, derived_from: {model: base}}]", "two.yaml")
    for files in ((base, tuned), (tuned, base)):
        facts = read_facts(files)
        assert [m.id for m in facts.lineage_of(facts.models["tuned"])] == ["tuned", "base"]
        assert facts.developer_of(facts.models["base"]) == "meta"


def test_a_circle_may_run_through_files(write: Write) -> None:
    files = (
        write("models: [{id: a, derived_from: {model: b}}]", "one.yaml"),
        write("models: [{id: b, derived_from: {model: a}}]", "two.yaml"),
    )
    assert str(refusal(*reversed(files))) == (
        "two.yaml:1:33: models[0].derived_from.model: a cycle in derived_from: b -> a -> b; "
        "take one of these links out: no model descends from itself"
    )


def test_a_reading_is_the_same_in_all_files(write: Write) -> None:
    one, two = write("readings: {x: true}", "one.yaml"), write("readings: {y: true, x: false}", "two.yaml")
    assert str(refusal(one, two)) == (
        "two.yaml:1:21: readings.x: another file reads 'x' the other way; choose one reading for all files"
    )


def test_one_input_needs_no_list(write: Write) -> None:
    assert read_facts(write("models: [{id: a}]")) == read_facts({"models": [{"id": "a"}]})


def test_no_input_gives_no_facts() -> None:
    assert read_facts([]) == Facts()


# The first that is wrong is told, wherever it stands in the schema.

LAST_FIRST = {
    "models": [
        {"uses": [{"audience": "publik"}], "modalities": ["smell"], "colour": "red", "id": "a b"},
        {"id": "b", "derived_from": {"model": "gone"}},
        {"id": "b"},
    ],
    "organization": {"id": "a", "kind": "startup"},
    "clusters": [{}],
}


def test_the_first_in_the_file_is_told(write: Write) -> None:
    """Each error is mended in turn, and the next in the order of the file is told."""
    content: Any = copy.deepcopy(LAST_FIRST)
    model = content["models"][0]
    mended: list[tuple[str, Callable[[], object]]] = [
        ("models[0].uses[0].audience", lambda: model["uses"][0].update(audience="public")),
        ("models[0].modalities[0]", lambda: model.update(modalities=["text"])),
        ("models[0].colour", lambda: model.pop("colour")),
        ("models[0].id", lambda: model.update(id="a-b")),
        ("organization.kind", lambda: content["organization"].update(kind="company")),
        ("clusters[0].id", lambda: content["clusters"][0].update(id="c")),
        # Ids are compared once every entry is right by itself.
        ("models[1].derived_from.model", lambda: content["models"][1].update(derived_from={"model": "a-b"})),
        ("models[2].id", lambda: content["models"][2].update(id="c2")),
    ]
    for key, mend in mended:
        for error in (refusal(write(json.dumps(content, indent=1), "facts.json")), refusal(content)):
            assert error.place is not None
            assert error.place.key == key
        mend()
    assert read_facts([content]) == read_facts([write(json.dumps(content), "facts.json")])


def test_the_first_file_is_told_first(write: Write) -> None:
    one, two = write("\n\n\nmodles: []", "one.yaml"), write("modles: []", "two.yaml")
    error = refusal(one, two)
    assert error.place is not None
    assert error.place.file == "one.yaml"


# Places are exact in each form.

PLACES = {
    "facts.yaml": ("models:\n  - id: a\n    training:\n      - started: 2026-02-30\n", 4, 9),
    "facts.yml": ("{models: [{id: a,\n training: [{started: '2026-02-30'}]}]}", 2, 14),
    "facts.json": ('{"models": [\n  {"id": "a", "training": [{"started": "2026-02-30"}]}\n]}', 2, 29),
    "facts.toml": ('[[models]]\nid = "a"\n[[models.training]]\n  started = "2026-02-30"\n', 4, 3),
}


@pytest.mark.parametrize(("name", "text", "line", "column"), [(name, *rest) for name, rest in PLACES.items()])
def test_line_and_column_are_exact(name: str, text: str, line: int, column: int, write: Write) -> None:
    error = refusal(write(text, name))
    assert error.place == Place(name, line, column, "models[0].training[0].started")
    assert error.what == "'2026-02-30' is a date that does not exist"


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("facts.yaml", "models:\n  - name: x\n", 2, 5),
        ("facts.json", '{"models": [\n  {"name": "x"}]}', 2, 3),
        ("facts.toml", 'format = "plimsoll/facts/1"\n[[models]]\nname = "x"\n', 2, 1),
    ],
)
def test_a_missing_key_is_told_at_the_entry_that_lacks_it(
    name: str, text: str, line: int, column: int, write: Write
) -> None:
    error = refusal(write(text, name))
    assert error.place == Place(name, line, column, "models[0].id")


def test_a_date_that_toml_itself_refuses_is_told_by_its_reader(write: Write) -> None:
    error = refusal(write("[[models]]\nid = 'a'\n[[models.training]]\nstarted = 2026-02-30\n", "facts.toml"))
    assert error.what.startswith("not valid TOML")
    assert error.place is not None
    assert error.place.line == 4


# What is no facts file at all.


def test_a_file_that_is_not_there(write: Write, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    mend = "give the path of a facts file, or - for standard input"
    assert str(refusal("gone.yaml")) == f"gone.yaml: no such file or directory; {mend}"
    assert str(refusal("folder")) == f"folder: is a directory; {mend}"
    assert str(refusal("")) == f'"": is a directory; {mend}'
    assert str(refusal("a\0b.yaml")) == f"a b.yaml: it cannot be read; {mend}"
    assert str(refusal("x" * 300 + ".yaml")).endswith(f": file name too long; {mend}")


def test_a_file_of_another_form(write: Write) -> None:
    assert str(refusal(write("a,b", "facts.csv"))) == (
        "facts.csv: the suffix '.csv' names no form of facts file; name the file .yaml, .yml, .json or .toml"
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x7fELF\x02\x01\x01\x00\x00", "a binary file, not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a binary file, not text"),
        ("models: []".encode("utf-16"), "the file is UTF-16 text"),
        ("notes: Müller".encode("latin-1"), "not UTF-8 text"),
    ],
)
def test_bytes_that_are_no_text(content: bytes, what: str, write: Write) -> None:
    error = refusal(write(content))
    assert error.what.startswith(what)
    assert "UTF-8" in error.mend


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[" * 10_000_000, "values are nested more than 64 deep"),
        ("models: " + "[" * 5_000_000 + "]" * 5_000_000, "values are nested more than 64 deep"),
        ("- " * 5_000_000, "values are nested more than 64 deep"),
        ("notes: '" + "x" * 20_000_000 + "'", "the file is larger than 16 MiB"),
        ("models:\n" + "- {id: a}\n" * 100_000, "the file holds more than 200000 values"),
        (BOMB, "the file holds more than 200000 values"),
    ],
    ids=["brackets", "closed brackets", "dashes", "long text", "many entries", "alias bomb"],
)
def test_a_file_made_to_exhaust_the_reader_is_refused_soon(text: str, what: str, write: Write) -> None:
    name = write(text)
    start = time.process_time()
    assert refusal(name).what == what
    assert time.process_time() - start < 20


def test_many_wrong_entries_are_told_as_soon_as_one(write: Write) -> None:
    name = write(
        "models:\n" + "".join(f"- {{id: m{i}, trainng: [], derived_from: {{model: n{i}}}}}\n" for i in range(10_000))
    )
    start = time.process_time()
    assert str(refusal(name)) == f"{name}:2:12: models[0].trainng: unknown key 'trainng'; did you mean 'training'?"
    assert time.process_time() - start < 20


def test_a_long_line_of_descent_is_no_circle(write: Write) -> None:
    lines = ["models:", "- {id: m0}"]
    lines += [f"- {{id: m{i}, derived_from: {{model: m{i - 1}}}}}" for i in range(1, 5_000)]
    assert len(read_facts([write("\n".join(lines))]).models) == 5_000
    lines[1] = "- {id: m0, derived_from: {model: m4999}}"
    assert refusal(write("\n".join(lines))).what == (
        "a cycle in derived_from: m0 -> m4999 -> m4998 -> m4997 -> ... -> m2 -> m1 -> m0"
    )


def test_a_merge_of_many_is_read_soon(write: Write) -> None:
    count = 5_000
    bases = "".join(f"- {{id: m{i}}}\n" for i in range(count))
    merge = "".join(f"  - {{model: m{i}}}\n" for i in range(count))
    start = time.process_time()
    facts = read_facts([write(f"models:\n{bases}- id: merged\n  derived_from:\n{merge}")])
    assert len(facts.bases_of(facts.models["merged"])) == count
    assert time.process_time() - start < 20


# Standard input.


def test_standard_input_is_read_as_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("models:\n  - id: a\n", '{"models": [{"id": "a"}]}'):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        assert list(read_facts(["-"]).models) == ["a"]


def test_standard_input_is_named_in_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"modles: []")))
    assert str(refusal("-")) == "standard input:1:1: modles: unknown key 'modles'; did you mean 'models'?"


def test_standard_input_without_end_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert size > 0, "asks for all of it"
            return b"y" * size

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Endless()))
    assert refusal("-").what == "the file is larger than 16 MiB"


# A name or a key cannot forge a second line, nor move the cursor.


@pytest.mark.parametrize("name", ["a\nb.yaml", "a\x1b[2Jb.yaml", "a\u2028b.yaml", "a\u202eb.yaml", "a\rb.yaml"])
def test_a_file_name_is_told_on_one_line(name: str, write: Write) -> None:
    where = str(refusal(write("modles: []", name)).place)
    assert where.isprintable()
    assert where.startswith("a ")


@pytest.mark.parametrize("key", ["a\nb", "\x1b[2J", "\u2028", "\u202e", "x" * 250])
def test_a_key_is_told_on_one_line(key: str, write: Write) -> None:
    refusal(write(json.dumps({key: 1}), "facts.json"))
    refusal({key: 1})
    refusal({"readings": {key: "x"}})
    refusal({"organization": {"id": "a", "annual_gross_revenue": {key: 1}}})


# The same facts in each form.

SAME = {
    "facts.yaml": """
format: plimsoll/facts/1
organization: {id: acme, operates_in: [US-CA], annual_gross_revenue: {2025: 800e6}}
models:
  - id: base
  - id: tuned
    foundation: true
    derived_from: {model: base, how: fine-tuning}
    training: [{operations: 1.2e26, cost: {amount: 0.1, currency: EUR}, started: 2026-03-01}]
    uses: [{from: 2026-07-01T00:00:00Z, in: [EU]}]
readings: {x: true}
""",
    "facts.json": """
{"format": "plimsoll/facts/1",
 "organization": {"id": "acme", "operates_in": ["US-CA"], "annual_gross_revenue": {"2025": 800e6}},
 "models": [{"id": "base"},
  {"id": "tuned", "foundation": true, "derived_from": [{"model": "base", "how": ["fine-tuning"]}],
   "training": [{"operations": 120000000000000000000000000, "cost": {"amount": 0.1, "currency": "EUR"},
                 "started": "2026-03-01"}],
   "uses": [{"from": "2026-07-01T00:00:00Z", "in": ["EU"]}]}],
 "readings": {"x": true}}
""",
    "facts.toml": """
format = "plimsoll/facts/1"
readings.x = true
[organization]
id = "acme"
operates_in = ["US-CA"]
annual_gross_revenue.2025 = 800e6
[[models]]
id = "base"
[[models]]
id = "tuned"
foundation = true
derived_from = {model = "base", how = "fine-tuning"}
[[models.training]]
operations = 1.2e26
cost = {amount = 0.1, currency = "EUR"}
started = 2026-03-01
[[models.uses]]
from = 2026-07-01T00:00:00Z
in = ["EU"]
""",
}
MAPPING = {
    "format": "plimsoll/facts/1",
    "organization": {"id": "acme", "operates_in": ("US-CA",), "annual_gross_revenue": {2025: 800e6}},
    "models": [
        {"id": "base"},
        MappingProxyType(
            {
                "id": "tuned",
                "foundation": True,
                "derived_from": {"model": "base", "how": "fine-tuning"},
                "training": [
                    {
                        "operations": 1.2e26,
                        "cost": {"amount": Fraction(1, 10), "currency": "EUR"},
                        "started": "2026-03-01",
                    }
                ],
                "uses": [{"from": "2026-07-01T00:00:00Z", "in": ["EU"]}],
            }
        ),
    ],
    "readings": {"x": True},
}


def test_the_same_facts_read_equal_in_every_form(write: Write) -> None:
    yaml, *others = [read_facts([write(text, name)]) for name, text in SAME.items()]
    assert others == [yaml, yaml]
    assert read_facts([MAPPING]) == yaml
    runs = yaml.models["tuned"].runs
    assert runs is not None
    run = runs[0]
    assert run.operations is not None
    assert run.cost is not None
    assert run.operations.first.interval.exact == 12 * 10**25
    assert run.cost.first.interval.exact == Fraction(1, 10)


def test_other_facts_are_not_equal(write: Write) -> None:
    one, other = ({"models": [{"id": "a", "training": [{"operations": n}]}]} for n in (10**26, 10**26 + 1))
    assert read_facts([one]) != read_facts([other])


# Mappings made in Python: the same limits, and a few ways more to go wrong.


def test_a_mapping_is_named_facts() -> None:
    wrong = {"models": [{"id": "a", "trainng": []}]}
    assert str(refusal(wrong)) == "facts: models[0].trainng: unknown key 'trainng'; did you mean 'training'?"
    second = refusal({"models": [{"id": "a"}]}, {"models": [{"id": "a"}]})
    assert str(second) == (
        "facts 2: models[0].id: the id 'a' is given twice; it stands first at facts: models[0].id; rename one"
    )


def endless() -> dict[str, object]:
    inner: dict[str, object] = {}
    inner["notes"] = inner
    return inner


def doubling() -> dict[str, object]:
    inner: list[object] = [1]
    for _ in range(50):
        inner = [inner, inner]
    return {"notes": inner}


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (endless(), "facts with values that are nested more than 64 deep"),
        (doubling(), "facts with values that are more than 200000 values"),
        ({"models": [{1.5: 1}]}, "a key that is neither text"),
        ({"models": [{None: 1}]}, "a key that is neither text"),
        ({"models": [{True: 1}]}, "a key that is neither text"),
        ({"models": [{("a",): 1}]}, "a key that is neither text"),
        ({"": 1}, "a key that is neither text"),
        ({"x" * 10_000: 1}, "a key that is neither text"),
        ({10**5000: 1}, "a key that is neither text"),
        ({"\ud800": 1}, "a key that is neither text"),
        ({"notes": "\ud800"}, "text with half of a surrogate pair"),
        ({"organization": {"annual_gross_revenue": {2025: 1, "2025": 2}}}, "the key '2025' stands twice"),
        ({"models": [{"id": object()}]}, "a value of the Python type object where text is expected"),
        ({"models": {"a"}}, "a value of the Python type set where a list is expected"),
        ({"clusters": [{"id": "a", "trains_ai": 10**5000}]}, "a number where true or false is expected"),
        ({"clusters": [{"id": "a", "network_gbit_s": 10**5000}]}, "a number out of any range"),
        ({"clusters": [{"id": "a", "network_gbit_s": Decimal("sNaN")}]}, "not a finite number"),
        ({"clusters": [{"id": "a", "network_gbit_s": 1 + 2j}]}, "a value of the Python type complex where a number"),
        ({"notes": "x" * 10**6, "models": "x" * 10**6}, f"'{'x' * 60}…' where a list is expected"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_mapping_is_taken_within_limits(value: Mapping[str, object], what: str) -> None:
    assert refusal(value).what.startswith(what)


def test_a_mapping_is_copied() -> None:
    given_facts: dict[str, Any] = {"models": [{"id": "a", "modalities": ["text"]}]}
    facts = read_facts([given_facts])
    given_facts["models"][0]["modalities"].append("speech")
    assert facts.models["a"].modalities == ["text"]


# Anything at all is read, or refused in one line.

TOP_KEYS = sorted(FactsFile.model_fields)
OTHER_KEYS = ["id", "model", "training", "operations", "low", "high", "as_of", "derived_from", "how", "2025", "[key]"]
KEYS = st.sampled_from([*TOP_KEYS, *OTHER_KEYS]) | st.text(max_size=8)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["a", "b", "2026-03-01", "2026-02-30", "fine-tuning", "yes", "plimsoll/facts/1", "1e26"])
)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


def outcome(given_facts: str | Path | Mapping[str, object]) -> Facts | InputError:
    try:
        return read_facts([given_facts])
    except InputError:
        return refusal(given_facts)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=4))
def test_any_tree_is_read_or_refused(tree: dict[str, object]) -> None:
    outcome(tree)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, TREES, max_size=4))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, tree: dict[str, object]) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps(tree), encoding="utf-8")
    found = outcome(file)
    if isinstance(found, Facts):
        assert found == outcome(tree)


EXAMPLE: Any = plain(read_document(FULL.read_bytes(), "full.yaml", "yaml"))
ELSEWHERE = (
    "no entry has the id",
    "the id ",
    "a cycle in derived_from",
    "ended lies before",
    "until lies before",
    "a figure without a number",
    "low is ",
    "best is ",
    "a threshold without",
    "a price index without",
)
"""What one wrong value can break in another place."""


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in items for found in paths(each, (*path, key)))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_wrong_value_at_any_place_of_the_example_is_told_there(data: st.DataObject) -> None:
    content = copy.deepcopy(EXAMPLE)
    *way, last = data.draw(st.sampled_from(paths(content)[1:]))
    holder = content
    for step in way:
        holder = holder[step]
    holder[last] = data.draw(TREES)
    found = outcome(content)
    if isinstance(found, InputError) and not found.what.startswith(ELSEWHERE):
        key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in (*way, last))
        assert found.place is not None
        assert found.place.key.startswith(key[1:])
