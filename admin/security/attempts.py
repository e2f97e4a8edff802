"""Against whom does an attempt to sign in count, so that no stranger locks a colleague out? And
what goes out by e-mail, so that none is flooded?"""

from __future__ import annotations

import secrets
from datetime import timedelta

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.security.access import cookie_of, remember
from admin.security.accounts import name_key
from admin.security.throttle import Attempt, Subject
from services_directory.web.clients import client_of

FREE_FOR_A_PERSON = 5
FREE_FOR_AN_ADDRESS = 30
"""A whole resource centre shares one address, so it may fail more often than a person."""

FREE_FOR_A_NAME = 100
"""By strangers from everywhere together: so many guesses find no password that is not easy."""

CODES_AN_HOUR = 5
CODES_TO_AN_ADDRESS = 3
TRIES_AN_HOUR = 5
"""Of alerts: until its code is told, an address may be that of a stranger, whom nobody floods."""

_HOUR = timedelta(hours=1)

DEVICE_COOKIE = "dalil_device"
_DEVICE_DAYS = 365
_MOST_NAMES = 8
"""So many colleagues sign in with one browser."""


def sign_in_attempt(request: web.Request, name: str) -> Attempt:
    """A browser that this person signed in with has a counter of its own.

    Others are counted by the name and the address, each and together.
    """
    name, client = name_key(name), _client(request)
    device = _device(request)
    if device and _mark(request, device[0], name) in device[1:]:
        return Attempt((_subject(request, f"device {device[0]} {name}", FREE_FOR_A_PERSON),))
    return Attempt(
        (_subject(request, f"name {name} from {client}", FREE_FOR_A_PERSON),),
        (
            _subject(request, f"name {name}", FREE_FOR_A_NAME),
            _subject(request, f"address {client}", FREE_FOR_AN_ADDRESS),
        ),
    )


def attempt_of(request: web.Request, what: str, staff_id: int) -> Attempt:
    """Of somebody who is known already: to tell the old password, or a code."""
    return Attempt((_subject(request, f"{what} of {staff_id}", FREE_FOR_A_PERSON),))


def code_to(request: web.Request, address: str, staff_id: int) -> Attempt:
    """A code sent to an e-mail address: counted by who asks, and by where it goes, whoever asks."""
    return Attempt(
        (),
        (
            _subject(request, f"alert codes of {staff_id}", CODES_AN_HOUR, _HOUR),
            _subject(request, f"alert codes to {address.lower()}", CODES_TO_AN_ADDRESS, _HOUR),
        ),
    )


def alert_to_try(request: web.Request, staff_id: int) -> Attempt:
    return Attempt((), (_subject(request, f"alerts tried of {staff_id}", TRIES_AN_HOUR, _HOUR),))


def remember_device(request: web.Request, response: web.StreamResponse, name: str) -> None:
    """From now on this browser is one that `name` signs in with."""
    identity, *marks = _device(request) or [secrets.token_hex(16)]
    mark = _mark(request, identity, name_key(name))
    marks = [mark, *(each for each in marks if each != mark)][:_MOST_NAMES]
    remember(request, response, DEVICE_COOKIE, ".".join([identity, *marks]), days=_DEVICE_DAYS)


def network_code(request: web.Request) -> str:
    """What tells networks apart in the audit trail, and names none."""
    return dependencies_of(request).sealer.digest(f"network {_client(request)}").hex()[:8]


def _device(request: web.Request) -> list[str]:
    """Its id, and a mark for each name, as the cookie says; empty where it says nothing."""
    told = cookie_of(request, DEVICE_COOKIE) or ""
    return told.split(".") if len(told) < 1000 and "." in told else []


def _mark(request: web.Request, device: str, name: str) -> str:
    """Nobody without our key can make it for a name."""
    return dependencies_of(request).sealer.digest(f"device {device} {name}").hex()[:32]


def _client(request: web.Request) -> str:
    return client_of(request, dependencies_of(request).proxies)


def _subject(request: web.Request, told: str, free: int, pause: timedelta | None = None) -> Subject:
    return Subject(dependencies_of(request).sealer.digest(f"sign-in {told}").hex(), free, pause)
