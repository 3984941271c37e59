"""Read and write encrypted files of any length, a chunk at a time.

A file is a heading, the id of its key, a salt, and chunks. Each chunk is encrypted with
AES-256-GCM under a key for this file alone. The number of a chunk is its nonce, and the
last chunk is marked, so a file that was cut, reordered or joined cannot be decrypted.
This is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015).
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from finder.store.seal import ID_BYTES, NONCE_BYTES, Key, Keys

HEADING = b"pain specialist finder backup 1\n"
SALT_BYTES = 16
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
LAST, NOT_LAST = b"last", b"not last"


class BadFile(Exception):
    """An encrypted file that cannot be decrypted. The text gives the reason and says
    how to fix it."""


def write(file: BinaryIO, keys: Keys, parts: Iterable[bytes]) -> None:
    """Encrypt the parts in order under the newest key."""
    key, salt = keys.newest_first[0], os.urandom(SALT_BYTES)
    cipher = cipher_of(key, salt)
    file.write(HEADING + key.id + salt)
    waiting, number = b"", 0
    for part in parts:
        waiting += part
        while len(waiting) > CHUNK_BYTES:
            chunk, waiting = waiting[:CHUNK_BYTES], waiting[CHUNK_BYTES:]
            file.write(cipher.encrypt(nonce(number), chunk, NOT_LAST))
            number += 1
    file.write(cipher.encrypt(nonce(number), waiting, LAST))


def read(file: BinaryIO, keys: Keys) -> Iterator[bytes]:
    """Yield the decrypted bytes, a chunk at a time. Raises BadFile."""
    if file.read(len(HEADING)) != HEADING:
        raise BadFile("is not a backup of this app")
    key = keys.by_id.get(file.read(ID_BYTES))
    if key is None:
        raise BadFile(
            "was made with a secret key that the app does not have; put the copy of its file secret-key into "
            "FINDER_DATA, or add it to FINDER_SECRET_KEYS"
        )
    cipher = cipher_of(key, file.read(SALT_BYTES))
    number, sealed = 0, file.read(CHUNK_BYTES + TAG_BYTES)
    while sealed:
        following = file.read(CHUNK_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(nonce(number), sealed, NOT_LAST if following else LAST)
        except InvalidTag:
            raise BadFile("is damaged or incomplete; use another backup") from None
        number, sealed = number + 1, following
    if number == 0:
        raise BadFile("is damaged or incomplete; use another backup")


def cipher_of(key: Key, salt: bytes) -> AESGCM:
    """Return the cipher of one file. Each file has its own key, so no two files share a
    nonce under one key."""
    return AESGCM(
        HKDF(SHA256(), 32, salt=salt, info=b"finder backup").derive(key.files)
    )


def nonce(number: int) -> bytes:
    return number.to_bytes(NONCE_BYTES, "big")
