"""The first middleware: which proxy headers to trust, and which requests to refuse
before the app sees them."""

import logging
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from ipaddress import ip_network
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from finder.config import Settings
from finder.web.app.addresses import read_address
from finder.web.app.security import REFUSED

PROBES = {"/healthz", "/readyz"}
"""Monitoring requests these by the address of the machine, without https."""
METRICS = "/metrics"
"""Monitoring may also request this by the address of the machine, but never as the
proxy."""
NO_ADDRESS = ""
"""The client address of a metrics request through a proxy that does not name its
client."""
FORWARDED = "HTTP_X_FORWARDED_FOR"
SCHEME = "HTTP_X_FORWARDED_PROTO"
OTHERS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_BY",
)
"""Other proxy headers. They are never trusted."""
UNKNOWN_SENDER = (
    "a request was refused because it came from an address that is not in FINDER_PROXIES; if it came through your "
    "proxy, add the proxy's address there"
)
PLAIN_HTTP = (
    "a request was refused because the proxy did not report that it came over https; configure the proxy to set "
    "X-Forwarded-Proto and to redirect http to https"
)

log = logging.getLogger("finder.web")


class Entrance:
    """Trusts the configured proxies, and refuses requests that did not arrive by https
    through one of them."""

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._behind_proxy = settings.behind_tls_proxy
        self._proxies = [ip_network(each) for each in settings.proxies]
        self._host = first_host(settings.hosts)
        self._said: set[str] = set()

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        scheme = environ.pop(SCHEME, "")
        forwarded = environ.pop(FORWARDED, "")
        for name in OTHERS:
            environ.pop(name, None)
        is_direct = not scheme and not forwarded
        is_of_monitoring = may_monitor(environ["PATH_INFO"], is_direct=is_direct)
        if not is_of_monitoring:
            self._follow(environ, scheme, forwarded)
        if self._host and (is_of_monitoring or REFUSED in environ):
            # Otherwise the app refuses the host before it can make the page.
            environ["HTTP_HOST"] = self._host
        return self._app(environ, start_response)

    def _follow(self, environ: WSGIEnvironment, scheme: str, forwarded: str) -> None:
        """Use the proxy's headers if there is a proxy. Otherwise a metrics request
        counts as one from nobody."""
        if self._behind_proxy and REFUSED not in environ:
            self._follow_proxy(environ, scheme, forwarded)
        elif environ["PATH_INFO"] == METRICS:
            environ["REMOTE_ADDR"] = NO_ADDRESS

    def _follow_proxy(
        self, environ: WSGIEnvironment, scheme: str, forwarded: str
    ) -> None:
        """Use the address and scheme from the proxy, or mark the request as refused."""
        if not self._is_proxy(environ["REMOTE_ADDR"]):
            self._refuse(environ, UNKNOWN_SENDER)
        elif scheme.strip().lower() != "https":
            self._refuse(environ, PLAIN_HTTP)
        else:
            environ["wsgi.url_scheme"] = "https"
            follow_client(environ, forwarded)

    def _is_proxy(self, peer: str) -> bool:
        address = read_address(peer)
        return any(address in each for each in self._proxies)

    def _refuse(self, environ: WSGIEnvironment, why: str) -> None:
        environ.pop("HTTP_COOKIE", None)
        environ[REFUSED] = HTTPStatus.MISDIRECTED_REQUEST
        if why not in self._said:
            self._said.add(why)
            log.warning("%s", why)


def first_host(hosts: Sequence[str]) -> str:
    """Return the first of the configured hosts, or "" if there is none."""
    if not hosts:
        return ""
    return hosts[0].lstrip(".")


def follow_client(environ: WSGIEnvironment, forwarded: str) -> None:
    """Use the client's address from the proxy if it names one. Otherwise a metrics
    request counts as one from nobody."""
    if environ["PATH_INFO"] == METRICS:
        environ["REMOTE_ADDR"] = NO_ADDRESS
    if client := last_address(forwarded):
        environ["REMOTE_ADDR"] = client


def may_monitor(path: str, *, is_direct: bool) -> bool:
    """Return whether monitoring may request this path by the address of the machine,
    directly or through a proxy."""
    return path in PROBES or (is_direct and path == METRICS)


def last_address(forwarded: str) -> str:
    """Return the address that the proxy itself added, or "" if none. Anyone could have
    sent the addresses before it."""
    _, _, last = forwarded.rpartition(",")
    host = without_brackets(last.strip().strip('"'))
    without_port, _, _ = host.rpartition(":")
    for candidate in (host, without_port):  # some proxies add a port
        try:
            return str(read_address(candidate))
        except ValueError:
            continue
    return ""


def without_brackets(address: str) -> str:
    """Return an IPv6 address without its brackets and what follows them. Any other
    address stays as it is."""
    if not address.startswith("["):
        return address
    inside, _, _ = address[1:].partition("]")
    return inside
