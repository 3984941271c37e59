"""The roster is replaced as a whole, or not at all."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from finder.store.clinicians import all_clinicians, replace_all
from finder.store.transaction import Database
from tests.doctors import ANA, BEN, CHO, EVE, EVERYONE
from tests.store.keys import KEYS
from tests.store.test_intakes import NOON


def test_a_roster_is_read_back_unchanged(engine: Engine) -> None:
    with Database(engine, KEYS).writing(NOON) as transaction:
        replace_all(transaction, (*EVERYONE, EVE))

    with Database(engine, KEYS).reading(NOON) as transaction:
        assert all_clinicians(transaction) == (*EVERYONE, EVE)


def test_an_import_replaces_the_roster_before_it(engine: Engine) -> None:
    for roster in (EVERYONE, (CHO, ANA), ()):
        with Database(engine, KEYS).writing(NOON) as transaction:
            replace_all(transaction, roster)

        with Database(engine, KEYS).reading(NOON) as transaction:
            assert all_clinicians(transaction) == roster


def test_a_roster_that_cannot_be_stored_leaves_the_old_one(engine: Engine) -> None:
    with Database(engine, KEYS).writing(NOON) as transaction:
        replace_all(transaction, (ANA,))

    with (
        pytest.raises(IntegrityError),
        Database(engine, KEYS).writing(NOON) as transaction,
    ):
        replace_all(transaction, (BEN, BEN))

    with Database(engine, KEYS).reading(NOON) as transaction:
        assert all_clinicians(transaction) == (ANA,)
