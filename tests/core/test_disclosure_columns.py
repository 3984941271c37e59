"""A page can show the whole table of audiences."""

from finder.core.sharing.audiences import TABLE, Audience, Fact
from finder.core.sharing.disclosure_columns import disclosure_columns


def test_a_page_can_show_the_whole_table_by_audience() -> None:
    groups = disclosure_columns()

    read = {
        (each, fact): group.rest
        for group in groups
        for each in group.audiences
        for fact in Fact
    }
    named = [
        (group, may, fact)
        for group in groups
        for may, facts in group.facts.items()
        for fact in facts
    ]
    read |= {
        (each, fact): may for group, may, fact in named for each in group.audiences
    }
    assert read == {
        (each, fact): row[each] for fact, row in TABLE.items() for each in row
    }
    assert (Audience.PERSON, Audience.HELPER) in [group.audiences for group in groups]
