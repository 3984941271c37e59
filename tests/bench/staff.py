"""A staff member at a browser that measurements drive: signs in, looks up intakes, and
writes notes."""

import base64
import random
import re
import time

from finder.core.sharing.reference import written
from finder.store import codes
from tests.bench.client import Client, Form
from tests.bench.clinic_runs import ClinicRun

KEY = re.compile(r'<span class="key">([A-Z2-7= ]+)</span>')
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
NOTE = re.compile(r'<input type="hidden" name="note_before" value="([^"]*)">')
PASSWORD = "five blue herons wait here"
INTAKES = "/desk/intakes/"


class Desk(Client):
    """A browser at the front desk, and a phone that shows codes."""

    good = frozenset({200, 303, 409})
    """An intake that changed since its page was shown is a 409, after which the page is
    opened again."""
    name = ""
    secret = b""
    steps = 0

    def set_up(self, first: str) -> None:
        """Sign in with the starting password, and set up the account."""
        self.send("/desk/sign-in", {"name": self.name, "password": first, "code": ""})
        found = KEY.search(self.get("/desk/set-up"))
        assert found, "the starting password opens the page that sets the account up"
        self.secret = base64.b32decode(found[1].replace(" ", ""))
        self.send(
            "/desk/set-up",
            {"password": PASSWORD, "again": PASSWORD, "code": self.code()},
        )

    def sign_in(self) -> None:
        self.cookies.clear()
        self.send(
            "/desk/sign-in",
            {"name": self.name, "password": PASSWORD, "code": self.code()},
        )

    def send(self, path: str, form: Form) -> None:
        self.post(path, form | self.hidden(path))

    def code(self) -> str:
        """Return the code on the phone. Each code works once, so wait for the next one
        if necessary."""
        now = int(time.time())
        step = now // codes.SECONDS
        if step <= self.steps:
            time.sleep((self.steps + 1) * codes.SECONDS - now)
            return self.code()
        self.steps = step
        return codes.totp(self.secret).generate(now).decode()

    def look_up(self, reference: str) -> str:
        """Return the address of an intake, or "" if it is not found."""
        place = self.ask("GET", f"/desk/find/?code={reference}")[0]
        return place if place.startswith(INTAKES) else ""

    def finds(self, reference: str) -> bool:
        """Look up the reference, and return whether its page is shown."""
        place = self.look_up(reference)
        return bool(place) and written(reference) in self.get(place)


class StaffMember(Desk):
    """A staff member of one clinic who works during a run."""

    def __init__(self, ports: list[int], run: ClinicRun) -> None:
        super().__init__(ports, run.seen, run.root)
        self.run, self.name = run, run.member
        self.is_ready = False

    def take_turn(self) -> None:
        """Look at the queue, open an intake without a note, and write one."""
        if not self.is_ready:
            self.set_up(self.run.password)
            self.is_ready = True
        self.get("/desk/")
        waiting = [
            each for each in tuple(self.seen.receipts) if each not in self.run.notes
        ]
        if not waiting:
            time.sleep(0.1)
            return
        reference = random.choice(waiting)
        if place := self.look_up(reference):
            self.write_note(reference, place)
        else:
            self.seen.wrong["an intake that its own desk does not find"] += 1

    def write_note(self, reference: str, place: str) -> None:
        """Write a note, and see that the page shows it."""
        note = f"called back about {reference}"
        self.post(
            f"{place}/note", {**dict(FIELD.findall(self.get(place))), "note": note}
        )
        if shown := NOTE.search(self.get(place)):
            self.run.notes |= {reference: note} if shown[1] == note else {}
