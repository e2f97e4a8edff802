"""What is wrong with a service, or perhaps a machine: done, or put right and thanked for.

Whoever told us hears what was done: that it is corrected only where something was since, else that
we looked and it is right. A deed nobody has seen is not told.
"""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.pages.inbox.people import asked_of
from admin.rendering.contacts import find, mark_done
from admin.rendering.templates import go, page
from admin.security.access import staff_of
from bot.models.people import Contact, HelpRequest
from bot.operations.audit_log import On
from bot.privacy.request_subject import open_subject
from flows.engine.text import Text, _
from services_directory.search.sensitive import is_sensitive
from services_directory.storage.history import What, changes_of
from services_directory.values.entries import Programme, Service

RIGHT = "right"
"""What staff say of a service where nothing was changed: it is as we tell it."""


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, HelpRequest, On.HELP_REQUEST)
    return go(request, "requests", "done" if done else "reopened")


async def mended(request: web.Request) -> web.Response:
    """What was wrong with a service is put right: whoever told us is thanked, once. Where nothing
    was changed since they told us, it is asked what they are to hear."""
    help_request, deps = await find(request, HelpRequest), dependencies_of(request)
    about = open_subject(help_request.id, help_request.subject_sealed, deps.sealer).service
    if about is None:
        raise web.HTTPNotFound
    is_right = (await request.post()).get("found") == RIGHT
    is_open, service = help_request.done_at is None, deps.directory().service(about)
    is_sure = service is None or is_right or await _is_corrected(service.id, help_request)
    if is_open and not is_sure:
        asked = asked_of(request, help_request)
        return page(request, "mended.html", 409, asked=asked, service=service, right=RIGHT)
    await mark_done(request, HelpRequest, On.HELP_REQUEST)
    contact = await Contact.get_or_none(id=help_request.contact_id)
    if not is_open or contact is None:
        return go(request, "requests", "done")
    thanks = _thanks(service, deps.directory().programme, is_right=is_right)
    thanked = await deps.answers.thank(contact.id, thanks, staff_of(request).name)
    return go(request, "requests", "thanked" if thanked else "done")


async def _is_corrected(service: str, help_request: HelpRequest) -> bool:
    """Whether anything that people read was changed since it was reported."""
    return any(
        each.what is not What.CHECKED and each.happened_at > help_request.created_at
        for each in await changes_of(service)
    )


def _thanks(service: Service | None, programme: Programme, *, is_right: bool) -> Text:
    """Others may hold the phone by then: a service for who suffers violence is not named."""
    if service is None or is_sensitive(service, programme):
        if service is not None and is_right:
            return _("Thank you for telling us. We have checked, and it is right as we say it.")
        return _("Thank you for telling us. We have corrected it.")
    if is_right:
        return _(
            "Thank you for telling us. We have checked, and it is right as we say it: {service}",
            service=service.name,
        )
    return _("Thank you for telling us. We have corrected: {service}", service=service.name)
