"""The real app on a real port, and a real browser that may not contact any other
host."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from finder.config import Settings
from tests.apps import app_of, without_repeated_work
from tests.browser.serving import served
from tests.missing import missing

expect.set_options(timeout=30_000)
"""Milliseconds that a page may take on a slow machine, the same as Playwright's own
limit for a click. Its limit for what is expected of a page is 5 seconds."""

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "no-sandbox",
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
]
QUIET += ["disable-component-update", "disable-sync"]
QUIET.append("host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
"""No other host is found. A route that refuses them would hold up each request, and
switch off the cache."""
UNUSED = [
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "SpareRendererForSitePerProcess",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
"""Features that Chromium has for people only. It loads the popups of an address bar
that nobody sees, and a spare process, for each window, which took half of the time to
open one. The last list of features replaces that of Playwright, so this one includes
it."""
QUIET.append(f"disable-features={','.join(UNUSED)}")


@pytest.fixture(scope="package", autouse=True)
def no_repeated_work() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        without_repeated_work(patch)
        yield


@contextmanager
def app_in(folder: Path) -> Iterator[Flask]:
    """Yield an app with a new database in this folder."""
    secret = "a key for tests, long enough to be taken"
    with app_of(Settings(data=folder, secret_keys=(secret,), time_zone="UTC")) as app:
        yield app


@pytest.fixture(scope="session")
def served_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_in(tmp_path_factory.mktemp("data")) as app:
        yield app


@pytest.fixture(scope="session")
def base_url(served_app: Flask) -> Iterator[str]:
    with served(served_app) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing(f"{CHROMIUM} is missing; install Debian's package chromium")
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[f"--{name}" for name in QUIET]
    )
    yield browser
    browser.close()


class Visitor:
    """A person with a real browser. All problems in it (requests to other hosts,
    console errors) are recorded."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self.check_host)
        self.base_url = base_url

    def listen(self, expected: ConsoleMessage) -> None:
        """Record errors, except for a page that is shown again because of a mistake
        (422)."""
        if expected.type == "error" and "422" not in expected.text:
            self.wrong.append(expected.text)

    def check_host(self, request: Request) -> None:
        to_a_host = request.url.startswith("http")  # unlike a link to a phone
        if to_a_host and not request.url.startswith(self.base_url):
            self.wrong.append(f"asks {request.url}")


@pytest.fixture
def visitor(chromium: Browser, base_url: str) -> Iterator[Visitor]:
    """Yield a visitor with a phone of 390 px."""
    with chromium.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}
    ) as context:
        visitor = Visitor(context, base_url)
        yield visitor
        assert not visitor.wrong
