"""The table says for every fact who may know it."""

from dataclasses import fields

import pytest

from finder.core.rules.knowledge import Ruleset
from finder.core.sharing.audiences import TABLE, Audience, Consent, Disclosure, Fact


@pytest.mark.parametrize(
    "enum_and_words", [(Audience, "audience"), (Fact, "fact"), (Disclosure, "may")]
)
def test_everything_in_the_table_has_words(
    ruleset: Ruleset, enum_and_words: tuple[type, str]
) -> None:
    named, words = enum_and_words

    assert [each.name for each in fields(getattr(ruleset.advice, words))] == [
        str(each)
        for each in named  # type: ignore[attr-defined]
    ]


def test_the_table_has_an_entry_for_every_fact_and_audience() -> None:
    assert list(TABLE) == list(Fact)
    assert all(list(row) == list(Audience) for row in TABLE.values())


def test_a_call_back_number_is_for_the_person_and_the_clinic_alone() -> None:
    readers = {
        audience
        for audience, may in TABLE[Fact.CALL_BACK].items()
        if may is not Disclosure.NEVER
    }

    assert readers == {Audience.PERSON, Audience.HELPER, Audience.CLINIC}


def test_the_doctors_picked_for_the_sheet_are_for_the_person_and_the_paper_alone() -> (
    None
):
    own = {Audience.PERSON, Audience.HELPER, Audience.PAPER}

    assert {
        each for each, may in TABLE[Fact.PICKED].items() if may is Disclosure.ALWAYS
    } == own
    assert {may for each, may in TABLE[Fact.PICKED].items() if each not in own} == {
        Disclosure.NEVER
    }


@pytest.mark.parametrize("agreed", [False, True])
def test_a_caller_learns_what_is_on_paper_without_private_answers(agreed: bool) -> None:
    consent = Consent(include_private=False, share_crisis=agreed)

    assert {
        fact
        for fact in Fact
        if consent.allows(Audience.CALLER, fact) != consent.allows(Audience.PAPER, fact)
    } == {Fact.PICKED}
