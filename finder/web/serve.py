"""The embedded server."""

import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread
from types import FrameType

from sqlalchemy import Engine

from finder.config import Settings
from finder.core.deciding.answers import PatientAnswers
from finder.local_time import LocalTime, local_time_of_machine
from finder.logs import start_logging
from finder.server_process import claim, register, words_of_process
from finder.setting_values import BadSetting
from finder.store.engine import IN_MEMORY, not_writable
from finder.store.key_check import check_keys
from finder.store.migrate import migrate
from finder.web import create_app
from finder.web.app.clinics import CLINICS, Clinics
from finder.web.app.housekeeping import hourly, purge, purge_at
from finder.web.app.security import facts_of_request
from finder.web.app.state import NAME, State
from finder.web.patient.preview import prepare_preview
from finder.web.server.listening import is_loopback, server_of
from finder.without_collections import without_collections

log = logging.getLogger("finder.web")


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    behind_tls_proxy: bool,
    patient: PatientAnswers | None = None,
) -> None:
    """Prepare the database and serve until stopped. `patient` is loaded into a preview.
    Raises BadSetting, BrokenRules, DatabaseAway and MissingKey."""
    settings = replace(
        settings, behind_tls_proxy=behind_tls_proxy or settings.behind_tls_proxy
    )
    refuse_unsafe(settings, host, previews=patient is not None)
    start_logging(settings.log, facts_of_request)
    with without_collections():
        app = create_app(settings)
        state: State = app.extensions[NAME]
        log.info("%s", zone_in_words(settings, state.local))
        if settings.clinic_language != state.clinic_language:
            log.warning("%s", language_in_words(settings, state))
        be_the_only_server(state.engine)
        migrate(state.engine)
        check_keys(state.engine, state.keys)
        known: Clinics = app.extensions[CLINICS]
        known.read()
        purge(state)
        Thread(target=purge_at, args=[hourly(), state], daemon=True).start()
        server = server_of(app, settings, host, port)
    signal.signal(signal.SIGTERM, stop)
    listen_for_reload(settings.data, state)
    print(
        f"The pain specialist finder is at http://{host}:{port}/ (rules version {state.ruleset.version}).",
        flush=True,
    )
    if patient:
        preview = prepare_preview(app, patient)
        print(f"The answers open once at http://{host}:{port}/{preview}", flush=True)
    print("Press Ctrl+C to stop.", flush=True)
    server.run()


def refuse_unsafe(settings: Settings, host: str, *, previews: bool) -> None:
    """Raise BadSetting if these settings are not safe on this host. `previews` says
    that a made-up patient is to be shown."""
    is_public = not is_loopback(host)
    if is_public and not settings.behind_tls_proxy:
        raise BadSetting(
            f"{host} can be reached from other machines, and answers must not cross a network unencrypted; put a "
            "proxy with https in front and add --behind-tls-proxy"
        )
    if previews and (settings.behind_tls_proxy or is_public):
        raise BadSetting(
            "--answers is only for trying the rules on this machine; leave it out to serve others"
        )
    if settings.behind_tls_proxy and not settings.hosts:
        raise BadSetting(
            "FINDER_HOSTS is not set; behind a proxy, list the host names to answer to, such as "
            "FINDER_HOSTS=pain.example.org, because addresses on receipts use the host name of the request"
        )
    default = Settings(data=settings.data)
    if is_public and settings.proxies == default.proxies:
        raise BadSetting(
            f"FINDER_PROXIES is not set, and {host} can be reached from other machines; set it to the address of "
            "your proxy, such as FINDER_PROXIES=10.0.0.5; the app answers no other address"
        )


def zone_in_words(settings: Settings, local: LocalTime) -> str:
    """Return a sentence on which time zone is used, and why."""
    if settings.time_zone:
        return f"times are in {local.name}"
    if local_time_of_machine(os.environ):
        return f"times are in {local.name}, the time zone of this machine"
    return f"times are in {local.name}, because this machine has no known time zone; set FINDER_TIME_ZONE"


def language_in_words(settings: Settings, state: State) -> str:
    """Return a sentence on a language of the clinic that the app does not have."""
    return (
        f"FINDER_CLINIC_LANGUAGE is {settings.clinic_language!r}, which is not complete here, so the clinic reads "
        f"English; the app has {', '.join(state.languages)}"
    )


def listen_for_reload(data: Path, state: State) -> None:
    """Load the rules again when `finder rules reload` or the service manager asks for
    it."""

    def reload(number: int, frame: FrameType | None) -> None:
        state.rules_in_use.reload()

    # On Windows, a server loads new rules only after a restart.
    if sys.platform != "win32":
        register(data, state.keys.ids_in_hex())
        signal.signal(signal.SIGHUP, reload)


def be_the_only_server(engine: Engine) -> None:
    """Check that no other process serves this SQLite file. Raises BadSetting and
    DatabaseAway."""
    if engine.dialect.name != "sqlite" or engine.url.database in IN_MEMORY:
        return
    path = Path(str(engine.url.database)).absolute()
    note = path.with_name(f"{path.name}.server")
    try:
        is_free = claim(note)
    except OSError as error:
        raise not_writable(
            f"the file {note}, which one server of the database locks,", error
        ) from None
    if not is_free:
        [process] = words_of_process(note) or ["unknown"]
        raise BadSetting(
            f"process {process} already serves the database {path}, and SQLite allows only one; stop that process, set "
            "another FINDER_DATA, or set FINDER_DATABASE to PostgreSQL to run several"
        )


def stop(number: int, frame: FrameType | None) -> None:
    """Stop the server. Waitress finishes the requests in flight when its loop ends this
    way."""
    raise SystemExit(0)
