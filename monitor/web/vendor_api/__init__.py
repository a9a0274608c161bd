"""What the servers of platforms and institutions ask of the collector (docs/api.md)."""

from __future__ import annotations

from fastapi import APIRouter

from monitor.web.vendor_api import consents, keys, questions, references, sessions, verdicts

router = APIRouter(prefix="/v1")
for part in (sessions, verdicts, references, consents, questions, keys):
    router.include_router(part.router)
