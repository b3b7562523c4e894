from __future__ import annotations

import datetime
import json
import tomllib
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.errors import InputError, Place
from plimsoll.facts.documents import (
    Form,
    Mapping,
    Node,
    Scalar,
    Sequence,
    form_of,
    place_of,
    plain,
    read_document,
)

FORMS: tuple[Form, ...] = ("yaml", "json", "toml")


def read(text: str | bytes, form: Form) -> Node:
    return read_document(text.encode() if isinstance(text, str) else text, f"facts.{form}", form)


def refusal(text: str | bytes, form: Form) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text, form)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 500
    assert caught.value.mend
    assert caught.value.place is not None
    assert caught.value.place.file == f"facts.{form}"
    return caught.value


def at(node: Node, *path: str | int) -> Node:
    for part in path:
        if isinstance(part, str):
            assert isinstance(node, Mapping)
            node = node.entries[part]
        else:
            assert isinstance(node, Sequence)
            node = node.items[part]
    return node


def scalar(text: str, form: Form) -> Scalar:
    node = read(text, form)
    found = at(node, "a") if isinstance(node, Mapping) else node
    assert isinstance(found, Scalar)
    return found


# The form of a file


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("facts.yaml", "yaml"),
        ("facts.yml", "yaml"),
        ("a.b/FACTS.YAML", "yaml"),
        ("facts.json", "json"),
        ("facts.toml", "toml"),
        ("-", "yaml"),
        ("facts", "yaml"),
        ("facts.", "yaml"),
        (".facts", "yaml"),
        ("/dev/stdin", "yaml"),
        ("standard input", "yaml"),
    ],
)
def test_the_name_tells_the_form(name: str, form: str) -> None:
    assert form_of(name) == form


@pytest.mark.parametrize("name", ["facts.txt", "facts.yaml.gz", "facts.xlsx"])
def test_an_unknown_suffix_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"names no form of facts file; name the file \.yaml") as caught:
        form_of(name)
    assert caught.value.place == Place(name)


# Values


@pytest.mark.parametrize(
    ("source", "kind", "value"),
    [
        ("null", "null", None),
        ("Null", "null", None),
        ("NULL", "null", None),
        ("~", "null", None),
        ("", "null", None),
        ("true", "bool", True),
        ("True", "bool", True),
        ("TRUE", "bool", True),
        ("false", "bool", False),
        ("False", "bool", False),
        ("FALSE", "bool", False),
        ("tRUE", "text", "tRUE"),
        ("yes", "text", "yes"),
        ("no", "text", "no"),
        ("on", "text", "on"),
        ("off", "text", "off"),
        ("y", "text", "y"),
        ("0", "int", 0),
        ("-0", "int", 0),
        ("+12", "int", 12),
        ("-12", "int", -12),
        ("007", "int", 7),
        ("0o17", "int", 15),
        ("0x1F", "int", 31),
        ("-0x1F", "text", "-0x1F"),
        ("0b11", "text", "0b11"),
        ("1_000", "text", "1_000"),
        ("1,000", "text", "1,000"),
        ("12:30", "text", "12:30"),
        ("1e26", "float", Decimal("1e26")),
        ("1E26", "float", Decimal("1e26")),
        ("1.2e26", "float", Decimal("1.2e26")),
        ("1.2e+26", "float", Decimal("1.2e26")),
        ("-1.5E-3", "float", Decimal("-0.0015")),
        (".5", "float", Decimal("0.5")),
        ("+.5", "float", Decimal("0.5")),
        ("5.", "float", Decimal(5)),
        ("0.1", "float", Decimal("0.1")),
        ("1e400", "float", Decimal("1e400")),
        ("1e-400", "float", Decimal("1e-400")),
        (".", "text", "."),
        ("+", "text", "+"),
        ("e5", "text", "e5"),
        ("1e", "text", "1e"),
        ("١٢", "text", "١٢"),
        ("inf", "text", "inf"),
        ("nan", "text", "nan"),
        ("NaN", "text", "NaN"),
        ("2025-01-31", "text", "2025-01-31"),
        ("2025-01-31T10:00:00Z", "text", "2025-01-31T10:00:00Z"),
        ("2025-01-31 10:00:00", "text", "2025-01-31 10:00:00"),
        ("'5'", "text", "5"),
        ('"5"', "text", "5"),
        ('"null"', "text", "null"),
        ("''", "text", ""),
        ('"\\u0041\\n"', "text", "A\n"),
        ("!!str 5", "text", "5"),
        ("!!str", "text", ""),
        ("!!int '5'", "int", 5),
        ("!!float 5", "float", Decimal(5)),
        ("!!null ''", "null", None),
        ("!!bool 'true'", "bool", True),
        ("plain text", "text", "plain text"),
        ("|\n  one\n  two\n", "text", "one\ntwo\n"),
        (">\n  one\n  two\n", "text", "one two\n"),
    ],
)
def test_yaml_scalars_follow_the_core_schema(source: str, kind: str, value: object) -> None:
    found = scalar(f"a: {source}", "yaml")
    assert found.kind == kind
    assert plain(found) == value
    assert type(plain(found)) is type(value)
    assert (found.line, found.column) == ((1, 4) if source else (1, 3))


