"""The points that the map of a form shows, where there are no pictures of the land: towns, and
services whose place is known. A script asks for them once the map is opened."""

from __future__ import annotations

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.regions.reach import reach_of
from admin.rendering.formatting import local
from services_directory.values.entries import LocalText, Position


async def give(request: web.Request) -> web.Response:
    """Of the regions of who asks; nothing that the public pages do not tell."""
    directory, reach = dependencies_of(request).directory(), reach_of(request)
    chief = {each.main_place for each in directory.programme.regions}
    towns = [
        [
            local(each.name),
            each.position.latitude,
            each.position.longitude,
            each.id in chief,
            each.id,
        ]
        for each in directory.places
        if each.position is not None and reach.has_place(each.id)
    ]
    services = [
        _point(each.name, each.location.position)
        for each in directory.services
        if each.location.position is not None
        and not each.confidential
        and reach.has_region(each.location.region)
    ]
    return web.json_response({"towns": towns, "services": services})


def _point(name: LocalText, position: Position) -> list[str | float]:
    return [local(name), position.latitude, position.longitude]
