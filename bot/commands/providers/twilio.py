"""`dalil twilio setup`: make what shows choices as buttons on WhatsApp and Messenger."""

from __future__ import annotations

import asyncio

import click

from bot.channels.all_settings import load_settings
from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.contents import contents_to_make
from bot.channels.twilio.provider import TwilioSettings
from bot.commands.faults import CommandFault
from bot.messages.errors import Rejected, TryLater, Unreachable


@click.group()
def twilio() -> None:
    """Set up what Twilio has to hold for us."""


@twilio.command()
def setup() -> int:
    """Make the contents that show choices to press; those that are there already stay."""
    settings = load_settings()
    if not isinstance(settings, TwilioSettings) or settings.twilio_account_sid is None:
        raise CommandFault("Twilio is off: set TWILIO_ACCOUNT_SID, see docs/sms-twilio.md")
    account = TwilioAccount(
        settings.twilio_account_sid, settings.twilio_auth_tokens, api_url=settings.twilio_api_url
    )
    try:
        made, there = asyncio.run(make_contents(account))
    except (TryLater, Rejected, Unreachable) as fault:
        raise CommandFault(f"Twilio did not take it: {fault}") from None
    print(f"{made} contents made, {there} were there already.")
    return 0


async def make_contents(account: TwilioAccount) -> tuple[int, int]:
    """How many were made, and how many were there. Raises as the account does."""
    try:
        known = await account.contents()
        missing = [each for each in contents_to_make() if each["friendly_name"] not in known]
        for each in missing:
            await account.make_content(each)
        return len(missing), len(known)
    finally:
        await account.close()
