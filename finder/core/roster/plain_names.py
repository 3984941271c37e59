"""Plain names for the ids of the rules, as people write them in a roster."""

import re
from collections.abc import Iterable, Iterator, Mapping

from finder.core.rules.knowledge import Background, Ruleset, Treatment

WORD = re.compile(r"[^\W_]+")
LEFT_OUT = frozenset({"a", "and", "as", "for", "of", "such", "the"})
PLURAL = re.compile("(?<=..)s$")
PARENTHESES = re.compile(r"\(([^()]*)\)")
OUTSIDE = r"(?![^()]*\))"
"""Matches only outside parentheses."""
BETWEEN = re.compile(rf"[|;\n]{OUTSIDE}")
BETWEEN_NAMES = re.compile(rf"(?:[,/&+]|\band\b|\bor\b){OUTSIDE}", re.IGNORECASE)
YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})

Named = Mapping[str, str]
"""Normal form of a name -> the id that it means."""
Texts = tuple[str, ...]


def normal(text: str) -> str:
    """Return the normal form of a name: its letters and digits, without small words and
    plural endings."""
    words = WORD.findall(text.casefold())
    counting = [word for word in words if word not in LEFT_OUT]
    singular = [PLURAL.sub("", word) for word in counting]
    return "".join(singular)


def spellings(*names: str) -> set[str]:
    """Return the ways to write these names: whole, without the parentheses, and each
    part in them."""
    found: set[str] = set()
    for name in names:
        outside = PARENTHESES.sub("", name)
        ways = [name, outside]
        for inside in PARENTHESES.findall(name):
            ways += re.split("[,;]", inside)
        found.update(map(normal, ways))
    found.discard("")
    return found


def unique(spelled: Mapping[str, set[str]]) -> Named:
    """Return the id of each spelling that has only one meaning. An id always means
    itself."""
    meanings: dict[str, list[str]] = {}
    for name, ways in spelled.items():
        for way in ways:
            names = meanings.setdefault(way, [])
            names.append(name)
    found = {}
    for way, names in meanings.items():
        if len(names) == 1:
            found[way] = names[0]
    for name in spelled:
        own_way = normal(name)
        found[own_way] = name
    return found


def background_names(backgrounds: Iterable[Background]) -> Named:
    """Return the names of each background."""
    spelled = {}
    for each in backgrounds:
        names = (each.name, each.short, each.trained, each.plain)
        spelled[each.id] = spellings(*names)
    return unique(spelled)


def treatment_names(treatments: Iterable[Treatment]) -> Named:
    """Return the names of each treatment."""
    spelled = {each.id: spellings(each.name) for each in treatments}
    return unique(spelled)


def background_of(ruleset: Ruleset, text: str) -> str:
    """Return the id of the background that a text means, or "" if it means none."""
    names = background_names(ruleset.backgrounds)
    return names.get(normal(text), "")


def treatments_of(ruleset: Ruleset, cell: str) -> tuple[Texts, Texts]:
    """Return the ids of the treatments in a cell, each once, and the texts that mean
    none."""
    names = treatment_names(ruleset.treatments.values())
    found: dict[str, None] = {}
    unknown = []
    for text in texts_of(cell, names):
        treatment = names.get(normal(text))
        if treatment:
            found[treatment] = None
        else:
            unknown.append(text)
    return tuple(found), tuple(unknown)


def texts_of(cell: str, names: Named) -> Iterator[str]:
    """Yield the texts of a cell that may be names. A comma within a known name does not
    split it."""
    for part in parts_of(cell):
        if normal(part) in names:
            yield part
        else:
            yield from split_names(part)


def languages_of(cell: str) -> Texts:
    """Return the languages in a cell, each once."""
    found: dict[str, None] = {}
    for part in parts_of(cell):
        names = split_names(part)
        found |= dict.fromkeys(names)
    return tuple(found)


def parts_of(cell: str) -> list[str]:
    """Return the entries of a cell, which bars, semicolons or line breaks separate."""
    parts = BETWEEN.split(cell)
    in_one_line = [" ".join(part.split()) for part in parts]
    return list(filter(None, in_one_line))


def split_names(text: str) -> list[str]:
    """Return the names that commas, slashes, "and" or "or" join, except within
    parentheses."""
    parts = BETWEEN_NAMES.split(text)
    names = map(str.strip, parts)
    return list(filter(None, names))


def is_yes(text: str) -> bool | None:
    """Return whether a cell says yes or no, or None if it says neither."""
    word = text.casefold().rstrip(".")
    if word in YES:
        return True
    if word in NO:
        return False
    return None
