"""Every setting, its default, and its name in the environment: `FINDER_` and the field's name in capitals."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from finder.local_time import LocalTime, UnknownZone, local_time, local_time_of_machine
from finder.paths import RULES, TRANSLATIONS

MINUTES_OF_A_DAY = 24 * 60
NUMBER = (r"\+?[0-9][0-9 -]{1,18}", "a telephone number")
SHAPES = {
    "FINDER_EMERGENCY_NUMBER": NUMBER,
    "FINDER_CRISIS_LINE": NUMBER,
    "FINDER_CRISIS_CHAT": (r"[\w-]+(\.[\w-]+)+(/[\w./-]*)?", "an address without https://, such as 988lifeline.org"),
    "FINDER_SPANISH_LINE": NUMBER,
    "FINDER_VETERANS_LINE": NUMBER,
    "FINDER_VETERANS_TEXT": NUMBER,
    "FINDER_POISON_LINE": NUMBER,
    "FINDER_VIOLENCE_LINE": NUMBER,
    "FINDER_VIOLENCE_TEXT": NUMBER,
    "FINDER_CLINIC": (r"[^\x00-\x1f{}]{1,80}", "the clinic's name, in 80 characters or fewer"),
    "FINDER_CLINIC_PHONE": NUMBER,
    "FINDER_CLINIC_HOURS": (r"[^\x00-\x1f{}]{1,200}", "the hours of the front desk, in 200 characters or fewer"),
    "FINDER_CLINIC_NEXT": (r"[^\x00-\x1f{}]{1,500}", "what happens after sharing, in 500 characters or fewer"),
    "FINDER_CLINIC_LANGUAGE": (r"[a-z]{2}", "the two letters of a language, such as en or es"),
    "FINDER_HOSTS": (
        r"\.?[\w-]+(\.[\w-]+)*(:[0-9]{1,5})?",
        "names of hosts, such as pain.example.org, joined by commas",
    ),
    "FINDER_SECURITY_CONTACT": (r"(mailto:|https://|tel:)[!-~]+", "a mailto:, https:// or tel: address"),
    "FINDER_LOG": ("text|json", "text or json"),
    "FINDER_LEAVE_TO": (r"https://[^\s<>\"']+", "an https:// address"),
}


OF_NETWORKS = {"FINDER_PROXIES": "of your proxy", "FINDER_METRICS": "of your monitoring"}
"""Settings that hold addresses or networks, and whose they are."""
OTHER_LINES = (
    "crisis_chat", "spanish_line", "veterans_line", "veterans_text", "poison_line", "violence_line", "violence_text",
)  # fmt: skip
"""Help lines that a place may not have: an empty one leaves out what names it."""


NEEDS_A_CLINIC = ("clinic_phone", "clinic_hours", "clinic_next", "clinic_call_back")
"""Settings that say nothing where the clinic has no name: patients share with no one then."""


OF_ONE_CLINIC = ("clinic", *NEEDS_A_CLINIC, "at_clinic", "share_crisis")
"""What one clinic says or has agreed. Where an installation has several, no other clinic takes it over."""
OF_CLINIC = (
    *OF_ONE_CLINIC, "clinic_language", "intake_days", "visit_minutes", "saved_hours", "tablet_minutes",
    "show_treatments", "time_zone",
)  # fmt: skip
"""What each clinic may set for itself; what it does not set is as the installation has it."""


class BadSetting(Exception):
    """A setting that cannot be used; the text names it and the cure."""


def default_data() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "pain-specialist-finder"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set. Each text below a field is its row in `docs/operating.md`."""

    data: Path = field(default_factory=default_data)
    """The folder of the database and the secret, for this user only."""
    database: str = ""
    """`sqlite:////folder/file` or `postgresql://name@host/database` (install the extra `postgres`)."""
    secret_keys: tuple[str, ...] = ()
    """Random secrets of 32 characters or more, joined by commas, newest first; older ones open what they sealed."""
    secret_file: Path | None = None
    """The file of the secret, for this user only; with it the secret can lie apart from the database."""
    rules: Path = RULES
    """A folder of rules."""
    translations: Path = TRANSLATIONS
    """A folder of catalogs with the words of the pages in other languages."""
    emergency_number: str = "911"
    """The emergency number in every text and link."""
    crisis_line: str = "988"
    """The crisis line in every text and link."""
    crisis_chat: str = "988lifeline.org"
    """The address of the crisis line's chat, without `https://`. Empty outside the US."""
    spanish_line: str = "988"
    """The crisis line in Spanish. Empty outside the US."""
    veterans_line: str = "988"
    """The crisis line for veterans, press 1. Empty outside the US."""
    veterans_text: str = "838255"
    """Where veterans text. Empty outside the US."""
    poison_line: str = "1-800-222-1222"
    """Poison Help. Empty outside the US: texts leave out what names an empty line."""
    violence_line: str = "1-800-799-7233"
    """The hotline for violence at home. Empty outside the US."""
    violence_text: str = "88788"
    """Where to text START about violence at home. Empty outside the US."""
    at_clinic: bool = False
    """`on` lets the crisis page also say to tell the person at the desk."""
    show_treatments: bool = True
    """`off` leaves the treatment cards out; their cautions stay."""
    visit_minutes: int = 120
    """How long answers are kept without a new one."""
    saved_hours: int = 48
    """How long "Save and come back later" keeps answers."""
    tablet_minutes: int = 3
    """How long a tablet of the clinic waits until it asks whether anyone is there."""
    leave_to: str = "https://www.weather.gov/"
    """Where "Leave this page" goes; by default to the US weather service."""
    behind_tls_proxy: bool = False
    """A proxy in front speaks https; needed to listen beyond this machine."""
    api_requests_a_minute: int = 120
    """How many requests of `/api/v1/` one client may make in a minute; one more is answered with 429. Each process
    counts for itself."""
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """The addresses or networks of the proxy in front, joined by commas. Nobody else is believed or answered."""
    metrics: tuple[str, ...] = ()
    """The addresses or networks of your monitoring, joined by commas, which may read `/metrics`. Nobody else
    finds it."""
    hosts: tuple[str, ...] = ()
    """The host names to answer to, joined by commas; needed behind a proxy, since receipts show an address."""
    clinic: str = ""
    """The clinic's name; patients may then share with its front desk."""
    clinic_phone: str = ""
    """The phone number of the front desk, told to those who shared."""
    clinic_hours: str = ""
    """When the front desk answers, such as `Monday to Friday, 8 am to 5 pm`."""
    clinic_next: str = ""
    """What happens after sharing, in the clinic's own words, such as `We call you within two working days.`"""
    clinic_call_back: bool = False
    """`on` lets those who share leave a phone number. It is sealed, shown on the page of their intake alone, and
    deleted with it."""
    clinic_language: str = "en"
    """The language that the clinic reads, in two letters: that of the second side of a sheet in two languages, of FHIR
    files, and of the desk where no staff member and no browser asks for another one."""
    intake_days: int = 30
    """How many days an intake is kept after it was shared."""
    share_crisis: bool = False
    """`on` says that the clinic has agreed how to respond, so that a crisis is shared and pinned."""
    styleguide: bool = False
    """`on` serves `/styleguide`, one page with every component in every state."""
    security_contact: str = ""
    """Where to report a weakness, such as `mailto:security@example.org`; `/.well-known/security.txt` tells it."""
    log: str = "text"
    """How the log is written: `text`, or `json` for programs, with times in UTC."""
    time_zone: str = ""
    """An IANA name such as `America/New_York`. Days, weeks and hours follow its rules, and the desk names it."""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'finder.db'}"

    @property
    def path_of_secret(self) -> Path:
        return self.secret_file or self.data / "secret-key"

    @property
    def numbers(self) -> dict[str, str]:
        """What the placeholders of the texts become."""
        lines = {"emergency": self.emergency_number, "crisis_line": self.crisis_line}
        lines |= {name: getattr(self, name) for name in OTHER_LINES}
        return {**lines, "clinic": self.clinic or "the clinic", "days": f"{self.intake_days}"}


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read the settings. Raises BadSetting for an unknown name or a value that cannot be used."""
    known = {f"FINDER_{part.name.upper()}": part for part in fields(Settings)}
    unknown = sorted(name for name in environ if name.startswith("FINDER_") and name not in known)
    if unknown:
        raise BadSetting(f"{unknown[0]} is no setting; there are {', '.join(known)}")
    present = {
        name: part
        for name, part in known.items()
        if environ.get(name) or (name in environ and part.name in OTHER_LINES)
    }
    values = {part.name: value_of(name, part.type, environ[name]) for name, part in present.items()}
    found = Settings(**values)  # type: ignore[arg-type]
    for name in NEEDS_A_CLINIC:
        if getattr(found, name) and not found.clinic:
            raise BadSetting(f"FINDER_{name.upper()} is set and FINDER_CLINIC is not; set FINDER_CLINIC too")
    local_time_of(found)
    return found


def settings_of_clinic(installation: Settings, own: Mapping[str, str]) -> Settings:
    """Return the settings of a clinic other than the first; `own` are those that it sets, by their names in the
    environment. Raises BadSetting."""
    known = {f"FINDER_{part.name.upper()}": part for part in fields(Settings) if part.name in OF_CLINIC}
    if unknown := sorted(own.keys() - known.keys()):
        raise BadSetting(f"{unknown[0]} is no setting of a clinic; there are {', '.join(known)}")
    values: dict[str, Any] = {known[name].name: value_of(name, known[name].type, text) for name, text in own.items()}
    found = replace(settings_without_clinic(installation), **values)
    local_time_of(found)
    if not found.clinic:
        raise BadSetting("FINDER_CLINIC is empty; a clinic other than the first has a name")
    return found


def settings_without_clinic(installation: Settings) -> Settings:
    """Return the settings of the installation without what only one clinic can say."""
    plain = Settings()
    unset: dict[str, Any] = {name: getattr(plain, name) for name in OF_ONE_CLINIC}
    return replace(installation, **unset)


def cure_of_clinic(slug: str) -> str:
    """Return what to do about a stored setting of a clinic that cannot be used."""
    return f"set it again, or take it back with an empty VALUE: finder clinic set {slug} NAME=VALUE"


def value_of(name: str, kind: object, text: str) -> object:
    if kind is bool:
        if text.lower() not in {"0", "1", "off", "on", "no", "yes", "false", "true"}:
            raise BadSetting(f"{name} is {text!r}; write on or off")
        return text.lower() in {"1", "on", "yes", "true"}
    if kind is int:
        if not re.fullmatch("[0-9]{1,4}", text) or not 1 <= int(text) <= MINUTES_OF_A_DAY:
            raise BadSetting(f"{name} is {text!r}; write a whole number from 1 to {MINUTES_OF_A_DAY}")
        return int(text)
    if kind in {Path, Path | None}:
        return Path(text).expanduser()
    if name in OF_NETWORKS:
        return tuple(network(name, part.strip()) for part in text.split(",") if part.strip())
    if kind == tuple[str, ...]:
        return tuple(in_shape(name, part.strip()) for part in text.split(",") if part.strip())
    return in_shape(name, text)


def network(name: str, text: str) -> str:
    """Return the text if it is an address or a network. Raises BadSetting."""
    try:
        return str(ip_network(text))
    except ValueError:
        raise BadSetting(
            f"{name} is {text!r}; write addresses or networks {OF_NETWORKS[name]}, such as 10.0.0.5 or 10.0.0.0/24, "
            "joined by commas"
        ) from None


def in_shape(name: str, text: str) -> str:
    """The text, if it has the shape of its setting. What has none may be secret, and is never told."""
    if text and (shape := SHAPES.get(name)):
        pattern, wanted = shape
        if not re.fullmatch(pattern, text):
            raise BadSetting(f"{name} is {text!r}; write {wanted}")
    return text


def local_time_of(settings: Settings) -> LocalTime:
    """The local time of the zone that is set, or the machine's; UTC where that has no name. Raises BadSetting."""
    if not settings.time_zone:
        return local_time_of_machine(os.environ) or local_time("UTC")
    try:
        return local_time(settings.time_zone)
    except UnknownZone:
        raise BadSetting(
            f"FINDER_TIME_ZONE is {settings.time_zone!r}, which is no time zone; "
            "write the IANA name of one, such as America/New_York"
        ) from None
