"""Open a file of the register: plain, or inside the zip that CMS publishes."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from finder.core.directory.addresses import FILE_NAME as PLACES
from finder.core.directory.header import FILE_NAME, NoRegister

BUFFER = 1 << 20
WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """An open file, its name, and its uncompressed size in bytes."""

    file: BinaryIO
    name: str
    size: int


@contextmanager
def opened(path: Path, pattern: re.Pattern[str] = FILE_NAME) -> Iterator[OpenedFile]:
    """Open a plain file, or the file in a zip whose name matches. Raises NoRegister."""
    if not is_zipfile(path):
        if begins_as_zip(path):
            raise NoRegister(f"{path.name} is a damaged zip file; download it again")
        with path.open("rb", buffering=BUFFER) as plain:
            yield OpenedFile(plain, path.name, path.stat().st_size)
        return
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            if WORKBOOK in names:
                raise NoRegister(f"{path.name} is a workbook; save it as CSV in UTF-8")
            inside = next(
                (name for name in names if pattern.fullmatch(Path(name).name)), None
            )
            if inside is None:
                raise NoRegister(
                    f"{path.name} contains no npidata_pfile_....csv; use the zip file as CMS publishes it"
                )
            with archive.open(inside) as member:
                file = BufferedReader(cast("BinaryIO", member), BUFFER)  # type: ignore[type-var]
                yield OpenedFile(
                    cast("BinaryIO", file),
                    Path(inside).name,
                    archive.getinfo(inside).file_size,
                )
    except (BadZipFile, EOFError) as error:
        raise NoRegister(
            f"{path.name} is a damaged zip file ({error}); download it again"
        ) from None


@contextmanager
def opened_addresses(path: Path) -> Iterator[Iterable[bytes]]:
    """Open the file of further places in the same zip or next to a plain file. Yield
    nothing to read if there is none."""
    if is_zipfile(path):
        with ZipFile(path) as archive:
            inside = next(
                (
                    name
                    for name in archive.namelist()
                    if PLACES.fullmatch(Path(name).name)
                ),
                None,
            )
        if inside:
            with opened(path, PLACES) as found:
                yield found.file
            return
    places_file = path.with_name(
        path.name.lower().replace("npidata_pfile_", "pl_pfile_")
    )
    if (
        places_file != path
        and PLACES.fullmatch(places_file.name)
        and places_file.is_file()
    ):
        with places_file.open("rb", buffering=BUFFER) as plain:
            yield plain
        return
    yield ()


def begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"
