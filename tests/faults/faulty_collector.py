"""A collector in a process of its own, to which things happen: `python faulty_collector.py DIR PORT RULES [DATABASE]`.

It does by itself what cannot be done to a process from outside: on SIGUSR1 its disk is slow for a while, on SIGUSR2 its
clock shows what the file `clock` in its folder says (ms beside the real time).
"""

import asyncio
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from small_world import FakeFaces

from monitor import assembly, logs
from monitor.settings import Settings
from monitor.web.server import DrainingServer, config

SLOW_COMMIT_S, SLOW_FOR_S = 0.4, 3.0
DRAIN_S = 1.5


class JumpingClock:
    """The machine's clock, which somebody sets."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.jump()

    def jump(self) -> None:
        self._beside = int(self._file.read_text()) if self._file.exists() else 0

    def now(self) -> int:
        return time.time_ns() // 1_000_000 + self._beside


def slow_disk(log) -> None:
    """Let every commit take its time until the while is over."""
    until, commit = time.monotonic() + SLOW_FOR_S, type(log._file).commit

    def slowly(group):
        if time.monotonic() < until:
            time.sleep(SLOW_COMMIT_S)
        return commit(log._file, group)

    log._file.commit = slowly


async def main(folder: Path, port: int, rules: str, database: str = "") -> None:
    logs.set_up("json", "info")
    beside = {"database": database, "peer_address": f"http://127.0.0.1:{port}"} if database else {}
    settings = Settings(data=folder, rule_pack=rules, public_url="", disk_min_mb=0, **beside)
    built = assembly.build(settings, faces=FakeFaces())
    clock = JumpingClock(folder / "clock")
    async with replace(built, clock=clock) as monitor:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, slow_disk, monitor.log)
        loop.add_signal_handler(signal.SIGUSR2, clock.jump)
        served = config(monitor, "127.0.0.1", port, log_config=None)
        await DrainingServer(served, DRAIN_S).serve()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
