"""`finder doctor`: whether everything is well, and what to do where it is not."""

import sys

import click

from finder.commands.examining import remarks
from finder.commands.remark import Remark, Verdict, counted
from finder.commands.resources import now, settings
from finder.config import BadSetting
from finder.core.loading.file_errors import Broken
from finder.store.engine import DatabaseAway
from finder.store.key_check import KeyGone

CURABLE = (BadSetting, Broken, DatabaseAway, KeyGone)
"""Errors whose text says the cure."""


@click.command()
def doctor() -> None:
    """Look at settings, keys, database, audit trail, rules, disk, clock, proxy, backups, reviews; print each cure."""
    found = []
    for remark in remarks(settings(), now(), CURABLE):
        found.append(remark)
        click.echo(in_words(remark))
    wrong = sum(remark.verdict is Verdict.WRONG for remark in found)
    needs = counted(wrong, f"of {len(found)} needs", f"of {len(found)} need")
    click.echo(f"{needs} a cure." if wrong else "Nothing is wrong.")
    sys.exit(bool(wrong))


def in_words(remark: Remark) -> str:
    """Return a remark as a line, with its cure on a line of its own."""
    line = f"{remark.verdict:<6} {remark.about:<9} {remark.text}"
    return f"{line}\n{'':<17}-> {remark.cure}" if remark.cure else line
