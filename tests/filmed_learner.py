"""A learner without a browser whose face is real to the models: enrolled, connected, and doing what is asked."""

from __future__ import annotations

from contextlib import asynccontextmanager

from monitor.core.speaking import of_office
from monitor.learners.people import reference_picture

PATIENCE = 90.0  # seconds; a worker loads its models in a few


@asynccontextmanager
async def filmed_learner(world):
    """Somebody of a world (tests/web) whose face the office knows, connected and asked for a movement."""
    trainee = world.trainee(referenced=False)
    files = [("pictures", ("r.jpg", reference_picture("astronaut"), "image/jpeg"))]
    response = await world.platform("POST", "/v1/references", data={"trainee": trainee}, files=files, timeout=PATIENCE)
    assert response.status_code == 201, response.text
    world.monitor.registry.confirm_reference(*response.json()["references"], by=of_office("teacher"), at=0)
    async with await world.sdk(trainee) as sdk:
        sdk.limit = PATIENCE
        yield sdk


async def hand_in(world, sdk, film, seed: int) -> tuple[str, list[bytes]]:
    """Do what is asked; returns the nonce and the frames."""
    directive = await sdk.until("directive", kind="liveness")
    frames = film("astronaut", directive["action"], seed)
    response = await sdk.post_burst(world.http, directive, frames)
    assert response.status_code == 202, response.text
    return directive["nonce"], frames


async def finish(world, sdk, film) -> None:
    """Go on until the whole challenge is passed."""
    for seed in range(10, 20):
        nonce, _ = await hand_in(world, sdk, film, seed)
        if (await sdk.until("outcome", nonce=nonce))["final"]:
            return
    raise AssertionError("the challenge never ended")
