"""The visit of this request: one encrypted row, found by a random cookie."""

import logging
import secrets
from collections.abc import Callable

from finder.core.counting.counts import week_of
from finder.core.counting.progress_counts import count
from finder.core.rules.voice import voice_of
from finder.core.visiting.progress import Progress
from finder.core.visiting.stored import UnknownFormat, from_json, to_json
from finder.core.visiting.visit import Visit
from finder.store import counts, visits
from finder.store.engine import DatabaseAway
from finder.store.seal import Tampered
from finder.store.transaction import Transaction
from finder.store.visits import StoredVisit
from finder.web.app import cookies, last_search, reloadable_pages, visit_names
from finder.web.app.channel import PHONE, channel
from finder.web.app.request_globals import request_globals
from finder.web.app.state import state

TOKEN_BYTES = 32

log = logging.getLogger("finder.web")


def token() -> str:
    """Return the token of this browser's visit in this channel, or "" if none."""
    return cookies.read(channel().cookie)


def name() -> str:
    """Return the name of this browser's visit, or of the one to come. Every form of its
    pages carries the name."""
    return visit_names.name(token())


def is_named() -> bool:
    """Return whether the posted form was rendered for this browser's visit."""
    return visit_names.is_posted(token())


def current() -> Progress | None:
    """Return the progress of this browser's visit, or None if there is no visit or it
    has ended."""
    here = request_globals()
    if here.away:
        raise here.away
    if "progress" not in here:
        try:
            here.progress = opened()
        except DatabaseAway as error:
            here.away = error
            raise
    return here.progress


def current_or_new() -> Progress:
    """Return the progress of this browser's visit, or of an empty visit if there is
    none."""
    return current() or new()


def new() -> Progress:
    """Return the progress of a new visit."""
    return progress_of(Visit(via=channel().via))


def opened() -> Progress | None:
    """Return the stored progress of this browser's visit, or None."""
    held = token()
    if not held and state().is_known:
        return None
    with state().reading() as transaction:
        found = stored(transaction, held)
    return progress_of(found[1]) if found else None


def progress_of(visit: Visit) -> Progress:
    """Return the progress of a visit. It is computed once in a request, as long as
    nothing changes."""
    here, ruleset = request_globals(), state().ruleset
    known = here.computed
    if known is None or known.visit != visit or known.ruleset is not ruleset:
        known = here.computed = Progress.of(ruleset, visit)
    return known


def change(update: Callable[[Progress], Progress]) -> Progress:
    """Read the stored visit, change it and store it in one transaction. A visit begins
    if there is none."""
    with state().writing() as transaction:
        return change_in(transaction, update)


def change_in(
    transaction: Transaction, update: Callable[[Progress], Progress]
) -> Progress:
    """Change and store the visit within this transaction, which locks it until the
    end."""
    here = state()
    lifetime = channel().lasts(here.settings)
    held = token()
    found = stored(transaction, held) if held else None
    before = progress_of(found[1]) if found else new()
    progress, reached = count(before, update(before))
    if reached:
        counts.add(transaction, week_of(here.today()), tuple(reached))
    payload = to_json(progress.visit)
    version = here.ruleset.version
    # The version differs from the visit's own if that one is gone.
    if not found or found[0].rules_version != version:
        here.rules_in_use.keep(transaction, version)
    if found:
        lasts = progress.visit.lifetime(here.now(), lifetime)
        visits.keep(transaction, held, found[0], payload, lasts, version)
    else:
        if held:
            visit_names.drop_next_name()
        begun = secrets.token_urlsafe(TOKEN_BYTES)
        visits.begin(transaction, begun, payload, version, lifetime)
        cookies.send(channel().cookie, begun)
    request_globals().progress = progress
    return progress


def stored(transaction: Transaction, token: str) -> tuple[StoredVisit, Visit] | None:
    """Return the row and the visit for this token, or None. Its rules answer the rest
    of the request. A visit that cannot be decrypted counts as ended and is logged."""
    try:
        row = visits.find(transaction, token)
        if row is None:
            return None
        here = request_globals()
        before = here.opened
        # A posted answer reads the visit twice, the second time under its lock, and
        # mostly finds the same.
        if before is None or before[0] != row.payload:
            before = here.opened = (
                row.payload,
                followed(transaction, row, from_json(row.payload)),
            )
    except (Tampered, UnknownFormat) as error:
        log.error("%s", error)  # noqa: TRY400 - the message is enough, and a traceback could hold stored data
        return None
    return row, before[1]


def followed(transaction: Transaction, row: StoredVisit, visit: Visit) -> Visit:
    """Return the visit under its rules, which answer the rest of the request in the
    right voice."""
    here = state()
    here.follow(transaction, row.rules_version)
    ruleset = here.ruleset
    renewed = visit
    if row.rules_version != ruleset.version:
        renewed = visit.under(ruleset.questionnaire)
    is_by_phone = renewed.via == PHONE.via
    voice = voice_of(ruleset.questionnaire, renewed.answers, by_phone=is_by_phone)
    here.speak_to(voice)
    return renewed


def adopt(transaction: Transaction, new_token: str, row: StoredVisit) -> Progress:
    """Make a visit that was found by this token the visit of this browser. Raises
    UnknownFormat."""
    visit = followed(transaction, row, from_json(row.payload))
    progress = Progress.of(state().ruleset, visit)
    visit_names.drop_next_name()
    cookies.send(channel().cookie, new_token)
    request_globals().progress = progress
    return progress


def end() -> None:
    """Delete this browser's visit, its cookie, and the pages stored for a reload."""
    if held := token():
        with state().writing() as transaction:
            visits.end(transaction, held)
    forget()


def forget() -> None:
    """Delete this browser's cookie, so that the visit cannot be found from it. The
    visit expires later. Pages stored for a reload are deleted."""
    request_globals().progress = None
    reloadable_pages.end()
    last_search.end()
    visit_names.drop_next_name()
    cookies.remove(channel().cookie)
