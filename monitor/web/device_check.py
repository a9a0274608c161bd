"""The page on which a learner tests browser, camera, light, network and clock before the first lesson.

Open to everybody: it shows nothing of anybody, keeps nothing, and sends no picture.
"""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter, HTTPException, Response

router = APIRouter(include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
TYPES = {"css": "text/css", "html": "text/html", "js": "text/javascript"}


@router.head("/device-check")
@router.get("/device-check")
async def page() -> Response:
    """The page; `?lang=en` begins in English."""
    return _file("index.html")


@router.get("/device-check/{name}")
async def part(name: str) -> Response:
    """A script or the style sheet of it."""
    return _file(name)


def _file(name: str) -> Response:
    folder = resources.files("monitor.web") / "static" / "device_check"
    files = {file.name: file for file in folder.iterdir()}  # only names that are there, so a path cannot lead out
    if name not in files:
        raise HTTPException(404, f"there is no file {name}")
    return Response(files[name].read_bytes(), media_type=TYPES[name.rpartition(".")[2]], headers=HEADERS)
