"""What is wrong with a service, or perhaps a machine: done, or put right and thanked for."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.rendering.contacts import find, mark_done
from admin.rendering.templates import go
from admin.security.access import staff_of
from bot.models.people import Contact, HelpRequest
from bot.operations.audit_log import On
from bot.privacy.request_subject import open_subject
from flows.engine.text import _


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, HelpRequest, On.HELP_REQUEST)
    return go(request, "requests", "done" if done else "reopened")


async def mended(request: web.Request) -> web.Response:
    """What was wrong with a service is put right: whoever told us is thanked, once."""
    help_request, deps = await find(request, HelpRequest), dependencies_of(request)
    about = open_subject(help_request.id, help_request.subject_sealed, deps.sealer).service
    if about is None:
        raise web.HTTPNotFound
    is_open = help_request.done_at is None
    await mark_done(request, HelpRequest, On.HELP_REQUEST)
    contact = await Contact.get_or_none(id=help_request.contact_id)
    if not is_open or contact is None:
        return go(request, "requests", "done")
    service = deps.directory().service(about)
    thanks = _("Thank you for telling us. We have corrected it.")
    if service is not None:
        thanks = _("Thank you for telling us. We have corrected: {service}", service=service.name)
    thanked = await deps.answers.thank(contact.id, thanks, staff_of(request).name)
    return go(request, "requests", "thanked" if thanked else "done")
