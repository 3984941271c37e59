"""A sentence about an answer that would change the lead."""

from finder.core.deciding.change import Change
from finder.core.rules.advice import ChangeWords
from finder.core.rules.knowledge import Ruleset, Strength


def change_sentence(ruleset: Ruleset, change: Change) -> str:
    """Return a sentence about one changed answer, and who would fit then."""
    question = ruleset.questionnaire.question(change.question)
    words = {option.id: option.words for option in question.options}
    added = words.get(change.added, change.added)
    removed = words.get(change.removed, change.removed)
    sentence = sentence_for(ruleset.advice.changes, change)
    return sentence.format(added=added, removed=removed, fits=who_fits(ruleset, change))


def sentence_for(texts: ChangeWords, change: Change) -> str:
    """Return the sentence for an option that is added, taken back or swapped."""
    if not change.added:
        return texts.removed
    return texts.swapped if change.removed else texts.added


def who_fits(ruleset: Ruleset, change: Change) -> str:
    """Return who fits after the change."""
    texts = ruleset.advice.changes
    is_pair = change.strength is Strength.PAIR
    between = texts.both if is_pair else texts.either
    trained = [ruleset.background(lead).trained for lead in change.leads]
    backgrounds = between.join(trained)
    if is_pair:
        return texts.together.format(backgrounds=backgrounds)
    fits = texts.one if len(trained) == 1 else texts.close
    return fits.format(backgrounds=backgrounds)
