"""Which doors has the one web application? Webhooks, web chat, open data, staff, health."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import AdminParts
from admin.site import admin_app
from bot.application import House
from bot.configuration.paths import LOCALES
from bot.operations import metrics
from bot.translation.languages import LANGUAGE_FILE, serves_staff
from bot.web import health
from bot.web.directory_site import open_parts
from bot.web.middlewares import come_back_later, seal_headers
from services_directory.web.api.routes import MOUNT as API
from services_directory.web.api.routes import api_app
from services_directory.web.pages.routes import page_routes


def make_site(house: House) -> web.Application:
    """One web application: webhooks, the web chat, open data, pages for staff, health."""
    site = web.Application(middlewares=[come_back_later])
    site.on_response_prepare.append(seal_headers)
    # Who types the bare address is led to what is for everybody, in their own language.
    links = [("/p", "Services, town by town")]
    if house.settings.webchat_is_on:
        links = [("/try", "Try Dalil on two phones"), *links, ("/admin", "Pages for staff")]
    lane, channels = house.database.lane, list(house.channels)
    site.add_routes(
        health.routes(
            lane,
            channels,
            house.clock,
            links,
            lambda: house.providers.states,
            lambda: house.worlds.snapshot.directory.version,
        )
    )
    site.add_routes(_metrics_routes(house))
    for channel in house.channels.values():
        site.add_routes(channel.routes(house.inbox.receive, house.reports.take))
    open_to_all = open_parts(house.settings, house.worlds, house.clock)
    site.add_routes(page_routes(open_to_all))
    site.add_subapp(API, api_app(open_to_all))
    site.add_subapp("/admin", admin_app(admin_parts(house)))
    return site


def _metrics_routes(house: House) -> list[web.RouteDef]:
    token = house.settings.metrics_token
    return metrics.routes(
        house.metrics,
        house.database.lane,
        list(house.channels),
        house.clock,
        token=token.get_secret_value() if token else None,
        is_open=not house.settings.is_production,
    )


def admin_parts(house: House) -> AdminParts:
    async def refresh() -> None:
        await house.worlds.refresh()

    settings = house.settings
    return AdminParts(
        lane=house.database.lane,
        sealer=house.sealer,
        directory=lambda: house.worlds.snapshot.directory,
        refresh_directory=refresh,
        reminders=house.reminders,
        capabilities={name: each.capabilities for name, each in house.channels.items()},
        wake_outbox=house.outbox.wake,
        translator=house.translator,
        languages=[
            language
            for language in house.translator.languages
            if serves_staff(LOCALES / language.code / LANGUAGE_FILE)
        ],
        clock=house.clock,
        way_to=house.worlds.way_to,
        secure_cookies=settings.site.startswith("https://"),
        public_url=settings.public_url,
        # Dalil speaks no TLS itself, so in production, where https is needed, a proxy is before it.
        behind_proxy=settings.is_production,
    )
