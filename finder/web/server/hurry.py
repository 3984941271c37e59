"""Show urgent advice in time, even if the database is slow."""

from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from threading import Thread
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map
from werkzeug.wrappers import Response

from finder.web.app.clinics import path_in_clinic
from finder.web.app.state import WITHOUT_DATABASE
from finder.web.app.urgent_requests import may_be_urgent

PATIENCE = 0.6
"""The seconds that an urgent page waits for the database. The page must arrive within
one second."""


class Hurry:
    """Answers an urgent request without the database if the database takes too long."""

    def __init__(
        self, app: WSGIApplication, routes: Map, patience: float = PATIENCE
    ) -> None:
        self._app = app
        self._routes = routes
        self._patience = patience

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if not self._may_be_urgent(environ):
            return self._app(environ, start_response)
        return self._answer(environ)(environ, start_response)

    def _may_be_urgent(self, environ: WSGIEnvironment) -> bool:
        method = environ["REQUEST_METHOD"]
        try:
            endpoint, _ = self._routes.bind("").match(
                path_in_clinic(environ["PATH_INFO"]), method
            )
        except HTTPException:
            return False
        return may_be_urgent(endpoint, method)

    def _answer(self, environ: WSGIEnvironment) -> Response:
        """Return the app's normal response if it comes in time. Otherwise return urgent
        advice that needs no database. If there is none, wait for the normal
        response."""
        body = environ["wsgi.input"].read()
        usual = Answering(self._app, copy_of(environ, body))
        usual.join(self._patience)
        if usual.is_alive():
            at_once = respond(
                self._app, {**copy_of(environ, body), WITHOUT_DATABASE: True}
            )
            if at_once.status_code == HTTPStatus.OK:
                return at_once
        return usual.result()


class Answering(Thread):
    """A thread that answers one request. It may be abandoned."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        super().__init__(daemon=True)
        self._app, self._environ = app, environ
        self._response: Response | None = None
        self.start()

    def run(self) -> None:
        self._response = respond(self._app, self._environ)

    def result(self) -> Response:
        """Wait for the response and return it."""
        self.join()
        if self._response is None:
            raise RuntimeError("the app did not answer; the log says why")
        return self._response


def respond(app: WSGIApplication, environ: WSGIEnvironment) -> Response:
    return Response.from_app(app, environ, buffered=True)


def copy_of(environ: WSGIEnvironment, body: bytes) -> WSGIEnvironment:
    """Return the same request with a body that can be read again."""
    return {**environ, "wsgi.input": BytesIO(body)}
