"""Find a made-up patient who shows something, with as few answers as possible."""

from collections.abc import Callable, Iterator

from finder.core.deciding.answers import BadAnswers, answers_from, as_file
from finder.core.reviewing.proofs import Witness
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.telling.narrative import chosen_words


def witness(ruleset: Ruleset, answers: Answers) -> Witness:
    """The patient as a file, and every answer that was given in words."""
    data = as_file(answers, ruleset.questionnaire)
    questions = [question for page in ruleset.questionnaire.pages for question in page.questions]
    lines = tuple(
        (question.words, "; ".join(chosen_words(question, answers[question.id], "")))
        for question in questions
        if question.id in data
    )
    return Witness(data, lines)


def shrink(ruleset: Ruleset, answers: Answers, shows: Callable[[Answers], bool]) -> Answers:
    """Take one answer after the other back, as long as it still shows."""
    smaller = next((each for each in fewer(ruleset, answers) if shows(each)), None)
    return answers if smaller is None else shrink(ruleset, smaller, shows)


def fewer(ruleset: Ruleset, answers: Answers) -> Iterator[Answers]:
    """All that can be answered and has one option less; the last pages first, since they hang on the earlier ones."""
    questionnaire = ruleset.questionnaire
    for question in reversed([question for page in questionnaire.pages for question in page.questions]):
        for option in sorted(answers.get(question.id, ())):
            left = answers[question.id] - {option}
            if left or question.assumed != option:
                pruned = questionnaire.prune({**answers, question.id: left})
                try:
                    yield answers_from(as_file(pruned, questionnaire), questionnaire).answers
                except BadAnswers:
                    continue
