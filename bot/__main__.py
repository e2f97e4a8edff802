"""The front door: which `dalil` commands are there?

Nothing is imported before it is needed, so that `dalil --help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import click

BAD = 2
INTERRUPTED = 130


class Entry(NamedTuple):
    """Where a command is written, `module:function`, and what it does, in a line."""

    written_in: str
    does: str


COMMANDS = {
    "serve": Entry("serve:serve", "Run the service: webhooks, /try, /admin."),
    "migrate": Entry("migrate:migrate", "Bring the database up to date, fill an empty directory."),
    "doctor": Entry("doctor:doctor", "What is missing, and how to mend it."),
    "chat": Entry("chat:chat", "Talk with Dalil in this terminal."),
    "understand": Entry("understand:understand_lines", "What each line of text means to Dalil."),
    "segments": Entry("segments:segments", "What each line costs as an SMS."),
    "sms-cost": Entry("sms_cost:sms_cost", "What whole conversations cost by SMS."),
    "directory": Entry(
        "directory.command:directory", "Import, export, check or search the services."
    ),
    "twilio": Entry("providers.twilio:twilio", "Set up what Twilio has to hold for us."),
    "staff": Entry("staff:staff", "Add a member of staff."),
    "backup": Entry("backup:backup", "Write the whole database, sealed, into one file."),
    "restore": Entry("backup:restore", "Put the database back from such a file."),
    "rekey": Entry("rekey:rekey", "Seal and hash everything anew with a new secret key."),
    "backup-key": Entry("backup:backup_key", "Print the key that opens a backup in any program."),
    "words": Entry("words:words", "Words of your own: out as a .po file, and back."),
    "catalogues": Entry("catalogues:catalogues", "Update, check or compile the translations."),
}


class Commands(click.Group):
    """Knows every command by its line above, and imports the one that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _colon, function = entry.written_in.partition(":")
        command = getattr(import_module(f"bot.commands.{module}"), function)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.does) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader went away (`dalil directory search | head`): nothing is wrong.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0


@click.command(cls=Commands)
def dalil() -> None:
    """Dalil (دليل): services, trainings and reminders by Telegram and SMS."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 2 after one clear sentence on stderr when not."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            # People's text is UTF-8 whatever this terminal believes, and may be broken.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return dalil.main(arguments, prog_name="dalil", standalone_mode=False) or 0
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except click.Abort:
        return INTERRUPTED
    except Exception as error:
        from bot.commands.faults import in_a_sentence

        print(f"dalil: {in_a_sentence(error)}", file=sys.stderr)
        return BAD


if __name__ == "__main__":
    sys.exit(main())