@pytest.mark.parametrize(
    ("source", "kind", "value"),
    [
        ("null", "null", None),
        ("true", "bool", True),
        ("false", "bool", False),
        ("0", "int", 0),
        ("-0", "int", 0),
        ("-12", "int", -12),
        ("1e26", "float", Decimal("1e26")),
        ("1E5", "float", Decimal("1e5")),
        ("-1.50e-3", "float", Decimal("-0.00150")),
        ('"5"', "text", "5"),
        ('""', "text", ""),
        ('"\\ud83d\\ude00"', "text", "😀"),
        ('"a\\/b\\"\\\\\\n"', "text", 'a/b"\\\n'),
        ('"\u2028\x7f"', "text", "\u2028\x7f"),
        ('"# no comment"', "text", "# no comment"),
        ('"2025-01-31"', "text", "2025-01-31"),
    ],
)
def test_json_scalars(source: str, kind: str, value: object) -> None:
    for text, place in [(source, (1, 1)), (f'\t{{"a"\t:\r\n\t{source}\t}}\n', (2, 2))]:
        found = scalar(text, "json")
        assert found.kind == kind
        assert plain(found) == value
        assert type(plain(found)) is type(value)
        assert (found.line, found.column) == place


@pytest.mark.parametrize(
    ("source", "kind", "text", "value"),
    [
        ("true", "bool", "true", True),
        ("false", "bool", "false", False),
        ("+99", "int", "+99", 99),
        ("-17", "int", "-17", -17),
        ("1_000_000", "int", "1000000", 1_000_000),
        ("0xdead_beef", "int", "3735928559", 0xDEADBEEF),
        ("0o755", "int", "493", 0o755),
        ("0b1101", "int", "13", 13),
        (
            "123456789012345678901234567890",
            "int",
            "123456789012345678901234567890",
            123456789012345678901234567890,
        ),
        ("1e26", "float", "1e26", Decimal("1e26")),
        ("1_0.2_5e2", "float", "10.25e2", Decimal("10.25e2")),
        ("-0.01", "float", "-0.01", Decimal("-0.01")),
        ("2025-01-31", "date", "2025-01-31", "2025-01-31"),
        ("2025-01-31T10:00:00Z", "datetime", "2025-01-31T10:00:00Z", "2025-01-31T10:00:00Z"),
        (
            "2025-01-31 10:00:00.5-08:00",
            "datetime",
            "2025-01-31 10:00:00.5-08:00",
            "2025-01-31 10:00:00.5-08:00",
        ),
        ("2025-01-31t10:00:00", "datetime", "2025-01-31t10:00:00", "2025-01-31t10:00:00"),
        ('"basic \\t \\u0041 \\""', "text", 'basic \t A "', 'basic \t A "'),
        ("'lit\\eral'", "text", "lit\\eral", "lit\\eral"),
        ('"2025-01-31"', "text", "2025-01-31", "2025-01-31"),
        ('""', "text", "", ""),
        ("''", "text", "", ""),
        ('""""""', "text", "", ""),
        ('"""\none\ntwo"""', "text", "one\ntwo", "one\ntwo"),
        ('"""one \\\n   two"""', "text", "one two", "one two"),
        ('"""a""b"c"""""', "text", 'a""b"c""', 'a""b"c""'),
        ("'''\none\\n'two''three'''''", "text", "one\\n'two''three''", "one\\n'two''three''"),
        ('"# no comment" # a comment', "text", "# no comment", "# no comment"),
    ],
)
def test_toml_scalars(source: str, kind: str, text: str, value: object) -> None:
    found = scalar(f"# first\n a =  {source}\nb = 1\n", "toml")
    assert (found.kind, found.text) == (kind, text)
    assert plain(found) == value
    assert type(plain(found)) is type(value)
    assert (found.line, found.column) == (2, 7)


def test_text_keeps_the_literal_of_a_number() -> None:
    assert scalar("a: 1.20E+26", "yaml").text == "1.20E+26"
    assert scalar("a: 0x10", "yaml").text == "16"
    assert scalar('{"a": 1.20E+26}', "json").text == "1.20E+26"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_passed_over(mark: bytes) -> None:
    texts: dict[Form, bytes] = {"yaml": b"a: 1", "json": b'{"a":1}', "toml": b"a = 1"}
    for form, text in texts.items():
        node = read(mark + text, form)
        assert plain(node) == {"a": 1}
        assert isinstance(node, Mapping)
        assert node.keys["a"] == ((1, 2) if form == "json" else (1, 1))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_line_endings_are_read(end: str) -> None:
    texts: dict[Form, list[str]] = {
        "yaml": ["a: 1", "b: 2"],
        "json": ['{"a": 1,', '"b": 2}'],
        "toml": ["a = 1", "b = 2"],
    }
    for form, lines in texts.items():
        node = read(end.join(lines) + end, form)
        assert plain(node) == {"a": 1, "b": 2}
        assert isinstance(node, Mapping)
        assert node.keys["b"] == (2, 1)


# Places


