"""Open a file of the register: plain, or in the zip that CMS publishes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from finder.core.directory.header import FILE_NAME, NoRegister

BUFFER = 1 << 20
WORKBOOK = "xl/workbook.xml"
OTHER_PLACES = re.compile(r"pl_pfile_\d{8}-\d{8}\.csv", re.IGNORECASE)
"""The file of further places of practice, beside the main one in the zip."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file to read, its name, and its bytes when unpacked."""

    file: BinaryIO
    name: str
    size: int


@contextmanager
def opened(path: Path, pattern: re.Pattern[str] = FILE_NAME) -> Iterator[OpenedFile]:
    """Open a plain file, or the one in a zip whose name fits. Raises NoRegister."""
    if not is_zipfile(path):
        if begins_as_zip(path):
            raise NoRegister(f"{path.name} is a damaged zip; load it again")
        with path.open("rb", buffering=BUFFER) as plain:
            yield OpenedFile(plain, path.name, path.stat().st_size)
        return
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if WORKBOOK in names:
                raise NoRegister(f"{path.name} is a workbook; save it as CSV in UTF-8")
            inside = next((name for name in names if pattern.fullmatch(Path(name).name)), None)
            if inside is None:
                raise NoRegister(f"{path.name} holds no npidata_pfile_....csv; give the zip as CMS publishes it")
            with archive.open(inside) as packed:
                file = BufferedReader(cast("BinaryIO", packed), BUFFER)  # type: ignore[type-var]
                yield OpenedFile(cast("BinaryIO", file), Path(inside).name, archive.getinfo(inside).file_size)
    except (BadZipFile, EOFError) as error:
        raise NoRegister(f"{path.name} is a damaged zip ({error}); load it again") from None


def holds(path: Path, pattern: re.Pattern[str]) -> bool:
    """Tell whether a zip holds a file whose name fits."""
    if not is_zipfile(path):
        return False
    with ZipFile(path) as archive:
        return any(pattern.fullmatch(Path(name).name) for name in archive.namelist())


def begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"
