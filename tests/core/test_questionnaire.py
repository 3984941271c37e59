"""Which pages are asked, and which answers still count."""

from dataclasses import replace

from finder.core.rules.conditions import AtLeast, Chosen, Condition
from finder.core.rules.findings import AnyOf, Count, Findings, Scale, Sum, reads
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import Page, questions_of
from finder.core.rules.questionnaire import Questionnaire
from finder.core.rules.up_to_date import prune
from finder.core.rules.voice import known_by_phone
from finder.workbench.random_patients import random_patients
from tests.core.two_pains import random_visits

Answers = dict[str, frozenset[str]]


def chosen_options(**answers: str) -> Answers:
    return {question: frozenset(chosen.split()) for question, chosen in answers.items()}


HEAD = chosen_options(
    who="me", safety_now="none", age="a50_64", births="no", safety_new="none", where="head", how_long="gt12",
    course="same", cause="no_cause",
)  # fmt: skip


NEVER = Condition((Chosen("nothing", frozenset({"x"})),))


def page(ruleset: Ruleset, page_id: str) -> Page:
    found = ruleset.questionnaire.page(page_id)
    assert found is not None
    return found


def test_a_question_shows_the_options_whose_condition_holds_for_a_pain(
    ruleset: Ruleset,
) -> None:
    questionnaire, findings = ruleset.questionnaire, ruleset.questionnaire.findings

    for both, answers in random_visits(ruleset, 40):
        for given in (both, answers):
            for question in questions_of(questionnaire.all_pages):
                views = (
                    questionnaire.second.answers_for(question.id, given)
                    if questionnaire.second
                    else (given,)
                )
                shown = {each.id for each in questionnaire.shown(question, given)}

                assert shown == {
                    option.id
                    for option in question.options
                    for view in views
                    if option.ask_if.holds(view, findings)
                }


def test_what_follows_from_the_pages_is_computed_for_each_questionnaire(
    ruleset: Ruleset,
) -> None:
    before = ruleset.questionnaire
    first, *others = before.pages
    questionnaire = replace(before, pages=tuple(others))
    private = [question.id for _, question in questionnaire.private]
    steering = {question for question, _ in questionnaire.steering_options}

    assert questionnaire.page(first.id) is None
    assert not first.question_ids & questionnaire.questions.keys()
    assert private == [
        question.id
        for question in questions_of(questionnaire.all_pages)
        if question.is_private
    ]
    assert steering > questionnaire.steering
    assert questionnaire.certain == before.certain - {first}
    assert set(questionnaire.stop_conditions) <= set(before.stop_conditions)


def test_the_first_page_that_is_not_answered_comes_next(ruleset: Ruleset) -> None:
    following = ruleset.questionnaire.next_page(
        chosen_options(who="me", safety_now="none")
    )

    assert following == page(ruleset, "age")


def test_pages_up_to_the_first_unanswered_one_may_be_opened(ruleset: Ruleset) -> None:
    way = ruleset.questionnaire.way(chosen_options(who="me", safety_now="none"))

    assert [each.id for each in way.reachable] == ["who", "safety_now", "age"]
    assert way.next_page is page(ruleset, "age")


def test_every_page_may_be_opened_when_all_is_answered(ruleset: Ruleset) -> None:
    way = ruleset.questionnaire.way(
        chosen_options(who="me", safety_now="none", age="under18")
    )

    assert [each.id for each in way.reachable] == ["who", "safety_now", "age"]
    assert way.next_page is None


def test_back_leads_to_the_page_before_of_those_that_are_asked(
    ruleset: Ruleset,
) -> None:
    way = ruleset.questionnaire.way(
        chosen_options(who="me", safety_now="none", age="a50_64")
    )

    assert way.before(page(ruleset, "age")) is page(ruleset, "safety_now")
    assert way.before(page(ruleset, "who")) is None


def test_a_skipped_page_counts_as_answered(ruleset: Ruleset) -> None:
    answers = {
        **chosen_options(
            who="me",
            safety_now="none",
            age="a50_64",
            births="no",
            safety_new="none",
            where="head",
        ),
        "how_long": frozenset[str](),
    }

    lines = ruleset.questionnaire.shown_lines(page(ruleset, "safety_new"), answers)
    assert ruleset.questionnaire.next_page(
        {**answers, "course": frozenset()}, lines
    ) == page(ruleset, "cause")
    assert ruleset.questionnaire.next_page(answers, lines) == page(ruleset, "how_long")


def test_a_child_is_asked_nothing_more(ruleset: Ruleset) -> None:
    answers = chosen_options(who="me", safety_now="none", age="under18")

    assert ruleset.questionnaire.next_page(answers) is None
    assert ruleset.questionnaire.stops(answers)
    assert "where" not in ruleset.questionnaire.up_to_stop(
        {**answers, **chosen_options(where="head")}
    )


def test_answers_beyond_a_stop_do_not_count_until_the_stop_is_taken_back(
    ruleset: Ruleset,
) -> None:
    whole = {
        **HEAD,
        **chosen_options(safety_area="rf_sight", feel="burning", health="cancer_now"),
    }

    stopped = prune(ruleset.questionnaire, {**whole, **chosen_options(age="under18")})

    assert ruleset.questionnaire.stops(stopped)
    assert ruleset.questionnaire.up_to_stop(stopped) == chosen_options(
        who="me", safety_now="none", age="under18"
    )
    assert (
        prune(ruleset.questionnaire, {**stopped, **chosen_options(age="a50_64")})
        == whole
    )


def test_an_option_that_is_no_longer_shown_loses_its_tick(ruleset: Ruleset) -> None:
    answers = {
        **HEAD,
        **chosen_options(
            where="low_back", safety_area="none", feel="burning face_shock"
        ),
    }

    pruned = prune(ruleset.questionnaire, answers)

    assert pruned["feel"] == {"burning"}


