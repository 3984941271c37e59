"""Simulate many made-up patients at once, with one large integer for each option.

Bit *p* of each integer belongs to patient *p*, so one operation on integers computes
something for all patients. The questionnaire is walked page by page once for all
patients, as `random_patients.py` does for one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from random import Random

from finder.core.rules.conditions import Answers
from finder.core.rules.page import Kind, Page, Question
from finder.workbench.evaluate import Evaluator, constant, is_at_least, total
from finder.workbench.formulas import name_of, option_ids
from finder.workbench.model import Model
from finder.workbench.random_patients import ALONE, MOST_AT_ONCE, MOST_CHANGED, SKIPS

Patients = int
"""Some of the patients: bit *p* is set for patient *p*."""
PatientsByName = dict[str, Patients]
"""The patients who chose or see an option, by the name of its variable."""
FINENESS = 8
"""The number of binary digits of a probability."""
TICKED = 0.25
"""The probability that an option is ticked if several may be."""


@dataclass(frozen=True)
class Columns:
    """The choices of many patients. `asked` holds the patients who are asked a
    question."""

    evaluator: Evaluator
    chosen: PatientsByName
    asked: PatientsByName

    def answers(self, model: Model, place: int) -> Answers:
        """Return the answers of one patient, in the form that `assess` takes."""
        answers: dict[str, frozenset[str]] = {}
        for question in model.questions.values():
            asked = self.asked.get(question.id, 0)
            if has_patient(asked, place):
                chosen = self.chosen_by(question, place)
                answers[question.id] = frozenset(chosen)
        return answers

    def chosen_by(self, question: Question, place: int) -> Iterator[str]:
        """Yield the options of a question that one patient chose."""
        for option in option_ids(question):
            name = name_of(question.id, option)
            column = self.chosen.get(name, 0)
            if has_patient(column, place):
                yield option


def has_patient(column: Patients, place: int) -> bool:
    """Return whether the bit of a patient is set."""
    bit = column >> place & 1
    return bit == 1


def random_columns(model: Model, width: int, random: Random) -> Columns:
    """Return patients who answer every page at random."""
    chance = Chance(width, random)
    return walked(model, {}, chance, lambda: chance.all_patients)


def realistic_columns(
    model: Model, worked: Sequence[Answers], width: int, random: Random
) -> Columns:
    """Return copies of the worked patients, each with random answers to a few
    questions."""
    chance = Chance(width, random)
    start: PatientsByName = {}
    for place, answers in enumerate(worked):
        copies = copies_of(place, len(worked), width)
        for name in names_in(answers):
            start[name] = start.get(name, 0) | copies
    mean_changes = (1 + MOST_CHANGED) / 2
    share = mean_changes / len(model.questions)
    return walked(model, start, chance, lambda: chance.happens(share))


def copies_of(place: int, many: int, width: int) -> Patients:
    """Return the patients who are copies of one worked patient, when all patients are
    divided among them in order."""
    first = place * width // many
    after = (place + 1) * width // many
    return (1 << after) - (1 << first)


def names_in(answers: Answers) -> Iterator[str]:
    """Yield the variable name of each option that was chosen."""
    for question, options in answers.items():
        for option in options:
            yield name_of(question, option)


@dataclass(frozen=True)
class Chance:
    """Random draws for all patients at once."""

    width: int
    random: Random

    @property
    def all_patients(self) -> Patients:
        return (1 << self.width) - 1

    def happens(self, share: float) -> Patients:
        """Return a random column in which each patient is set with this probability."""
        most = 1 << FINENESS
        threshold = round(share * most)
        if threshold >= most:
            return self.all_patients
        found = 0
        for place in range(FINENESS):
            digit = threshold >> place & 1
            drawn = self.half()
            found = found | drawn if digit else found & drawn
        return found

    def half(self) -> Patients:
        """Return a random column in which each patient is set with probability one
        half."""
        if not self.width:
            return 0
        return self.random.getrandbits(self.width)

    def shuffled(self, options: Sequence[str]) -> list[str]:
        return self.random.sample(options, len(options))


def walked(
    model: Model,
    start: PatientsByName,
    chance: Chance,
    otherwise: Callable[[], Patients],
) -> Columns:
    """Return patients who answer page by page. They start with the choices in `start`.

    For each question, `otherwise` returns the patients who answer it at random instead.
    """
    chosen: PatientsByName = {}
    asked: PatientsByName = {}
    evaluator = Evaluator(chosen, chance.width)
    for page in model.pages:
        for question in page.questions:
            here = evaluator.value(model.asked[question.id])
            shown = shown_to(model, evaluator, question, here)
            unchanged = {name: shown[name] & start.get(name, 0) for name in shown}
            again = here & otherwise()
            if page.required:
                without_answer = ~any_of(unchanged.values())
                again |= here & without_answer
            new = picked(page, question, shown, again, chance)
            asked[question.id] = here
            for name, before in unchanged.items():
                stays = before & ~again
                chosen[name] = stays | new.get(name, 0)
    return Columns(evaluator, chosen, asked)


def shown_to(
    model: Model, evaluator: Evaluator, question: Question, here: Patients
) -> PatientsByName:
    """Return the patients who see each option, by the option's variable name."""
    found = {}
    for option in option_ids(question):
        is_shown = model.holds(model.asked_if(question.id, option))
        name = name_of(question.id, option)
        found[name] = here & evaluator.value(is_shown)
    return found


