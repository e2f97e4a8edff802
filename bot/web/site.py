"""Which doors has the one web application? Webhooks, web chat, open data, staff, health."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from admin.dependencies import AdminDependencies
from admin.security.access import is_of_staff
from admin.site import admin_app
from bot.application import Application
from bot.channels.registry import labels_of, providers_of
from bot.configuration.paths import LOCALES
from bot.configuration.settings import Settings
from bot.contacts.walk_in import NO_PHONE, WALK_IN
from bot.operations import metrics
from bot.translation.languages import LANGUAGE_FILE, serves_staff
from bot.web import confirmation_page, health, receiver_page
from bot.web.certificate_pages import TEMPLATES, certificate_routes
from bot.web.connections import end_slow_bodies
from bot.web.directory_site import site_dependencies
from bot.web.headers import Sealing
from bot.web.middlewares import come_back_later
from flows.components.asked import found_by
from services_directory.web.api.routes import MOUNT as API
from services_directory.web.api.routes import api_app
from services_directory.web.doors import hold_closed
from services_directory.web.pages.rendering import PageRenderer
from services_directory.web.pages.routes import page_routes


def make_site(app: Application) -> web.Application:
    """One web application: webhooks, the web chat, open data, pages for staff, health."""
    site = web.Application(middlewares=[come_back_later, end_slow_bodies()])
    site.on_response_prepare.append(Sealing(https=app.settings.site.startswith("https://")))
    executor, channels = app.database.executor, list(app.channels)
    site.add_routes(
        health.routes(
            executor,
            channels,
            app.clock,
            lambda: app.providers.states,
            lambda: app.worlds.snapshot.directory.version,
            partial(_looks_after_us, app.settings),
        )
    )
    site.add_routes(_metrics_routes(app))
    for channel in app.channels.values():
        site.add_routes(channel.routes(app.inbox.receive, app.reports.take))
    open_to_all = site_dependencies(app)
    renderer = PageRenderer(open_to_all, TEMPLATES)
    site.add_routes(page_routes(renderer))
    staff = admin_dependencies(app)
    of_staff = partial(is_of_staff, deps=staff)
    site.add_routes(receiver_page.routes(app.referrals, app.translator, renderer, of_staff))
    site.add_routes(confirmation_page.routes(app, renderer, of_staff))
    site.add_routes(certificate_routes(renderer, executor, app.sealer, app.translator))
    site.add_subapp(API, api_app(open_to_all))
    site.add_subapp("/admin", admin_app(staff))
    hold_closed(site)
    return site


def _looks_after_us(settings: Settings, request: web.Request) -> bool:
    """In production strangers are told less: who shows the token is none."""
    token = settings.metrics_token
    known = token is not None and metrics.shows(request, token.get_secret_value())
    return known or not settings.is_production


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
        find_services=lambda words: [
            each.service.id.partition("~")[0]
            for each in found_by(app.worlds.for_nobody(app.clock()), words)
        ],
        reminders=app.reminders,
        rosters=app.rosters,
        attendance=app.attendance,
        answers=app.answers,
        alerts=app.alerts,
        referrals=app.referrals,
        confirmations=app.confirmations,
        wordings=app.wordings,
        capabilities={name: each.capabilities for name, each in app.channels.items()},
        channel_labels={**labels_of(providers_of(settings)), WALK_IN: NO_PHONE},
        wake_outbox=app.outbox.wake,
        translator=app.translator,
        languages=[
            language
            for language in app.translator.languages
            if serves_staff(LOCALES / language.code / LANGUAGE_FILE)
        ],
        clock=app.clock,
        route_to=app.worlds.route_to,
        is_foreign=app.worlds.is_foreign,
        secure_cookies=settings.site.startswith("https://"),
        public_url=settings.public_url,
        proxies=settings.proxies,
    )
