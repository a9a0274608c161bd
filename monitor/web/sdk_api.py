"""The browser SDK's files over HTTP, for pages of any origin, and the manifest that says which to load."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from monitor.web.problems import ProblemResponse, problem
from monitor.web.sdk_files import NotBuilt, SdkFile, SdkFiles
from monitor.web.vendor_api.documented import problems

router = APIRouter(prefix="/sdk", tags=["public"])

FOR_EVER = "public, max-age=31536000, immutable"
ANEW = "no-cache"
_SHARED = {
    "Access-Control-Allow-Origin": "*",  # a browser checks a hash only on what the page may read
    "Cross-Origin-Resource-Policy": "cross-origin",  # an isolated page embeds only what allows it
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/javascript": {"schema": {"type": "string"}}}}
}


class FileEntry(BaseModel):
    """A file of the SDK."""

    url: str = Field(description="What is under this address never changes.")
    integrity: str = Field(description="For a script's attribute of that name: sha384- and the digest in base64.")


class Manifest(BaseModel):
    """Which SDK to load from this collector."""

    version: str = Field(description="The newest one.")
    files: dict[str, FileEntry]
    script: str = Field(description="The element that a page pastes.")
    versions: list[str] = Field(description="All that are served here, oldest first.")


def the_files(request: Request) -> SdkFiles:
    files: SdkFiles = request.app.state.sdk_files
    return files


TheFiles = Annotated[SdkFiles, Depends(the_files)]


@router.get("/manifest.json", response_model=Manifest, responses=problems(404))
async def manifest(request: Request, response: Response, files: TheFiles) -> Manifest | Response:
    """Which SDK to load from here, and the hashes to pin; readable by pages and servers of any origin."""
    try:
        version = files.current
    except NotBuilt as error:
        return _not_built(error)
    origin = request.app.state.monitor.public_url or str(request.base_url).rstrip("/")
    response.headers.update({**_SHARED, "Cache-Control": ANEW})
    entries = {
        name: FileEntry(url=f"{origin}/sdk/{version}/{name}", integrity=file.integrity)
        for name, file in files.versions[version].items()
    }
    return Manifest(version=version, files=entries, script=files.tag(origin), versions=files.names)


@router.head("/{name}", include_in_schema=False)
@router.get("/{name}", include_in_schema=False)
async def current_file(name: str, request: Request, files: TheFiles) -> Response:
    """The newest version's file, for development: browsers ask for it anew every time."""
    try:
        return _file(files, files.current, name, request, ANEW)
    except NotBuilt as error:
        return _not_built(error)


@router.head("/{version}/{name}", include_in_schema=False)
@router.get("/{version}/{name}", response_class=Response, responses={**_FILE, **problems(404)})
async def versioned_file(version: str, name: str, request: Request, files: TheFiles) -> Response:
    """A file of one version; what is under this address never changes."""
    if version not in files.versions:
        return _unknown("version", version, files.names)
    return _file(files, version, name, request, FOR_EVER)


def _file(files: SdkFiles, version: str, name: str, request: Request, caching: str) -> Response:
    here = files.versions[version]
    if name not in here:
        return _unknown("name", name, list(here))
    return _script(here[name], request.headers.get("accept-encoding", ""), caching)


def _script(file: SdkFile, accepted: str, caching: str) -> Response:
    """The hash that a page pins is of the content, however it travels."""
    headers = {**_SHARED, "Cache-Control": caching}
    zipped = "gzip" in accepted
    if zipped:
        headers["Content-Encoding"] = "gzip"
    content = file.zipped if zipped else file.content
    return Response(content, media_type="text/javascript; charset=utf-8", headers=headers)


def _unknown(field: str, asked: str, known: list[str]) -> ProblemResponse:
    there = ", ".join(known) or "none"
    return problem(
        404,
        f"unknown_sdk_{field}",
        f"There is no SDK {field} {asked} here; there are: {there}.",
        field=field,
        remedy="Take the addresses from /sdk/manifest.json.",
        headers=_SHARED,
    )


def _not_built(error: NotBuilt) -> ProblemResponse:
    return problem(404, "sdk_not_built", str(error), remedy="Build it, or install the wheel, which brings it.")
