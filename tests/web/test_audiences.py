"""Changing a private answer to another one changes no byte for an audience that may not
know it.

Two random patients differ in only one private answer, and the same doctors lead for
both. Each has a separate app, so that everything can be compared: the printed page, the
PDF, the files, the counts, the audit trail and the log. `FINDER_AUDIENCE_PAIRS` sets
how many pairs are tried.
"""

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from finder.config import Settings
from finder.core.deciding.acknowledged import Acknowledgement, How
from finder.core.deciding.assess import Assessment, assess, assess_shareable
from finder.core.deciding.triage import triage
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page, Question
from finder.core.rules.up_to_date import prune
from finder.core.sharing.audiences import TABLE, Audience, Consent, Disclosure, Fact
from finder.core.visiting.progress import Progress
from finder.paths import RULES
from finder.store.desk_tables import audit_entry
from finder.store.engine import reading
from finder.store.staff import Role
from finder.store.tables import weekly_count
from finder.web.app import visits
from finder.workbench.random_patients import Answers, realistic_patient
from tests.apps import make_app
from tests.migrated import make_tables
from tests.web.browser import Browser, on_paper
from tests.web.conftest import Clock
from tests.web.desk import signed_in, state_of
from tests.web.stories import BACK

PAIRS = int(os.environ.get("FINDER_AUDIENCE_PAIRS", "6"))
CONSENTS = [
    Consent(wished, agreed) for wished, agreed in product((False, True), repeat=2)
]
OWN_WORDS = "It is worst after driving."
TRIES = 5000
VARIES = re.compile(r"[0-9.]+ ms$")

Sent = dict[str, tuple[Audience, object]]
"""What left the visit, by name: its audience, and every byte."""


@dataclass(frozen=True)
class Pair:
    """Two visits that differ in one private answer. `before` are the earlier answers of
    the second one, which it took back."""

    one: Answers
    other: Answers
    before: Answers


def pairs(ruleset: Ruleset, number: int) -> list[Pair]:
    random = Random(number)
    return list(islice(found_pairs(ruleset, random), number))


def found_pairs(ruleset: Ruleset, random: Random) -> Iterator[Pair]:
    """Yield pairs with the same public parts: the same pages, and the same leads."""
    private = [
        (page, question)
        for page in ruleset.questionnaire.pages
        for question in page.questions
        if question.private or any(option.private for option in question.options)
    ]
    worked = [vignette.answers for vignette in load_vignettes(RULES, ruleset)]
    for turn in range(TRIES):
        page, question = private[turn % len(private)]
        one = realistic_patient(ruleset.questionnaire, worked, random)
        if question.id not in one or ruleset.questionnaire.stops(one):
            continue
        other = {
            **one,
            question.id: other_choice(page, question, one[question.id], random),
        }
        before = {
            **one,
            question.id: other_choice(page, question, other[question.id], random),
        }
        if other != one and all(
            is_like(ruleset, one, each) for each in (other, before)
        ):
            yield Pair(one, other, before)


def other_choice(
    page: Page, question: Question, chosen: frozenset[str], random: Random
) -> frozenset[str]:
    """Return another private answer to the same question. Its public part stays."""
    if question.private:
        return random.choice(
            [
                frozenset({option.id})
                for option in question.options
                if option.id not in chosen
            ]
        )
    private = random.choice(
        [option.id for option in question.options if option.private]
    )
    alone = {option.id for option in question.options if option.alone}
    if private in chosen:
        left = chosen - {private}
        return left if left or not page.required else frozenset(list(alone)[:1])
    if chosen & alone and not page.required:
        return chosen
    return (chosen - alone) | {private}


def is_like(ruleset: Ruleset, one: Answers, other: Answers) -> bool:
    asked = ruleset.questionnaire
    is_same_way = prune(asked, other) == other and list(asked.path(one)) == list(
        asked.path(other)
    )
    return is_same_way and leads(assess(ruleset, one)) == leads(assess(ruleset, other))


