"""A language of the rules is complete, or each missing text is named with its file,
line and id."""

import re
from pathlib import Path

import pytest

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.language_start import with_texts
from finder.core.loading.languages import begun, count, missing, pairs
from finder.core.loading.load import load, version
from finder.core.loading.reading import Reading
from finder.paths import RULES
from tests.made_up import MADE_UP, made_up, without, write_rules

QUESTION = """
[[page]]
id       = "age" # a comment with en = "nothing"
title_en = "Your age"   # why
pm_r.en  = "Rehab"
why_en   = ""
[[page.question]]
lines_en = [
  "One [1], two",  # en = "no"
  "Three",
]
options = [
  { id = "old", en = "Old" }, { id = "new", en = 'New', hint_en = "Not \\" old" }
]
"""
BEGUN = """
[[page]]
id       = "age" # a comment with en = "nothing"
title_en = "Your age"
title_vi = ""   # why
pm_r.en  = "Rehab"
pm_r.vi  = ""
why_en   = ""
why_vi   = ""
[[page.question]]
lines_en = [
  "One [1], two",  # en = "no"
  "Three",
]
lines_vi = [
  "",  # en = "no"
  "",
]
options = [
  { id = "old", en = "Old", vi = "" }, { id = "new", en = 'New', vi = "", hint_en = "Not \\" old", hint_vi = "" }
]
"""


def test_a_new_language_has_an_empty_text_next_to_each_english_one() -> None:
    assert with_texts(QUESTION, "vi") == BEGUN
    assert with_texts(BEGUN, "vi") == BEGUN


def test_a_language_can_be_added_to_the_shipped_rules_without_changing_them(
    folder: Path,
) -> None:
    write_rules(folder, MADE_UP, lambda _: '""')

    assert MADE_UP in begun(folder)
    assert sum(1 for _ in missing(Reading(folder, MADE_UP))) == count(folder)
    assert repr(load(folder).questionnaire.pages) == repr(
        load(RULES).questionnaire.pages
    )
    assert load(folder).reasons == load(RULES).reasons


def test_a_complete_language_is_read_with_all_its_words(folder: Path) -> None:
    write_rules(folder, MADE_UP)
    english, other = load(folder), load(folder, MADE_UP)

    assert other.language == MADE_UP
    assert other.version == english.version == version(folder)
    assert [page.heading for page in other.questionnaire.pages] == [
        made_up(page.heading) for page in english.questionnaire.pages
    ]
    assert other.advice.crisis.heading == made_up(english.advice.crisis.heading)
    assert len(other.advice.crisis.ways) == len(english.advice.crisis.ways)


@pytest.mark.parametrize(
    ("file", "pattern", "instead", "named"),
    [
        (
            "questionnaire.toml",
            r'title_eo = ".*"\n',
            "",
            "who > title_eo is missing; write the translation",
        ),
        (
            "questionnaire.toml",
            r'title_eo = ".*"',
            'title_eo = ""',
            "who > title_eo is empty",
        ),
        (
            "advice.toml",
            r"(?s)ways_eo +=\s+\[.*?\]",
            "ways_eo = []",
            "crisis > ways_eo has 0 texts; write ",
        ),
        (
            "advice.toml",
            r'(?<=_eo)( *= "[^"\n]*)\{emergency\}',
            r"\1",
            "differ in emergency; write",
        ),
    ],
)
def test_a_text_that_is_missing_is_named(
    folder: Path, file: str, pattern: str, instead: str, named: str
) -> None:
    write_rules(folder, MADE_UP)
    text = (folder / file).read_text(encoding="utf-8")
    changed, number = re.subn(pattern, instead, text, count=1)
    assert number == 1
    (folder / file).write_text(changed, encoding="utf-8")

    with pytest.raises(BrokenRules) as broken:
        load(folder, MADE_UP)
    (error,) = broken.value.errors
    assert error.file == file
    assert error.line > 0
    assert named in error.text
    load(folder)


def test_english_does_not_count_as_an_added_language(folder: Path) -> None:
    for path in folder.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(without(text, "es"), encoding="utf-8")

    assert begun(folder) == ()


def test_a_list_that_never_ends_is_left_to_the_reader_of_the_file() -> None:
    assert with_texts('en = ["one", "two"', "es") == 'en = ["one", "two"\nes = ["", ""'


def test_texts_of_a_language_that_is_not_begun_are_paired_with_nothing() -> None:
    found = list(pairs(RULES, "vi"))

    assert found
    assert {pair.other for pair in found} == {""}
