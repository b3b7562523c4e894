"""A facts file to fill in, for one model; some of it filled in from a model's own config.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from plimsoll.errors import InputError, Place

_ORGANIZATION = "my-organization"
_MODEL = "my-model"
_TEMPLATE = """\
# Facts for plimsoll. What is left out, or null, is unknown: never zero, never false.
# A number is 1.2e26, or an interval {{low: 2e25, high: 8e25}}, or either with its origin:
#   {{low: 2e25, best: 4e25, high: 8e25, source: "https://...", by: Who says so, as_of: 2026-01-26, method: "6ND"}}
# `plimsoll schema facts` describes every key; `plimsoll assess FILE` reads the laws on it,
# `plimsoll duties FILE` what is owed.
format: plimsoll/facts/1
organization:
  id: {organization}
  name: null
  kind: null                   # company | government | accredited-university | individual | other
  operates_in: null            # every place: [US-CA, US-NY, US-IL, EU, KR]
  annual_gross_revenue: null   # by calendar year, with affiliates: {{2025: 800e6}}
models:
  - id: {id}
    foundation: null           # true: broad data, general output, adaptable to many tasks
    modalities: {modalities}
    training:
      - phase: pretraining     # one entry for each run: pretraining | fine-tuning | reinforcement-learning | ...
        operations: null       # {operations}
        cost: null             # average market price of cloud compute at the start of this run, in USD
        started: null          # 2026-03-01
    # derived_from: {{model: base-model, how: fine-tuning}}    # give the base model an entry of its own
    # uses: [{{from: 2026-07-01, audience: public, in: [US-CA]}}]
# deployments:                 # every system in which a model is put to work; absent: unknown
#   - {{id: screening, model: {id}, in: [EU], purposes: [recruitment], profiles_people: true,
#      setting: employment, decisions: [employment], sensitive_data: [], placed_at: 2026-09-01}}
# Evidence, for `plimsoll duties`: what is not listed is lacking. Kinds and recipients: docs/reference/duties.md
# protocols: [{{id: framework, kind: frontier-framework, published_at: 2026-06-01, reviewed_at: []}}]
# publications: [{{kind: transparency-report, model: {id}, published_at: 2026-07-01}}]
# incidents:
#   - {{id: i1, model: {id}, discovered_at: 2026-08-01T09:00:00Z, routes: [weights-exfiltrated],
#      reports: [{{to: office-of-emergency-services, kind: incident-report, at: 2026-08-02}}]}}
judgments: []                  # what a law leaves to a person; `plimsoll law show LAW` lists what is asked
"""


_LARGEST_SIZE = 10**12
"""No model has so many layers, heads or words; a larger number is no size."""


def facts_template(config: str | Path | None = None) -> str:
    """Give a commented facts file; with a model's config.json, its id, output and size are filled in.

    Raises:
        InputError: the configuration cannot be read.
    """
    read = _read(config) if config is not None else {}
    count = _parameters(read)
    operations = "integer or floating-point operations, such as 1.2e26"
    if count:
        operations = f"about 6 x {count:.2g} parameters x tokens trained on (dense layers only; check for experts)"
    text = any("CausalLM" in str(a) or "LMHead" in str(a) for a in _list(read.get("architectures")))
    return _TEMPLATE.format(
        organization=_ORGANIZATION,
        id=_identity(read, config),
        modalities="[text]" if text else "null           # what it puts out: [text, speech, image-from-text, ...]",
        operations=operations,
    )


def _read(config: str | Path) -> Mapping[str, object]:
    place = Place(str(config))
    try:
        read = json.loads(Path(config).read_bytes())
    except OSError as error:
        raise InputError((error.strerror or "it cannot be read").lower(), "give a model's config.json", place) from None
    except (ValueError, RecursionError):
        raise InputError("not JSON", "give a model's config.json", place) from None
    if not isinstance(read, dict):
        raise InputError("not a model's configuration", "give a model's config.json", place)
    return read


def _identity(read: Mapping[str, object], config: str | Path | None) -> str:
    """Give an id as YAML: of the model's name, as far as an id may have its characters."""
    name = read.get("_name_or_path")
    if not isinstance(name, str) or not name.strip("./\\ "):
        name = Path(config).resolve().parent.name if config else ""
    last = name.rstrip("/").rsplit("/", 1)[-1]
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in last)
    kept = kept.strip(".-_")[:100].lower() or _MODEL
    if kept == _ORGANIZATION:  # an id stands once in a file
        return _MODEL
    # YAML would read 123 as a number and null as nothing.
    return f'"{kept}"' if kept[0].isdigit() or kept in ("null", "true", "false") else kept


def _parameters(read: Mapping[str, object]) -> float | None:
    """Parameters of a dense transformer of the usual shape: embeddings, attention and a gated feed-forward layer."""
    hidden, layers = _number(read, "hidden_size", "n_embd"), _number(read, "num_hidden_layers", "n_layer")
    vocabulary = _number(read, "vocab_size")
    if not (hidden and layers and vocabulary):
        return None
    heads = _number(read, "num_attention_heads", "n_head") or 1
    shared = (_number(read, "num_key_value_heads") or heads) / heads
    inner = _number(read, "intermediate_size")
    forward = 3 * hidden * inner if inner else 8 * hidden * hidden
    tied = 1 if read.get("tie_word_embeddings") else 2
    return layers * (hidden * hidden * (2 + 2 * shared) + forward) + tied * vocabulary * hidden


def _number(read: Mapping[str, object], *names: str) -> float | None:
    for name in names:
        value = read.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < _LARGEST_SIZE:
            return float(value)
    return None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
