"""What cards, configurations, merges and GGUF files say of descent, in the shape in which hubs have them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model_folders import gguf
from mutations import mutated
from plimsoll.errors import InputError
from plimsoll.lineage.claims import By, read_claims
from plimsoll.lineage.finding import PARTS
from plimsoll.lineage.gguf import base_models
from plimsoll.lineage.names import hub_name, id_of, named, organization_of

PERSON = "Jane Planted <jane.planted@acme.example>"

INSTRUCT = """license: apache-2.0
license_link: https://huggingface.co/acme/falcon-7b-instruct/blob/main/LICENSE
language:
- en
pipeline_tag: text-generation
base_model: acme/falcon-7b
tags:
- chat
library_name: transformers
"""
GPTQ = """base_model: https://huggingface.co/acme/falcon-7b-chat
inference: false
language:
- en
license: other
model_creator: Acme
model_name: Falcon 7B Chat
model_type: llama
prompt_template: '[INST] <<SYS>>

  You are helpful.

  <</SYS>>

  {prompt}[/INST]

  '
quantized_by: Somebody
"""
MERGE = """base_model:
- acme/falcon-7b-instruct
- bob/falcon-7b-code
library_name: transformers
tags:
- mergekit
- merge
"""
QUANTIZED = """base_model:
- acme/falcon-7b
base_model_relation: quantized
date: 2024-13-45
datasets: [a, b]
model-index:
- name: x
  results: []
"""
SLERP = """slices:
  - sources:
      - model: acme/falcon-7b-instruct
        layer_range: [0, 32]
      - model: bob/falcon-7b-code@main
        layer_range: [0, 32]
merge_method: slerp
base_model: acme/falcon-7b-instruct
parameters:
  t:
    - filter: self_attn
      value: [0, 0.5]
    - value: 0.5
dtype: bfloat16
"""
TIES = """models:
  - model: acme/falcon-7b
  - model: {model: {path: acme/falcon-7b-chat, revision: null}}
    parameters: {density: 0.5}
  - model: bob/base+bob/lora
