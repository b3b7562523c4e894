"""What tells the operations of a pass before it runs: shapes of the inputs, and all of a model that can change them."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import partial
from hashlib import sha256
from itertools import chain
from operator import attrgetter, is_, itemgetter
from typing import Any

import torch
from torch import nn

DEPTH = 6
"""How far objects among the inputs are looked into: a cache holds layers, which hold tensors."""
PATIENCE = 4
"""How many values of a whole number, with the same count, show that it does not matter."""

_OF_EVERY_MODULE = frozenset(vars(nn.Module())) - {"training"}
_SWITCHLESS = frozenset(
    f"torch.nn.modules.{name}" for name in ("activation", "dropout", "linear", "normalization", "sparse")
)
"""Where modules come from of which, unless they hold others, no attribute changes what they contract."""
_PLAIN = (bool, str, type(None), Enum, torch.dtype, torch.device)
_CONTAINERS = (list, tuple, set, frozenset, dict)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a pass is remembered by, within this process."""

    fixed: Hashable
    """Shapes, types, modes: where they differ, so may the operations."""
    numbers: tuple[tuple[str, int], ...]
    """Whole numbers among inputs and attributes: they may be sizes, or only counters."""


class Numbers:
    """Learns which whole numbers never change a count, such as the number of a step, and leaves them out."""

    def __init__(self) -> None:
        self.ignored: set[str] = set()
        self._decides: set[str] = set()
        self._same: dict[str, set[int]] = {}
        self._counted: dict[Hashable, deque[tuple[dict[str, int], Hashable]]] = {}

    def key(self, signature: Signature) -> Hashable:
        """What to look a pass up by: its signature without the numbers that do not matter."""
        return signature.fixed, tuple(each for each in signature.numbers if each[0] not in self.ignored)

    def counted(self, signature: Signature, figures: Hashable) -> None:
        """Learn from a count, held against that earlier one from which the fewest numbers differ."""
        now = {name: value for name, value in signature.numbers if name not in self.ignored}
        earlier = self._counted.setdefault(signature.fixed, deque(maxlen=16))
        if now and earlier:
            changed, then = min(
                (([name for name in now if before.get(name) != now[name]], then) for before, then in earlier),
                key=lambda each: len(each[0]),
            )
            self._learn({name: now[name] for name in changed}, figures == then)
        earlier.append((now, figures))

    def _learn(self, changed: Mapping[str, int], same: bool) -> None:
        if not same:
            self._decides.update(changed if len(changed) == 1 else ())
            return
        for name, value in changed.items():
            seen = self._same.setdefault(name, set())
            seen.add(value)
            if len(seen) >= PATIENCE and name not in self._decides:
                self.ignored.add(name)


def of_inputs(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Hashable, list[tuple[str, int]]]:
    """Shapes and types of the inputs, nested ones too, and the whole numbers among them by their place."""
    numbers: list[tuple[str, int]] = []
    shapes = _shape(args, "", numbers, DEPTH), _shape(dict(kwargs), "", numbers, DEPTH)
    return shapes, numbers


