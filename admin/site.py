"""How do the pages for staff become one application?"""

from __future__ import annotations

import asyncio

from aiohttp import web

from admin.dependencies import DEPENDENCIES, AdminDependencies
from admin.middlewares import explain_failures, introduce, seal_headers
from admin.rendering.templates import PASSWORDS, SENDING, STATIC, TEMPLATES, template_environment
from admin.routes import routes
from admin.security.passwords import Passwords


def admin_app(deps: AdminDependencies) -> web.Application:
    """The pages as an application of their own, to be added below `deps.mount`."""
    app = web.Application(middlewares=[introduce, explain_failures])
    app[DEPENDENCIES] = deps
    app[TEMPLATES] = template_environment(deps)
    app[PASSWORDS] = Passwords()
    app[SENDING] = asyncio.Lock()
    app.on_response_prepare.append(seal_headers)
    app.add_routes(routes())
    app.router.add_static("/static", STATIC, name="static")
    return app
