"""A collector in a process of its own, to which things happen: `… DIR PORT RULES [DATABASE REDIS]`.

It does by itself what cannot be done to a process from outside: on SIGUSR1 its disk is slow for a while, on SIGUSR2 its
machine's clock shows what the file `clock` in its folder says (ms beside the real time).
"""

import asyncio
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from small_world import FakeFaces

from monitor import assembly, logs
from monitor.adapters.clock import SteadyClock
from monitor.settings import Settings
from monitor.web.server import DrainingServer, config

SLOW_COMMIT_S, SLOW_FOR_S = 0.4, 3.0
DRAIN_S = 1.5


class MachineClock:
    """The machine's clock, which somebody sets; it gives ns."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.jump()

    def jump(self) -> None:
        self._beside = int(self._file.read_text()) if self._file.exists() else 0

    def __call__(self) -> int:
        return time.time_ns() + 1_000_000 * self._beside


def slow_disk(log) -> None:
    """Let every commit take its time until the while is over."""
    until, commit = time.monotonic() + SLOW_FOR_S, type(log._file).commit

    def slowly(group):
        if time.monotonic() < until:
            time.sleep(SLOW_COMMIT_S)
        return commit(log._file, group)

    log._file.commit = slowly


def settings_of(folder: Path, port: int, rules: str, database: str = "", redis: str = "") -> Settings:
    others = {"peer_address": f"http://127.0.0.1:{port}", "redis_url": redis, "judges": "workers"}
    beside = others if database else {}
    return Settings(data=folder, rule_pack=rules, public_url="", disk_min_mb=0, database=database, **beside)


async def main(settings: Settings, port: int) -> None:
    logs.set_up("json", "info")
    built = assembly.build(settings, faces=None if settings.redis_url else FakeFaces())
    clock = MachineClock(settings.data / "clock")
    async with replace(built, clock=SteadyClock(clock)) as monitor:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, slow_disk, monitor.log)
        loop.add_signal_handler(signal.SIGUSR2, clock.jump)
        served = config(monitor, "127.0.0.1", port, log_config=None)
        await DrainingServer(served, DRAIN_S).serve()


if __name__ == "__main__":
    asyncio.run(main(settings_of(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]), int(sys.argv[2])))
