"""What did people say about a service, or about Dalil?"""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.regions.about import About
from admin.regions.rows import theirs
from admin.rendering.contacts import mark_done
from admin.rendering.labels import Names
from admin.rendering.pagination import PER_PAGE, pages
from admin.rendering.templates import go, page
from bot.models.learning import Feedback
from bot.operations.audit_log import On
from bot.privacy.feedback_words import open_feedback


async def show(request: web.Request) -> web.Response:
    """What is not done yet comes first, then the newest. Who wrote is not shown at all."""
    done = request.query.get("done") == "1"
    wanted = await theirs(request, About.FEEDBACK, Feedback.filter(done_at__isnull=not done))
    total = await wanted.count()
    turn = pages(request.rel_url, total)
    rows = await wanted.order_by("-created_on", "-id").offset(turn.offset).limit(PER_PAGE)
    deps = dependencies_of(request)
    return page(
        request,
        "feedback.html",
        rows=[(each, open_feedback(each.id, each.said_sealed, deps.sealer)) for each in rows],
        total=total,
        names=Names(deps.directory()),
        done=done,
        pages=turn,
    )


async def mark(request: web.Request) -> web.Response:
    done = await mark_done(request, Feedback, On.FEEDBACK)
    return go(request, "feedback", "done" if done else "reopened")
