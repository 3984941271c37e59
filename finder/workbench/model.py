"""The rules as formulas: what can be answered, which rows hold then, and what a person is told. They are built from the
very objects that the app runs on, and a test holds them against the app on random patients."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

from z3 import And, ArithRef, AtMost, Bool, BoolRef, BoolVal, If, Implies, IntVal, Not, Or, PbGe, Sum

from finder.core.rules.advice import Level
from finder.core.rules.conditions import ALWAYS, Chosen, Condition, Term
from finder.core.rules.findings import AnyOf, Count, Scale
from finder.core.rules.findings import Sum as Added
from finder.core.rules.knowledge import AlsoSee, Effect, RedFlagRow, Rule, Ruleset, TreatmentRow
from finder.core.rules.page import SCALE, Kind, Page, Question

RulesRow = RedFlagRow | Rule | TreatmentRow | AlsoSee
Contribution = tuple[BoolRef, int]
"""What a number grows by where something is true."""


def variable(question: str, option: str) -> BoolRef:
    """Return that this option of the question was chosen."""
    return Bool(name_of(question, option))


def name_of(question: str, option: str) -> str:
    """Return the name of an option's variable."""
    return f"{question}:{option}"


def any_of(parts: Iterable[BoolRef]) -> BoolRef:
    found = list(parts)
    return found[0] if len(found) == 1 else Or(found)


def all_of(parts: Iterable[BoolRef]) -> BoolRef:
    found = list(parts)
    return found[0] if len(found) == 1 else And(found)


def at_least(parts: Sequence[Contribution], least: int) -> BoolRef:
    """The true parts add up to a number."""
    if least <= 0:
        return BoolVal(val=True)
    return PbGe([(part, weight) for part, weight in parts if weight], least) if parts else BoolVal(val=False)


