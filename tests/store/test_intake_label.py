"""The label of an intake, which a list shows."""

from sqlalchemy import Engine, select, update

from finder.core.rules.advice import Level
from finder.store import intake_columns
from finder.store.desk_tables import intake
from finder.store.engine import reading, writing
from finder.store.seal import Keys
from tests.store.test_intakes import at, share, shared_intake


def test_a_line_says_which_backgrounds_fit_and_its_length_tells_none(
    engine: Engine, keys: Keys
) -> None:
    share(engine, keys, "one", shared_intake("1" * 11, fits=("pm_r",)))
    share(
        engine,
        keys,
        "two",
        shared_intake("2" * 11, fits=("anesthesiology", "neurology")),
    )
    share(engine, keys, "none", shared_intake("3" * 11))

    assert [at(engine, keys, key).line.fits for key in ("one", "two", "none")] == [
        ("pm_r",),
        ("anesthesiology", "neurology"),
        (),
    ]
    with reading(engine) as connection:
        assert (
            len(
                {
                    len(row[0])
                    for row in connection.execute(select(intake.c.label_sealed))
                }
            )
            == 1
        )


def test_a_line_of_an_earlier_version_is_read(engine: Engine, keys: Keys) -> None:
    share(engine, keys, shared=shared_intake(level=Level.TODAY, fits=("pm_r",)))
    label = intake_columns.seal(keys, "key", "label", b"7KQ2M9XD4TH30")
    with writing(engine) as connection:
        connection.execute(update(intake).values(label_sealed=label))

    line = at(engine, keys).line
    assert (line.reference, line.level, line.crisis, line.fits) == (
        "7KQ2M9XD4TH",
        Level.TODAY,
        False,
        (),
    )
