"""The result: the same as the core's, kept private, and deleted when it is finished."""

import json
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from finder.commands import main
from finder.core.deciding.answers import answers_from
from finder.core.deciding.change import changes
from finder.core.deciding.ranking import add_up
from finder.core.summarizing.change_sentence import change_sentence
from finder.store.engine import reading
from finder.store.tables import visit
from finder.web.app.state import NAME, State
from tests.web.browser import Browser, on_paper, on_screen, words
from tests.web.stories import BACK, FACE, PRIVATE, Answers


def state(app: Flask) -> State:
    found: State = app.extensions[NAME]
    return found


def as_file(answers: Answers) -> dict[str, object]:
    """Return the answers as in a file."""
    scales = {"pain_avg", "enjoyment", "daily_tasks"}
    return {
        name: int(str(answer)) if name in scales else answer
        for name, answer in answers.items()
    }


def test_the_same_person_gets_the_same_result_by_page_by_file_and_by_plain_loop(
    browser: Browser, app: Flask, tmp_path: Path
) -> None:
    ruleset = state(app).ruleset
    for answers in (BACK, FACE, PRIVATE):
        browser.press("/start-over") if browser.page.select(
            "form[action='/start-over']"
        ) else None
        browser.walk(answers).open("/result")
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(as_file(answers)))
        printed = CliRunner().invoke(
            main, ["assess", str(file)], env={"FINDER_DATA": str(tmp_path)}
        )
        assert printed.exit_code == 0, printed.output
        data = json.loads(printed.output)

        read = answers_from(as_file(answers), ruleset.questionnaire).answers
        findings = ruleset.questionnaire.findings
        looped = [
            rule for rule in ruleset.suggestions.rows if rule.when.holds(read, findings)
        ]
        assert list(data["fired"]) == [rule.id for rule in looped]
        assert tuple(data["scores"].values()) == add_up(looped, ruleset.scoring)
        shown = [
            words(tag)
            for tag in browser.page.select("[data-place=lead] .background-name")
        ]
        assert shown[: len(data["leads"])] == [
            ruleset.background(lead).name for lead in data["leads"]
        ]


def test_the_result_says_what_fits_why_and_what_it_is_not(browser: Browser) -> None:
    browser.walk(FACE).open("/result")

    assert (
        browser.h1
        == "A doctor trained in nerve, brain and headache care (neurology) is likely a good first call"
    )
    for text in (
        "Short shocks of pain in the face need a nerve doctor and a scan.",
        "Shocks of pain in the face should be checked soon.",
        "This is not a diagnosis.",
        "Board-certified in pain medicine?",
        "Not yet reviewed by a clinician",
        "You did not tell us about your mood",
    ):
        assert text in browser.text


def test_new_pain_begins_with_the_regular_doctor(browser: Browser) -> None:
    browser.walk({**BACK, "how_long": "w1_4"}).open("/result")

    assert browser.h1 == "For your lower back pain, start with your regular doctor"
    assert "Most new pain gets better within weeks." in browser.text


def test_a_result_with_a_warning_sign_does_not_say_that_most_pain_gets_better(
    browser: Browser,
) -> None:
    browser.walk({**BACK, "how_long": "w1_4", "safety_new": ["rf_bigill"]}).open(
        "/result"
    )

    assert "Most new pain gets better within weeks." not in browser.text
    assert "Most new back or neck pain eases in a few weeks" not in browser.text


def test_private_answers_are_printed_only_if_the_person_wants_that(
    browser: Browser, app: Flask
) -> None:
    browser.walk(PRIVATE).open("/result")
    printed = on_paper(browser.page)

    assert "very dark thoughts" in on_screen(browser.page)
    for hidden in (
        "very dark thoughts",
        "Addiction medicine",
        "both pain and substance use",
        "trouble with alcohol",
        "Yes, but I am safe right now",
    ):
        assert hidden not in printed
    assert "Other answers of yours count here, too." in printed
    assert "988" in printed

    browser.press("include", form="form[action='/result/include']")

    assert "very dark thoughts" in on_paper(browser.page)


def test_only_parts_that_say_something_else_on_paper_are_there_twice(
    browser: Browser,
) -> None:
    page = browser.walk({**BACK, "prefer": ["procedures"]}).open("/result").page

    [shown, printed] = page.select(".told-list")
    assert "ending your life" in words(shown)
    assert "ending your life" not in words(printed)
    assert len(page.select("main .headline")) == 1
    assert len(page.select("main .todo")) == 1
    assert on_screen(page).count("What would change this") == 1
    assert "What would change this" not in on_paper(page)


def test_finishing_deletes_the_answers(browser: Browser, app: Flask) -> None:
    browser.walk(BACK).open("/result").press("/finish")

    assert browser.path == "/finished"
    with reading(state(app).engine) as connection:
        assert connection.scalar(select(func.count()).select_from(visit)) == 0
    assert browser.open("/result").path == "/questions/who"


def test_leaving_at_once_deletes_the_answers_and_goes_elsewhere(
    browser: Browser, app: Flask
) -> None:
    browser.walk(BACK).press("/leave")

    refresh = browser.page.select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    assert "https://www.weather.gov/" in str(refresh["content"])
    assert browser.open("/result").path == "/questions/who"


def test_no_answer_is_in_an_address_a_title_or_a_cookie(browser: Browser) -> None:
    browser.walk(BACK).open("/result")

    cookies = " ".join(
        cookie.value for cookie in (browser.client._cookies or {}).values()
    )
    for answer in ("low_back", "driving", "Lower back"):
        assert answer not in browser.path
        assert answer not in words(browser.page.title)
        assert answer not in cookies


def test_treatments_are_left_out_if_the_operator_turned_them_off(
    browser: Browser, app: Flask
) -> None:
    found = state(app)
    app.extensions[NAME] = replace(
        found, settings=replace(found.settings, show_treatments=False)
    )

    browser.walk(BACK).open("/result")

    assert "Often first" not in browser.text


def test_the_result_lists_single_answers_that_would_change_it(
    browser: Browser, app: Flask
) -> None:
    browser.walk({**BACK, "prefer": ["procedures"]}).open("/result")

    listed = {
        words(line)
        for line in browser.page.select(
            'h3:-soup-contains("What would change this") + ul li'
        )
    }

    ruleset = state(app).ruleset
    given = as_file({**BACK, "prefer": ["procedures"]})
    answers = answers_from(given, ruleset.questionnaire).answers
    assert listed == {
        change_sentence(ruleset, each) for each in changes(ruleset, answers)
    }
    assert listed


def test_a_person_who_cannot_pay_finds_help_with_cost_near_the_call(
    browser: Browser,
) -> None:
    browser.walk({**BACK, "access": ["no_insurance"]}).open("/result")

    links = {
        words(link): str(link["href"])
        for link in browser.page.select("[data-step=call] .quiet-links a")
    }
    assert links == {"Help with cost, travel and language": "#access"}


def test_a_person_who_needs_no_such_help_sees_no_link_to_it(browser: Browser) -> None:
    browser.walk({**BACK, "access": ["none"]}).open("/result")

    assert not browser.page.select(".quiet-links a")