def leads(found: Assessment) -> list[str]:
    return [lead.background for lead in found.leads]


def fit(ruleset: Ruleset, answers: Answers) -> tuple[object, ...]:
    """Return everything that depends on all answers, and whether more answers counted
    than are shown."""
    found = assess_shareable(ruleset, answers)
    named = (
        found.also,
        found.strength,
        found.regular_doctor,
        found.team,
        found.more_counts,
    )
    return (leads(found), found.scores, *named)


def answer_all(
    app: Flask, browser: Browser, stages: list[Answers], *, wished: bool
) -> None:
    """Answer every page for each of these sets of answers, one after the other, as the
    pages do."""
    pages = state_of(app).ruleset.questionnaire.pages
    for answers in stages:
        for page in [
            *pages,
            *pages,
        ]:  # some pages are asked again because of lines that later answers add
            here = {name: answers[name] for name in page.question_ids & answers.keys()}
            if here:
                change(app, browser, page, here)
    with app.test_request_context(headers=cookie(browser)):
        visits.change(
            lambda stored: stored.with_visit(
                replace(stored.visit, include_private=wished)
            )
        )


def change(app: Flask, browser: Browser, page: Page, here: Answers) -> None:
    """Answer one page, and acknowledge the flags that it raises."""

    def answered(stored: Progress) -> Progress:
        now = state_of(app).now()
        progress = stored.answered(page, here, OWN_WORDS, now)
        said = {
            Acknowledgement(
                *flag.key, How.SAFE if flag.level is None else How.CHECKED, now
            )
            for flag in progress.unacknowledged
        }
        return progress.with_visit(progress.visit.with_said(frozenset(said)))

    with app.test_request_context(headers=cookie(browser)):
        visits.change(answered)
        response = app.process_response(app.response_class())
    for line in response.headers.getlist("Set-Cookie"):
        name, _, value = line.partition(";")[0].partition("=")
        browser.client.set_cookie(name, value)


def cookie(browser: Browser) -> dict[str, str]:
    found = browser.client.get_cookie("visit")
    return {"Cookie": f"visit={found.value}"} if found else {}


def all_sent(
    app: Flask, stages: list[Answers], consent: Consent, log: pytest.LogCaptureFixture
) -> Sent:
    """Answer, print, share and export. Return everything that left the visit."""
    browser = Browser(app)
    log.clear()
    answer_all(app, browser, stages, wished=consent.include_private)
    printed = on_paper(browser.open("/result").page)
    assert OWN_WORDS in printed
    pdf = browser.client.get("/result/summary.pdf").data
    browser.open("/share").press("", {"agree": "yes"}, form="main form")
    assert browser.path == "/shared", browser.text
    admin = signed_in(app, Role.ADMIN)
    sent: Sent = {"page": (Audience.PAPER, printed), "pdf": (Audience.PAPER, pdf)}
    for kind in ("csv", "json"):
        admin.open("/desk/export/")
        token = admin.page.select("input[name=csrf_token]")[-1]["value"]
        given = {"csrf_token": token, "reason": "comparing two visits", "format": kind}
        sent[kind] = (
            Audience.EXPORT,
            admin.client.post("/desk/export/", data=given).data,
        )
    key = str(admin.open("/desk/").page.select_one(".queue th a")["href"])  # type: ignore[index]
    sent["fhir"] = (Audience.EXPORT, admin.client.get(f"{key}/intake.json").data)
    with reading(state_of(app).engine) as connection:
        sent["counts"] = (
            Audience.COUNTS,
            connection.execute(
                select(weekly_count).order_by(weekly_count.c.what)
            ).all(),
        )
        sent["audit"] = (
            Audience.AUDIT,
            bare(connection.execute(select(audit_entry)).all(), key),
        )
    sent["log"] = (Audience.LOG, lines_of(log))
    return sent


