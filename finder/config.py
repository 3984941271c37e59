"""Every setting and its default. Its name in the environment is `FINDER_` and the
field's name in capitals."""

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from finder.local_time import LocalTime, UnknownZone, local_time, local_time_of_machine
from finder.paths import RULES, TRANSLATIONS
from finder.setting_values import BadSetting, value_of

OTHER_LINES = (
    "crisis_chat",
    "spanish_line",
    "veterans_line",
    "veterans_text",
    "poison_line",
    "violence_line",
    "violence_text",
)
"""Help lines that a country may not have. If one is empty, the texts leave out what
names it."""


NEEDS_A_CLINIC = ("clinic_phone", "clinic_hours", "clinic_next", "clinic_call_back")
"""Settings that need a clinic's name. Without one, patients share with no one."""


OF_ONE_CLINIC = ("clinic", *NEEDS_A_CLINIC, "at_clinic", "share_crisis")
"""Settings that one clinic states or has agreed to. Other clinics of the installation
do not inherit them."""
OF_CLINIC = (
    *OF_ONE_CLINIC,
    "clinic_language",
    "intake_days",
    "visit_minutes",
    "saved_hours",
    "tablet_minutes",
    "show_treatments",
    "time_zone",
)
"""Settings that each clinic may set for itself. A clinic inherits the installation's
value of any other one."""


def default_data() -> Path:
    """Return the folder for the data of this user's programs, as XDG defines it. Raises
    BadSetting for a user without a home folder."""
    chosen = os.environ.get("XDG_DATA_HOME")
    try:
        base = Path(chosen) if chosen else Path.home() / ".local" / "share"
    except RuntimeError:
        raise BadSetting(
            "FINDER_DATA is not set, and this user has no home folder; set FINDER_DATA to a folder for the database "
            "and the secret"
        ) from None
    return base / "pain-specialist-finder"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of an operator. Each text below a field is its row in
    `docs/operating.md`."""

    data: Path = field(default_factory=default_data)
    """The folder of the database and the secret, readable only by this user."""
    database: str = ""
    """`sqlite:////folder/file` or `postgresql://name@host/database` (install the extra
    `postgres`)."""
    secret_keys: tuple[str, ...] = ()
    """Random secrets of 32 characters or more, separated by commas, newest first. Older
    ones still decrypt older data."""
    secret_file: Path | None = None
    """The file of the secret, readable only by this user. It lets you keep the secret
    apart from the database."""
    rules: Path = RULES
    """The folder of the rules."""
    translations: Path = TRANSLATIONS
    """The folder of the catalogs with the page texts in other languages."""
    emergency_number: str = "911"
    """The emergency number in every text and link."""
    crisis_line: str = "988"
    """The crisis line in every text and link."""
    crisis_chat: str = "988lifeline.org"
    """The address of the crisis line's chat, without `https://`. Empty outside the
    US."""
    spanish_line: str = "988"
    """The crisis line in Spanish. Empty outside the US."""
    veterans_line: str = "988"
    """The crisis line for veterans, who press 1. Empty outside the US."""
    veterans_text: str = "838255"
    """The number that veterans text. Empty outside the US."""
    poison_line: str = "1-800-222-1222"
    """Poison Help. Empty outside the US. The texts leave out what names an empty
    line."""
    violence_line: str = "1-800-799-7233"
    """The hotline for violence at home. Empty outside the US."""
    violence_text: str = "88788"
    """The number to text START to about violence at home. Empty outside the US."""
    at_clinic: bool = False
    """`on` makes the crisis page also say to tell the person at the desk."""
    show_treatments: bool = True
    """`off` leaves out the treatment cards. Their cautions stay."""
    visit_minutes: int = 120
    """How many minutes answers are stored after the last answer or other change."""
    saved_hours: int = 48
    """How many hours "Save and come back later" stores answers."""
    tablet_minutes: int = 3
    """After how many idle minutes a clinic's tablet asks whether anyone is there."""
    leave_to: str = "https://www.weather.gov/"
    """The address that "Leave this page" opens. The default is the US weather
    service."""
    behind_tls_proxy: bool = False
    """`on` says that a proxy in front handles HTTPS. Needed to listen beyond this
    machine."""
    api_requests_a_minute: int = 120
    """How many requests to `/api/v1/` one client may make in a minute. Further requests
    get a 429 response. Each process counts separately."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """The addresses or networks of the proxy in front, separated by commas. The app
    trusts and answers no one else."""
    metrics: tuple[str, ...] = ()
    """The addresses or networks of your monitoring, separated by commas. Only they may
    read `/metrics`; others get a 404 response."""
    hosts: tuple[str, ...] = ()
    """The host names to answer to, separated by commas. Needed behind a proxy, because
    receipts show an address."""
    clinic: str = ""
    """The clinic's name. With it, patients may share with the front desk."""
    clinic_phone: str = ""
    """The phone number of the front desk. People who shared see it."""
    clinic_hours: str = ""
    """When the front desk answers, such as `Monday to Friday, 8 am to 5 pm`."""
    clinic_next: str = ""
    """What happens after sharing, in the clinic's own words, such as `We call you
    within two working days.`"""
    clinic_call_back: bool = False
    """`on` lets people who share leave a phone number. The number is encrypted, shown
    only on the page of their intake, and deleted with it."""
    clinic_language: str = "en"
    """The language of the clinic, in two letters. It is the language of the second side
    of a sheet in two languages and of FHIR files, and the default language of the front
    desk. If the app does not have it, English is used, and the log says so."""
    intake_days: int = 30
    """How many days an intake is stored after it was shared."""
    share_crisis: bool = False
    """`on` says that the clinic has agreed how to respond to a crisis. A crisis is then
    shared and pinned."""
    styleguide: bool = False
    """`on` serves `/styleguide`, one page with every component in every state."""
    security_contact: str = ""
    """The address for reports of vulnerabilities, such as
    `mailto:security@example.org`. `/.well-known/security.txt` shows it."""
    log: str = "text"
    """The format of the log: `text`, or `json` with times in UTC."""
    time_zone: str = ""
    """The IANA name of a time zone, such as `America/New_York`. Days, weeks and hours
    follow it, and the front desk shows it."""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'finder.db'}"

    @property
    def path_of_secret(self) -> Path:
        return self.secret_file or self.data / "secret-key"

    @property
    def numbers(self) -> dict[str, str]:
        """The values of the placeholders in texts."""
        found = {
            "emergency": self.emergency_number,
            "crisis_line": self.crisis_line,
            "clinic": self.clinic or "the clinic",
            "days": f"{self.intake_days}",
        }
        for name in OTHER_LINES:
            found[name] = getattr(self, name)
        return found


