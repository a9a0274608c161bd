"""Certificates of class hours, one by one: as a bundle that can be checked offline, or as the bare VC-JWT."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Request, Response

from monitor.core import verdict as verdicts
from monitor.core.callers import Caller
from monitor.core.verdict import Verdict
from monitor.flows.certify import bundle
from monitor.flows.collector import Collector
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Reader
from monitor.web.vendor_api.common import Name, api_router, nothing_of_this_name

router = api_router("hours")

_JWT = "application/vc+jwt"
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The certificate; Accept: application/vc+jwt gives the bare VC-JWT.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["certificate", "jwks"],
                    "properties": {"certificate": {"type": "string"}, "jwks": {"type": "object"}},
                }
            },
            _JWT: {"schema": {"type": "string"}},
        },
    }
}


@router.get("/certificates/{attempt}", response_class=Response, responses=_ANSWER)
async def get_certificate(attempt: Name, request: Request, collector: TheCollector, caller: Reader) -> Response:
    """The certificate of an attempt, with the key that signed it, for `monitor verify`."""
    certificate = await _certificate(collector, caller, attempt)
    if _JWT in request.headers.get("accept", ""):
        return Response(certificate, media_type=_JWT, headers={"Vary": "Accept"})
    content = bundle(certificate, collector.monitor.signer)
    return Response(content, media_type="application/json", headers={"Vary": "Accept"})


async def _certificate(collector: Collector, caller: Caller, attempt: str) -> str:
    record = await asyncio.to_thread(collector.monitor.registry.verdict, attempt)
    if record is not None and record.certificate is not None:
        verdict = verdicts.from_bytes(record.verdict)
        if verdict.result == "certified" and await _may_see(collector, caller, verdict):
            return record.certificate
    raise nothing_of_this_name("attempt", attempt)


async def _may_see(collector: Collector, caller: Caller, verdict: Verdict) -> bool:
    if caller.kind == "platform":
        return verdict.platform == caller.owner
    institution = await asyncio.to_thread(collector.monitor.registry.institution_of, verdict.training_class)
    return institution == caller.owner
