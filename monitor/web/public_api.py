"""What anybody may read: the keys that check certificates, and whether the collector is well."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from monitor.web.needs import TheCollector

router = APIRouter(tags=["public"])


class Health(BaseModel):
    """The collector answers, and under which rules."""

    status: Literal["ok"] = "ok"
    rule_pack: str
    rule_pack_version: str
    purpose: str
    live_sessions: int


@router.get("/.well-known/jwks.json")
async def jwks(collector: TheCollector) -> dict[str, Any]:
    """The keys with which certificates are signed (RFC 7517)."""
    return dict(collector.monitor.signer.jwks())


@router.get("/healthz")
async def healthz(collector: TheCollector) -> Health:
    """Whether the collector answers, for load balancers and people."""
    pack = collector.monitor.pack
    return Health(
        rule_pack=pack.name,
        rule_pack_version=pack.version,
        purpose=pack.purpose,
        live_sessions=sum(1 for live in collector.sessions if live.connection is not None),
    )
