"""What stands in the value of each kind of entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plimsoll.verifier.base64s import decoded
from plimsoll.verifier.entries import PERSONAL, is_day, is_key_id
from plimsoll.verifier.malformed import MalformedError

_Form = Callable[[object], bool]


def _is_text(value: object) -> bool:
    return type(value) is str and value != ""


def _is_text_or_null(value: object) -> bool:
    return value is None or type(value) is str


def _are_texts(value: object) -> bool:
    return type(value) is list and all(map(_is_text, value))


def _is_list(value: object) -> bool:
    return type(value) is list


def _is_object(value: object) -> bool:
    return type(value) is dict


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _are_key_ids(value: object) -> bool:
    return type(value) is list and all(map(is_key_id, value)) and len(set(value)) == len(value)


def _is_day_or_null(value: object) -> bool:
    return value is None or is_day(value)


def _is_reach(value: object) -> bool:
    return value in ("useless", "until the root key is changed")


def _is_signature(value: object) -> bool:
    try:
        return type(value) is str and len(decoded(value)) == 64
    except MalformedError:
        return False


def _is_mark_or_null(value: object) -> bool:
    return value is None or (type(value) is dict and value.keys() == {"$personal"})


_HOLD: dict[str, _Form] = {"hold": _is_text, "reason": _is_mark_or_null}
_FACT: dict[str, _Form] = {"fact": _is_object, "of": _is_text_or_null}
_FACTS = "facts/"
_FORMS: dict[str, dict[str, _Form]] = {
    "record": {"custody": _is_text, "key": _is_text, "made_by": _is_text},
    "facts/file": {"given": _are_texts, "holidays": _is_list, "of": _is_text_or_null, "readings": _is_object},
    "withdrawal": {"entry": _is_count, "reason": _is_mark_or_null},
    "retention": {
        "at": _is_text,
        "because": _is_text,
        "kinds": _are_texts,
        "law": _is_text,
        "until": _is_day_or_null,
    },
    "hold": _HOLD,
    "release": _HOLD,
    "erasure": {"keys": _are_key_ids, "kept": _are_key_ids, "values": _is_count},
    "certificate": {
        "backups": _is_reach,
        "custody": _is_text,
        "epoch": _is_count,
        "erasure": _is_count,
        "keys": _are_key_ids,
        "signature": _is_signature,
    },
    "keys": {"custody": _is_text, "epoch": _is_count},
}


def check_value(kind: str, value: dict[str, Any]) -> None:
    """MalformedError, naming the field, where the value of an entry of such a kind is not in its form.

    Any may have `personal` besides: its form is checked with the marks. Of a kind that is not known here, which a later
    writer may have, the value is any object.
    """
    if kind not in _FORMS and type(value.get("fact")) is dict and len(value) == 2 + (PERSONAL in value):
        of = value.get("of", 0)  # the most entries by far are facts, and in their form
        if type(of) is str or of is None:
            return
    forms = _FORMS.get(kind, _FACT if kind.startswith(_FACTS) else None)
    if forms is None:
        return
    if len(value) != len(forms) + (PERSONAL in value):
        raise MalformedError(f"has not exactly the keys of a value of kind {kind}")
    for key, is_so in forms.items():
        if key not in value:
            raise MalformedError(f"has not exactly the keys of a value of kind {kind}")
        if not is_so(value[key]):
            raise MalformedError(f"has at /{key} what does not belong there")
