"""Templates escape what they write, whatever its type."""

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

WRITES_EACH_WAY = (
    "{{ value }}"
    "{% set kept %}{{ value }}{% endset %}{{ kept }}"
    "{% macro drawn() %}{{ value }}{% endmacro %}{{ drawn() }}"
    "{% filter trim %}{{ value }}{% endfilter %}"
)


class Text(str):
    """A text of a class of its own."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("""<b> & "'""", "&lt;b&gt; &amp; &#34;&#39;"),
        (Text("<b>"), "&lt;b&gt;"),
        (Markup("<b>"), "<b>"),
        (7, "7"),
        (["<b>"], "[&#39;&lt;b&gt;&#39;]"),
    ],
)
def test_a_value_is_escaped_once(app: Flask, value: object, written: str) -> None:
    with app.test_request_context():
        found = render_template_string(WRITES_EACH_WAY, value=value)

    assert found == written * 4
