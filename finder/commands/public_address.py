"""Request the app at its public address, as a browser does, to check the proxy in
front."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATIENCE = 5
"""Seconds to wait for each response."""


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """The status and headers of a response."""

    status: int
    headers: Mapping[str, str]

    @property
    def is_ours(self) -> bool:
        """Return whether the app itself responded. It adds a request id to each
        response."""
        return "x-request-id" in self.headers

    @property
    def is_safe(self) -> bool:
        """Return whether the response tells browsers to use only HTTPS."""
        return "strict-transport-security" in self.headers


class Trouble(Exception):
    """No response came. The text gives the reason, and `fix` says how to fix it.
    `is_wrong` is False if the cause may concern this machine alone."""

    def __init__(self, text: str, fix: str, *, is_wrong: bool) -> None:
        super().__init__(text)
        self.fix = fix
        self.is_wrong = is_wrong


class Stay(HTTPRedirectHandler):
    """Follows no redirect, because the checks look at the redirect itself."""

    def redirect_request(self, *_: object) -> None:
        """Return no further request."""


def asked(address: str) -> PublicAnswer:
    """Return the response from an address, whatever its status. Raises Trouble."""
    try:
        with build_opener(Stay).open(Request(address), timeout=PATIENCE) as response:  # noqa: S310 - only https and http
            return answer_of(response.status, response)
    except HTTPError as error:
        return answer_of(error.code, error)
    except URLError as error:
        raise trouble_of(error.reason) from None
    except (OSError, HTTPException) as error:
        raise trouble_of(error) from None


def answer_of(status: int, response: HTTPResponse | HTTPError) -> PublicAnswer:
    return PublicAnswer(
        status, {name.lower(): value for name, value in response.headers.items()}
    )


def trouble_of(reason: object) -> Trouble:
    """Return the error for a missing response."""
    if isinstance(reason, ssl.SSLError):
        why = getattr(reason, "verify_message", "") or reason.reason or "no https"
        fix = "give the proxy a certificate for this name that browsers trust, and renew it in time"
        return Trouble(
            f"has no certificate that this machine trusts ({why})", fix, is_wrong=True
        )
    if isinstance(reason, ConnectionRefusedError):
        return Trouble(
            "refuses connections: nothing is listening there",
            "start the proxy",
            is_wrong=True,
        )
    fix = "open it in a browser on another machine: this one may be unable to reach its own public address"
    return Trouble("cannot be reached from this machine", fix, is_wrong=False)


def leads_to_https(address: str) -> bool:
    """Return whether plain HTTP shows no page: it redirects, refuses, or is not
    reachable."""
    try:
        found = asked(address.replace("https", "http", 1))
    except Trouble:
        return True
    return found.status >= HTTPStatus.MULTIPLE_CHOICES