YAML = """\
# a comment
format: plimsoll/1
models:
  - id: é1
    training:
      - operations: 1e26
      - {operations: [1, "two"], "odd key": ~}
revenue:
  2025: 5
"""
JSON = """\
{
\t"format": "plimsoll/1",
\t"models": [
\t\t{"id": "é1", "training": [{"operations": 1e26},
\t\t\t{"operations": [1, "two"], "odd key": null}]}
\t],
\t"revenue": {"2025": 5}
}
"""
TOML = """\
format = "plimsoll/1"
[[models]]
id = "é1"
training = [
  {operations = 1e26}, # a ] comment
  { operations = [1, "two"], "odd key" = 7 },
]
[revenue]
2025 = 5
"""


@pytest.mark.parametrize(
    ("path", "yaml_place", "json_place", "toml_place", "key"),
    [
        ((), (2, 1), (1, 1), (1, 1), ""),
        (("format",), (2, 1), (2, 2), (1, 1), "format"),
        (("models",), (3, 1), (3, 2), (2, 3), "models"),
        (("models", 0), (4, 5), (4, 3), (2, 1), "models[0]"),
        (("models", 0, "id"), (4, 5), (4, 4), (3, 1), "models[0].id"),
        (("models", 0, "training"), (5, 5), (4, 16), (4, 1), "models[0].training"),
        (("models", 0, "training", 1), (7, 9), (5, 4), (6, 3), "models[0].training[1]"),
        (
            ("models", 0, "training", 1, "operations"),
            (7, 10),
            (5, 5),
            (6, 5),
            "models[0].training[1].operations",
        ),
        (
            ("models", 0, "training", 1, "operations", 1),
            (7, 26),
            (5, 23),
            (6, 22),
            "models[0].training[1].operations[1]",
        ),
        (
            ("models", 0, "training", 1, "odd key"),
            (7, 34),
            (5, 31),
            (6, 30),
            'models[0].training[1]."odd key"',
        ),
        (("models", 0, "name", "first"), (4, 5), (4, 3), (2, 1), "models[0].name.first"),
        (("models", 9), (3, 1), (3, 2), (2, 3), "models[9]"),
        (("models", -1), (3, 1), (3, 2), (2, 3), "models[-1]"),
        (("models", "id"), (3, 1), (3, 2), (2, 3), "models.id"),
        (("revenue", 2025), (9, 3), (7, 14), (9, 1), "revenue.2025"),
        (("revenue", "2025", 0), (9, 3), (7, 14), (9, 1), "revenue.2025[0]"),
    ],
)
def test_place_of(
    path: tuple[str | int, ...],
    yaml_place: tuple[int, int],
    json_place: tuple[int, int],
    toml_place: tuple[int, int],
    key: str,
) -> None:
    texts: list[tuple[Form, str, tuple[int, int]]] = [
        ("yaml", YAML, yaml_place),
        ("json", JSON, json_place),
        ("toml", TOML, toml_place),
    ]
    for form, text, place in texts:
        assert place_of(read(text, form), path, "f") == Place("f", *place, key)


def test_a_key_cannot_forge_a_line_in_a_place() -> None:
    node = read('{"a\\nfacts.yaml:1:1: b": 1}', "json")
    assert str(place_of(node, ["a\nfacts.yaml:1:1: b"], "f")) == 'f:1:2: "a\\nfacts.yaml:1:1: b"'


def test_values_know_their_places_in_toml_tables() -> None:
    text = (
        "top.inner = { x = 1, y.z = '2' }\n"
        "\n"
        "[a.b]  # a comment\n"
        "c.d = 1\n"
        "[[a.list]]\n"
        "n = 1\n"
        "[[ a . list ]]\n"
        "n = 2\n"
        "[a.list.sub]\n"
        'm = """\n'
        "[not.a.table]\n"
        'n = 5"""\n'
        "[a]\n"
        "k = [\n"
        "  # a comment, with [brackets]\n"
        "  'x]', [ 1 ,\n"
        "    2 ]\n"
        "]\n"
    )
    node = read(text, "toml")
    assert plain(node) == tomllib.loads(text)
    places = {
        ("top",): (1, 1),
        ("top", "inner"): (1, 5),
        ("top", "inner", "x"): (1, 15),
        ("top", "inner", "y"): (1, 22),
        ("top", "inner", "y", "z"): (1, 24),
        ("a",): (3, 2),
        ("a", "b"): (3, 4),
        ("a", "b", "c"): (4, 1),
        ("a", "b", "c", "d"): (4, 3),
        ("a", "list"): (5, 5),
        ("a", "list", 0): (5, 1),
        ("a", "list", 1): (7, 1),
        ("a", "list", 1, "n"): (8, 1),
        ("a", "list", 1, "sub"): (9, 9),
        ("a", "list", 1, "sub", "m"): (10, 1),
        ("a", "k"): (14, 1),
        ("a", "k", 0): (16, 3),
        ("a", "k", 1): (16, 9),
        ("a", "k", 1, 1): (17, 5),
    }
    for path, (line, column) in places.items():
        place = place_of(node, path, "f")
        assert (place.line, place.column) == (line, column), path
    starts = {
        ("top", "inner"): (1, 13),
        ("top", "inner", "y", "z"): (1, 28),
        ("a", "b"): (3, 1),
        ("a", "list", 1, "sub", "m"): (10, 5),
        ("a", "k"): (14, 5),
    }
    for path, start in starts.items():
        value = at(node, *path)
        assert (value.line, value.column) == start, path


