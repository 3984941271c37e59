"""A clinic's texts in loaded rules: every marked text changes, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from finder.core.loading.clinic_values import filled
from finder.core.loading.load import load
from finder.paths import RULES

TEXTS = {"\ue0c1": "North", "\ue0c2": "7"}


@dataclass(frozen=True)
class Part:
    words: str
    more: tuple[str, ...] = ()
    by_name: Mapping[str, str] = field(default_factory=dict)
    number: int = 3
    worked_out: str = field(default="", init=False)


def test_each_mark_is_replaced_everywhere() -> None:
    part = Part(
        "to \ue0c1, \ue0c2 days", ("a", "at \ue0c1"), {"one": "\ue0c2", "two": "b"}
    )

    assert filled(part, TEXTS) == Part(
        "to North, 7 days", ("a", "at North"), {"one": "7", "two": "b"}
    )


def test_text_without_a_mark_stays_the_same_object() -> None:
    part = Part("words", ("a", "b"), {"one": "c"})

    assert filled(part, TEXTS) is part
    changed = filled((part, "\ue0c1"), TEXTS)
    assert changed[0] is part
    assert filled(Part, TEXTS) is Part
    assert filled(3, TEXTS) == 3


def test_rules_filled_later_equal_rules_loaded_with_the_texts() -> None:
    marks = {"clinic": "\ue0c1", "days": "\ue0c2"}
    later = filled(load(RULES, numbers=marks), TEXTS)

    plain = load(RULES, numbers={"clinic": "North", "days": "7"})
    for part in fields(plain.advice):
        assert getattr(later.advice, part.name) == getattr(plain.advice, part.name)
    assert filled(plain, TEXTS) is plain
