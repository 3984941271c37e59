"""A written roster reads the same, and its differences from another one are
reported."""

from dataclasses import replace
from datetime import date

from finder.core.exchange.spreadsheet import as_csv
from finder.core.roster.reading import read_table
from finder.core.roster.writing import TITLES, example, replacement, table_of
from finder.core.rules.knowledge import Ruleset
from tests.doctors import ANA, BEN, CHO, DIA, EVE, EVERYONE

TODAY = date(2026, 11, 24)


def test_a_written_roster_is_read_back_unchanged(ruleset: Ruleset) -> None:
    abroad = replace(EVE, npi="1234567844", phone="+44 20 7946 0000")
    roster = (*EVERYONE, EVE, abroad)
    text = as_csv(TITLES, table_of(ruleset, roster))

    found = read_table("roster.csv", text.encode(), ruleset, TODAY)

    assert found.errors == ()
    assert found.roster == roster


def test_plain_words_are_written(ruleset: Ruleset) -> None:
    (row,) = table_of(ruleset, (ANA,))

    assert row[2] == "PM&R"
    assert row[5].startswith("Exercise you can live with")


def test_unknown_values_are_written_as_their_ids(ruleset: Ruleset) -> None:
    (row,) = table_of(
        ruleset, (replace(ANA, background="surgery", offers=("leeches",)),)
    )

    assert (row[2], row[5]) == ("surgery", "leeches")


def test_the_example_of_a_template_is_left_out(ruleset: Ruleset) -> None:
    text = as_csv(TITLES, table_of(ruleset, (example(ruleset, TODAY), ANA)))

    for saved in (text, text.replace("0000000000", "0")):
        found = read_table("roster.csv", saved.encode(), ruleset, TODAY)
        assert found.errors == ()
        assert found.roster == (ANA,)


def test_the_changes_of_another_roster_are_reported() -> None:
    found = replacement((ANA, BEN, CHO), (ANA, replace(BEN, accepting=True), DIA))

    assert found.added == {DIA.npi}
    assert found.changed == {BEN.npi}
    assert found.removed == ("Cho Chen",)
