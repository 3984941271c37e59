"""The channels through which people answer: at home, on a tablet of the clinic, or by phone. Everything that differs
between them stands in one value, which is chosen once for each request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from flask import url_for

from finder.config import Settings
from finder.web.app.cookies import Cookie
from finder.web.app.request_globals import request_globals

ANSWER_WITHIN = timedelta(minutes=2)
"""How long a tablet waits for an answer when it asks whether anyone is there."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What a page needs to know to run on a tablet: seconds until it asks, and until it clears."""

    idle: int
    answer: int


@dataclass(frozen=True, slots=True)
class Channel:
    """`via` is what a visit remembers of it; `cookie` finds the visit. `asks` is the blueprint of its pages; `page` and
    `advice` are their templates. `keeps_drawn`: a question page may be kept drawn. `lasts` is how long a visit is kept
    when nobody uses it. `in_session`: the visit is part of a session of the tablet. `left_out` maps each route that is
    not offered to the one that is shown instead."""

    via: str
    cookie: Cookie
    asks: str
    page: str
    advice: str
    keeps_drawn: bool
    lasts: Callable[[Settings], timedelta]
    in_session: bool = False
    left_out: Mapping[str, str] = field(default_factory=dict)

    def address(self, name: str, page_id: str | None = None, change: int | None = None) -> str:
        """Return the address of a page of the questionnaire in this channel."""
        return url_for(f"{self.asks}.{name}", page_id=page_id, change=change)

    def screen(self, settings: Settings) -> Screen | None:
        """Return the times of a tablet's pages; None where no tablet is used."""
        if not self.in_session:
            return None
        idle = timedelta(minutes=settings.tablet_minutes)
        return Screen(int(idle.total_seconds()), int(ANSWER_WITHIN.total_seconds()))


def visit_lasts(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.visit_minutes)


def session_lasts(settings: Settings) -> timedelta:
    """How long a tablet's session runs when nobody does anything; a screen that asks clears itself before that."""
    return timedelta(minutes=settings.tablet_minutes) + ANSWER_WITHIN


HOME = Channel(
    via="",
    cookie=Cookie.VISIT,
    asks="patient",
    page="patient/page.html",
    advice="patient/urgent.html",
    keeps_drawn=True,
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
"""What would leave a file on the tablet for the next person, or a visit that outlives the session, is left out."""
PHONE = Channel(
    via="phone",
    cookie=Cookie.CALL,
    asks="phone",
    page="desk/phone/question.html",
    advice="desk/phone/advice.html",
    keeps_drawn=False,
    lasts=visit_lasts,
)
"""A visit that staff take has a cookie of its own, so that it stands next to any other of the browser."""


def channel() -> Channel:
    """Return the channel of this request."""
    return request_globals().channel or HOME


def use(chosen: Channel) -> None:
    """Answer this request through the channel."""
    request_globals().channel = chosen
