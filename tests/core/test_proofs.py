"""Proofs are stored as data, and are valid only for rules that decide the same."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.reviewing.logic_fingerprint import logic_fingerprint
from finder.core.reviewing.proofs import (
    FILE,
    Claim,
    Failure,
    Proofs,
    Range,
    Witness,
    as_json,
    read_proofs,
)
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.paths import RULES

PATIENT = Witness({"age": "a35_49", "pain_avg": 4}, (("How old are you?", "35 to 49"),))


def proofs(ruleset: Ruleset) -> Proofs:
    failure = Failure(
        "face-shocks", "suggestions.csv", 13, "It can never apply", PATIENT
    )
    accepted = Failure(
        "one",
        "suggestions.csv",
        2,
        "Two do the same",
        accepted="It is kept on purpose.",
    )
    rows = Sentence("%(rows)s rows", {"rows": 3})
    claims = (
        Claim(
            Sentence("Every row holds."), rows, (failure,), id="fires", section="Rows"
        ),
        Claim(
            Sentence("No row is swallowed."),
            rows,
            (accepted,),
            ("a note",),
            "swallowed",
            "Rows",
        ),
    )
    ranges = (
        Range("pm_r", "Rehabilitation", 0, 56, PATIENT),
        Range("one", "One", 0, 0, None),
    )
    return Proofs(logic_fingerprint(ruleset), Sentence("many"), claims, ranges)


def test_proofs_are_read_back_unchanged(ruleset: Ruleset, tmp_path: Path) -> None:
    written = proofs(ruleset)
    (tmp_path / FILE).write_text(as_json(written), encoding="utf-8")

    assert (found := read_proofs(tmp_path, ruleset)) == written
    assert found
    assert (found.claims[0].cases.words, found.claims[0].cases.values) == (
        "%(rows)s rows",
        {"rows": 3},
    )


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ({"words": "%(rows)s rows"}, "cases must have exactly the keys words, values"),
        (
            {"words": "%(rows)s rows", "values": {"lines": 3}},
            "cases has values that its words do not name",
        ),
        (
            {"words": "100 % of rows", "values": {"rows": 3}},
            "cases has values that its words do not name",
        ),
        ("3 rows", "cases must be of the kind dict"),
    ],
)
def test_a_changed_sentence_is_reported(
    ruleset: Ruleset, tmp_path: Path, cases: object, expected: str
) -> None:
    stored = json.loads(as_json(proofs(ruleset)))
    stored["claims"][0]["cases"] = cases
    (tmp_path / FILE).write_text(json.dumps(stored), encoding="utf-8")

    with pytest.raises(BrokenRules, match=expected):
        read_proofs(tmp_path, ruleset)


def test_a_claim_holds_where_every_failure_is_accepted(ruleset: Ruleset) -> None:
    fires, swallowed = proofs(ruleset).claims

    assert not fires.holds
    assert swallowed.holds
    assert not proofs(ruleset).hold


def test_there_may_be_no_proofs(ruleset: Ruleset, tmp_path: Path) -> None:
    assert read_proofs(tmp_path, ruleset) is None


def test_proofs_of_other_rules_do_not_count(ruleset: Ruleset, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        as_json(replace(proofs(ruleset), logic="other")), encoding="utf-8"
    )

    assert read_proofs(tmp_path, ruleset) is None


def test_the_stored_proofs_are_about_the_shipped_rules(ruleset: Ruleset) -> None:
    stored = read_proofs(RULES, ruleset)

    assert stored is not None, "run `python3 dev rules prove --keep`"
    assert stored.hold
