"""Carry made-up patients over to another version of the questionnaire."""

from finder.workbench.columns import Columns, PatientsByName, any_of, shown_to
from finder.workbench.evaluate import Evaluator
from finder.workbench.formulas import name_of
from finder.workbench.model import Model


def as_asked_by(model: Model, columns: Columns) -> Columns:
    """Return the same patients as another questionnaire asks them, with their answers
    pruned as `prune` does.

    Choices that it does not show are dropped, questions without a remaining choice are
    open again, and answers after a stop stay.
    """
    translated = under_the_ids_of(model, columns)
    chosen: PatientsByName = {}
    asked: PatientsByName = {}
    evaluator = Evaluator(chosen, columns.evaluator.width)
    for page in model.pages:
        beyond = evaluator.value(model.beyond(page))
        for question in page.questions:
            here = evaluator.value(model.asked[question.id])
            shown = shown_to(model, evaluator, question, here)
            before = {name: translated.chosen.get(name, 0) for name in shown}
            after = {name: before[name] & (shown[name] | beyond) for name in shown}
            chosen.update(after)
            emptied = any_of(before.values()) & ~any_of(after.values())
            was_asked = translated.asked.get(question.id, 0)
            asked[question.id] = was_asked & (beyond | here & ~emptied)
    return Columns(evaluator, chosen, asked)


def under_the_ids_of(model: Model, columns: Columns) -> Columns:
    """Return the same choices, with each replaced option under its current id."""
    chosen = dict(columns.chosen)
    asked = dict(columns.asked)
    for old, current in model.ruleset.questionnaire.replaced.items():
        ticked = chosen.pop(name_of(*old), 0)
        for question, option in current:
            name = name_of(question, option)
            chosen[name] = ticked | chosen.get(name, 0)
            asked[question] = ticked | asked.get(question, 0)
    return Columns(columns.evaluator, chosen, asked)
