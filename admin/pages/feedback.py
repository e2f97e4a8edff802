"""What did people say about a service, or about Dalil?"""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.rendering.contacts import mark_done
from admin.rendering.labels import Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import go, page
from admin.security.audit import On
from bot.models.learning import Feedback


async def show(request: web.Request) -> web.Response:
    """What is not done yet comes first, then the newest. Who wrote is not shown at all."""
    done = request.query.get("done") == "1"
    wanted = Feedback.filter(done_at__isnull=not done)
    total = await wanted.count()
    turn = pages(request, total)
    rows = await wanted.order_by("-created_on", "-id").offset(turn.offset).limit(PER_PAGE)
    names = Names(dependencies_of(request).directory())
    return page(
        request, "feedback.html", rows=rows, total=total, names=names, done=done, pages=turn
    )


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, Feedback, On.FEEDBACK)
    return go(request, "feedback", "done" if done else "reopened")
