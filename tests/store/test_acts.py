"""The audit trail stores ids. The sentences of earlier versions can still be read and
verified."""

import re
from datetime import UTC, datetime

from sqlalchemy import Engine, select, update

from finder.store import audit, audit_check
from finder.store.acts import FORMER, WORDS, Act, act_of, in_words
from finder.store.desk_tables import audit_entry
from finder.store.seal import Keys
from finder.store.transaction import Database
from tests.former import record_sentence

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHOLE = list(FORMER.values())
"""Sentences that only earlier versions stored."""


def test_every_act_is_an_id_with_words() -> None:
    assert list(WORDS) == list(Act)
    assert all(re.fullmatch("[a-z_]+", act) for act in Act)
    assert len(set(WORDS.values())) == len(Act)


def test_every_earlier_sentence_is_one_act() -> None:
    assert [act_of(sentence) for sentence in FORMER] == WHOLE
    assert len(set(WHOLE)) == len(FORMER)


def test_an_entry_of_a_newer_version_is_shown_unchanged() -> None:
    assert act_of("flew_away") is None
    assert in_words("flew_away") == "flew_away"


def test_a_trail_that_began_with_sentences_continues_with_ids(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        for sentence in FORMER:
            record_sentence(transaction, "maria", sentence)
        for act in WHOLE:
            audit.record(transaction, "maria", act)

    with Database(engine, keys).reading(NOON) as transaction:
        assert list(audit_check.mismatches(transaction)) == []
        entries = audit.latest(transaction, 100)[::-1]
        stored = transaction.connection.scalars(
            select(audit_entry.c.what).order_by(audit_entry.c.number)
        ).all()
    assert stored == [*FORMER, *(act.value for act in WHOLE)]
    assert [entry.what for entry in entries] == stored
    assert [entry.act for entry in entries] == [*WHOLE, *WHOLE]
    assert [entry.words for entry in entries] == [
        WORDS[act] for act in (*WHOLE, *WHOLE)
    ]


def test_replacing_an_id_with_its_sentence_is_a_change(
    engine: Engine, keys: Keys
) -> None:
    with Database(engine, keys).writing(NOON) as transaction:
        audit.record(transaction, "maria", Act.OPENED)
        transaction.execute(update(audit_entry).values(what="opened the intake"))

    with Database(engine, keys).reading(NOON) as transaction:
        assert list(audit_check.mismatches(transaction)) == ["entry 1 was changed"]
