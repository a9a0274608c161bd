"""A platform's server with FastAPI: open a session, receive a webhook, show the hours.

INTEGRITY_URL=… INTEGRITY_KEY=… INTEGRITY_WEBHOOK_SECRET=whsec_… uvicorn fastapi_vendor:app
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response

from integrity_monitor_client import ApiError, AsyncClient, WebhookInvalid, webhooks


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with AsyncClient.from_environment() as app.state.monitor:
        app.state.seen = {}  # a real server keeps this in its database
        yield


app = FastAPI(lifespan=lifespan)


# 1. The learner opens a lesson page, which needs a session to start the browser SDK with.
@app.post("/lessons/{lesson}/session")
async def open_session(lesson: str, request: Request) -> dict[str, Any]:
    learner = logged_in(request)
    monitor: AsyncClient = request.app.state.monitor
    try:
        session = await monitor.open_session(learner["trainee"], learner["training_class"], lesson)
    except ApiError as refused:
        raise HTTPException(502, refused.problem.detail) from refused
    return {
        "stream_url": session.stream_url,
        "ticket": session.ticket,
        "countable": session.countable,
        "reasons": session.reasons,
    }


# 2. The monitor tells what became of hours; the same event may come twice.
@app.post("/webhooks/integrity", status_code=204)
async def receive(request: Request) -> Response:
    try:
        event = webhooks.verify(os.environ["INTEGRITY_WEBHOOK_SECRET"], dict(request.headers), await request.body())
    except WebhookInvalid as error:
        raise HTTPException(400, str(error)) from error
    request.app.state.seen.setdefault(event.id, event)
    return Response(status_code=204)


# 3. The learner looks at the hours of the class.
@app.get("/my/hours")
async def hours(request: Request) -> dict[str, Any]:
    learner = logged_in(request)
    monitor: AsyncClient = request.app.state.monitor
    async for told in monitor.hours(learner["training_class"], learner["trainee"]):
        return {
            "counted": told.cap.counted,
            "left": told.cap.left,
            "hours": [
                {
                    "unit": hour.unit,
                    "result": hour.outcome_text["zh-CN"],
                    "why": [reason.message["zh-CN"] for reason in hour.reasons],
                    "what_to_do": [reason.advice["zh-CN"] for reason in hour.reasons],
                }
                for hour in told.hours
            ],
        }
    return {"counted": 0, "left": None, "hours": []}


def logged_in(request: Request) -> dict[str, str]:
    """Who asks: here two cookies, in a real server its own session; never what the page says in the body."""
    names = ("trainee", "training_class")
    if any(name not in request.cookies for name in names):
        raise HTTPException(401, "log in first")
    return {name: request.cookies[name] for name in names}