def _shape(value: Any, place: str, numbers: list[tuple[str, int]], depth: int) -> Hashable:
    if isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, int):
        numbers.append((place, value))
        return int
    if isinstance(value, float) or depth == 0 or callable(value):
        return f"{type(value)}"
    if isinstance(value, Mapping):
        return type(value), tuple((str(k), _shape(v, f"{place}.{k}", numbers, depth - 1)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return type(value), tuple(_shape(v, f"{place}.{n}", numbers, depth - 1) for n, v in enumerate(value))
    held = {f.name: getattr(value, f.name) for f in fields(value)} if is_dataclass(value) else _attributes(value)
    return type(value), tuple((k, _shape(v, f"{place}.{k}", numbers, depth - 1)) for k, v in held.items())


def _attributes(value: Any) -> Mapping[str, Any]:
    return getattr(value, "__dict__", {})


def _tensor(value: torch.Tensor) -> Hashable:
    if value.is_nested:
        lengths = tuple(tuple(each.shape) for each in value.unbind())
        return "nested", lengths, value.dtype, value.requires_grad, value.device.type
    return tuple(value.shape), value.dtype, value.requires_grad, value.device.type, value.layout


def of_surroundings() -> Hashable:
    """Whether gradients are recorded, and whether and in what types operators are cast."""
    casts = [kind for kind in ("cpu", "cuda") if torch.is_autocast_enabled(kind)]
    return (
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        tuple((kind, torch.get_autocast_dtype(kind)) for kind in casts),
    )


class Structure:
    """A module as it stands now: its parts, what of it is trained, its modes, switches and adapters.

    Looked at before each pass, so it is made to be fast: some tenths of a microsecond for each part.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        self._states: dict[Hashable, int] = {}
        self._digests: dict[int, str] = {}
        self._state: tuple[int, tuple[tuple[str, int], ...]]
        self._seen: tuple[bytes, list[Any], list[Any]] | None
        self._moved: dict[str, tuple[dict[str, Any], str]] = {}
        self._walk()

    def now(self) -> tuple[int, tuple[tuple[str, int], ...]]:
        """The number of its state, and those whole numbers among its attributes that have changed once, by place."""
        if self._sizes() != self._sizes_seen or not all(map(is_, self._parts_now(), self._parts)):
            self._walk()
        trained = bytes(map(_TRAINED, self._parameters))
        values = [get(held) for get, held in self._getters]
        containers = [held[name] for held, name in self._containers]
        if (trained, values, containers) != self._seen:
            self._seen = trained, values, [copy(each) for each in containers]
            self._state = self._number(trained, containers)
        return self._state

    def digest(self) -> str:
        """Of the state it was last seen in, the same in every process for a module that is built the same."""
        number = self._state[0]
        if number not in self._digests:
            found = sha256()
            for name, part in self.module.named_modules():
                found.update(f"{name} {type(part).__qualname__} {part.training}\n".encode())
            for name, parameter in self.module.named_parameters():
                about = tuple(parameter.shape), parameter.dtype, parameter.requires_grad
                found.update(f"{name} {about}\n".encode())
            self._digests[number] = found.hexdigest()
        return self._digests[number]

    def _number(self, trained: bytes, containers: list[Any]) -> tuple[int, tuple[tuple[str, int], ...]]:
        """Look the state up, for which whole numbers that were seen to change stand apart."""
        for place, (held, name, first) in self._integers.items():
            if held[name] != first:
                self._moved[place] = held, name
        apart = {(id(held), name) for held, name in self._moved.values()}
        values = tuple(
            _held(held[name]) for held, names in self._named for name in names if (id(held), name) not in apart
        )
        state = self._layout, trained, values, tuple(map(repr, containers))
        number = self._states.setdefault(state, len(self._states))
        return number, tuple((place, held[name]) for place, (held, name) in self._moved.items() if name in held)

    def _sizes(self) -> list[int]:
        return list(map(len, self._dicts))

    def _parts_now(self) -> Iterator[Any]:
        return chain.from_iterable(map(dict.values, self._registries))

    def _walk(self) -> None:
        parts = list(self.module.named_modules())
        registries: list[dict[str, Any]] = [r for _, part in parts for r in (part._modules, part._parameters)]
        self._registries = [each for each in registries if each]
        self._parameters = list(self.module.parameters())
        self._dicts = [*(vars(part) for _, part in parts), *registries]
        self._sizes_seen = self._sizes()
        self._parts = list(self._parts_now())
        self._layout = hash(tuple(map(id, self._parts)))
        self._named: list[tuple[dict[str, Any], list[str]]] = []
        self._getters: list[tuple[itemgetter[Any], dict[str, Any]]] = []
        self._containers: list[tuple[dict[str, Any], str]] = []
        self._integers: dict[str, tuple[dict[str, Any], str, int]] = {}
        switched = [
            (path, vars(part)) for path, part in parts if part._modules or type(part).__module__ not in _SWITCHLESS
        ]
        for path, held in chain(switched, _configurations(self.module)):
            self._take(path, held)
        self._seen = None  # none of what follows has been looked at yet

    def _take(self, path: str, held: dict[str, Any]) -> None:
        plain = []
        for name, value in held.items():
            if name in _OF_EVERY_MODULE:
                continue
            if isinstance(value, (*_PLAIN, partial)) or name == "forward":
                plain.append(name)
            elif isinstance(value, int):
                plain.append(name)
                self._integers[f"{path}.{name}"] = held, name, value
            elif isinstance(value, _CONTAINERS) and len(value) <= 16 and all(map(_is_plain, _items(value))):
                self._containers.append((held, name))
        if plain:
            self._named.append((held, plain))
            self._getters.append((itemgetter(*plain), held))


_TRAINED = attrgetter("requires_grad")


def _held(value: object) -> Hashable:
    """A value that can be looked up by, also where it was a switch and is a list now."""
    return value if isinstance(value, (*_PLAIN, int, partial)) or callable(value) else repr(value)


def _is_plain(value: object) -> bool:
    return isinstance(value, (*_PLAIN, int, float))


def _items(value: Any) -> Iterator[Any]:
    return chain(value.keys(), value.values()) if isinstance(value, dict) else iter(value)


def _configurations(module: nn.Module) -> Iterator[tuple[str, dict[str, Any]]]:
    """The configurations that the parts share, each once: which attention, whether to keep a cache."""
    seen: set[int] = set()
    for path, part in module.named_modules():
        config = vars(part).get("config")
        if hasattr(config, "__dict__") and id(config) not in seen:
            seen.add(id(config))
            yield f"{path}.config", vars(config)
