"""Read a whole folder of rules: the files that the app serves, and those for
reviewers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from finder.core.directory.codes import FILE as DIRECTORY
from finder.core.directory.codes import load_code_table
from finder.core.loading.file_errors import BrokenRules, FileError
from finder.core.loading.load import DECIDING, missing_helper_texts
from finder.core.loading.promises import FILE as PROMISES
from finder.core.loading.promises import load_promises
from finder.core.loading.reading import Reading
from finder.core.loading.reworded import FILES
from finder.core.reviewing.check import FILE as VIGNETTES
from finder.core.reviewing.check import Vignette, check, load_vignettes
from finder.core.reviewing.dangers import FILE as DANGERS
from finder.core.reviewing.dangers import WORDS as DANGER_WORDS
from finder.core.reviewing.dangers import Danger, danger_mistakes, load_dangers
from finder.core.reviewing.proofs import FILE as PROOFS
from finder.core.reviewing.proofs import read_proofs
from finder.core.reviewing.reason_check import reason_mistakes
from finder.core.reviewing.reviewers_only import texts_with_reviewers_words
from finder.core.rules.knowledge import Ruleset

T = TypeVar("T")
KNOWN = frozenset(
    {
        *DECIDING,
        DANGERS,
        DANGER_WORDS,
        DIRECTORY,
        "review.toml",
        "README.md",
        PROMISES,
        PROOFS,
        VIGNETTES,
    }
)
LEFTOVER = re.compile(
    r"\..*|~\$.*|#.*#|.*(~|\.bak|\.swp|\.tmp|\.orig|\.rej)|Thumbs\.db|desktop\.ini"
)
"""Files that editors, spreadsheets and file managers leave behind."""
TABLES = ("red_flags.csv", "suggestions.csv", "treatments.csv", "also_see.csv")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a folder is checked against: its worked patients, and the dangers that it
    must catch."""

    vignettes: tuple[Vignette, ...]
    dangers: tuple[Danger, ...]


def check_folder(folder: Path, ruleset: Ruleset) -> Checked:
    """Return what a folder was checked against, after its rules were read.

    Raises BrokenRules with every mistake in any file.
    """
    errors = [*unknown_files(folder), *missing_helper_texts(folder, ruleset.language)]

    def read(reader: Callable[[Path, Ruleset], T]) -> T | None:
        """Return what a file holds, or None after adding its mistakes to `errors`."""
        try:
            return reader(folder, ruleset)
        except BrokenRules as broken:
            errors.extend(broken.errors)
            return None

    vignettes = read(load_vignettes) or ()
    dangers = read(load_dangers) or ()
    read(load_promises)
    read(read_proofs)
    read(load_code_table)
    if not errors:
        lines = row_lines(folder)
        errors += check(ruleset, vignettes, lines)
        errors += danger_mistakes(ruleset, dangers)
        errors += reason_mistakes(ruleset, lines)
        errors += texts_with_reviewers_words(ruleset, folder)
    if errors:
        raise BrokenRules(errors)
    return Checked(vignettes, dangers)


def unknown_files(folder: Path) -> Iterator[FileError]:
    """Yield a mistake for each file that nothing reads. Its name may be wrong."""
    for path in folder.iterdir():
        is_used = path.name in KNOWN or FILES.fullmatch(path.name)
        if not is_used and not LEFTOVER.fullmatch(path.name):
            yield FileError(
                path.name,
                0,
                "the app does not use this file; correct its name, or move it to another folder",
            )


def row_lines(folder: Path) -> dict[str, int]:
    """Return the line where each row of the tables begins, by the row's id."""
    reading = Reading(folder, "en")
    found = {}
    for file in TABLES:
        for line, cells in reading.rows(file):
            row_id = cells[0]
            found[row_id] = line
    return found
