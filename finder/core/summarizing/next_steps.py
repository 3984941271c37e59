"""What to do next: the numbered list, the words for a phone call, and help with cost,
travel and language."""

from collections.abc import Iterator
from dataclasses import dataclass

from finder.core.deciding.acknowledged import Acknowledgements, How, was_answered_with
from finder.core.deciding.assess import Assessment, Outcome
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Source, Strength
from finder.core.rules.next_steps import AskOnPhone, CallWords
from finder.core.summarizing.cautions import ask_today
from finder.core.summarizing.context import NOTHING
from finder.core.summarizing.wording import joined

HELP, CALL, SPECIALIST = "help", "call", "specialist"
"""Two kinds of steps, to get help and to make a call, and one of the people to call."""
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
    steps: tuple[NextStep, ...]
    call_words: CallWords
    calls: tuple[Call, ...]
    access_heading: str
    access: tuple[AccessLine, ...]


def next_steps(
    ruleset: Ruleset,
    answers: Answers,
    assessment: Assessment,
    acknowledged: Acknowledgements = NOTHING,
) -> NextSteps:
    """Return what to do next, the most urgent first. Private answers count only if the
    arguments include them."""
    words = ruleset.after_result
    guide = Guide(ruleset, answers, assessment, acknowledged)
    is_stopped = assessment.outcome is Outcome.UNDER_18
    return NextSteps(
        heading=words.next.heading,
        steps=() if is_stopped else tuple(guide.steps()),
        call_words=words.call,
        calls=() if is_stopped else tuple(guide.calls()),
        access_heading=words.access_heading,
        access=() if is_stopped else tuple(guide.access()),
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
            yield NextStep(HELP, words.today.format(heading=heading))
        if urgent and urgent.kind == CALL:
            yield urgent
        elif found.regular_doctor:
            yield NextStep(CALL, words.regular, (words.no_regular,))
        if found.regular_doctor:
            specialist = self.about_background(words.after, words.after_any)
        else:
            specialist = self.about_background(words.specialist, words.specialist_any)
        yield NextStep(CALL, specialist, tuple(self.also_helpful()))
        yield NextStep("sheet", words.sheet)

    def urgent(self) -> NextStep | None:
        """Return the step for the most urgent advice that was not checked, or None if
        nothing is urgent.

        If all advice was checked, the step is to make sure of that. If the regular
        doctor comes first and the advice is to see a doctor, the step is that call.
        """
        words = self.ruleset.after_result.next
        flags = [
            flag
            for flag in self.assessment.flags
            if flag.level is not None and flag.level >= Level.SOON
        ]
        if not flags:
            return None
        left = [
            flag
            for flag in flags
            if not was_answered_with(How.CHECKED, flag, self.acknowledged)
        ]
        if words.checked and not left:
            return NextStep(HELP, words.checked)
        level = max(flag.level for flag in left or flags if flag.level is not None)
        heading = self.ruleset.advice.level[level].heading
        text = words.urgent.format(advice=heading)
        if self.assessment.regular_doctor and level < Level.EMERGENCY_ROOM:
            return NextStep(CALL, text, (words.no_regular,))
        return NextStep(HELP, text)

    def also_helpful(self) -> Iterator[str]:
        """Yield who else may help, and where to find such doctors."""
        found = self.assessment
        fewer = [self.ruleset.background(lead.background).fewer for lead in found.leads]
        if len(fewer) <= MOST_NAMED:
            yield from dict.fromkeys(filter(None, fewer))
        if found.team:
            yield self.ruleset.advice.result.team
        if found.also_see:
            words = self.ruleset.after_result.next.also_see
            doctors = dict.fromkeys(
                self.ruleset.reasons[each].words for each in found.also_see
            )
            yield words.format(doctors="; ".join(doctors))

    def about_background(self, one: str, any_of_them: str) -> str:
        """Return the sentence `one` with the leads, or `any_of_them` if there are many
        or the result is unsure."""
        leads = [
            self.ruleset.background(lead.background).trained
            for lead in self.assessment.leads
        ]
        if len(leads) > MOST_NAMED or self.assessment.strength is Strength.LOW:
            return any_of_them
        either = self.ruleset.advice.condition.either
        return one.format(background=joined(leads, either))

    def calls(self) -> Iterator[Call]:
        """Yield the calls to make, the first one first."""
        words = self.ruleset.after_result.call
        looking = self.say(words.looking, words.looking_any)
        referral = self.say(words.referral, words.referral_any)
        specialist = Call(SPECIALIST, words.specialist, looking, self.ask("specialist"))
        regular = Call("regular", words.regular, referral, self.ask("regular"))
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
        words = self.ruleset.after_result.places
        places = [words[name] for name in self.in_order("where") if name in words]
        if not places:
            return ""
        if len(places) <= MOST_PLACES:
            return joined(places, self.ruleset.advice.condition.both)
        call = self.ruleset.after_result.call
        main = [
            words[name] for name in self.answers.get("main_pain", ()) if name in words
        ]
        mostly = [call.mostly.format(place=place) for place in main]
        return ", ".join([call.many_places, *mostly])

    def in_order(self, question_id: str) -> list[str]:
        """Return the options that were chosen, in the questionnaire's order."""
        question = self.ruleset.questionnaire.question(question_id)
        chosen = self.answers.get(question_id, ())
        return [option.id for option in question.options if option.id in chosen]

    def ask(self, whom: str) -> tuple[str, ...]:
        """Return the questions to ask on a call to a specialist or to the regular
        doctor."""
        questions = [each for each in self.ruleset.after_result.ask if whom in each.of]
        return tuple(each.words for each in questions if self.is_asked(each))

    def is_asked(self, each: AskOnPhone) -> bool:
        """Return whether this person asks the question on the phone."""
        findings = self.ruleset.questionnaire.findings
        if not each.when.holds(self.answers, findings):
            return False
        return each.unless is None or not each.unless.holds(self.answers, findings)

    def access(self) -> Iterator[AccessLine]:
        """Yield the help with cost, travel and language that this person may need."""
        findings = self.ruleset.questionnaire.findings
        for line in self.ruleset.after_result.access:
            if line.when.holds(self.answers, findings):
                sources = [self.ruleset.sources[name] for name in line.source]
                yield AccessLine(line.words, tuple(sources))
