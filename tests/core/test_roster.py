"""Which doctors of the clinic fit a result, and how the result shows them."""

from dataclasses import replace
from datetime import date

import pytest

from finder.core.deciding.assess import Assessment, assess
from finder.core.roster.display import in_words, shown
from finder.core.roster.roster import Clinician, Fit, match
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from tests.doctors import ANA, DIA, EVE, EVERYONE

TODAY = date(2026, 11, 24)

BACK: Answers = {
    name: frozenset(chosen)
    for name, chosen in {
        "age": ["a35_49"],
        "where": ["low_back", "leg_r"],
        "how_long": ["gt12"],
        "cause": ["work_strain"],
        "safety_area": ["none"],
        "feel": ["ache_move"],
        "function": ["sit", "work"],
        "goals": ["move_more"],
    }.items()
}


@pytest.fixture
def assessment(ruleset: Ruleset) -> Assessment:
    """Return an assessment that rehabilitation leads."""
    return assess(ruleset, BACK)


def test_the_best_fit_comes_first_and_nobody_is_left_out(
    ruleset: Ruleset, assessment: Assessment
) -> None:
    assert [lead.background for lead in assessment.leads] == ["pm_r"]

    found = match(EVERYONE, assessment, TODAY)

    assert {each.clinician for each in found} == set(EVERYONE)
    assert [each.clinician.background for each in found[:2]] == ["pm_r", "pm_r"]
    assert found[0].fit is Fit.LEAD
    assert found[-1].fit is Fit.OTHER


def test_among_equals_those_who_take_new_patients_come_first(
    assessment: Assessment,
) -> None:
    closed = Clinician(
        "1",
        "A. First",
        "pm_r",
        "ABPMR",
        date(2030, 1, 1),
        ("exercise",),
        (),
        accepting=False,
    )
    ended = Clinician(
        "2",
        "B. Second",
        "pm_r",
        "ABPMR",
        date(2020, 1, 1),
        ("exercise",),
        (),
        accepting=True,
    )
    offers = Clinician(
        "3", "D. Third", "pm_r", "ABPMR", TODAY, ("exercise",), (), accepting=True
    )
    fewer = Clinician("4", "C. Fourth", "pm_r", "ABPMR", TODAY, (), (), accepting=True)

    found = match((closed, ended, fewer, offers), assessment, TODAY)

    assert [each.clinician for each in found] == [offers, fewer, ended, closed]


def test_a_certificate_holds_to_its_last_day(assessment: Assessment) -> None:
    doctor = Clinician("1", "Ana", "pm_r", "ABPMR", TODAY, (), (), accepting=True)

    assert match((doctor,), assessment, TODAY)[0].certified
    assert not match((doctor,), assessment, date(2026, 11, 25))[0].certified


def test_the_reason_why_a_doctor_fits_is_given(
    ruleset: Ruleset, assessment: Assessment
) -> None:
    groups = in_words(
        ruleset, match(EVERYONE, replace(assessment, also=("anesthesiology",)), TODAY)
    )

    assert [group.heading for group in groups] == [
        "Training that fits your answers best",
        "Training that also fits your answers",
        "Other doctors here",
    ]
    first, second = groups[0].lines
    assert first.name == "Ana Alvarez, MD"
    assert first.training == "Trained in rehabilitation (PM&R)."
    assert (
        first.certificate
        == "The clinic says: certified in pain medicine by ABPMR until December 31, 2027."
    )
    assert first.languages == "Speaks English, Spanish."
    assert first.accepting == "Takes new patients."
    assert first.offers.startswith("Offers some of what you may ask about: ")
    assert ruleset.treatments["exercise"].name in first.offers
    assert (
        second.certificate
        == "The pain medicine certificate by ABPMR ended on June 30, 2025. Ask if it was renewed."
    )
    assert second.accepting == "Takes no new patients now."
    assert (second.offers, second.languages) == ("", "")
    assert (
        groups[2].lines[0].certificate
        == "The clinic names no pain medicine certificate. Ask about it."
    )


def test_ids_that_the_rules_no_longer_have_are_left_out(
    ruleset: Ruleset, assessment: Assessment
) -> None:
    old = Clinician("1", "Old", "surgery", "", None, ("leeches",), (), accepting=True)

    (group,) = in_words(ruleset, match((old,), assessment, TODAY))

    assert (group.lines[0].training, group.lines[0].offers) == ("", "")


def test_nobody_is_named_if_nothing_is_suggested(ruleset: Ruleset) -> None:
    child = assess(ruleset, {"age": frozenset({"under18"})})

    assert match((ANA,), child, TODAY) == ()


def test_a_result_shows_three_who_fit_those_with_room_for_patients_first(
    ruleset: Ruleset, assessment: Assessment
) -> None:
    also = replace(assessment, also=("anesthesiology",))
    matches = match((*EVERYONE, EVE), also, TODAY)

    found = shown(ruleset, matches)

    assert [line.name for line in found.first] == [
        "Ana Alvarez, MD",
        "Eve Evans, DO",
        "Cho Chen",
    ]
    assert [line.fit for line in found.first] == [
        *2 * ["Training that fits your answers best"],
        "Training that also fits your answers",
    ]
    assert [line.name for group in found.others for line in group.lines] == [
        "Ben Brown",
        "Dia Diaz",
    ]
    assert found.number_of_others == 2
    assert (found.first[1].place, found.first[1].dialed) == (
        "2 Hill Road, Springfield",
        "5555550102",
    )


def test_nobody_comes_first_if_nobody_fits(
    ruleset: Ruleset, assessment: Assessment
) -> None:
    found = shown(ruleset, match((DIA,), assessment, TODAY))

    assert found.first == ()
    assert [group.heading for group in found.others] == ["Other doctors here"]


def test_a_clinic_without_doctors_shows_none(
    ruleset: Ruleset, assessment: Assessment
) -> None:
    assert not shown(ruleset, match((), assessment, TODAY))
    assert shown(ruleset, match(EVERYONE, assessment, TODAY))
