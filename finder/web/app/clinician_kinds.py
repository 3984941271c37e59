"""The kinds of clinicians that a person can search for, and the words and codes to use
in other directories."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from finder.core.deciding.assess import Assessment
from finder.core.directory.codes import PAIN, Board, NuccCode
from finder.web.app.languages import SOURCE
from finder.web.app.state import state

Backgrounds = tuple[str, ...]
"""Ids of backgrounds."""
SECOND = "second"
"""The choice of the kinds that fit a second pain."""


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of clinician as an option of the form."""

    value: str
    words: str


def choices(
    assessment: Assessment | None = None, second: Assessment | None = None
) -> tuple[KindChoice, ...]:
    """Return every kind. The kinds that fit come first, then those that fit a `second`
    pain if they differ, then any pain doctor, the backgrounds, and the other kinds,
    starting with those that the assessment recommends."""
    found = list(fitting(assessment, second))
    any_pain = gettext("Any doctor who lists pain medicine")
    found.append(KindChoice(PAIN, any_pain))
    backgrounds = state().ruleset.backgrounds
    found += [KindChoice(each.id, each.name) for each in backgrounds]
    asked = assessment.also_see if assessment else ()
    found += other_kinds(asked)
    return tuple(found)


def fitting(
    assessment: Assessment | None, second: Assessment | None
) -> Iterator[KindChoice]:
    """Yield the kinds that fit, and those that fit a second pain if they differ."""
    leads = leads_of(assessment)
    others = other_leads(assessment, second)
    if leads:
        names = short_names(leads)
        fits = gettext("What fits best: %(names)s", names=names)
        yield KindChoice("", fits)
    if others:
        names = short_names(others)
        fits = gettext("What fits the other pain: %(names)s", names=names)
        yield KindChoice(SECOND, fits)


def other_kinds(asked: Iterable[str]) -> list[KindChoice]:
    """Return the kinds that are no backgrounds. Those that a person is `asked` to see
    come first."""
    kinds = state().codes.kinds.values()
    asked = set(asked)
    asked_first = sorted(kinds, key=lambda kind: asked.isdisjoint(kind.see))
    return [KindChoice(kind.id, kind.name) for kind in asked_first]


def short_names(backgrounds: Sequence[str]) -> str:
    ruleset = state().ruleset
    names = [ruleset.background(each).short for each in backgrounds]
    return ", ".join(names)


def leads_of(assessment: Assessment | None) -> Backgrounds:
    if assessment is None:
        return ()
    return tuple(lead.background for lead in assessment.leads)


def other_leads(
    assessment: Assessment | None, second: Assessment | None
) -> Backgrounds:
    """Return the backgrounds that lead for a second pain but not for the first."""
    of_first = leads_of(assessment)
    of_second = leads_of(second)
    return tuple(each for each in of_second if each not in of_first)


def kinds_of(
    chosen: str, assessment: Assessment | None = None, second: Assessment | None = None
) -> tuple[str, ...]:
    """Return the kinds for a choice. If the choice is unknown, return the kinds that
    fit, or any pain doctor."""
    fits = leads_of(assessment) or (PAIN,)
    if not chosen:
        return fits
    known = {choice.value for choice in choices(assessment, second)}
    if chosen == SECOND and chosen in known:
        return other_leads(assessment, second)
    return (chosen,) if chosen in known else fits


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What to search for in any directory: NUCC's name, its code, and the language of
    the name."""

    name: str
    code: str
    language: str


def words_for(kinds: Sequence[str]) -> tuple[SearchWords, ...]:
    """Return what to search for: pain medicine of these backgrounds first, then pain
    medicine of any background. Another kind has its own codes."""
    codes = state().codes
    found = []
    for kind in kinds:
        listed = codes.codes_for(kind, pain=True)
        found += [code for code in listed if code.pain]
    if not any(code.of for code in found):
        for kind in kinds:
            found += codes.codes_for(kind)
    found.sort(key=lambda code: not code.of)
    words = [SearchWords(code.name, code.code, language_of(code)) for code in found]
    return tuple(dict.fromkeys(words))


def language_of(code: NuccCode) -> str:
    """Return the language of a code's name. It is English if the name is NUCC's own, as
    directories have it."""
    english = state().rules_in_use.codes[SOURCE].codes.get(code.code)
    if english and english.name == code.name:
        return SOURCE
    return state().ruleset.language


def boards() -> tuple[Board, ...]:
    """Return the websites that show whether a doctor is board certified."""
    return state().codes.boards
