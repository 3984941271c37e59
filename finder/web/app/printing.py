"""Print a sheet in one language, or in two if the clinic reads another language than
the person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from finder.core.rules.sentence import Sentence
from finder.core.summarizing.summary import Summary
from finder.paper.calls import Calls
from finder.paper.side import Side
from finder.web.app.languages import name_in, speaking, translated
from finder.web.app.receipt import shared_as
from finder.web.app.state import state


@dataclass(frozen=True, slots=True)
class Printed:
    """The content of a sheet. `summary` and `calls` return the summary and the doctors
    to call in the current language. `reference` is that of the intake, if one was
    shared. `parted` says that the clinic has other answers."""

    summary: Callable[[], Summary]
    day: date
    calls: Callable[[], Calls | None] = lambda: None
    reference: str = ""
    parted: bool = False


def print_in(
    spoken: str,
    what: Printed,
    *,
    both: bool = True,
    is_a4: bool = False,
    large: bool = False,
) -> bytes:
    """Return the sheet as a PDF in one language. With `both`, a second side for the
    clinic follows if the clinic reads another language."""
    from finder.paper.sheet import Size, print_sheet
    from finder.paper.two_languages import print_two_languages

    size = Size.A4 if is_a4 else Size.LETTER
    shared = shared_as(what.reference) if what.reference and not what.parted else None
    person, other = side_in(spoken, what), second_language(spoken)
    if both and other:
        clinic = side_in(other, what)
        return print_two_languages(
            person,
            clinic,
            what.day,
            size=size,
            large=large,
            shared=shared,
            parted=what.parted,
        )
    return print_sheet(
        person.summary,
        what.day,
        size=size,
        large=large,
        shared=shared,
        parted=what.parted,
        say=person.say,
        calls=person.calls,
    )


def side_in(language: str, what: Printed) -> Side:
    """Return one side of a sheet in a language."""
    with speaking(language):
        return Side(
            what.summary(), said_in(language), partial(name_in, language), what.calls()
        )


def second_language(spoken: str) -> str:
    """Return the language of the clinic's side, or "" if the clinic reads the language
    of the first side."""
    read = state().clinic_language
    return read if read != spoken else ""


def said_in(language: str) -> Callable[[Sentence], str]:
    """Return a function that translates a sentence into a language."""

    def say(sentence: Sentence) -> str:
        with speaking(language):
            return translated(sentence)

    return say