# Bad input. Each case: the text, the line and column of the error, a part of its message.


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("data", "place", "part"),
    [
        (b"", (1, 1), "the file is empty; `plimsoll facts new` prints one to fill in"),
        (b"\xef\xbb\xbf", (1, 1), "the file is empty"),
        (b" \n\n", (1, 1), "the file is empty"),
        (
            b"a\n\nb\xe9",
            (3, 2),
            "not UTF-8 text: byte 0xe9 at line 3 (byte offset 4); save the file as UTF-8",
        ),
        (b"\xef\xbb\xbfab\xe9c", (1, 3), "not UTF-8 text: byte 0xe9 at line 1 (byte offset 5)"),
        (b"\xc3\xa9\xff", (1, 2), "byte 0xff at line 1 (byte offset 2)"),
        (b"a: \xed\xa0\x80", (1, 4), "not UTF-8 text: byte 0xed"),
        (b"\xef\xbb\xbfab\x00", (1, 3), "a binary file, not text: byte 0x00 at line 1 (byte offset 5)"),
        (b"\x89PNG\r\n\x1a\n", (2, 1), "a binary file, not text: byte 0x1a at line 2"),
        (b"a: \x1b[1m", (1, 4), "a binary file, not text: byte 0x1b"),
        ("a: 1".encode("utf-16"), (1, 1), "the file is UTF-16 text; save the file as UTF-8"),
        (b"\xfe\xff\x00a", (1, 1), "the file is UTF-16 text"),
        ("a: 1".encode("utf-32"), (1, 1), "the file is UTF-32 text"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", (1, 1), "the file is UTF-32 text"),
        (b"x" * (16 * 2**20 + 1), (None, None), "the file is larger than 16 MiB"),
    ],
    ids=range(15),
)
def test_bad_bytes(data: bytes, place: tuple[int | None, int | None], part: str, form: Form) -> None:
    error = refusal(data, form)
    assert part in str(error)
    assert error.place == Place(f"facts.{form}", *place)


BAD_YAML = [
    ("# only a comment\n", (1, 1), "the file is empty"),
    ("---\n", (1, 1), "the file is empty"),
    ("a: 1\nb: : 2\n", (2, 4), "not valid YAML: mapping values are not allowed in this context"),
    ("a: 1\n\tb: 2\n", (2, 1), "indent with spaces, not tabs"),
    (
        "a:\n  b: 1\n c: 2\n",
        (3, 2),
        "not valid YAML: did not find expected key, while parsing a block mapping begun on line 1",
    ),
    ("a: [1,\nb: 2\n", (3, 1), "not valid YAML: did not find expected ',' or ']'"),
    ('a: "open\nb: 1\n', (3, 1), "while scanning a quoted scalar begun on line 1"),
    ("a: @x\n", (1, 4), "not valid YAML: found character that cannot start any token"),
    ("a: `x`\n", (1, 4), "not valid YAML"),
    ('a: "\\q"\n', (1, 5), "not valid YAML: found unknown escape character"),
    ('a: "\\ud83d\\ude00"\n', None, "not valid YAML"),
    ("a: 1\n---\nb: 2\n", (2, 1), "the file holds more than one document"),
    ("---\n---\n", (2, 1), "the file holds more than one document"),
    ("a: 1\nb: 2\n'a': 3\n", (3, 1), "the key 'a' stands twice, first on line 1"),
    ("2025: 1\n'2025': 3\n", (2, 1), "the key '2025' stands twice, first on line 1"),
    ("x: {a: 1, a: 2}\n", (1, 11), "the key 'a' stands twice, first on line 1"),
    ("a: &x {b: 1}\nc:\n  <<: *x\n", (3, 3), "merge keys (<<) are not read; write the keys out"),
    ("? [a, b]\n: 1\n", (1, 3), "a key must be text or a whole number"),
    ("? {a: b}\n: 1\n", (1, 3), "a key must be text or a whole number"),
    ("a: {{ b }}\n", (1, 5), "a key must be text or a whole number"),
    ("~: 1\n", (1, 1), "a key must be text or a whole number"),
    ("? \n: 1\n", (1, 2), "a key must be text or a whole number"),
    ("true: 1\n", (1, 1), "a key must be text or a whole number"),
    ("1.5: 1\n", (1, 1), "a key must be text or a whole number"),
    ("a: &x b\n*x : 1\n", (2, 1), "a key must be text or a whole number"),
    ("&x a: 1\n", (1, 1), "an anchor stands on a key"),
    ("k" * 257 + ": 1\n", (1, 1), "a key is longer than 256 characters"),
    ("a: *x\n", (1, 4), "the alias '*x' names no anchor before it"),
    ("a: &x\n  - *x\n", (2, 5), "the alias '*x' stands inside the value it names"),
    ("a: &x 1\nb: &x 2\n", (2, 4), "the anchor '&x' is set twice"),
    ("a: !!binary aGk=\n", (1, 4), "the tag '!!binary' is not read here; remove the tag"),
    ("a: !!timestamp 2025-01-01\n", (1, 4), "the tag '!!timestamp' is not read here"),
    ("a: !!python/object/apply:os.system ['x']\n", (1, 4), "the tag '!!python/object/apply:os.system'"),
    ("a: !own 1\n", (1, 4), "the tag '!own' is not read here"),
    ("a: ! 1\n", (1, 4), "the tag '!' is not read here"),
    ("a: !!set {b}\n", (1, 4), "the tag '!!set' is not read here"),
    ("a: !!seq {b: 1}\n", (1, 4), "the tag '!!seq' is not read here"),
    ("a: !!map x\n", (1, 4), "the tag '!!map' is not read here"),
    ("a: !!int x\n", (1, 4), "the tag !!int does not fit the value 'x'"),
    ("a: !!int 1.5\n", (1, 4), "the tag !!int does not fit the value '1.5'"),
    ("a: .inf\n", (1, 4), "'.inf' is infinite; leave the key out where the figure is unknown"),
    ("a: -.Inf\n", (1, 4), "'-.Inf' is infinite"),
    ("a: [1, +.INF]\n", (1, 8), "'+.INF' is infinite"),
    ("a: .nan\n", (1, 4), "'.nan' is not a number; leave the key out"),
    ("a: .NaN\n", (1, 4), "'.NaN' is not a number"),
    ("a: !!float .nan\n", (1, 4), "'.nan' is not a number"),
    ("a: 1e401\n", (1, 4), "a number out of any range"),
    ("a: 1e-401\n", (1, 4), "a number out of any range"),
    ("a: 1e999999999999999999\n", (1, 4), "a number out of any range"),
    ("a: " + "9" * 501 + "\n", (1, 4), "a number out of any range"),
    ("a: 1e" + "0" * 5000 + "\n", (1, 4), "a number out of any range"),
    ("a: 0x" + "f" * 5000 + "\n", (1, 4), "a number out of any range"),
    ("a: 1\nb: x\x7f\n", (2, 5), "the character U+007F cannot stand in YAML"),
    ("a: x\u2028b: 2\n", (1, 5), "the character U+2028 cannot stand in YAML; remove it, or write it"),
    ("a: \ufffe\n", (1, 4), "the character U+FFFE cannot stand in YAML"),
    ("[" * 66 + "]" * 66, (1, 66), "values are nested more than 64 deep"),
    ("- " * 66 + "1", (1, 131), "values are nested more than 64 deep"),
    ("%YAML 3.0\n---\na: 1\n", None, "not valid YAML: found incompatible YAML document"),
]


