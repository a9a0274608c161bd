"""`monitor webhooks …`: what was told to whom, and telling it again by hand.

Exit codes: 0 done, 1 there was nothing to send, 2 refused.
"""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, opened_registry

webhooks = typer.Typer(help="Webhooks of platforms and institutions.", no_args_is_help=True)


@webhooks.command()
def endpoints(data: DataFolder = DATA) -> None:
    """List all endpoints."""
    with plain_refusals(), opened_registry(data) as registry:
        found = registry.endpoints_of()
    for one in found:
        state = f"disabled: {one.disabled_why}" if one.disabled_at is not None else ",".join(one.events) or "all events"
        typer.echo(f"{one.endpoint}  {one.kind}/{one.owner}  {one.url}  {state}")


@webhooks.command()
def dead(data: DataFolder = DATA) -> None:
    """List the messages of which a delivery was given up."""
    with plain_refusals(), opened_registry(data) as registry:
        found = registry.dead_messages()
    for message in found:
        typer.echo(message)


@webhooks.command()
def replay(
    message: Annotated[str, typer.Argument(help="The message's name (its webhook-id), or `dead` for all given up.")],
    data: DataFolder = DATA,
) -> None:
    """Send a message again to all its endpoints, or all that was given up to those that did not get it.

    The running collector does it within a second.
    """
    from monitor.adapters.clock import SystemClock

    now = SystemClock().now()
    with plain_refusals(), opened_registry(data) as registry:
        count = registry.replay_dead(now) if message == "dead" else registry.replay(message, now)
    typer.echo(f"{count} deliveries will be tried again")
    raise typer.Exit(0 if count else 1)
