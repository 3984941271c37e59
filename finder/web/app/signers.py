"""The signers of cookies and tokens. They are made once, and sign exactly like those of
Flask and Flask-WTF."""

import hmac
from functools import cached_property
from typing import Any

from itsdangerous import (
    SignatureExpired,
    Signer,
    TimestampSigner,
    URLSafeTimedSerializer,
)
from itsdangerous.encoding import base64_encode, want_bytes
from itsdangerous.signer import SigningAlgorithm

WORTH_COMPRESSING = 100
"""Bytes. Compressing takes long, and makes a shorter text longer."""


class OneCall(SigningAlgorithm):
    """The signature of itsdangerous, made in one call of the standard library."""

    DIGEST = "sha1"
    """What itsdangerous and Flask sign with. If they change it, theirs is used."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, self.DIGEST)


class OneSigner(URLSafeTimedSerializer):
    """A serializer with one shared signer. itsdangerous makes a signer for each text,
    but the keys of an app never change."""

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        if salt in {None, self.salt}:
            return self.only_signer
        return super().make_signer(salt)

    def dump_payload(self, obj: Any) -> bytes:
        """Return the payload, compressed only where it is long enough to gain by it."""
        payload = want_bytes(self.serializer.dumps(obj))
        if len(payload) < WORTH_COMPRESSING:
            return base64_encode(payload)
        return super().dump_payload(obj)

    @cached_property
    def only_signer(self) -> Signer:
        return super().make_signer(self.salt)


class SteadySigner(TimestampSigner):
    """A signer that accepts a signature from the future as if it were new, because the
    machine's clock was set back."""

    def __init__(self, *keys: Any, **options: Any) -> None:
        super().__init__(*keys, **options)
        if self.digest_method().name == OneCall.DIGEST:
            self.algorithm = OneCall()
        self._derived: dict[bytes, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_keys[-1] if secret_key is None else want_bytes(secret_key)
        if secret not in self._derived:
            self._derived[secret] = super().derive_key(secret)
        return self._derived[secret]

    def unsign(
        self,
        signed_value: str | bytes,
        max_age: int | None = None,
        *how: Any,
        **with_time: Any,
    ) -> Any:
        try:
            return super().unsign(signed_value, max_age, *how, **with_time)
        except SignatureExpired as error:
            if (
                error.date_signed is None
                or error.date_signed.timestamp() <= self.get_timestamp()
            ):
                raise
            return super().unsign(signed_value, None, *how, **with_time)
