"""People whose answers the web tests use."""

from tests.web.browser import ANYBODY, Answer, Browser

Answers = dict[str, Answer]

BACK: Answers = {
    "who": "me",
    "safety_now": "none",
    "age": "a35_49",
    "births": "no",
    "where": ["low_back", "leg_r"],
    "main_pain": "low_back",
    "how_long": "gt12",
    "course": "same",
    "cause": ["work_strain"],
    "safety_new": "none",
    "safety_area": "none",
    "feel": ["runs_down"],
    "changes": ["ache_move"],
    "pain_avg": "6",
    "enjoyment": "5",
    "daily_tasks": "7",
    "function": ["sit", "work"],
    "tried": ["otc", "pt"],
    "health": ["none"],
    "medicines": ["none"],
    "low": "some",
    "worry": "never",
    "safety_mood": "no",
    "goals": ["less_pain", "move_more"],
    "prefer": ["movement"],
    "own_words": "It is worst after driving.",
}

FACE: Answers = {
    "age": "a50_64",
    "where": ["face_jaw"],
    "how_long": "m3_12",
    "cause": ["no_cause"],
    "feel": ["face_shock", "touch_hurts"],
    "pain_avg": "9",
    "enjoyment": "8",
    "daily_tasks": "7",
    "goals": ["less_pain"],
    "who": "me",
    "safety_now": "none",
    "safety_new": "none",
    "safety_area": "none",
}

PRIVATE: Answers = {
    **BACK,
    "safety_mood": "past",
    "health": ["substance", "diabetes"],
    "low": "most",
}


def at(browser: Browser, page: str, answers: Answers = BACK) -> Browser:
    """Answer every page before this one."""
    answers = {**ANYBODY, "access": ["none"], **answers}
    browser.open("/")
    while browser.path != f"/questions/{page}":
        before = browser.path
        names = {
            str(field["name"])
            for field in browser.page.select("main input, main textarea")
        }
        browser.answer(
            {name: answer for name, answer in answers.items() if name in names}
        )
        assert browser.path != before, (before, browser.text)
    return browser


KNEE_AND_HEAD: Answers = {
    **BACK,
    "where": ["knee_l", "head"],
    "main_pain": "knee",
    "cause": ["arthritis"],
    "feel": ["dull_steady"],
    "function": ["walk_stand"],
    "told": ["migraine"],
}
"""A painful knee, and migraine."""

HEAD: Answers = {
    "second_main_pain": "head",
    "second_how_long": "gt12",
    "second_course": "attacks",
    "second_cause": ["no_cause"],
    "second_feel": ["throb_sick"],
    "second_changes": ["stress"],
    "second_pain_avg": "8",
    "second_enjoyment": "6",
    "second_daily_tasks": "6",
    "second_function": ["work"],
    "second_tried": ["otc"],
}
"""The same person's answers about the migraine."""


def go_on(browser: Browser, answers: Answers) -> Browser:
    """Answer every open page from this one on."""
    while browser.path.startswith("/questions/"):
        before = browser.path
        names = {
            str(field["name"])
            for field in browser.page.select("main input, main textarea")
        }
        here = {name: answer for name, answer in answers.items() if name in names}
        browser.answer(here) if here else browser.skip()
        assert browser.path != before, (before, browser.text)
    return browser


def with_two_pains(
    browser: Browser, answers: Answers = KNEE_AND_HEAD, second: Answers = HEAD
) -> Browser:
    """Answer all pages, and again for the second pain."""
    browser.walk(answers)
    return go_on(browser.open("/questions/second_main_pain"), second)
