"""Words planted at one clinic appear on no page, file or list of another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask

from finder.config import Settings
from finder.store.clinicians import replace_all
from finder.store.staff import Role
from finder.store.tables import FIRST_CLINIC
from tests.doctors import ANA
from tests.web import clinics, tablet
from tests.web.browser import Browser
from tests.web.clinics import NORTH
from tests.web.desk import act, signed_in, state_of
from tests.web.stories import BACK

MOST_PAGES = 150


@dataclass(frozen=True)
class Planted:
    """The texts of one clinic and its planted data. `words` are all of them."""

    root: str
    name: str
    phone: str
    hours: str
    after: str
    doctor: str
    staff: str
    own_words: str
    note: str
    tablet: int

    @property
    def words(self) -> set[str]:
        texts = (
            self.name,
            self.phone,
            self.hours,
            self.after,
            self.doctor,
            self.staff,
            self.own_words,
            self.note,
        )
        return {*texts, f"Tablet {self.tablet}"}

    @property
    def settings(self) -> dict[str, str]:
        return {
            "clinic_phone": self.phone,
            "clinic_hours": self.hours,
            "clinic_next": self.after,
        }


def planted(root: str, word: str, staff: str, number: int) -> Planted:
    return Planted(
        root, f"{word} Pain Center", f"555-0{number}", f"{word} hours", f"{word} calls you.", f"Dr. {word}", staff,
        f"{word} hurts", f"{word} note", number % 100,
    )  # fmt: skip


SOUTH, OTHER = (
    planted("", "Juniper", "june", 171),
    planted(NORTH, "Magnolia", "maggie", 182),
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, clinic=SOUTH.name, **SOUTH.settings)  # type: ignore[arg-type]


def plant(app: Flask, planted: Planted, clinic: int) -> tuple[Browser, Browser, str]:
    """Fill a clinic as users do, and return its patient, its admin, and the address of
    its intake."""
    state = state_of(app)
    with state.database.of(clinic).writing(state.now()) as transaction:
        replace_all(transaction, [replace(ANA, name=planted.doctor)])
    tablet.start(
        app, planted.tablet, f"{planted.tablet}{planted.tablet}{planted.tablet}", clinic
    )
    patient = Browser(app, planted.root).walk({**BACK, "own_words": planted.own_words})
    patient.open("/share").answer({"agree": "yes"})
    assert patient.path == "/shared"
    admin = signed_in(app, Role.ADMIN, planted.staff, clinic, planted.root).open(
        "/desk/"
    )
    admin.open(
        str(admin.page.select(".queue th a")[0]["href"]).removeprefix(planted.root)
    )
    act(admin, "note", {"note": planted.note})
    return patient, admin, admin.path


def every_page(browser: Browser, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Open every page that is linked from these, and yield its path and content."""
    waiting, known = [*starts], {*starts}
    while waiting and len(known) < MOST_PAGES:
        path = waiting.pop(0)
        browser.open(path)
        yield path, browser.source
        for link in browser.page.select("a[href^='/']"):
            target = str(link["href"])
            assert target.startswith(f"{browser.root}/"), (path, target)
            inside = target.removeprefix(browser.root).partition("#")[0]
            if (
                inside not in known
                and "/language/" not in inside
                and not inside.endswith(".pdf")
            ):
                known.add(inside)
                waiting.append(inside)


def test_nothing_planted_at_one_clinic_is_readable_at_the_other(app: Flask) -> None:
    north = clinics.add(app, "north", OTHER.name, **OTHER.settings)
    people = {
        planted: plant(app, planted, clinic)
        for planted, clinic in ((SOUTH, FIRST_CLINIC), (OTHER, north))
    }
    codes = {
        planted: patient.page.select(".code")[0].get_text()
        for planted, (patient, _, _) in people.items()
    }

    for here, there in ((SOUTH, OTHER), (OTHER, SOUTH)):
        patient, admin, own = people[here]
        words = there.words | {codes[there], people[there][2]}
        seen = ""
        for browser, starts in (
            (
                patient,
                (
                    "/shared",
                    "/result",
                    "/share",
                    "/privacy",
                    "/how-it-works",
                    "/resume",
                    "/other-help",
                ),
            ),
            (
                admin,
                (
                    "/desk/",
                    own,
                    "/desk/find/",
                    "/desk/day/?day=2026-11-24",
                    "/desk/counts/?weeks=104",
                ),
            ),
        ):
            for path, source in every_page(browser, starts):
                assert not {word for word in words if word in source}, path
                seen += source
        assert {word for word in here.words if word not in seen} == set()
        assert admin.open(f"/desk/find/{codes[there]}").status == 404
        for path in (
            people[there][2],
            f"{people[there][2]}/sheet.pdf",
            f"{people[there][2]}/intake.json",
        ):
            assert admin.open(path).status == 404
        for kind in ("csv", "json"):
            admin.open("/desk/export/")
            exported = admin.press(
                "", {"reason": "yearly audit", "format": kind}, form="main form"
            ).source
            assert here.own_words in exported
            assert not {word for word in words if word in exported}
