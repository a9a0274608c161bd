"""What the servers of platforms and institutions ask of the collector (docs/api.md)."""

from __future__ import annotations

from fastapi import APIRouter

from monitor.web.vendor_api import (
    certificates,
    consents,
    content,
    hours,
    keys,
    people,
    questions,
    references,
    sessions,
    verdicts,
)

router = APIRouter(prefix="/v1")
for part in (sessions, verdicts, hours, certificates, people, references, consents, content, questions, keys):
    router.include_router(part.router)
