"""Which files do the public pages load? Our own, each under an address that names its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from aiohttp import web

from services_directory.web.doors import Guard, behind

FOLDER = Path(__file__).parents[1] / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
WORKER = "service_worker.js"

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
"""An address that changes with what is there is fetched once."""


WORKER_HEADERS = {
    # Asked for again each time: a worker that is wrong has to go at once.
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; connect-src 'self'",
}


class StaticFiles:
    """All files of the folder, read once: they are small."""

    def __init__(self) -> None:
        self._files = {
            each.name: each.read_bytes() for each in FOLDER.iterdir() if each.suffix in KINDS
        }

    def address(self, name: str) -> str:
        """Where pages find it."""
        return f"/{name}?v={hashlib.sha256(self._files[name]).hexdigest()[:12]}"

    def routes(self) -> list[web.RouteDef]:
        async def send(request: web.Request) -> web.StreamResponse:
            name = request.path.removeprefix("/")
            answer = web.Response(
                body=self._files[name], content_type=KINDS[Path(name).suffix], headers=FOR_GOOD
            )
            answer.enable_compression()
            return answer

        async def send_worker(_request: web.Request) -> web.StreamResponse:
            return web.Response(
                text=self._worker(), content_type=KINDS[".js"], headers=WORKER_HEADERS
            )

        named = [
            web.get(f"/{name}", behind(Guard.MADE, send)) for name in self._files if name != WORKER
        ]
        return [*named, web.get("/sw.js", behind(Guard.MADE, send_worker))]

    def _worker(self) -> str:
        """With the version of all files in it: where one is another, what was kept goes."""
        together = hashlib.sha256(b"".join(self._files[name] for name in sorted(self._files)))
        return self._files[WORKER].decode().replace("VERSION", together.hexdigest()[:12], 1)
