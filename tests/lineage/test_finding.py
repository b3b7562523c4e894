"""Which folders are models, what they are called, which files are their weights; what is not whole is one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model_folders import adapter, cached, gguf, model, sharded, weights
from plimsoll.errors import InputError
from plimsoll.lineage.calling import called
from plimsoll.lineage.digests import digest_all
from plimsoll.lineage.finding import Folder, find
from plimsoll.lineage.shards import check_index

NAMES = sorted(weights(1))


def found(*folders: Path | str) -> dict[str, Folder]:
    return {each.id: each for each in find([str(folder) for folder in folders])}


def refusal(folder: Path | str) -> str:
    with pytest.raises(InputError) as refused:
        found(folder)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_folders_are_found_and_called_as_the_hub_does(tmp_path: Path) -> None:
    model(tmp_path / "models/acme/falcon", weights(1))
    adapter(tmp_path / "models/bob/falcon-lora", "acme/falcon")
    model(tmp_path / "models/plain", weights(2))
    model(tmp_path / "models/.hidden", weights(2))
    (tmp_path / "models/acme/notes").mkdir()
    assert list(found(tmp_path / "models")) == ["acme--falcon", "bob--falcon-lora", "plain"]
    assert list(found(tmp_path / "models/acme/falcon")) == ["falcon"]
    assert list(found(f"acme-1={tmp_path}/models/acme/falcon")) == ["acme-1"]


def test_a_checkpoint_below_a_model_is_not_another_model(tmp_path: Path) -> None:
    model(tmp_path / "run", weights(1))
    model(tmp_path / "run/checkpoint-500", weights(2))
    assert list(found(tmp_path / "run")) == ["run"]


def test_the_cache_of_the_hub_is_read_through_its_links(tmp_path: Path) -> None:
    cached(tmp_path / "hub", "acme/falcon", model(tmp_path / "a", weights(1), "license: mit"))
    cached(tmp_path / "hub", "gpt2", model(tmp_path / "b", weights(2)))
    (tmp_path / "hub/.locks").mkdir()
    (tmp_path / "hub/datasets--acme--data/snapshots/1").mkdir(parents=True)
    (tmp_path / "hub/datasets--acme--data/snapshots/1/config.json").write_text("{}")
    folders = found(tmp_path / "hub")
    assert list(folders) == ["acme--falcon", "gpt2"]
    assert [each.name for each in folders["acme--falcon"].weights] == ["model.safetensors"]
    assert list(found(tmp_path / "hub/models--acme--falcon")) == ["acme--falcon"]
    assert list(found(tmp_path / "hub/models--acme--falcon/snapshots/0123abcd")) == ["acme--falcon"]


def test_of_several_snapshots_main_is_taken(tmp_path: Path) -> None:
    place = cached(tmp_path, "acme/falcon", model(tmp_path / "a", weights(1)))
    (place / "snapshots/ffff").mkdir()
    assert found(tmp_path)["acme--falcon"].path.name == "0123abcd"
    (place / "refs/main").unlink()
    assert "2 snapshots, and refs/main leads to none of them; name the folder of one" in refusal(tmp_path)


def test_a_folder_is_called_as_others_name_it(tmp_path: Path) -> None:
    base, tuned = model(tmp_path / "acme/falcon", weights(1)), tmp_path / "jane/tuned"
    model(tuned, weights(2), "base_model: Acme/Falcon")
    folders = find([str(base), str(tuned)])
    assert [each.id for each in called(folders, [])] == ["Acme--Falcon", "tuned"]
    assert [each.id for each in called(find([str(base)]), ["acme--falcon"])] == ["acme--falcon"]
    assert [each.id for each in called(find([f"mine={base}", str(tuned)]), [])] == ["mine", "tuned"]


def test_two_folders_are_not_called_alike(tmp_path: Path) -> None:
    for place in ("one", "two"):
        model(tmp_path / place / "acme/falcon", weights(1))
    first, second = tmp_path / "one/acme/falcon", tmp_path / "two/acme"
    folders = [*find([f"x={first}"]), *find([str(second)])]
    assert [each.id for each in called(folders, ["acme--falcon"])] == ["x", "acme--falcon"]
    folders = find([f"acme--falcon={first}", str(second)])
    assert [each.id for each in called(folders, ["acme--falcon"])] == ["acme--falcon", "falcon"]


def test_the_weights_are_those_that_the_index_names(tmp_path: Path) -> None:
    folder = sharded(tmp_path / "m", weights(1), [NAMES[:4], NAMES[4:]])
    model(folder, weights(1), file="consolidated.safetensors")
    (folder / "pytorch_model.bin").write_bytes(b"a pickle")
    (folder / "optimizer.pt").write_bytes(b"no weights")
    each = found(folder)["m"]
    assert [w.name for w in each.weights] == ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    assert (each.form, each.left_out) == ("safetensors", 2)


def test_pickles_and_gguf_are_opaque(tmp_path: Path) -> None:
    model(tmp_path / "p")
    (tmp_path / "p/pytorch_model.bin").write_bytes(b"a pickle")
    (tmp_path / "p/training_args.bin").write_bytes(b"no weights")
    gguf(tmp_path / "g/m.Q4_K_M.gguf", {})
    folders = found(tmp_path)
    assert (folders["p"].form, [w.name for w in folders["p"].weights]) == ("opaque", ["pytorch_model.bin"])
    assert folders["g"].form == "gguf"


def test_what_is_not_there_or_not_whole_is_one_line(tmp_path: Path) -> None:
    assert "no such folder" in refusal(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    assert "a file, where the folder of a model is expected" in refusal(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    assert "no model in this folder" in refusal(tmp_path / "empty")
    for name in ("a", "b"):
        model(tmp_path / "two" / name, weights(1))
    assert "2 models in one folder; give each its own ID=FOLDER" in refusal(f"x={tmp_path}/two")
    assert "'a b' is not an id" in refusal(f"a b={tmp_path}/two/a")
    with pytest.raises(InputError, match="the id 'm' stands for two folders"):
        found(f"m={tmp_path}/two/a", f"m={tmp_path}/two/b")


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    folder = sharded(tmp_path / "m", weights(1), [NAMES[:2], NAMES[2:4], NAMES[4:]])
    (folder / "model-00002-of-00003.safetensors").unlink()
    said = refusal(folder)
    assert "model-00002-of-00003.safetensors: named by model.safetensors.index.json, and not there" in said
    assert "(1 of 3 shards are missing)" in said
    (folder / "model.safetensors.index.json").unlink()
    assert "1 of 3 shards of the weights are missing, the first is number 2" in refusal(folder)


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    place = cached(tmp_path / "hub", "acme/falcon", model(tmp_path / "a", weights(1)))
    blob = (place / "snapshots/0123abcd/model.safetensors").resolve()
    blob.unlink()
    assert "model.safetensors: a symbolic link that leads nowhere" in refusal(tmp_path / "hub")


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (b"{", "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"[" * 100_000, "not JSON in UTF-8"),
        (b"[]", "no weight_map"),
        (b'{"weight_map": {}}', "no weight_map"),
        (b'{"weight_map": {"a": 1}}', "no weight_map"),
        (
            b'{"weight_map": {"a": "../other.safetensors"}}',
            "a shard that is not a .safetensors file in the same folder",
        ),
        (b'{"weight_map": {"a": "/etc/o.safetensors"}}', "a shard that is not a .safetensors file in the same folder"),
        (b'{"weight_map": {"a": "in/o.safetensors"}}', "a shard that is not a .safetensors file in the same folder"),
        (b'{"weight_map": {"a": "C:\\\\o.safetensors"}}', "a shard that is not a .safetensors file in the same folder"),
        (b'{"weight_map": {"a": "/etc/passwd"}}', "a shard that is not a .safetensors file in the same folder"),
        (b'{"weight_map": {"a": "model.bin"}}', "a shard that is not a .safetensors file in the same folder"),
    ],
)
def test_an_index_that_is_none_is_one_line(index: bytes, says: str, tmp_path: Path) -> None:
    model(tmp_path / "m", weights(1))
    (tmp_path / "m/model.safetensors.index.json").write_bytes(index)
    assert says in refusal(tmp_path / "m")


def test_an_index_that_names_tensors_that_are_not_there_is_refused(tmp_path: Path) -> None:
    folder = sharded(tmp_path / "m", weights(1), [NAMES[:4], NAMES[4:]])
    index = folder / "model.safetensors.index.json"
    told = json.loads(index.read_text())
    told["weight_map"]["model.layers.9.weight"] = "model-00002-of-00002.safetensors"
    index.write_text(json.dumps(told))
    (each,) = find([str(folder)])
    digests = digest_all([(path, True) for path in each.weights])
    held = [(p, frozenset(t.name for t in d.tensors or ())) for p, d in zip(each.weights, digests, strict=True)]
    with pytest.raises(InputError, match=r"names the tensor 'model.layers.9.weight' in model-00002-of-00002"):
        check_index(each.files["index"], held)
