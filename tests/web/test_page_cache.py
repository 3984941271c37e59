"""Most of a question page is rendered once for everyone. Nothing of one person may ever
appear on the page of another."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import cast

from flask import Flask

from finder.config import Settings
from finder.core.rules.voice import Voice
from finder.core.summarizing.summary import Card
from finder.web.patient import page_cache
from tests.apps import make_app
from tests.migrated import make_tables
from tests.web.browser import ANYBODY, OF_A_VISIT, Browser, values
from tests.web.conftest import Clock
from tests.web.desk import state_of
from tests.web.stories import BACK, FACE, Answers

OTHER: Answers = {
    **BACK,
    "who": "other",
    "feel": ["burning"],
    "pain_avg": "2",
    "tried": ["rx_opioid"],
    "health": ["diabetes"],
    "goals": ["sleep_better"],
    "own_words": "Only when it rains.",
}


def pages_of(app: Flask) -> list[str]:
    return [page.id for page in state_of(app).ruleset.questionnaire.pages]


def ticks_and_text(
    browser: Browser, answers: Answers
) -> dict[str, tuple[set[str], set[str]]]:
    """Return, for each question of the page, the ticked options and this person's
    answers."""
    names = {str(field["name"]) for field in browser.page.select("main input[id]")}
    given = {**ANYBODY, **answers}
    return {
        name: (browser.ticked(name), set(values(given.get(name, [])))) for name in names
    }


def token(browser: Browser) -> str:
    tokens = {
        str(field["value"]) for field in browser.page.select("input[name=csrf_token]")
    }
    assert len(tokens) == 1
    return tokens.pop()


def but_for_token(browser: Browser) -> str:
    """Return the page without its token, which differs each time."""
    return browser.page.decode().replace(token(browser), "")


def test_no_page_has_the_ticks_words_or_token_of_another_person(app: Flask) -> None:
    people = [
        (Browser(app).walk(answers), answers) for answers in (BACK, OTHER, FACE, BACK)
    ]

    for path in [f"/questions/{page}" for page in pages_of(app)] * 2:
        opened = [(browser.open(path), answers) for browser, answers in people]
        for browser, answers in opened:
            assert all(
                ticked == given
                for ticked, given in ticks_and_text(browser, answers).values()
            ), path
            assert ("worst after driving" in str(browser.page)) is (
                path.endswith("own_words") and answers is BACK
            )
            assert ("when it rains" in str(browser.page)) is (
                path.endswith("own_words") and answers is OTHER
            )
        assert len({token(browser) for browser, _ in opened}) == len(people)


def test_a_cached_page_equals_a_newly_rendered_one(app: Flask) -> None:
    one, other = Browser(app).walk(BACK), Browser(app).walk(OTHER)

    for page in pages_of(app):
        page_cache.rendered.cache_clear()
        rendered = but_for_token(one.open(f"/questions/{page}"))
        other.open(f"/questions/{page}")
        cached = but_for_token(one.open(f"/questions/{page}"))
        assert cached == rendered
        assert page_cache.PLACE not in cached


def test_a_token_of_one_person_does_not_work_for_another(app: Flask) -> None:
    one, other = (
        Browser(app).open("/questions/who"),
        Browser(app).open("/questions/who"),
    )

    field = other.page.select_one("main form input[name=csrf_token]")
    assert field is not None
    field["value"] = token(one)
    other.answer({"who": "me"})

    assert other.status == 422


def result_of(app: Flask, language: str, who: str) -> str:
    """Return the result of one reader, without what differs from visit to visit."""
    browser = Browser(app)
    browser.client.set_cookie("language", language)
    return OF_A_VISIT.sub(
        r"\1", browser.walk({**BACK, "who": who}).open("/result").source
    )


def test_cached_parts_are_in_the_readers_language_and_voice(
    app: Flask, settings: Settings, clock: Clock
) -> None:
    readers = list(product(("en", "es"), ("me", "other")))
    shared = [[result_of(app, *reader) for reader in readers] for _ in range(2)]

    for reader, *results in zip(readers, *shared, strict=True):
        alone = make_app(settings, clock)
        make_tables(state_of(alone).engine)
        assert results == [result_of(alone, *reader)] * 2
        state_of(alone).engine.dispose()
    assert len(set(shared[0])) == len(readers)


def test_a_part_is_rendered_once_for_each_voice(app: Flask) -> None:
    treatment = next(iter(state_of(app).ruleset.treatments.values()))
    card = Card(
        treatment, under="", notes=(), cautions=("Tell them.",), often="", sources=()
    )
    macro = app.jinja_env.get_template("patient/result/card.html").module.treatment_card  # type: ignore[attr-defined]
    once = cast(Callable[..., str], app.jinja_env.globals["once"])

    with app.test_request_context("/result"):
        for_person = once(macro, card)
        assert once(macro, replace(card)) is for_person
        state_of(app).speak_to(Voice.HELPER)
        for_helper = once(macro, card)

    assert "Caution for you" in for_person
    assert "Caution for them" in for_helper
