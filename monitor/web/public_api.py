"""What anybody may read: the keys that check certificates, and what became of a certificate."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, Field

from monitor.flows.certificate_status import Status, certificate_status
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.documented import BOTH

router = APIRouter(tags=["public"])


@router.get("/.well-known/jwks.json")
async def jwks(collector: TheCollector) -> dict[str, Any]:
    """The keys with which certificates are signed (RFC 7517)."""
    return dict(collector.monitor.signer.jwks())


class StatusSaid(BaseModel):
    """What became of a certificate."""

    certificate: str = Field(description="Its number.")
    status: Status = Field(description="suspended: looked at again; withdrawn: the hour does not count any more.")
    since: int = Field(description="UTC ms.")
    replaced_by: str = Field(description="The number of the certificate that holds in its place, if there is one.")


@router.get("/v1/certificates/{certificate}/status", responses={404: BOTH[404]})
async def get_certificate_status(certificate: str, collector: TheCollector) -> StatusSaid:
    """Whether a certificate still holds, for whoever has it in hand; `certificate` is its number or its whole id."""
    status = await certificate_status(collector, certificate)
    return StatusSaid(**msgspec.structs.asdict(status))
