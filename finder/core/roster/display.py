"""The doctors of the clinic in words, as a result and the front desk show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from finder.core.roster.roster import Fit, Match, first_to_call, for_second_pain
from finder.core.rules.advice_clinic import RosterWords
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.phone import dialed


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A doctor in words: why to ask this doctor, and what to know first. A link dials
    the number `dialed`."""

    name: str
    fit: str
    training: str
    certificate: str
    offers: str
    languages: str
    accepting: str
    certified: bool
    is_accepting: bool
    place: str
    phone: str
    dialed: str
    link: str


@dataclass(frozen=True, slots=True)
class RosterGroup:
    """Doctors who fit equally well, under one heading."""

    heading: str
    lines: tuple[RosterLine, ...]


@dataclass(frozen=True, slots=True)
class RosterShown:
    """The doctors to call first, those for a second pain, and all others in groups."""

    first: tuple[RosterLine, ...]
    others: tuple[RosterGroup, ...]
    second: tuple[RosterLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.first or self.others)

    @property
    def number_of_others(self) -> int:
        """The number of doctors in the groups."""
        return sum(len(group.lines) for group in self.others)


def shown(
    ruleset: Ruleset, matches: Sequence[Match], second: Sequence[Match] = ()
) -> RosterShown:
    """Return all doctors as a result shows them. `second` is how well they fit a second
    pain."""
    first = first_to_call(matches)
    for_second = for_second_pain(matches, second)
    named = {found.clinician for found in (*first, *for_second)}
    others = [found for found in matches if found.clinician not in named]
    return RosterShown(
        tuple(line(ruleset, found) for found in first),
        in_words(ruleset, others),
        tuple(line(ruleset, found) for found in for_second),
    )


def in_words(ruleset: Ruleset, matches: Sequence[Match]) -> tuple[RosterGroup, ...]:
    """Return the doctors as a page shows them, in groups of equal fit."""
    headings = headings_of(ruleset.advice.roster)
    groups = (
        (heading, [found for found in matches if found.fit is fit])
        for fit, heading in headings.items()
    )
    return tuple(
        RosterGroup(heading, tuple(line(ruleset, each) for each in found))
        for heading, found in groups
        if found
    )


def headings_of(words: RosterWords) -> dict[Fit, str]:
    return {Fit.LEAD: words.lead, Fit.ALSO: words.also, Fit.OTHER: words.other}


def line(ruleset: Ruleset, found: Match) -> RosterLine:
    """Return one doctor in words. A background or treatment that the rules no longer
    have is left out."""
    doctor, words = found.clinician, ruleset.advice.roster
    trained = {background.id: background.trained for background in ruleset.backgrounds}
    names = [ruleset.treatments[card].name for card in found.offers]
    certificate = words.uncertified
    if doctor.certified_until:
        sentence = words.certified if found.certified else words.ended
        certificate = sentence.format(
            board=doctor.board, date=day_in_words(words, doctor.certified_until)
        )
    training = ""
    if doctor.background in trained:
        training = words.trained.format(background=trained[doctor.background])
    offers = ""
    if names:
        offers = words.offers.format(treatments="; ".join(names))
    languages = ""
    if doctor.languages:
        languages = words.languages.format(languages=", ".join(doctor.languages))
    return RosterLine(
        name=doctor.name,
        fit=headings_of(words)[found.fit],
        training=training,
        certificate=certificate,
        offers=offers,
        languages=languages,
        accepting=words.accepting if doctor.accepting else words.not_accepting,
        certified=found.certified,
        is_accepting=doctor.accepting,
        place=doctor.place,
        phone=doctor.phone,
        dialed=dialed(doctor.phone),
        link=doctor.link,
    )


def day_in_words(words: RosterWords, day: date) -> str:
    return words.date.format(
        month=words.months[day.month - 1], day=day.day, year=day.year
    )
