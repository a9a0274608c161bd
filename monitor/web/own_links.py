"""Links to trainees' own pages as both APIs say them."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from pydantic import BaseModel, Field

from monitor.core.accounts import Viewer
from monitor.core.callers import Caller
from monitor.flows.collector import Collector
from monitor.flows.own_links import MOST_DAYS, USUAL_DAYS
from monitor.flows.own_page import hand_out
from monitor.web.times import moment


class LinkWanted(BaseModel):
    """For how long the link is to be good."""

    days: int = Field(USUAL_DAYS, ge=1, le=MOST_DAYS)


class LinkMade(BaseModel):
    """A link to one trainee's own page; whoever holds it sees the page, so it goes to that person alone."""

    url: str
    expires_at: datetime


def made(collector: Collector, request: Request, trainee: str, days: int, maker: Viewer | Caller) -> LinkMade:
    """A fresh link as an address, within what its maker may see; what stands behind the # is in no server's log."""
    handed = hand_out(collector, trainee, days, maker)
    base = collector.monitor.public_url.rstrip("/") or str(request.base_url).rstrip("/")
    return LinkMade(url=f"{base}/console/own#{handed.text}", expires_at=moment(handed.expires_at))
