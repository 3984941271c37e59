"""Turn the register's capitals into names and addresses as people write them."""

import re
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+\w*")
NUMERALS = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})")
SUFFIXES = {"JR": "Jr.", "SR": "Sr."}
SMALL_IN_NAMES = frozenset(
    str.split("DE DEL DELA DER DEN DI DA DOS DAS LA LAS LOS VAN VON BIN Y")
)
"""Parts of family names that many people write in lower case, except at the beginning
of a name."""
AS_THEY_ARE = frozenset(
    str.split("N S E W NE NW SE SW US PO FM IH SR CR VA UT UCLA UCSF NYU")
)
"""Parts of an address that stay in capitals."""
REMEMBERED = 20_000
"""How many converted words are cached, because the same ones occur again and again."""
ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")
CREDENTIALS = re.compile(r"[A-Z][A-Z.\-]*[A-Z.]")
PHONE = re.compile(r"1?(?P<number>[2-9]\d{9})", re.ASCII)
MIXED = {
    "PHD": "PhD",
    "DPHIL": "DPhil",
    "PHARMD": "PharmD",
    "PSYD": "PsyD",
    "EDD": "EdD",
}
NAMED_AFTER = re.compile(r"(?P<mc>MC)(?P<rest>[A-Z].+)|(?P<o>[OD])'(?P<after>.+)")


def is_all_caps(text: str) -> bool:
    """Return whether a text is all capitals. Someone who used small letters chose them,
    so they stay."""
    return text.isupper()


def person(first: str, middle: str, last: str, suffix: str) -> str:
    """Return a name as people write it: "Maria J. de la Cruz-O'Neill Jr."."""
    initial = middle[:1].upper()
    middle_initial = f"{initial}." if initial.isalpha() else ""
    parts = (name(first), middle_initial, name(last), name_suffix(suffix))
    return " ".join(filter(None, parts))


def name_suffix(text: str) -> str:
    """Return what follows a name as people write it: "Jr.", "III"."""
    capitals = text.upper()
    plain = capitals.strip(".")
    if plain in SUFFIXES:
        return SUFFIXES[plain]
    return capitals if NUMERALS.fullmatch(capitals) else text


@lru_cache(REMEMBERED)
def name(text: str) -> str:
    """Return one name as people write it. A name that is not all capitals stays as it
    is."""
    if not is_all_caps(text):
        return text
    first, *others = text.split()
    words = [name_word(first), *map(later_word, others)]
    return " ".join(words)


def later_word(word: str) -> str:
    """Return a word of a name that is not its first."""
    if word in SMALL_IN_NAMES:
        return word.lower()
    is_numeral = len(word) > 1 and NUMERALS.fullmatch(word)
    return word if is_numeral else name_word(word)


def name_word(word: str) -> str:
    parts = map(name_part, word.split("-"))
    return "-".join(parts)


def name_part(part: str) -> str:
    """Return one part of a name: McDonald, O'Brien, Smith."""
    found = NAMED_AFTER.fullmatch(part)
    if found and found["mc"]:
        return f"Mc{capitalized(found['rest'])}"
    if found and found["o"]:
        return f"{found['o']}'{capitalized(found['after'])}"
    return capitalized(part)


def capitalized(part: str) -> str:
    return part[:1].upper() + part[1:].lower()


def place(text: str) -> str:
    """Return a street or a city as people write it: "1200 NW 23rd St Ste B",
    "Winston-Salem"."""
    if not is_all_caps(text):
        return text
    return WORD.sub(lambda found: place_word(found[0]), text)


@lru_cache(REMEMBERED)
def place_word(word: str) -> str:
    if word in AS_THEY_ARE or len(word) == 1:
        return word
    if word[0].isdigit():
        return word.lower() if ORDINAL.fullmatch(word) else word
    return name_part(word)


@lru_cache(REMEMBERED)
def credential(text: str) -> str:
    """Return the letters after a name: "M.D., PHD" becomes "MD, PhD". Anything else is
    left out."""
    parts = re.split(r"[,;/&\s]+", text.upper())
    known = filter(CREDENTIALS.fullmatch, parts)
    return ", ".join(map(letters, known))


def letters(part: str) -> str:
    plain = part.replace(".", "")
    return MIXED.get(plain, plain)


def phone(text: str) -> str:
    """Return the ten digits of a US telephone number, or "" if the text is not one."""
    digits = re.sub(r"\D", "", text)
    found = PHONE.fullmatch(digits)
    return found["number"] if found else ""
