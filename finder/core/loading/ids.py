"""Format of ids.

Ids appear in addresses, form fields, XML and FHIR, so each kind of id has a form that
all of these accept.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from finder.core.loading.file_errors import Reporter

LONGEST = 60
IN_DMN = """and between date duration else every external false for function if in instance max min not null of or
return satisfies some then time true"""
"""Words that DMN's expression language uses, or that mean something else there."""
IN_FORMS = """csrf_token data errors field form_errors hidden_tag is_empty is_submitted leaves_out lines_seen meta
missing page populate_obj post_process posted_answers posted_words process shown skip skipped validate
validate_on_submit"""
"""Names that the form of a page already uses."""
FEEL, FORM = frozenset(IN_DMN.split()), frozenset(IN_FORMS.split())


@dataclass(frozen=True, slots=True)
class IdForm:
    """How an id of some kind is written, and a description of it. `taken` are names
    that mean something else."""

    pattern: re.Pattern[str]
    said: str
    taken: frozenset[str] = frozenset()


SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
WORDS = "lowercase letters a-z and digits, joined by single _, starting with a letter, such as low_back"
NAME = IdForm(SNAKE, WORDS)
QUESTION = IdForm(SNAKE, WORDS, FORM)
NUMBER = IdForm(SNAKE, WORDS, FORM | FEEL | frozenset({"always"}))
"""A scale or a finding, which conditions and DMN use by its name alone."""
BACKGROUND = IdForm(
    SNAKE,
    WORDS,
    FEEL | frozenset({"id", "group", "rule", "treatments", "unless", "when"}),
)
"""Backgrounds are columns next to these names, in the table of suggestions and in
DMN."""
ROW = IdForm(
    re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"),
    "lowercase letters a-z and digits, joined by single -, starting with a letter, such as face-shocks",
)
SOURCE = IdForm(
    re.compile(r"[A-Z][A-Z0-9]*"),
    "capital letters A-Z and digits, starting with a letter, such as CDC22",
)
CODE = IdForm(
    re.compile(r"[0-9A-Z]{10}"),
    "the ten digits and capital letters of a NUCC code, such as 208VP0000X",
)


def check_id(place: Reporter, what: str, name: str, form: IdForm = NAME) -> None:
    """Report an id that has another form, or that is taken."""
    if not form.pattern.fullmatch(name):
        place.wrong(f"{what} `{name}` is not a valid id; write {form.said}")
    elif len(name) > LONGEST:
        place.wrong(
            f"{what} `{name}` has {len(name)} characters; write an id of {LONGEST} or fewer"
        )
    elif name in form.taken:
        place.wrong(
            f"{what} {name} is a reserved word in forms or in DMN; choose another id"
        )


def variable(question: str, option: str) -> str:
    """Return the name of an option where a question and its option form one name, as in
    DMN."""
    return f"{question}_{option}"


def variables(question: str, options: Iterable[str], *, scale: bool) -> Iterator[str]:
    """Yield all such names of one question. A scale is also a number with its own
    name."""
    if scale:
        yield question
    yield from (variable(question, option) for option in options)
