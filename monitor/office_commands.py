"""`monitor suspend …`: what people of the office do at a command line, under their own keys.

Exit codes: 0 done, 2 refused.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Annotated

import typer

from monitor.face_commands import plain_refusals


def suspend(
    platform: Annotated[str, typer.Argument(help="The platform.")],
    document: Annotated[str, typer.Option(help="The number of the document that puts it out.")],
    ground: Annotated[str, typer.Option(help="What it is held against: D1 to D6, or evidence_missing.")],
    reason: Annotated[str, typer.Option(help="The reason, in words.")],
    person: Annotated[str, typer.Option(help="Your account.", envvar="MONITOR_PERSON")],
    key: Annotated[str, typer.Option(help="Your own key.", envvar="MONITOR_OFFICE_KEY", prompt="Key", hide_input=True)],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Its first day out; today unless told.")
    ] = None,
    scope: Annotated[
        str, typer.Option(help="Earlier hours: affected_hours, affected_classes or all_since_first_evidence.")
    ] = "affected_hours",
    to: Annotated[str, typer.Option(help="The collector's address.")] = "http://127.0.0.1:8000",
) -> None:
    """Put a platform out of subsidised training by a document (ONL-13); in force when a second person says the same."""
    from monitor.adapters.clock import SystemClock
    from monitor.adapters.office_http import post
    from monitor.core.days import shanghai_day

    first: date = since.date() if since else shanghai_day(SystemClock().now())
    wanted = {
        "document": document,
        "suspended_on": first.isoformat(),
        "disqualifier": ground,
        "reason": reason,
        "scope": scope,
    }
    with plain_refusals():
        path = f"/v1/platforms/{platform}/suspensions"
        case = post(to, path, wanted, person=person, key=key, language=_language())
    if case["discovered_on"] is None:
        typer.echo(f"{case['case']}: entered by {person}; in force once a second person has entered the same")
    else:
        typer.echo(f"{case['case']}: {platform} is out of subsidised training from {case['discovered_on']} on")


def _language() -> str:
    local = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "zh-CN" if local.startswith("zh") else "en"
