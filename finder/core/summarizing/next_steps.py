"""What to do next: the numbered list, the words for a phone call, and help with cost,
travel and language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from finder.core.deciding.acknowledged import Acknowledgements, How, was_answered_with
from finder.core.deciding.assess import Assessment, Outcome
from finder.core.deciding.triage import RedFlag
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers, Condition
from finder.core.rules.knowledge import Background, Ruleset, Source, Strength
from finder.core.rules.next_steps import AskOnPhone, CallWords
from finder.core.summarizing.cautions import ask_today
from finder.core.summarizing.context import NOTHING
from finder.core.summarizing.wording import joined

HELP, CALL = "help", "call"
"""Two kinds of steps: to get help, and to make a call."""
SPECIALIST, REGULAR = "specialist", "regular"
"""The people to call."""
MOST_NAMED = 2
"""How many leads are named. If there are more, any of them will do."""
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step of the numbered list. `kind` says what it asks for: help, a call, or the
    sheet."""

    kind: str
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A phone call: whom to call, what to say first, and what to ask."""

    whom: str
    heading: str
    say: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessLine:
    """Help with cost, travel or language, and its sources."""

    words: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What follows from a suggestion. Empty lists are not shown."""

    heading: str
    call_words: CallWords
    access_heading: str
    steps: tuple[NextStep, ...] = ()
    calls: tuple[Call, ...] = ()
    access: tuple[AccessLine, ...] = ()


def next_steps(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    acknowledged: Acknowledgements = NOTHING,
) -> NextSteps:
    """Return what to do next, the most urgent first. Private answers count only if the
    arguments include them."""
    words = ruleset.after_result
    without_steps = NextSteps(words.next.heading, words.call, words.access_heading)
    if assessment.outcome is Outcome.UNDER_18:
        return without_steps
    guide = Guide(ruleset, answers, assessment, acknowledged)
    return replace(
        without_steps,
        steps=tuple(guide.steps()),
        calls=tuple(guide.calls()),
        access=tuple(guide.access()),
    )


