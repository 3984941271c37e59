"""References: a mistyped one is detected before any look-up."""

from datetime import date, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.core.sharing.reference import (
    ALPHABET,
    LENGTH,
    Typo,
    check_symbol,
    new_code,
    new_reference,
    read_code,
    written,
)

DAY = timedelta(days=1)
BODIES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def code_with(place: int, first: str, second: str) -> str:
    """Return a valid code with these symbols at a position and the next one. The last
    position is the check symbol."""
    body = list("7KQ2M9XD4T")
    body[place] = first
    if place + 1 < LENGTH:
        body[place + 1] = second
        return "".join(body) + check_symbol("".join(body))
    fitting = ("".join([symbol, *body[1:]]) for symbol in ALPHABET)
    return next(body + second for body in fitting if check_symbol(body) == second)


@given(BODIES)
def test_a_code_is_read_back_unchanged(body: str) -> None:
    code = body + check_symbol(body)

    assert read_code(written(code)) == code
    assert read_code(code.lower().replace("1", "l")) == code
    assert (
        read_code(f" {written(code).replace('-', ' – ').replace('1', 'I')}\n") == code
    )


@pytest.mark.parametrize("place", range(LENGTH + 1))
def test_every_single_typo_is_reported(place: int) -> None:
    for right, wrong in permutations(ALPHABET, 2):
        code = (
            code_with(place, right, "1")
            if place < LENGTH
            else code_with(LENGTH - 1, "1", right)
        )
        assert code[place] == right
        with pytest.raises(Typo):
            read_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("place", range(LENGTH))
def test_every_swap_of_neighbors_is_reported(place: int) -> None:
    for first, second in permutations(ALPHABET, 2):
        code = code_with(place, first, second)
        assert read_code(code) == code
        with pytest.raises(Typo):
            read_code(code[:place] + second + first + code[place + 2 :])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", "A code has 11 letters and numbers. You typed 0."),
        ("7KQ2-M9XD-4T", "You typed 10."),
        ("7KQ2-M9XD-40H", "“0” is not in any code."),
        ("7KQ2-M9XD-4T\u0410", "“\u0410” is not in any code."),
        ("7KQ2-M9XD-4TH-7KQ2", "You typed 15."),
    ],
)
def test_an_impossible_code_is_reported_in_a_sentence(
    typed: str, expected: str
) -> None:
    with pytest.raises(Typo, match=expected):
        read_code(typed)


@given(st.text())
def test_whatever_is_typed_is_a_code_or_a_typo(typed: str) -> None:
    try:
        code = read_code(typed)
    except Typo:
        return
    assert check_symbol(code[:LENGTH]) == code[LENGTH]


def test_new_codes_are_valid_and_as_random_as_their_source() -> None:
    random = Random(1)
    codes = {new_code(random.choice) for _ in range(1000)}

    assert len(codes) == 1000
    assert all(read_code(code) == code for code in codes)
    assert {symbol for code in codes for symbol in code} == set(ALPHABET)


def test_references_of_a_day_begin_with_its_symbol_and_are_random_after_it() -> None:
    random = Random(1)
    references = [new_reference(date(2026, 11, 26), random.choice) for _ in range(1000)]
    next_days = [
        new_reference(date(2026, 11, 26) + n * DAY, random.choice)
        for n in range(len(ALPHABET))
    ]

    assert len({reference[0] for reference in references}) == 1
    assert {reference[0] for reference in next_days} == set(ALPHABET)
    assert len(set(references)) == 1000
    assert all(
        read_code(reference) == reference for reference in references + next_days
    )
