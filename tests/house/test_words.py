"""Every text for people is in `rules/` or goes through gettext."""

from pathlib import Path

import pytest

from tests.house.sentences import in_code, in_script, in_template

HOME = Path(__file__).parents[2]
TEMPLATES = HOME / "templates"
STATIC = HOME / "static"
PACKAGE = HOME / "finder"

STILL_TO_DO = ("finder/core/summarizing/referral.py",)
"""Files and folders with texts that do not go through gettext yet."""
SAMPLES = "templates/styleguide.html"
"""A page of examples for developers."""

FOR_OTHERS = {
    "finder/core/directory": "for people who import the register",
    "finder/core/loading": "for people who write rules",
    "finder/core/reviewing": "for people who write rules",
    "finder/core/roster": "for people who import a roster",
    "finder/core/rules/conditions.py": "for people who write rules",
    "finder/core/deciding/answers.py": "for people who write a file of answers",
    "finder/core/exchange/fhir_conditions.py": "for programs",
    "finder/web/app/access.py": "for the documents",
    "finder/web/app/tokens.py": "for the documents",
    "finder/web/app/limiting.py": "for programs",
    "finder/web/app/metrics.py": "for programs",
    "finder/web/app/problem_details.py": "for programs",
    "finder/web/public/api.py": "for programs",
    "finder/web/public/directory_api.py": "for programs",
    "finder/web/public/health.py": "for programs",
    "finder/web/public/metrics.py": "for programs",
    "finder/web/public/openapi.py": "for programs",
    "finder/web/public/styleguide.py": "samples",
    "finder/web/serve.py": "for people who start the app",
    "finder/web/server": "for people who start the app",
}
"""Modules whose sentences appear on no page."""
NOT_FOR_PEOPLE = {
    "visit's name",  # the purpose of a fingerprint
    "with today's rules",  # signed in the audit trail
    "(this intake does not open)",  # in a file for other programs
    "(no route)",  # in the log
}


def templates() -> list[str]:
    return sorted(
        path.relative_to(HOME).as_posix() for path in TEMPLATES.rglob("*.html")
    )


def modules() -> list[str]:
    rooms = (PACKAGE / room for room in ("core", "web"))
    found = sorted(
        path.relative_to(HOME).as_posix()
        for room in rooms
        for path in room.rglob("*.py")
    )
    return [path for path in found if not path.startswith((*FOR_OTHERS, *STILL_TO_DO))]


@pytest.mark.parametrize(
    "path",
    [path for path in templates() if not path.startswith((*STILL_TO_DO, SAMPLES))],
)
def test_every_word_of_a_template_is_translated(path: str) -> None:
    assert not list(in_template((HOME / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", modules())
def test_every_sentence_of_the_code_is_translated(path: str) -> None:
    found = set(in_code((HOME / path).read_text(encoding="utf-8")))
    assert not found - NOT_FOR_PEOPLE


@pytest.mark.parametrize(
    "path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name
)
def test_a_script_holds_no_sentence(path: Path) -> None:
    assert not list(in_script(path.read_text(encoding="utf-8")))


TEMPLATE = """
<p title="A title">{% if error %}Error: {% endif %}{{ "one" if single else _("two") }}</p>
{% trans %}Translated.{% endtrans %}{{ field("id", "A label") }}<input type="hidden" value="id">
"""
CODE = '''
"""A docstring is no sentence for people."""
WORDS = {"id": "Some words"}
log.info("For the log.")
raise ValueError("For developers.")
flash(gettext("Translated words."))
'''
SCRIPT = """
// A comment.
const selector = "main form", text = `${number} is deleted.`;
say("Nothing is chosen");
"""


def test_untranslated_text_is_found() -> None:
    assert list(in_template(TEMPLATE)) == ["A title", "Error: ...", "one", "A label"]
    assert list(in_code(CODE)) == ["Some words"]
    assert list(in_script(SCRIPT)) == ["... is deleted.", "Nothing is chosen"]