def lines_of(log: pytest.LogCaptureFixture) -> set[str]:
    """Return what was logged, without durations and request ids."""
    return {VARIES.sub("", record.getMessage()) for record in log.records}


def bare(rows: object, key: str) -> str:
    assert key.rpartition("/")[2] not in repr(rows)
    return repr(rows)


def may_differ(
    ruleset: Ruleset, pair: Pair, audience: Audience, consent: Consent
) -> bool:
    """Return whether this audience may notice a difference between the two visits."""
    ends = [triage(ruleset, each).crisis for each in (pair.one, pair.other)]
    was_crisis = triage(ruleset, pair.before).crisis and not ends[1]
    facts = [Fact.PRIVATE_ANSWERS, Fact.PRIVATE_TAKEN_BACK]
    facts += [Fact.CRISIS, Fact.CRISIS_SIGN] if ends[0] != ends[1] else []
    facts += [Fact.CRISIS_TAKEN_BACK] if was_crisis else []
    same_fit = fit(ruleset, pair.one) == fit(ruleset, pair.other)
    facts += (
        [] if same_fit or audience is Audience.COUNTS else [Fact.FIT]
    )  # counts contain only the leads
    return any(consent.allows(audience, fact) for fact in facts)


@pytest.mark.parametrize("number", range(PAIRS))
def test_a_private_answer_is_visible_only_if_the_table_allows_it(
    number: int,
    ruleset: Ruleset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pair, consent = pairs(ruleset, PAIRS)[number], CONSENTS[number % len(CONSENTS)]
    caplog.set_level(logging.DEBUG, "finder")
    sent = []
    for stages in ([pair.one], [pair.before, pair.other]):
        monkeypatch.setattr("secrets.choice", Random(1).choice)
        settings = Settings(
            data=tmp_path,
            database="sqlite://",
            secret_keys=("a key for tests, long enough to be taken",),
            time_zone="UTC",
            clinic="Green Hill Pain Clinic",
            share_crisis=consent.share_crisis,
        )
        app = make_app(settings, Clock())
        make_tables(state_of(app).engine)
        sent.append(all_sent(app, stages, consent, caplog))
        state_of(app).engine.dispose()
    one, other = sent
    held_back = {
        name
        for name, (audience, _) in one.items()
        if not may_differ(ruleset, pair, audience, consent)
    }

    assert held_back >= {"counts", "audit", "log"}
    assert {name for name in held_back if one[name] != other[name]} == set()


def test_an_export_has_no_more_than_what_was_shared() -> None:
    assert all(
        cells[Audience.EXPORT] in {cells[Audience.CLINIC], Disclosure.NEVER}
        for cells in TABLE.values()
    )


def test_only_the_person_always_sees_a_private_fact() -> None:
    private = [
        fact
        for fact in Fact
        if fact is Fact.PRIVATE_ANSWERS or "crisis" in fact or "private" in fact
    ]
    own = {Audience.PERSON, Audience.HELPER, Audience.API}

    assert {
        audience
        for fact in private
        for audience in Audience
        if TABLE[fact][audience] is Disclosure.ALWAYS
    } == own


def test_the_privacy_page_shows_the_whole_table(
    browser: Browser, ruleset: Ruleset
) -> None:
    page = browser.open("/privacy").text

    assert browser.status == 200
    for each in Audience:
        assert str(getattr(ruleset.advice.audience, each)) in page
    for fact in Fact:
        assert str(getattr(ruleset.advice.fact, fact)) in page
    for may in Disclosure:
        assert str(getattr(ruleset.advice.may, may)) in page


def test_a_page_without_private_answers_prints_like_one_that_hides_them(
    browser: Browser,
) -> None:
    skipped = {name: answer for name, answer in BACK.items() if name != "safety_mood"}
    nothing_private = browser.walk(skipped).open("/result").page
    held_back = Browser(browser.app).walk(BACK).open("/result").page

    assert on_paper(nothing_private) == on_paper(held_back)
