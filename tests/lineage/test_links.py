"""Who descends from whom: claims followed, shown by equal tensors, contradicted; copies, circles, open chains."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model_folders import adapter, cached, gguf, model, sharded, values, weights
from plimsoll.errors import InputError
from plimsoll.lineage.finding import find
from plimsoll.lineage.folders import Lineage, inputs_of, measured
from plimsoll.measure.measurement import Measurement

BASE = weights(1)
TUNED = BASE | {"lm_head.weight": values(501, 96, 64), "model.layers.1.mlp.up_proj.weight": values(502, 64, 64)}


def lineage(*folders: Path | str, facts: list[Path] | None = None) -> tuple[Measurement, Lineage]:
    files, arguments = inputs_of(find([str(folder) for folder in folders]), facts or [])
    return measured(files, json.loads(json.dumps(arguments)))


def links(found: tuple[Measurement, Lineage]) -> dict[tuple[str, str], tuple[str, str, bool]]:
    """The steps: how, by which files, and whether the weights show it."""
    return {
        (each.model, each.base): (each.how, " ".join(by.name for by in each.by), each.shown) for each in found[1].links
    }


def notes(found: tuple[Measurement, Lineage]) -> str:
    return "\n".join(found[0].notes)


def derived(found: tuple[Measurement, Lineage], identity: str) -> Any:
    return next(each for each in found[0].facts["models"] if each["id"] == identity).get("derived_from")


def test_a_fine_tune_is_shown_by_the_tensors_that_it_left(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "acme/chat", TUNED, "base_model: acme/falcon", config={"_name_or_path": "acme/falcon"})
    found = lineage(tmp_path)
    assert links(found) == {("acme--chat", "acme--falcon"): ("fine-tuning", "CARD CONFIG", True)}
    assert found[1].links[0].equal == (6, 8)
    assert derived(found, "acme--chat") == {"model": "acme--falcon", "how": "fine-tuning"}
    assert "nothing says that these descend from another model: acme--falcon" in notes(found)


def test_a_fine_tune_of_every_tensor_is_claimed_and_not_shown(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    changed = {name: each + (0 if "norm" in name else 1e-3) for name, each in BASE.items()}
    model(tmp_path / "acme/chat", changed, "base_model: acme/falcon")
    found = lineage(tmp_path)
    assert links(found) == {("acme--chat", "acme--falcon"): ("fine-tuning", "CARD", False)}
    assert "said to be made from" not in notes(found)  # shapes and names are those of its base


def test_ones_and_masks_show_no_descent(tmp_path: Path) -> None:
    fixed = {"ones.weight": np.ones((64, 64), np.float32), "mask": np.tril(np.ones((128, 128), np.float32))}
    model(tmp_path / "a/one", weights(3000) | fixed)
    model(tmp_path / "b/other", weights(6000) | fixed)
    found = lineage(tmp_path)
    assert links(found) == {}
    assert "in common" not in notes(found)


def test_an_adapter_fits_its_base(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    adapter(tmp_path / "bob/lora", "acme/falcon")
    found = lineage(tmp_path)
    assert links(found) == {("bob--lora", "acme--falcon"): ("fine-tuning", "ADAPTER CARD", False)}
    assert found[1].links[0].fits == (2, 2)


def test_an_adapter_that_does_not_fit_is_told(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    adapter(tmp_path / "bob/lora", "acme/falcon", width=128)
    found = lineage(tmp_path)
    assert found[1].links[0].fits == (0, 2)
    assert "bob--lora: 2 of its 2 matrices do not fit acme--falcon" in notes(found)


def test_an_adapter_of_a_packed_or_renamed_base_is_not_called_unfit(tmp_path: Path) -> None:
    packed = {"model.layers.0.self_attn.q_proj.weight": np.random.default_rng(3).integers(0, 255, (2048, 1), np.uint8)}
    config = {"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}}
    model(tmp_path / "acme/falcon-bnb-4bit", packed, "base_model: acme/falcon", config=config)
    adapter(tmp_path / "bob/qlora", "acme/falcon-bnb-4bit")
    model(tmp_path / "acme/vision", {f"language_model.{name}": each for name, each in weights(300).items()})
    adapter(tmp_path / "bob/vision-lora", "acme/vision", seed=99)
    found = lineage(tmp_path)
    assert [each.fits for each in found[1].links if each.model.startswith("bob")] == [None, None]
    assert "do not fit" not in notes(found)


def test_a_base_that_a_path_names_is_found_by_its_folder_and_the_path_is_told_nobody(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    adapter(tmp_path / "bob/lora", "/home/jane-planted/models/Falcon")
    adapter(tmp_path / "bob/other", "/home/jane-planted/models/elsewhere", seed=99)
    found = lineage(tmp_path)
    assert ("bob--lora", "acme--falcon") in links(found)
    assert ("bob--other", "bob--other.base") in links(found)
    assert "bob--lora: its base is named by a path, and taken to be acme--falcon" in notes(found)
    assert "bob--other.base: named as a base, and not among the folders: the chain is open there" in notes(found)
    assert "planted" not in json.dumps(found[0].to_dict())
    assert "elsewhere" not in json.dumps(found[0].to_dict())


def test_a_merge_descends_from_all_that_its_configuration_names(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "acme/chat", TUNED, "base_model: acme/falcon")
    merged = {name: (BASE[name] + TUNED[name]) / 2 for name in BASE}
    config = "merge_method: linear\nmodels:\n- model: acme/chat\n- model: far/away-7b\n"
    card = "base_model: [acme/chat, far/away-7b]\nbase_model_relation: merge"
    model(tmp_path / "bob/merged", merged, card, mergekit_config__yml=config)
    found = lineage(tmp_path)
    how = "other-post-training-modification"
    assert links(found)["bob--merged", "acme--chat"] == (how, "MERGE CARD", True)
    assert links(found)["bob--merged", "far--away-7b"] == (how, "MERGE CARD", False)
    assert {each["model"] for each in derived(found, "bob--merged")} == {"acme--chat", "far--away-7b"}
    assert "far--away-7b: named as a base, and not among the folders" in notes(found)


def test_a_merge_of_layers_is_shown_whatever_they_are_called(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    moved = {name.replace("layers.1", "layers.7"): each for name, each in BASE.items() if "layers.1" in name}
    card = "base_model: acme/falcon\nbase_model_relation: merge"
    model(tmp_path / "bob/stack", moved | {"model.layers.0.mlp.up_proj.weight": values(9, 64, 64)}, card)
    found = lineage(tmp_path)
    assert found[1].links[0].equal == (3, 4)
    assert "bob--stack: its card says merge, and one base is named; the others are not known" in notes(found)


def test_a_quantised_model_is_modified_without_training(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    packed = {"model.layers.0.mlp.up_proj.qweight": np.random.default_rng(3).integers(0, 2**31, (64, 64), np.int32)}
    config = {"quantization_config": {"quant_method": "gptq", "bits": 4}, "_name_or_path": "/workspace/source"}
    model(tmp_path / "bob/falcon-GPTQ", packed, "base_model: acme/falcon", config=config)
    gguf(
        tmp_path / "bob/falcon-GGUF/falcon.Q4_K_M.gguf", {"general.base_model.0.repo_url": "https://hf.co/acme/falcon"}
    )
    found = lineage(tmp_path)
    how = "other-post-training-modification"
    assert links(found)["bob--falcon-GPTQ", "acme--falcon"] == (how, "CARD", False)
    assert links(found)["bob--falcon-GGUF", "acme--falcon"] == (how, "GGUF", False)
    assert "bob--falcon-GGUF: its weights are in a form whose tensors are not read" in notes(found)
    assert "said to be made from" not in notes(found)


def test_equal_weights_are_a_copy_however_they_are_sharded(tmp_path: Path) -> None:
    names = sorted(BASE)
    model(tmp_path / "acme/falcon", BASE)
    sharded(tmp_path / "bob/falcon", BASE, [names[:4], names[4:]])
    model(tmp_path / "bob/tuned", BASE, "base_model: acme/falcon\nbase_model_relation: finetune")
    found = lineage(tmp_path)
    assert derived(found, "bob--falcon") == {"model": "acme--falcon", "how": "unmodified-copy"}
    assert derived(found, "bob--tuned") == {"model": "acme--falcon", "how": "unmodified-copy"}
    assert "bob--tuned: said to be made from acme--falcon, and its weights are the same: a copy" in notes(found)
    assert "bob--falcon and acme--falcon have the same weights; acme--falcon is taken for the original" in notes(found)


def test_of_copies_the_original_is_the_one_that_the_others_claim(tmp_path: Path) -> None:
    model(tmp_path / "a/copy", BASE, "base_model: z/original")
    model(tmp_path / "z/original", BASE)
    assert derived(lineage(tmp_path), "a--copy") == {"model": "z--original", "how": "unmodified-copy"}
    assert derived(lineage(tmp_path), "z--original") is None


def test_copies_do_not_close_a_circle(tmp_path: Path) -> None:
    """The first descends from the last by way of another, and has the weights of the last again."""
    model(tmp_path / "a/back", BASE, "base_model: b/away")
    model(tmp_path / "b/away", TUNED, "base_model: c/first")
    model(tmp_path / "c/first", BASE)
    found = lineage(tmp_path)
    assert derived(found, "a--back") == {"model": "c--first", "how": "unmodified-copy"}
    assert derived(found, "c--first") is None


def test_two_models_without_a_tensor_are_no_copies(tmp_path: Path) -> None:
    for name in ("a/one", "b/two"):
        model(tmp_path / name, {})
    assert links(lineage(tmp_path)) == {}


def test_pickles_are_never_opened_and_are_copies_by_their_bytes(tmp_path: Path) -> None:
    boom = b"cos\nsystem\n(S'touch boom'\ntR."  # a pickle that runs a command where it is loaded
    for name in ("a/one", "b/two"):
        (model(tmp_path / name) / "pytorch_model.bin").write_bytes(boom)
    found = lineage(tmp_path)
    assert derived(found, "b--two") == {"model": "a--one", "how": "unmodified-copy"}
    assert found[1].models[0].digest is not None
    assert found[1].models[0].digest.startswith("files sha256:")
    assert "pickles are never opened" in notes(found)
    assert not Path("boom").exists()


def test_claims_that_differ_are_told_and_the_one_that_counts_is_followed(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    adapter(tmp_path / "bob/lora", "acme/falcon")
    (tmp_path / "bob/lora/README.md").write_text("---\nbase_model: acme/eagle\n---\n")
    model(tmp_path / "bob/tuned", TUNED, "base_model: acme/falcon", config={"_name_or_path": "acme/hawk"})
    found = lineage(tmp_path)
    assert set(links(found)) == {("bob--lora", "acme--falcon"), ("bob--tuned", "acme--falcon")}
    assert (
        "bob--lora: its card names acme--eagle and its adapter configuration acme--falcon; the adapter configuration "
        "is followed"
    ) in notes(found)
    assert "bob--tuned: its config names acme--hawk and its card acme--falcon; the card is followed" in notes(found)


def test_claims_that_name_an_ancestor_agree(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "acme/chat", TUNED, "base_model: acme/falcon")
    model(tmp_path / "bob/tuned", TUNED | {"lm_head.weight": values(7, 96, 64)}, "base_model: acme/chat",
          config={"_name_or_path": "acme/falcon"})  # fmt: skip
    assert "is followed" not in notes(lineage(tmp_path))


@pytest.mark.parametrize(
    ("relation", "made", "says"),
    [
        ("adapter", TUNED, "its card says adapter, and whole weights without adapter_config.json are there"),
        ("quantized", TUNED, "its card says quantized, and no file says how it is quantised"),
        ("finetune", weights(60, width=32), "of 10 tensors have other shapes"),
        ("finetune", {"other.weight": values(61, 64, 64)}, "no tensor has a name in common"),
    ],
)
def test_what_the_weights_contradict_is_told(relation: str, made: Any, says: str, tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "bob/it", made, f"base_model: acme/falcon\nbase_model_relation: {relation}")
    assert says in notes(lineage(tmp_path))


def test_an_adapter_that_its_card_calls_a_fine_tune_is_told(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    adapter(tmp_path / "bob/lora", "acme/falcon")
    (tmp_path / "bob/lora/README.md").write_text("---\nbase_model_relation: finetune\nbase_model: acme/falcon\n---\n")
    assert "bob--lora: its card says finetune, and it is an adapter by its configuration" in notes(lineage(tmp_path))


def test_a_vocabulary_that_grew_is_no_contradiction(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    grown = {name: each * 2 for name, each in BASE.items()} | {"model.embed_tokens.weight": values(4, 104, 64)}
    model(tmp_path / "bob/it", grown, "base_model: acme/falcon")
    assert "said to be made from" not in notes(lineage(tmp_path))


def test_kin_that_nothing_explains_is_told_and_no_fact(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "bob/own", TUNED)
    found = lineage(tmp_path)
    assert derived(found, "bob--own") is None
    assert "acme--falcon and bob--own have 6 tensors in common, and no file says how they are related" in notes(found)


def test_siblings_are_explained_by_their_base(tmp_path: Path) -> None:
    model(tmp_path / "a/one", TUNED, "base_model: acme/falcon")
    model(tmp_path / "b/two", TUNED | {"lm_head.weight": values(7, 96, 64)}, "base_model: acme/falcon")
    assert "in common" not in notes(lineage(tmp_path))


def test_a_circle_is_refused(tmp_path: Path) -> None:
    for name, base in (("a/one", "b/two"), ("b/two", "c/three"), ("c/three", "a/one")):
        model(tmp_path / name, weights(len(name)), f"base_model: {base}")
    with pytest.raises(InputError, match="goes in a circle: a--one -> b--two -> c--three -> a--one"):
        lineage(tmp_path)


def test_a_model_that_names_itself_descends_from_nothing(tmp_path: Path) -> None:
    model(tmp_path / "acme/falcon", BASE, "base_model: Acme/Falcon", config={"_name_or_path": "acme/falcon"})
    assert links(lineage(tmp_path)) == {}


def test_without_weights_only_claims_are_told(tmp_path: Path) -> None:
    model(tmp_path / "bob/it", None, "base_model: acme/falcon")
    found = lineage(tmp_path)
    assert links(found) == {("bob--it", "acme--falcon"): ("fine-tuning", "CARD", False)}
    assert "bob--it: no weights are there" in notes(found)


def test_the_cache_of_the_hub_is_a_lineage(tmp_path: Path) -> None:
    cached(tmp_path / "hub", "acme/falcon", model(tmp_path / "x", BASE))
    cached(tmp_path / "hub", "acme/chat", model(tmp_path / "y", TUNED, "base_model: acme/falcon"))
    found = lineage(tmp_path / "hub")
    assert links(found) == {("acme--chat", "acme--falcon"): ("fine-tuning", "CARD", True)}


def test_a_tensor_in_two_files_is_refused(tmp_path: Path) -> None:
    model(tmp_path / "m", BASE, file="one.safetensors")
    model(tmp_path / "m", BASE, file="two.safetensors")
    with pytest.raises(InputError, match="stands in two files"):
        lineage(tmp_path)


def test_an_index_is_held_against_its_shards(tmp_path: Path) -> None:
    names = sorted(BASE)
    folder = sharded(tmp_path / "m", BASE, [names[:4], names[4:]])
    index = folder / "model.safetensors.index.json"
    index.write_text(index.read_text().replace("lm_head.weight", "other.weight"))
    with pytest.raises(InputError, match=r"names the tensor 'other\.weight' in .* which does not hold it"):
        lineage(tmp_path)


def test_neither_paths_nor_names_of_files_are_arguments(tmp_path: Path) -> None:
    folder = tmp_path / "jane-planted" / "m"
    model(folder, BASE, file="planted.safetensors")
    files, arguments = inputs_of(find([str(folder)]), [])
    assert "planted" not in json.dumps(arguments)
    assert [path.name for path in files] == ["config.json", "planted.safetensors"]


def test_equal_files_may_stand_for_each_other(tmp_path: Path) -> None:
    """As in a replay, which finds files by their digests: of two that are equal, the last stands for both."""
    model(tmp_path / "acme/falcon", BASE)
    model(tmp_path / "bob/copy", BASE, "base_model: acme/falcon")
    files, arguments = inputs_of(find([str(tmp_path)]), [])
    before = measured(files, arguments)[0]
    by_digest = {each.sha256: path for path, each in zip(files, before.inputs, strict=True)}
    bare = {digest: tmp_path / f"{n}" for n, digest in enumerate(by_digest)}
    for digest, path in by_digest.items():
        path.rename(bare[digest])
    after = measured([bare[each.sha256] for each in before.inputs], arguments)[0]
    assert (after.facts, after.notes, after.details) == (before.facts, before.notes, before.details)
