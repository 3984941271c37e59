"""The clinics of this installation. `/c/<slug>/` leads to one of them, every other
address to the first clinic."""

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, abort, current_app, request

from finder.config import (
    Settings,
    how_to_fix_clinic,
    local_time_of,
    settings_of_clinic,
    settings_without_clinic,
)
from finder.setting_values import BadSetting
from finder.store import clinics
from finder.store.clinics import Clinic
from finder.store.engine import DatabaseAway
from finder.store.tables import ALL_CLINICS
from finder.web.app.request_globals import current_request, request_globals
from finder.web.app.served_rules import ClinicTexts
from finder.web.app.state import CLINICS_AWAY, HERE, NAME, WITHOUT_DATABASE, State

log = logging.getLogger("finder.web")

CLINICS = "finder_clinics"
PREFIX = re.compile(rf"{clinics.UNDER}(?P<slug>[a-z0-9-]{{1,40}})(?=/|\Z)")
FRESH = timedelta(seconds=5)
"""How long a changed clinic may still be served with its old settings."""
OF_INSTALLATION = {
    "health.alive",
    "health.ready",
    "metrics.show",
    "security_txt.contact",
}
"""Routes of the installation, not of a clinic. Monitoring watches each at one address
only."""


class Clinics:
    """The state for each clinic, by slug. The list of clinics is read from the database
    every few seconds."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._looked_at: datetime | None = None
        self._looking = Lock()
        self._known: dict[str, Clinic] = {}
        self._served: dict[Clinic, State] = {}

    @property
    def first(self) -> State:
        """The state for the first clinic, which also serves everything that belongs to
        no clinic."""
        found: State = self._app.extensions[NAME]
        return found

    def at(self, slug: str, *, without_database: bool = False) -> State | None:
        """Return the state for the clinic with this slug, or None if there is none, it
        is closed, or it is the first clinic, whose addresses have no slug. Raises
        DatabaseAway if the clinic cannot be looked up."""
        if slug in self._known:
            if not without_database and not self._is_fresh():
                self._look_again()
        elif without_database:
            raise DatabaseAway(
                "the database is too slow to look up the clinic of a request"
            )
        else:
            self.read()
        found = self._known.get(slug)
        if found is None or found.is_first or found.closed is not None:
            return None
        return self.serving(found)

    def serving(self, found: Clinic) -> State:
        """Return the state for a clinic. It is built again after the clinic or the
        installation has changed."""
        first = self.first
        if found.is_first:
            return first
        known = self._served.get(found)
        if known is None or known.base is not first:
            known = state_of(first, found)
            others = {
                each: state
                for each, state in self._served.items()
                if each.id != found.id
            }
            # Other threads read this dict, so it is replaced, never changed.
            self._served = {**others, found: known}
        return known

    def nameless(self) -> State:
        """Return the state for a clinic that cannot be looked up. It has no settings or
        data of any clinic."""
        nobody = Clinic(ALL_CLINICS, "", (), None)
        return with_settings(
            self.first, nobody, settings_without_clinic(self.first.settings)
        )

    def unusable(self, *, look_again: bool = True) -> list[str]:
        """Return the slugs of the open clinics whose settings cannot be used. Without
        `look_again`, the database is not asked."""
        if look_again and not self._is_fresh():
            self._look_again()
        return [
            each.slug
            for each in self._known.values()
            if each.closed is None and self.serving(each).trouble
        ]

    @property
    def first_slug(self) -> str:
        """The slug of the first clinic, as it was last read. It appears in logs, but in
        no address."""
        return next(
            (each.slug for each in self._known.values() if each.is_first),
            clinics.FIRST_SLUG,
        )

    def _look_again(self) -> None:
        """Read the clinics again, in one request at a time. Other requests go on with
        the known list, and so do all requests while the database is away. Urgent pages
        are answered without it, and never wait."""
        if not self._looking.acquire(blocking=False):
            return
        try:
            with suppress(DatabaseAway):
                self.read()
            self._looked_at = self.first.now()
        finally:
            self._looking.release()

    def read(self) -> None:
        """Read all clinics from the database. Raises DatabaseAway."""
        first = self.first
        with first.database.reading(first.now()) as transaction:
            self._known = {each.slug: each for each in clinics.all_clinics(transaction)}
        self._looked_at = first.now()

    def _is_fresh(self) -> bool:
        """Return whether the clinics were read a moment ago. A clock that was set back
        since then counts as not fresh."""
        return (
            self._looked_at is not None
            and timedelta() <= self.first.now() - self._looked_at <= FRESH
        )


def state_of(first: State, found: Clinic) -> State:
    """Return the state for a clinic, based on the state for the first one. If its own
    settings cannot be used, none of them applies, and the state says why."""
    trouble = ""
    try:
        settings = settings_of_clinic(first.settings, dict(found.settings))
    except BadSetting as error:
        settings = settings_without_clinic(first.settings)
        trouble = str(error)
        fix = how_to_fix_clinic(found.slug)
        log.error("the clinic %s cannot be served: %s; %s", found.slug, error, fix)  # noqa: TRY400 - it says it all
    return with_settings(first, found, settings, trouble)


def with_settings(
    first: State, found: Clinic, settings: Settings, trouble: str = ""
) -> State:
    """Return the state for a clinic with these settings."""
    return replace(
        first,
        settings=settings,
        words=ClinicTexts(settings),
        database=first.database.of(found.id),
        local=local_time_of(settings),
        base=first,
        slug=found.slug,
        trouble=trouble,
    )


class ClinicDispatcher:
    """WSGI middleware that takes the clinic from the address, so that every route
    exists at each clinic."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._clinics = app.extensions[CLINICS] = Clinics(app)
        self._inner = inner

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if found := PREFIX.match(environ["PATH_INFO"]):
            self._enter(environ, found["slug"], found[0])
        return self._inner(environ, start_response)

    def _enter(self, environ: WSGIEnvironment, slug: str, root: str) -> None:
        """Assign the request to its clinic. The address of an unknown clinic stays
        unchanged and matches no route."""
        try:
            state = self._clinics.at(slug, without_database=WITHOUT_DATABASE in environ)
        except DatabaseAway as error:
            environ[CLINICS_AWAY] = error
            state = self._clinics.nameless()
        if state is None:
            return
        environ[HERE] = state
        environ["PATH_INFO"] = path_in_clinic(environ["PATH_INFO"])
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{root}"


