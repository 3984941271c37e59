"""A browser that measurements drive against servers, and what it sees."""

import random
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from re import compile as pattern
from time import monotonic, sleep
from urllib.parse import urlencode

from finder.core.sharing.reference import read_code
from finder.store.clinics import UNDER
from tests.bench.pages import HIDDEN

CODE = pattern(r'<p class="code">([^<]+)</p>')
Form = dict[str, str | list[str]]
Forms = dict[str, Form]
AGAIN = 0.05
"""The seconds before a page is loaded again."""
ROUNDS = 1000
"""How often a client loads a page again before it gives up."""


class NoReply(Exception):
    """A page that never arrived."""


@dataclass(slots=True)
class Seen:
    """What all clients saw, in total."""

    journeys: int = 0
    pages: int = 0
    answered: int = 0
    """Forms that were answered with the next page."""
    retried: int = 0
    away: int = 0
    """Pages that said that the database cannot be reached."""
    slowest: float = 0
    """The seconds of the slowest response."""
    wrong: Counter[str] = field(default_factory=Counter)
    receipts: list[str] = field(default_factory=list)


class Client:
    """A browser. Each request goes to any of the servers, as behind a proxy."""

    good = frozenset({200, 303})
    """The expected statuses of pages and forms."""

    def __init__(self, ports: list[int], seen: Seen, root: str = "") -> None:
        self.ports = ports
        self.seen = seen
        self.root = root
        """The beginning of a clinic's addresses, which paths do not include."""
        self.cookies: dict[str, str] = {}
        self.more: dict[str, str] = {}
        """Headers that a proxy would add."""

    def get(self, path: str) -> str:
        """Return the page, after as many attempts as necessary."""
        return self.ask("GET", path)[1]

    def post(self, path: str, data: Form) -> str:
        """Send a form as often as necessary, and return the address of the next
        page."""
        following = self.ask("POST", path, urlencode(data, doseq=True))[0]
        self.seen.answered += bool(following)
        return following

    def ask(self, method: str, path: str, body: str = "") -> tuple[str, str]:
        """Return where the response leads, and its page. Raises NoReply."""
        for _ in range(ROUNDS):
            began = monotonic()
            try:
                reply = self.request(method, path, body)
                page = reply.read().decode()
            except (OSError, HTTPException):
                self.seen.retried += 1
                sleep(AGAIN)
                continue
            self.seen.pages += 1
            self.seen.slowest = max(self.seen.slowest, monotonic() - began)
            if self.is_to_ask_again(reply.status, page):
                sleep(AGAIN)
                continue
            if reply.status not in self.good:
                self.seen.wrong[f"{method} {path} {reply.status}"] += 1
            return self.inside(reply.headers["Location"] or ""), page
        raise NoReply(path)

    def inside(self, address: str) -> str:
        """Return the path of an address in this clinic. An address of another clinic
        counts as wrong."""
        path = address.removeprefix(self.root)
        if path.startswith(UNDER) or (self.root and path and path == address):
            self.seen.wrong[
                f"{self.root or 'the first clinic'} leads to {address}"
            ] += 1
        return path

    def is_to_ask_again(self, status: int, page: str) -> bool:
        """Return whether to repeat the request, because the page asks the person to try
        again."""
        return False

    def request(self, method: str, path: str, body: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers = {"Cookie": cookies, "Connection": "close", **form, **self.more}
        connection.request(method, f"{self.root}{path}", body or None, headers)
        reply = connection.getresponse()
        for cookie in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return reply

    def journey(self, answers: Forms) -> None:
        """Answer every page, read the result, and share it."""
        path, answered = "/questions/who", set[str]()
        while path != "/check":
            answered.add(path)
            path = self.post(path, answers[path] | self.hidden(path))
            if path in answered:
                self.seen.wrong[f"{path} asked again"] += 1
                return
        self.get("/check")
        self.get("/result")
        place = ""
        while place != "/shared":
            place = self.post("/share", self.hidden("/share") | {"agree": "yes"})
        found = CODE.search(self.get("/shared"))
        if not found:
            self.seen.wrong["no receipt"] += 1
            return
        self.seen.receipts.append(read_code(found[1]))
        self.seen.journeys += 1

    def hidden(self, path: str) -> Form:
        """Return the hidden fields of a page."""
        found: Form = dict(HIDDEN.findall(self.get(path)))
        return found
