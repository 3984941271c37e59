"""Find a made-up patient who shows something, with as few answers as possible."""

from collections.abc import Callable, Iterator

from finder.core.deciding.answers import BadAnswers, answers_from, as_file
from finder.core.reviewing.proofs import Witness
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.page import questions_of
from finder.core.rules.up_to_date import prune
from finder.core.summarizing.narrative import chosen_words


def witness(ruleset: Ruleset, answers: Answers) -> Witness:
    """Return the patient as a file of answers, with each answer in words."""
    data = as_file(answers, ruleset.questionnaire)
    lines = []
    for question in questions_of(ruleset.questionnaire.pages):
        if question.id in data:
            words = chosen_words(question, answers[question.id], "")
            lines.append((question.words, "; ".join(words)))
    return Witness(data, tuple(lines))


def shrink(
    ruleset: Ruleset, answers: Answers, shows: Callable[[Answers], bool]
) -> Answers:
    """Return the smallest answers that still show it, removing one option at a time."""
    for smaller in fewer(ruleset, answers):
        if shows(smaller):
            return shrink(ruleset, smaller, shows)
    return answers


def fewer(ruleset: Ruleset, answers: Answers) -> Iterator[Answers]:
    """Yield all possible answers with one option less, last pages first, since they
    depend on the earlier ones."""
    questionnaire = ruleset.questionnaire
    questions = list(questions_of(questionnaire.pages))
    for question in reversed(questions):
        chosen = answers.get(question.id, frozenset())
        for option in sorted(chosen):
            left = chosen - {option}
            if not left and question.assumed == option:
                continue
            smaller = {**answers, question.id: left}
            pruned = prune(questionnaire, smaller)
            data = as_file(pruned, questionnaire)
            try:
                checked = answers_from(data, questionnaire)
            except BadAnswers:
                continue
            yield checked.answers