def slug_here() -> str:
    """Return the slug of the clinic of this request, or "" if it belongs to no clinic
    or to an unknown one."""
    request = current_request()
    here: State | None = request.environ.get(HERE)
    if here:
        return here.slug
    names_unknown_clinic = request.path.startswith(clinics.UNDER)
    if names_unknown_clinic or request.endpoint in OF_INSTALLATION:
        return ""
    return clinics_here().first_slug


def path_in_clinic(path: str) -> str:
    """Return a path without its clinic prefix, as the routes know it."""
    return PREFIX.sub("", path, count=1) if PREFIX.match(path) else path


def path_here() -> str:
    """Return the path of this request as the browser sent it, including the clinic."""
    return f"{request.script_root}{request.path}"


def path_of(address: str) -> str:
    """Return the path of an address in this clinic, as the routes know it, or "" if it
    belongs to another clinic."""
    root = request.script_root
    if is_elsewhere(address) or not address.startswith(f"{root}/"):
        return ""
    return address.removeprefix(root)


def is_elsewhere(address: str) -> bool:
    """Return whether an address leads to another clinic than the one of this
    request."""
    found = PREFIX.match(address)
    return (found[0] if found else "") != request.script_root


def address_at(found: Clinic, address: str) -> str:
    """Return the address in another clinic that corresponds to an address in this
    one."""
    root = request.script_root
    before = PREFIX.sub("", root) if PREFIX.search(root) else root
    return before + found.root + address.removeprefix(root)


def clinics_here() -> Clinics:
    """Return the clinics of the app that handles this request."""
    found: Clinics = current_app.extensions[CLINICS]
    return found


def name_of_clinic(found: Clinic) -> str:
    """Return the name of a clinic as staff see it."""
    return clinics_here().serving(found).settings.clinic or found.slug


def serve_clinics(app: Flask) -> None:
    """Assign each request to its clinic, before everything else that happens to a
    request."""
    app.wsgi_app = ClinicDispatcher(app, app.wsgi_app)  # type: ignore[method-assign]

    @app.before_request
    def choose() -> None:
        request = current_request()
        here: State | None = request.environ.get(HERE)
        request_globals().here = here or app.extensions[NAME]
        if here and request.endpoint in OF_INSTALLATION:
            abort(HTTPStatus.NOT_FOUND)
