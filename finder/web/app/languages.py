"""The languages of the pages: the words that are not in the rules are translated by gettext."""

from flask import Flask
from flask_babel import Babel

from finder.places import TRANSLATIONS

SOURCE = "en"
"""The language that templates and code are written in."""


def translate_words(app: Flask) -> None:
    """Let templates and code use gettext. The lines of a `trans` block are joined by single spaces."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    Babel(app, default_locale=SOURCE)
