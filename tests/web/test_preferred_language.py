"""The language that a browser asks for, as werkzeug reads its header."""

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from finder.web.app.choosing_language import LONGEST, best_match_before, preferred

KNOWN = ("en", "es")
LONG = ", ".join(f"de-x{number:0>3};q=0.{number:0>3}" for number in range(1, 40))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "es",
        "es-MX,es;q=0.9,en;q=0.8",
        "en-US,en;q=0.9,es;q=0.8",
        "fr, de;q=0.5",
        "*",
        "es;q=0, en;q=0.1",
        "no header; at all,,",
        f"{LONG}, es;q=0.9",
    ],
)
def test_the_header_is_read_as_werkzeug_reads_it(header: str) -> None:
    environ = EnvironBuilder().get_environ() | {"HTTP_ACCEPT_LANGUAGE": header}
    wanted = Request(environ).accept_languages.best_match(KNOWN)

    assert (preferred(header, KNOWN) or None) == wanted
    assert (preferred(header, KNOWN) or None) == wanted


def test_a_long_header_is_not_remembered() -> None:
    best_match_before.cache_clear()

    assert len(LONG) > LONGEST
    assert preferred(f"{LONG}, es;q=0.9", KNOWN) == "es"
    assert best_match_before.cache_info().currsize == 0