@dataclass(frozen=True)
class Model:
    """All that can be answered and all that follows. `lingering` also allows what the questionnaire lets happen when an
    earlier answer changes: a ticked line of a question that is asked again outlives its condition, and what was told
    beyond a stop stays."""

    ruleset: Ruleset
    lingering: bool = False
    _held: dict[Condition, BoolRef] = field(default_factory=dict, repr=False)
    _parts: dict[str, tuple[Contribution, ...]] = field(default_factory=dict, repr=False)

    never: BoolRef = field(default_factory=lambda: BoolVal(val=False), repr=False)

    # Conditions

    def holds(self, condition: Condition) -> BoolRef:
        if condition not in self._held:
            self._held[condition] = all_of([self.term(term) for term in condition.terms] or [BoolVal(val=True)])
        return self._held[condition]

    def term(self, term: Term) -> BoolRef:
        if isinstance(term, Chosen):
            return any_of(variable(term.question, option) for option in sorted(term.options))
        return self.reaches(term.name, term.least)

    def reaches(self, name: str, least: int) -> BoolRef:
        """A finding or a scale is at least so much."""
        finding = self.ruleset.questionnaire.findings.by_name[name]
        if isinstance(finding, AnyOf) and least == 1:
            return any_of([self.holds(condition) for condition in finding.conditions] or [BoolVal(val=False)])
        return at_least(self.parts(name), least)

    def parts(self, name: str) -> tuple[Contribution, ...]:
        """A number as the parts that it is the sum of."""
        if name not in self._parts:
            self._parts[name] = tuple(self._split(name))
        return self._parts[name]

    def _split(self, name: str) -> list[Contribution]:
        match self.ruleset.questionnaire.findings.by_name[name]:
            case Scale(question):
                return [(variable(question, number), int(number)) for number in SCALE]
            case Count(question, name_of):
                named: dict[str, list[BoolRef]] = {}
                for option, group in name_of.items():
                    named.setdefault(group, []).append(variable(question, option))
                return [(any_of(options), 1) for options in named.values()]
            case Added(names):
                return [part for each in names for part in self.parts(each)]
            case _:
                return [(self.reaches(name, 1), 1)]

    # What can be answered

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for page in self.ruleset.questionnaire.pages for question in page.questions}

    @cached_property
    def options(self) -> dict[tuple[str, str], BoolRef]:
        """Every option of every question."""
        return {
            (question.id, option): variable(question.id, option)
            for question in self.questions.values()
            for option in option_ids(question)
        }

    def asked_if(self, question: str, option: str) -> Condition:
        """When an option is shown; a number of a scale always is."""
        found = self.questions[question].option(option)
        return found.ask_if if found else ALWAYS

    @cached_property
    def asked(self) -> dict[str, BoolRef]:
        """Map each page (`page feel`) and each question (`feel`) to the formula that it is asked."""
        found: dict[str, BoolRef] = {}
        for page in self.ruleset.questionnaire.pages:
            here = And(self.holds(page.ask_if), Not(self.beyond(page)))
            for question in page.questions:
                found[question.id] = And(here, self.holds(question.ask_if))
            found[f"page {page.id}"] = any_of(found[question.id] for question in page.questions)
        return found

    def beyond(self, page: Page) -> BoolRef:
        """Return that the answers stop before this page."""
        pages = self.ruleset.questionnaire.pages
        return any_of(stop for before in pages[: pages.index(page)] for stop in self.stops_at(before))

    def stops_at(self, page: Page) -> list[BoolRef]:
        return [self.holds(question.stop_if) for question in page.questions if question.stop_if is not None]

    @cached_property
    def stopped(self) -> BoolRef:
        """The answers end at a page of their own instead of a suggestion."""
        stops = [stop for page in self.ruleset.questionnaire.pages for stop in self.stops_at(page)]
        return any_of(stops or [BoolVal(val=False)])

    @cached_property
    def possible(self) -> tuple[BoolRef, ...]:
        """What every complete set of answers obeys."""
        return tuple(
            rule
            for page in self.ruleset.questionnaire.pages
            for question in page.questions
            for rule in self._allowed(page, question)
        )

    def _allowed(self, page: Page, question: Question) -> list[BoolRef]:
        names = option_ids(question)
        if not names:
            return []
        asked = self.asked[question.id]
        chosen = {option: variable(question.id, option) for option in names}
        left = self.beyond(page) if self.lingering else BoolVal(val=False)
        found = [Implies(any_of(chosen.values()), Or(asked, left))]
        found += [
            Implies(chosen[option.id], Or(self.holds(option.ask_if), left))
            for option in question.options
            if option.ask_if is not ALWAYS and not (self.lingering and question.ask_again)
        ]
        if page.required:
            found.append(Implies(asked, any_of(chosen.values())))
        if question.kind in {Kind.ONE, Kind.SCALE}:
            return [*found, AtMost(*chosen.values(), 1)]
        alone = [option.id for option in question.options if option.alone]
        found += [Implies(chosen[one], Not(any_of(chosen[name] for name in names if name != one))) for one in alone]
        return [*found, AtMost(*chosen.values(), question.most)] if question.most else found

    # What follows

    @cached_property
    def fires(self) -> dict[str, BoolRef]:
        """Map each row of any table to the formula that it has its effect."""
        anyway: list[RulesRow] = [*self.ruleset.red_flags.rows, *self.ruleset.also_see.rows]
        unless_stopped: list[RulesRow] = [*self.ruleset.suggestions.rows, *self.ruleset.treatment_rows.rows]
        going = Not(self.stopped)
        found = {row.id: self._effective(row) for row in anyway}
        return found | {row.id: And(going, self._effective(row)) for row in unless_stopped}

    def _effective(self, row: RulesRow) -> BoolRef:
        unless = getattr(row, "unless", None)
        holds = self.holds(row.when)
        return holds if unless is None else And(holds, Not(self.holds(unless)))

    def level_is(self, least: Level) -> BoolRef:
        """Return that the level is at least this; a crisis is no level."""
        rows = [row for row in self.ruleset.red_flags.rows if row.level is not None and row.level >= least]
        return any_of([self.fires[row.id] for row in rows] or [BoolVal(val=False)])

    @cached_property
    def in_crisis(self) -> BoolRef:
        """Return that help in a crisis is shown."""
        return any_of([self.fires[row.id] for row in self.ruleset.red_flags.rows if row.level is None] or [self.never])

    def raised(self, flag: str) -> BoolRef:
        rows = [row for row in self.ruleset.red_flags.rows if row.flag == flag]
        return any_of([self.fires[row.id] for row in rows] or [BoolVal(val=False)])

    @cached_property
    def scores(self) -> tuple[ArithRef, ...]:
        """The points of each background, capped by group."""
        width = range(len(self.ruleset.backgrounds))
        caps = self.ruleset.scoring.caps
        return tuple(
            Sum([capped(self.contributions(group, index), cap) for group, cap in caps.items()]) for index in width
        )

    def contributions(self, group: str, index: int, without: str = "") -> list[Contribution]:
        """What the rows of a group give to a background, before its cap."""
        rows = (rule for rule in self.ruleset.suggestions.rows if rule.group == group and rule.id != without)
        return [(self.fires[rule.id], rule.points[index]) for rule in rows if rule.points[index]]

    @cached_property
    def near(self) -> tuple[BoolRef, ...]:
        """Who has points and is close enough to the top to lead."""
        return tuple(self._leads_among(index, {}) for index in range(len(self.scores)))

    @cached_property
    def paired(self) -> BoolRef:
        """Only backgrounds that never lead alone are near the top."""
        shy = [background.id in self.ruleset.scoring.never_alone for background in self.ruleset.backgrounds]
        return And([Not(near) for near, never in zip(self.near, shy, strict=True) if not never])

    @cached_property
    def leads(self) -> tuple[BoolRef, ...]:
        """Who leads; those that never lead alone bring the best others."""
        without = dict(enumerate(self.near))
        return tuple(
            Or(near, And(self.paired, self._leads_among(index, without))) for index, near in enumerate(self.near)
        )

    @cached_property
    def shown_leads(self) -> dict[str, BoolRef]:
        """Return by name who leads, and for each two leads which of them is named first."""
        names = [background.id for background in self.ruleset.backgrounds]
        found = dict(zip(names, self.leads, strict=True))
        for one, other in combinations(range(len(names)), 2):
            both_lead = And(self.leads[one], self.leads[other])
            found[f"{names[one]} before {names[other]}"] = And(both_lead, self._is_named_first(one, other))
        return found

    def _is_named_first(self, one: int, other: int) -> BoolRef:
        """Of two leads, return that the one is named before the other, which follows it in the catalogue."""
        has_more = self.scores[one] >= self.scores[other]
        first, second = self._stands_apart(one), self._stands_apart(other)
        if self.ruleset.scoring.never_alone_first_from:
            ahead = any_of(
                And(self._stands_apart(index), self._is_well_above(index)) for index in range(len(self.scores))
            )
            apart_first, body_first = ahead, Not(ahead)
        else:
            apart_first, body_first = And(Not(self.paired), has_more), Or(self.paired, has_more)
        return If(And(first, Not(second)), apart_first, If(And(second, Not(first)), body_first, has_more))

    def _stands_apart(self, index: int) -> BoolRef:
        """A background that never leads alone is near the top by itself, and so is named apart from the body."""
        never_alone = self.ruleset.backgrounds[index].id in self.ruleset.scoring.never_alone
        return self.near[index] if never_alone else self.never

    def _is_well_above(self, index: int) -> BoolRef:
        """A background has enough points more than everyone who does not stand apart to be named first."""
        scoring, mine = self.ruleset.scoring, self.scores[index]
        above = [
            Or(self._stands_apart(other), mine >= score + scoring.never_alone_first_from)
            for other, score in enumerate(self.scores)
        ]
        return And(mine >= scoring.low_under, *above)

    def named_first(self, index: int) -> BoolRef:
        """A background that never leads alone stands before the doctors that it is paired with."""
        scoring, mine = self.ruleset.scoring, self.scores[index]
        least = scoring.never_alone_first_from
        others = [
            score
            for background, score in zip(self.ruleset.backgrounds, self.scores, strict=True)
            if background.id not in scoring.never_alone
        ]
        above = [mine >= score + least for score in others]
        return And(BoolVal(val=least > 0), self.near[index], mine >= scoring.low_under, *above)

    def _leads_among(self, index: int, left_out: Mapping[int, BoolRef]) -> BoolRef:
        """It has points, and nobody has too many more, those left out aside."""
        mine, within = self.scores[index], self.ruleset.scoring.lead_within
        others = [other for other in range(len(self.scores)) if other != index]
        beaten = [Or(left_out.get(other, False), mine + within >= self.scores[other]) for other in others]
        return And(mine >= 1, *beaten)

    @cached_property
    def named(self) -> dict[str, BoolRef]:
        """Return that a fired rule names a card."""
        return {
            card: self._when_rows(rule.id for rule in self.ruleset.suggestions.rows if card in rule.treatments)
            for card in self.ruleset.treatments
        }

    def on(self, card: str, effect: Effect) -> BoolRef:
        """Return that a row of the treatments table does this to a card."""
        rows = self.ruleset.treatment_rows.rows
        return self._when_rows(row.id for row in rows if row.effect is effect and card in row.cards)

    @cached_property
    def suggested(self) -> dict[str, BoolRef]:
        """Map each card to the formula that it is suggested, now or for later."""
        return {card: And(named, Not(self.on(card, Effect.HIDE))) for card, named in self.named.items()}

    @cached_property
    def suggested_now(self) -> dict[str, BoolRef]:
        """Map each card to the formula that it stands in one of the steps."""
        only = [row for row in self.ruleset.treatment_rows.rows if row.effect is Effect.ONLY]
        free = Not(self._when_rows(row.id for row in only))
        return {
            card: And(suggested, Or(free, self.on(card, Effect.ONLY))) for card, suggested in self.suggested.items()
        }

    def _when_rows(self, ids: Iterable[str]) -> BoolRef:
        return any_of([self.fires[each] for each in ids] or [BoolVal(val=False)])


def capped(parts: Sequence[Contribution], cap: int) -> ArithRef:
    if not parts:
        return IntVal(0)
    total: Any = Sum([If(part, weight, 0) for part, weight in parts])
    most = sum(weight for _, weight in parts)
    return total if most <= cap else If(total > cap, cap, total)


def option_ids(question: Question) -> tuple[str, ...]:
    return SCALE if question.kind is Kind.SCALE else tuple(option.id for option in question.options)
