"""A collector's memory in pages of 2 MiB: what is asked of the kernel, and that nothing but that changes."""

import subprocess
import sys
import threading
from platform import release

import pytest

from monitor.web import huge_pages
from monitor.web.huge_pages import HUGE, Stretch, gather, keep_gathering, stretches

AT_ONCE = "[never]" not in huge_pages._ALLOWED.read_text() and [*map(int, release().split(".")[:2])] >= [6, 1]

MAPS = """\
00400000-00e00000 r-xp 00000000 fe:00 1234 /usr/bin/python3.11
01f3c000-0cafe000 rw-p 00000000 00:00 0 [heap]
7f0000000000-7f0000100000 rw-p 00000000 00:00 0
7f0000300000-7f0000900000 rw-p 00000000 00:00 0
7f0001000000-7f0002000000 rw-p 00000000 fe:00 1234 /srv/monitor/events.db-shm
7f0003000000-7f0004000000 rw-s 00000000 00:01 9 /dev/zero (deleted)
7f0005000000-7f0006000000 ---p 00000000 00:00 0
7ffc00000000-7ffc01000000 rw-p 00000000 00:00 0 [stack]
"""

FULL = """
from monitor.web.huge_pages import gather

def huge():
    said = dict(line.split(":") for line in open("/proc/self/smaps_rollup").read().splitlines()[1:])
    return int(said["AnonHugePages"].split()[0])

kept = [[number] for number in range(1_000_000)]
gather()
assert [one for (one,) in kept] == list(range(1_000_000))
print(huge())
"""


def test_only_nameless_private_memory_and_the_heap_are_gathered_and_only_whole_huge_pages():
    assert list(stretches(MAPS.splitlines())) == [
        Stretch(0x2000000, 0xCA00000 - 0x2000000),
        Stretch(0x7F0000400000, 2 * HUGE),
    ]


def test_a_kernel_that_cannot_do_so_at_once_is_asked_to_find_the_time(tmp_path):
    maps, asked = tmp_path / "maps", []
    maps.write_text(MAPS)
    gather(maps, lambda address, length, advice: asked.append((address, advice)) or -1)

    assert asked == [(0x2000000, 25), (0x2000000, 14), (0x7F0000400000, 25), (0x7F0000400000, 14)]


def test_a_process_has_its_memory_in_huge_pages_and_keeps_what_lies_there():
    ended = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=True)

    assert (int(ended.stdout) > 16 * 1024) is AT_ONCE  # KiB


@pytest.fixture
def begun(monkeypatch):
    """The threads that were begun."""
    threads = []

    def begin(thread):
        threads.append(thread.name)

    monkeypatch.setattr(threading.Thread, "start", begin)
    return threads


@pytest.mark.parametrize(
    ("allowed", "threads"), [("always [madvise] never", ["huge-pages"]), ("always madvise [never]", [])]
)
def test_an_administrator_may_do_without(tmp_path, monkeypatch, begun, allowed, threads):
    setting = tmp_path / "enabled"
    setting.write_text(allowed)
    monkeypatch.setattr(huge_pages, "_ALLOWED", setting)
    keep_gathering()

    assert begun == threads


def test_a_machine_that_knows_nothing_of_huge_pages_is_left_alone(tmp_path, monkeypatch, begun):
    monkeypatch.setattr(huge_pages, "_ALLOWED", tmp_path / "missing")
    keep_gathering()

    assert begun == []
