"""Folders in the shape in which hubs and tools leave them, with made-up content."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

Tensors = Mapping[str, NDArray[Any]]


def values(seed: int, *shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def weights(seed: int, layers: int = 2, width: int = 64) -> dict[str, NDArray[Any]]:
    """A language model in small: as Llama, Qwen and Mistral name their tensors."""
    found: dict[str, NDArray[Any]] = {"model.embed_tokens.weight": values(seed, 96, width)}
    for n in range(layers):
        for m, name in enumerate(("self_attn.q_proj", "self_attn.v_proj", "mlp.up_proj")):
            found[f"model.layers.{n}.{name}.weight"] = values(seed + 10 * n + m + 1, width, width)
        found[f"model.layers.{n}.input_layernorm.weight"] = np.ones(width, np.float32)
    found["lm_head.weight"] = values(seed + 1000, 96, width)
    return found


def lora(seed: int, width: int = 64, rank: int = 16) -> dict[str, NDArray[Any]]:
    """An adapter's tensors as PEFT names them."""
    layer = "base_model.model.model.layers.0.self_attn.q_proj"
    return {
        f"{layer}.lora_A.weight": values(seed, rank, width),
        f"{layer}.lora_B.weight": values(seed + 1, width, rank),
    }


def model(
    folder: Path,
    tensors: Tensors | None = None,
    card: str | None = None,
    *,
    config: Mapping[str, Any] | None = None,
    file: str = "model.safetensors",
    **others: str,
) -> Path:
    """Make a folder; `others` are files by their names, with `__` for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config or {"model_type": "llama"}))
    if tensors is not None:
        save_file(dict(tensors), folder / file)
    if card is not None:
        (folder / "README.md").write_text(f"---\n{card}\n---\n\n# A model\n")
    for name, text in others.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


def adapter(folder: Path, base: str, seed: int = 77, width: int = 64) -> Path:
    """Make a folder as PEFT saves one."""
    model(folder, lora(seed, width), file="adapter_model.safetensors", card=f"base_model: {base}\nlibrary_name: peft")
    (folder / "config.json").unlink()
    config = {"peft_type": "LORA", "base_model_name_or_path": base, "r": 16, "target_modules": ["q_proj"]}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    return folder


def sharded(folder: Path, tensors: Tensors, parts: Sequence[Sequence[str]]) -> Path:
    """Save tensors over several files, with their index, as transformers does."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text("{}")
    where: dict[str, str] = {}
    for n, names in enumerate(parts):
        shard = f"model-{n + 1:05}-of-{len(parts):05}.safetensors"
        save_file({name: tensors[name] for name in names}, folder / shard, metadata={"format": "pt"})
        where |= dict.fromkeys(names, shard)
    index = {"metadata": {"total_size": 0}, "weight_map": where}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return folder


def cached(root: Path, name: str, made: Path, revision: str = "0123abcd") -> Path:
    """Put a made folder into the hub's cache: blobs, a snapshot of links to them, refs/main."""
    place = root / f"models--{name.replace('/', '--')}"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(revision)
    (place / "blobs").mkdir()
    snapshot = place / "snapshots" / revision
    snapshot.mkdir(parents=True)
    for n, each in enumerate(sorted(made.iterdir())):
        each.rename(place / "blobs" / f"blob{n}")
        (snapshot / each.name).symlink_to(Path("../../blobs") / f"blob{n}")
    return place


def gguf(path: Path, metadata: Mapping[str, str], data: bytes = b"") -> Path:
    """A GGUF file of version 3: a list of tokens, then these texts, and bytes in the place of tensors."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    tokens = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text("<s>") + text("</s>")
    scores = text("tokenizer.ggml.scores") + struct.pack("<IIQ", 9, 6, 2) + struct.pack("<ff", 0.0, 1.0)
    count = text("general.base_model.count") + struct.pack("<II", 4, 1)
    told = b"".join(text(key) + struct.pack("<I", 8) + text(value) for key, value in metadata.items())
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, 3 + len(metadata))
    path.write_bytes(head + tokens + scores + count + told + data)
    return path
