"""This process's memory in pages of 2 MiB, where Linux does that.

A batch touches many places in what may be hundreds of megabytes, and the processor has to find where each page of them
lies.  Python asks for its memory in pieces too small for the kernel to see to it by itself.
Nothing depends on it but time: where it is not possible everything stays as it is (decision 018).
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_log = logging.getLogger("monitor.memory")

HUGE = 2 * 1024 * 1024  # bytes
EVERY_S = 10.0
_MADV_HUGEPAGE, _MADV_COLLAPSE = 14, 25
_ALLOWED = Path("/sys/kernel/mm/transparent_hugepage/enabled")
_MAPS = Path("/proc/self/maps")

Advise = Callable[[int, int, int], int]  # address, bytes, advice; 0 when the kernel did so


class Stretch(NamedTuple):
    """Memory that whole huge pages could hold."""

    address: int
    length: int  # bytes


def keep_gathering(every: float = EVERY_S) -> None:
    """Gather from time to time in a thread of its own, unless the machine's administrator does not want it."""
    if _wanted():
        threading.Thread(target=_gather_for_ever, args=(every,), name="huge-pages", daemon=True).start()


def gather(maps: Path = _MAPS, advise: Advise | None = None) -> None:
    """Ask the kernel to move what lies in small pages now into huge ones.

    It copies at once (Linux 6.1) or when it finds the time; what lies in huge pages already costs next to nothing.
    """
    ask = advise or _madvise()
    for stretch in stretches(maps.read_text().splitlines()):
        if ask(*stretch, _MADV_COLLAPSE) != 0:
            ask(*stretch, _MADV_HUGEPAGE)


def stretches(maps: Iterable[str]) -> Iterator[Stretch]:
    """What of a process's private, nameless memory and its heap (lines of `/proc/self/maps`) huge pages could hold."""
    for line in maps:
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights != "rw-p" or name not in ([], ["[heap]"]):
            continue
        begin, end = (int(place, 16) for place in span.split("-"))
        first, last = -(-begin // HUGE) * HUGE, end // HUGE * HUGE
        if first < last:
            yield Stretch(first, last - first)


def _wanted() -> bool:
    try:
        return "[never]" not in _ALLOWED.read_text()
    except OSError:  # not Linux, or one that knows nothing of it
        return False


def _gather_for_ever(every: float) -> None:
    while True:
        time.sleep(every)
        try:
            gather()
        except OSError:
            _log.warning("memory cannot be gathered into huge pages", exc_info=True)
            return


def _madvise() -> Advise:
    asked = ctypes.CDLL(None).madvise
    asked.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    asked.restype = ctypes.c_int
    return asked
