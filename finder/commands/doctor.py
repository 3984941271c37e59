"""`finder doctor`: check the installation, and print how to fix each fault."""

import sys

import click

from finder.commands.doctor_output import Remark, Verdict, counted
from finder.commands.examining import remarks
from finder.commands.resources import now, settings
from finder.core.loading.file_errors import Broken
from finder.setting_values import BadSetting
from finder.store.engine import DatabaseAway
from finder.store.key_check import MissingKey

ERRORS_WITH_FIX = (BadSetting, Broken, DatabaseAway, MissingKey)
"""Errors whose text says how to fix them."""


@click.command()
def doctor() -> None:
    """Check settings, keys, database, audit trail, rules, disk, clock, proxy, backups
    and reviews. Print how to fix each fault."""
    found = []
    for remark in remarks(settings(), now(), ERRORS_WITH_FIX):
        found.append(remark)
        click.echo(in_words(remark))
    wrong = sum(remark.verdict is Verdict.WRONG for remark in found)
    needs = counted(
        wrong, f"of {len(found)} checks needs", f"of {len(found)} checks need"
    )
    click.echo(f"{needs} attention." if wrong else "Nothing is wrong.")
    sys.exit(bool(wrong))


def in_words(remark: Remark) -> str:
    """Return a remark as a line. The fix, if any, follows on a second line."""
    line = f"{remark.verdict:<6} {remark.about:<9} {remark.text}"
    return f"{line}\n{'':<17}-> {remark.fix}" if remark.fix else line
