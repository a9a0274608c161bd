"""What a collector prints at its start is kept by Docker and others, so that it holds no key."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.adapters.keys import MasterKey
from monitor.web.pages import viewing_key

MONITOR = Path(sys.executable).with_name("monitor")
LINE = b"pages http"


@asynccontextmanager
async def serving(folder, rules, stdout):
    words = (MONITOR, "serve", "--data", folder, "--port", "0", "--rules", rules)
    process = await asyncio.create_subprocess_exec(*words, stdout=stdout, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


def key_in(folder):
    return viewing_key(MasterKey.in_folder(folder / "keys"))


@pytest.mark.parametrize("rules", ["henan-2023", "demo"])
async def test_where_nobody_sits_before_it_no_key_is_printed(tmp_path, rules):
    async with serving(tmp_path, rules, asyncio.subprocess.PIPE) as process, asyncio.timeout(60):
        while not (line := await process.stdout.readline()).startswith(LINE):
            assert line
    said = line.decode()

    assert key_in(tmp_path) not in said
    assert (f"`monitor keys viewing --data {tmp_path}`" in said) == (rules == "henan-2023")


async def test_on_a_terminal_the_link_is_printed_whole(tmp_path):
    ours, theirs = os.openpty()
    async with serving(tmp_path, "henan-2023", theirs), asyncio.timeout(60):
        os.close(theirs)
        said = b""
        while LINE not in said or not said.endswith(b"\n"):
            said += await asyncio.to_thread(os.read, ours, 4096)
    os.close(ours)

    assert f"/attempts#key={key_in(tmp_path)}" in said.decode()


def test_whoever_runs_the_collector_gets_the_key_by_a_command(tmp_path):
    key = key_in(tmp_path)
    told = CliRunner().invoke(app, ["keys", "viewing", "--data", str(tmp_path)])

    assert (told.exit_code, told.stdout) == (0, f"{key}\n")


def test_a_folder_without_keys_gets_none_by_being_asked(tmp_path):
    told = CliRunner().invoke(app, ["keys", "viewing", "--data", str(tmp_path)])

    assert (told.exit_code, [*tmp_path.iterdir()]) == (2, [])
    assert "no such file in the data folder" in told.stderr
