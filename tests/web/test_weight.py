"""The size of a first view: it must load over a slow rural connection."""

import gzip

import pytest

from finder.paths import STATIC
from tests.web.browser import Browser
from tests.web.stories import BACK

ONE_WINDOW = 14_600
"""What a server may send before it waits for the first acknowledgment: ten packets."""

FIRST_VIEW = 10 * 1024


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


SHARED = sum(
    compressed((STATIC / name).read_bytes()) for name in ("finder.css", "finder.js")
)
each_language = pytest.mark.parametrize("language", ["en", "es"])


@each_language
def test_the_first_view_has_at_most_ten_kilobytes(
    browser: Browser, language: str
) -> None:
    browser.client.set_cookie("language", language)
    page = browser.open("/").page

    assert page.html is not None
    assert page.html["lang"] == language
    assert SHARED + compressed(page.encode()) <= FIRST_VIEW


def test_what_reads_aloud_comes_after_the_first_view_and_is_small(
    browser: Browser,
) -> None:
    page = browser.open("/").page

    assert not page.select('script[src*="listen"]')
    assert page.select_one('template[data-script*="listen.js"]')
    assert compressed((STATIC / "listen.js").read_bytes()) <= 2048


@each_language
def test_a_question_page_with_its_style_and_script_fits_the_first_packets(
    browser: Browser, language: str
) -> None:
    browser.client.set_cookie("language", language)
    pages: list[bytes] = []
    browser.walk(BACK, lambda page: pages.append(page.encode()))

    assert len(pages) == 23
    assert SHARED + max(map(compressed, pages)) <= ONE_WINDOW


@pytest.mark.parametrize("path", ["/questions/who", "/privacy"])
def test_a_page_needs_at_most_three_requests(browser: Browser, path: str) -> None:
    page = browser.open(path).page

    asked = page.select(
        "link[rel=stylesheet], script[src], img, iframe, object, source"
    )

    assert 1 + len(asked) <= 3
