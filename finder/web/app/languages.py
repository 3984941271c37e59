"""The languages of the pages. Words of the rules come from `rules/`, all others from catalogs of gettext."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from babel import Locale
from flask import Flask, has_app_context
from flask_babel import Babel, gettext, refresh

from finder.core.rules.sentence import Sentence
from finder.web.app.request_globals import ENGLISH, request_globals

SOURCE = ENGLISH
"""The language that templates and code are written in."""
DOMAIN = "messages"
FOLDER = "BABEL_TRANSLATION_DIRECTORIES"
"""Where Flask-Babel looks for catalogs."""


def translate_words(app: Flask, folder: Path) -> None:
    """Let code use gettext with the catalogs of a folder."""
    app.config[FOLDER] = str(folder)
    Babel(app, default_locale=SOURCE, default_domain=DOMAIN, locale_selector=language, configure_jinja=False)


def language() -> str:
    """Return the language of this request; outside a request, that of the source."""
    return request_globals().language if has_app_context() else SOURCE


def speak(chosen: str) -> None:
    """Answer this request in a language."""
    if chosen != language():
        request_globals().language = chosen
        refresh()


@contextmanager
def speaking(other: str) -> Iterator[None]:
    """Work out something of this request in another language."""
    before = language()
    speak(other)
    try:
        yield
    finally:
        speak(before)


def translated(sentence: str) -> str:
    """Return a sentence in the language of this request; a text that no catalog knows stays as it is."""
    if not isinstance(sentence, Sentence) or not sentence:
        return sentence
    return str(gettext(sentence.words, **sentence.values))


def words_in(folder: Path, language: str) -> NullTranslations:
    """Return the catalog of a language; an empty one where there is none."""
    return translation(DOMAIN, folder, [language], fallback=True)


def has_words(folder: Path, language: str) -> bool:
    """Return whether a catalog is there. Only complete ones are compiled."""
    return (folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()


def name_of(named: str) -> str:
    """Return what a language is called in the language of this request."""
    return name_in(language(), named)


@cache
def name_in(spoken: str, named: str) -> str:
    """Return what one language calls another, or itself."""
    return str(Locale.parse(named).get_display_name(spoken) or named)


def called_here(english_name: str) -> str:
    """Return what a language is called in the language of this request, by its English name; what is no name of a
    language stays."""
    code = english_names().get(english_name.casefold())
    return name_of(code) if code and language() != SOURCE else english_name


@cache
def english_names() -> dict[str, str]:
    """Return the codes of languages by what English calls them."""
    return {name.casefold(): code for code, name in Locale.parse(SOURCE).languages.items()}


@cache
def own_name(language: str) -> str:
    """Return what the people who speak a language call it."""
    name = name_in(language, language)
    return name[:1].upper() + name[1:]


@cache
def runs_leftward(language: str) -> bool:
    """Return whether a language is written from right to left."""
    return str(Locale.parse(language).text_direction) == "rtl"
