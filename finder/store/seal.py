"""Encrypt what patients say, bound to its table, row and field."""

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
"""How to encode text that may hold half of a surrogate pair, and to decode it again."""


class Tampered(SentenceError):
    """Sealed bytes that do not open: changed, moved, or sealed with a key we do not have."""


class SealedPlace(TypedDict):
    """Where sealed bytes belong. They open nowhere else."""

    table: str
    row: bytes
    field: str


@dataclass(frozen=True, slots=True)
class Key:
    """What one master secret gives: a key for each purpose, so that none can stand in for another."""

    id: bytes
    cipher: AESGCM
    prints: bytes = field(repr=False)
    files: bytes = field(repr=False)
    cookies: str = field(repr=False)


def key_from(secret: str) -> Key:
    def derived(purpose: str, length: int = 32) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=f"finder {purpose}".encode()).derive(secret.encode())

    return Key(
        id=derived("key id", ID_BYTES),
        cipher=AESGCM(derived("seal")),
        prints=derived("fingerprint"),
        files=derived("file"),
        cookies=derived("cookie").hex(),
    )


class Keys:
    """The keys of one or more master secrets, newest first: the first seals, all of them open and find."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not secrets:
            raise ValueError("sealing needs at least one secret")
        self.newest_first = tuple(map(key_from, secrets))
        self.by_id = {key.id: key for key in self.newest_first}

    def seal(self, plain: bytes, *, table: str, row: bytes, field: str) -> bytes:
        key, nonce = self.newest_first[0], os.urandom(NONCE_BYTES)
        return key.id + nonce + key.cipher.encrypt(nonce, plain, place(key.id, table, row, field))

    def unseal(self, sealed: bytes, *, table: str, row: bytes, field: str) -> bytes:
        """The plain bytes. Raises Tampered."""
        key_id, nonce, rest = sealed[:ID_BYTES], sealed[ID_BYTES:][:NONCE_BYTES], sealed[ID_BYTES + NONCE_BYTES :]
        try:
            return self.by_id[key_id].cipher.decrypt(nonce, rest, place(key_id, table, row, field))
        except (KeyError, ValueError, InvalidTag):
            why = Sentence(
                "the field %(field)s of the table %(table)s does not open: it was changed or moved, or its key is "
                "gone; put the old secret key back, or restore a backup",
                {"field": field, "table": table},
            )
            raise Tampered(why) from None

    def has_key_of(self, sealed: bytes) -> bool:
        """Whether the key that sealed these bytes is here."""
        return sealed[:ID_BYTES] in self.by_id

    def fingerprint(self, token: str, purpose: str) -> bytes:
        """What stands in the database for a token that only its owner keeps."""
        return fingerprint(self.newest_first[0], token, purpose)

    def fingerprints(self, token: str, purpose: str) -> tuple[bytes, ...]:
        """The token's fingerprint under each key, newest first, to find rows that an older key made."""
        return tuple(fingerprint(key, token, purpose) for key in self.newest_first)

    def prints(self) -> dict[bytes, bytes]:
        """The fingerprint and the id of each key, newest first, by which a database knows its keys."""
        return {fingerprint(key, "", DATABASE): key.id for key in self.newest_first}

    def cookie_secrets(self) -> tuple[str, ...]:
        """The secrets that sign cookies, newest first."""
        return tuple(key.cookies for key in self.newest_first)


def place(key_id: bytes, table: str, row: bytes, field: str) -> bytes:
    """Where sealed bytes belong; the row, which may hold any byte, stands last so that no two places look alike."""
    return b"\0".join((key_id, table.encode(), field.encode(), row))


def fingerprint(key: Key, token: str, purpose: str) -> bytes:
    return hmac.digest(key.prints, f"{purpose}\0{token}".encode(errors=ANY_TEXT), "sha256")
