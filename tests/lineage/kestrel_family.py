"""Makes `models/`: a family of models in the shapes in which hubs have them, small, with made-up content.

`python tests/lineage/kestrel_family.py` makes it anew; what is there is what the page on lineage shows.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from model_folders import gguf, model, sharded

ROOT = Path(__file__).resolve().parent / "models"
WIDTH, WORDS = 48, 64
LICENCE = "license: apache-2.0\nlanguage:\n- en\npipeline_tag: text-generation\nlibrary_name: transformers\n"
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": WIDTH,
    "model_type": "llama",
    "num_attention_heads": 4,
    "num_hidden_layers": 1,
    "torch_dtype": "float16",
    "vocab_size": WORDS,
}


def drawn(seed: int, *shape: int) -> NDArray[Any]:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float16)


def main() -> None:
    """Make every folder."""
    for folder in ROOT.iterdir():
        if folder.is_dir():  # the facts beside them are written by hand
            shutil.rmtree(folder)
    names = ("self_attn.q_proj", "self_attn.v_proj", "mlp.up_proj")
    layers = {f"model.layers.0.{name}.weight": drawn(n, WIDTH, WIDTH) for n, name in enumerate(names)}
    norm = {"model.norm.weight": np.ones(WIDTH, np.float16)}
    base = {"model.embed_tokens.weight": drawn(10, WORDS, WIDTH), **layers, **norm}
    base["lm_head.weight"] = drawn(11, WORDS, WIDTH)

    folder = sharded(ROOT / "acme/kestrel-7b", base, [sorted(base)[:3], sorted(base)[3:]])
    model(folder, None, f"{LICENCE}tags:\n- kestrel", config=CONFIG)

    instruct = base | {
        "lm_head.weight": drawn(21, WORDS, WIDTH),
        "model.layers.0.mlp.up_proj.weight": drawn(22, WIDTH, WIDTH),
    }
    card = f"{LICENCE}base_model: acme/kestrel-7b\ntags:\n- chat\n"
    config = CONFIG | {"_name_or_path": "acme/kestrel-7b"}
    model(ROOT / "acme/kestrel-7b-instruct", instruct, card, config=config)

    lora = "base_model.model.model.layers.0.self_attn.q_proj"
    matrices = {f"{lora}.lora_A.weight": drawn(31, 8, WIDTH), f"{lora}.lora_B.weight": drawn(32, WIDTH, 8)}
    peft = {"base_model_name_or_path": "acme/kestrel-7b-instruct", "peft_type": "LORA", "r": 8}
    folder = model(ROOT / "bob/kestrel-law-lora", matrices, file="adapter_model.safetensors")
    (folder / "config.json").unlink()
    (folder / "README.md").write_text("---\nbase_model: acme/kestrel-7b-instruct\nlibrary_name: peft\n---\n\n# Law\n")
    (folder / "adapter_config.json").write_text(json.dumps(peft, indent=2))

    merged = {name: ((base[name].astype(np.float32) + instruct[name]) / 2).astype(np.float16) for name in base}
    parts = "merge_method: linear\ndtype: float16\nmodels:\n"
    parts += "".join(f"  - model: {name}\n    parameters: {{weight: 0.5}}\n" for name in
                     ("acme/kestrel-7b-instruct", "acme/kestrel-7b", "finch-lab/finch-7b"))  # fmt: skip
    card = "base_model:\n- acme/kestrel-7b-instruct\n- acme/kestrel-7b\n- finch-lab/finch-7b\ntags: [mergekit, merge]\n"
    model(ROOT / "carol/kestrel-finch", merged, card, config=CONFIG, mergekit_config__yml=parts)

    packed = np.random.default_rng(41).integers(-(2**31), 2**31, (WIDTH, WIDTH), np.int32)
    card = "base_model: https://huggingface.co/acme/kestrel-7b-instruct\ninference: false\nquantized_by: dan\n"
    config = CONFIG | {
        "_name_or_path": "/workspace/process/source",
        "quantization_config": {"bits": 4, "quant_method": "gptq"},
    }
    model(ROOT / "dan/kestrel-7b-instruct-GPTQ", {"model.layers.0.mlp.up_proj.qweight": packed}, card, config=config)

    told = {
        "general.architecture": "llama",
        "general.base_model.0.name": "Kestrel 7b Instruct",
        "general.base_model.0.organization": "Acme",
        "general.base_model.0.repo_url": "https://huggingface.co/acme/kestrel-7b-instruct",
    }
    gguf(ROOT / "dan/kestrel-7b-instruct-GGUF/kestrel-7b-instruct.Q4_K_M.gguf", told, packed.tobytes()[:2048])

    card = f"{LICENCE}base_model: acme/kestrel-7b-instruct\nbase_model_relation: finetune\n"
    model(ROOT / "eve/kestrel-pro", instruct, card, config=CONFIG)


if __name__ == "__main__":
    main()
