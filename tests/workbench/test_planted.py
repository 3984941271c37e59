"""Broken rules of every kind (`faults.toml`). Each fault is found when reading, by the
check or by a proof, with its file and line. If a patient can show it, a made-up patient
does so in the app itself."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from finder.core.deciding.answers import answers_from
from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.loading.promises import load_promises
from finder.core.reviewing.folder import check_folder
from finder.core.reviewing.proofs import Failure
from finder.core.rules.conditions import Answers
from finder.core.rules.knowledge import Ruleset
from finder.workbench.prove import prove
from tests.edits import Edit, edited


@dataclass(frozen=True)
class Fault:
    """One entry of the file."""

    name: str
    found_by: str
    file: str
    line: str
    message: str
    edits: list[Edit]
    shown: bool = False


FILE = Path(__file__).with_name("faults.toml")
FAULTS = [
    Fault(**entry) for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["fault"]
]


@dataclass(frozen=True)
class Reported:
    """An error that was reported in broken rules, with its place and an example
    patient."""

    file: str
    line: int
    text: str
    patient: Answers | None = None


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_planted_fault_is_found_where_it_is(fault: Fault, tmp_path: Path) -> None:
    folder = edited(tmp_path / "rules", *fault.edits)

    errors = (
        FINDERS[fault.found_by](folder)
        if fault.found_by in FINDERS
        else proved(folder, fault.found_by)
    )

    [found, *_] = [each for each in errors if fault.message in each.text] or errors
    assert fault.message in found.text
    assert found.file == fault.file
    assert (
        fault.line
        in (folder / found.file)
        .read_text(encoding="utf-8")
        .splitlines()[found.line - 1]
    )
    assert (found.patient is not None) is fault.shown


def read(folder: Path) -> list[Reported]:
    with pytest.raises(BrokenRules) as broken:
        load_promises(folder, load(folder))
    return [
        Reported(problem.file, problem.line, problem.text)
        for problem in broken.value.errors
    ]


def checked(folder: Path) -> list[Reported]:
    ruleset = load(folder)
    with pytest.raises(BrokenRules) as broken:
        check_folder(folder, ruleset)
    return [
        Reported(problem.file, problem.line, problem.text)
        for problem in broken.value.errors
    ]


def proved(folder: Path, claim: str) -> list[Reported]:
    ruleset = load(folder)
    [found] = prove(ruleset, folder, load_promises(folder, ruleset), [claim]).claims
    return [
        Reported(each.file, each.line, each.text, patient(ruleset, each))
        for each in found.failures
    ]


def patient(ruleset: Ruleset, failure: Failure) -> Answers | None:
    """Return the made-up patient, whose answers the app must accept."""
    return (
        answers_from(failure.witness.answers, ruleset.questionnaire).answers
        if failure.witness
        else None
    )


FINDERS: dict[str, Callable[[Path], list[Reported]]] = {
    "reading": read,
    "check": checked,
}


def test_there_are_many_planted_faults() -> None:
    assert len(FAULTS) > 60
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
