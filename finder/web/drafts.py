"""The visit of this request: one sealed row, found by a random cookie."""

import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from flask import Response, after_this_request, g, request
from sqlalchemy import Connection

from finder.core.deciding import acknowledged, taken_back
from finder.core.deciding.acknowledged import Acknowledgement, standing
from finder.core.deciding.taken_back import Key, TakenBack, raised, with_latest, withdrawn
from finder.core.deciding.triage import RedFlag, triage
from finder.core.rules.advice import Level
from finder.core.rules.again import asked_again, dropped
from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import Page
from finder.core.sharing import counts
from finder.store import rulesets, tallies, visits
from finder.store.engine import DatabaseAway, reading, writing
from finder.store.seal import Tampered
from finder.store.visits import StoredVisit
from finder.web import naming, typed
from finder.web.state import state
from finder.web.typed import Typed

TOKEN_BYTES = 32

log = logging.getLogger("finder.web")


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers, own words, what was said of urgent advice, the warning lines last shown, and what may be printed. `via`
    is how it was told where that was not at a browser of one's own: on a tablet of the clinic, or by phone; `counted`
    is the number of pages that the clinic's counts know of; `reference` is that of what was shared with the clinic;
    `saved_until` is when its resume code ends; `last` is the page answered last, and `fresh` are the red flags to be
    seen today that it has raised; `dropped` are the choices of other pages, as (question, option), that no longer count
    because of it. `again` maps each page that is asked once more to the page whose change asks for that. `raised`
    tells since when each red flag that interrupts is raised, `taken_back` those that were raised
    before. `shared_print` is the fingerprint of what was shared. `typed` is what stands on pages that are not answered
    yet."""

    answers: Answers = field(default_factory=dict)
    own_words: str = ""
    acknowledged: frozenset[Acknowledgement] = frozenset()
    lines: frozenset[str] = frozenset()
    include_private: bool = False
    via: str = ""
    counted: int = -1
    reference: str = ""
    saved_until: str = ""
    last: str = ""
    fresh: frozenset[str] = frozenset()
    dropped: frozenset[tuple[str, str]] = frozenset()
    again: Mapping[str, str] = field(default_factory=dict)
    raised: Mapping[Key, datetime] = field(default_factory=dict)
    taken_back: tuple[TakenBack, ...] = ()
    shared_print: str = ""
    typed: Mapping[str, Typed] = field(default_factory=dict)

    def with_page(
        self, page: Page, answers: Answers, own_words: str | None, seen: frozenset[str] | None = None
    ) -> "Draft":
        """The draft after one page was answered: merged, and pruned of what no longer counts. `seen` are the lines that
        the page showed, where it told them: another tab may have brought more since."""
        questionnaire = state().ruleset.questionnaire
        merged = {**self.answers, **answers}
        lines = self.lines
        if any(question.ask_again for question in page.questions):
            shown = questionnaire.shown_lines(page, merged)
            here = {option.id for question in page.questions for option in question.options}
            lines = (self.lines - here) | (shown if seen is None else shown & seen)
        kept = questionnaire.prune(merged, lines)
        words = self.own_words if own_words is None else own_words
        flags, known = triage(state().ruleset, kept).flags, triage(state().ruleset, self.answers).flags
        fresh = frozenset(flag for flag, _ in today(flags) - today(known))
        public = triage(state().ruleset, questionnaire.without_private(self.answers)).flags
        now = state().now()
        checked = standing(self.acknowledged, flags)
        before, after = questionnaire.way(self.answers, self.lines), questionnaire.way(kept, lines)
        return replace(
            self,
            answers=kept,
            lines=lines,
            own_words=words,
            acknowledged=checked,
            last=page.id,
            fresh=fresh,
            dropped=dropped(merged, kept, page),
            again=asked_again(before, after, page, self.again),
            raised=raised(self.raised, flags, now),
            taken_back=with_latest(self.taken_back, withdrawn(self.raised, flags, public, self.acknowledged, now)),
        )

    def with_typed(self, page: Page, stands: Typed | None) -> "Draft":
        """The draft with what stands on this page now; None where nothing waits there."""
        others = {name: each for name, each in self.typed.items() if name != page.id}
        return replace(self, typed=others if stands is None else {**others, page.id: stands})

    def lifetime(self, now: datetime, least: timedelta) -> timedelta:
        """How long to keep it from now on: as long as usual, and while its resume code is good."""
        return max(least, datetime.fromisoformat(self.saved_until) - now) if self.saved_until else least


def today(flags: Iterable[RedFlag]) -> frozenset[tuple[str, str]]:
    """Those that ask to be seen today."""
    return frozenset(flag.key for flag in flags if flag.level is Level.TODAY)


def packed(draft: Draft) -> bytes:
    parts = {
        "answers": {question: sorted(chosen) for question, chosen in draft.answers.items()},
        "own_words": draft.own_words,
        "acknowledged": acknowledged.as_parts(draft.acknowledged),
        "lines": sorted(draft.lines),
        "include_private": draft.include_private,
        "via": draft.via,
        "counted": draft.counted,
        "reference": draft.reference,
        "saved_until": draft.saved_until,
        "last": draft.last,
        "fresh": sorted(draft.fresh),
        "dropped": sorted(draft.dropped),
        "again": dict(draft.again),
        "raised": [[*key, at.isoformat()] for key, at in draft.raised.items()],
        "taken_back": taken_back.as_parts(draft.taken_back),
        "shared_print": draft.shared_print,
        "typed": typed.packed(draft.typed),
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(payload: bytes) -> Draft:
    parts = json.loads(payload)
    return Draft(
        {question: frozenset(chosen) for question, chosen in parts["answers"].items()},
        parts["own_words"],
        acknowledged.from_parts(parts["acknowledged"]),
        frozenset(parts["lines"]),
        parts["include_private"],
        parts.get("via", ""),
        parts.get("counted", -1),
        parts.get("reference", ""),
        parts.get("saved_until", ""),
        parts.get("last", ""),
        frozenset(parts.get("fresh", ())),
        frozenset((question, option) for question, option in parts.get("dropped", ())),
        parts.get("again", {}),
        {(flag, level): datetime.fromisoformat(at) for flag, level, at in parts.get("raised", ())},
        taken_back.from_parts(parts.get("taken_back", ())),
        parts.get("shared_print", ""),
        typed.unpacked(parts.get("typed", {})),
    )


def cookie_name() -> str:
    """The visit's cookie; a visit that staff take over the phone has one of its own, beside any other."""
    name: str = g.get("visit_cookie", "visit")
    return f"__Host-{name}" if state().settings.behind_tls_proxy else name


