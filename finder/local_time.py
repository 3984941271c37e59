"""The clinic's time zone: the only code that turns instants into local days and hours, by the rules of each day."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME, TIMEZONE = Path("/etc/localtime"), Path("/etc/timezone")
DATABASE = "zoneinfo"
"""The folder of the time zone database; what stands behind it in a path is a zone's name."""


class UnknownZone(Exception):
    """A name that no time zone has, or that this machine does not know."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Local times of one zone."""

    zone: ZoneInfo

    @property
    def name(self) -> str:
        """The zone as pages name it."""
        return "UTC" if self.zone.key in {"Etc/UTC", "Etc/UCT"} else self.zone.key

    def at(self, instant: datetime) -> datetime:
        """The local date and time of an instant."""
        return instant.astimezone(self.zone)

    def day(self, instant: datetime) -> date:
        """The local day of an instant."""
        return self.at(instant).date()

    def clock(self, instant: datetime) -> str:
        """Return the local hour and minute, and the zone's short name in an hour that comes twice that day."""
        local = self.at(instant)
        comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f"{local:%H:%M %Z}" if comes_twice else f"{local:%H:%M}"

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """The instants at which a local day and the day after it begin; 23 to 25 hours lie between them."""
        return self.start(day), self.start(day + timedelta(days=1))

    def start(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def local_time(name: str) -> LocalTime:
    """The local time of a zone by its IANA name. Raises UnknownZone."""
    try:
        return LocalTime(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZone(name) from None


def local_time_of_machine(
    environ: Mapping[str, str], localtime: Path = LOCALTIME, timezone: Path = TIMEZONE
) -> LocalTime | None:
    """The zone that this machine is set to, none where it has no name that we know."""
    if "TZ" in environ:
        names = [environ["TZ"] or "UTC"]
    else:
        names = [str(localtime.resolve()) if localtime.is_symlink() else "", first_line(timezone)]
    for name in names:
        with suppress(UnknownZone):
            return local_time(name.removeprefix(":").rpartition(f"/{DATABASE}/")[2])
    return None


def first_line(path: Path) -> str:
    """The first line of a file, empty where there is none to read."""
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, ValueError):
        return ""
