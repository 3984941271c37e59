"""Keys, and the sealing of what people tell: whoever reads the database without the keys reads nothing."""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_ID = 4
NONCE = 12


class Tampered(Exception):
    """Sealed bytes that were changed, moved to another place, or sealed with a key that is gone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where sealed bytes belong. They open nowhere else."""

    table: str
    row: str
    field: str

    def bound(self, key_id: bytes) -> bytes:
        return b"\0".join([self.table.encode(), self.row.encode(), self.field.encode(), key_id])


class Keys:
    """Keys derived from master secrets, the newest first: it seals, all of them open."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secrets)
        self._sealing = {sha256(b"id " + derived(each, "seal")).digest()[:KEY_ID]: each for each in self._secrets}
        self._ciphers = {key_id: AESGCM(derived(each, "seal")) for key_id, each in self._sealing.items()}
        self._prints = tuple(derived(each, "fingerprint") for each in self._secrets)

    def seal(self, plain: bytes, place: Place) -> bytes:
        key_id, cipher = next(iter(self._ciphers.items()))
        nonce = os.urandom(NONCE)
        return key_id + nonce + cipher.encrypt(nonce, plain, place.bound(key_id))

    def unseal(self, sealed: bytes, place: Place) -> bytes:
        """Raises Tampered."""
        key_id, nonce, rest = sealed[:KEY_ID], sealed[KEY_ID : KEY_ID + NONCE], sealed[KEY_ID + NONCE :]
        if key_id not in self._ciphers:
            raise Tampered("these answers were sealed with a key that is not in FINDER_SECRET_KEYS; put the key back")
        try:
            return self._ciphers[key_id].decrypt(nonce, rest, place.bound(key_id))
        except (InvalidTag, ValueError):
            raise Tampered("these answers were changed or moved in the database; restore it from a backup") from None

    def fingerprints(self, token: str) -> tuple[bytes, ...]:
        """What a token is found by, under each key, the newest first; it does not lead back to the token."""
        return tuple(hmac.digest(key, token.encode(), "sha256") for key in self._prints)

    def cookie_secrets(self) -> list[str]:
        """For signing cookies, the newest first."""
        return [derived(each, "cookie").hex() for each in self._secrets]


def derived(secret: str, purpose: str) -> bytes:
    """A key of its own for each purpose."""
    return HKDF(SHA256(), length=32, salt=None, info=f"finder {purpose}".encode()).derive(secret.encode())
