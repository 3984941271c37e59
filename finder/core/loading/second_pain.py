"""Make the pages of a second pain, as `[second_pain]` in `questionnaire.toml` describes
them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from finder.core.loading.entry import Entry
from finder.core.rules.conditions import ALWAYS, Chosen
from finder.core.rules.page import (
    PAIN,
    PERSON,
    Kind,
    Option,
    Page,
    Question,
    questions_of,
)
from finder.core.rules.second_pain import PREFIX, SecondPain
from finder.core.rules.words import Words, with_placeholders

QUESTION = "{question}"
LEAVE_OUT = "none"
"""The option that says that there is no second pain to describe."""


@dataclass(frozen=True, slots=True)
class SecondPainWords:
    """The table `[second_pain]`.

    `which` is the question that names the main pain, and `alike` are its options that
    mean there is only one. `question` is the wording of a question that is asked about
    the second pain.
    """

    which: str
    alike: tuple[str, ...]
    ask: Words
    hint: Words
    why: Words
    leave_out: Words
    question: Words = field(metadata=with_placeholders("question"))


def load_second_pain(
    entry: Entry, pages: Sequence[Page]
) -> tuple[SecondPain | None, tuple[Page, ...]]:
    """Return the second pain and its pages, or None and no pages if the rules do not
    ask for it."""
    check_about(entry, pages)
    if not entry.has("second_pain"):
        return None, ()
    table = entry.table("second_pain")
    words = table.fill(SecondPainWords)
    about = [page for page in pages if page.about == PAIN]
    naming = next((page for page in about if words.which in page.question_ids), None)
    if (
        naming is None
        or naming.questions[1:]
        or naming.questions[0].kind is not Kind.ONE
    ):
        table.wrong(
            f"which: {words.which} must be the only question of a page about the {PAIN}, of the kind one"
        )
        return None, ()
    question = naming.questions[0]
    where = question_of_sites(table, question, pages)
    if not where:
        return None, ()
    check_options(table, question, words)
    copies = [second_page(page, words) for page in about if page is not naming]
    second_pages = (choice_page(naming, words), *copies)
    check_ids(table, pages, second_pages)
    sites = named_sites(question)
    of_second = [each.id for each in questions_of(second_pages)]
    second = SecondPain(
        which=question.id,
        where=where,
        sites={option.id: chosen.options for option, chosen in sites},
        names={option.id: option.pain for option, _ in sites},
        alike=frozenset(words.alike),
        first={name: name.removeprefix(PREFIX) for name in of_second},
    )
    return second, second_pages


def check_about(entry: Entry, pages: Iterable[Page]) -> None:
    """Report pages about anything unknown, and warning lines that would be asked for
    each pain."""
    for page, place in zip(pages, entry.array("page", "page"), strict=True):
        if page.about not in {PERSON, PAIN}:
            place.wrong(
                f"about: a page is about the {PERSON} or the {PAIN}, not {page.about}"
            )
        asks_once_for_all = any(
            question.ask_again or question.stop_if for question in page.questions
        )
        if page.about == PAIN and asks_once_for_all:
            place.wrong(
                f"about: a page with warning lines or a stop counts for every pain; write {PERSON}"
            )


def question_of_sites(table: Entry, question: Question, pages: Sequence[Page]) -> str:
    """Return the question about the person whose places the options name in their
    `ask_if`.

    Report anything but exactly one such question, and return "".
    """
    found = {chosen.question for _, chosen in named_sites(question)}
    about_person: set[str] = set()
    for page in pages:
        if page.about == PERSON:
            about_person |= page.question_ids
    if len(found) != 1 or not found <= about_person:
        table.wrong(
            f"which: the ask_if of the options of {question.id} must name places of one question of a person"
        )
        return ""
    return found.pop()


def check_options(table: Entry, question: Question, words: SecondPainWords) -> None:
    """Report options without words for their pain, and unknown options in `alike`."""
    for option, _ in named_sites(question):
        if not option.pain:
            table.wrong(
                f"{question.id}: {option.id} has no words for the pain there; write pain_en"
            )
    for name in words.alike:
        if question.option(name) is None:
            table.wrong(f"alike: {question.id} has no option {name}")


def named_sites(question: Question) -> list[tuple[Option, Chosen]]:
    """Return the options that are shown only for some places, each with these
    places."""
    found = []
    for option in question.options:
        match option.ask_if.terms:
            case (Chosen() as chosen,):
                found.append((option, chosen))
    return found


def choice_page(naming: Page, words: SecondPainWords) -> Page:
    """Return the page that names the second pain: the places of the main pain's page,
    and a way out."""
    question = naming.questions[0]
    options = [option for option, _ in named_sites(question)]
    options.append(Option(LEAVE_OUT, words.leave_out))
    asked = replace(
        question,
        id=PREFIX + words.which,
        words=words.ask,
        hint=words.hint,
        options=tuple(options),
        said="",
    )
    return replace(
        naming,
        id=PREFIX + naming.id,
        questions=(asked,),
        why=words.why,
        title="",
        intro="",
        ask_if=ALWAYS,
    )


def second_page(page: Page, words: SecondPainWords) -> Page:
    """Return the page as it asks about the second pain."""
    questions = [second_question(question, page, words) for question in page.questions]
    title = words.question.replace(QUESTION, page.title) if page.title else ""
    page_id = PREFIX + page.id
    return replace(page, id=page_id, questions=tuple(questions), title=title)


def second_question(question: Question, page: Page, words: SecondPainWords) -> Question:
    """Return the question as it asks about the second pain."""
    return replace(
        question,
        id=PREFIX + question.id,
        words=words.question.replace(QUESTION, question.words),
        said="",
        beneath=question.words if page.title else "",
    )


def check_ids(
    table: Entry, pages: Iterable[Page], second_pages: Iterable[Page]
) -> None:
    """Report ids of the rules that the second pain's pages and questions have, too."""
    in_both = ids_of(pages) & ids_of(second_pages)
    for name in sorted(in_both):
        table.wrong(
            f"the second pain also uses the id {name}; change the id of the page or the question"
        )


def ids_of(pages: Iterable[Page]) -> frozenset[str]:
    found: set[str] = set()
    for page in pages:
        found |= {page.id, *page.question_ids}
    return frozenset(found)
