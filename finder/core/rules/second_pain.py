"""The answers of a second pain.

The pages about a pain can be asked again for another place that hurts. All other
answers are about the person and count for both pains.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from finder.core.rules.conditions import NO_IDS, Answers, Ids
from finder.core.rules.derived import set_derived

PREFIX = "second_"
"""The beginning of the ids of the second pain's pages and questions."""


@dataclass(frozen=True, slots=True)
class SecondPain:
    """The questions that name a second pain, and those that describe it.

    `which` is the question that names the main pain, and `where` the question that
    holds all places. `sites` maps each option of `which` to its places, and `names`
    maps it to the name of such a pain. `alike` are the options of `which` that mean
    there is only one pain. `first` maps each question of the second pain to the
    matching question of the first.
    """

    which: str
    where: str
    sites: Mapping[str, Ids]
    names: Mapping[str, str]
    alike: Ids
    first: Mapping[str, str]
    about_first: Ids = field(init=False)
    """The questions of the first pain."""
    choice: str = field(init=False)
    """The question that names the second pain."""

    def __post_init__(self) -> None:
        set_derived(
            self,
            about_first=frozenset(self.first.values()),
            choice=PREFIX + self.which,
        )

    @property
    def choices(self) -> frozenset[tuple[str, str]]:
        """The options that decide whether a second pain may be named, and which one,
        each with its question."""
        places = NO_IDS.union(*self.sites.values())
        named = self.sites.keys() | self.alike
        found = {(self.where, place) for place in places}
        for question in (self.which, self.choice):
            found |= {(question, option) for option in named}
        return frozenset(found)

    def others(self, answers: Answers) -> Ids:
        """Return the options of `which` that name a pain other than the main one, if
        there is any."""
        main = answers.get(self.which, NO_IDS)
        if not main or main & self.alike:
            return NO_IDS
        left = self.without_main(answers)[self.where]
        others = [option for option, sites in self.sites.items() if sites & left]
        return frozenset(others)

    def without_main(self, answers: Answers) -> Answers:
        """Return the answers without the places of the main pain."""
        main = answers.get(self.which, NO_IDS)
        places = answers.get(self.where, NO_IDS)
        of_main = [self.sites.get(option, NO_IDS) for option in main]
        left = places.difference(*of_main)
        return {**answers, self.where: left}

    def named(self, answers: Answers) -> str:
        """Return the option that names the second pain, or "" if none is named."""
        chosen = answers.get(self.choice)
        if not chosen:
            return ""
        found = chosen & self.others(answers)
        return min(found, default="")

    def main(self, answers: Answers) -> str:
        """Return the option that names the place of the main pain, or "" if no single
        place is named."""
        for option in answers.get(self.which, NO_IDS):
            if option in self.sites:
                return option
        return ""

    def name(self, answers: Answers) -> str:
        """Return the name of the main pain of these answers, or "" if no single place
        is named."""
        main = self.main(answers)
        return self.names.get(main, "")

    def view(self, answers: Answers) -> Answers:
        """Return the answers as if the second pain were the only one. The answers must
        name it."""
        named = self.named(answers)
        places = answers.get(self.where, NO_IDS)
        sites = places & self.sites[named]
        shared = {}
        own = {}
        for question, chosen in answers.items():
            if question in self.first:
                of_first = self.first[question]
                own[of_first] = chosen
            elif question not in self.about_first:
                shared[question] = chosen
        return {**shared, self.where: sites, **own}

    def answers_for(self, question: str, answers: Answers) -> tuple[Answers, ...]:
        """Return the answers that decide what a question shows: those of its own pain,
        or those of both."""
        if question == self.choice:
            return (self.without_main(answers),)
        is_about_first = question in self.about_first
        if is_about_first or not self.named(answers):
            return (answers,)
        of_second = self.view(answers)
        if question in self.first:
            return (of_second,)
        return answers, of_second
