"""Servers in processes of their own: the collector that ships, echoes that only answer, and the floor in C."""

from __future__ import annotations

import asyncio
import multiprocessing
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hours import honest_hour
from msgspec import structs
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest

from monitor.learners.serving import free_port, served
from monitor.web.server import Edge, prepare_the_process, run, websockets

ACK = b'{"type":"ack","seq":0}'
_TOGETHER = 500  # sessions that are opened at once
_UNLIMITED: dict[str, Any] = {"messages_per_second": 1_000_000, "message_burst": 1_000_000}  # of one learner


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, and the tickets with which learners come in, where it asks for any."""

    process: int
    port: int
    tickets: tuple[str, ...] = ()


@contextmanager
def collector(edge: Edge, folder: Path, sessions: int) -> Iterator[Server]:
    """The collector with so many open sessions."""
    folder.mkdir()
    with _process(_collect, edge, folder, sessions) as server:
        yield server


@contextmanager
def echo(edge: Edge) -> Iterator[Server]:
    """The same server with nothing behind it: every message is answered with an acknowledgement."""
    with _process(_echo, edge) as server:
        yield server


def compiler() -> str | None:
    return shutil.which("cc")


@contextmanager
def floor(folder: Path) -> Iterator[Server]:
    """The echo in C; needs a compiler."""
    program = folder / "floor"
    subprocess.run(["cc", "-O2", "-o", program, Path(__file__).with_name("floor.c")], check=True)
    with free_port() as listener:
        port = listener.getsockname()[1]
    with subprocess.Popen([program, str(port)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield Server(process.pid, port)
        finally:
            process.kill()


@contextmanager
def _process(work: Callable[..., None], *arguments: object) -> Iterator[Server]:
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=work, args=(*arguments, there), daemon=True)
    process.start()
    there.close()  # so that its end is noticed
    try:
        port, tickets = here.recv()
        assert process.pid is not None
        yield Server(process.pid, port, tickets)
    finally:
        process.terminate()
        process.join()


# ---------------------------------------------------------------- the collector's process


def _collect(edge: Edge, folder: Path, sessions: int, pipe: Connection) -> None:
    run(_collector(edge, folder, sessions, pipe), edge)


async def _collector(edge: Edge, folder: Path, sessions: int, pipe: Connection) -> None:
    from monitor import assembly
    from monitor.adapters.face_pool import FacePool
    from monitor.settings import Settings
    from monitor.web.app import create_app

    async with assembly.build(Settings(data=folder, **_UNLIMITED), faces=FacePool(1)) as monitor:
        app = create_app(monitor)
        prepare_the_process()
        async with served(app, **websockets(edge)) as address:
            pipe.send((_port(address), await _opened(app.state.collector, sessions)))
            await asyncio.Event().wait()


async def _opened(collector: Any, sessions: int) -> tuple[str, ...]:
    """Open so many sessions without asking the registry who learns; their tickets."""
    first = honest_hour().streams
    opening = next(entries[0] for entries in first.values())
    names = [f"s-{number}" for number in range(sessions)]
    for begun in range(0, sessions, _TOGETHER):
        await asyncio.gather(*(_open(collector, opening.payload, name) for name in names[begun : begun + _TOGETHER]))
    return tuple(collector.tokens.ticket(name, collector.monitor.clock.now()) for name in names)


async def _open(collector: Any, opening: bytes, name: str) -> None:
    """A learner who is asked for no face, as nobody here could show one."""
    from monitor.core import codec
    from monitor.core.events import SessionOpened

    opened = codec.decode_fact(opening)
    assert isinstance(opened, SessionOpened)
    trainee = structs.replace(opened.trainee, trainee=f"t-{name}", accommodations=("no_movements",))
    attempts = tuple(structs.replace(one, attempt=f"a-{name}") for one in opened.attempts)
    fact = structs.replace(opened, session=name, trainee=trainee, attempts=attempts)
    await collector.monitor.log.append(name, collector.monitor.clock.now(), "server", codec.encode_fact(fact))
    (await collector.sessions.get(name)).owned = True


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


# ---------------------------------------------------------------- the echoes' process


def _echo(edge: Edge, pipe: Connection) -> None:
    run(_echoing(edge, pipe), edge)


async def _echoing(edge: Edge, pipe: Connection) -> None:
    app = _EchoApplication()
    options = websockets(edge) if edge == "asgi" else {"ws": _bare_edge()}
    prepare_the_process()
    async with served(app, **options, lifespan="off") as address:
        pipe.send((_port(address), ()))
        await asyncio.Event().wait()


class _EchoApplication:
    """The least that an ASGI application can do with a WebSocket."""

    state = SimpleNamespace(collector=None)

    async def __call__(self, _: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": ACK.decode()})


def _bare_edge() -> type:
    from monitor.web.fast_edge import FastEdge

    class Bare(FastEdge):
        """The shipped edge with another listener."""

        def _answer(self, _: WSUpgradeRequest) -> WSListener:
            return _Echo()

    return Bare


class _Echo(WSListener):
    """Takes the bytes out of every message, and answers."""

    def on_ws_connected(self, _: WSTransport) -> None:
        pass

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            frame.get_payload_as_bytes()
            transport.send(WSMsgType.TEXT, ACK)

    def on_ws_disconnected(self, _: WSTransport) -> None:
        pass
