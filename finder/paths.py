"""Paths of the rules, templates, static files and translations, in the checkout or
inside the installed package."""

from pathlib import Path

PACKAGE = Path(__file__).parent
HOME = PACKAGE if (PACKAGE / "rules").is_dir() else PACKAGE.parent

RULES = HOME / "rules"
TEMPLATES = HOME / "templates"
STATIC = HOME / "static"
FIGURE = TEMPLATES / "body.svg"
TRANSLATIONS = PACKAGE / "web" / "translations"
