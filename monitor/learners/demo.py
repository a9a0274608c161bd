"""The demonstration: the whole cast learns before a real collector, and everybody gets what they deserve.

Nothing is simulated but the people: real browsers play real video on a sample platform, a live picture stands before
each camera, and the collector judges by the demonstration rule pack.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Error
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from monitor.learners.browser import BrowserError
from monitor.learners.cast import CAST, Persona
from monitor.learners.learner import GaveUp, Learner, Verdict
from monitor.learners.stage import Stage, staged

STORY_LIMIT = 330.0  # s for one story; the longest takes about three minutes
REFRESH = 2  # times a second
WIDTH = 150  # columns where there is no terminal
TROUBLE = (Error, GaveUp, BrowserError, TimeoutError, OSError)
COLOURS = {"certified": "green", "held": "yellow", "not_certified": "yellow"}


@dataclass
class Part:
    """One persona's part in the demonstration, from waiting for its turn to the verdict."""

    persona: Persona
    learner: Learner | None = None
    began: float = 0.0
    took: float = 0.0
    verdict: Verdict | None = None
    trouble: str = ""

    @property
    def as_expected(self) -> bool:
        return self.verdict is not None and self.verdict.outcome == self.persona.expected

    @property
    def over(self) -> bool:
        return self.verdict is not None or bool(self.trouble)

    @property
    def doing(self) -> str:
        if self.trouble:
            return self.trouble
        if self.verdict:
            return "done"
        return self.learner.doing if self.learner else "waits"

    @property
    def seconds(self) -> float:
        return self.took or (time.monotonic() - self.began if self.began else 0.0)

    def record(self) -> dict[str, object]:
        """What the JSON file says about it."""
        verdict = self.verdict or Verdict("")
        return {
            "persona": self.persona.name,
            "expected": self.persona.expected,
            "verdict": verdict.outcome,
            "as_expected": self.as_expected,
            "reasons": list(verdict.reasons),
            "why": verdict.words,
            "credited_seconds": verdict.credited_seconds,
            "certificate": verdict.certificate,
            "seconds": round(self.seconds, 1),
            "trouble": self.trouble,
        }


def run_demo(
    data_dir: Path,
    json_file: Path | None = None,
    exit_after: bool = False,
    personas: Sequence[str] = (),
    side_by_side: int = 5,
) -> int:
    """Run the cast, or the named part of it; the exit code is 0 only if every verdict is the expected one.

    On a terminal the server stays up afterwards so that its pages can be looked at, unless `exit_after`.
    """
    console = _console()
    unknown = sorted(set(personas) - set(CAST))
    if unknown:
        console.print(f"unknown persona: {', '.join(unknown)}; known: {', '.join(CAST)}")
        return 2
    cast = [CAST[name] for name in personas] if personas else list(CAST.values())
    stay = console.is_terminal and sys.stdin.isatty() and not exit_after
    try:
        return asyncio.run(_demo(console, data_dir, json_file, cast, side_by_side, stay))
    except KeyboardInterrupt:
        console.print("stopped")
        return 130


def _console() -> Console:
    """As wide as the terminal; in a file or a pipe wide enough for the table of verdicts."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


async def _demo(
    console: Console, data_dir: Path, json_file: Path | None, cast: list[Persona], side_by_side: int, stay: bool
) -> int:
    _end_on_sigterm()
    parts = [Part(persona) for persona in cast]
    console.print("preparing: models, videos, people, collector, platform")
    async with staged(data_dir, cast) as stage:
        console.print(_addresses(stage))
        await _perform(console, stage, parts, side_by_side)
        console.print(_verdicts(parts))
        console.print(_sum(parts))
        if json_file:
            json_file.write_text(json.dumps([part.record() for part in parts], ensure_ascii=False, indent=2) + "\n")
        if stay:
            await _stay(console, stage, data_dir)
    return 0 if all(part.as_expected for part in parts) else 1


def _end_on_sigterm() -> None:
    """Being told to end is like Ctrl-C: browsers, servers and workers are ended in their order."""
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


async def _perform(console: Console, stage: Stage, parts: list[Part], side_by_side: int) -> None:
    """Everybody's story, several at a time."""
    turn = asyncio.Semaphore(side_by_side)
    with _board(console, parts):
        async with asyncio.TaskGroup() as stories:
            for part in _in_order(parts):
                stories.create_task(_play(console, stage, part, turn))


