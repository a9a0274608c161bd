"""A platform reads the cases against itself, and answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from monitor.core.callers import Caller
from monitor.flows.dossiers import dossier
from monitor.flows.platform_cases import answer
from monitor.web.case_words import CaseSaid, said
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import may
from monitor.web.vendor_api.common import Id, Name, Words, api_router
from monitor.web.vendor_api.paging import Page, ThePage

router = api_router("cases")

OwnReader = Annotated[Caller, Depends(may("read", "platform"))]
Defender = Annotated[Caller, Depends(may("object", "platform"))]


class AnswerGiven(BaseModel):
    """The platform's defence."""

    by: Id = Field(description="The person who speaks for the platform.")
    text: Words


@router.get("/cases")
async def get_own_cases(collector: TheCollector, caller: OwnReader, page: ThePage) -> Page[CaseSaid]:
    """The cases against the platform that asks, with their evidence and all their steps."""
    known, now = (await dossier(collector, caller.owner)).cases, collector.monitor.clock.now()
    following = [case for case in sorted(known, key=lambda case: case.case) if case.case > page.after]
    return page.page(following[: page.one_more], lambda case: case.case, lambda case: said(case, now))


@router.post("/cases/{case}/answers", status_code=201)
async def post_answer(case: Name, given: AnswerGiven, collector: TheCollector, caller: Defender) -> CaseSaid:
    """Answer a notice, as long as nothing is decided."""
    done = await answer(collector, caller.owner, case, given.by, given.text)
    return said(done, collector.monitor.clock.now())
