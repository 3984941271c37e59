"""People whose sheets are printed: the worked patients, the shortest, and one with
every option ticked."""

import pytest

from finder.core.deciding.assess import assess_second, assess_shareable
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import SCALE, Kind, Question
from finder.core.rules.questionnaire import Questionnaire
from finder.core.summarizing.context import Context
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import Summary
from finder.paths import RULES
from tests.core.test_summarize import answers_of

OWN_WORDS = "It is worst after driving. I want to lift my grandchild again, and to sleep through the night."
URGENT = {
    "safety_now": ["rf_chest"],
    "safety_new": ["rf_cauda", "rf_skin"],
    "feel": ["stiff_morning"],
}


def printed(ruleset: Ruleset, answers: Answers, own_words: str = OWN_WORDS) -> Summary:
    """Return a summary without private answers, which is the default in print."""
    public = ruleset.questionnaire.without_private(answers)
    second = assess_second(ruleset, answers, shareable=True)
    return summarize(
        ruleset,
        public,
        assess_shareable(ruleset, answers),
        Context(own_words=own_words),
        second,
    )


def everything(questionnaire: Questionnaire) -> Answers:
    """Return answers with every possible option ticked, and the longest ones of a
    limited question."""
    answers: dict[str, frozenset[str]] = {}
    for page in questionnaire.pages:
        for question in questionnaire.asked(page, answers):
            answers[question.id] = most(questionnaire, question, answers)
    return answers


def most(
    questionnaire: Questionnaire, question: Question, answers: Answers
) -> frozenset[str]:
    options = [
        option for option in questionnaire.shown(question, answers) if not option.alone
    ]
    longest = sorted(options, key=lambda option: -len(option.words))
    match question.kind:
        case Kind.TEXT:
            return frozenset()
        case Kind.SCALE:
            return frozenset({SCALE[-1]})
        case Kind.ONE if question.id == "age":
            return frozenset({"a50_64"})
        case Kind.ONE:
            return frozenset({longest[0].id})
        case Kind.MANY:
            return frozenset(option.id for option in longest[: question.most or None])


def two_pains(ruleset: Ruleset) -> Answers:
    """Return the answers of a person with a painful knee and migraine, with everything
    a patient can say about both."""
    return {
        **answers_of(
            ruleset,
            where=["knee_l", "head"],
            main_pain="knee",
            course="worse",
            cause=["arthritis"],
            feel=["dull_steady"],
            changes=["ache_move", "rest_stiff"],
            pain_avg=6,
            enjoyment=5,
            daily_tasks=6,
            function=["walk_stand", "sleep"],
            tried=["otc", "pt", "saw_pcp"],
            health=["diabetes"],
            told=["migraine"],
            medicines=["nsaid_regular"],
            goals=["less_pain", "move_more"],
            prefer=["movement"],
        ),
        "second_main_pain": frozenset({"head"}),
        "second_how_long": frozenset({"gt12"}),
        "second_course": frozenset({"attacks"}),
        "second_cause": frozenset({"no_cause"}),
        "second_feel": frozenset({"throb_sick"}),
        "second_changes": frozenset({"stress", "with_periods"}),
        "second_pain_avg": frozenset({"8"}),
        "second_enjoyment": frozenset({"6"}),
        "second_daily_tasks": frozenset({"6"}),
        "second_function": frozenset({"work", "social"}),
        "second_tried": frozenset({"otc", "rx_nonopioid"}),
    }


@pytest.fixture(scope="session")
def people(ruleset: Ruleset) -> dict[str, Summary]:
    found = {
        each.story: printed(ruleset, each.answers)
        for each in load_vignettes(RULES, ruleset)
    }
    found["the shortest"] = printed(ruleset, answers_of(ruleset), "")
    found["urgent"] = printed(ruleset, answers_of(ruleset, **URGENT))
    found["the longest"] = printed(
        ruleset, everything(ruleset.questionnaire), "My pain is a long story. " * 20
    )
    found["two pains"] = printed(ruleset, two_pains(ruleset))
    found["a child"] = printed(
        ruleset, {"who": frozenset({"me"}), "age": frozenset({"under18"})}, ""
    )
    return found
