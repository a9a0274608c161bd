"""Whether a collector lives, and whether it should be sent learners: for load balancers, and for people."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from monitor.flows.readiness import Trouble
from monitor.web.languages import language
from monitor.web.needs import TheCollector
from monitor.web.problem_words import said
from monitor.web.problems import problem
from monitor.web.vendor_api.documented import BOTH

router = APIRouter(tags=["public"])


class Health(BaseModel):
    """The collector answers, and under which rules."""

    status: Literal["ok"] = "ok"
    rule_pack: str
    rule_pack_version: str
    purpose: str
    live_sessions: int


class Lives(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """New learners may come."""

    status: Literal["ready"] = "ready"


_SAID: dict[Trouble, str] = {
    "draining": "It is told to end and hands its learners over.",
    "log_failed": "An entry could not be stored in the event log, or read from it.",
    "disk_not_writable": "The disk of the data folder takes nothing that is written.",
    "disk_nearly_full": "There is little space left on the disk of the data folder.",
    "registry_silent": "The registry's database does not answer in time.",
}
_REMEDY = "See errors; docs/running.md says what to do about each."


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


@router.get("/livez")
async def livez() -> Lives:
    """Whether the process answers at all; one that does not should be started again."""
    return Lives()


@router.get("/readyz", response_model=Ready, responses={503: BOTH[503]})
async def readyz(collector: TheCollector) -> Any:
    """Whether new learners may be sent here; `errors` says what is wrong where not."""
    troubles = await collector.readiness.troubles()
    if not troubles:
        return Ready()
    detail = "This collector should get no new learners just now."
    return problem(503, "not_ready", detail, remedy=_REMEDY, errors=[_error(trouble) for trouble in troubles])


def _error(trouble: Trouble) -> dict[str, Any]:
    detail = _SAID[trouble]
    message = {spoken: said(detail, spoken) for spoken in ("zh-CN", "en")}
    return {"field": "", "code": trouble, "detail": detail, "remedy": said(_REMEDY, language()), "message": message}
