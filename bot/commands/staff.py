"""`dalil staff add`: give somebody a name and a password for the pages for staff."""

from __future__ import annotations

import asyncio
import getpass
import sys

import click

from admin.security.accounts import BadStaff, Role, add_staff, new_password
from bot.bootstrap import now_in_utc, open_tables
from bot.commands.faults import CommandFault
from bot.configuration.paths import LOCALES
from bot.configuration.settings import load_settings
from bot.translation.languages import read_languages


@click.group()
def staff() -> None:
    """Those who sign in to the pages for staff."""


@staff.command()
@click.argument("name", required=False)
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value)
@click.option("--language", type=click.Choice(sorted(read_languages(LOCALES))), default="fr")
def add(name: str | None, role: str, language: str) -> None:
    """Add a member of staff; the first should be an admin.

    NAME is the name to sign in with; left out, it is asked for, except where standard input is a
    pipe. A password is asked for, or is the line of the pipe; an empty one is made up.
    """
    name = name or _asked("Name: ")
    password, made_up = _password()
    try:
        asyncio.run(_add(name, password, role, language))
    except BadStaff as fault:
        raise CommandFault(str(fault)) from None
    print(f"{name} can sign in at {load_settings().site}/admin as {role}.")
    if made_up:
        print(f"Password: {password}")


async def _add(name: str, password: str, role: str, locale: str) -> None:
    database = await open_tables(load_settings())
    try:
        await add_staff(name, password, role, locale, now=now_in_utc())
    finally:
        await database.close()


def _asked(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandFault("who? Write: dalil staff add NAME")
    return input(question)


def _password() -> tuple[str, bool]:
    """The password, and whether it was made up here and must be shown."""
    if sys.stdin.isatty():
        typed = getpass.getpass("Password (leave empty to have one made up): ")
        if typed and getpass.getpass("The same again: ") != typed:
            raise CommandFault("the two passwords differ; nothing was added")
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    return (typed, False) if typed else (new_password(), True)
