"""Convert instants into local days and hours of the clinic's time zone. No other module
does."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME, TIMEZONE = Path("/etc/localtime"), Path("/etc/timezone")
DATABASE = "zoneinfo"
"""The folder of the time zone database. The rest of a path below it is the name of a
zone."""


class UnknownZone(Exception):
    """A name that is no time zone, or that this machine does not know."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Local times of one zone."""

    zone: ZoneInfo

    @property
    def name(self) -> str:
        """The name of the zone on pages."""
        return "UTC" if self.zone.key in {"Etc/UTC", "Etc/UCT"} else self.zone.key

    def at(self, instant: datetime) -> datetime:
        """Return the local date and time of an instant."""
        return instant.astimezone(self.zone)

    def day(self, instant: datetime) -> date:
        """Return the local day of an instant."""
        return self.at(instant).date()

    def clock(self, instant: datetime) -> str:
        """Return the local hour and minute. In an hour that occurs twice that day, add
        the zone's short name."""
        local = self.at(instant)
        comes_twice = (
            local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        )
        return f"{local:%H:%M %Z}" if comes_twice else f"{local:%H:%M}"

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the instants when a local day and the next day begin. They are 23 to
        25 hours apart."""
        return self.start(day), self.start(day + timedelta(days=1))

    def start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def local_time(name: str) -> LocalTime:
    """Return the local time of a zone by its IANA name. Raises UnknownZone."""
    try:
        return LocalTime(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def local_time_of_machine(
    environ: Mapping[str, str], localtime: Path = LOCALTIME, timezone: Path = TIMEZONE
) -> LocalTime | None:
    """Return the local time of the machine's zone, None if its name is unknown."""
    if "TZ" in environ:
        names = [environ["TZ"] or "UTC"]
    else:
        names = [
            str(localtime.resolve()) if localtime.is_symlink() else "",
            first_line(timezone),
        ]
    for name in names:
        with suppress(UnknownZone):
            return local_time(name.removeprefix(":").rpartition(f"/{DATABASE}/")[2])
    return None


def first_line(path: Path) -> str:
    """Return the first line of a file, empty if the file cannot be read."""
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, ValueError):
        return ""
