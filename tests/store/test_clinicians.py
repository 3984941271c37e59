"""The roster is replaced as a whole, or not at all."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from finder.store.clinicians import everyone, replace_all
from finder.store.engine import reading, writing
from tests.doctors import ANA, BEN, CHO, EVE, EVERYONE


def test_a_roster_comes_back_as_it_was_kept(engine: Engine) -> None:
    with writing(engine) as connection:
        replace_all(connection, (*EVERYONE, EVE))

    with reading(engine) as connection:
        assert everyone(connection) == (*EVERYONE, EVE)


def test_an_import_replaces_the_roster_before_it(engine: Engine) -> None:
    for roster in (EVERYONE, (CHO, ANA), ()):
        with writing(engine) as connection:
            replace_all(connection, roster)

        with reading(engine) as connection:
            assert everyone(connection) == roster


def test_a_roster_that_cannot_be_kept_leaves_the_old_one(engine: Engine) -> None:
    with writing(engine) as connection:
        replace_all(connection, (ANA,))

    with pytest.raises(IntegrityError), writing(engine) as connection:
        replace_all(connection, (BEN, BEN))

    with reading(engine) as connection:
        assert everyone(connection) == (ANA,)
