from typing import Any

import pytest

from finder.store.seal import Keys, Tampered

HERE: dict[str, Any] = {"table": "visit", "row": b"one", "field": "sealed"}
OLD, NEW = "an old secret, long enough to be one", "a new secret, long enough to be one"


def test_a_sealed_value_can_be_decrypted_in_its_place(keys: Keys) -> None:
    sealed = keys.seal(b"my back hurts", **HERE)

    assert keys.unseal(sealed, **HERE) == b"my back hurts"


def test_the_same_text_is_never_sealed_to_the_same_bytes(keys: Keys) -> None:
    first, second = (keys.seal(b"my back hurts", **HERE) for _ in range(2))

    assert first != second
    assert b"back" not in first


@pytest.mark.parametrize(
    "elsewhere", [{"table": "intake"}, {"row": b"two"}, {"field": "notes"}]
)
def test_a_moved_value_cannot_be_decrypted(
    keys: Keys, elsewhere: dict[str, Any]
) -> None:
    sealed = keys.seal(b"my back hurts", **HERE)

    with pytest.raises(
        Tampered, match="it was changed or moved, or its key is missing"
    ):
        keys.unseal(sealed, **{**HERE, **elsewhere})


def test_a_sealed_value_begins_with_the_id_of_the_newest_key(keys: Keys) -> None:
    sealed = keys.seal(b"my back hurts", **HERE)

    assert sealed.hex().startswith(keys.ids_in_hex()[0])


def test_no_two_places_look_alike(keys: Keys) -> None:
    sealed = keys.seal(b"my back hurts", table="visit", row=b"notes", field="a")

    with pytest.raises(Tampered):
        keys.unseal(sealed, table="visit", row=b"", field="a\0notes")


def test_a_value_with_any_changed_byte_cannot_be_decrypted(keys: Keys) -> None:
    sealed = keys.seal(b"my back hurts", **HERE)

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(Tampered):
            keys.unseal(bytes(changed), **HERE)


def test_a_truncated_value_cannot_be_decrypted(keys: Keys) -> None:
    sealed = keys.seal(b"my back hurts", **HERE)

    for length in range(len(sealed)):
        with pytest.raises(Tampered):
            keys.unseal(sealed[:length], **HERE)


def test_an_older_key_still_decrypts_and_the_newest_seals() -> None:
    sealed = Keys((OLD,)).seal(b"my back hurts", **HERE)
    both = Keys((NEW, OLD))

    assert both.unseal(sealed, **HERE) == b"my back hurts"
    assert Keys((NEW,)).unseal(both.seal(b"mine too", **HERE), **HERE) == b"mine too"


def test_a_missing_key_decrypts_nothing() -> None:
    sealed = Keys((OLD,)).seal(b"my back hurts", **HERE)

    with pytest.raises(Tampered, match="restore the old secret key"):
        Keys((NEW,)).unseal(sealed, **HERE)


def test_a_fingerprint_depends_on_token_purpose_and_key() -> None:
    old, new = Keys((OLD,)), Keys((NEW,))

    prints = {
        old.fingerprint("token", "visit"),
        old.fingerprint("other", "visit"),
        old.fingerprint("token", "resume"),
        new.fingerprint("token", "visit"),
    }

    assert len(prints) == 4
    assert {len(each) for each in prints} == {32}


def test_fingerprints_are_those_of_each_key_newest_first() -> None:
    expected = tuple(
        Keys((secret,)).fingerprint("token", "visit") for secret in (NEW, OLD)
    )

    assert Keys((NEW, OLD)).fingerprints("token", "visit") == expected
    assert Keys((NEW, OLD)).fingerprint("token", "visit") == expected[0]


def test_cookies_have_their_own_secrets_newest_first() -> None:
    new, old = Keys((NEW, OLD)).cookie_secrets()

    assert (new, old) == (
        *Keys((NEW,)).cookie_secrets(),
        *Keys((OLD,)).cookie_secrets(),
    )
    assert len({new, old, NEW, OLD}) == 4


def test_no_secret_shows_where_keys_are_printed() -> None:
    keys = Keys((OLD,))

    assert keys.cookie_secrets()[0] not in repr(keys.newest_first)
    assert OLD not in repr(keys.newest_first)


def test_without_a_secret_nothing_is_sealed() -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        Keys(())
