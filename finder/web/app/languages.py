"""The languages of the pages. Words of the rules come from `rules/`, all others from catalogs of gettext."""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from babel import Locale
from flask import Flask, g
from flask_babel import Babel, gettext, refresh

from finder.core.rules.sentence import Sentence

SOURCE = "en"
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
    found: str = g.get("language", SOURCE) if g else SOURCE
    return found


def speak(chosen: str) -> None:
    """Answer this request in a language."""
    if chosen != language():
        g.language = chosen
        refresh()


def translated(sentence: Sentence) -> str:
    """Return a sentence in the language of this request."""
    return str(gettext(sentence.words, **sentence.values)) if sentence else ""


def words_in(folder: Path, language: str) -> NullTranslations:
    """Return the catalog of a language; an empty one where there is none."""
    return translation(DOMAIN, folder, [language], fallback=True)


def has_words(folder: Path, language: str) -> bool:
    """Return whether a catalog is there. Only complete ones are compiled."""
    return (folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()


@cache
def name_of(language: str) -> str:
    """Return what English calls a language."""
    return str(Locale.parse(language).get_display_name(SOURCE) or language)


@cache
def own_name(language: str) -> str:
    """Return what the people who speak a language call it."""
    name = str(Locale.parse(language).get_display_name(language) or language)
    return name[:1].upper() + name[1:]


@cache
def runs_leftward(language: str) -> bool:
    """Return whether a language is written from right to left."""
    return str(Locale.parse(language).text_direction) == "rtl"
