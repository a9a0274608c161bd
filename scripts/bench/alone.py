"""A part of the bench in a process of its own: what others leave behind in a memory makes whoever comes next slower."""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection

from figures import Figure
from measuring import Extent


def run(part: str, extent: Extent) -> Iterator[Figure]:
    """The figures of a module's `run`, one by one; ends the bench where that comes to no end."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_run, args=(part, extent, there))
    process.start()
    there.close()  # so that its end is noticed
    with suppress(EOFError):
        while True:
            yield here.recv()
    process.join()
    if process.exitcode:
        raise SystemExit(f"the part {part} came to no end")


def _run(part: str, extent: Extent, pipe: Connection) -> None:
    for figure in importlib.import_module(part).run(extent):
        pipe.send(figure)
