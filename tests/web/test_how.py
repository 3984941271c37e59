"""The rule table as a page: every rule in words, with its sources."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from finder.config import Settings
from finder.core.reviewing.handbook import suggestion_lines
from finder.core.reviewing.logic_fingerprint import logic_fingerprint
from finder.core.reviewing.proofs import Claim, Failure, Proofs, as_json
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.web.app.state import NAME, State
from tests.apps import make_app
from tests.web.browser import Browser, words
from tests.web.conftest import Clock
from tests.web.stories import BACK

PLAIN, HOW = "/how-it-works", "/how-it-works/rules"
RULES_IN_ALL = 138


def rows(browser: Browser, table: str = "dotted") -> list[str]:
    return [
        words(row) for row in browser.page.select(f"table.{table} tbody tr:not(.group)")
    ]


def open_with(settings: Settings, clock: Clock, folder: Path) -> Browser:
    """Return the rules page for a folder with a copy of the rules."""
    app = make_app(replace(settings, rules=folder), clock)
    browser = Browser(app).open(HOW)
    state: State = app.extensions[NAME]
    state.engine.dispose()
    return browser


def test_every_rule_is_shown_in_words_with_its_points_strength_and_sources(
    browser: Browser, ruleset: Ruleset
) -> None:
    shown = {row.split("Rule ")[-1].split()[0]: row for row in rows(browser.open(HOW))}

    assert browser.h1 == "Every rule"
    assert set(shown) == {rule.id for rule in ruleset.suggestions.rows}
    face = shown["face-shocks"]
    assert face.startswith(
        "it feels like “Sudden, short shocks of pain in one side of my face or jaw”"
    )
    for background, sentence in ruleset.reasons["face-shocks"].own.items():
        assert f"{ruleset.background(background).short} {sentence}" in face
    assert "Anesthesiology 1" in face
    assert "Neurology 9" in face
    assert "Psychiatry 0" in face
    assert "Strong evidence" in face
    assert "Source EANTN" in face


def test_signs_cards_doctors_and_worked_patients_are_shown_too(
    browser: Browser, ruleset: Ruleset
) -> None:
    others = rows(browser.open(HOW), "plain")

    tables = (ruleset.red_flags, ruleset.treatment_rows, ruleset.also_see)
    assert len(others) == sum(len(table.rows) for table in tables) + 162
    assert "162 of 162 come out as expected" in browser.text
    assert any("Call 911 now heart attack, lung clot" in row for row in others)
    assert any(
        "unless nerve pain of another kind" in row and "Left out: Nerve-calming" in row
        for row in others
    )


@pytest.mark.parametrize(
    ("query", "count", "first"),
    [
        ("background=psychiatry", 34, "pain-all-over"),
        ("question=age", 3, "back-better-moving-young"),
        ("source=EANTN", 1, "face-shocks"),
        (
            "background=neurology&question=feel&source=ASCO22",
            1,
            "nerves-after-cancer-treatment",
        ),
        ("background=nobody&question=nothing&source=nowhere", 138, "everyone"),
    ],
)
def test_rules_are_filtered_by_background_question_and_source(
    browser: Browser, query: str, count: int, first: str
) -> None:
    browser.open(f"{HOW}?{query}")

    assert f"{count} of {RULES_IN_ALL} rules" in browser.text
    assert len(rows(browser)) == count
    assert f"Rule {first}" in rows(browser)[0]


def test_a_filter_that_nothing_fits_says_so_and_can_be_taken_back(
    browser: Browser,
) -> None:
    browser.open(f"{HOW}?background=psychiatry&source=EANTN")

    assert f"0 of {RULES_IN_ALL} rules" in browser.text
    assert browser.page.find("a", string="Show all")


def test_what_only_a_clinician_can_decide_is_listed(
    browser: Browser, ruleset: Ruleset
) -> None:
    shown = browser.open(HOW).page.select("#open li")

    assert [str(each["id"]) for each in shown] == [
        f"open-{each.id}" for each in ruleset.review.open
    ]
    assert "Should it be Poison Help first?" in shown[0].text
    assert "The author's view: Split the line" in shown[0].text
    assert not browser.open(f"{HOW}?question=age").page.select("#open")


def test_rules_that_nobody_signed_say_so(browser: Browser) -> None:
    facts = words(browser.open(HOW).page.select_one(".facts"))

    assert "Reviewer Not yet reviewed by a clinician" in facts
    assert "Next review by November 22, 2027" in facts


def test_a_sign_off_of_these_very_rules_is_shown(
    settings: Settings, clock: Clock, folder: Path, ruleset: Ruleset
) -> None:
    signed = f'reviewed_by = "A. Lee, MD"\nreviewed_on = 2026-11-20\nversion = "{ruleset.version}"\n'
    (folder / "review.toml").write_text(signed, encoding="utf-8")

    facts = words(open_with(settings, clock, folder).page.select_one(".facts"))

    assert "Reviewer A. Lee, MD, November 20, 2026" in facts
    assert "Next review" not in facts


def test_a_missed_review_is_shown_as_overdue(
    settings: Settings, clock: Clock, folder: Path
) -> None:
    dates = "review_by = 2027-11-22\n[sooner]\nface-shocks = 2026-11-23\nhead-pain = 2027-01-05\n"
    (folder / "review.toml").write_text(dates, encoding="utf-8")

    shown = rows(open_with(settings, clock, folder))

    assert [row for row in shown if "overdue" in row] == [
        row for row in shown if "Rule face-shocks" in row
    ]
    assert any("Review overdue since November 23, 2026" in row for row in shown)
    assert any(
        "Review by January 5, 2027" in row and "Rule head-pain" in row for row in shown
    )


def test_rules_past_their_review_are_overdue_as_a_whole(
    browser: Browser, clock: Clock
) -> None:
    clock.turn(days=400)

    assert "overdue since November 22, 2027" in words(
        browser.open(HOW).page.select_one(".facts")
    )
    assert all("Review overdue" in row for row in rows(browser))


def test_worked_patients_that_cannot_be_read_are_left_out(
    settings: Settings, clock: Clock, folder: Path
) -> None:
    (folder / "vignettes.toml").unlink()

    browser = open_with(settings, clock, folder)

    assert rows(browser)
    assert "Worked patients" not in browser.text


def test_proofs_of_these_rules_are_shown(
    settings: Settings, clock: Clock, folder: Path, ruleset: Ruleset
) -> None:
    left = Failure(
        "row",
        "suggestions.csv",
        7,
        "some-row changes nothing.",
        accepted="It says why.",
    )
    rows = "%(rows)s rows"
    claims = (
        Claim(
            Sentence("One more answer never lowers a score."),
            Sentence(rows, {"rows": 144}),
        ),
        Claim(Sentence("No row is idle."), Sentence(rows, {"rows": 197}), (left,)),
    )
    proofs = Proofs(
        logic_fingerprint(ruleset),
        Sentence("more than 10^46 sets of answers"),
        claims,
        (),
    )
    (folder / "proofs.json").write_text(as_json(proofs), encoding="utf-8")

    shown = open_with(settings, clock, folder)

    assert "Proved for everyone 2 of 2 claims hold" in words(
        shown.page.select_one(".facts")
    )
    text = words(shown.page.select_one("#proofs"))
    assert "proved for all: more than 10^46 sets of answers" in text
    assert "One more answer never lowers a score. Holds: 144 rows." in text
    assert "some-row changes nothing. Left this way on purpose: It says why." in text


def test_proofs_of_other_rules_are_not_shown(
    settings: Settings, clock: Clock, folder: Path
) -> None:
    (folder / "proofs.json").write_text(
        as_json(Proofs("other rules", Sentence(), (), ())), encoding="utf-8"
    )

    assert not open_with(settings, clock, folder).page.select("#proofs")


def test_the_page_is_reached_from_every_page_and_from_the_result(
    browser: Browser,
) -> None:
    assert browser.open("/").page.select_one(f"footer a[href='{PLAIN}']")
    browser.walk(BACK).open("/result")

    assert browser.page.select_one(f"main a[href='{PLAIN}']")


def test_a_row_knows_the_questions_it_reads_through_its_findings(
    ruleset: Ruleset,
) -> None:
    lines = {line.id: line for line in suggestion_lines(ruleset)}

    assert lines["most-of-life"].questions == {"pain_avg", "enjoyment", "daily_tasks"}
    assert lines["everyone"].questions == frozenset()
    assert lines["everyone"].review_by == date(2027, 11, 22)


def test_patients_read_one_page_of_plain_sentences_with_a_picture(
    browser: Browser,
) -> None:
    main = browser.open(PLAIN).page.select("main")[0]

    assert browser.h1 == "How this works"
    assert words(main.select_one("svg[role=img] title")).startswith(
        "A list of ticked answers"
    )
    assert len(words(main).split()) < 160
    assert not main.select("table, details")
    assert "Not yet reviewed by a clinician." in words(main)
    assert (
        words(main.select_one(f"a[href='{HOW}']"))
        == "For clinicians: every rule, with its points and sources"
    )


def test_the_table_is_kept_out_of_the_visit(app: Flask, browser: Browser) -> None:
    browser.open(HOW)

    assert not browser.client.get_cookie("visit")


def test_dangers_are_shown_with_their_lines_and_undetectable_ones_are_listed(
    browser: Browser,
) -> None:
    browser.open(f"{PLAIN}/dangers")

    assert browser.h1 == "What we look for, and what no questionnaire can see"
    unseen = words(browser.page.select_one("#unseen"))
    assert "Hurt or choked at home." in unseen
    bleed = words(browser.page.select_one("#HD01"))
    assert "Call 911 now" in bleed
    assert "Everyone is asked one of its lines." in bleed
    assert "Answers that together mean: high pressure in the head" in words(
        browser.page.select_one("#HD06")
    )


def test_dangers_that_cannot_be_read_are_left_out_while_the_app_runs(
    settings: Settings, clock: Clock, folder: Path
) -> None:
    app = make_app(replace(settings, rules=folder), clock)
    (folder / "dangers.csv").write_text("id,condition\n", encoding="utf-8")

    browser = Browser(app).open(f"{PLAIN}/dangers")

    assert browser.status == 200
    assert "These are 0 dangers" in browser.text
    state: State = app.extensions[NAME]
    state.engine.dispose()
