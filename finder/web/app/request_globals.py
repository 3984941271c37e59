"""The values of one request: Flask's `g`, with the type and the default of each
value."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Request, g, request
from flask.ctx import _AppCtxGlobals

from finder.core.rules.voice import Voice

if TYPE_CHECKING:
    from finder.core.visiting.progress import Progress
    from finder.core.visiting.visit import Visit
    from finder.store.engine import DatabaseAway
    from finder.web.app.channel import Channel
    from finder.web.app.served_rules import Voices
    from finder.web.app.state import State

ENGLISH = "en"


class RequestGlobals(_AppCtxGlobals):
    """The values of one request. `here` is the state of the app for its clinic.
    `voices` are the rules that answer it, in each voice, and `voice` is the one in use.
    `opened` is the stored visit, and `progress` its progress, which is missing until
    someone asks for it. `computed` is the progress that was computed last. `away` is
    the error if the database could not be reached. `heard` are the texts that the page
    may read aloud, or None if it may read all."""

    began: float | None = None
    request_id: str = ""
    here: "State | None" = None
    channel: "Channel | None" = None
    language: str = ENGLISH
    voices: "Voices | None" = None
    voice: Voice = Voice.PERSON
    opened: tuple[bytes, "Visit"] | None = None
    computed: "Progress | None" = None
    progress: "Progress | None"
    away: "DatabaseAway | None" = None
    heard: frozenset[str] | None = None


# `g` and `request` are proxies. Each use of one takes longer than most of our
# functions.
request_globals: Callable[[], RequestGlobals] = g._get_current_object  # noqa: SLF001 - werkzeug offers it for this
"""Return the values of this request. Raises RuntimeError outside a request."""
current_request: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined]  # noqa: SLF001
"""Return the request itself. Raises RuntimeError outside a request."""
