"""What is on a page that is half done or has a mistake. It waits in the visit and is shown again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from finder.core.rules.conditions import Answers
from finder.core.rules.questionnaire import SCALE_OPTIONS, Kind, Question
from finder.web.forms import NONE, Asked, PageForm


@dataclass(frozen=True, slots=True)
class Typed:
    """The ticks and words of one page, the mistake in each question, and a sentence for the top of the page."""

    chosen: Answers = field(default_factory=dict)
    words: str = ""
    mistakes: Mapping[str, str] = field(default_factory=dict)
    above: str = ""

    @property
    def failed(self) -> bool:
        return bool(self.mistakes or self.above)

    @property
    def is_empty(self) -> bool:
        return not self.words and not any(self.chosen.values())


def typed_in(form: PageForm) -> Typed:
    """What was posted, without its mistakes."""
    fields = [(question, form.field(question)) for question, _ in form.shown]
    chosen = {question.id: field.data & known(question) for question, field in fields}
    words = [field.typed for question, field in fields if question.kind is Kind.TEXT]
    return Typed(chosen, "\n".join(words))


def with_mistakes(form: PageForm, above: str = "") -> Typed:
    """What was posted and what is wrong with it. Where the token has ended, that alone is wrong."""
    mistakes = {question.id: " ".join(form.field(question).errors) for question, _ in form.shown}
    told = {} if above else {question: text for question, text in mistakes.items() if text}
    return replace(typed_in(form), mistakes=told, above=above)


def known(question: Question) -> frozenset[str]:
    """Every choice of a question."""
    if question.kind is Kind.SCALE:
        return SCALE_OPTIONS
    return frozenset(option.id for option in question.options)


def on_page(asked: Iterable[Asked], typed: Typed) -> Iterator[Asked]:
    """The questions of a page as they stood when it was posted."""
    for each in asked:
        words = typed.words if each.question.kind is Kind.TEXT else ""
        chosen = typed.chosen.get(each.question.id, NONE)
        yield replace(each, chosen=chosen, text=words, error=typed.mistakes.get(each.question.id, ""))


def packed(typed: Mapping[str, Typed]) -> dict[str, Any]:
    return {
        page: {
            "chosen": {question: sorted(chosen) for question, chosen in each.chosen.items()},
            "words": each.words,
            "mistakes": dict(each.mistakes),
            "above": each.above,
        }
        for page, each in typed.items()
    }


def unpacked(parts: Mapping[str, Any]) -> dict[str, Typed]:
    return {
        page: Typed(
            {question: frozenset(chosen) for question, chosen in each["chosen"].items()},
            each["words"],
            each["mistakes"],
            each["above"],
        )
        for page, each in parts.items()
    }