def name_in_environment(field_name: str) -> str:
    return f"FINDER_{field_name.upper()}"


def fields_by_name() -> dict[str, Field[Any]]:
    """Return every field of the settings, by its name in the environment."""
    return {name_in_environment(part.name): part for part in fields(Settings)}


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Return the settings of this environment. Raises BadSetting for an unknown name or
    an invalid value."""
    known = fields_by_name()
    named = {name for name in environ if name.startswith("FINDER_")}
    unknown = sorted(named - known.keys())
    if unknown:
        raise BadSetting(
            f"{unknown[0]} is not a setting; use one of {', '.join(known)}"
        )
    values: dict[str, Any] = {}
    for name, part in known.items():
        text = environ.get(name, "")
        is_emptied = name in environ and part.name in OTHER_LINES
        if text or is_emptied:
            values[part.name] = value_of(name, part.type, text)
    found = Settings(**values)
    require_clinic(found)
    local_time_of(found)
    return found


def require_clinic(settings: Settings) -> None:
    """Raise BadSetting if a setting needs a clinic's name and there is none."""
    if settings.clinic:
        return
    for field_name in NEEDS_A_CLINIC:
        if getattr(settings, field_name):
            name = name_in_environment(field_name)
            raise BadSetting(
                f"{name} is set, but FINDER_CLINIC is not; set FINDER_CLINIC too"
            )


def settings_of_clinic(installation: Settings, own: Mapping[str, str]) -> Settings:
    """Return the settings of a clinic other than the first. Raises BadSetting.

    `own` holds the clinic's own settings, by their names in the environment.
    """
    every = fields_by_name()
    known = {name: part for name, part in every.items() if part.name in OF_CLINIC}
    unknown = sorted(own.keys() - known.keys())
    if unknown:
        raise BadSetting(
            f"{unknown[0]} is not a setting of a clinic; use one of {', '.join(known)}"
        )
    values: dict[str, Any] = {}
    for name, text in own.items():
        part = known[name]
        values[part.name] = value_of(name, part.type, text)
    found = replace(settings_without_clinic(installation), **values)
    local_time_of(found)
    if not found.clinic:
        raise BadSetting(
            "FINDER_CLINIC is empty; every clinic except the first needs a name"
        )
    return found


def settings_without_clinic(installation: Settings) -> Settings:
    """Return the settings of the installation without what only one clinic can say."""
    defaults = Settings(data=installation.data)
    unset: dict[str, Any] = {}
    for field_name in OF_ONE_CLINIC:
        unset[field_name] = getattr(defaults, field_name)
    return replace(installation, **unset)


def how_to_fix_clinic(slug: str) -> str:
    """Return what to do about a stored setting of a clinic that cannot be used."""
    return f"set it again, or take it back with an empty VALUE: finder clinic set {slug} NAME=VALUE"


def local_time_of(settings: Settings) -> LocalTime:
    """Return the local time of the configured zone, else of the machine's zone, else of
    UTC. Raises BadSetting."""
    if not settings.time_zone:
        return local_time_of_machine(os.environ) or local_time("UTC")
    try:
        return local_time(settings.time_zone)
    except UnknownZone:
        raise BadSetting(
            f"FINDER_TIME_ZONE is {settings.time_zone!r}, which is not a time zone; write an IANA name, such as "
            "America/New_York"
        ) from None
