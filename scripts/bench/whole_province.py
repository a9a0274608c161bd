"""Goal 9: a province's learners at once, with everything on this machine: `make bench-province`.

Collectors share nothing: each has a log of its own, as a province has one for each group of platforms.  They are as
they ship (signatures, chains, supervision, commits that reach the disk).  Nobody shows a face or answers a pop-up, so
what pictures and judgements cost comes beside this (docs/faces.md).  Latency counts from the moment at which a batch
was due, so a crowd or a collector that falls behind shows.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path

import crowd
import figures
import servers
from crowd import EVERY_S, Heard
from figures import Figure, not_run

_MOST = 17_500  # learners of one collector: each needs a file descriptor, of which a process has 20,000
_SOON_S = 2.0
_NAME = "acknowledged after, 99th percentile, client and server on these cores"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--learners", type=int, default=70_000)
    asked.add_argument("--seconds", type=int, default=60, help="for which everybody learns")
    asked.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    words = asked.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n", flush=True)
    found = []
    for figure in run(words.learners, words.seconds):
        print(figure.line, flush=True)
        found.append(figure)
    if words.json is not None:
        figures.write(words.json, found)


def run(learners: int, seconds: int) -> Iterable[Figure]:
    if servers.compiler() is None:
        yield not_run(9, f"{learners:,} learners: {_NAME}", "there is no C compiler")
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        home, shares = Path(folder), list(_shares(learners))
        heard = _learn(stack, home, shares, seconds // EVERY_S)
        took = time.monotonic() - began
        stored = sum(_stored(home / str(number)) for number in range(len(shares)))
    yield from _said(learners, seconds, heard, stored)
    print(f"\n{took:.0f} s, {len(shares)} collectors")


def _shares(learners: int) -> Iterator[int]:
    collectors = -(-learners // _MOST)
    for number in range(collectors):
        yield learners // collectors + (number < learners % collectors)


def _learn(stack: ExitStack, home: Path, shares: Sequence[int], batches: int) -> list[Heard]:
    """All of them at once, each share with its own collector."""
    library = crowd.compiled(home)
    crowds = []
    for number, share in enumerate(shares):
        server = stack.enter_context(servers.collector("picows", home / str(number), share))
        crowds.append(crowd.gather(library, server.process, server.port, server.tickets, batches))
        crowds[-1].welcome()
    for each in crowds:
        each.ready()
    began = time.monotonic() + _SOON_S
    for each in crowds:
        each.start(began)
    return [each.heard() for each in crowds]


def _stored(folder: Path) -> int:
    """Batches in a log."""
    with sqlite3.connect(f"file:{folder / 'events.db'}?mode=ro", uri=True) as log:
        (count,) = log.execute("SELECT count(*) FROM entries WHERE source = 'client'").fetchone()
    return int(count)


def _said(learners: int, seconds: int, heard: Sequence[Heard], stored: int) -> Iterable[Figure]:
    took = sorted(chain.from_iterable(each.took for each in heard))
    missing = sum(1 for each in took if each < 0)
    fault = next((each.fault for each in heard if each.fault), "")
    if fault or missing:
        why = fault or f"{missing:,} of {len(took):,} batches were not acknowledged in time"
        yield not_run(9, f"{learners:,} learners: {_NAME}", why)
    else:
        cut = statistics.quantiles(took, n=1000)
        yield Figure(9, f"{learners:,} learners: {_NAME}", cut[989] / 1000, "ms", wanted=200)
        yield Figure(9, "… median", cut[499] / 1000, "ms")
        yield Figure(9, "… 99.9th percentile", cut[998] / 1000, "ms")
    acknowledged = sum(each.acknowledged for each in heard)
    yield Figure(9, "… acknowledged batches that are not in a log", max(0, acknowledged - stored), "", wanted=0)
    yield Figure(9, "… batches a second", len(took) / seconds, "/s")
    yield Figure(9, "… for 100,000 batches, collectors", sum(each.served for each in heard) / len(took) * 1e5, "CPU s")
    yield Figure(9, "… for 100,000 batches, learners", sum(each.used for each in heard) / len(took) * 1e5, "CPU s")
    yield Figure(9, "… a crowd was behind by at most", max(each.latest_ms for each in heard), "ms")


if __name__ == "__main__":
    main()