def any_of(several: Iterable[Patients]) -> Patients:
    return reduce(or_, several, 0)


def picked(
    page: Page, question: Question, shown: PatientsByName, who: Patients, chance: Chance
) -> PatientsByName:
    """Return which of these patients choose each option."""
    skipping = 0 if page.required else chance.happens(SKIPS)
    answering = who & ~skipping
    shuffled = chance.shuffled(list(shown))
    if question.kind is not Kind.MANY:
        return one_each(shuffled, shown, answering, chance)
    alone_ids = [option.id for option in question.options if option.alone]
    alone = [name_of(question.id, option) for option in alone_ids]
    together = [name for name in shuffled if name not in alone]
    see_alone = any_of(shown[name] for name in alone)
    see_together = any_of(shown[name] for name in together)
    prefer_alone = see_alone & chance.happens(ALONE)
    one = answering & (prefer_alone | ~see_together)
    several = answering & ~one
    most = question.most or MOST_AT_ONCE
    ticked = several_each(together, shown, several, most, chance)
    return one_each(alone, shown, one, chance) | ticked


def one_each(
    options: Sequence[str], shown: PatientsByName, who: Patients, chance: Chance
) -> PatientsByName:
    """Return one option for each of these patients, out of those that the patient
    sees."""
    found: PatientsByName = {}
    left = who
    for place, option in enumerate(options):
        options_left = len(options) - place
        drawn = chance.happens(1 / options_left)
        takes = left & shown[option] & drawn
        left &= ~takes
        found[option] = takes
    return with_any(options, shown, left, found)


def several_each(
    options: Sequence[str],
    shown: PatientsByName,
    who: Patients,
    most: int,
    chance: Chance,
) -> PatientsByName:
    """Return one to `most` options for each of these patients, out of those that the
    patient sees."""
    found: PatientsByName = {}
    room = Evaluator({}, chance.width)
    limit = constant(room, most)
    for option in options:
        weights = [1] * len(found)
        ticked = total(list(found.values()), weights)
        full = is_at_least(room, ticked, limit)
        drawn = chance.happens(TICKED)
        found[option] = who & shown[option] & ~full & drawn
    without = who & ~any_of(found.values())
    return with_any(options, shown, without, found)


def with_any(
    options: Sequence[str], shown: PatientsByName, left: Patients, found: PatientsByName
) -> PatientsByName:
    """Return `found`, with the first option they see for the patients who have none
    yet."""
    for option in options:
        found[option] |= left & shown[option]
        left &= ~shown[option]
    return found
