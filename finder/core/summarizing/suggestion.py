"""The words that follow from an assessment alone: the kinds of doctor with their
reasons, the treatments, the cautions, and the rules that fired."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from finder.core.deciding.assess import Assessment, Lead
from finder.core.deciding.treatments import Step, SuggestedTreatment
from finder.core.rules.knowledge import Rule, Ruleset, Source, Treatment
from finder.core.summarizing.cautions import ask_today, be_careful, tell_doctors
from finder.core.summarizing.reasons import (
    gives_points,
    may_be_said,
    other_reasons,
    reason_of,
    reasons_for,
    sentences_for_everyone,
)
from finder.core.summarizing.summary import (
    BackgroundLine,
    Card,
    CardStep,
    Suggestion,
    ToAsk,
    Working,
)

FIRST_ASKED = 3
"""How many of the questions for everyone come before those about treatments."""


Suggest = Callable[[Assessment], Suggestion]
"""A function that puts an assessment into words."""


def suggest_by(
    ruleset: Ruleset,
    *,
    show_treatments: bool,
) -> Suggest:
    """Return a function that puts assessments under these rules into words."""
    return partial(suggestion, ruleset, show_treatments=show_treatments)


def suggestion(
    ruleset: Ruleset,
    assessment: Assessment,
    *,
    show_treatments: bool = True,
) -> Suggestion:
    """Return what an assessment suggests, in words. Without `show_treatments`, no card
    is shown, and every caution is one to tell the clinic."""
    words = SuggestionWording(ruleset, assessment)
    found = assessment.treatments
    steps = found.steps if show_treatments else ()
    later = found.later if show_treatments else ()
    apart = found.apart if show_treatments else found.cautions
    return Suggestion(
        leads=tuple(map(words.lead, assessment.leads)),
        also=words.lines(assessment.also, "also"),
        others=words.lines(words.other_backgrounds(), "other"),
        other_reasons=other_reasons(ruleset, assessment),
        steps=tuple(words.step(step) for step in steps if step.shown),
        later=tuple(map(words.card, later)),
        tell_clinic=words.sentences(apart),
        ask_today=ask_today(ruleset, assessment),
        be_careful=be_careful(ruleset, assessment),
        tell_doctors=tell_doctors(ruleset, assessment),
        also_see=words.sentences(assessment.also_see),
        ask=tuple(words.ask(steps)),
        workings=tuple(map(words.working, assessment.fired)),
    )


@dataclass(frozen=True)
class SuggestionWording:
    """The words for one assessment."""

    ruleset: Ruleset
    assessment: Assessment

    @cached_property
    def said(self) -> tuple[Rule, ...]:
        """The rules that fired and may be said."""
        return tuple(may_be_said(self.ruleset, self.assessment))

    def other_backgrounds(self) -> list[str]:
        """Return the backgrounds that neither lead nor also fit, the best first."""
        found = self.assessment
        placed = {lead.background for lead in found.leads}
        placed.update(found.also)
        by_background = zip(self.ruleset.places, found.scores, strict=False)
        scores = dict(by_background)
        others = [background for background in scores if background not in placed]
        return sorted(others, key=scores.__getitem__, reverse=True)

    def lead(self, lead: Lead) -> BackgroundLine:
        """Return the line of a background that leads."""
        return self.line(lead.background, "lead", lead.reasons)

    def lines(
        self,
        backgrounds: Iterable[str],
        place: str,
    ) -> tuple[BackgroundLine, ...]:
        """Return the lines of backgrounds that do not lead."""
        found = []
        for each in backgrounds:
            rules = self.rules_for(each)
            found.append(self.line(each, place, rules))
        return tuple(found)

    def rules_for(self, background: str) -> list[str]:
        """Return the ids of the rules that may be said and give points to a
        background."""
        said = self.said
        ruleset = self.ruleset
        giving = [rule for rule in said if gives_points(ruleset, rule, background)]
        return [rule.id for rule in giving]

    def line(
        self,
        background: str,
        place: str,
        rules: Sequence[str],
    ) -> BackgroundLine:
        """Return the line of a background, with what these rules say for it."""
        ruleset = self.ruleset
        scores = self.assessment.scores
        index = ruleset.places[background]
        tenths = 10 * scores[index] / max(scores)
        reasons = reasons_for(ruleset, background, rules)
        return BackgroundLine(
            ruleset.background(background),
            place,
            getattr(ruleset.advice.word, place),
            round(tenths),
            reasons,
            () if reasons else sentences_for_everyone(ruleset, background, rules),
        )

    def sentences(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the sentences of these rows, each once."""
        reasons = self.ruleset.reasons
        words = (reasons[each].words for each in ids)
        return tuple(dict.fromkeys(words))

    def step(self, step: Step) -> CardStep:
        """Return a step with its cards."""
        headings = self.ruleset.advice.result.steps
        return CardStep(
            headings[step.number - 1],
            tuple(map(self.card, step.shown)),
            tuple(map(self.card, step.more)),
        )

    def card(self, suggested: SuggestedTreatment) -> Card:
        """Return a treatment as a card."""
        treatment = self.ruleset.treatments[suggested.treatment]
        heading = self.ruleset.reasons.get(suggested.under)
        return Card(
            treatment,
            heading.words if heading else "",
            self.sentences(suggested.notes),
            self.sentences(suggested.cautions),
            self.often(treatment),
            self.cited(treatment.source),
        )

    def often(self, treatment: Treatment) -> str:
        """Return who often offers a treatment."""
        texts = self.ruleset.advice.result
        if len(treatment.by) == len(self.ruleset.backgrounds):
            return texts.often_all
        backgrounds = map(self.ruleset.background, treatment.by)
        trained = ", ".join(each.trained for each in backgrounds)
        return texts.often.format(backgrounds=trained)

    def ask(self, steps: Iterable[Step]) -> Iterator[ToAsk]:
        """Yield the questions that fit everyone, and one about the first treatment of
        each step."""
        questions = self.ruleset.advice.first_visit.ask
        for question in questions[:FIRST_ASKED]:
            yield ToAsk(question)
        for step in steps:
            for suggested in step.shown[:1]:
                treatment = self.ruleset.treatments[suggested.treatment]
                yield ToAsk(treatment.ask[0], treatment.name)

    def working(self, rule_id: str) -> Working:
        """Return a rule that fired, with its points, its reason and its sources."""
        rule = self.ruleset.rules[rule_id]
        reason = self.ruleset.reasons[rule_id]
        by_background = zip(self.ruleset.backgrounds, rule.points, strict=True)
        pairs = [(each.name, points) for each, points in by_background if points]
        return Working(
            rule_id,
            reason_of(self.ruleset, self.assessment, rule),
            tuple(pairs),
            reason.strength,
            self.cited(reason.source),
        )

    def cited(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """Return the sources of these ids."""
        return tuple(self.ruleset.sources[each] for each in ids)
