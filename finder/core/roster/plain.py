"""Plain words for the ids of the rules, as people write them into a roster."""

import re
from collections.abc import Iterable, Mapping

from finder.core.rules.knowledge import Background, Ruleset, Treatment

WORD = re.compile(r"[^\W_]+")
LEFT_OUT = frozenset({"a", "and", "as", "for", "of", "such", "the"})
PLURAL = re.compile("(?<=..)s$")
PARENTHESES = re.compile(r"\(([^()]*)\)")
OUTSIDE = r"(?![^()]*\))"
"""Not within parentheses."""
BETWEEN = re.compile(rf"[|;\n]{OUTSIDE}")
BETWEEN_NAMES = re.compile(rf"(?:[,/&+]|\band\b|\bor\b){OUTSIDE}", re.IGNORECASE)
YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})

Named = Mapping[str, str]
"""What a name comes down to, and the id that it means."""


def normal(text: str) -> str:
    """Return what counts of a name: its letters and digits, without small words and the s of a plural."""
    words = (word for word in WORD.findall(text.casefold()) if word not in LEFT_OUT)
    return "".join(PLURAL.sub("", word) for word in words)


def spellings(*names: str) -> set[str]:
    """Return the ways to write these names: whole, without what is in parentheses, and each part in them."""
    found = set()
    for name in names:
        inside = [part for group in PARENTHESES.findall(name) for part in re.split("[,;]", group)]
        found |= {normal(each) for each in (name, PARENTHESES.sub("", name), *inside)}
    return found - {""}


def unique(spelled: Mapping[str, set[str]]) -> Named:
    """Return the id of each spelling that means one thing alone; an id always means itself."""
    every = [spelling for each in spelled.values() for spelling in each]
    found = {spelling: name for name, each in spelled.items() for spelling in each if every.count(spelling) == 1}
    return found | {normal(name): name for name in spelled}


def background_names(backgrounds: Iterable[Background]) -> Named:
    """Return what a background may be called."""
    return unique({each.id: spellings(each.name, each.short, each.trained, each.plain) for each in backgrounds})


def treatment_names(treatments: Iterable[Treatment]) -> Named:
    """Return what a treatment may be called."""
    return unique({each.id: spellings(each.name) for each in treatments})


def background_of(ruleset: Ruleset, text: str) -> str:
    """Return the id of the background that this means; empty where it means none."""
    return background_names(ruleset.backgrounds).get(normal(text), "")


def treatments_of(ruleset: Ruleset, cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the treatments in a cell, each once, and the texts that mean none."""
    names = treatment_names(ruleset.treatments.values())
    found: dict[str, None] = {}
    unknown = []
    for part in parts_of(cell):
        whole = names.get(normal(part))
        for each in [part] if whole else split_names(part):
            if known := names.get(normal(each)):
                found[known] = None
            else:
                unknown.append(each)
    return tuple(found), tuple(unknown)


def languages_of(cell: str) -> tuple[str, ...]:
    """Return the languages in a cell, each once."""
    return tuple(dict.fromkeys(each for part in parts_of(cell) for each in split_names(part)))


def parts_of(cell: str) -> list[str]:
    """Return the entries of a cell that are set apart by bars, semicolons or line breaks."""
    return [text for part in BETWEEN.split(cell) if (text := " ".join(part.split()))]


def split_names(text: str) -> list[str]:
    """Return the names that commas and the like join, but not those in parentheses."""
    return [name for part in BETWEEN_NAMES.split(text) if (name := part.strip())]


def is_yes(text: str) -> bool | None:
    """Return whether a cell says yes or no; None where it says neither."""
    word = text.casefold().rstrip(".")
    return True if word in YES else False if word in NO else None
