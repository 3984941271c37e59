"""Something of every kind at a clinic, and everything that the clinic reads of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from finder.core.counting.counts import week_of
from finder.core.rules.advice import Level
from finder.store import (
    audit,
    clinicians,
    counts,
    day_sheet,
    held_for_staff,
    intake_changes,
    intake_export,
    intake_sharing,
    intakes,
    queue,
    references,
    reloadable_pages,
    saved_visits,
    sessions,
    staff,
    staff_signin,
    tablets,
    visits,
)
from finder.store.acts import Act
from finder.store.appointment import Appointment
from finder.store.intake_sharing import Shared
from finder.store.intakes import FilledIn, Handled
from finder.store.queue import QueueFilter
from finder.store.staff import Role, StartingCredentials
from finder.store.transaction import Transaction
from tests.doctors import EVERYONE

LETTERS = "KMP"
"""One for each of the things of one kind that a clinic has."""
DAY = timedelta(days=1)


def names(transaction: Transaction) -> Iterator[tuple[int, str]]:
    """Yield a number and a name for each of the things of one kind; those of another
    clinic have other names."""
    for number, letter in enumerate(LETTERS):
        yield number, f"{letter}{transaction.clinic}"


def fill(transaction: Transaction) -> None:
    """Put some of everything into the clinic of a transaction."""
    now = transaction.now
    clinicians.replace_all(transaction, EVERYONE[transaction.clinic :])
    counts.add(transaction, week_of(now.date()), ["started"] * transaction.clinic)
    for number, name in names(transaction):
        visit = visits.begin(
            transaction, f"visit {name}", f"my back hurts, {name}".encode(), "1", DAY
        )
        saved_visits.save(transaction, visit, f"code {name}", now + DAY)
        reloadable_pages.keep(
            transaction, f"shown {name}", f"a page, {name}".encode(), now + DAY
        )
        fill_tablet(transaction, number, name)
        start = StartingCredentials("begin", "hash", f"codes {name}".encode())
        staff.add(transaction, f"zoe.{name}".lower(), Role.DESK, start)
        member = staff.named(transaction, f"zoe.{name}".lower())
        sessions.begin(transaction, f"session {name}", member.id)
        held_for_staff.save(
            transaction,
            f"held {name}",
            member.id,
            f"half a note, {name}".encode(),
            now + DAY,
        )
        fill_intake(transaction, name, member.name)


def fill_tablet(transaction: Transaction, number: int, name: str) -> None:
    tablets.start(transaction, number, f"code {name}")
    tablets.claim(transaction, f"code {name}", f"tablet {name}", DAY)
    found = tablets.find(transaction, f"tablet {name}")
    assert found
    tablets.record_activity(transaction, found, ("call_911",), DAY)


def fill_intake(transaction: Transaction, name: str, who: str) -> None:
    given = Shared(
        f"REF{name}",
        f"answers of {name}".encode(),
        Level.SOON,
        False,
        "en",
        FilledIn.HOME,
        "1",
        ("pm_r",),
        "555-0100",
    )
    print_of_intake = intake_sharing.share(transaction, f"key {name}", given, DAY)
    intake_changes.write_note(
        transaction, found(transaction, name), f"calls back, {name}"
    )
    intake_changes.handle(
        transaction, found(transaction, name), Handled("AB", f"called, {name}")
    )
    intake_changes.book(
        transaction,
        found(transaction, name),
        Appointment(f"Dr. {name}", transaction.now.date(), None),
        DAY,
    )
    audit.record(transaction, who, Act.OPENED, intake=print_of_intake)


def found(transaction: Transaction, name: str) -> intakes.Intake:
    intake = intakes.find(transaction, f"key {name}")
    assert intake
    return intake


def everything(transaction: Transaction) -> dict[str, Any]:
    """Return all that the clinic of a transaction reads, by what it is."""
    read = {name: of_name(transaction, name) for _, name in names(transaction)}
    a_day = transaction.now - DAY, transaction.now + DAY
    return {
        **read,
        "queue": queue.page(transaction, QueueFilter(), None),
        "counted": queue.count(transaction, QueueFilter()),
        "export": list(intake_export.all_intakes(transaction)),
        "shared": intake_export.between(transaction, *a_day),
        "day sheet": list(
            day_sheet.appointments_on(transaction, transaction.now.date())
        ),
        "roster": clinicians.all_clinicians(transaction),
        "counts": counts.since(transaction, week_of(transaction.now.date())),
        "staff": [each.name for each in staff.members(transaction)],
        "tablets": tablets.live(transaction),
        "trail": [
            each
            for each in audit.latest(transaction, 1000)
            if each.act is not Act.KEYS_ROTATED
        ],
    }


def of_name(transaction: Transaction, name: str) -> dict[str, Any]:
    """Return what is read of the things with this name."""
    member = staff.named(transaction, f"zoe.{name}".lower())
    visit, code = (
        visits.find(transaction, f"visit {name}"),
        saved_visits.find(transaction, f"code {name}"),
    )
    tablet, session = (
        tablets.find(transaction, f"tablet {name}"),
        sessions.find(transaction, f"session {name}"),
    )
    intake = found(transaction, name)
    history = audit.of_intake(
        transaction, references.fingerprints(transaction.keys, f"REF{name}")
    )
    assert history
    assert visit
    assert code
    assert tablet
    assert session
    return {
        "visit": visit.payload,
        "saved": code[0].payload,
        "page": reloadable_pages.find(transaction, f"shown {name}"),
        "tablet": tablet.advice,
        "codes": staff_signin.codes_secret(transaction.keys, member),
        "session": session.member.name,
        "held": held_for_staff.find(transaction, f"held {name}", member.id),
        "intake": (
            intake.payload,
            intake.note,
            intake.handled,
            intake.call_back,
            intake.appointment,
            intake.line,
        ),
        "look-up": references.key_of(transaction, f"REF{name}"),
        "of the intake": history,
    }
