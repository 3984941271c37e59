from random import Random

import pytest

from finder.store import passwords
from finder.store.passwords import hashed, matches, starting_password, weakness


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "15 characters or more"),
        ("a" * 30, "repeats itself"),
        ("otter-otter-otter-", "repeats itself"),
        ("qwertyuiopasdfghjkl", "Others would try this"),
        ("lkjhgfdsapoiuytrewq", "Others would try this"),
        ("123456789012345678", "Others would try this"),
        ("Pain Specialist Finder", "Others would try this"),
        ("Correct horse battery staple!", "Others would try this"),
        ("maria.lopez maria-lopez", "Others would try this"),
        ("password of the clinic", "Others would try this"),
        ("Welcome!password!", "Others would try this"),
        ("mailcreated5240", "Many people use this password"),
        ("MailCreated5240!", "Many people use this password"),
        ("starwars liverpool", "Many people use this password"),
        ("Charlie-Liverpool-2026!", "Many people use this password"),
        ("2026 starwars liverpool zebra", ""),
        ("four green otters sing", ""),
        ("vier grüne Otter singen", ""),
        ("kB7$x9!pQ2@mZ4%", ""),
        (" ".join(map(str, range(160))), "500 characters or fewer"),
        ("\ufdfa" * 28, "500 characters or fewer"),
    ],
)
def test_a_password_that_others_would_try_is_refused_with_how_to_fix_it(
    password: str, said: str
) -> None:
    assert said in weakness(password, "maria.lopez")
    assert bool(weakness(password, "maria.lopez")) == bool(said)


def test_no_rule_asks_for_kinds_of_symbols() -> None:
    assert not weakness("otters sing all night", "")


def test_a_stored_password_is_argon2id_of_the_agreed_cost_and_matches_only_itself() -> (
    None
):
    stored = hashed("four green otters sing")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "otters" not in stored
    assert matches("four green otters sing", stored)
    assert not matches("four green otters sink", stored)


def test_the_same_letters_typed_in_two_ways_are_one_password() -> None:
    assert matches("vier gru\u0308ne Otter", hashed("vier gr\u00fcne Otter"))


def test_an_unknown_name_takes_as_much_time_and_never_matches() -> None:
    assert passwords.DUMMY_HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not matches("four green otters sing", None)
    assert not matches("four green otters sing", "no hash at all")


def test_a_starting_password_is_strong_and_easy_to_read_out() -> None:
    password = starting_password(Random(1).choice)

    assert not weakness(password, "maria.lopez")
    assert len(password.split("-")) == 4
    assert not set(password) & set("01ilou")
