"""The check of all statements finds each one that is not restricted to one clinic,
however it is written."""

import pytest
from sqlalchemy import (
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    text,
    union,
    update,
)
from sqlalchemy.sql.elements import ClauseElement

from finder.store.desk_tables import intake, membership, staff
from finder.store.tables import across_clinics, of_clinic, visit, weekly_count
from tests.one_clinic import ROWS, strays

again = visit.alias("again")
HERE = of_clinic(visit)
SAME = visit.c.id == intake.c.id

STRAYED: dict[str, ClauseElement] = {
    "all rows": select(visit),
    "a count": select(func.count()).select_from(visit),
    "one row": update(visit).where(visit.c.id == 1),
    "another name": select(again).where(HERE),
    "either": select(visit).where(or_(HERE, visit.c.id == 1)),
    "all but one": select(visit).where(not_(HERE)),
    "unlike": select(visit).where(visit.c.clinic_id != bindparam("clinic")),
    "a number": select(visit).where(visit.c.clinic_id == 1),
    "a part within": select(select(func.count()).select_from(intake).scalar_subquery())
    .select_from(visit)
    .where(HERE),
    "where there is": select(visit).where(HERE, exists().where(SAME)),
    "among": select(staff).where(staff.c.id.in_(select(membership.c.staff_id))),
    "under a name": select(select(visit).cte("found")),
    "both": union(select(visit.c.id).where(HERE), select(intake.c.id)),
    "changed by another": update(visit).where(HERE, SAME),
    "deleted by another": delete(visit).where(HERE, SAME),
    "copied": insert(weekly_count).from_select(
        ["clinic_id", "week"], select(weekly_count.c.clinic_id)
    ),
    "of no clinic": insert(visit).values(sealed=b""),
    "joined to all": select(visit, intake).select_from(
        visit.outerjoin(intake, and_(HERE, of_clinic(intake)))
    ),
    "in words": text("SELECT sealed FROM visit"),
}
RESTRICTED: dict[str, ClauseElement] = {
    "narrowed": select(visit).where(HERE),
    "both narrowed": union(
        select(visit.c.id).where(HERE), select(intake.c.id).where(of_clinic(intake))
    ),
    "joined": select(visit, intake)
    .join(intake, and_(SAME, of_clinic(intake)))
    .where(HERE),
    "joined outside": select(staff).outerjoin(membership, of_clinic(membership)),
    "changed": update(visit).where(HERE, SAME, of_clinic(intake)),
    "on purpose": across_clinics(select(visit)),
    "a part on purpose": select(staff).where(
        across_clinics(select(membership.c.role)).exists()
    ),
    "of nobody": text("SELECT version_num FROM alembic_version"),
}


@pytest.mark.parametrize("name", STRAYED)
def test_statements_that_reach_another_clinic_are_found(name: str) -> None:
    assert isinstance(STRAYED[name], ROWS)
    assert strays(STRAYED[name], [])


@pytest.mark.parametrize("name", RESTRICTED)
def test_statements_restricted_to_one_clinic_are_accepted(name: str) -> None:
    assert strays(RESTRICTED[name], []) == []
