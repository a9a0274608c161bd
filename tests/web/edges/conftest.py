"""One collector for each way in which streams are served, shared by the tests of a file; all have to do the same."""

from __future__ import annotations

import socket

import pytest
import pytest_asyncio
import uvloop
from raw_client import BUFFER

from monitor.learners.serving import free_port

EDGES = ("asgi", "picows")


def pytest_asyncio_loop_factories(config, item):
    """The loop on which picows is served; everywhere else in the tests it is Python's own."""
    return {"uvloop": uvloop.new_event_loop}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=EDGES)
async def world(request, tmp_path_factory):
    from small_world import running

    listener = free_port()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)  # accepted connections have it too
    async with running(tmp_path_factory.mktemp("world"), listener=listener, edge=request.param) as opened:
        yield opened


@pytest.fixture
def trainee(world, request) -> str:
    """Somebody whom no other test has used."""
    return world.trainee(request.node.name)


@pytest_asyncio.fixture(loop_scope="module")
async def sdk(world, trainee):
    """A welcome SDK."""
    async with await world.sdk(trainee) as double:
        yield double
