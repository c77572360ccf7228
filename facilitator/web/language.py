"""Chooses the language of participant and board pages: each visitor their own, the board also both."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations
from flask import current_app, request
from flask_babel import Babel, Domain, force_locale, get_locale
from markupsafe import Markup

from facilitator.domain.framework import Framework
from facilitator.domain.translation import BETWEEN_LANGUAGES, LANGUAGES, translate
from facilitator.domain.workshop import Workshop

SOURCE, WELSH, BOTH = "en_GB", "cy", "both"
COOKIE = "language"
# Facilitators prepare and run workshops in the source language; these pages of theirs need no sign-in.
FOR_FACILITATORS = ("facilitator", "people")


def select_locale() -> str:
    """Return the language of a page: the visitor's choice, else what their browser asks for."""
    if not speaks_many():
        return SOURCE
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    if chosen == BOTH:
        return SOURCE
    return request.accept_languages.best_match(["en", WELSH], "en").replace("en", SOURCE)


def wants_both() -> bool:
    """Tell whether texts stand in both languages, as a board on a wall may show them."""
    return _audience() == "board" and request.cookies.get(COOKIE) == BOTH


def page_language() -> Markup:
    """Return the attributes that say a page's language and in which direction it is read."""
    locale = get_locale()
    if locale is None:
        return Markup('lang="en-GB" dir="ltr"')
    return Markup('lang="{}" dir="{}"').format(str(locale).replace("_", "-"), locale.text_direction)


def say_workshop(workshop: Workshop) -> Workshop:
    """Return a workshop whose framework speaks the language of the page."""
    languages = tuple(LANGUAGES) if wants_both() else (select_locale(),)
    if not set(languages) & set(workshop.framework.translations):
        return workshop
    return workshop.with_framework(_say(_BySource(workshop.framework), languages))


@lru_cache(maxsize=64)
def _say(framework: "_BySource", languages: tuple[str, ...]) -> Framework:
    return translate(framework.framework, *languages)


class _BySource:
    """A framework that is compared by its file, which is quicker than by all that stands in it."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _BySource) and self.framework.source == other.framework.source

    def __hash__(self) -> int:
        return hash(self.framework.source)


class BothText(str):
    """A sentence in both languages, which fills in each language's own names."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __mod__(self, values: Any) -> str:
        """Fill in the values; of a name in both languages, each sentence takes its own."""
        if not isinstance(values, dict):
            return super().__mod__(values)
        said = []
        for place, part in enumerate(self.parts):
            own = {name: _own_part(value, place, len(self.parts)) for name, value in values.items()}
            said.append(part % own)
        return BETWEEN_LANGUAGES.join(dict.fromkeys(said))


def _own_part(value: object, place: int, languages: int) -> object:
    parts = value.split(BETWEEN_LANGUAGES) if isinstance(value, str) else []
    return parts[place] if len(parts) == languages else value


class BothTranslations(NullTranslations):
    """Each text in both languages, one after the other."""

    def __init__(self, first: NullTranslations, second: NullTranslations) -> None:
        """Join two catalogues."""
        super().__init__()
        self.catalogues = (first, second)

    def ugettext(self, message: str) -> str:  # noqa: D102 - Babel's name
        return self._join(c.ugettext(message) for c in self.catalogues)

    def ungettext(self, singular: str, plural: str, num: int) -> str:  # noqa: D102 - Babel's name
        return self._join(c.ungettext(singular, plural, num) for c in self.catalogues)

    def _join(self, texts: Iterable[str]) -> str:
        parts = tuple(texts)
        both = BothText(BETWEEN_LANGUAGES.join(dict.fromkeys(parts)))
        both.parts = parts
        return both


class SpokenDomain(Domain):
    """Flask-Babel's messages, in both languages where the page wants both."""

    def __init__(self) -> None:
        """Load nothing yet."""
        super().__init__(domain="messages")
        self._both: BothTranslations | None = None

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the page."""
        if not wants_both():
            return super().get_translations()
        if self._both is None:
            found = []
            for language in LANGUAGES:
                with force_locale(language):
                    found.append(super().get_translations())
            self._both = BothTranslations(*found)
        return self._both


class SpokenBabel(Babel):
    """Flask-Babel with our messages."""

    _messages = SpokenDomain()

    @property
    def domain_instance(self) -> Domain:
        """The messages of this application."""
        return self._messages


def _audience() -> str:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "audience", "public")


def speaks_many() -> bool:
    """Tell whether the page is one that its visitors can read in several languages."""
    return _audience() != "facilitator" and request.blueprint not in FOR_FACILITATORS
