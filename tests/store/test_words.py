"""Text that not every database can store is refused on both engines, with a
sentence."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from finder.core.roster.roster import Clinician
from finder.store import audit, clinicians, intake_changes, intakes, staff
from finder.store.acts import Act
from finder.store.seal import Keys
from finder.store.tables import UnstorableText
from finder.store.transaction import Database
from tests.store.keys import KEYS
from tests.store.test_intakes import at, share

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BAD = pytest.mark.parametrize(
    ("character", "named"), [("\0", "U\\+0000"), ("\ud800", "U\\+D800")]
)


@BAD
def test_a_roster_with_such_a_name_changes_nothing(
    engine: Engine, character: str, named: str
) -> None:
    ana = Clinician("1234567893", "Ana", "pm_r", "", None, (), (), True)
    bad = Clinician(
        "1234567802", f"Ben{character}Brown", "pm_r", "", None, (), (), True
    )
    with Database(engine, KEYS).writing(NOON) as transaction:
        clinicians.replace_all(transaction, [ana])

    with (
        pytest.raises(
            UnstorableText, match=f"contains the character {named}.* remove it"
        ),
        Database(engine, KEYS).writing(NOON) as transaction,
    ):
        clinicians.replace_all(transaction, [ana, bad])

    with Database(engine, KEYS).reading(NOON) as transaction:
        assert clinicians.all_clinicians(transaction) == (ana,)


@BAD
def test_a_looked_up_or_recorded_text_may_not_have_it_either(
    engine: Engine, keys: Keys, character: str, named: str
) -> None:
    text = f"zoe{character}"
    with Database(engine, keys).writing(NOON) as transaction:
        with pytest.raises(UnstorableText, match=named):
            staff.find(transaction, text)
        with pytest.raises(UnstorableText, match=named):
            intakes.find(transaction, text)
        with pytest.raises(UnstorableText, match=named):
            audit.record(transaction, "zoe", Act.EXPORTED, text)


def test_a_note_is_sealed_so_that_it_may_hold_any_character(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys)

    for note in ("a\0b", "a\ud800b"):
        seen = at(engine, keys)
        with Database(engine, keys).writing(NOON) as transaction:
            intake_changes.write_note(transaction, seen, note)
        assert at(engine, keys).note == note


def test_a_token_may_be_any_text(keys: Keys) -> None:
    assert (
        len(
            {
                keys.fingerprint(token, "visit")
                for token in ("a", "a\0", "a\ud800", "a\ud801")
            }
        )
        == 4
    )
