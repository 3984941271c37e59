"""How much a patient reads on the way to the result. `python -m tests.bench.words
[FOLDER]` counts the pages and words for a person with long-lasting pain in one place,
by these rules or by those in a folder."""

import sys
from pathlib import Path

from finder.core.loading.load import load
from finder.core.rules.conditions import Answers
from finder.core.rules.length import length_of
from finder.paths import RULES

ONE_PAIN: Answers = {
    "who": frozenset({"me"}),
    "age": frozenset({"a35_49"}),
    "where": frozenset({"low_back"}),
    "how_long": frozenset({"gt12"}),
    "course": frozenset({"same"}),
    "cause": frozenset({"work_strain"}),
    "low": frozenset({"never"}),
    "worry": frozenset({"never"}),
}

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RULES
    found = length_of(load(folder).questionnaire, ONE_PAIN)
    print(f"{found.pages} pages, {found.words} words")
