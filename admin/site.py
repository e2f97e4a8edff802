"""How do the pages for staff become one application?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from admin.background_work import BACKGROUND, BackgroundWork
from admin.dependencies import DEPENDENCIES, AdminDependencies
from admin.middlewares import explain_failures, introduce, seal_headers
from admin.page import Page
from admin.pages.inbox.live import FEED, InboxFeed
from admin.rendering.templates import (
    ASKED,
    MENU,
    PASSWORDS,
    SENDING,
    STATIC,
    TEMPLATES,
    template_environment,
)
from admin.routes import PAGES, asked_of, menu_of, routes
from admin.security.passwords import Passwords


def admin_app(deps: AdminDependencies, pages: Sequence[Page] = PAGES) -> web.Application:
    """The pages as an application of their own, to be added below `deps.mount`."""
    app = web.Application(middlewares=[introduce, explain_failures])
    app[DEPENDENCIES] = deps
    app[TEMPLATES] = template_environment(deps)
    app[PASSWORDS] = Passwords()
    app[SENDING] = asyncio.Lock()
    app[FEED] = InboxFeed(deps.executor)
    app.on_shutdown.append(app[FEED].end)
    app[BACKGROUND] = BackgroundWork()
    app.on_cleanup.append(app[BACKGROUND].stop)
    app.on_response_prepare.append(seal_headers)
    app[MENU] = menu_of(pages)
    app[ASKED] = asked_of(pages)
    app.add_routes(routes(pages))
    app.router.add_static("/static", STATIC, name="static")
    return app
