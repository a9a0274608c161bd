"""The first page: numbers of this moment, and what changes of them as it changes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.flows.overview import DayCount, LiveOverview, Overview, Sight
from monitor.web.console.access import Counter
from monitor.web.console.attempt_lines import LineSaid
from monitor.web.console.case_lines import CaseLineSaid
from monitor.web.console.route import NumbersRoute, StreamRoute, console_router
from monitor.web.console.visits import token_of
from monitor.web.console.watchers import Watchers
from monitor.web.needs import TheCollector

router = console_router("overview", NumbersRoute)
stream_router = console_router("overview", StreamRoute)


class DaySaid(BaseModel):
    """Class hours of one day (Asia/Shanghai), by what became of them."""

    day: date
    hours: dict[str, int] = Field(
        description="certified, held, void, not_counted, incomplete, in_progress: how many class hours."
    )


class OverviewSaid(BaseModel):
    """Everything on the first page; of the live stream each part comes by itself when it changed."""

    online: int = Field(description="Learners who are connected now.")
    today: DaySaid
    days: list[DaySaid] = Field(description="The last fourteen days, today included.")
    platforms: dict[str, int] = Field(description="live, suspended, uncatalogued, disconnected: how many platforms.")
    queues: dict[str, int] = Field(
        description="holds, notices, appeals, references, plans and, in the office, lessons: how many wait."
    )
    newest: list[LineSaid] = Field(
        description="The latest attempts that were held, voided or not counted; none for an administrator."
    )
    cases: list[CaseLineSaid] = Field(
        description="The cases against platforms with the latest steps; none for an administrator."
    )


def the_live_overview(request: Request, collector: TheCollector) -> LiveOverview:
    """One for the whole application, however many look."""
    state = request.app.state
    if getattr(state, "live_overview", None) is None:
        state.live_overview = LiveOverview(collector, lambda overview: said(overview).model_dump(mode="json"))
    live: LiveOverview = state.live_overview
    return live


def the_watchers(request: Request, collector: TheCollector) -> Watchers:
    """One for the whole application, so that all are asked about at once."""
    state = request.app.state
    if getattr(state, "watchers", None) is None:
        state.watchers = Watchers(collector)
    watchers: Watchers = state.watchers
    return watchers


Live = Annotated[LiveOverview, Depends(the_live_overview)]
TheWatchers = Annotated[Watchers, Depends(the_watchers)]


@router.get("/overview")
async def get_overview(live: Live, viewer: Counter) -> OverviewSaid:
    """The numbers of this moment, of what the viewer may see."""
    return said(await live.now(_sight(viewer)))


@stream_router.get("/overview/live", response_class=StreamingResponse)
async def get_live_overview(
    request: Request,
    watchers: TheWatchers,
    live: Live,
    viewer: Counter,
    last_event_id: Annotated[str, Header(max_length=64, description="Where the stream broke off.")] = "",
) -> StreamingResponse:
    """The same as server-sent events: `everything` at first, then `change` with the parts that changed."""
    frames = live.follow(_sight(viewer), last_event_id)
    watched = watchers.while_signed_in(token_of(request), frames)
    return StreamingResponse(watched, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _sight(viewer: Viewer) -> Sight:
    """Whoever may open neither attempts nor cases sees numbers only."""
    return Sight(viewer.tenant, numbers_only=viewer.role == "administrator")


def said(overview: Overview) -> OverviewSaid:
    """The flow's words as the API says them."""
    return OverviewSaid(
        online=overview.online,
        today=_day(overview.today),
        days=[_day(day) for day in overview.days],
        platforms=dict(overview.platforms),
        queues=dict(overview.queues),
        newest=[LineSaid.of(line) for line in overview.newest],
        cases=[CaseLineSaid.of(case) for case in overview.cases],
    )


def _day(counted: DayCount) -> DaySaid:
    return DaySaid(day=counted.day, hours=counted.hours)
