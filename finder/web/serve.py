"""The embedded server."""

import logging
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from types import FrameType

from flask import Flask
from waitress.server import BaseWSGIServer, create_server

from finder.config import BadSetting, Settings
from finder.core.deciding.answers import PatientAnswers
from finder.local_time import LocalTime, local_time_of_machine
from finder.logs import start_logging
from finder.server_process import mark
from finder.store.key_check import check_keys
from finder.store.migrate import migrate
from finder.web import create_app
from finder.web.app.housekeeping import hourly, purge, purge_at
from finder.web.app.rules_in_use import RulesInUse
from finder.web.app.security import request_id
from finder.web.app.state import NAME, State
from finder.web.patient.preview import lay_ready
from finder.web.server.channels import Connection
from finder.web.server.entrance import Entrance
from finder.web.server.hurry import Hurry

if sys.platform != "win32":
    import resource

MOST_CONNECTIONS = 1000
SPARE_FILES = 100
"""Files that the process needs besides its connections: the database, the rules, the log."""
LIMITS: Mapping[str, object] = {
    "threads": 32,
    "channel_timeout": 30,
    "asyncore_use_poll": True,
    "max_request_header_size": 32 * 1024,
    "max_request_body_size": 256 * 1024,
    "clear_untrusted_proxy_headers": False,  # the entrance does that
}
"""Nobody may fill the disk; pages have limits of their own. A stuck database holds twelve threads at most
(`finder/store/gate.py`), so the others still serve what needs none."""

log = logging.getLogger("finder.web")


def serve(
    settings: Settings, host: str, port: int, *, behind_tls_proxy: bool, patient: PatientAnswers | None = None
) -> None:
    """Make the database ready and serve until stopped; `patient` is laid ready to be tried. Raises BadSetting,
    BrokenRules, DatabaseAway, KeyGone."""
    settings = replace(settings, behind_tls_proxy=behind_tls_proxy or settings.behind_tls_proxy)
    if not is_loopback(host) and not settings.behind_tls_proxy:
        raise BadSetting(
            f"{host} can be reached from other machines, and answers must not cross a network unprotected; "
            "put a proxy with https in front and add --behind-tls-proxy"
        )
    if patient and (settings.behind_tls_proxy or not is_loopback(host)):
        raise BadSetting("--answers is for trying the rules on this machine alone; leave it out to serve others")
    if settings.behind_tls_proxy and not settings.hosts:
        raise BadSetting(
            "FINDER_HOSTS is not set; behind a proxy, name the hosts to answer to, such as "
            "FINDER_HOSTS=pain.example.org, since addresses on receipts are made from what a request calls this host"
        )
    if not is_loopback(host) and settings.proxies == Settings().proxies:
        raise BadSetting(
            f"FINDER_PROXIES is not set, and {host} can be reached from other machines; name the address of your "
            "proxy, such as FINDER_PROXIES=10.0.0.5, since nobody else is answered"
        )
    start_logging(settings.log, request_id)
    app = create_app(settings)
    state: State = app.extensions[NAME]
    log.info("%s", zone_in_words(settings, state.local))
    migrate(state.engine)
    check_keys(state.engine, state.keys)
    purge(state)
    Thread(target=purge_at, args=[hourly(), state], daemon=True).start()
    server = server_of(app, settings, host, port)
    signal.signal(signal.SIGTERM, stop)
    listen_for_reload(settings.data, state.rules_in_use)
    print(
        f"The pain specialist finder is at http://{host}:{port}/ (rules version {state.ruleset.version}).", flush=True
    )
    if patient:
        print(f"The answers open once at http://{host}:{port}/{lay_ready(app, patient)}", flush=True)
    print("Press Ctrl+C to stop.", flush=True)
    server.run()


def zone_in_words(settings: Settings, local: LocalTime) -> str:
    """Which time zone is used, and why."""
    if settings.time_zone:
        return f"times are in {local.name}"
    if local_time_of_machine(os.environ):
        return f"times are in {local.name}, the time zone of this machine"
    return f"times are in {local.name}, since this machine names no time zone that we know; set FINDER_TIME_ZONE"


def listen_for_reload(data: Path, rules_in_use: RulesInUse) -> None:
    """Load the rules again when `finder rules reload` asks for it. A second server of the same folder is not found."""

    def reload(number: int, frame: FrameType | None) -> None:
        rules_in_use.reload()

    if mark(data):
        signal.signal(signal.SIGHUP, reload)


def server_of(app: Flask, settings: Settings, host: str, port: int) -> BaseWSGIServer:
    """Return waitress, listening. Raises BadSetting if the port is taken."""
    chain = Entrance(Hurry(app, app.url_map), settings)
    server = create_server(
        chain, sockets=[listener(host, port)], ident=None, connection_limit=most_connections(), **LIMITS
    )
    server.channel_class = Connection
    return server


def most_connections() -> int:
    """Return how many connections this process may hold, after asking the system for as many as are of use."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    wanted = MOST_CONNECTIONS + SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return MOST_CONNECTIONS
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed - SPARE_FILES, SPARE_FILES)


def stop(number: int, frame: FrameType | None) -> None:
    """Waitress answers what is in flight when its loop ends like this."""
    raise SystemExit(0)


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