@pytest.mark.parametrize("reader", ["C", "Python"])
@pytest.mark.parametrize(("text", "place", "part"), BAD_YAML, ids=range(len(BAD_YAML)))
def test_bad_yaml(
    text: str, place: tuple[int, int] | None, part: str, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reader == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    error = refusal(text, "yaml")
    # The two readers word a syntax error, and place it, each in its own way.
    if reader == "C" or "not valid YAML" not in part:
        assert part in str(error)
        assert place is None or error.place == Place("facts.yaml", *place)


BAD_JSON = [
    ("{", (1, 2), "a key in double quotes is expected, but the file ends here"),
    ("[1", (1, 3), "a comma or ']' is expected, but the file ends here"),
    ("[1 2]", (1, 4), "not valid JSON: a comma or ']' is expected"),
    ("[1,]", (1, 4), "not valid JSON: a value is expected; mend it there; JSON has no comments"),
    ('{"a": 1,}', (1, 9), "not valid JSON: a key in double quotes is expected"),
    ('{"a": 1\n"b": 2}', (2, 1), "not valid JSON: a comma or '}' is expected"),
    ('{"a" 1}', (1, 6), "not valid JSON: a colon is expected after the key"),
    ("{a: 1}", (1, 2), "not valid JSON: a key in double quotes is expected"),
    ("{'a': 1}", (1, 2), "not valid JSON: a key in double quotes is expected"),
    ('{\n\t"a": 1 // no\n}', (2, 9), "not valid JSON: a comma or '}' is expected"),
    ('{"a": tru}', (1, 7), "not valid JSON: a value is expected"),
    ('{"a": True}', (1, 7), "not valid JSON: a value is expected"),
    ('{"a": truefalse}', (1, 7), "not valid JSON: a value is expected"),
    ('{"a": 01}', (1, 8), "not valid JSON: a comma or '}' is expected"),
    ('{"a": +1}', (1, 7), "not valid JSON: a value is expected"),
    ('{"a": .5}', (1, 7), "not valid JSON: a value is expected"),
    ('{"a": 5.}', (1, 8), "not valid JSON: a comma or '}' is expected"),
    ('{"a": 1} {"b": 2}', (1, 10), "there is more after the end of the document"),
    ('{"a": NaN}', (1, 7), "'NaN' is not a number; leave the key out where the figure is unknown"),
    ('{"a":\n Infinity}', (2, 2), "'Infinity' is infinite"),
    ('{"a": -Infinity}', (1, 7), "'-Infinity' is infinite"),
    ('{"a": 1e401}', (1, 7), "a number out of any range"),
    ('{"a": ' + "9" * 6000 + "}", (1, 7), "a number out of any range"),
    ('{"a": 1,\n "\\u0061": 2}', (2, 2), "the key 'a' stands twice, first on line 1"),
    ('{"' + "k" * 257 + '": 1}', (1, 2), "a key is longer than 256 characters"),
    ('{"a": "open}', (1, 7), "not valid JSON: text lacks its closing quote"),
    ('{"a": "open\n"}', (1, 7), "not valid JSON: text lacks its closing quote"),
    ('{"a": "x\\q"}', (1, 9), "a backslash begins no escape that JSON has"),
    ('{"a": "x\\u00g0"}', (1, 9), "a backslash begins no escape that JSON has"),
    ('{"a": "x\ty"}', (1, 9), "a tab within text must be written \\t"),
    ('{"a": "\\ud83d"}', (1, 7), "an escape names half of a surrogate pair"),
    ('{"\\ude00": 1}', (1, 2), "an escape names half of a surrogate pair"),
    ("[" * 66 + "]" * 66, (1, 66), "values are nested more than 64 deep"),
    ('{"a":' * 66 + "1" + "}" * 66, (1, 326), "values are nested more than 64 deep"),
    ("\u00a0[1]", (1, 1), "not valid JSON: a value is expected"),
]


@pytest.mark.parametrize(("text", "place", "part"), BAD_JSON, ids=range(len(BAD_JSON)))
def test_bad_json(text: str, place: tuple[int, int], part: str) -> None:
    error = refusal(text, "json")
    assert part in str(error)
    assert error.place == Place("facts.json", *place)


BAD_TOML = [
    ("# only a comment\n", (1, 1), "the file is empty"),
    ("a = \n", (1, 5), "not valid TOML: invalid value"),
    ("a = 1\nb 2\n", (2, 3), "not valid TOML: expected '=' after a key"),
    ("a = [1, 2", (1, 10), "not valid TOML: unclosed array, at the end of the file"),
    ("a = 1 2\n", (1, 7), "not valid TOML: expected newline or end of document"),
    ('a = "open\n', (1, 10), "not valid TOML: illegal character"),
    ('a = """open\n', (2, 1), "not valid TOML: unterminated string, at the end of the file"),
    ('a = "\\q"\n', (1, 8), "not valid TOML: unescaped '\\' in a string"),
    ('a = "\\ud800"\n', (1, 12), "not valid TOML"),
    ("a = 01\n", (1, 6), "not valid TOML"),
    ("a = yes\n", (1, 5), "not valid TOML: invalid value"),
    ("a: 1\n", (1, 2), "not valid TOML"),
    ("a = 2025-02-30\n", (1, 5), "not valid TOML: invalid date or datetime"),
    ("a = 1\n[a]\n", (2, 3), "not valid TOML"),
    ("a = {}\n[a.b]\n", (2, 5), "not valid TOML"),
    ("a = 1\n\na = 2\n", (3, 1), "the key 'a' stands twice, first on line 1; keep one of the two"),
    ("a.b = 1\na.'b' = 2\n", (2, 3), "the key 'b' stands twice, first on line 1"),
    ("x = {a = 1, a = 2}\n", (1, 13), "the key 'a' stands twice, first on line 1"),
    ("[a]\n[b]\n[a]\n", (3, 1), "the table [a] stands twice, first on line 1"),
    ("a = 1\nb = [\n  inf]\n", (3, 3), "'inf' is infinite; leave the key out"),
    ("a = -inf\n", (1, 5), "'-inf' is infinite"),
    ("a = nan\n", (1, 5), "'nan' is not a number"),
    ("a = 07:32:00\n", (1, 5), "a time of day is no fact read here"),
    ("a = 1e401\n", (1, 5), "a number out of any range"),
    ("a = " + "9" * 6000 + "\n", (1, 5), "a number out of any range"),
    ("a = 0b" + "1" * 6000 + "\n", (1, 5), "a number out of any range"),
    ("k" * 257 + " = 1\n", (1, 1), "a key is longer than 256 characters"),
    ("a = " + "[" * 66 + "]" * 66, (1, 69), "values are nested more than 64 deep"),
    ("a." * 65 + "b = 1\n", (1, 131), "a key has more than 64 parts"),
    ("[" + "a." * 65 + "b]\n", (1, 132), "a key has more than 64 parts"),
    ("[[a]]\n" + "[[a" + ".a" * 40 + "]]\n" + "b." * 40 + "c = 1\n", (3, 43), "nested more than 64 deep"),
    ("a = 1\rb = 2\n", (1, 6), "not valid TOML"),
    ("a = '\x7f'\n", (1, 6), "not valid TOML"),
]


@pytest.mark.parametrize(("text", "place", "part"), BAD_TOML, ids=range(len(BAD_TOML)))
def test_bad_toml(text: str, place: tuple[int, int], part: str) -> None:
    error = refusal(text, "toml")
    assert part in str(error)
    assert error.place == Place("facts.toml", *place)


# Limits


def test_what_is_just_within_the_limits_is_read() -> None:
    texts: dict[Form, str] = {
        "yaml": "[" * 65 + "]" * 65,
        "json": "[" * 65 + "]" * 65,
        "toml": "a = " + "[" * 64 + "]" * 64,
    }
    for form, text in texts.items():
        assert plain(read(text, form))
    digits = "9" * 500
    assert plain(read(f"{'k' * 256}: {digits}", "yaml")) == {"k" * 256: int(digits)}
    assert plain(read(f'{{"{"k" * 256}": {digits}}}', "json")) == {"k" * 256: int(digits)}
    assert plain(read(f"{'k' * 256} = {digits}", "toml")) == {"k" * 256: int(digits)}


def test_aliases_stand_for_their_values() -> None:
    node = read("a: &x {b: [1, 2]}\nc: *x\nd: [*x, &y 5, *y]\n", "yaml")
    shared = {"b": [1, 2]}
    assert plain(node) == {"a": shared, "c": shared, "d": [shared, 5, 5]}
    assert place_of(node, ["c"], "f") == Place("f", 2, 1, "c")
    assert place_of(node, ["c", "b"], "f") == Place("f", 1, 8, "c.b")


def test_aliases_that_grow_beyond_measure_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    error = refusal("\n".join(lines), "yaml")
    assert "the file holds more than 200000 values" in str(error)
    assert error.place is not None
    assert error.place.line == 6


def test_aliases_do_not_go_round_the_limit_on_depth() -> None:
    lines = ["- &a0 [x]"] + [f"- &a{i} [*a{i - 1}]" for i in range(1, 100)]
    error = refusal("\n".join(lines), "yaml")
    assert "values are nested more than 64 deep" in str(error)
    assert error.place == Place("facts.yaml", 64, 9)
    assert plain(read("\n".join(lines[:63]), "yaml"))


@pytest.mark.parametrize(
    ("text", "form", "line"),
    [
        ("- 1\n" * 200_001, "yaml", 200_000),
        ("[" + "1,\n" * 200_001 + "1]", "json", 200_000),
        ("a = [" + "1,\n" * 200_001 + "]", "toml", 199_999),
    ],
    ids=FORMS,
)
def test_too_many_values_are_refused(text: str, form: Form, line: int) -> None:
    error = refusal(text, form)
    assert "the file holds more than 200000 values; leave out" in str(error)
    assert error.place is not None
    assert error.place.line == line


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"[" * 10_000_000, "yaml"),
        (b"{a: " * 2_500_000, "yaml"),
        (b"- " * 5_000_000, "yaml"),
        (b"".join(b" " * i + b"a:\n" for i in range(4400)), "yaml"),
        (b"[" * 10_000_000, "json"),
        (b'{"a":' * 2_000_000, "json"),
        (b"a = " + b"[" * 10_000_000, "toml"),
        (b"a = " + b"{a = " * 2_000_000, "toml"),
        (b"a." * 5_000_000, "toml"),
        (b"[" + b"a." * 5_000_000, "toml"),
    ],
    ids=range(10),
)
def test_bottomless_nesting_is_one_line(data: bytes, form: Form) -> None:
    error = refusal(data, form)
    assert "write the facts flatter" in str(error)