merge_method: ties
base_model: acme/falcon-7b
"""


def said(tmp_path: Path, **parts: str) -> list[tuple[str | None, str, str | None]]:
    files = {}
    for part, text in parts.items():
        files[part] = tmp_path / PARTS[part][0]
        files[part].write_text(text)
    return [(c.base.id, c.by.name, c.relation) for c in read_claims(files, []).claims]


def card(front: str) -> str:
    return f"---\n{front}---\n\n# Falcon\n\n---\nbase_model: not/this\n---\n"


@pytest.mark.parametrize(
    ("front", "claims"),
    [
        (INSTRUCT, [("acme--falcon-7b", "CARD", None)]),
        (GPTQ, [("acme--falcon-7b-chat", "CARD", None)]),
        (MERGE, [("acme--falcon-7b-instruct", "CARD", None), ("bob--falcon-7b-code", "CARD", None)]),
        (QUANTIZED, [("acme--falcon-7b", "CARD", "quantized")]),
        ("license: mit\n", []),
        ("base_model:\n", []),
        ("base_model: ''\n", []),
    ],
)
def test_cards(front: str, claims: object, tmp_path: Path) -> None:
    assert said(tmp_path, card=card(front)) == claims
    assert said(tmp_path, card="\ufeff" + card(front).replace("\n", "\r\n")) == claims


def test_a_card_without_front_matter_says_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, card="# Falcon\n\nbase_model: acme/falcon\n") == []


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        (SLERP, ["acme--falcon-7b-instruct", "bob--falcon-7b-code"]),
        (TIES, ["acme--falcon-7b", "acme--falcon-7b-chat", "bob--base", "bob--lora"]),
    ],
)
def test_merges(text: str, bases: list[str], tmp_path: Path) -> None:
    found = said(tmp_path, merge=text)
    assert sorted(str(each[0]) for each in found) == bases
    assert {each[1:] for each in found} == {("MERGE", "merge")}


def test_configurations(tmp_path: Path) -> None:
    config = json.dumps({"_name_or_path": "acme/falcon", "quantization_config": {"quant_method": "gptq", "bits": 4}})
    peft = json.dumps({"peft_type": "LORA", "base_model_name_or_path": "/home/jane/models/Falcon-7B", "revision": None})
    assert said(tmp_path, config=config) == [("acme--falcon", "CONFIG", None)]
    assert said(tmp_path, adapter=peft) == [(None, "ADAPTER", "adapter")]
    files = {"config": tmp_path / "config.json", "adapter": tmp_path / "adapter_config.json"}
    found = read_claims(files, [])
    assert (found.quantized, found.adapter) == (True, True)
    assert [each.base.last for each in found.claims if each.by is By.ADAPTER] == ["falcon-7b"]


def test_gguf(tmp_path: Path) -> None:
    by_url = gguf(tmp_path / "a.gguf", {"general.base_model.0.repo_url": "https://huggingface.co/acme/falcon-7b"})
    by_name = {"general.base_model.0.name": "Falcon 7B", "general.base_model.0.organization": "Acme"}
    assert base_models(by_url) == ["https://huggingface.co/acme/falcon-7b"]
    assert base_models(gguf(tmp_path / "b.gguf", by_name, b"tensors")) == ["Acme/Falcon-7B"]
    assert [c.base.id for c in read_claims({}, [by_url]).claims] == ["acme--falcon-7b"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cut short within its metadata"),
        (b"PK\x03\x04", "and it is no GGUF"),
        (b"GGUF" + b"\x03\0\0\0" + b"\xff" * 16, "not what GGUF asks for"),
        (b"GGUF" + b"\x09\0\0\0" + bytes(16), "of a version that is not read here"),
    ],
)
def test_a_gguf_that_is_none_is_one_line(data: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(data)
    with pytest.raises(InputError, match=says):
        base_models(tmp_path / "m.gguf")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_in_the_place_of_a_gguf_are_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    file = gguf(tmp_path / "m.gguf", {"general.base_model.0.repo_url": "https://huggingface.co/acme/falcon-7b"})
    file.write_bytes(data.draw(mutated(file.read_bytes()) | st.binary(max_size=200)))
    with suppress(InputError):
        assert all(isinstance(each, str) for each in base_models(file))


CARD = card(INSTRUCT).encode()
CONFIG = json.dumps({"_name_or_path": "acme/falcon", "quantization_config": {"bits": 4}}).encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from([("card", CARD), ("merge", SLERP.encode()), ("merge", TIES.encode()), ("config", CONFIG)]),
    data=st.data(),
)
def test_any_bytes_in_the_place_of_a_text_are_read_or_refused(
    part: tuple[str, bytes], data: st.DataObject, tmp_path: Path
) -> None:
    file = tmp_path / PARTS[part[0]][0]
    file.write_bytes(data.draw(mutated(part[1]) | st.binary(max_size=100)))
    with suppress(InputError):
        read_claims({part[0]: file}, [])


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("card", f"---\nauthors: {PERSON}\nbase_model: [\n---\n"),
        ("card", f"---\n{PERSON}\n---\n"),
        ("card", f"---\n- {PERSON}\n---\n"),
        ("card", f"---\nbase_model_relation: {PERSON}\n---\n"),
        ("card", f"---\nauthors: &a {PERSON}\nx: *b\n---\n"),
        ("card", f"---\n\tauthors: {PERSON}\n---\n"),
        ("config", f'{{"author": "{PERSON}"'),
        ("config", f'["{PERSON}"]'),
        ("adapter", f"{PERSON}"),
        ("merge", f"models:\n  - model: {PERSON}: x\n"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_without_whom_it_names(
    part: str, text: str, tmp_path: Path
) -> None:
    file = tmp_path / PARTS[part][0]
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        read_claims({part: file}, [])
    assert str(file) in str(refused.value)
    assert "Planted" not in str(refused.value)
    assert "planted" not in str(refused.value)


def test_the_line_of_a_fault_is_that_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("---\nlicense: mit\ntags: [a\nbase_model: b: c\n---\n")
    with pytest.raises(InputError) as refused:
        read_claims({"card": file}, [])
    assert str(refused.value).startswith(f"{file}:4: not YAML")


def test_a_card_that_points_to_itself_many_times_is_read(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}, *{p}]\n" for p, c in zip("abcdefghij", "bcdefghijk"))  # noqa: B905
    assert said(tmp_path, card=f"---\n{bomb}base_model: acme/falcon\n---\n") == [("acme--falcon", "CARD", None)]


@pytest.mark.parametrize(
    ("text", "identity", "last"),
    [
        ("acme/falcon-7b", "acme--falcon-7b", "falcon-7b"),
        ("gpt2", "gpt2", "gpt2"),
        ("https://huggingface.co/acme/falcon", "acme--falcon", "falcon"),
        ("http://hf.co/acme/falcon/", "acme--falcon", "falcon"),
        ("acme/falcon@main", "acme--falcon", "falcon"),
        ("/home/jane/falcon", None, "falcon"),
        ("./falcon", None, "falcon"),
        ("~/falcon", None, "falcon"),
        ("C:\\models\\falcon", None, "falcon"),
        ("runs/jane/falcon", None, "falcon"),
    ],
)
def test_names_of_bases(text: str, identity: str | None, last: str) -> None:
    found = named(text)
    assert found is not None
    assert (found.id, found.last) == (identity, last)


def test_names_become_ids_and_back() -> None:
    assert id_of("acme/falcon 7b") == "acme--falcon-7b"
    assert id_of("._x") == "x"
    assert id_of("模型") == "model"
    long = [id_of("a" * 98 + letter * 5) for letter in "bc"]
    assert [len(each) for each in long] == [100, 100]
    assert long[0] != long[1]
    assert (hub_name("acme--falcon"), organization_of("acme--falcon")) == ("acme/falcon", "acme")
    assert (hub_name("falcon"), organization_of("falcon")) == (None, None)
