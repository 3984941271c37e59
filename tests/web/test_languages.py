"""Texts that are not in the rules go through gettext."""

from flask import Flask, render_template_string
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

PAGE = """
{% trans name="<b>" %}
  Hello,
  {{ name }}.
{% endtrans %}
{{ _("Up to %(most)s.", most=3) }}
{{ ngettext("one", "many", 2) }}
"""


def test_a_template_translates_words_inside_a_request_and_outside(app: Flask) -> None:
    template = app.jinja_env.from_string(PAGE)
    words = ["Hello, &lt;b&gt;.Up to 3.", "many"]

    assert template.render().split("\n") == ["", *words]
    with app.test_request_context("/"):
        assert template.render().split("\n") == ["", *words]


def test_code_translates_words(app: Flask) -> None:
    later = lazy_gettext("Choose %(number)s.", number=1)

    with app.test_request_context("/"):
        assert gettext("Choose %(number)s.", number=1) == str(later) == "Choose 1."
        assert ngettext("%(num)d question", "%(num)d questions", 1) == "1 question"
        assert render_template_string("{{ later }}", later=later) == "Choose 1."


def test_a_message_of_a_form_is_translated(app: Flask) -> None:
    class Form(FlaskForm):  # type: ignore[misc]
        word = StringField(validators=[Length(max=3)])

    with app.test_request_context("/", method="POST", data={"word": "four"}):
        form = Form(meta={"csrf": False})

        assert not form.validate()
        assert form.errors == {"word": ["Field cannot be longer than 3 characters."]}
