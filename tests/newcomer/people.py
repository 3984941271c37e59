"""The users of the new installation: a patient who shares, and a staff member who looks
up the intake."""

from tests.bench.client import Client, Forms, Seen
from tests.bench.staff import Desk

HOST = "pain.example.org"


class Person(Client):
    """A person whose browser reaches the app through a proxy with https."""

    def __init__(self, port: int, seen: Seen) -> None:
        super().__init__([port], seen)
        self.more = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
        }


def share(port: int, answers: Forms) -> str:
    """Answer everything, share it, and return the reference."""
    seen = Seen()
    Person(port, seen).journey(answers)
    assert not seen.wrong, seen.wrong
    [reference] = seen.receipts
    return reference


class Member(Desk, Person):
    """A staff member whose browser reaches the app in the same way."""

    name = "ada"
