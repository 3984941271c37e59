"""The waitress server with its limits and its port."""

import socket
import sys
from collections.abc import Mapping
from functools import partial
from ipaddress import ip_address

from flask import Flask
from flask_babel import gettext
from waitress.server import BaseWSGIServer, create_server

from finder.config import Settings
from finder.setting_values import BadSetting
from finder.web.app.languages import speaking
from finder.web.app.state import NAME, State
from finder.web.server.channels import Connection
from finder.web.server.entrance import Entrance
from finder.web.server.hurry import Hurry

if sys.platform != "win32":
    import resource

MOST_CONNECTIONS = 1000
SPARE_FILES = 100
"""Files that the process needs in addition to its connections: the database, the rules,
the log."""
LIMITS: Mapping[str, object] = {
    "threads": 32,
    "channel_timeout": 30,
    "asyncore_use_poll": True,
    "max_request_header_size": 32 * 1024,
    "max_request_body_size": 256 * 1024,
    "clear_untrusted_proxy_headers": False,  # the entrance does that
}
"""Limits so that no client can fill the disk; pages have their own limits. A stuck
database blocks at most twelve threads (`finder/store/transaction_limit.py`), so the
others still serve pages that need no database."""


def server_of(app: Flask, settings: Settings, host: str, port: int) -> BaseWSGIServer:
    """Return a listening waitress server. Raises BadSetting if the port is taken."""
    chain = Entrance(Hurry(app, app.url_map), settings)
    server = create_server(
        chain,
        sockets=[listener(host, port)],
        ident=None,
        connection_limit=most_connections(),
        **LIMITS,
    )
    server.channel_class = partial(Connection, plain_words=plain_words(app, settings))
    return server


def plain_words(app: Flask, settings: Settings) -> str:
    """Return the plain text for when no page can be made, in each language."""
    state: State = app.extensions[NAME]
    numbers = {
        "emergency": settings.emergency_number,
        "crisis_line": settings.crisis_line,
    }
    with app.app_context():
        return "".join(f"{sentence_in(each, numbers)}\n" for each in state.languages)


def sentence_in(language: str, numbers: Mapping[str, str]) -> str:
    with speaking(language):
        found: str = gettext(
            "We cannot show this page right now. In an emergency call %(emergency)s. "
            "In a crisis call or text %(crisis_line)s.",
            **numbers,
        )
        return found


def most_connections() -> int:
    """Return how many connections this process may hold. It first raises the system's
    limit as far as useful."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    wanted = MOST_CONNECTIONS + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_CONNECTIONS
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed - SPARE_FILES, SPARE_FILES)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listener(host: str, port: int) -> socket.socket:
    """Return a socket on the port. Raises BadSetting if the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise BadSetting(
            f"port {port} on {host} cannot be used ({error.strerror}); choose another with --port"
        ) from None
    return found
