"""What request handlers need from the application."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from monitor.flows.collector import Collector

_upload_token = HTTPBearer(
    auto_error=False, scheme_name="upload token", description="`upload` of the session's last welcome."
)


def the_collector(connection: HTTPConnection) -> Collector:
    collector: Collector = connection.app.state.collector
    return collector


TheCollector = Annotated[Collector, Depends(the_collector)]


async def upload_token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_upload_token)]) -> str:
    """The token as it came; the flow knows whether it is good."""
    return given.credentials if given is not None else ""


UploadToken = Annotated[str, Depends(upload_token)]
