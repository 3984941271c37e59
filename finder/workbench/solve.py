"""Ask the solver whether formulas hold for anyone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from z3 import AtMost, BoolRef, Optimize, Solver, is_true, sat, unknown

from finder.core.loading.promises import Promises
from finder.core.reviewing.proofs import Undecided, Witness
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.workbench.formulas import option_ids
from finder.workbench.model import Model
from finder.workbench.witness import shrink, witness

SECONDS = 60
FEW, SOON = (5, 7, 9, 12), 300
"""Limits for the number of options to try first, and the milliseconds for each. They
keep made-up patients simple."""


def decided(found: Any) -> bool:
    """Return whether the solver found a solution. Raises Undecided if it found no
    answer in time."""
    if found == unknown:
        raise Undecided(f"the solver found no answer within {SECONDS} seconds")
    return bool(found == sat)


class World:
    """Everyone who can answer, and the solver that searches them."""

    def __init__(self, ruleset: Ruleset, *, lingering: bool) -> None:
        self.model = Model(ruleset, lingering=lingering)
        self._solver = Solver()
        self._solver.set("timeout", SECONDS * 1000)
        self._solver.add(*self.model.possible)

    def has(self, *formulas: BoolRef) -> bool:
        """Return whether the formulas hold for someone. Raises Undecided."""
        return decided(self._solver.check(*formulas))

    def someone(self, *formulas: BoolRef) -> Answers | None:
        """Return the answers of someone for whom the formulas hold, None if there is no
        one.

        Prefer a person with few ticked options, if the solver soon finds one. Raises
        Undecided.
        """
        if not self.has(*formulas):
            return None
        found = self._solver.model()
        self._solver.set("timeout", SOON)
        for most in FEW:
            if (
                self._solver.check(
                    *formulas, AtMost(*self.model.options.values(), most)
                )
                == sat
            ):
                found = self._solver.model()
                break
        self._solver.set("timeout", SECONDS * 1000)
        return self._answers(found)

    def extremes(self, number: Any, *formulas: BoolRef) -> tuple[int, int]:
        """Return the lowest and the highest value of a number. Raises Undecided."""
        return self._extreme(number, "minimize", formulas), self._extreme(
            number, "maximize", formulas
        )

    def _extreme(self, number: Any, direction: str, formulas: Iterable[BoolRef]) -> int:
        search = Optimize()
        search.set("timeout", SECONDS * 1000)
        search.add(*self.model.possible, *formulas)
        getattr(search, direction)(number)
        if search.check() != sat:
            raise Undecided(f"the solver found no extreme within {SECONDS} seconds")
        return int(search.model().eval(number, model_completion=True).as_long())

    def _answers(self, found: Any) -> Answers:
        def true(formula: BoolRef) -> bool:
            return bool(is_true(found.eval(formula, model_completion=True)))

        return {
            question.id: frozenset(
                option
                for option in option_ids(question)
                if true(self.model.options[question.id, option])
            )
            for question in self.model.questions.values()
            if true(self.model.asked[question.id])
        }


@dataclass(frozen=True)
class Bench:
    """The input of every claim. `first` holds people who answer straight through.
    `ever` adds people who went back, so a ticked warning line may stay although its
    condition no longer holds."""

    ruleset: Ruleset
    folder: Path
    promises: Promises

    @cached_property
    def first(self) -> World:
        return World(self.ruleset, lingering=False)

    @cached_property
    def ever(self) -> World:
        return World(self.ruleset, lingering=True)

    @property
    def model(self) -> Model:
        return self.first.model

    def show(
        self, shows: Callable[[Answers], bool], *formulas: BoolRef
    ) -> Witness | None:
        """Return the patient with the fewest answers for whom the app itself agrees.
        Return None if the formulas hold for no one.

        Raises Undecided if the app disagrees.
        """
        found = self.first.someone(*formulas)
        return self.plainest(found, shows) if found is not None else None

    def plainest(self, answers: Answers, shows: Callable[[Answers], bool]) -> Witness:
        if not shows(answers):
            raise Undecided(
                f"the formulas and the app do not agree about {witness(self.ruleset, answers).answers}"
            )
        return witness(self.ruleset, shrink(self.ruleset, answers, shows))
