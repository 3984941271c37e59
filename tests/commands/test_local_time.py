"""Local days and hours are computed in one place, with the time zone rules of each
day."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.config import Settings, local_time_of
from finder.local_time import local_time, local_time_of_machine
from finder.web.serve import zone_in_words

ZONES = (
    "America/New_York",
    "America/Havana",
    "America/Asuncion",
    "Asia/Beirut",
    "Pacific/Apia",
    "Africa/Cairo",
    "UTC",
)
INSTANTS = st.datetimes(
    datetime(2000, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2037, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(st.sampled_from(ZONES), INSTANTS)
def test_every_instant_is_within_only_its_own_day(zone: str, instant: datetime) -> None:
    local = local_time(zone)
    day = local.day(instant)

    begins, ends = local.bounds(day)

    assert begins <= instant < ends
    assert local.bounds(day - timedelta(days=1))[1] == begins
    assert local.bounds(day + timedelta(days=1))[0] == ends


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-02", 24)]
)
def test_a_day_is_as_long_as_its_clocks_say(day: str, hours: int) -> None:
    begins, ends = local_time("America/New_York").bounds(date.fromisoformat(day))

    assert ends - begins == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("set_to", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin"),
        ("", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_tz_decides_the_zone_of_the_machine(set_to: str, name: str) -> None:
    found = local_time_of_machine({"TZ": set_to})

    assert found
    assert found.name == name


def test_without_tz_the_machines_own_zone_is_used(tmp_path: Path) -> None:
    (tmp_path / "zoneinfo/Europe").mkdir(parents=True)
    (tmp_path / "zoneinfo/Europe/Paris").touch()
    link, file = tmp_path / "localtime", tmp_path / "timezone"
    link.symlink_to(tmp_path / "zoneinfo/Europe/Paris")
    file.write_text("Europe/Rome\n", encoding="utf-8")

    linked, named = (
        local_time_of_machine({}, link, file),
        local_time_of_machine({}, tmp_path / "none", file),
    )

    assert linked
    assert named
    assert (linked.name, named.name) == ("Europe/Paris", "Europe/Rome")


def test_a_machine_without_a_named_zone_has_none(tmp_path: Path) -> None:
    (tmp_path / "timezone").write_bytes(b"\xff")

    assert local_time_of_machine({"TZ": "XYZ5"}) is None
    assert (
        local_time_of_machine({}, tmp_path / "localtime", tmp_path / "timezone") is None
    )


@pytest.mark.parametrize(
    ("zone", "set_to", "expected"),
    [
        ("Asia/Tokyo", "XYZ5", "times are in Asia/Tokyo"),
        ("", "Asia/Tokyo", "times are in Asia/Tokyo, the time zone of this machine"),
        (
            "",
            "XYZ5",
            "times are in UTC, because this machine has no known time zone; set FINDER_TIME_ZONE",
        ),
    ],
)
def test_the_log_says_which_zone_and_why(
    monkeypatch: pytest.MonkeyPatch, zone: str, set_to: str, expected: str
) -> None:
    monkeypatch.setenv("TZ", set_to)
    settings = Settings(time_zone=zone)

    assert zone_in_words(settings, local_time_of(settings)) == expected


def test_a_time_that_comes_twice_names_its_half() -> None:
    local = local_time("America/New_York")

    first, second = (
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    )

    assert (local.clock(first), local.clock(second)) == ("01:30 EDT", "01:30 EST")
    assert local.clock(second + timedelta(hours=1)) == "02:30"
    assert local_time("UTC").clock(first) == "05:30"
