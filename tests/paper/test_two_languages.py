"""The sheet in two languages: the same on both sides, under the same numbers, on one
sheet of paper."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from finder.core.deciding.assess import assess
from finder.core.exchange.plain_data import as_data
from finder.core.loading.load import load
from finder.core.reviewing.check import load_vignettes
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.core.rules.sentence import Sentence
from finder.paper.glyphs import UNPRINTABLE, cleaned
from finder.paper.side import Side, sections
from finder.paper.two_languages import contents, press, print_two_languages
from finder.paths import RULES, TRANSLATIONS
from finder.web.app.languages import name_in, words_in
from tests.core.test_summarize import answers_of
from tests.paper.conftest import URGENT, everything, printed, two_pains
from tests.paper.reading import (
    marks,
    opened,
    owners,
    pages,
    pieces,
    plain,
    tags,
    unmarked,
    words,
)
from tests.paper.test_sheet import DAY, SHARED, print_sizes

OWN = "Es peor después de manejar. Quiero volver a cargar a mi nieto, y dormir toda la noche. ¿Qué más puedo hacer?"
MOST_ON_MORE_SHEETS = 0.1


@pytest.fixture(scope="module")
def spanish() -> Ruleset:
    return load(RULES, "es")


@pytest.fixture(scope="module")
def people(ruleset: Ruleset) -> dict[str, Answers]:
    found = {each.story: each.answers for each in load_vignettes(RULES, ruleset)}
    found["the shortest"] = answers_of(ruleset)
    found["urgent"] = answers_of(ruleset, **URGENT)
    found["two pains"] = two_pains(ruleset)
    found["a child"] = {"who": frozenset({"me"}), "age": frozenset({"under18"})}
    found["the longest"] = everything(ruleset.questionnaire)
    return found


def say_in(language: str) -> Callable[[Sentence], str]:
    catalog = words_in(TRANSLATIONS, language)
    return lambda sentence: catalog.gettext(sentence.words) % sentence.values


def side(rules: Ruleset, answers: Answers, own_words: str = OWN) -> Side:
    """Return one side as printed by default, without private answers."""
    summary = replace(
        printed(rules, answers, own_words), own_words_language="es" if own_words else ""
    )
    return Side(summary, say_in(rules.language), partial(name_in, rules.language))


def both(spanish: Ruleset, ruleset: Ruleset, answers: Answers) -> tuple[Side, Side]:
    return side(spanish, answers), side(ruleset, answers)


def shape(found: Side, *, codes: bool) -> list[tuple[int, bool]]:
    """Return the number of lines under each number, and whether the section is
    urgent."""
    return [
        (len(section.lines), section.alarm) for section in sections(found, codes=codes)
    ]


def test_both_sides_have_the_same_numbers_for_every_worked_patient(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers]
) -> None:
    for name, answers in people.items():
        person, clinic = both(spanish, ruleset, answers)
        assert shape(person, codes=False) == shape(clinic, codes=True), name


def test_every_worked_patient_gets_the_same_assessment_in_both_languages(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers]
) -> None:
    for name, answers in people.items():
        assert as_data(spanish, assess(spanish, answers)) == as_data(
            ruleset, assess(ruleset, answers)
        ), name
        person, clinic = both(spanish, ruleset, answers)
        assert facts(person) == facts(clinic), name


def facts(found: Side) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return each fact of a referral without its text."""
    return [
        (fact.id, len(fact.answers), fact.codes)
        for fact in found.summary.referral.facts
    ]


def test_one_sheet_of_paper_is_enough_for_nine_in_ten(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers]
) -> None:
    sheets = {
        name: print_two_languages(*both(spanish, ruleset, answers), DAY, shared=SHARED)
        for name, answers in people.items()
        if name != "the longest"
    }
    needed = {name: pages(pdf) for name, pdf in sheets.items()}

    assert min(needed.values()) == 2
    larger = [name for name, count in needed.items() if count > 2]
    assert len(larger) / len(needed) < MOST_ON_MORE_SHEETS, larger
    for name, pdf in sheets.items():
        assert b"/Lang" in pdf
        assert [UNPRINTABLE in words(pdf), name] == [False, name]


