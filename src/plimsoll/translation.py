"""Messages in another language, by its gettext catalogue.

English is the language of the code and needs no catalogue: nothing is loaded for it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from plimsoll.messages import Message

if TYPE_CHECKING:
    from gettext import GNUTranslations

WORDING = frozenset(
    {"says", "asks", "flags", "presumption", "title", "short", "copy", "never_law", "defects", "unread"}
)
"""What fields are called that hold words for people: in the texts of laws, and in answers as JSON.

What stands under any other name is a code, and is the same in every language.
"""


class Language(StrEnum):
    """In which language an answer is given."""

    EN = "en"
    ZH = "zh"


def translate(text: str, language: Language) -> str:
    """Say a text in a language; what the catalogue does not hold stays English.

    A Message is translated by its template, with those of its values that are Messages; a plain text as a whole.
    """
    if language is Language.EN or not text:
        return text
    catalogue = _catalogue(language)
    if not isinstance(text, Message):
        return catalogue.gettext(text)
    template = catalogue.gettext(text.template)
    values = {name: _value(value, language) for name, value in text.values.items()}
    return template.format_map(values) if values else template


def in_language(answer: Any, language: Language) -> Any:
    """Give an answer in plain values (mappings, lists, texts) with its words, and nothing else, translated."""
    if isinstance(answer, dict):
        return {
            key: _words(value, language) if key in WORDING else in_language(value, language)
            for key, value in answer.items()
        }
    return [in_language(each, language) for each in answer] if isinstance(answer, list) else answer


def _words(value: Any, language: Language) -> Any:
    if isinstance(value, list):
        return [_words(each, language) for each in value]
    return translate(value, language) if isinstance(value, str) else value


def _value(value: object, language: Language) -> object:
    return translate(value, language) if isinstance(value, Message) else value


@cache
def _catalogue(language: Language) -> GNUTranslations:
    from gettext import GNUTranslations
    from importlib import resources

    file = resources.files("plimsoll").joinpath("locale", language, "LC_MESSAGES", "plimsoll.mo")
    with file.open("rb") as compiled:
        return GNUTranslations(compiled)
