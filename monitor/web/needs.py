"""What request handlers need from the application."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from monitor.flows.collector import Collector

_platform_key = HTTPBearer(
    auto_error=False, scheme_name="platform key", description="The key that the office gave to the platform's server."
)
_upload_token = HTTPBearer(
    auto_error=False, scheme_name="upload token", description="`upload` of the session's last welcome."
)


def the_collector(connection: HTTPConnection) -> Collector:
    collector: Collector = connection.app.state.collector
    return collector


TheCollector = Annotated[Collector, Depends(the_collector)]


async def the_platform(
    collector: TheCollector, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_platform_key)]
) -> str:
    """The platform whose key was given."""
    if given is None:
        raise _unauthorised("The platform key is missing.")
    try:
        return await asyncio.to_thread(collector.monitor.registry.platform_by_key, given.credentials)
    except collector.monitor.registry_error as error:
        raise _unauthorised("The platform key is not valid.") from error


async def upload_token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_upload_token)]) -> str:
    """The token as it came; the flow knows whether it is good."""
    return given.credentials if given is not None else ""


ThePlatform = Annotated[str, Depends(the_platform)]
UploadToken = Annotated[str, Depends(upload_token)]


def _unauthorised(detail: str) -> HTTPException:
    return HTTPException(401, detail, {"WWW-Authenticate": "Bearer"})
