"""The users of the new installation: a patient who shares, and a staff member who looks up the intake."""

import base64
import re
import time

from finder.core.sharing.reference import written
from finder.store import codes
from tests.bench.load import Client, Form, Forms, Seen

HOST = "pain.example.org"
KEY = re.compile(r'<span class="key">([A-Z2-7=]+)</span>')
PASSWORD = "five blue herons wait here"


class Person(Client):
    """A person whose browser reaches the app through a proxy with https."""

    def __init__(self, port: int, seen: Seen) -> None:
        super().__init__([port], seen)
        self.more = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def share(port: int, answers: Forms) -> str:
    """Answer everything, share it, and return the reference."""
    seen = Seen()
    Person(port, seen).journey(answers)
    assert not seen.wrong, seen.wrong
    [reference] = seen.receipts
    return reference


class Member(Person):
    """A staff member with a phone that shows codes."""

    secret = b""
    steps = 0

    def set_up(self, first: str) -> None:
        """Sign in with the first password, and set up the account."""
        self.send("/desk/sign-in", {"name": "ada", "password": first, "code": ""})
        found = KEY.search(self.get("/desk/set-up"))
        assert found, "the first password opens the page that sets the account up"
        self.secret = base64.b32decode(found[1])
        self.send("/desk/set-up", {"password": PASSWORD, "again": PASSWORD, "code": self.code()})

    def sign_in(self) -> None:
        self.cookies.clear()
        self.send("/desk/sign-in", {"name": "ada", "password": PASSWORD, "code": self.code()})

    def send(self, path: str, form: Form) -> None:
        self.post(path, form | self.hidden(path))

    def code(self) -> str:
        """Return the code on the phone. Each code works once, so wait for the next one if necessary."""
        now = int(time.time())
        step = now // codes.SECONDS
        if step <= self.steps:
            time.sleep((self.steps + 1) * codes.SECONDS - now)
            return self.code()
        self.steps = step
        return codes.totp(self.secret).generate(now).decode()

    def finds(self, reference: str) -> bool:
        """Look up the reference, and return whether its page is shown."""
        place = self.ask("GET", f"/desk/find/?code={reference}")[0]
        return place.startswith("/desk/intakes/") and written(reference) in self.get(place)
