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
            after = {}
            for name, ticked in before.items():
                may_stay = shown[name] | beyond
                after[name] = ticked & may_stay
            chosen.update(after)
            answered_before = any_of(before.values())
            answered_after = any_of(after.values())
            emptied = answered_before & ~answered_after
            counts = here & ~emptied
            was_asked = translated.asked.get(question.id, 0)
            asked[question.id] = was_asked & (beyond | counts)
    return Columns(evaluator, chosen, asked)


def under_the_ids_of(model: Model, columns: Columns) -> Columns:
    """Return the same choices, with each replaced option under its current id."""
    chosen = dict(columns.chosen)
    asked = dict(columns.asked)
    replaced = model.ruleset.questionnaire.replaced
    for old, current in replaced.items():
        old_name = name_of(*old)
        ticked = chosen.pop(old_name, 0)
        for question, option in current:
            name = name_of(question, option)
            chosen_before = chosen.get(name, 0)
            asked_before = asked.get(question, 0)
            chosen[name] = chosen_before | ticked
            asked[question] = asked_before | ticked
    return Columns(columns.evaluator, chosen, asked)
