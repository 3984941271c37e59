"""Find the answers that decide what else is asked."""

from collections.abc import Iterable, Iterator

from finder.core.rules.conditions import Condition
from finder.core.rules.findings import Findings, options_read
from finder.core.rules.page import Choice, Page


def steering_options(pages: Iterable[Page], findings: Findings) -> set[Choice]:
    """Return the options that decide what these pages ask."""
    found: set[Choice] = set()
    for condition in asking_conditions(pages):
        for term in condition.terms:
            found |= options_read(term, findings)
    return found


def asking_conditions(pages: Iterable[Page]) -> Iterator[Condition]:
    """Yield the conditions that decide whether each page, question and option is
    asked."""
    for page in pages:
        yield page.ask_if
        for question in page.questions:
            yield question.ask_if
            for option in question.options:
                yield option.ask_if
