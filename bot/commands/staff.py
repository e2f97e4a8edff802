"""`dalil staff`: give somebody a name and a password for the pages for staff, or a new one."""

from __future__ import annotations

import asyncio
import getpass
import sys

import click

from admin.models import StaffMember
from admin.security.accounts import (
    COMMAND_LINE,
    BadStaff,
    Role,
    add_staff,
    name_key,
    new_password,
    reset_password_of,
    take_phone_of,
)
from bot.bootstrap import open_tables
from bot.channels.all_settings import load_settings
from bot.clock import now_in_utc
from bot.commands.faults import CommandFault
from bot.configuration.paths import LOCALES
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
        asyncio.run(_add(name, password, role, language, must_change=made_up))
    except BadStaff as fault:
        raise CommandFault(str(fault)) from None
    print(f"{name} can sign in at {load_settings().site}/admin as {role}.")
    if made_up:
        print(f"Password: {password}")


@staff.command()
@click.argument("name")
def reset(name: str) -> None:
    """Let NAME in again who lost the password or the phone: a new password, and no code asked for.

    Their sessions end, and the password is changed at the first sign-in.
    """
    password = asyncio.run(_reset(name))
    if password is None:
        raise CommandFault(f"nobody here signs in as {name}")
    print(f"Password: {password}")


async def _reset(name: str) -> str | None:
    database = await open_tables(load_settings())
    try:
        member = await StaffMember.get_or_none(name_key=name_key(name))
        if member is None:
            return None
        now = now_in_utc()
        await take_phone_of(member, now=now, by=COMMAND_LINE)
        return await reset_password_of(member, now=now, by=COMMAND_LINE)
    finally:
        await database.close()


async def _add(name: str, password: str, role: str, locale: str, *, must_change: bool) -> None:
    database = await open_tables(load_settings())
    try:
        await add_staff(name, password, role, locale, now=now_in_utc(), must_change=must_change)
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
