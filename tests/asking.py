"""A small questionnaire with every kind of condition, for tests of the published
questionnaire."""

from finder.core.rules.conditions import AtLeast, Chosen, Condition
from finder.core.rules.findings import AnyOf, Count, Findings, Scale, Sum
from finder.core.rules.page import Kind, Option, Page, Question
from finder.core.rules.questionnaire import Questionnaire


def chosen(question: str, *options: str) -> Condition:
    return Condition((Chosen(question, frozenset(options)),))


def least(name: str, number: int = 1) -> Condition:
    return Condition((AtLeast(name, number),))


def both(*conditions: Condition) -> Condition:
    return Condition(
        tuple(term for condition in conditions for term in condition.terms)
    )


def page(
    *questions: Question, ask_if: Condition | None = None, required: bool = False
) -> Page:
    return Page(
        questions[0].id,
        questions,
        why="",
        required=required,
        ask_if=ask_if or Condition(),
    )


def options(*ids: str) -> tuple[Option, ...]:
    return tuple(Option(each, each) for each in ids)


FINDINGS = Findings(
    {
        "level": Scale("level"),
        "again": Scale("again"),
        "total": Sum(("level", "again")),
        "sides": Count(
            "place", {"arm_l": "arm", "arm_r": "arm", "leg": "leg", "head": "head"}
        ),
        "mixed": AnyOf(
            (both(chosen("place", "leg"), chosen("age", "old")), least("sides", 3))
        ),
        "always": AnyOf((Condition(),)),
        "simple": AnyOf((chosen("place", "head"), chosen("signs", "fever"))),
        "points": Sum(("sides", "mixed")),
    }
)


def asking() -> Questionnaire:
    age = Question(
        "age",
        Kind.ONE,
        "Age",
        options("child", "baby", "adult", "old"),
        stop_if=chosen("age", "child", "baby"),
    )
    signs = Question(
        "signs",
        Kind.MANY,
        "Signs",
        (*options("fever", "fall"), Option("none", "None", alone=True)),
        assumed="none",
    )
    place = Question(
        "place", Kind.MANY, "Place", options("arm_l", "arm_r", "leg", "head"), most=3
    )
    level, again = (Question(each, Kind.SCALE, each) for each in ("level", "again"))
    worst = Question(
        "worst",
        Kind.ONE,
        "Worst",
        (*options("all"), Option("leg", "Leg", ask_if=chosen("place", "leg"))),
    )
    yes_or_no = Question(
        "told", Kind.MANY, "Told", options("yes", "no"), ask_if=least("simple")
    )
    more = Question(
        "more",
        Kind.MANY,
        "More",
        (
            Option("mixed", "Mixed", ask_if=least("mixed")),
            Option("high", "High", ask_if=least("total", 15)),
            Option("points", "Points", ask_if=least("points", 3)),
            Option("never", "Never", ask_if=least("mixed", 2)),
            Option("seven", "Seven", ask_if=chosen("level", "7", "8")),
            Option("anyone", "Anyone", ask_if=least("always")),
            Option("zero", "Zero", ask_if=least("level", 0)),
            Option(
                "calm",
                "Calm",
                ask_if=both(chosen("signs", "none"), chosen("age", "old")),
            ),
            Option("nothing", "Nothing", alone=True),
        ),
    )
    stop_now = Question(
        "enough",
        Kind.ONE,
        "Enough",
        options("yes", "no"),
        stop_if=both(chosen("enough", "yes"), chosen("age", "old")),
    )
    ends = Question("ends", Kind.ONE, "Ends", options("here", "there"))
    last = Question(
        "last",
        Kind.SCALE,
        "Last",
        ask_if=both(chosen("place", "head"), chosen("age", "old")),
    )
    bad = Question(
        "bad",
        Kind.ONE,
        "Bad",
        options("better", "worse"),
        ask_if=chosen("level", "9", "10"),
    )
    words = Question("words", Kind.TEXT, "Words", most=20)
    pages = (
        page(age, required=True),
        page(signs, required=True),
        page(place, required=True),
        page(level, again),
        page(worst, ask_if=least("sides", 2), required=True),
        page(yes_or_no, more),
        page(stop_now, required=True),
        page(ends, ask_if=chosen("place", "leg", "head"), required=True),
        page(last, bad, words),
    )
    return Questionnaire(pages, FINDINGS, Condition(), "")