@dataclass(frozen=True, slots=True)
class Guide:
    """Chooses the steps for one assessment of one set of answers."""

    ruleset: Ruleset
    answers: Answers
    assessment: Assessment
    acknowledged: Acknowledgements

    def steps(self) -> Iterator[NextStep]:
        """Yield the steps, the most urgent first."""
        words = self.ruleset.after_result.next
        found = self.assessment
        urgent = self.urgent()
        if found.crisis:
            yield NextStep(HELP, words.crisis)
        if urgent and urgent.kind == HELP:
            yield urgent
        if ask_today(self.ruleset, found):
            heading = self.ruleset.advice.ask_today.heading
            today = words.today.format(heading=heading)
            yield NextStep(HELP, today)
        if urgent and urgent.kind == CALL:
            yield urgent
        elif found.regular_doctor:
            yield NextStep(CALL, words.regular, (words.no_regular,))
        yield self.call_to_specialist()
        yield NextStep("sheet", words.sheet)

    def call_to_specialist(self) -> NextStep:
        """Return the step to call a specialist, after the regular doctor if that
        doctor comes first."""
        words = self.ruleset.after_result.next
        if self.assessment.regular_doctor:
            specialist = self.about_background(words.after, words.after_any)
        else:
            specialist = self.about_background(words.specialist, words.specialist_any)
        more = tuple(self.also_helpful())
        return NextStep(CALL, specialist, more)

    def urgent(self) -> NextStep | None:
        """Return the step for the most urgent advice that was not checked, or None if
        nothing is urgent.

        If all advice was checked, the step is to make sure of that. If the regular
        doctor comes first and the advice is to see a doctor, the step is that call.
        """
        words = self.ruleset.after_result.next
        flags = self.assessment.flags
        urgent = [flag for flag in flags if level_of(flag) >= Level.SOON]
        if not urgent:
            return None
        unchecked = [flag for flag in urgent if not self.is_checked(flag)]
        if words.checked and not unchecked:
            return NextStep(HELP, words.checked)
        levels = map(level_of, unchecked or urgent)
        level = max(levels)
        heading = self.ruleset.advice.level[level].heading
        text = words.urgent.format(advice=heading)
        if self.assessment.regular_doctor and level < Level.EMERGENCY_ROOM:
            return NextStep(CALL, text, (words.no_regular,))
        return NextStep(HELP, text)

    def is_checked(self, flag: RedFlag) -> bool:
        """Return whether the person called the advice for this flag checked."""
        return was_answered_with(How.CHECKED, flag, self.acknowledged)

    def also_helpful(self) -> Iterator[str]:
        """Yield who else may help, and where to find such doctors."""
        found = self.assessment
        if self.names_leads():
            fewer = [background.fewer for background in self.leads()]
            known = filter(None, fewer)
            yield from dict.fromkeys(known)
        if found.team:
            yield self.ruleset.advice.result.team
        if found.also_see:
            words = self.ruleset.after_result.next.also_see
            reasons = self.ruleset.reasons
            doctors = [reasons[name].words for name in found.also_see]
            listed = "; ".join(dict.fromkeys(doctors))
            yield words.format(doctors=listed)

    def leads(self) -> list[Background]:
        """Return the backgrounds that lead."""
        leads = self.assessment.leads
        return [self.ruleset.background(lead.background) for lead in leads]

    def names_leads(self) -> bool:
        """Return whether the leads are named, which they are not if there are many or
        the result is unsure."""
        is_sure = self.assessment.strength is not Strength.LOW
        return is_sure and len(self.assessment.leads) <= MOST_NAMED

    def about_background(self, one: str, any_of_them: str) -> str:
        """Return the sentence `one` with the leads, or `any_of_them` if there are many
        or the result is unsure."""
        if not self.names_leads():
            return any_of_them
        leads = [background.trained for background in self.leads()]
        either = self.ruleset.advice.condition.either
        return one.format(background=joined(leads, either))

    def calls(self) -> Iterator[Call]:
        """Yield the calls to make, the first one first."""
        words = self.ruleset.after_result.call
        specialist = Call(
            whom=SPECIALIST,
            heading=words.specialist,
            say=self.say(words.looking, words.looking_any),
            ask=self.ask(SPECIALIST),
        )
        regular = Call(
            whom=REGULAR,
            heading=words.regular,
            say=self.say(words.referral, words.referral_any),
            ask=self.ask(REGULAR),
        )
        if self.assessment.regular_doctor:
            yield from (regular, specialist)
        else:
            yield from (specialist, regular)

    def say(self, one: str, any_of_them: str) -> tuple[str, ...]:
        """Return what to say first: what the person is looking for, and the pain in one
        sentence if it is known."""
        looked_for = self.about_background(one, any_of_them)
        parts = ", ".join(self.pain())
        if not parts:
            return (looked_for,)
        pain = self.ruleset.after_result.call.pain
        return looked_for, pain.format(told=parts)

    def pain(self) -> Iterator[str]:
        """Yield where it hurts, since when, and how much, as parts of a sentence."""
        words = self.ruleset.after_result
        places = self.where_it_hurts()
        if places:
            yield places
        for option in self.answers.get("how_long", ()):
            if option in words.since:
                yield words.since[option]
        for number in self.answers.get("pain_avg", ()):
            yield words.call.level.format(number=number)

    def where_it_hurts(self) -> str:
        """Return where it hurts and which place is worst, or "" if unknown."""
        chosen = self.in_order("where")
        places = self.place_words(chosen)
        if not places:
            return ""
        if len(places) <= MOST_PLACES:
            return joined(places, self.ruleset.advice.condition.both)
        call = self.ruleset.after_result.call
        main = self.answers.get("main_pain", ())
        worst = self.place_words(main)
        mostly = [call.mostly.format(place=place) for place in worst]
        return ", ".join([call.many_places, *mostly])

    def place_words(self, options: Iterable[str]) -> list[str]:
        """Return the words for these places, without those that have none."""
        words = self.ruleset.after_result.places
        return [words[option] for option in options if option in words]

    def in_order(self, question_id: str) -> list[str]:
        """Return the options that were chosen, in the questionnaire's order."""
        question = self.ruleset.questionnaire.question(question_id)
        chosen = self.answers.get(question_id, ())
        in_order = [option.id for option in question.options]
        return [option for option in in_order if option in chosen]

    def ask(self, whom: str) -> tuple[str, ...]:
        """Return the questions to ask on a call to a specialist or to the regular
        doctor."""
        questions = self.ruleset.after_result.ask
        asked = [each for each in questions if self.is_asked(each, whom)]
        return tuple(each.words for each in asked)

    def is_asked(self, each: AskOnPhone, whom: str) -> bool:
        """Return whether this person asks the question on a call to `whom`."""
        if whom not in each.of:
            return False
        if each.unless is not None and self.holds(each.unless):
            return False
        return self.holds(each.when)

    def holds(self, condition: Condition) -> bool:
        """Return whether the condition holds for these answers."""
        findings = self.ruleset.questionnaire.findings
        return condition.holds(self.answers, findings)

    def access(self) -> Iterator[AccessLine]:
        """Yield the help with cost, travel and language that this person may need."""
        for line in self.ruleset.after_result.access:
            if self.holds(line.when):
                sources = [self.ruleset.sources[name] for name in line.source]
                yield AccessLine(line.words, tuple(sources))


def level_of(flag: RedFlag) -> Level:
    """Return the level of the flag, NONE for a crisis."""
    return Level.NONE if flag.level is None else flag.level
