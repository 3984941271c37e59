"""The formulas give the same result as the app for every patient: z3's model, the
bitsets and a plain loop agree."""

from dataclasses import dataclass, replace

import pytest
from z3 import And, Bool, IntVal, Not, Xor

from finder.core.deciding.assess import Assessment, assess
from finder.core.deciding.ranking import add_up
from finder.core.loading.load import load
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.findings import Findings, Sum
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.up_to_date import prune
from finder.paths import RULES
from finder.workbench.evaluate import Evaluator, Value
from finder.workbench.formulas import at_least
from finder.workbench.model import Model
from finder.workbench.promised import treatments_now
from finder.workbench.random_patients import random_patients
from finder.workbench.rows import fires, rows_of

MANY = 2000


@dataclass(frozen=True)
class Crowd:
    """Random patients, the app's assessment of each, and the formulas evaluated for all
    of them."""

    ruleset: Ruleset
    patients: list[Answers]
    assessments: list[Assessment]
    evaluator: Evaluator
    model: Model

    def whom(self, formula: Value) -> list[bool]:
        """Return, for each patient, whether the formula is true."""
        truth = self.evaluator.value(formula)
        return [bool(truth >> place & 1) for place in range(len(self.patients))]


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    ruleset = load(RULES)
    return crowd_of(ruleset, list(random_patients(ruleset.questionnaire, MANY, seed=7)))


def crowd_of(ruleset: Ruleset, patients: list[Answers]) -> Crowd:
    chosen: dict[str, int] = {}
    for place, answers in enumerate(patients):
        for question, options in answers.items():
            for option in options:
                name = f"{question}:{option}"
                chosen[name] = chosen.get(name, 0) | 1 << place
    assessments = [assess(ruleset, answers) for answers in patients]
    return Crowd(
        ruleset, patients, assessments, Evaluator(chosen, len(patients)), Model(ruleset)
    )


def test_everyone_who_can_answer_is_possible(crowd: Crowd) -> None:
    for lingering in (False, True):
        for rule in Model(crowd.ruleset, lingering=lingering).possible:
            assert all(crowd.whom(rule)), rule


def test_a_late_stop_is_possible_and_keeps_all_red_flags(crowd: Crowd) -> None:
    asked = crowd.ruleset.questionnaire
    stopped: list[Answers] = [
        prune(asked, {**answers, "age": frozenset({"under18"})})
        for answers in crowd.patients
    ]
    after = crowd_of(crowd.ruleset, stopped)
    lingering = Model(crowd.ruleset, lingering=True)

    for rule in lingering.possible:
        assert all(after.whom(rule)), rule
    for level in set(Level) - {Level.NONE}:
        assert after.whom(lingering.level_is(level)) == [
            found.level >= level for found in after.assessments
        ]
    assert all(after.whom(lingering.stopped))


def test_the_same_backgrounds_that_never_lead_alone_are_named_first(
    crowd: Crowd,
) -> None:
    names = [background.id for background in crowd.ruleset.backgrounds]
    index = names.index("psychiatry")
    first = crowd.whom(And(Not(crowd.model.stopped), crowd.model.named_first(index)))

    assert first == [
        [lead.background for lead in found.leads][:1] == ["psychiatry"]
        for found in crowd.assessments
    ]
    assert 10 < sum(first) < MANY / 2


def test_the_same_pages_and_questions_are_asked(crowd: Crowd) -> None:
    for name, formula in crowd.model.asked.items():
        if not name.startswith("page "):
            assert crowd.whom(formula) == [
                name in answers for answers in crowd.patients
            ]


def test_the_same_pages_are_on_the_path(crowd: Crowd) -> None:
    paths = [
        {page.id for page in crowd.ruleset.questionnaire.path(answers)}
        for answers in crowd.patients
    ]
    for page in crowd.ruleset.questionnaire.pages:
        assert crowd.whom(crowd.model.asked[f"page {page.id}"]) == [
            page.id in path for path in paths
        ]


def test_every_row_holds_for_the_same_people(crowd: Crowd) -> None:
    some = crowd.patients[:400]
    for row in rows_of(crowd.ruleset):
        looped = [fires(crowd.ruleset, row, answers) for answers in some]
        assert crowd.whom(crowd.model.fires[row.id])[: len(some)] == looped, row.id


