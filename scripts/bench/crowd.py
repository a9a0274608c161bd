"""Very many learners over very little: they are welcomed in Python, and then `crowd.c` speaks for them.

What they say is made beforehand, as signatures and chains need only what the welcome gave; it is what an SDK would
send: five samples a second apart in every batch.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import subprocess
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import uvloop
from load import Learner, framed
from measuring import processor_seconds

EVERY_S = 5  # each learner says something
_AT_ONCE = 100  # connections that are being made
_PREPARED = 200  # learners whose words are made before pings are answered again
_PATIENCE_S = 20
_FAULTS = ("", "the collector did not read", "a message came in pieces", "a batch was refused", "a learner was cut off")


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a crowd's batches: milliseconds until each acknowledgement, counted from when it was due."""

    took: array[int]  # µs; -1 for what was not acknowledged
    acknowledged: int
    others: int
    latest_ms: float  # by which the crowd itself was behind
    used: float  # processor seconds of the crowd
    served: float  # and of its collector, meanwhile
    fault: str


@dataclass(slots=True)
class Crowd:
    """A handle on the process."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection

    def welcome(self) -> None:
        """Wait until everybody has come; tickets do not last."""
        self.pipe.recv()

    def ready(self) -> None:
        """Wait until everybody knows what to say."""
        self.pipe.recv()

    def start(self, began: float) -> None:
        """Let everybody begin at this moment of the monotonic clock (s)."""
        self.pipe.send(began)

    def heard(self) -> Heard:
        heard: Heard = self.pipe.recv()
        self.process.join()
        return heard


def gather(library: Path, server: int, port: int, tickets: Sequence[str], batches: int) -> Crowd:
    """Learners with these tickets at the server with this process id; each will say so many batches."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=_work, args=(library, server, port, tickets, batches, there), daemon=True)
    process.start()
    there.close()  # so that its end is noticed
    return Crowd(process, here)


def compiled(folder: Path) -> Path:
    """The library; needs a C compiler."""
    library = folder / "crowd.so"
    source = Path(__file__).with_name("crowd.c")
    subprocess.run(["cc", "-O2", "-Wall", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


# ---------------------------------------------------------------- the process


class _Struct(ctypes.Structure):
    """`struct crowd`."""

    _fields_ = (
        ("learners", ctypes.c_int32),
        ("batches", ctypes.c_int32),
        ("sockets", ctypes.c_void_p),
        ("frames", ctypes.c_void_p),
        ("starts", ctypes.c_void_p),
        ("began", ctypes.c_int64),
        ("every", ctypes.c_int64),
        ("patience", ctypes.c_int64),
        ("took", ctypes.c_void_p),
        ("acknowledged", ctypes.c_void_p),
        ("others", ctypes.c_int64),
        ("latest", ctypes.c_int64),
    )


def _work(library: Path, server: int, port: int, tickets: Sequence[str], batches: int, pipe: Connection) -> None:
    uvloop.run(_speak(library, server, port, tickets, batches, pipe))


async def _speak(library: Path, server: int, port: int, tickets: Sequence[str], batches: int, pipe: Connection) -> None:
    crowd = [Learner(ticket) for ticket in tickets]
    for begun in range(0, len(crowd), _AT_ONCE):
        await asyncio.gather(*(one.come(port) for one in crowd[begun : begun + _AT_ONCE]))
    pipe.send("welcome")
    frames, starts = await _prepared(crowd, batches)
    gc.collect()
    pipe.send("ready")
    began = await asyncio.to_thread(pipe.recv)
    for one in crowd:
        one.transport.pause_reading()  # from here on somebody else reads
    pipe.send(_run(library, server, [one.socket for one in crowd], frames, starts, began))


async def _prepared(crowd: Sequence[Learner], batches: int) -> tuple[bytes, array[int]]:
    """What everybody will say, in the order in which it is due, and where each piece begins."""
    words: list[list[bytes]] = []
    for number, one in enumerate(crowd):
        words.append([framed(one.batch(batch * EVERY_S * 1000, 1000)) for batch in range(batches)])
        if number % _PREPARED == 0:
            await asyncio.sleep(0)
    starts = array("Q", [0])
    for batch in range(batches):
        for said in words:
            starts.append(starts[-1] + len(said[batch]))
    return b"".join(said[batch] for batch in range(batches) for said in words), starts


def _run(library: Path, server: int, sockets: Sequence[int], frames: bytes, starts: array[int], began: float) -> Heard:
    learners, batches = len(sockets), (len(starts) - 1) // len(sockets)
    numbers, took, acknowledged = array("i", sockets), array("i", [-1]) * (len(starts) - 1), array("i", [0]) * learners
    of = _Struct(
        learners=learners,
        batches=batches,
        sockets=numbers.buffer_info()[0],
        frames=ctypes.cast(ctypes.c_char_p(frames), ctypes.c_void_p),
        starts=starts.buffer_info()[0],
        began=int(began * 1e9),
        every=EVERY_S * 10**9,
        patience=_PATIENCE_S * 10**9,
        took=took.buffer_info()[0],
        acknowledged=acknowledged.buffer_info()[0],
    )
    used, served = time.process_time(), processor_seconds(server)
    fault = ctypes.CDLL(str(library)).run(ctypes.byref(of))
    used, served = time.process_time() - used, processor_seconds(server) - served
    return Heard(took, sum(acknowledged), of.others, of.latest / 1e6, used, served, _FAULTS[fault])