def test_a_caller_deep_down_gets_one_line_too() -> None:
    def fall() -> None:
        try:
            fall()
        except RecursionError:
            read("[" * 40 + "]" * 40, "json")

    with pytest.raises(InputError, match="nested too deep to be read here; write the facts flatter"):
        fall()


# Properties


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LEAVES = st.none() | st.booleans() | st.integers() | KEYS
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def check_places(node: Node, value: object, text: str, *, ascii_only: bool) -> None:
    def dumped(item: object) -> str:
        return json.dumps(item, ensure_ascii=ascii_only)

    def standing(line: int, column: int) -> str:
        return text.split("\n")[line - 1][column - 1 :]

    here = standing(node.line, node.column)
    if isinstance(value, dict):
        assert isinstance(node, Mapping)
        assert here.startswith("{")
        for key, inner in value.items():
            assert standing(*node.keys[key]).startswith(dumped(key) + ":")
            check_places(node.entries[key], inner, text, ascii_only=ascii_only)
    elif isinstance(value, list):
        assert isinstance(node, Sequence)
        assert here.startswith("[")
        for item, inner in zip(node.items, value, strict=True):
            check_places(item, inner, text, ascii_only=ascii_only)
    else:
        assert isinstance(node, Scalar)
        assert here.startswith(dumped(value))


