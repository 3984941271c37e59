"""A separate small disk that can be filled and can fail: a file system in a file. It
needs root."""

import fcntl
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEBIBYTE = 2**20
STEP = 4096
SHUTDOWN = 0x8004587D
"""The Linux call that shuts down an ext4 file system (EXT4_IOC_SHUTDOWN)."""


class Disk:
    """A file system of a few hundred MiB at `folder`."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.folder = folder
        self._image = image
        self._ballast = folder / "ballast"

    def make(self, size: int) -> None:
        """Create the disk with this many MiB. Raises CalledProcessError without the
        necessary rights."""
        with self._image.open("wb") as file:
            file.truncate(size * MEBIBYTE)
        run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self.folder.mkdir()
        self.mount()

    def mount(self) -> None:
        run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.folder))

    def unmount(self) -> None:
        run("umount", str(self.folder))

    @contextmanager
    def full(self) -> Iterator[None]:
        """Fill every free byte, and free them at the end."""
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            for size in (MEBIBYTE, STEP):
                with suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass
        try:
            yield
        finally:
            self._ballast.unlink()

    def fail(self) -> None:
        """Let every read and write fail from now on, even for open files. Running
        operations end first: if ext4 is aborted at once, it may report data as written
        and lose it."""
        folder = os.open(self.folder, os.O_RDONLY)
        fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", 0))
        os.close(folder)

    def repair(self) -> None:
        """Check the disk and mount it again, when nothing uses it."""
        self.unmount()
        with suppress(
            subprocess.CalledProcessError
        ):  # it exits with an error if it has repaired something
            run("fsck.ext4", "-p", str(self._image))
        self.mount()


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def disk_in(folder: Path, size: int) -> Iterator[Disk]:
    """Yield a disk with this many MiB."""
    found = Disk(folder / "disk.image", folder / "disk")
    found.make(size)
    try:
        yield found
    finally:
        found.unmount()
