"""An English text that changes marks its translations as outdated until someone has
reviewed them."""

import json
from pathlib import Path

import pytest

from finder.core.loading.english_texts import ENGLISH, text_files
from finder.core.loading.languages import begun, count
from finder.core.loading.reading import Reading
from finder.core.loading.reworded import accepted, file_of, fingerprints, reworded
from finder.paths import RULES


def reword(folder: Path, file: str, before: str, after: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("language", begun(RULES))
def test_no_translation_of_the_shipped_rules_is_outdated(language: str) -> None:
    waiting = list(map(str, reworded(RULES, language)))

    assert waiting == [], (
        f"look at them, then run python3 dev rules language accept {language}"
    )
    assert (RULES / file_of(language)).exists()


def test_every_english_text_has_a_fingerprint() -> None:
    found = fingerprints(Reading(RULES, ENGLISH))

    assert list(found) == text_files(RULES)
    assert 0 < sum(map(len, found.values())) <= count(RULES)


def test_a_reworded_text_is_named_with_its_line_and_its_translation(
    folder: Path,
) -> None:
    reword(
        folder,
        "sheet.toml",
        'missing_en     = "Still missing"',
        'missing_en     = "Not told yet"',
    )
    reword(folder, "sheet.toml", '"Por favor, agregue"', '"Agregue, por favor"')
    line = (folder / "sheet.toml").read_text(encoding="utf-8").split("Not told yet")[
        0
    ].count("\n") + 1

    assert [str(each) for each in reworded(folder, "es")] == [
        f"sheet.toml:{line}: clinic > missing_en is new or reworded; check that missing_es still says the same"
    ]


def test_one_text_of_a_list_is_enough(folder: Path) -> None:
    reword(
        folder,
        "advice.toml",
        "Go to the nearest emergency room",
        "Go to the next emergency room",
    )

    (found,) = reworded(folder, "es")
    assert "emergency_room" in str(found)


def test_accepted_texts_are_named_no_more(folder: Path) -> None:
    reword(folder, "sheet.toml", '"Still missing"', '"Not told yet"')
    (folder / file_of("es")).write_text(accepted(folder), encoding="utf-8")

    assert list(reworded(folder, "es")) == []


def test_a_language_that_nobody_accepted_yet_is_not_named(folder: Path) -> None:
    (folder / file_of("es")).unlink()

    assert list(reworded(folder, "es")) == []


def test_a_broken_file_of_fingerprints_is_reported_with_how_to_fix_it(
    folder: Path,
) -> None:
    (folder / file_of("es")).write_text("{", encoding="utf-8")

    (found,) = reworded(folder, "es")
    assert "run `finder rules language accept es`" in str(found)


def test_a_file_without_fingerprints_is_completely_new(folder: Path) -> None:
    path = folder / file_of("es")
    known = json.loads(path.read_text(encoding="utf-8"))
    new = known.pop("sources.toml")
    path.write_text(json.dumps(known), encoding="utf-8")

    assert len(list(reworded(folder, "es"))) >= len(new) > 0
