"""The languages of the pages. Texts of the rules come from `rules/`, all other texts
from gettext catalogs."""

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
"""The language of the source code and the templates."""
DOMAIN = "messages"
FOLDER = "BABEL_TRANSLATION_DIRECTORIES"
"""The setting that tells Flask-Babel where the catalogs are."""


def translate_words(app: Flask, folder: Path) -> None:
    """Set up gettext with the catalogs in a folder."""
    app.config[FOLDER] = str(folder)
    Babel(
        app,
        default_locale=SOURCE,
        default_domain=DOMAIN,
        locale_selector=language,
        configure_jinja=False,
    )


def language() -> str:
    """Return the language of this request, or English outside a request."""
    return request_globals().language if has_app_context() else SOURCE


def speak(chosen: str) -> None:
    """Set the language of this request."""
    if chosen != language():
        request_globals().language = chosen
        refresh()


@contextmanager
def speaking(other: str) -> Iterator[None]:
    """Switch this request to another language within a block."""
    before = language()
    speak(other)
    try:
        yield
    finally:
        speak(before)


def translated(sentence: str) -> str:
    """Return a sentence in the language of this request. A text without a translation
    stays as it is."""
    if not isinstance(sentence, Sentence) or not sentence:
        return sentence
    return str(gettext(sentence.words, **sentence.values))


def words_in(folder: Path, language: str) -> NullTranslations:
    """Return the catalog of a language, or an empty one if there is none."""
    return translation(DOMAIN, folder, [language], fallback=True)


def has_words(folder: Path, language: str) -> bool:
    """Return whether a language has a catalog. Only complete catalogs are compiled."""
    return (folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()


def name_of(named: str) -> str:
    """Return the name of a language in the language of this request."""
    return name_in(language(), named)


@cache
def name_in(spoken: str, named: str) -> str:
    """Return the name of a language in another language, or in itself."""
    return str(Locale.parse(named).get_display_name(spoken) or named)


def localized_name(english_name: str) -> str:
    """Return the name of a language in the language of this request, given its English
    name. Any other text stays as it is."""
    code = english_names().get(english_name.casefold())
    return name_of(code) if code and language() != SOURCE else english_name


@cache
def english_names() -> dict[str, str]:
    """Return the codes of languages by their English names, in lower case."""
    return {
        name.casefold(): code for code, name in Locale.parse(SOURCE).languages.items()
    }


@cache
def own_name(language: str) -> str:
    """Return the name of a language in that language."""
    name = name_in(language, language)
    return name[:1].upper() + name[1:]


@cache
def runs_leftward(language: str) -> bool:
    """Return whether a language is written from right to left."""
    return str(Locale.parse(language).text_direction) == "rtl"
