"""The `finder` command. It prints sentences for people and sets exit codes for
programs."""

from pkgutil import resolve_name
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

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
from finder.store.migrate import NewerSchema, OlderSchema
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
    OlderSchema,
    StaffRefused,
    Undecided,
    UnstorableText,
)
"""Errors whose text is written for people."""


COMMANDS = {
    "run": "patients:run",
    "rules": "rules:rules",
    "assess": "patients:assess_file",
    "purge": "patients:purge",
    "clinic": "clinics:clinic",
    "clinicians": "clinicians:clinicians",
    "directory": "directory:directory",
    "staff": "staff:staff",
    "audit": "audit:audit",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "keys": "keys:keys",
    "doctor": "doctor:doctor",
    "sbom": "sbom:sbom",
}
"""Command -> its module of this package, and its name there. Only the module of the
command that was called is imported."""


class Plain(click.Group):
    """A group whose commands end with a sentence instead of a traceback."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = resolve_name(f"{__name__}.{COMMANDS[name]}")
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, args)
        except click.NoSuchCommand as error:
            # Click proposes only commands that were added to the group.
            raise click.NoSuchCommand(
                error.command_name, possibilities=COMMANDS, ctx=context
            ) from None

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except CLEAR as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(
                f"{error.filename} cannot be used ({error.strerror}); run this as the user that the app runs as, "
                "and check the path"
            ) from None
        except SQLAlchemyError as error:
            where = "\n".join(trace_of(error))
            raise click.ClickException(
                f"{where}\nThe database rejected a statement for an unexpected reason."
            ) from None


@click.group(cls=Plain)
def main() -> None:
    """Find the kind of pain doctor that fits a person's answers."""
