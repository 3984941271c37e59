"""The embedded server."""

import logging
import os
import signal
import socket
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from types import FrameType

from waitress.server import create_server

from finder.config import BadSetting, Settings
from finder.core.deciding.answers import PatientAnswers
from finder.local_time import LocalTime, local_time_of_machine
from finder.server_process import mark
from finder.store.key_check import check_keys
from finder.store.migrate import migrate
from finder.web import create_app
from finder.web.app.housekeeping import hourly, purge, purge_at
from finder.web.app.rules_in_use import RulesInUse
from finder.web.app.state import NAME, State
from finder.web.patient.preview import lay_ready

LIMITS: Mapping[str, object] = {
    "threads": 8,
    "connection_limit": 1000,
    "channel_timeout": 30,
    "asyncore_use_poll": True,
    "max_request_body_size": 256 * 1024,
}
"""Many slow clients are no reason to turn others away, and nobody may fill the disk; pages have limits of their own."""

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
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("finder").setLevel(logging.INFO)
    app = create_app(settings)
    state: State = app.extensions[NAME]
    log.info("%s", zone_in_words(settings, state.local))
    migrate(state.engine)
    check_keys(state.engine, state.keys)
    purge(state)
    Thread(target=purge_at, args=[hourly(), state], daemon=True).start()
    server = create_server(app, sockets=[listener(host, port)], ident=None, **LIMITS, **proxy(settings))
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


def proxy(settings: Settings) -> dict[str, object]:
    """Whom to believe about the address and scheme of a request: the one proxy in front, where there is one."""
    if not settings.behind_tls_proxy:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": "*", "trusted_proxy_count": 1, "trusted_proxy_headers": headers}


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
