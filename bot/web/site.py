"""Which doors has the one web application? Webhooks, web chat, open data, staff, health."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import AdminDependencies
from admin.site import admin_app
from bot.application import Application
from bot.configuration.paths import LOCALES
from bot.operations import metrics
from bot.translation.languages import LANGUAGE_FILE, serves_staff
from bot.web import front_page, health
from bot.web.directory_site import site_dependencies
from bot.web.middlewares import come_back_later, seal_headers
from services_directory.web.api.routes import MOUNT as API
from services_directory.web.api.routes import api_app
from services_directory.web.pages.routes import page_routes


def make_site(app: Application) -> web.Application:
    """One web application: webhooks, the web chat, open data, pages for staff, health."""
    site = web.Application(middlewares=[come_back_later])
    site.on_response_prepare.append(seal_headers)
    executor, channels = app.database.executor, list(app.channels)
    site.add_routes(
        health.routes(
            executor,
            channels,
            app.clock,
            lambda: app.providers.states,
            lambda: app.worlds.snapshot.directory.version,
        )
    )
    links = front_page.links_of(webchat_is_on=app.settings.webchat_is_on)
    site.add_routes(front_page.routes(links, app.translator))
    site.add_routes(_metrics_routes(app))
    for channel in app.channels.values():
        site.add_routes(channel.routes(app.inbox.receive, app.reports.take))
    open_to_all = site_dependencies(app.settings, app.worlds, app.clock)
    site.add_routes(page_routes(open_to_all))
    site.add_subapp(API, api_app(open_to_all))
    site.add_subapp("/admin", admin_app(admin_dependencies(app)))
    return site


def _metrics_routes(app: Application) -> list[web.RouteDef]:
    token = app.settings.metrics_token
    return metrics.routes(
        app.metrics,
        app.database.executor,
        list(app.channels),
        app.clock,
        token=token.get_secret_value() if token else None,
        is_open=not app.settings.is_production,
    )


def admin_dependencies(app: Application) -> AdminDependencies:
    """What the pages of staff are given, and nothing more."""

    async def refresh() -> None:
        await app.worlds.refresh()

    settings = app.settings
    return AdminDependencies(
        executor=app.database.executor,
        sealer=app.sealer,
        directory=lambda: app.worlds.snapshot.directory,
        refresh_directory=refresh,
        reminders=app.reminders,
        capabilities={name: each.capabilities for name, each in app.channels.items()},
        wake_outbox=app.outbox.wake,
        translator=app.translator,
        languages=[
            language
            for language in app.translator.languages
            if serves_staff(LOCALES / language.code / LANGUAGE_FILE)
        ],
        clock=app.clock,
        route_to=app.worlds.route_to,
        secure_cookies=settings.site.startswith("https://"),
        public_url=settings.public_url,
        # Dalil speaks no TLS itself, so in production, where https is needed, a proxy is before it.
        behind_proxy=settings.is_production,
    )
