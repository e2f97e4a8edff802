"""`dalil serve`: run the service until it is told to stop."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import gc
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any

import click
import structlog
from aiohttp import web

from bot.bootstrap import at_work, open_application
from bot.channels.all_settings import load_settings, unknown_names
from bot.channels.base import Channel
from bot.channels.provider import NamedPosition, Surroundings
from bot.channels.registry import country_of, make_channels, providers_of
from bot.clock import SteadyClock
from bot.commands.faults import CommandFault
from bot.configuration.settings import Settings
from bot.contacts.world import WorldBuilder
from bot.operations.logs import configure_logs
from bot.web.connections import listen
from bot.web.site import make_site

log = structlog.get_logger(__name__)

STOP_SECONDS = 10.0


@click.command()
def serve() -> int:
    """Run the service until it is told to stop."""
    settings = load_settings()
    configure_logs(settings)
    for name in unknown_names(os.environ):
        log.warning("unknown_setting", setting=name)
    _run_on_the_fastest_loop(_serve(settings))
    return 0


def _run_on_the_fastest_loop(work: Coroutine[Any, Any, None]) -> None:
    """uvloop wherever it is to be had, and that is everywhere but on Windows."""
    try:
        import uvloop
    except ModuleNotFoundError:
        asyncio.run(work)
    else:
        uvloop.run(work)


async def _serve(settings: Settings) -> None:
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, told_to_stop.set)
    async with AsyncExitStack() as stopping:
        app = await stopping.enter_async_context(
            open_application(settings, partial(_channels, settings), clock=SteadyClock())
        )
        runner = web.AppRunner(make_site(app), shutdown_timeout=STOP_SECONDS)
        await runner.setup()
        await stopping.enter_async_context(at_work(app))
        # Stopped first: no new request comes in while the rest of the application comes to its end.
        stopping.push_async_callback(runner.cleanup)
        _settle_memory()
        stopping.callback((await _listen(runner, settings)).close)
        print(_where_to_click(settings), flush=True)
        await told_to_stop.wait()
    print("Dalil has stopped.", file=sys.stderr)


def _settle_memory() -> None:
    """What was loaded stays for good, so it is not looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)
    # What only starting needed goes back to the system, where the C library can do that (glibc).
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def _channels(settings: Settings, worlds: WorldBuilder) -> Sequence[Channel]:
    """The channels that are switched on; the page at /try offers the places we know by position."""
    places = [
        NamedPosition(place.name, place.position)
        for place in worlds.snapshot.directory.places
        if place.position is not None
    ]
    surroundings = Surroundings(worlds.translator.phrase, country_of(settings), places)
    return make_channels(settings, surroundings)


async def _listen(runner: web.AppRunner, settings: Settings) -> asyncio.Server:
    try:
        return await listen(runner, settings.host, settings.port)
    except OSError as error:
        raise CommandFault(
            f"cannot listen on {settings.host}:{settings.port}: {_why_not(error)}"
        ) from None


def _why_not(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "something listens there: stop it, or set DALIL_PORT to another number"
    if error.errno == errno.EACCES:
        return "this user may not: set DALIL_PORT to a number from 1024 on"
    return "no address of this machine: set DALIL_HOST to 127.0.0.1, or 0.0.0.0 for all"


def _where_to_click(settings: Settings) -> str:
    site = settings.site
    lines = ["", f"Dalil answers on {site}", ""]
    lines += [
        f"  Pages for staff               {site}/admin",
        "     the first administrator:   .venv/bin/dalil staff add",
        "  Talk with it in a terminal    .venv/bin/dalil chat --channel sms",
        "",
        *(f"  {told}" for each in providers_of(settings) if (told := each.greeting(settings))),
        "",
        "Press Ctrl+C to stop.",
    ]
    return "\n".join(lines)
