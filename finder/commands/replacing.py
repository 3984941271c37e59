"""Replace the text of a file atomically, so that a reader sees the old text or the new
one, never a part."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def permissions_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def replace_text(path: Path, text: str) -> None:
    """Write the text to the file that the path leads to. A link stays a link, and an
    existing file keeps its permissions."""
    target = path.resolve()
    mode = permissions_of(target) if target.exists() else 0o666 & ~mask()
    with NamedTemporaryFile(
        "wb", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as written:
        temporary = Path(written.name)
        try:
            written.write(text.encode())
            written.flush()
            os.fsync(written.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def mask() -> int:
    """Return the umask: the permissions that new files do not get."""
    found = os.umask(0)
    os.umask(found)
    return found
