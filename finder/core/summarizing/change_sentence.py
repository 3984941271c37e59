"""A sentence about an answer that would change the lead."""

from finder.core.deciding.change import Change
from finder.core.rules.knowledge import Ruleset, Strength


def change_sentence(
    ruleset: Ruleset,
    change: Change,
) -> str:
    """Return a sentence about one changed answer, and who would fit then."""
    texts = ruleset.advice.changes
    if not change.added:
        sentence = texts.removed
    elif change.removed:
        sentence = texts.swapped
    else:
        sentence = texts.added
    question = ruleset.questionnaire.question(change.question)
    words = {option.id: option.words for option in question.options}
    return sentence.format(
        added=words.get(change.added, change.added),
        removed=words.get(change.removed, change.removed),
        fits=who_fits(ruleset, change),
    )


def who_fits(
    ruleset: Ruleset,
    change: Change,
) -> str:
    """Return who fits after the change."""
    texts = ruleset.advice.changes
    if change.strength is Strength.PAIR:
        sentence = texts.together
        between = texts.both
    elif len(change.leads) == 1:
        sentence = texts.one
        between = ""
    else:
        sentence = texts.close
        between = texts.either
    leads = map(ruleset.background, change.leads)
    trained = [lead.trained for lead in leads]
    backgrounds = between.join(trained)
    return sentence.format(backgrounds=backgrounds)