HARD = ["the shortest", "urgent", "two pains", "a child", "the longest"]


@pytest.mark.parametrize("name", HARD)
def test_each_side_says_its_language_and_everything_is_tagged(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers], name: str
) -> None:
    pdf = opened(
        print_two_languages(*both(spanish, ruleset, people[name]), DAY, shared=SHARED)
    )
    known = owners(pdf)

    assert str(pdf.Root.Lang) == "es"
    assert str(pdf.docinfo["/Title"]) == "Resumen para la cita por dolor"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    for page in pdf.pages:
        assert unmarked(page) == []
        assert len(known[int(page.StructParents)]) == len(marks(page))
    headings = tags(pdf).every("H1", "H2")
    assert [each.role for each in headings].count("H1") == 2
    assert headings[0].role == "H1"
    last = known[int(pdf.pages[-1].StructParents)]
    assert {language_of(owner) for owner in last if str(owner.S) in {"/P", "/H2"}} == {
        "en"
    }
    first = known[int(pdf.pages[0].StructParents)]
    assert {language_of(owner) for owner in first} == {""}, "the language of the file"


def language_of(owner: object) -> str:
    """Return the language of an element of the structure tree, its own or that of an
    ancestor."""
    node: object = owner
    while node is not None:
        if found := node.get("/Lang"):  # type: ignore[attr-defined]
            return str(found)
        node = node.get("/P")  # type: ignore[attr-defined]
    return ""


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", HARD)
def test_nothing_is_clipped_and_nothing_overlaps(
    spanish: Ruleset,
    ruleset: Ruleset,
    people: dict[str, Answers],
    name: str,
    large: bool,
) -> None:
    pdf = print_two_languages(
        *both(spanish, ruleset, people[name]), DAY, large=large, shared=SHARED
    )
    on_page: dict[int, list[object]] = {}
    for piece in pieces(pdf):
        assert 30 < piece.left < piece.right < 612 - 30, piece
        for other in on_page.setdefault(piece.page, []):
            assert piece.covers(other) < 0.2, (piece, other)  # type: ignore[arg-type]
        on_page[piece.page].append(piece)


def test_text_is_large_enough(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers]
) -> None:
    normal, large = (
        print_sizes(
            print_two_languages(
                *both(spanish, ruleset, people["the shortest"]), DAY, large=large
            )
        )
        for large in (False, True)
    )

    assert min(min(sizes) for sizes in normal) >= 10
    assert min(min(sizes) for sizes in large) >= 14


def test_the_clinics_side_is_complete(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers]
) -> None:
    person, clinic = both(spanish, ruleset, people["urgent"])
    found = words(print_two_languages(person, clinic, DAY, shared=SHARED, parted=True))
    referral = clinic.summary.referral

    for text in (
        referral.completeness,
        *referral.missing,
        *referral.suggested,
        *referral.attach,
    ):
        assert plain(text) in found, text
    assert plain(clinic.summary.words.share.parted) in found
    assert plain("7KQ2-M9XD-4TH") in found


def test_typst_reports_no_warning_and_gives_the_same_bytes(
    spanish: Ruleset, ruleset: Ruleset, people: dict[str, Answers]
) -> None:
    sides = both(spanish, ruleset, people["urgent"])
    form = {"size": "us-letter", "large": False, "shared": None, "points": 12}

    assert press().warnings({**contents(*sides, DAY), **form}) == []
    assert print_two_languages(*sides, DAY) == print_two_languages(*sides, DAY)


def test_unprintable_words_are_reported(spanish: Ruleset, ruleset: Ruleset) -> None:
    answers = answers_of(ruleset)
    sides = (
        side(spanish, answers, "Me duele 😢"),
        side(ruleset, answers, "Me duele 😢"),
    )
    found = words(print_two_languages(*sides, date(2026, 11, 24)))

    assert plain(cleaned("Me duele 😢")) in found
    assert plain("stands for letters") in found
