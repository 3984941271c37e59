"""What to do next: the numbered list, the words for a phone call, and help with cost, travel and language."""

from collections.abc import Iterator
from dataclasses import dataclass

from finder.core.deciding.acknowledged import Acknowledgements, How, is_said
from finder.core.deciding.assess import Assessment, Outcome
from finder.core.rules.advice import Level
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset, Source, Strength
from finder.core.rules.next_steps import CallWords
from finder.core.telling.cautions import ask_today
from finder.core.telling.context import NOTHING
from finder.core.telling.wording import joined

HELP, CALL, SPECIALIST = "help", "call", "specialist"
"""The kinds of a step that asks for help and of one that asks for a call, and whom such a call may be to."""
MOST_NAMED = 2
"""More leads than these are not named: any of them will do."""
MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step of the numbered list. `kind` says what it asks for: help, a call, or the sheet."""

    kind: str
    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A phone call: whom it is to, what to say first, and what to ask."""

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
    """What follows from a suggestion; empty lists are not shown."""

    heading: str
    steps: tuple[NextStep, ...]
    call_words: CallWords
    calls: tuple[Call, ...]
    access_heading: str
    access: tuple[AccessLine, ...]


def next_steps(
    ruleset: Ruleset, answers: Answers, assessment: Assessment, acknowledged: Acknowledgements = NOTHING
) -> NextSteps:
    """Return what to do next, the most urgent first. Of private answers it knows only what is in its arguments."""
    words, guide = ruleset.after_result, Guide(ruleset, answers, assessment, acknowledged)
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
        words, found, urgent = self.ruleset.after_result.next, self.assessment, self.urgent()
        if found.crisis:
            yield NextStep(HELP, words.crisis)
        if urgent and urgent.kind == HELP:
            yield urgent
        if ask_today(self.ruleset, found):
            yield NextStep(HELP, words.today.format(heading=self.ruleset.advice.ask_today.heading))
        if urgent and urgent.kind == CALL:
            yield urgent
        elif found.regular_doctor:
            yield NextStep(CALL, words.regular, (words.no_regular,))
        one, any_of_them = (
            (words.after, words.after_any) if found.regular_doctor else (words.specialist, words.specialist_any)
        )
        yield NextStep(CALL, self.about_background(one, any_of_them), tuple(self.besides()))
        yield NextStep("sheet", words.sheet)

    def urgent(self) -> NextStep | None:
        """Return the step for the most urgent advice that was not checked; where all was, to make sure of it; None if
        nothing is urgent. Where the regular doctor comes first, and the advice is to see one, it is that call."""
        words = self.ruleset.after_result.next
        flags = [flag for flag in self.assessment.flags if flag.level is not None and flag.level >= Level.SOON]
        left = [flag for flag in flags if not is_said(How.CHECKED, flag, self.acknowledged)]
        if not flags:
            return None
        if words.checked and not left:
            return NextStep(HELP, words.checked)
        level = max(flag.level for flag in left or flags if flag.level is not None)
        text = words.urgent.format(advice=self.ruleset.advice.level[level].heading)
        if self.assessment.regular_doctor and level < Level.EMERGENCY_ROOM:
            return NextStep(CALL, text, (words.no_regular,))
        return NextStep(HELP, text)

    def besides(self) -> Iterator[str]:
        """Who else may help, and where such doctors are found."""
        found = self.assessment
        fewer = [self.ruleset.background(lead.background).fewer for lead in found.leads]
        if len(fewer) <= MOST_NAMED:
            yield from dict.fromkeys(filter(None, fewer))
        if found.team:
            yield self.ruleset.advice.result.team
        if found.also_see:
            doctors = dict.fromkeys(self.ruleset.reasons[each].words for each in found.also_see)
            yield self.ruleset.after_result.next.also_see.format(doctors="; ".join(doctors))

    def about_background(self, one: str, any_of_them: str) -> str:
        """Return the sentence with what to look for in a doctor; where many would do, the sentence that names none."""
        leads = [self.ruleset.background(lead.background).trained for lead in self.assessment.leads]
        if len(leads) > MOST_NAMED or self.assessment.strength is Strength.LOW:
            return any_of_them
        return one.format(background=joined(leads, self.ruleset.advice.condition.either))

    def calls(self) -> Iterator[Call]:
        """The call to make first comes first."""
        words = self.ruleset.after_result.call
        both = [
            Call(SPECIALIST, words.specialist, self.say(words.looking, words.looking_any), self.ask("specialist")),
            Call("regular", words.regular, self.say(words.referral, words.referral_any), self.ask("regular")),
        ]
        yield from reversed(both) if self.assessment.regular_doctor else both

    def say(self, one: str, any_of_them: str) -> tuple[str, ...]:
        """Return what to say first: what is looked for, and the pain in one sentence where it was told."""
        words, parts = self.ruleset.after_result.call, tuple(self.pain())
        pain = (words.pain.format(told=", ".join(parts)),) if parts else ()
        return self.about_background(one, any_of_them), *pain

    def pain(self) -> Iterator[str]:
        """Where it hurts, for how long, and how much, as parts of a sentence."""
        words = self.ruleset.after_result
        if places := self.where_it_hurts():
            yield places
        yield from (words.since[each] for each in self.answers.get("how_long", ()) if each in words.since)
        yield from (words.call.level.format(number=each) for each in self.answers.get("pain_avg", ()))

    def where_it_hurts(self) -> str:
        """Where it hurts, and which place troubles most."""
        words, call = self.ruleset.after_result.places, self.ruleset.after_result.call
        options = self.ruleset.questionnaire.question("where").options
        places = [words[each.id] for each in options if each.id in self.answers.get("where", ()) and each.id in words]
        main = [words[each] for each in self.answers.get("main_pain", ()) if each in words]
        if len(places) > MOST_PLACES:
            return ", ".join([call.many_places, *(call.mostly.format(place=each) for each in main)])
        return joined(places, self.ruleset.advice.condition.both) if places else ""

    def ask(self, whom: str) -> tuple[str, ...]:
        findings, asked = self.ruleset.questionnaire.findings, self.ruleset.after_result.ask
        return tuple(each.words for each in asked if each.is_for(whom, self.answers, findings))

    def access(self) -> Iterator[AccessLine]:
        findings, sources = self.ruleset.questionnaire.findings, self.ruleset.sources
        for line in self.ruleset.after_result.access:
            if line.when.holds(self.answers, findings):
                yield AccessLine(line.words, tuple(sources[each] for each in line.source))