def _in_order(parts: list[Part]) -> list[Part]:
    """Whoever is honest begins, then the shortest, so that a verdict is soon to be seen, then the longest first."""
    shortest = min(part.persona.seconds for part in parts)

    def place(part: Part) -> tuple[bool, bool, int]:
        seconds = part.persona.seconds
        return part.persona.name != "honest", seconds != shortest, -seconds

    return sorted(parts, key=place)


async def _play(console: Console, stage: Stage, part: Part, turn: asyncio.Semaphore) -> None:
    """One story, when it is its turn; what goes wrong in it is told and stops nobody else."""
    async with turn:
        part.began = time.monotonic()
        try:
            async with asyncio.timeout(STORY_LIMIT), stage.learner(part.persona) as part.learner:
                await part.persona.story(part.learner)
                part.verdict = part.learner.verdict
        except TROUBLE as error:
            part.trouble = f"{type(error).__name__}: {error}".splitlines()[0]
        part.took = time.monotonic() - part.began
    if not console.is_terminal:
        console.print(_line(part))


# ---------------------------------------------------------------- what is shown


class Board:
    """What everybody is doing now; drawn anew at every look."""

    def __init__(self, parts: list[Part]) -> None:
        self._parts = parts

    def __rich__(self) -> Table:
        table = Table("persona", "trainee", "is doing", "seconds", "expected", "verdict", expand=True)
        for part in self._parts:
            table.add_row(
                part.persona.name, part.persona.trainee, part.doing, f"{part.seconds:.0f}", part.persona.expected,
                _judged(part),
            )  # fmt: skip
        return table


def _board(console: Console, parts: list[Part]) -> AbstractContextManager[object]:
    if not console.is_terminal:
        return nullcontext()
    return Live(Board(parts), console=console, refresh_per_second=REFRESH, transient=True)


def _judged(part: Part) -> str:
    if not part.over:
        return ""
    outcome = part.verdict.outcome if part.verdict else "no verdict"
    mark = "[green]✓[/]" if part.as_expected else "[red bold]✗[/]"
    return f"{mark} [{COLOURS.get(outcome, 'red')}]{outcome}[/]"


def _line(part: Part) -> str:
    return f"{_judged(part)} {part.persona.name} ({part.seconds:.0f} s) {escape(part.trouble)}"


def _verdicts(parts: list[Part]) -> Table:
    """Who did what, what had to come of it, and what did."""
    table = Table(show_lines=True, expand=True)
    for title, ratio in (("persona", None), ("what they did", 3), ("expected", None), ("verdict", None), ("why", 5)):
        table.add_column(title, ratio=ratio)
    for part in parts:
        why = part.trouble or "\n".join(part.verdict.words[_language()] if part.verdict else ())
        table.add_row(part.persona.name, part.persona.does, part.persona.expected, _judged(part), escape(why))
    return table


def _sum(parts: list[Part]) -> str:
    """How many came out as expected, in one line."""
    good = sum(part.as_expected for part in parts)
    return f"{good} of {len(parts)} verdicts as expected"


def _language() -> str:
    """The terminal's."""
    return "zh-CN" if (os.environ.get("LC_ALL") or os.environ.get("LANG", "")).startswith("zh") else "en"


def _addresses(stage: Stage) -> str:
    """The pages that need no account of the console."""
    return f"platform {stage.platform_address}   all attempts {stage.collector_address}/attempts"


async def _stay(console: Console, stage: Stage, data_dir: Path) -> None:
    """Keep the pages up until Ctrl-C."""
    console.print(f"still up (Ctrl-C ends): {_addresses(stage)}")
    console.print("learners, who sign in to the platform:")
    for account in stage.accounts.values():
        console.print(f"  {account.name}  password {account.password}")
    console.print(f"console {stage.collector_address}/console, with an account from the address that this prints:")
    console.print(f"  {account_command(stage.collector_address, data_dir)}", markup=False, soft_wrap=True)
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()


def account_command(collector: str, data_dir: Path) -> str:
    """What makes an administrator of this demonstration, beside it."""
    program = sys.argv[0] if Path(sys.argv[0]).name == "monitor" else "monitor"
    words = [program, "users", "add", "admin", "--role", "administrator", "--data", str(data_dir), "--url", collector]
    return shlex.join(words)
