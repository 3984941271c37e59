"""Read the text of a setting as its value, with an error that names the setting and
says how to fix it."""

import re
from ipaddress import ip_network
from pathlib import Path

MINUTES_OF_A_DAY = 24 * 60
ON, OFF = {"1", "on", "yes", "true"}, {"0", "off", "no", "false"}
WHOLE_NUMBER = "[0-9]{1,4}"
NUMBER = (
    r"\+?[0-9][0-9 -]{1,18}",
    "a telephone number with digits, spaces and hyphens only, such as 555-555-0100",
)
HALVES = r"\ud800-\udfff"
"""Halves of characters. A text that is not UTF-8 has them, and no page can show
them."""
TURNING = r"\u202a-\u202e\u2066-\u2069"
"""Marks that reverse the direction of the text after them."""
SHOWN = rf"(?=.*\w)[^\x00-\x1f\x7f-\x9f{HALVES}{TURNING}{{}}]"
"""The beginning of a pattern for text that pages show."""
SHAPES = {
    "FINDER_EMERGENCY_NUMBER": NUMBER,
    "FINDER_CRISIS_LINE": NUMBER,
    "FINDER_CRISIS_CHAT": (
        r"[\w-]+(\.[\w-]+)+(/[\w./-]*)?",
        "an address without https://, such as 988lifeline.org",
    ),
    "FINDER_SPANISH_LINE": NUMBER,
    "FINDER_VETERANS_LINE": NUMBER,
    "FINDER_VETERANS_TEXT": NUMBER,
    "FINDER_POISON_LINE": NUMBER,
    "FINDER_VIOLENCE_LINE": NUMBER,
    "FINDER_VIOLENCE_TEXT": NUMBER,
    "FINDER_CLINIC": (
        f"{SHOWN}{{1,80}}",
        "the clinic's name in UTF-8, in 80 characters or fewer, without { and }",
    ),
    "FINDER_CLINIC_PHONE": NUMBER,
    "FINDER_CLINIC_HOURS": (
        f"{SHOWN}{{1,200}}",
        "the hours of the front desk in UTF-8, in 200 characters or fewer, without { and }",
    ),
    "FINDER_CLINIC_NEXT": (
        f"{SHOWN}{{1,500}}",
        "what happens after sharing in UTF-8, in 500 characters or fewer, without { and }",
    ),
    "FINDER_CLINIC_LANGUAGE": (
        r"[a-z]{2}",
        "the two letters of a language, such as en or es",
    ),
    "FINDER_HOSTS": (
        r"\.?[\w-]+(\.[\w-]+)*(:[0-9]{1,5})?",
        "host names, such as pain.example.org, separated by commas",
    ),
    "FINDER_SECURITY_CONTACT": (
        r"(mailto:|https://|tel:)[!-~]+",
        "a mailto:, https:// or tel: address",
    ),
    "FINDER_LOG": ("text|json", "text or json"),
    "FINDER_LEAVE_TO": (rf"https://[^\s<>\"'{HALVES}]+", "an https:// address"),
}
"""The form of a text, as a pattern and in words, by the name of the setting."""
OF_NETWORKS = {
    "FINDER_PROXIES": "of your proxy",
    "FINDER_METRICS": "of your monitoring",
}
"""Settings that hold addresses or networks, with whose addresses they are."""
OF_SHIPPED_FILES = {
    "FINDER_RULES": (
        "*.csv",
        "the folder that holds questionnaire.toml and the other rules",
    ),
    "FINDER_TRANSLATIONS": (
        "",
        "the folder that holds the catalogs, such as es/LC_MESSAGES",
    ),
}
"""Settings for folders of files that ship with the app: a file that such a folder
holds, and the folder in words."""


class BadSetting(Exception):
    """A setting that cannot be used. The text names it and says how to fix it."""


def value_of(name: str, kind: object, text: str) -> object:
    """Return the value of a setting of this type. Raises BadSetting."""
    if kind is bool:
        return switch(name, text)
    if kind is int:
        return whole_number(name, text)
    if kind in {Path, Path | None}:
        return path_in(name, text)
    if name in OF_NETWORKS:
        return tuple(network(name, part) for part in listed_in(name, text))
    if name == "FINDER_HOSTS":
        text = text.lower()  # as browsers send the name of a host
    if kind == tuple[str, ...]:
        return tuple(in_shape(name, part) for part in listed_in(name, text))
    return in_shape(name, text)


def switch(name: str, text: str) -> bool:
    """Return whether a setting is on. Raises BadSetting."""
    word = text.lower()
    if word not in ON | OFF:
        raise BadSetting(f"{name} is {text!r}; write on or off")
    return word in ON


def whole_number(name: str, text: str) -> int:
    """Return the number of a setting. Raises BadSetting."""
    number = int(text) if re.fullmatch(WHOLE_NUMBER, text) else 0
    if not 1 <= number <= MINUTES_OF_A_DAY:
        raise BadSetting(
            f"{name} is {text!r}; write a whole number from 1 to {MINUTES_OF_A_DAY}"
        )
    return number


def path_in(name: str, text: str) -> Path:
    """Return the path of a setting. Raises BadSetting for an unknown home folder, and
    for a folder without the files that it must hold."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise BadSetting(
            f"{name} is {text!r}, and this home folder is not known; write the whole path"
        ) from None
    if name in OF_SHIPPED_FILES:
        pattern, wanted = OF_SHIPPED_FILES[name]
        if not path.is_dir() or (pattern and not any(path.glob(pattern))):
            raise BadSetting(f"{name} is {text!r}; write {wanted}")
    return path


def listed_in(name: str, text: str) -> list[str]:
    """Return the parts of a list that is written with commas. Raises BadSetting if
    there are none."""
    parts = [part.strip() for part in text.split(",")]
    found = list(filter(None, parts))
    if not found:
        raise BadSetting(
            f"{name} has only commas and spaces; write what it lists, or leave it out"
        )
    return found


def network(name: str, text: str) -> str:
    """Return the text if it is an address or a network. Raises BadSetting."""
    try:
        return str(ip_network(text))
    except ValueError:
        raise BadSetting(
            f"{name} is {text!r}; write the addresses or networks {OF_NETWORKS[name]}, such as 10.0.0.5 or "
            "10.0.0.0/24, "
            "separated by commas"
        ) from None


def in_shape(name: str, text: str) -> str:
    """Return the text if it has the form that its setting needs. Raises BadSetting.

    The error quotes the text. Settings without a form may be secret, so they are never
    quoted.
    """
    if not text or name not in SHAPES:
        return text
    pattern, wanted = SHAPES[name]
    if not re.fullmatch(pattern, text):
        raise BadSetting(f"{name} is {text!r}; write {wanted}")
    return text
