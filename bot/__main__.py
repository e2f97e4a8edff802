"""The front door: which `dalil` commands are there?

Nothing is imported before it is needed, so that `dalil --help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence

BAD = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 2 after one clear sentence on stderr when not."""
    parsed, rest = _parser().parse_known_args(arguments)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            # People's text is UTF-8 whatever this terminal believes, and may be broken.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(parsed, rest)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away (`dalil directory search | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from bot.commands.faults import in_a_sentence

        print(f"dalil: {in_a_sentence(error)}", file=sys.stderr)
        return BAD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dalil",
        description="Dalil (دليل): services, trainings and reminders by Telegram and SMS.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("serve", help="run the service: webhooks, /try, /admin")
    commands.add_parser("migrate", help="bring the database up to date, fill an empty directory")
    _add_backup(commands)
    chat = commands.add_parser("chat", help="talk with Dalil in this terminal")
    chat.add_argument("--channel", choices=("telegram", "sms"), default="telegram")
    chat.add_argument(
        "--from", dest="address", metavar="ADDRESS", help="who is writing: any number"
    )
    understand = commands.add_parser(
        "understand", help="what does each line of text mean to Dalil?"
    )
    segments = commands.add_parser("segments", help="what does each line cost as an SMS?")
    for command in (chat, understand, segments):
        command.add_argument("--json", action="store_true", help="one JSON object per line")
    _add_directory(
        commands.add_parser("directory", help="import, export, check or search the services")
    )
    # Their own arguments follow, and their own --help.
    commands.add_parser("staff", help="add a member of staff", add_help=False)
    commands.add_parser(
        "catalogues", help="update, check or compile the translations", add_help=False
    )
    doctor = commands.add_parser("doctor", help="what is missing, and how to mend it")
    doctor.add_argument("--offline", action="store_true", help="ask no provider")
    return parser


def _add_backup(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="write the whole database, sealed, into one file")
    backup.add_argument("--replace", action="store_true", help="overwrite a file of this name")
    restore = commands.add_parser("restore", help="put the database back from such a file")
    restore.add_argument("--replace", action="store_true", help="lose what the database holds now")
    for command in (backup, restore):
        command.add_argument("file", metavar="FILE")
    commands.add_parser("backup-key", help="print the key that any program of age opens one with")


def _add_directory(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="take in a spreadsheet or a feed of HSDS")
    importing.add_argument("--dry-run", action="store_true", help="only tell what would change")
    checking = actions.add_parser(
        "check", help="what is to be mended, in a file or in what is kept"
    )
    exporting = actions.add_parser("export", help="write all services as a spreadsheet or as HSDS")
    exporting.add_argument("file", nargs="?", help="the file; to the terminal when left out")
    language = "HSDS in this language alone; a workbook for its readers"
    exporting.add_argument("--language", metavar="TAG", help=language)
    tags = "a sheet to share, with a row of HXL tags; an ending of .hxl.csv says so too"
    exporting.add_argument("--hxl", action="store_true", help=tags)
    everything = "HSDS of all that is kept, to move it: drafts, private contacts, notes"
    exporting.add_argument("--everything", action="store_true", help=everything)
    search = actions.add_parser("search", help="what would a person find?")
    search.add_argument("words", nargs="*", help="read from stdin, line by line, when left out")
    _add_feed(importing, "a file or a folder; the pack's own when left out")
    _add_feed(checking, "a file or a folder; what is kept when left out")
    for action in (importing, checking, exporting):
        kinds = ("sheet", "json", "ndjson", "package")
        told = "what the file is, where its ending does not say it"
        action.add_argument("--as", dest="format", choices=kinds, help=told)
    for action in (importing, checking, search):
        action.add_argument("--json", action="store_true", help="one JSON object per line")


def _add_feed(parser: argparse.ArgumentParser, file: str) -> None:
    parser.add_argument("file", nargs="?", help=file)
    parser.add_argument(
        "--source", metavar="NAME", help="where it comes from; always the same name"
    )
    parser.add_argument("--language", metavar="TAG", help="the language of its words, such as en")
    mapping = "what the columns of a sheet are that is not ours: see docs/sheets.md"
    parser.add_argument("--mapping", metavar="FILE.toml", help=mapping)
    publish = "people find its services at once, not only after staff read them"
    parser.add_argument("--publish", action="store_true", help=publish)
    need = "a term of theirs and the category of ours it means; may be repeated"
    parser.add_argument("--need", metavar="TERM=CATEGORY", action="append", default=[], help=need)


def _run(parsed: argparse.Namespace, rest: Sequence[str]) -> int:
    if parsed.command == "staff":
        from bot.commands.staff import main as staff

        return staff(rest)
    if parsed.command == "catalogues":
        from bot.commands.catalogues import main as catalogues

        return catalogues(rest)
    if rest:
        _parser().error(f"unrecognised arguments: {' '.join(rest)}")
    if parsed.command in {"understand", "segments"}:
        return _answer_lines(parsed.command, parsed.json)
    if parsed.command == "directory":
        from bot.commands.directory import run as directory

        return directory(parsed)
    return _with_application(parsed)


def _with_application(parsed: argparse.Namespace) -> int:
    if parsed.command == "backup-key":
        from bot.commands.backup import print_key

        return print_key()
    if parsed.command in {"backup", "restore"}:
        from bot.commands.backup import run as backup

        return backup(parsed.command, parsed.file, replace=parsed.replace)
    if parsed.command == "serve":
        from bot.commands.serve import run as serve

        return serve()
    if parsed.command == "migrate":
        from bot.commands.migrate import run as migrate

        return migrate()
    if parsed.command == "chat":
        from bot.commands.chat import run as chat

        return chat(parsed.channel, parsed.address, as_json=parsed.json)
    from bot.commands.doctor import run as doctor

    return doctor(online=not parsed.offline)


def _answer_lines(command: str, as_json: bool) -> int:
    for answer in _answers_of(command)(_lines_heard(), as_json):
        print(answer, flush=True)
    return 0


def _answers_of(command: str) -> Callable[[Iterable[str], bool], Iterable[str]]:
    if command == "understand":
        from bot.commands.understand import run as understand

        return understand
    from bot.commands.segments import run as segments

    return segments


def _lines_heard() -> Iterable[str]:
    return (line.rstrip("\r\n") for line in sys.stdin)


if __name__ == "__main__":
    sys.exit(main())
