"""What 200 viewers of the live overview cost the collector: `make bench-console`.

A collector in a process of its own, 200 streams as browsers open them, and a change every two seconds.  Every line
says name, figure, goal and whether it was reached; a missed goal does not fail the run.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path

import httpx
from collector_apart import Place, cpu_ms, served
from telling import tell

from monitor.adapters.clock import SystemClock
from monitor.adapters.registry import SqlRegistry, open_engine, upgrade

VIEWERS = 200
SECONDS, CHANGE_EVERY = 20.0, 2.0
GOAL = 5.0  # percent of a core


def main() -> None:
    """Measure, and say whether every viewer heard of every change."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place("SQLite", Path(folder))
        registry = _registry(place)
        with served(place) as (address, process):
            asyncio.run(_measure(registry, address, process))


def _registry(place: Place) -> SqlRegistry:
    engine = open_engine(place.folder / "registry.db")
    upgrade(engine)
    return SqlRegistry(engine, place.keys.derive("identity"))


async def _measure(registry: SqlRegistry, address: str, process: int) -> None:
    alone = await _used(process)
    viewers = [await Viewer.enter(address, _visit(registry)) for _ in range(VIEWERS)]
    await asyncio.sleep(3 * CHANGE_EVERY)
    idle = await _used(process)
    began = cpu_ms(process)
    changes = await _change(registry)
    busy = (cpu_ms(process) - began) / (SECONDS * 10)
    await asyncio.sleep(CHANGE_EVERY)
    heard = [await viewer.changes() for viewer in viewers]
    tell(f"{VIEWERS} viewers, a change every {CHANGE_EVERY:g} s, of a core", busy, GOAL, " %")
    tell("… while nothing changes", idle, None, " %")
    tell("… while nobody looks", alone, None, " %")
    print(f"changes told: {min(heard)} to {max(heard)} of {changes}")


def _visit(registry: SqlRegistry) -> str:
    """The cookie of somebody who is signed in."""
    if registry.account("bench") is None:
        registry.add_account("bench", title="Bench", role="office_lead", by="bench", at=0)
    return registry.open_visit("bench", at=SystemClock().now(), address="", browser="")


async def _used(process: int) -> float:
    """Percent of a core while nothing happens."""
    before = cpu_ms(process)
    await asyncio.sleep(SECONDS / 2)
    return (cpu_ms(process) - before) / (SECONDS * 5)


async def _change(registry: SqlRegistry) -> int:
    """One platform more, again and again; returns how often."""
    times = round(SECONDS / CHANGE_EVERY)
    for number in range(times):
        await asyncio.to_thread(_one_more_platform, registry, number)
        await asyncio.sleep(CHANGE_EVERY)
    return times


def _one_more_platform(registry: SqlRegistry, number: int) -> None:
    registry.add_platform(
        f"p-{number}", title=f"P {number}", source_system="bench", external_id=str(number),
        catalogued_from=date(2023, 3, 7),
    )  # fmt: skip


class Viewer:
    """A plain socket that has read the first event: 200 browsers would cost more than what is measured."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def enter(cls, address: str, cookie: str) -> Viewer:
        """Look at the overview from now on."""
        url = httpx.URL(address)
        reader, writer = await asyncio.open_connection(url.host, url.port)
        asked = f"GET /console/api/overview/live HTTP/1.1\r\nHost: {url.host}\r\nCookie: console={cookie}\r\n\r\n"
        writer.write(asked.encode())
        await reader.readuntil(b"event: everything")
        await reader.readuntil(b"\n\n")
        return cls(reader, writer)

    async def changes(self) -> int:
        """How many changes it was told of; it looks no more."""
        self._writer.close()
        return (await self._reader.read()).count(b"event: change")


if __name__ == "__main__":
    main()
