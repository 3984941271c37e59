"""The rules as z3 formulas: which rows hold for the answers, and what a person sees.

The formulas are built from the same objects that the app runs on. A test compares them
with the app on random patients.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import combinations

from z3 import And, ArithRef, BoolRef, BoolVal, If, Not, Or, Sum

from finder.core.rules.advice import Level
from finder.core.rules.knowledge import AlsoSee, Effect, RedFlagRow, Rule, TreatmentRow
from finder.workbench.answer_model import AnswerModel
from finder.workbench.formulas import Contribution, any_of, capped

RulesRow = RedFlagRow | Rule | TreatmentRow | AlsoSee


def is_at_least(row: RedFlagRow, least: Level) -> bool:
    """Return whether a row has this level or a higher one. A crisis has no level."""
    return row.level is not None and row.level >= least


class Model(AnswerModel):
    """The possible answers, and all results of the rules."""

    @cached_property
    def fires(self) -> dict[str, BoolRef]:
        """The formula that a row has its effect, by the row's id."""
        ruleset = self.ruleset
        anyway: list[RulesRow] = [
            *ruleset.red_flags.rows,
            *ruleset.also_see.rows,
        ]
        unless_stopped: list[RulesRow] = [
            *ruleset.suggestions.rows,
            *ruleset.treatment_rows.rows,
        ]
        going = Not(self.stopped)
        found = {}
        for row in anyway:
            found[row.id] = self._effective(row)
        for row in unless_stopped:
            effective = self._effective(row)
            found[row.id] = And(going, effective)
        return found

    def _effective(self, row: RulesRow) -> BoolRef:
        holds = self.holds(row.when)
        unless = getattr(row, "unless", None)
        if unless is None:
            return holds
        excepted = self.holds(unless)
        return And(holds, Not(excepted))

    def _any_fires(self, rows: Iterable[RulesRow]) -> BoolRef:
        return any_of(self.fires[row.id] for row in rows)

    def level_is(self, least: Level) -> BoolRef:
        """Return the formula that the level is at least this one. A crisis is not a
        level."""
        rows = self.ruleset.red_flags.rows
        reaching = [row for row in rows if is_at_least(row, least)]
        return self._any_fires(reaching)

    @cached_property
    def in_crisis(self) -> BoolRef:
        """The formula that help in a crisis is shown."""
        rows = self.ruleset.red_flags.rows
        crises = [row for row in rows if row.level is None]
        return self._any_fires(crises)

    def raised(self, flag: str) -> BoolRef:
        rows = self.ruleset.red_flags.rows
        raising = [row for row in rows if row.flag == flag]
        return self._any_fires(raising)

    @cached_property
    def scores(self) -> tuple[ArithRef, ...]:
        """The points of each background, capped by group."""
        indexes = range(len(self.ruleset.backgrounds))
        return tuple(self._score(index) for index in indexes)

    def _score(self, index: int) -> ArithRef:
        groups = []
        for group, cap in self.ruleset.scoring.caps.items():
            parts = self.contributions(group, index)
            groups.append(capped(parts, cap))
        return Sum(groups)

    def contributions(
        self, group: str, index: int, without: str = ""
    ) -> list[Contribution]:
        """Return what each row of a group gives to a background, before the cap."""
        found = []
        for rule in self.ruleset.suggestions.rows:
            points = rule.points[index]
            is_counted = rule.group == group and rule.id != without
            if points and is_counted:
                fires = self.fires[rule.id]
                found.append((fires, points))
        return found

    @cached_property
    def near(self) -> tuple[BoolRef, ...]:
        """The formula for each background that it has points and is close enough to the
        top to lead."""
        indexes = range(len(self.scores))
        return tuple(self._leads_among(index, {}) for index in indexes)

    def _never_alone(self, index: int) -> bool:
        """Return whether a background never leads alone."""
        background = self.ruleset.backgrounds[index]
        return background.id in self.ruleset.scoring.never_alone

    @cached_property
    def paired(self) -> BoolRef:
        """The formula that only backgrounds which never lead alone are near the top."""
        far = []
        for index, near in enumerate(self.near):
            if not self._never_alone(index):
                far.append(Not(near))
        return And(far)

    @cached_property
    def leads(self) -> tuple[BoolRef, ...]:
        """The formula for each background that it leads. Backgrounds that never lead
        alone bring the best of the others."""
        without = dict(enumerate(self.near))
        found = []
        for index, near in enumerate(self.near):
            best_of_others = self._leads_among(index, without)
            brought = And(self.paired, best_of_others)
            found.append(Or(near, brought))
        return tuple(found)

    @cached_property
    def shown_leads(self) -> dict[str, BoolRef]:
        """The formulas that each background leads, by name, and for each pair that both
        lead and which is named first."""
        names = [background.id for background in self.ruleset.backgrounds]
        leads = self.leads
        found = dict(zip(names, leads, strict=True))
        indexes = range(len(names))
        for one, other in combinations(indexes, 2):
            both_lead = And(leads[one], leads[other])
            is_first = self._is_named_first(one, other)
            name = f"{names[one]} before {names[other]}"
            found[name] = And(both_lead, is_first)
        return found

    def _is_named_first(self, one: int, other: int) -> BoolRef:
        """Return the formula that one of two leads is named before the other, which
        comes later in the catalogue."""
        has_more = self.scores[one] >= self.scores[other]
        first = self._stands_apart(one)
        second = self._stands_apart(other)
        if self.ruleset.scoring.never_alone_first_from:
            apart_first = self._somebody_apart_is_first()
            body_first = Not(apart_first)
        else:
            apart_first = And(Not(self.paired), has_more)
            body_first = Or(self.paired, has_more)
        only_first = And(first, Not(second))
        only_second = And(second, Not(first))
        otherwise = If(only_second, body_first, has_more)
        return If(only_first, apart_first, otherwise)

    def _somebody_apart_is_first(self) -> BoolRef:
        found = []
        for index in range(len(self.scores)):
            is_apart = self._stands_apart(index)
            is_above = self._is_well_above(index)
            found.append(And(is_apart, is_above))
        return any_of(found)

    def _stands_apart(self, index: int) -> BoolRef:
        """Return the formula that a background is named separately. It never leads
        alone, but is near the top by itself."""
        if self._never_alone(index):
            return self.near[index]
        return self.never

    def _is_well_above(self, index: int) -> BoolRef:
        """Return the formula that a background has enough more points than the others
        to be named first.

        Backgrounds that are named separately do not count.
        """
        scoring = self.ruleset.scoring
        mine = self.scores[index]
        above = []
        for other, score in enumerate(self.scores):
            is_apart = self._stands_apart(other)
            enough = mine >= score + scoring.never_alone_first_from
            above.append(Or(is_apart, enough))
        return And(mine >= scoring.low_under, *above)

    def named_first(self, index: int) -> BoolRef:
        """Return the formula that a background which never leads alone is named first,
        before those that it is paired with."""
        scoring = self.ruleset.scoring
        mine = self.scores[index]
        least = scoring.never_alone_first_from
        above = []
        for other, score in enumerate(self.scores):
            if not self._never_alone(other):
                above.append(mine >= score + least)
        may_be_first = BoolVal(val=least > 0)
        is_near = self.near[index]
        is_enough = mine >= scoring.low_under
        return And(may_be_first, is_near, is_enough, *above)

    def _leads_among(self, index: int, left_out: Mapping[int, BoolRef]) -> BoolRef:
        """Return the formula that a background has points, and that no other has too
        many more.

        `left_out` holds formulas that another background does not count.
        """
        mine = self.scores[index]
        reach = mine + self.ruleset.scoring.lead_within
        beaten = []
        for other, score in enumerate(self.scores):
            if other != index:
                is_left_out = left_out.get(other, False)
                beaten.append(Or(is_left_out, reach >= score))
        return And(mine >= 1, *beaten)

    @cached_property
    def named(self) -> dict[str, BoolRef]:
        """The formula that a rule which holds names a card, by card."""
        rows = self.ruleset.suggestions.rows
        found = {}
        for card in self.ruleset.treatments:
            naming = [rule for rule in rows if card in rule.treatments]
            found[card] = self._any_fires(naming)
        return found

    def on(self, card: str, effect: Effect) -> BoolRef:
        """Return the formula that a row of the treatments table has this effect on a
        card."""
        having = self._with_effect(effect)
        rows = [row for row in having if card in row.cards]
        return self._any_fires(rows)

    def _with_effect(self, effect: Effect) -> list[TreatmentRow]:
        rows = self.ruleset.treatment_rows.rows
        return [row for row in rows if row.effect is effect]

    @cached_property
    def suggested(self) -> dict[str, BoolRef]:
        """The formula that a card is suggested, now or for later, by card."""
        found = {}
        for card, named in self.named.items():
            hidden = self.on(card, Effect.HIDE)
            found[card] = And(named, Not(hidden))
        return found

    @cached_property
    def suggested_now(self) -> dict[str, BoolRef]:
        """The formula that a card is in one of the steps, by card."""
        only = self._with_effect(Effect.ONLY)
        free = Not(self._any_fires(only))
        found = {}
        for card, suggested in self.suggested.items():
            is_among_them = self.on(card, Effect.ONLY)
            is_now = Or(free, is_among_them)
            found[card] = And(suggested, is_now)
        return found
