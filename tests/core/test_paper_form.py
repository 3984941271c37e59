"""The questionnaire on paper: the same questions in the same order, one number for each
box."""

from finder.core.rules.knowledge import Ruleset
from finder.core.summarizing.paper_form import PaperOption, on_paper


def boxes(ruleset: Ruleset) -> dict[str, PaperOption]:
    return {
        box.number: box
        for page in on_paper(ruleset)
        for each in page.questions
        for box in each.options
    }


def test_every_page_question_and_option_is_there_in_order(ruleset: Ruleset) -> None:
    pages = on_paper(ruleset)

    assert [page.number for page in pages] == list(range(23))
    for page, asked in zip(pages, ruleset.questionnaire.pages, strict=True):
        assert [each.words for each in page.questions] == [
            each.words for each in asked.questions
        ]
        for here, there in zip(page.questions, asked.questions, strict=True):
            assert {box.words for box in here.options} == {
                option.words for option in there.options
            }
            assert bool(here.scale) is (there.kind == "scale")


def test_one_number_is_one_box(ruleset: Ruleset) -> None:
    numbers = [
        box.number
        for page in on_paper(ruleset)
        for each in page.questions
        for box in each.options
    ]

    assert len(set(numbers)) == len(numbers)
    assert boxes(ruleset)["7.7"].words == "Getting better"


def test_a_box_that_cannot_wait_says_what_to_do(ruleset: Ruleset) -> None:
    by_words = {box.words: box.advice for box in boxes(ruleset).values()}

    assert (
        by_words[
            "New: the worst pain of my life, or a tearing pain, that came on all at once"
        ]
        == "Call 911 now"
    )
    assert (
        by_words["I may act on thoughts of ending my life"]
        == "Call or text 988, day or night"
    )
    assert by_words["Yes, and I may act on them"] == "Call or text 988, day or night"
    fever = "Fever or chills with this pain, now or in the last 2 days"
    assert by_words[fever] == "Be seen today / Go to an emergency room now"
    assert by_words["I ran out of opioids, or suddenly stopped"] == "Be seen today"
    assert by_words["Burning"] == ""
    assert by_words["Diabetes"] == ""


def test_every_urgent_red_flag_has_advice_at_a_box(ruleset: Ruleset) -> None:
    advised = {box.words for box in boxes(ruleset).values() if box.advice}
    options = {
        option.id: option.words
        for page in ruleset.questionnaire.pages
        for question in page.questions
        for option in question.options
    }

    for row in ruleset.red_flags.rows:
        if row.flag in options and (row.level is None or row.level >= 3):
            assert options[row.flag] in advised, row.id


def test_boxes_are_under_their_headings(ruleset: Ruleset) -> None:
    sections = [
        box.section for box in boxes(ruleset).values() if box.number.startswith("9.")
    ]

    assert list(dict.fromkeys(sections)) == [
        "Your sickle cell disease",
        "Back and neck", "Arms and legs", "Head, eyes, ears and mouth", "Chest and belly", "",
    ]  # fmt: skip
