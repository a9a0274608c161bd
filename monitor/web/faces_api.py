"""How the face checks do: figures by group, for the office."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from monitor.flows.face_figures import FaceFigures, count
from monitor.web.needs import TheCollector
from monitor.web.pages import SEEN

router = APIRouter()


def the_figures(request: Request, collector: TheCollector) -> FaceFigures:
    """One count per application, however many look."""
    state = request.app.state
    if getattr(state, "face_figures", None) is None:
        state.face_figures = FaceFigures(collector.monitor.log, collector.monitor.clock)
    figures: FaceFigures = state.face_figures
    return figures


@router.get("/v1/faces/figures", **SEEN)
async def show_figures(collector: TheCollector, figures: Annotated[FaceFigures, Depends(the_figures)]) -> Response:
    """How often the face checks pass, doubt and refuse, by model versions, platform and cohort.

    Shares come with their 95 % intervals; groups under 20 are put together.
    """
    judged = await figures.judged()
    cohorts = await asyncio.to_thread(collector.monitor.registry.cohorts)
    content = msgspec.json.encode(count(judged, cohorts))
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})
