"""Encrypt what patients answer, bound to its table, row and field."""

import hmac
import os
from dataclasses import dataclass, field
from typing import TypedDict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from finder.core.rules.sentence import Sentence, SentenceError

ID_BYTES = 4
NONCE_BYTES = 12
DATABASE = "database key"
ANY_TEXT = "surrogatepass"
"""The error handler to encode and decode text that may hold half of a surrogate
pair."""


class Tampered(SentenceError):
    """Encrypted bytes that cannot be decrypted: changed, moved, or encrypted with a
    missing key."""


class SealedPlace(TypedDict):
    """The place that encrypted bytes are bound to. They cannot be decrypted anywhere
    else."""

    table: str
    row: bytes
    field: str


@dataclass(frozen=True, slots=True)
class Key:
    """The keys derived from one master secret, one for each purpose, so that no key can
    serve for another purpose."""

    id: bytes
    cipher: AESGCM
    prints: bytes = field(repr=False)
    files: bytes = field(repr=False)
    cookies: str = field(repr=False)


def key_from(secret: str) -> Key:
    def derived(purpose: str, length: int = 32) -> bytes:
        return HKDF(
            SHA256(), length, salt=None, info=f"finder {purpose}".encode()
        ).derive(secret.encode())

    return Key(
        id=derived("key id", ID_BYTES),
        cipher=AESGCM(derived("seal")),
        prints=derived("fingerprint"),
        files=derived("file"),
        cookies=derived("cookie").hex(),
    )


class Keys:
    """The keys of one or more master secrets, newest first. The first encrypts. All of
    them decrypt and find rows."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not secrets:
            raise ValueError("sealing needs at least one secret")
        self.newest_first = tuple(map(key_from, secrets))
        self.by_id = {key.id: key for key in self.newest_first}

    def seal(self, plain: bytes, *, table: str, row: bytes, field: str) -> bytes:
        key, nonce = self.newest_first[0], os.urandom(NONCE_BYTES)
        return (
            key.id
            + nonce
            + key.cipher.encrypt(nonce, plain, place(key.id, table, row, field))
        )

    def unseal(self, sealed: bytes, *, table: str, row: bytes, field: str) -> bytes:
        """Return the decrypted bytes. Raises Tampered."""
        key_id, nonce, rest = (
            sealed[:ID_BYTES],
            sealed[ID_BYTES:][:NONCE_BYTES],
            sealed[ID_BYTES + NONCE_BYTES :],
        )
        try:
            return self.by_id[key_id].cipher.decrypt(
                nonce, rest, place(key_id, table, row, field)
            )
        except (KeyError, ValueError, InvalidTag):
            why = Sentence(
                "the field %(field)s of the table %(table)s cannot be decrypted: it was changed or moved, or its key "
                "is missing; restore the old secret key, or restore a backup",
                {"field": field, "table": table},
            )
            raise Tampered(why) from None

    def has_key_of(self, sealed: bytes) -> bool:
        """Return whether one of these keys encrypted these bytes."""
        return sealed[:ID_BYTES] in self.by_id

    def fingerprint(self, token: str, purpose: str) -> bytes:
        """Return the keyed hash of a token. The database stores this instead of the
        token."""
        return fingerprint(self.newest_first[0], token, purpose)

    def fingerprints(self, token: str, purpose: str) -> tuple[bytes, ...]:
        """Return the token's fingerprint under each key, newest first, to find rows
        from older keys."""
        return tuple(fingerprint(key, token, purpose) for key in self.newest_first)

    def prints(self) -> dict[bytes, bytes]:
        """Return the fingerprint and the id of each key, newest first. A database
        recognizes its keys by them."""
        return {fingerprint(key, "", DATABASE): key.id for key in self.newest_first}

    def cookie_secrets(self) -> tuple[str, ...]:
        """Return the secrets that sign cookies, newest first."""
        return tuple(key.cookies for key in self.newest_first)


def place(key_id: bytes, table: str, row: bytes, field: str) -> bytes:
    """Return the bytes that name a place. The row may hold any byte, so it comes last
    and no two places have the same bytes."""
    return b"\0".join((key_id, table.encode(), field.encode(), row))


def fingerprint(key: Key, token: str, purpose: str) -> bytes:
    return hmac.digest(
        key.prints, f"{purpose}\0{token}".encode(errors=ANY_TEXT), "sha256"
    )