@settings(deadline=None)
@given(TREES, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_json_reads_back_with_right_places(value: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    node = read(text, "json")
    assert plain(node) == value
    check_places(node, value, text, ascii_only=ascii_only)


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9) | st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_exactly(number: Decimal | float) -> None:
    literal = str(number)
    assert plain(scalar(f"a: {literal}", "yaml")) == Decimal(literal)
    assert plain(scalar(f'{{"a": {literal}}}', "json")) == Decimal(literal)
    assert plain(scalar(f"a = {literal}", "toml")) == Decimal(literal)


JSON_PIECES = st.sampled_from(
    [*'{}[],:" \n\t\\', '"a"', '"b"', "1", "-", "0", ".5", "e3", "null", "true", "\\u00e9", "x"]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(JSON_PIECES, max_size=12).map("".join))
def test_the_standard_library_agrees_on_what_is_json(text: str) -> None:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("duplicate")
        return dict(pairs)

    try:
        expected = json.loads(text, parse_float=Decimal, object_pairs_hook=unique)
    except ValueError:
        refusal(text, "json")
    else:
        assert plain(read(text, "json")) == expected


TOML_PIECES = st.sampled_from(
    [
        *"[]{}=.,#\"' \n\\",
        *(
            "a",
            "b",
            "a = ",
            "b.a = ",
            "1",
            "0x1_F",
            "1_0.5e3",
            "2025-01-01",
            " 10:00:00",
            "T10:00:00.5Z",
            "true",
        ),
        *(
            "[a]\n",
            "[[a]]\n",
            "[a.b]\n",
            "[[b.a]]\n",
            '"""',
            "'''",
            "\\\n",
            "\\u00e9",
            '"a"',
            "'b'",
            "a = 1\n",
        ),
        *("a = [", "b = {", "]\n", "}\n", "\r\n"),
    ]
)


def as_text(value: object) -> object:
    """What tomllib gives, with dates as `plain` gives them, bar their separator and offset."""
    if isinstance(value, dict):
        return {key: as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return "a date" if isinstance(value, datetime.date) else value


def without_dates(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key: without_dates(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [without_dates(item) for item in node.items]
    return "a date" if node.kind in ("date", "datetime") else plain(node)


@settings(max_examples=1000, deadline=None)
@given(st.lists(TOML_PIECES, max_size=12).map("".join))
def test_the_standard_library_agrees_on_what_is_toml(text: str) -> None:
    try:
        expected = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        refusal(text, "toml")
        return
    try:
        node = read(text, "toml")
    except InputError as error:
        assert not expected or "time of day" in error.what  # noqa: PT017
        return
    assert without_dates(node) == as_text(expected)


YAML_PIECES = st.sampled_from(
    [
        *"[]{}:,#&*!|>\"' \n-?%@\t",
        "a",
        "b: ",
        "- ",
        "\n  ",
        "1",
        "~",
        "<<: ",
        "&x ",
        "*x",
        "!!int ",
        "---\n",
        "\\u",
        "0x",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(YAML_PIECES, max_size=15).map("".join), st.sampled_from(FORMS))
def test_broken_text_is_never_a_traceback(text: str, form: Form) -> None:
    try:
        plain(read(text, form))
    except InputError as error:
        assert str(error).isprintable()  # noqa: PT017


@settings(max_examples=300, deadline=None)
@given(st.lists(YAML_PIECES, max_size=15).map("".join))
def test_broken_text_is_never_a_traceback_in_the_python_reader(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        try:
            plain(read(text, "yaml"))
        except InputError as error:
            assert str(error).isprintable()  # noqa: PT017


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=60) | st.text(max_size=30).map(lambda text: text.encode(errors="ignore")),
    st.sampled_from(FORMS),
)
def test_any_bytes_are_read_or_refused_in_one_line(data: bytes, form: Form) -> None:
    try:
        plain(read(data, form))
    except InputError as error:
        assert str(error).isprintable()  # noqa: PT017


def toml_value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_value(k)} = {toml_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    return json.dumps(value)


def toml_lines(table: dict[str, object], header: tuple[str, ...] = ()) -> list[str]:
    """Write a table as TOML: tables below headers, lists of tables as arrays of tables."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    rows = {
        key: value
        for key, value in table.items()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    }
    lines = [
        f"{toml_value(key)} = {toml_value(value)}"
        for key, value in table.items()
        if key not in inner and key not in rows
    ]
    for key, value in inner.items():
        path = (*header, toml_value(key))
        lines += [f"[{'.'.join(path)}]", *toml_lines(value, path)]
    for key, values in rows.items():
        path = (*header, toml_value(key))
        for value in values:
            lines += ["", f"[[{'.'.join(path)}]] # next", *toml_lines(value, path)]
    return lines


BMP_TEXT = st.text(st.characters(max_codepoint=0xFFFD, exclude_categories=["Cs"]), max_size=12)
TOML_TREES = st.dictionaries(
    BMP_TEXT,
    st.recursive(
        st.booleans() | st.integers() | BMP_TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(BMP_TEXT, inner, max_size=4),
        max_leaves=20,
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(TOML_TREES)
def test_the_three_forms_say_the_same(value: dict[str, object]) -> None:
    assert plain(read(json.dumps(value), "json")) == value
    assert plain(read("\n".join(toml_lines(value)), "toml")) == value
    # PyYAML writes by YAML 1.1, where some text needs no quotes that is a number in 1.2, such as 1e5:
    # so every scalar of text is written in double quotes.
    assert plain(read(yaml_of(value), "yaml")) == value


class _Quoting(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def yaml_of(value: object) -> str:
    return str(yaml.dump(value, Dumper=_Quoting, allow_unicode=False, default_flow_style=False))


def test_what_safe_dump_writes_is_read() -> None:
    value = {
        "format": "plimsoll/1",
        "models": [{"id": "m1", "open": True, "note": None, "n": -5}],
        "y": "yes",
    }
    assert plain(read(yaml.safe_dump(value), "yaml")) == value
