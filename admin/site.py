"""How do the pages for staff become one application?"""

from __future__ import annotations

import asyncio

from aiohttp import web

from admin.dependencies import PARTS, AdminParts
from admin.middlewares import explain_failures, introduce, seal_headers
from admin.rendering.templates import PAPER, PASSWORDS, SENDING, STATIC, paper
from admin.routes import routes
from admin.security.passwords import Passwords


def admin_app(parts: AdminParts) -> web.Application:
    """The pages as an application of their own, to be added below `parts.mount`."""
    app = web.Application(middlewares=[introduce, explain_failures])
    app[PARTS] = parts
    app[PAPER] = paper(parts)
    app[PASSWORDS] = Passwords()
    app[SENDING] = asyncio.Lock()
    app.on_response_prepare.append(seal_headers)
    app.add_routes(routes())
    app.router.add_static("/static", STATIC, name="static")
    return app
