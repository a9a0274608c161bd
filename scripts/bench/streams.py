"""Goals 1, 2, 3 and 7: what a stored batch costs from the wire to its acknowledgement, and a learner who is only there.

The servers run beside one another with all their learners connected, and are measured one after the other.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import servers
from figures import Figure, not_run
from load import Load, Measured, connected
from measuring import Extent, in_turn, resident_kib
from servers import Server

from monitor.web.server import Edge

WINDOW_MS = 20  # of the log; acknowledgements may take it and ten more

Round = dict[str, Measured]
Crowd = AbstractContextManager[tuple[Load, Server]]


def run(extent: Extent) -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        crowds = {name: stack.enter_context(crowd) for name, crowd in _crowds(Path(folder), extent).items()}
        loads = {name: load for name, (load, _) in crowds.items()}
        saturated = _rounds(loads, extent, rate=0)
        paced = _rounds(loads, extent, rate=extent.rate)
        yield from _whole_path(extent, saturated, paced)
        yield from _against_c(saturated, paced)
        yield from _growth(extent, paced)
        yield from _memory(extent, {name: resident_kib(server.process) for name, (_, server) in crowds.items()})


def _crowds(folder: Path, extent: Extent) -> dict[str, Crowd]:
    """Everybody who is measured, by name."""
    many, more, few, least = (extent.connections // less for less in (1, 10, 20, 100))
    crowds: dict[str, Crowd] = {
        "echo": _echoed("picows", many),
        "full": _taught("picows", folder / "full", many),
        "asgi": _taught("asgi", folder / "asgi", many),
        "tenth": _taught("picows", folder / "tenth", more),
        "twentieth": _taught("picows", folder / "twentieth", few),
        "hundredth": _taught("picows", folder / "hundredth", least),
    }
    return crowds | ({"floor": _floored(folder, many)} if servers.compiler() else {})


@contextmanager
def _taught(edge: Edge, folder: Path, learners: int) -> Iterator[tuple[Load, Server]]:
    with servers.collector(edge, folder, learners) as server, _connected(server, learners) as load:
        yield load, server


@contextmanager
def _echoed(edge: Edge, learners: int) -> Iterator[tuple[Load, Server]]:
    with servers.echo(edge) as server, _connected(server, learners) as load:
        yield load, server


@contextmanager
def _floored(folder: Path, learners: int) -> Iterator[tuple[Load, Server]]:
    with servers.floor(folder) as server, _connected(server, learners) as load:
        yield load, server


@contextmanager
def _connected(server: Server, learners: int) -> Iterator[Load]:
    load = connected(server.process, server.port, learners, server.tickets)
    try:
        yield load
    finally:
        load.close()


def _rounds(loads: dict[str, Load], extent: Extent, rate: int) -> dict[str, Measured]:
    """The medians of the rounds, by name, each number by itself."""
    found: dict[str, list[Measured]] = {name: [] for name in loads}
    for number in range(extent.rounds):
        for name, load in in_turn(loads, number):
            found[name].append(load.run(extent.seconds, rate))
    return {name: _middle(measured) for name, measured in found.items()}


def _middle(measured: list[Measured]) -> Measured:
    each = statistics.median(one.each for one in measured)
    p50, p99 = statistics.median(one.p50 for one in measured), statistics.median(one.p99 for one in measured)
    return Measured(1_000_000, each, p50, p99)


# ---------------------------------------------------------------- what it says


def _whole_path(extent: Extent, saturated: Round, paced: Round) -> Iterable[Figure]:
    here = f"{extent.connections:,} learners"
    yield Figure(1, f"stored batch / bare echo on the same server, saturated, {here}",
                 _ratio(saturated, "full", "echo"), wanted=2.0)  # fmt: skip
    yield Figure(1, f"… at {extent.rate:,} batches a second", _ratio(paced, "full", "echo"), wanted=2.2)
    yield Figure(1, "… over ASGI / over picows, at that rate", _ratio(paced, "asgi", "full"), wanted=2.0)
    for name, said in (("full", "picows"), ("asgi", "ASGI"), ("echo", "bare echo")):
        yield Figure(1, f"… for 100,000 batches, saturated, {said}", saturated[name].each / 10, "CPU s")
        yield Figure(1, f"… for 100,000 batches, at that rate, {said}", paced[name].each / 10, "CPU s")


def _against_c(saturated: Round, paced: Round) -> Iterable[Figure]:
    name = "stored batch / echo in C that checks nothing, saturated"
    if "floor" not in saturated:
        yield not_run(2, name, "there is no C compiler")
        return
    yield Figure(2, name, _ratio(saturated, "full", "floor"), wanted=2.7)
    yield Figure(2, "… paced", _ratio(paced, "full", "floor"), wanted=3.3)
    yield Figure(2, "… for 100,000 batches, saturated, echo in C", saturated["floor"].each / 10, "CPU s")


def _growth(extent: Extent, paced: Round) -> Iterable[Figure]:
    many, few = extent.connections, extent.connections // 20
    yield Figure(3, f"stored batch at {extent.rate:,} a second: {many:,} sessions / {few:,}",
                 _ratio(paced, "full", "twentieth"), wanted=1.10)  # fmt: skip
    yield Figure(3, f"… {many // 10:,} sessions / {few:,}", _ratio(paced, "tenth", "twentieth"), wanted=1.10)
    yield Figure(3, f"… {many:,} sessions / {many // 100:,}", _ratio(paced, "full", "hundredth"))
    yield Figure(3, f"… {many // 10:,} sessions / {many // 100:,}", _ratio(paced, "tenth", "hundredth"))
    for name, sessions in (("full", many), ("twentieth", few)):
        said = f"… acknowledged with {sessions:,} sessions, 99th percentile"
        yield Figure(3, said, paced[name].p99, "ms", wanted=WINDOW_MS + 10)
        yield Figure(3, "… median", paced[name].p50, "ms")


def _memory(extent: Extent, resident: dict[str, int]) -> Iterable[Figure]:
    learners = extent.connections - extent.connections // 20
    each = (resident["full"] - resident["twentieth"]) / learners
    yield Figure(7, "memory of a learner: connection, session and its rules", each, "KiB", wanted=20)


def _ratio(found: Round, one: str, other: str) -> float:
    return found[one].each / found[other].each
