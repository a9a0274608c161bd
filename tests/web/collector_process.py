"""A collector in a process of its own, to be killed: `python collector_process.py FOLDER PORT`."""

import asyncio
import sys
from pathlib import Path

import uvicorn
from small_world import FakeFaces

from monitor import assembly
from monitor.settings import Settings
from monitor.web.server import config


async def main(folder: Path, port: int) -> None:
    async with assembly.build(Settings(data=folder, rule_pack="demo"), faces=FakeFaces()) as monitor:
        await uvicorn.Server(config(monitor, "127.0.0.1", port, log_level="warning")).serve()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
