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


UTC_KEYS = {"Etc/UTC", "Etc/UCT"}


class UnknownZone(Exception):
    """A name that is no time zone, or that this machine does not know."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Local times of one zone."""

    zone: ZoneInfo

    @property
    def name(self) -> str:
        """The name of the zone on pages."""
        key = self.zone.key
        return "UTC" if key in UTC_KEYS else key

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
        first = local.replace(fold=0)
        second = local.replace(fold=1)
        comes_twice = first.utcoffset() != second.utcoffset()
        return f"{local:%H:%M %Z}" if comes_twice else f"{local:%H:%M}"

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the instants when a local day and the next day begin. They are 23 to
        25 hours apart."""
        next_day = day + timedelta(days=1)
        return self.start(day), self.start(next_day)

    def start(self, day: date) -> datetime:
        midnight = datetime.combine(day, time(), self.zone)
        return midnight.astimezone(UTC)


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
        path = name.removeprefix(":")
        _, _, key = path.rpartition(f"/{DATABASE}/")
        with suppress(UnknownZone):
            return local_time(key)
    return None


def first_line(path: Path) -> str:
    """Return the first line of a file, empty if the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    line, _, _ = text.partition("\n")
    return line.strip()
