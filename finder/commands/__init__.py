"""The `finder` command. It prints sentences for people and sets exit codes for
programs."""

from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from finder.commands.audit import audit
from finder.commands.backup import backup, restore
from finder.commands.clinicians import clinicians
from finder.commands.clinics import clinic
from finder.commands.directory import directory
from finder.commands.doctor import doctor
from finder.commands.exporting import rules_export
from finder.commands.keys import keys
from finder.commands.patients import assess_file, purge, run
from finder.commands.proving import rules_compare, rules_explain, rules_prove
from finder.commands.rules import rules
from finder.commands.rules_languages import rules_language
from finder.commands.sbom import sbom
from finder.commands.staff import staff
from finder.commands.workbooks import rules_import
from finder.core.deciding.answers import BadAnswers
from finder.core.directory.header import NoRegister
from finder.core.loading.file_errors import Broken
from finder.core.reviewing.proofs import Undecided
from finder.logs import trace_of
from finder.setting_values import BadSetting
from finder.store.backup import NotEmpty
from finder.store.clinics import ClinicRefused
from finder.store.directory import NewerImport
from finder.store.engine import DatabaseAway
from finder.store.key_check import MissingKey
from finder.store.migrate import NewerSchema
from finder.store.purging import NotAllPurged
from finder.store.staff import StaffRefused
from finder.store.tables import UnstorableText

CLEAR = (
    BadSetting,
    Broken,
    ClinicRefused,
    BadAnswers,
    DatabaseAway,
    MissingKey,
    NewerSchema,
    NoRegister,
    NotEmpty,
    NotAllPurged,
    NewerImport,
    StaffRefused,
    Undecided,
    UnstorableText,
)
"""Errors whose text is written for people."""


class Plain(click.Group):
    """A group whose commands end with a sentence instead of a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except CLEAR as error:
            raise click.ClickException(str(error)) from None
        except SQLAlchemyError as error:
            where = "\n".join(trace_of(error))
            raise click.ClickException(
                f"{where}\nThe database rejected a statement for an unexpected reason."
            ) from None


@click.group(cls=Plain)
def main() -> None:
    """Find the kind of pain doctor that fits a person's answers."""


for command in (
    rules_export,
    rules_import,
    rules_prove,
    rules_explain,
    rules_compare,
    rules_language,
):
    rules.add_command(command)
for command in (
    run, rules, assess_file, purge, clinic, clinicians, directory, staff, audit, backup, restore, keys, doctor, sbom
):  # fmt: skip
    main.add_command(command)
