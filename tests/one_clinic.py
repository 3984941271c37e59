"""Check that each statement is restricted to one clinic, in every table with rows of
clinics that it uses."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from weakref import WeakSet

import sqlalchemy
from sqlalchemy import (
    CompoundSelect,
    Connection,
    Delete,
    Executable,
    FromClause,
    Insert,
    Select,
    Table,
    TextClause,
    Update,
)
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ClauseElement,
)
from sqlalchemy.sql.selectable import Alias, Join

import finder
from finder.store import migrate, transaction
from finder.store.tables import ACROSS_CLINICS, metadata

PASSED = (__file__, str(Path(sqlalchemy.__file__).parent), transaction.__file__)
"""Files whose frames are between a statement and the code that executes it."""
MIGRATIONS = str(Path(migrate.__file__).parent / "migrations")
"""Migrations know only the tables of their own version, and change them for all
clinics."""
OF_CLINIC, CLINIC = "clinic_id", "clinic"
ROWS = Select, CompoundSelect, Update, Delete, Insert, TextClause
"""Statements that read or change rows."""


def is_of_app() -> bool:
    """Return whether the app executes the current statement. A test may change any row
    directly."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename.startswith(PASSED):
        frame = frame.f_back
    file = frame.f_code.co_filename
    return file.startswith(str(Path(finder.__file__).parent)) and not file.startswith(
        MIGRATIONS
    )


class Watch:
    """Inspects each statement of the app before it is executed. `strayed` lists those
    that are not restricted to one clinic."""

    def __init__(self) -> None:
        self.strayed: list[str] = []
        self._known: WeakSet[Any] = WeakSet()

    def look(
        self,
        connection: Connection,
        statement: Any,
        many: Sequence[Mapping[str, Any]],
        one: Mapping[str, Any],
        options: Mapping[str, Any],
    ) -> None:
        if not isinstance(statement, ROWS) or statement in self._known:
            return
        found = strays(statement, [*many, one]) if is_of_app() else []
        self.strayed += [f"{name} in: {statement}" for name in found]
        if not found:
            self._known.add(statement)


def strays(statement: ClauseElement, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the tables in which a statement may use rows of another clinic. `rows` are
    its parameters."""
    if is_across(statement):
        return []
    found = [
        name
        for part in visitors.iterate(statement)
        if isinstance(part, Select | Update | Delete) and not is_across(part)
        for name in unnarrowed(part)
    ]
    if isinstance(statement, TextClause):
        tables = filter(is_of_clinic, metadata.tables.values())
        found += [table.name for table in tables if table.name in statement.text]
    if isinstance(statement, Insert) and is_of_clinic(statement.table):
        given = {*statement.compile().params, *(key for row in rows for key in row)}
        found += [] if OF_CLINIC in given or CLINIC in given else [str(statement.table)]
    return found


def is_across(part: ClauseElement) -> bool:
    """Return whether a statement, or a part of one, acts on all clinics on purpose."""
    return isinstance(part, Executable) and bool(
        part.get_execution_options().get(ACROSS_CLINICS)
    )


def unnarrowed(part: Select[Any] | Update | Delete) -> Iterator[str]:
    """Yield the tables in one part of a statement that no condition restricts to a
    clinic."""
    conditions: list[ClauseElement] = list(part._where_criteria)
    around = list(getattr(part, "_correlate", ()))
    narrowed = [
        column.table for each in conditions for column in narrowing(each, around)
    ]
    if isinstance(part, Select):
        sources = list(leaves(part.get_final_froms()))
        narrowed += [
            table
            for each in part.get_final_froms()
            for table in narrowed_by_joins(each, around)
        ]
    else:
        further = {table for each in conditions for table in each._from_objects}
        sources = [part.table, *(further - {part.table})]
    for source in sources:
        if (
            source not in around
            and is_of_clinic(source)
            and not any(source is each for each in narrowed)
        ):
            yield str(getattr(source, "name", source))


def leaves(sources: Sequence[FromClause]) -> Iterator[FromClause]:
    """Yield the tables in joins."""
    for source in sources:
        if isinstance(source, Join):
            yield from leaves([source.left, source.right])
        else:
            yield source


def narrowed_by_joins(
    source: FromClause, around: Sequence[FromClause]
) -> Iterator[Any]:
    """Yield the tables that joins restrict to a clinic. An outer join keeps each row of
    its left side, whatever its condition."""
    if not isinstance(source, Join):
        return
    tables = (
        [column.table for column in narrowing(source.onclause, around)]
        if source.onclause is not None
        else []
    )
    narrowed = [*leaves([source.right])] if source.isouter else tables
    yield from (table for table in tables if any(table is each for each in narrowed))
    for side in (source.left, source.right):
        yield from narrowed_by_joins(side, around)


def narrowing(condition: ClauseElement, around: Sequence[FromClause]) -> Iterator[Any]:
    """Yield the columns that a condition, or each required part of it, compares to the
    clinic or to that of a table in the outer statement."""
    if (
        isinstance(condition, BooleanClauseList)
        and condition.operator is operators.and_
    ):
        for each in condition.clauses:
            yield from narrowing(each, around)
    if isinstance(condition, BinaryExpression) and condition.operator is operators.eq:
        left, right = condition.left, condition.right
        is_one = isinstance(right, BindParameter) and right.key == CLINIC
        is_that_around = (
            getattr(right, "name", "") == OF_CLINIC
            and getattr(right, "table", None) in around
        )
        if getattr(left, "name", "") == OF_CLINIC and (is_one or is_that_around):
            yield left


def is_of_clinic(source: FromClause) -> bool:
    """Return whether a table of the app holds rows of clinics, under any alias."""
    table = source.element if isinstance(source, Alias) else source
    return (
        isinstance(table, Table)
        and table.metadata is metadata
        and OF_CLINIC in table.columns
    )