def name() -> str:
    """The name of this browser's visit, or of the one to come; every form of its pages carries it."""
    return naming.name(request.cookies.get(cookie_name(), ""))


def is_named() -> bool:
    """Whether the posted form was drawn for this browser's visit."""
    return naming.is_posted(request.cookies.get(cookie_name(), ""))


def asked_now(draft: Draft) -> Draft:
    """Return the draft under the ids of the rules that answer it, where those it began with are gone."""
    questionnaire = state().ruleset.questionnaire
    answers = questionnaire.as_asked_now(draft.answers)
    if answers == draft.answers:
        return draft
    return replace(draft, answers=answers, acknowledged=acknowledged.under(questionnaire, draft.acknowledged))


def current() -> Draft | None:
    """This browser's draft; None where there is none, or it has ended."""
    if "away" in g:
        raise g.away
    if "draft" not in g:
        try:
            g.draft = opened()
        except DatabaseAway as error:
            g.away = error
            raise
    found: Draft | None = g.draft
    return found


def opened() -> Draft | None:
    """What is stored of this browser's visit."""
    token = request.cookies.get(cookie_name())
    if not token:
        return None
    with reading(state().engine) as connection:
        visit = stored(connection, token)
    return asked_now(unpacked(visit.payload)) if visit else None


def change(update: Callable[[Draft], Draft]) -> Draft:
    """Read the stored draft, change it and keep it, in one transaction; a visit begins where there is none."""
    with writing(state().engine) as connection:
        return change_in(connection, update)


def change_in(connection: Connection, update: Callable[[Draft], Draft]) -> Draft:
    """The same beside what else this transaction does; nobody else can change the draft until it ends."""
    now, lifetime = state().now(), g.get("visit_lasts") or timedelta(minutes=state().settings.visit_minutes)
    token = request.cookies.get(cookie_name(), "")
    visit = stored(connection, token) if token else None
    before = asked_now(unpacked(visit.payload)) if visit else Draft(via=g.get("via", ""))
    draft = count(connection, before, update(before))
    if visit:
        version = state().ruleset.version  # another than the visit's where that one is gone
        lasts = draft.lifetime(now, lifetime)
        visits.keep(connection, state().keys, token, visit, packed(draft), now, lasts, version)
    else:
        if token:
            naming.renew()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        present = state().ruleset.version
        rulesets.keep(connection, present, state().shelf.packed, now)
        visits.begin(connection, state().keys, token, packed(draft), present, now, lifetime)
    if not visit:
        after_this_request(lambda response: give_cookie(response, token))
    g.draft = draft
    return draft


def count(connection: Connection, before: Draft, after: Draft) -> Draft:
    """Count what a visit reaches for the first time, in the transaction that keeps it."""
    ruleset = state().ruleset
    reached = counts.progress(ruleset, after.answers, after.lines)
    if reached <= after.counted or not after.answers:
        return after
    found = counts.happened(ruleset, before.answers, after.answers, after.counted, reached)
    tallies.add(connection, counts.week_of(state().today()), tuple(found))
    return replace(after, counted=reached)


def stored(connection: Connection, token: str) -> StoredVisit | None:
    """The visit of this token, whose rules answer the request from here on; one that was tampered with counts as
    ended, and is told to the operator."""
    try:
        found = visits.find(connection, state().keys, token, state().now())
    except Tampered as error:
        log.error("%s", error)  # noqa: TRY400 - the text says it all, and a trace could hold what was stored
        return None
    if found:
        state().follow(connection, found.rules_version)
    return found


def adopt(connection: Connection, token: str, visit: StoredVisit) -> Draft:
    """Make a visit, now found by this token, the one of this browser."""
    state().follow(connection, visit.rules_version)
    naming.renew()
    after_this_request(lambda response: give_cookie(response, token))
    draft = asked_now(unpacked(visit.payload))
    g.draft = draft
    return draft


def end() -> None:
    """Delete this browser's visit and its cookie."""
    if token := request.cookies.get(cookie_name()):
        with writing(state().engine) as connection:
            visits.end(connection, state().keys, token)
    forget()


def forget() -> None:
    """Take this browser's cookie, so that nobody finds the visit from here; it ends in its own time."""
    g.draft = None
    naming.renew()
    after_this_request(take_cookie)


def give_cookie(response: Response, token: str) -> Response:
    secure = state().settings.behind_tls_proxy
    response.set_cookie(cookie_name(), token, httponly=True, samesite="Lax", secure=secure, path="/")
    return response


def take_cookie(response: Response) -> Response:
    secure = state().settings.behind_tls_proxy
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=secure, path="/")
    return response
