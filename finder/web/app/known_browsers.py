"""Browsers that the app recognizes by a cookie that only the app can have made."""

import secrets
from datetime import timedelta

from finder.web.app import cookies
from finder.web.app.cookies import Cookie
from finder.web.app.state import state

TOKEN_BYTES = 32
KNOWN_FOR = timedelta(days=180)


def known(cookie: Cookie) -> str:
    """Return the random id of this browser, or "" if this cookie has not marked it
    before."""
    nonce, _, proof = cookies.read(cookie).partition(".")
    for fingerprint in state().keys.fingerprints(nonce, f"{cookie} browser"):
        expected = fingerprint.hex()
        if secrets.compare_digest(proof.encode(), expected.encode()):
            return nonce
    return ""


def remember(cookie: Cookie) -> None:
    nonce = known(cookie) or secrets.token_urlsafe(TOKEN_BYTES)
    proof = state().keys.fingerprint(nonce, f"{cookie} browser").hex()
    cookies.send(cookie, f"{nonce}.{proof}", KNOWN_FOR)
