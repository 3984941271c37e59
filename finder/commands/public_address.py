"""Ask the app by its public address, as a browser does, to see what the proxy in front makes of it."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATIENCE = 5
"""Seconds for each answer."""


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What came back."""

    status: int
    headers: Mapping[str, str]

    @property
    def is_ours(self) -> bool:
        """Return whether the app itself answered: it gives each answer the code of its request."""
        return "x-request-id" in self.headers

    @property
    def is_safe(self) -> bool:
        """Return whether browsers are told to use https alone."""
        return "strict-transport-security" in self.headers


class Trouble(Exception):
    """Nothing came back; the text says why, and `cure` what to do. `is_wrong` is off where only this machine may be
    kept from asking."""

    def __init__(self, text: str, cure: str, *, is_wrong: bool) -> None:
        super().__init__(text)
        self.cure = cure
        self.is_wrong = is_wrong


class Stay(HTTPRedirectHandler):
    """Follows nothing: where an answer leads to is what is asked for."""

    def redirect_request(self, *_: object) -> None:
        """Return no further request."""


def asked(address: str) -> PublicAnswer:
    """Return the answer of an address, whatever its status. Raises Trouble."""
    try:
        with build_opener(Stay).open(Request(address), timeout=PATIENCE) as response:  # noqa: S310 - https, or http to be refused
            return answer_of(response.status, response)
    except HTTPError as error:
        return answer_of(error.code, error)
    except URLError as error:
        raise trouble_of(error.reason) from None
    except (OSError, HTTPException) as error:
        raise trouble_of(error) from None


def answer_of(status: int, response: HTTPResponse | HTTPError) -> PublicAnswer:
    return PublicAnswer(status, {name.lower(): value for name, value in response.headers.items()})


def trouble_of(reason: object) -> Trouble:
    """Return what to tell of an answer that never came."""
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or "no https"
        cure = "give the proxy a certificate for this name that browsers trust, and renew it in time"
        return Trouble(f"has no certificate that this machine trusts ({why})", cure, is_wrong=True)
    if isinstance(reason, ConnectionRefusedError):
        return Trouble("is refused: nothing listens there", "start the proxy", is_wrong=True)
    cure = "open it in a browser on another machine: this one may be kept from its own public address"
    return Trouble("cannot be reached from this machine", cure, is_wrong=False)


def leads_to_https(address: str) -> bool:
    """Return whether plain http shows nothing: it leads to https, is refused, or is not there."""
    try:
        found = asked(address.replace("https", "http", 1))
    except Trouble:
        return True
    return found.status >= HTTPStatus.MULTIPLE_CHOICES
