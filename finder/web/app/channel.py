"""The channels through which people answer: at home, on a tablet of the clinic, or by
phone. A `Channel` holds everything that differs between them. One is chosen for each
request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from finder.config import Settings
from finder.web.app.cookies import Cookie
from finder.web.app.page_addresses import address
from finder.web.app.request_globals import request_globals

ANSWER_WITHIN = timedelta(minutes=2)
"""How long a tablet waits for an answer when it asks whether anyone is still there."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The times of a page on a tablet, in seconds: `idle` until it asks, then `answer`
    until it clears itself."""

    idle: int
    answer: int


@dataclass(frozen=True, slots=True)
class Channel:
    """How one channel works. `via` is the name that a visit stores. `cookie` finds the
    visit. `asks` is the blueprint of its pages; `page` and `advice` are their
    templates. With `caches_pages`, its question pages are cached. `lasts` returns how
    long an unused visit is stored. With `in_session`, the visit belongs to a tablet
    session. `left_out` maps each route that the channel does not offer to the route
    that is shown instead."""

    via: str
    cookie: Cookie
    asks: str
    page: str
    advice: str
    caches_pages: bool
    lasts: Callable[[Settings], timedelta]
    in_session: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)

    def address(
        self, name: str, page_id: str | None = None, change: int | None = None
    ) -> str:
        """Return the address of a questionnaire page in this channel."""
        return address(f"{self.asks}.{name}", page_id=page_id, change=change)

    def screen(self, settings: Settings) -> Screen | None:
        """Return the times of a tablet's pages, or None in other channels."""
        if not self.in_session:
            return None
        idle = timedelta(minutes=settings.tablet_minutes)
        return Screen(int(idle.total_seconds()), int(ANSWER_WITHIN.total_seconds()))


def visit_lasts(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.visit_minutes)


def session_lasts(settings: Settings) -> timedelta:
    """Return how long an idle tablet session lasts. The screen asks and clears itself
    before that."""
    return timedelta(minutes=settings.tablet_minutes) + ANSWER_WITHIN


HOME = Channel(
    via="",
    cookie=Cookie.VISIT,
    asks="patient",
    page="patient/page.html",
    advice="patient/urgent.html",
    caches_pages=True,
    lasts=visit_lasts,
)
TABLET = replace(
    HOME,
    via="tablet",
    lasts=session_lasts,
    in_session=True,
    left_out={
        "sheet.pdf": "patient.result",
        "saved.save": "patient.result",
        "saved.code": "patient.result",
        "saved.resume": "patient.result",
        "paper_form.pdf": "paper_form.paper",
    },
)
"""A tablet offers neither downloads, which would stay for the next person, nor saved
visits, which outlive the session."""
PHONE = Channel(
    via="phone",
    cookie=Cookie.CALL,
    asks="phone",
    page="desk/phone/question.html",
    advice="desk/phone/advice.html",
    caches_pages=False,
    lasts=visit_lasts,
)
"""A phone visit has its own cookie, so that it does not replace another visit in the
same browser."""


def channel() -> Channel:
    """Return the channel of this request."""
    return request_globals().channel or HOME


def use(chosen: Channel) -> None:
    """Set the channel of this request."""
    request_globals().channel = chosen
