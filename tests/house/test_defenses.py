"""Each listed defense still exists, and so does its test."""

import pytest

from tests.defenses.defense import HOME, Defense, load


@pytest.mark.parametrize("defense", load(), ids=lambda each: each.goal)
def test_a_defense_and_its_test_are_there(defense: Defense) -> None:
    code = (HOME / defense.file).read_text(encoding="utf-8")
    test = (HOME / defense.test_file).read_text(encoding="utf-8")
    name = defense.test.partition("::")[2].partition("[")[0]

    assert defense.taken_away(code) != code
    assert f"def {name}" in test
