from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from plimsoll.errors import InputError
from plimsoll.facts.documents import plain, read_document
from plimsoll.facts.models import Model
from plimsoll.facts.reading import read_facts
from plimsoll.facts.schema import facts_schema
from plimsoll.facts.template import facts_template

VALIDATOR = Draft202012Validator(facts_schema())
LLAMA = {
    "_name_or_path": "meta-llama/Meta-Llama-3-8B",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "tie_word_embeddings": False,
    "vocab_size": 128256,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "acme-1").mkdir()
    monkeypatch.chdir(tmp_path / "acme-1")
    return tmp_path / "acme-1"


def filled_in(content: object) -> str:
    Path("config.json").write_text(json.dumps(content))
    return facts_template("config.json")


def model_of(text: str, tmp_path: Path) -> Model:
    """Read a template as a file, and hold it against the schema."""
    file = tmp_path / "filled-in.yaml"
    file.write_text(text)
    content: Any = plain(read_document(text.encode(), "filled-in.yaml", "yaml"))
    VALIDATOR.validate(content)
    (model,) = read_facts([file]).models.values()
    return model


def test_the_template_is_a_facts_file(tmp_path: Path) -> None:
    model = model_of(facts_template(), tmp_path)
    assert model.id == "my-model"
    assert model.modalities is None
    runs = [(run.phase, run.operations, run.cost, run.started) for run in model.runs or ()]
    assert runs == [("pretraining", None, None, None)]


def test_every_key_that_waits_to_be_filled_in_says_what_is_wanted() -> None:
    waiting = [line for line in facts_template().splitlines() if ": null" in line and "name" not in line]
    assert waiting
    assert all("#" in line for line in waiting)


def test_what_the_comments_propose_is_right(tmp_path: Path) -> None:
    text = facts_template()
    for waiting, proposed in {
        "operates_in: null            #": "operates_in: [US-CA, US-NY, US-IL, EU, KR]   #",
        "annual_gross_revenue: null": "annual_gross_revenue: {2025: 800e6}",
        "foundation: null": "foundation: true",
        "operations: null": "operations: 1.2e26",
        "started: null": "started: 2026-03-01",
        "    # uses:": "    uses:",
        "    # derived_from:": "    derived_from:",
        "models:\n": "models:\n  - id: base-model\n",
    }.items():
        assert waiting.removesuffix("            #") in text
        text = text.replace(waiting.removesuffix("            #"), proposed.removesuffix("   #"))
    (tmp_path / "facts.yaml").write_text(text)
    facts = read_facts([tmp_path / "facts.yaml"])
    assert [base.id for base in facts.bases_of(facts.models["my-model"])] == ["base-model"]


def test_a_configuration_fills_in_id_output_and_size(folder: Path) -> None:
    text = filled_in(LLAMA)
    model = model_of(text, folder)
    assert model.id == "meta-llama-3-8b"
    assert model.modalities == ["text"]
    assert "about 6 x 8e+09 parameters" in text  # 8.03e9 by the model's card


@pytest.mark.parametrize(
    ("changed", "size"),
    [
        ({"tie_word_embeddings": True}, "7.5e+09"),
        ({"num_key_value_heads": None}, "8.8e+09"),
        ({"vocab_size": None}, None),
        ({"hidden_size": True}, None),
        ({"hidden_size": "4096"}, None),
        ({"hidden_size": -1}, None),
        ({"hidden_size": float("inf")}, None),
        ({"hidden_size": float("nan")}, None),
        ({"hidden_size": 10**400}, None),
    ],
)
def test_the_size_is_told_where_it_is_known(changed: dict[str, object], size: str | None, folder: Path) -> None:
    text = filled_in(LLAMA | changed)
    model_of(text, folder)
    expected = f"about 6 x {size} parameters" if size else "integer or floating-point operations, such as 1.2e26"
    assert expected in text


def test_a_model_that_does_not_put_out_text_is_left_open(folder: Path) -> None:
    model = model_of(filled_in(LLAMA | {"architectures": ["CLIPVisionModel"]}), folder)
    assert model.modalities is None


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("meta-llama/Llama-3.1-8B", "llama-3.1-8b"),
        ("./checkpoints/run 7/", "run-7"),
        ("Modèle", "mod-le"),
        # Without a name, that of the folder.
        (None, "acme-1"),
        ("", "acme-1"),
        (".", "acme-1"),
        ("../", "acme-1"),
        (["a"], "acme-1"),
        (7, "acme-1"),
        # What YAML would read as something else than text.
        ("123", "123"),
        ("1e26", "1e26"),
        ("0x1F", "0x1f"),
        ("null", "null"),
        ("true", "true"),
        ("2026-03-01", "2026-03-01"),
        # What would stand twice in the file.
        ("my-organization", "my-model"),
        # What is made to do harm.
        ("---", "my-model"),
        ("x: y # z", "x--y---z"),
        ("a\nid: b", "a-id--b"),
        ("{0.__class__}", "0.__class"),
        ("{operations}", "operations"),
        ("a\x1b[2J\u2028b", "a--2j-b"),
        ("\ud800", "my-model"),
        ("x" * 5000, "x" * 100),
        ("!!python/object:os.system", "object-os.system"),
    ],
)
def test_any_name_becomes_an_id(name: object, identity: str, folder: Path) -> None:
    assert model_of(filled_in({"_name_or_path": name}), folder).id == identity


@settings(max_examples=100, deadline=None)
@given(name=st.text(), architecture=st.text())
def test_no_configuration_spoils_the_template(
    name: str, architecture: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = tmp_path_factory.getbasetemp() / "config.json"
    config.write_text(json.dumps({"_name_or_path": name, "architectures": [architecture]}))
    model_of(facts_template(config), tmp_path_factory.getbasetemp())


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\x89PNG\r\n", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"vocab_size": ' + b"9" * 5000 + b"}", "not JSON"),
        (b"[]", "not a model's configuration"),
        (b"null", "not a model's configuration"),
        (b'"config"', "not a model's configuration"),
    ],
)
def test_what_is_no_configuration_is_refused_in_one_line(content: bytes, what: str, folder: Path) -> None:
    Path("config.json").write_bytes(content)
    with pytest.raises(InputError) as caught:
        facts_template("config.json")
    assert str(caught.value) == f"config.json: {what}; give a model's config.json"


@pytest.mark.parametrize(("name", "what"), [("gone.json", "no such file or directory"), (".", "is a directory")])
def test_a_configuration_that_cannot_be_read_is_refused(name: str, what: str, folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        facts_template(name)
    assert str(caught.value) == f"{name}: {what}; give a model's config.json"