def test_a_tick_on_a_warning_line_that_was_shown_is_kept_when_the_line_goes(
    ruleset: Ruleset,
) -> None:
    lines = ruleset.questionnaire.shown_lines(page(ruleset, "safety_area"), HEAD)
    moved = {**HEAD, **chosen_options(where="knee_l", safety_area="rf_sight rf_urine")}

    assert prune(ruleset.questionnaire, moved, lines)["safety_area"] == {"rf_sight"}
    assert "safety_area" not in prune(ruleset.questionnaire, moved)


def test_a_page_is_asked_again_when_a_line_appears_that_was_never_shown(
    ruleset: Ruleset,
) -> None:
    questionnaire, area = ruleset.questionnaire, page(ruleset, "safety_area")
    lines = questionnaire.shown_lines(area, HEAD) | questionnaire.shown_lines(
        page(ruleset, "safety_new"), HEAD
    )
    answered = {**HEAD, **chosen_options(safety_area="none")}

    assert questionnaire.next_page(answered, lines) == page(ruleset, "feel")
    assert (
        questionnaire.next_page(
            {**answered, **chosen_options(where="head low_back", main_pain="head")},
            lines,
        )
        == area
    )


def test_pruning_twice_is_pruning_once(ruleset: Ruleset) -> None:
    for answers in random_patients(ruleset.questionnaire, 200):
        pruned = prune(ruleset.questionnaire, answers)
        assert pruned == answers == prune(ruleset.questionnaire, pruned)


def test_a_number_off_the_scale_is_dropped(ruleset: Ruleset) -> None:
    assert prune(ruleset.questionnaire, {**HEAD, **chosen_options(pain_avg="7 77")})[
        "pain_avg"
    ] == {"7"}


def test_a_page_without_questions_is_passed_over() -> None:
    never = Page("never", (), "why", title="Never", ask_if=NEVER)
    questionnaire = Questionnaire((never,), Findings(), NEVER, "")

    assert list(questionnaire.path({})) == []
    assert prune(questionnaire, {}) == {}
    assert never.heading == "Never"


def test_the_question_is_the_title_where_a_page_has_none(ruleset: Ruleset) -> None:
    assert page(ruleset, "where").heading == "Where does it hurt?"
    assert page(ruleset, "mood").heading == "How have you been feeling?"


def test_pages_left_counts_those_that_follow(ruleset: Ruleset) -> None:
    assert ruleset.questionnaire.way({}).left(page(ruleset, "who")) == 20
    assert (
        ruleset.questionnaire.way(chosen_options(who="me")).left(
            page(ruleset, "safety_now")
        )
        == 19
    )
    assert (
        ruleset.questionnaire.way(chosen_options(who="me")).left(page(ruleset, "who"))
        == 20
    )


def test_private_answers_are_left_out(ruleset: Ruleset) -> None:
    answers = chosen_options(
        safety_now="rf_harm_now rf_worst",
        health="substance diabetes",
        safety_mood="past",
    )

    assert ruleset.questionnaire.without_private(answers) == chosen_options(
        safety_now="rf_worst", health="diabetes"
    )


def test_a_private_line_ticked_alone_reads_like_none_ticked(ruleset: Ruleset) -> None:
    private, none = (
        chosen_options(age="a35_49", safety_now="rf_harm_now"),
        chosen_options(age="a35_49", safety_now="none"),
    )

    assert ruleset.questionnaire.without_private(
        private
    ) == ruleset.questionnaire.without_private(none)
    assert ruleset.questionnaire.holds_private(private)
    assert not ruleset.questionnaire.holds_private(none)


def test_facts_are_the_findings_above_zero(ruleset: Ruleset) -> None:
    facts = ruleset.questionnaire.findings.facts(
        chosen_options(where="knee_l knee_r hip_l", pain_avg="6", daily_tasks="5")
    )

    assert facts == {
        "pain_avg": 6, "daily_tasks": 5, "impact": 11, "base_regions": 2, "places": 2,
        "spine_or_limb": 1, "spine_limb_or_all": 1,
    }  # fmt: skip


def test_a_term_knows_which_questions_it_reads() -> None:
    findings = Findings(
        {
            "pain": Scale("pain"),
            "places": Count("where", {"knee": "knee"}),
            "sum": Sum(("pain", "places")),
            "any": AnyOf(
                (Condition((AtLeast("sum", 2), Chosen("mood", frozenset({"low"})))),)
            ),
        }
    )

    assert reads(AtLeast("any", 1), findings) == {"pain", "where", "mood"}


def test_answers_known_by_phone_are_options_of_their_questions(
    ruleset: Ruleset,
) -> None:
    known = known_by_phone(ruleset.questionnaire)

    assert known == {"who": frozenset({"staff"})}
    assert known_by_phone(ruleset.questionnaire, helping=True) == {
        "who": frozenset({"other"})
    }
    assert ruleset.questionnaire.next_page(known) is not ruleset.questionnaire.pages[0]


def test_a_private_scale_is_left_out(ruleset: Ruleset) -> None:
    pages = tuple(
        replace(
            page,
            questions=tuple(
                replace(each, private=each.id == "pain_avg") for each in page.questions
            ),
        )
        for page in ruleset.questionnaire.pages
    )
    questionnaire = replace(ruleset.questionnaire, pages=pages)
    answers = {"pain_avg": frozenset({"7"})}

    assert questionnaire.holds_private(answers)
    assert questionnaire.without_private(answers) == {}
    assert not ruleset.questionnaire.holds_private(answers)
