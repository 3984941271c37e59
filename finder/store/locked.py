"""Check that the keys open what the database holds."""

from sqlalchemy import Engine, select

from finder.store.desk_models import intake, staff
from finder.store.engine import named, reading
from finder.store.models import visit
from finder.store.seal import Keys

SEALED = (
    select(staff.c.codes_sealed).where(staff.c.disabled.is_(None)),
    select(intake.c.label_sealed).order_by(intake.c.id.desc()).limit(1),
    select(visit.c.sealed).order_by(visit.c.id.desc()).limit(1),
)
"""Accounts stay, so each is looked at; of what passes, the newest tells."""


class KeyGone(Exception):
    """The database holds something that was sealed with a key we do not have; the text says the cures."""


def check_keys(engine: Engine, keys: Keys) -> None:
    """See that the keys are those of the database. Raises KeyGone, DatabaseAway."""
    with reading(engine) as connection:
        sealed = [each for query in SEALED for each in connection.execute(query).scalars()]
    if not all(map(keys.has_key_of, sealed)):
        raise KeyGone(
            f"{named(engine)} holds what was sealed with another secret key than those at hand; put the backup of the "
            "file secret-key back into FINDER_DATA, or name the old key in FINDER_SECRET_KEYS too, "
            "or begin with a new database"
        )
