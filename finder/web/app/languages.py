"""The languages of the pages: the words that are not in the rules are translated by gettext."""

from gettext import NullTranslations, translation

from flask import Flask, g
from flask_babel import Babel, gettext

from finder.core.rules.sentence import Sentence
from finder.paths import TRANSLATIONS

SOURCE = "en"
"""The language that templates and code are written in."""


def translate_words(app: Flask) -> None:
    """Let code use gettext."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, default_locale=SOURCE, locale_selector=language, configure_jinja=False)


def language() -> str:
    """Return the language of this request; outside a request, that of the source."""
    found: str = g.get("language", SOURCE) if g else SOURCE
    return found


def translated(sentence: Sentence) -> str:
    """Return a sentence in the language of this request."""
    words: str = gettext(sentence.words, **sentence.values)
    return words


def words_in(language: str) -> NullTranslations:
    """Return the catalog of a language; an empty one where there is none."""
    return translation("messages", TRANSLATIONS, [language], fallback=True)