def test_every_finding_is_the_same_number(crowd: Crowd) -> None:
    findings = crowd.ruleset.questionnaire.findings
    for name in findings.by_name:
        numbers = [findings.value(name, answers) for answers in crowd.patients]
        for least in range(max(numbers) + 2):
            assert crowd.whom(crowd.model.reaches(name, least)) == [
                number >= least for number in numbers
            ]


def test_the_scores_are_the_same_by_formula_by_bitset_and_by_plain_loop(
    crowd: Crowd,
) -> None:
    by_formula = list(
        zip(*map(crowd.evaluator.numbers, crowd.model.scores), strict=True)
    )
    findings, rows = (
        crowd.ruleset.questionnaire.findings,
        crowd.ruleset.suggestions.rows,
    )
    for answers, found, scores in zip(
        crowd.patients, crowd.assessments, by_formula, strict=True
    ):
        looped = [rule for rule in rows if rule.when.holds(answers, findings)]
        assert found.scores in {(), scores}
        assert not found.scores or add_up(looped, crowd.ruleset.scoring) == scores


def test_the_same_backgrounds_lead(crowd: Crowd) -> None:
    for background, formula in zip(
        crowd.ruleset.backgrounds, crowd.model.leads, strict=True
    ):
        assert crowd.whom(formula) == [
            background.id in {lead.background for lead in found.leads}
            for found in crowd.assessments
        ], background.id


def test_the_level_is_the_same(crowd: Crowd) -> None:
    for level in Level:
        if level:
            assert crowd.whom(crowd.model.level_is(level)) == [
                found.level >= level for found in crowd.assessments
            ]


def test_the_same_flags_are_raised(crowd: Crowd) -> None:
    for flag in {row.flag for row in crowd.ruleset.red_flags.rows}:
        assert crowd.whom(crowd.model.raised(flag)) == [
            flag in {f.flag for f in found.flags} for found in crowd.assessments
        ]


def test_the_same_cards_are_offered_now_and_later(crowd: Crowd) -> None:
    for card in crowd.ruleset.treatments:
        shown = [
            card
            in {suggestion.treatment for suggestion in treatments_now(found.treatments)}
            for found in crowd.assessments
        ]
        later = [
            card in {suggestion.treatment for suggestion in found.treatments.later}
            for found in crowd.assessments
        ]
        assert crowd.whom(crowd.model.suggested_now[card]) == shown
        assert crowd.whom(crowd.model.suggested[card]) == [
            a or b for a, b in zip(shown, later, strict=True)
        ]


def test_more_than_one_background_may_be_one_that_never_leads_alone(
    crowd: Crowd,
) -> None:
    shy = frozenset({"psychiatry", "neurology", "anesthesiology"})
    ruleset = replace(
        crowd.ruleset, scoring=replace(crowd.ruleset.scoring, never_alone=shy)
    )
    assessments = [assess(ruleset, answers) for answers in crowd.patients]
    for background, formula in zip(
        ruleset.backgrounds, Model(ruleset).leads, strict=True
    ):
        assert crowd.whom(formula) == [
            background.id in {lead.background for lead in each.leads}
            for each in assessments
        ]


def test_a_sum_may_add_whatever_is_a_number(crowd: Crowd) -> None:
    """Check scales, counts and facts together, which the shipped rules do not combine
    yet."""
    findings = crowd.ruleset.questionnaire.findings
    by_name = {
        **findings.by_name,
        "everything": Sum(("pain_avg", "nerve_count", "both_feet")),
    }
    questionnaire = replace(
        crowd.ruleset.questionnaire, findings=Findings(by_name, findings.words)
    )
    model = Model(replace(crowd.ruleset, questionnaire=questionnaire))
    numbers = [
        questionnaire.findings.value("everything", answers)
        for answers in crowd.patients
    ]

    for least in (0, 1, 9, 13):
        assert crowd.whom(model.reaches("everything", least)) == [
            number >= least for number in numbers
        ]


def test_an_empty_sum_is_zero() -> None:
    assert Evaluator({}, 3).value(at_least([], 1)) == 0
    assert Evaluator({}, 3).value(at_least([], 0)) == 0b111
    assert Evaluator({}, 3).numbers(IntVal(4)) == [4, 4, 4]


def test_a_formula_that_the_model_does_not_build_is_refused() -> None:
    with pytest.raises(KeyError):
        Evaluator({}, 3).value(Xor(Bool("a"), Bool("b")))
