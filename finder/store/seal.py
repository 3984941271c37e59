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
    cookies = derived(secret, "cookie")
    return Key(
        id=derived(secret, "key id", ID_BYTES),
        cipher=AESGCM(derived(secret, "seal")),
        prints=derived(secret, "fingerprint"),
        files=derived(secret, "file"),
        cookies=cookies.hex(),
    )


def derived(secret: str, purpose: str, length: int = 32) -> bytes:
    """Return the key of a secret for one purpose."""
    info = f"finder {purpose}".encode()
    derivation = HKDF(SHA256(), length, salt=None, info=info)
    return derivation.derive(secret.encode())


class Keys:
    """The keys of one or more master secrets, newest first. The first encrypts. All of
    them decrypt and find rows."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        if not secrets:
            raise ValueError("sealing needs at least one secret")
        keys = tuple(map(key_from, secrets))
        self.newest_first = keys
        self.by_id = {key.id: key for key in keys}

    def ids_in_hex(self) -> list[str]:
        """Return the ids of all keys as people read them, newest first."""
        ids = map(bytes.hex, self.by_id)
        return list(ids)

    def seal(self, plain: bytes, *, table: str, row: bytes, field: str) -> bytes:
        """Return the bytes encrypted by the newest key: the id of the key, the nonce
        and the ciphertext."""
        place = SealedPlace(table=table, row=row, field=field)
        key = self.newest_first[0]
        nonce = os.urandom(NONCE_BYTES)
        bound_to = place_to_bytes(key.id, place)
        encrypted = key.cipher.encrypt(nonce, plain, bound_to)
        return key.id + nonce + encrypted

    def unseal(self, sealed: bytes, *, table: str, row: bytes, field: str) -> bytes:
        """Return the decrypted bytes. Raises Tampered."""
        place = SealedPlace(table=table, row=row, field=field)
        key_id, after_id = split_after(ID_BYTES, sealed)
        nonce, encrypted = split_after(NONCE_BYTES, after_id)
        bound_to = place_to_bytes(key_id, place)
        try:
            key = self.by_id[key_id]
            return key.cipher.decrypt(nonce, encrypted, bound_to)
        except (KeyError, ValueError, InvalidTag):
            raise cannot_decrypt(place) from None

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
        found = [fingerprint(key, token, purpose) for key in self.newest_first]
        return tuple(found)

    def prints(self) -> dict[bytes, bytes]:
        """Return the fingerprint and the id of each key, newest first. A database
        recognizes its keys by them."""
        found = {}
        for key in self.newest_first:
            of_key = fingerprint(key, "", DATABASE)
            found[of_key] = key.id
        return found

    def cookie_secrets(self) -> tuple[str, ...]:
        """Return the secrets that sign cookies, newest first."""
        return tuple(key.cookies for key in self.newest_first)


def cannot_decrypt(place: SealedPlace) -> Tampered:
    """Return the error for encrypted bytes that cannot be decrypted."""
    why = Sentence(
        "the field %(field)s of the table %(table)s cannot be decrypted: it was changed or moved, or its key "
        "is missing; restore the old secret key, or restore a backup",
        {"field": place["field"], "table": place["table"]},
    )
    return Tampered(why)


def split_after(length: int, data: bytes) -> tuple[bytes, bytes]:
    """Return the first bytes, this many at most, and the others."""
    return data[:length], data[length:]


def place_to_bytes(key_id: bytes, place: SealedPlace) -> bytes:
    """Return the bytes that name a place. The row may hold any byte, so it comes last
    and no two places have the same bytes."""
    table = place["table"].encode()
    field = place["field"].encode()
    parts = (key_id, table, field, place["row"])
    return b"\0".join(parts)


def fingerprint(key: Key, token: str, purpose: str) -> bytes:
    text = f"{purpose}\0{token}"
    message = text.encode(errors=ANY_TEXT)
    return hmac.digest(key.prints, message, "sha256")
