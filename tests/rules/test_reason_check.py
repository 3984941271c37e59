"""Each reason argues for the doctor that it is listed under, and mentions nothing that
was not answered."""

import pytest

from finder.core.deciding.answers import answers_from
from finder.core.deciding.assess import assess
from finder.core.loading.load import load
from finder.core.reviewing.check import Vignette, load_vignettes
from finder.core.reviewing.reason_check import mentions_background, reason_mistakes
from finder.core.reviewing.reviewers_only import reviewers_words, texts_in
from finder.core.rules.knowledge import Rule, Ruleset
from finder.core.summarizing.summarize import summarize
from finder.core.summarizing.summary import BackgroundLine, Summary
from finder.paths import RULES

SHIPPED = load(RULES)
VIGNETTES = load_vignettes(RULES, SHIPPED)


@pytest.mark.parametrize(
    "rule", SHIPPED.suggestions.rows, ids=[rule.id for rule in SHIPPED.suggestions.rows]
)
def test_a_rule_argues_for_each_doctor_that_it_gives_points(
    ruleset: Ruleset, rule: Rule
) -> None:
    reason = ruleset.reasons[rule.id]

    for background, points in zip(ruleset.backgrounds, rule.points, strict=True):
        others = [other for other in ruleset.backgrounds if other != background]
        said = (
            reason.sentence_for(background.id)
            if points
            else reason.own.get(background.id, "")
        )
        assert bool(said) is bool(points)
        assert not said or (
            mentions_background(background, said)
            and not any(mentions_background(other, said) for other in others)
        ), said


def test_no_row_is_left_without_its_sentence(ruleset: Ruleset) -> None:
    assert list(reason_mistakes(ruleset, {})) == []


def summary_of(ruleset: Ruleset, vignette: Vignette) -> Summary:
    return summarize(ruleset, vignette.answers, assess(ruleset, vignette.answers))


def guessed(ruleset: Ruleset, line: BackgroundLine) -> str:
    """Return the doctor that a reader of only these reasons would name."""
    votes = {
        each.id: sum(mentions_background(each, said) for said in line.reasons)
        for each in ruleset.backgrounds
    }
    return max(votes, key=lambda name: votes[name])


@pytest.mark.parametrize(
    "vignette", VIGNETTES, ids=[vignette.story for vignette in VIGNETTES]
)
def test_a_reader_of_the_reasons_names_the_right_doctor(
    ruleset: Ruleset, vignette: Vignette
) -> None:
    found = summary_of(ruleset, vignette)

    for line in found.backgrounds:
        assert not line.reasons or guessed(ruleset, line) == line.background.id
    said = [sentence for line in found.backgrounds for sentence in line.reasons]
    assert len(said) == len(set(said))
    assert not {sentence for line in found.leads for sentence in line.reasons} & set(
        found.other_reasons
    )


@pytest.mark.parametrize(
    "vignette", VIGNETTES, ids=[vignette.story for vignette in VIGNETTES]
)
def test_other_sentences_argue_for_no_other_doctor(
    ruleset: Ruleset, vignette: Vignette
) -> None:
    found = summary_of(ruleset, vignette)

    others = [line.background for line in (*found.also, *found.others)]
    assert not [
        said
        for said in found.other_reasons
        if any(mentions_background(other, said) for other in others)
    ]


@pytest.mark.parametrize(
    "vignette", VIGNETTES, ids=[vignette.story for vignette in VIGNETTES]
)
def test_no_reviewers_note_is_in_a_summary(
    ruleset: Ruleset, vignette: Vignette
) -> None:
    assert not [
        text
        for text in texts_in(summary_of(ruleset, vignette))
        if reviewers_words(ruleset, text)
    ]


def test_a_person_who_skips_everything_gets_no_personal_reason(
    ruleset: Ruleset,
) -> None:
    given = answers_from(
        {"age": "a35_49", "where": ["shoulder_l"]}, ruleset.questionnaire
    ).answers

    [lead] = summarize(ruleset, given, assess(ruleset, given)).leads

    assert lead.reasons == ()
    assert lead.anyway == (ruleset.reasons["everyone"].words,)
