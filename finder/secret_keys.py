"""The secret keys: from the settings, or from a file that the first start creates for
this user only."""

import os
import secrets
from itertools import pairwise
from pathlib import Path

from finder.config import Settings
from finder.setting_values import BadSetting

SHORTEST_SECRET = 32
FEWEST_SYMBOLS = 6
EXAMPLES = ("change", "example", "password")
MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
FOR_THIS_USER = 0o600


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return the secret keys from the settings or else from the file, newest first.
    Raises BadSetting."""
    for key in settings.secret_keys:
        if weak := weakness(key):
            raise BadSetting(
                f"FINDER_SECRET_KEYS has a key {weak}; generate a random one with {MAKE_ONE}"
            )
    return settings.secret_keys or stored_secrets(settings.path_of_secret)


def weakness(key: str) -> str:
    """Return why others could guess a key, empty if no reason is found."""
    steps = {ord(after) - ord(before) for before, after in pairwise(key)}
    if len(key) < SHORTEST_SECRET:
        return f"shorter than {SHORTEST_SECRET} characters"
    has_few_symbols = len(set(key)) < FEWEST_SYMBOLS
    has_few_steps = len(steps) < FEWEST_SYMBOLS
    # A text that repeats its beginning is found again inside its double.
    repeats = key in (key + key)[1:-1]
    if has_few_symbols or has_few_steps or repeats:
        return "that repeats itself or is a sequence"
    plain = key.casefold()
    if any(word in plain for word in EXAMPLES):
        return "that looks like an example"
    return ""


def stored_secrets(path: Path) -> tuple[str, ...]:
    """Return the secrets of a file, one on each line, newest first. Create the file if
    there is none. Raises BadSetting."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            create_secret(path)
    except OSError as error:
        raise BadSetting(
            f"the folder {path.parent} of the secret key cannot be used ({error.strerror}); set FINDER_DATA or "
            "FINDER_SECRET_FILE to a place where this user can write"
        ) from None
    return secrets_in(path)


def create_secret(path: Path) -> None:
    """Write a new secret into a new file. On a full disk, leave no file without a
    secret. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_THIS_USER)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(new_secret())
    except OSError:
        path.unlink()
        raise


def secrets_in(path: Path) -> tuple[str, ...]:
    """Return the secrets in a file, newest first. Raises BadSetting."""
    try:
        found = tuple(path.read_text(encoding="utf-8").split())
    except UnicodeDecodeError:
        found = ()
    except OSError as error:
        raise BadSetting(
            f"the key file {path} cannot be read ({error.strerror}); give this user permission to read it, or "
            "restore its backup"
        ) from None
    if not found or min(map(len, found)) < SHORTEST_SECRET:
        raise BadSetting(
            f"{path} contains a secret shorter than {SHORTEST_SECRET} characters; restore its backup. Without the "
            "secret no one can decrypt the data in the database (visits in progress, shared intakes, staff "
            "accounts), so delete the file only to start with a new database"
        )
    return found


def add_secret(path: Path) -> None:
    """Insert a new secret before those of the file. Raises BadSetting."""
    write_secrets(path, (new_secret(), *stored_secrets(path)))


def write_secrets(path: Path, found: tuple[str, ...]) -> None:
    """Replace the file atomically, so that a crash leaves the old file or the new one.
    Raises BadSetting."""
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FOR_THIS_USER),
            "w",
        ) as file:
            file.write("\n".join(found))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise BadSetting(
            f"the key file {path} cannot be written ({error.strerror}); give this user permission to write to the "
            "file and its folder"
        ) from None


def new_secret() -> str:
    return secrets.token_urlsafe(48)
