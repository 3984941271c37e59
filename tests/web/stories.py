"""People whose answers the web tests give."""

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

PRIVATE: Answers = {**BACK, "safety_mood": "past", "health": ["substance", "diabetes"], "low": "most"}


def at(browser: Browser, page: str, answers: Answers = BACK) -> Browser:
    """Answer every page before this one."""
    answers = {**ANYBODY, **answers}
    browser.open("/")
    while browser.path != f"/questions/{page}":
        before = browser.path
        names = {str(field["name"]) for field in browser.page.select("main input, main textarea")}
        browser.answer({name: answer for name, answer in answers.items() if name in names})
        assert browser.path != before, (before, browser.text)
    return browser
