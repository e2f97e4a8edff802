"""The page of a town's map: a sketch, and the same in words for whoever does not see it."""

from __future__ import annotations

from aiohttp import web

from services_directory.web.pages.map_sketch import HEIGHT, WIDTH, Numbered, sketch
from services_directory.web.pages.place import ByPlace
from services_directory.web.pages.rendering import PageRenderer
from services_directory.web.pages.wording import Voice

MOST = 60
"""So many fit on a sketch; the list of the town has them all."""


class MapPages:
    """Where the services of a town are."""

    def __init__(self, shared: PageRenderer) -> None:
        self._shared = shared

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/p/{place}/map", self._shared.counted(self.map))]

    async def map(self, request: web.Request) -> web.StreamResponse:
        """What is in the town itself, as far as positions are known."""
        voice, place = self._shared.voice(request), self._shared.place(request)
        if place is None:
            return self._shared.gone(request, voice)
        near = ByPlace(voice.directory).near(place)
        here = [e for e in near if e.location.place == place.id and e.location.position][:MOST]
        drawn = sketch(here, place.position)
        return self._shared.page(
            request,
            voice,
            "map.html",
            place=place,
            sketch=drawn,
            listed=[(each, _way_there(voice, each)) for each in drawn.numbered] if drawn else [],
            bar=_distance(voice, drawn.bar_km) if drawn else "",
            around=drawn.around if drawn else place.position,
            width=int(WIDTH),
            height=int(HEIGHT),
        )


def _distance(voice: Voice, km: float) -> str:
    """In metres where it is near, to ten of them: positions are no better."""
    _ = voice.words.gettext
    if km < 1:
        return _("{metres} m", metres=round(km * 100) * 10)
    return _("{kilometres} km", kilometres=round(km, 1) if km < 10 else round(km))


def _way_there(voice: Voice, there: Numbered) -> str:
    _ = voice.words.gettext
    far = _distance(voice, there.distance_km)
    said = {
        "N": _("{distance} north of the middle of the town", distance=far),
        "NE": _("{distance} north-east of the middle of the town", distance=far),
        "E": _("{distance} east of the middle of the town", distance=far),
        "SE": _("{distance} south-east of the middle of the town", distance=far),
        "S": _("{distance} south of the middle of the town", distance=far),
        "SW": _("{distance} south-west of the middle of the town", distance=far),
        "W": _("{distance} west of the middle of the town", distance=far),
        "NW": _("{distance} north-west of the middle of the town", distance=far),
    }
    return said.get(there.direction) or _("In the middle of the town")
