"""Says in another language what a framework says."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from facilitator.domain.framework import Framework

# Prompts are for facilitators, whose console speaks one language.
TEXTS = ("name", "text", "question", "hint")
BETWEEN_LANGUAGES = " · "
# Those that pages speak, by code; a framework's texts are shown in these.
LANGUAGES = {"en_GB": "English", "cy": "Cymraeg"}


def translate(framework: Framework, *languages: str) -> Framework:
    """Return a framework in one language, or in several, one after the other in each text.

    A text without translation stays as it is. Keys never change.
    """
    tables = [framework.translations.get(language, {}) for language in languages]

    def say(text: str) -> str:
        said = dict.fromkeys(table.get(text) or text for table in tables)
        return BETWEEN_LANGUAGES.join(said) or text

    translated: Framework = _translated(framework, say)
    return translated


def list_texts(framework: Framework) -> list[str]:
    """Return every text of a framework that people may read, each once, in the order of the file."""
    return list(dict.fromkeys(_texts(framework)))


def list_untranslated(framework: Framework, language: str) -> list[str]:
    """Return the texts that have no translation."""
    table = framework.translations.get(language, {})
    return [text for text in list_texts(framework) if not table.get(text)]


def _translated(thing: Any, say: Callable[[str], str]) -> Any:
    changes: dict[str, Any] = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name in TEXTS and value:
            changes[each.name] = say(value)
        elif isinstance(value, tuple):
            changes[each.name] = tuple(_translated(v, say) if is_dataclass(v) else v for v in value)
    return replace(thing, **changes)


def _texts(thing: Any) -> Iterator[str]:
    for each in fields(thing):
        value = getattr(thing, each.name)
        if each.name in TEXTS and value:
            yield value
        elif isinstance(value, tuple):
            for inner in value:
                if is_dataclass(inner):
                    yield from _texts(inner)
