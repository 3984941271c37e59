"""The path of the answers stays short: a ceiling on how many files get them during one
request, which is only ever lowered."""

from pathlib import Path

import pytest

from tests.bench.walk import are_answers, walks

MOST_FILES = {
    "POST of an answer": 12,
    "GET of the result": 20,
    "GET of the sheet as PDF": 18,
}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    folder: Path = tmp_path_factory.mktemp("walk")
    return walks(folder)


@pytest.mark.parametrize(("request_of", "most"), MOST_FILES.items(), ids=MOST_FILES)
def test_answers_pass_through_few_files(
    walked: dict[str, list[str]], request_of: str, most: int
) -> None:
    files = walked[request_of]

    assert "finder/core/rules/questionnaire.py" in files
    assert len(files) <= most, "\n".join(files)


def test_answers_stay_out_of_the_store_and_the_paper(
    walked: dict[str, list[str]],
) -> None:
    rooms = {Path(file).parts[1] for files in walked.values() for file in files}

    assert rooms == {"core", "web"}


def test_answers_are_recognized_as_arguments() -> None:
    assert are_answers({"where": frozenset({"knee_l"}), "age": frozenset()})
    assert not are_answers({"where": "knee_l"})
    assert not are_answers({})
    assert not are_answers([frozenset()])
