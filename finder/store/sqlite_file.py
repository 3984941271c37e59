"""The file of an SQLite database, which may be moved or replaced while it is open."""

import os
from pathlib import Path


class SqliteFile:
    """A file that was opened, so that later writes can be refused if another file or
    none has its name. SQLite itself would write on, and what it wrote would be gone
    after a restart."""

    def __init__(self, path: Path) -> None:
        """Create the file if there is none, because SQLite would not limit it to this
        user. Raises OSError."""
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._opened = os.fstat(descriptor)
        finally:
            os.close(descriptor)

    def __str__(self) -> str:
        return str(self._path)

    @property
    def address(self) -> str:
        """The URI of the file for SQLite, which opens it only if it exists."""
        return f"{self._path.as_uri()}?mode=rw"

    def is_in_place(self) -> bool:
        """Return whether the name still leads to the file that was opened."""
        try:
            found = self._path.stat()
        except OSError:  # no file has the name, or its disk fails
            return False
        return os.path.samestat(found, self._opened)
