"""`monitor columns …`: closed sessions in columns, to judge very many of them again.

Exit codes: 0 done, 1 a stored verdict came out otherwise, 2 could not be done.
"""

from __future__ import annotations

import asyncio
import gc
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.core.days import day_begins
from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, registry_place

if TYPE_CHECKING:
    from monitor.adapters.registry import SqlRegistry
    from monitor.columns.writing import Person
    from monitor.core.rulepack import RulePack
    from monitor.core.verdict import Verdict

columns = typer.Typer(help="Closed sessions in columns, to judge very many of them again.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="The folder of the columns.")]
AsJson = Annotated[bool, typer.Option("--json", help="Say it as JSON.")]
Partition = Annotated[int | None, typer.Option(min=0, help="This partition alone, from 0; all of them if not given.")]


@columns.command()
def build(
    folder: Folder,
    data: DataFolder = DATA,
    partitions: Annotated[int, typer.Option(min=1, max=9999, help="Into how many partitions trainees go.")] = 1,
    partition: Partition = None,
) -> None:
    """Write what the log says into columns; what a trainee is judged by lies together, in the partition of the name."""
    with plain_refusals():
        _need_polars()
        from monitor.columns import layout, writing

        for number in layout.wanted(folder, partition, partitions):
            with _people(data, number, partitions) as people:
                count = writing.write(layout.partition_folder(folder, number, partitions), people)
            typer.echo(f"partition {number} of {partitions}: {count} people")


@columns.command()
def judge(folder: Folder, data: DataFolder = DATA, partition: Partition = None, as_json: AsJson = False) -> None:
    """Judge everybody again, and compare with what the latest stored verdicts say."""
    with plain_refusals():
        compared = _judged(folder, data, partition)
    typer.echo(json.dumps(asdict(compared)) if as_json else compared.in_words())
    raise typer.Exit(1 if compared.different else 0)


@columns.command()
def trial(
    folder: Folder,
    rules: Annotated[Path, typer.Option(help="The rule pack (TOML) that is on trial.")],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the sessions.")],
    until: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="The day after the last.")],
    data: DataFolder = DATA,
    partition: Partition = None,
    as_json: AsJson = False,
) -> None:
    """What would become of hours if a time's sessions had been under other rules; nothing is stored."""
    with plain_refusals():
        from monitor.core.rulepack import parse

        pack = parse(rules.read_text(encoding="utf-8"))
        found = _tried(folder, data, partition, pack, (day_begins(since), day_begins(until)))
    typer.echo(json.dumps(found) if as_json else _trial_in_words(found))


@dataclass(slots=True)
class Compared:
    """What came out: results of all hours, and how stored verdicts compare with them."""

    people: int
    again: int  # people for whom player states that were left out had to be put back
    results: dict[str, int]
    reproduced: int  # stored verdicts that came out byte for byte
    same: int  # that say the same, though the log has gone on
    unjudged: int  # attempts without a stored verdict
    different: list[str]

    def in_words(self) -> str:
        """For the terminal."""
        hours = ", ".join(f"{count} {result}" for result, count in sorted(self.results.items())) or "none"
        said = [f"{self.people} people, {self.again} of them judged state by state where it matters; hours: {hours}"]
        said.append(f"verdicts: {self.reproduced} byte for byte as stored, {self.same} say the same of a longer log")
        said += [f"  ({self.unjudged} attempts have no verdict yet)"] if self.unjudged else []
        return "\n".join([*said, *(f"not reproduced: attempt {attempt}" for attempt in self.different)])


def _judged(folder: Path, data: Path, partition: int | None) -> Compared:
    _need_polars()
    from monitor.columns.judging import Judged, judge

    told, results, compared = Judged(), Counter[str](), Counter[str]()
    different: list[str] = []
    with _registry(data) as registry:
        for place in _places(folder, partition):
            for person, verdicts in judge(place, _packs(data), told):
                results.update(verdict.result for verdict in verdicts)
                stored = {record.attempt: record.verdict for record in registry.verdicts(person.trainee)}
                for verdict in verdicts:
                    outcome = _against(stored.get(verdict.attempt), verdict)
                    compared[outcome] += 1
                    different += [verdict.attempt] if outcome == "different" else []
    return Compared(
        people=told.people,
        again=told.again,
        results=dict(results),
        reproduced=compared["reproduced"],
        same=compared["same"],
        unjudged=compared["unjudged"],
        different=different,
    )


def _against(stored: bytes | None, verdict: Verdict) -> str:
    from monitor.core.verdict import from_bytes
    from monitor.flows.adjudicate import says_otherwise

    if stored is None:
        return "unjudged"
    if stored == verdict.to_bytes():
        return "reproduced"
    return "different" if says_otherwise(verdict, from_bytes(stored)) else "same"


def _tried(folder: Path, data: Path, partition: int | None, pack: RulePack, time: tuple[int, int]) -> dict[str, Any]:
    _need_polars()
    from monitor.columns.judging import Judged, trial

    told, before, moves = Judged(), Counter[str](), Counter[str]()
    for place in _places(folder, partition):
        for _, found in trial(place, _packs(data), pack, time, told):
            before.update(verdict.result for verdict in found.verdicts)
            moves.update(f"{change.before} -> {change.after}" for change in found.changes)
    return {"people": told.people, "again": told.again, "before": dict(before), "moves": dict(moves)}


def _trial_in_words(found: dict[str, Any]) -> str:
    hours = ", ".join(f"{count} {result}" for result, count in sorted(found["before"].items())) or "none"
    moves = [f"{count} {move}" for move, count in sorted(found["moves"].items())] or ["no other result"]
    return "\n".join([f"{found['people']} people; hours of the time: {hours}", *moves])


# ---------------------------------------------------------------- what lies where


def _need_polars() -> None:
    """Raises `ColumnsError` where the library that reads and writes the files is not installed."""
    from monitor.columns.layout import ColumnsError

    if find_spec("polars") is None:
        raise ColumnsError("columns need polars: pip install 'integrity-monitor[columns]'")


def _places(folder: Path, partition: int | None) -> Iterator[Path]:
    """The folders of the partitions; as very much is made and soon thrown away, garbage is collected less often."""
    from monitor.columns import layout

    gc.set_threshold(50_000, 50, 100)
    found = layout.partitions_in(folder)
    yield from found if partition is None else [found[layout.one_of(partition, len(found))]]


def _packs(data: Path) -> Any:
    from monitor.rulepacks.kept import KeptPacks

    return KeptPacks(data / "rulepacks")


@contextmanager
def _registry(data: Path) -> Iterator[SqlRegistry]:
    from monitor.adapters.registry import SqlRegistry, open_engine

    registry = SqlRegistry(open_engine(registry_place(data)), b"")
    try:
        yield registry
    finally:
        registry.close()


@contextmanager
def _people(data: Path, partition: int, partitions: int) -> Iterator[Iterator[Person]]:
    """Everybody of a partition with the streams that judge them, read one after the other."""
    from monitor.columns.layout import partition_of
    from monitor.core.intervals import EVER
    from monitor.flows.adjudicate import streams_about
    from monitor.storage import read_log, settings_of

    with _registry(data) as registry, asyncio.Runner() as runner:
        log = read_log(settings_of(data))
        everybody = registry.trainees_between(0, EVER)
        mine = (trainee for trainee in everybody if partition_of(trainee, partitions) == partition)
        try:
            yield ((trainee, runner.run(streams_about(registry, log, trainee))) for trainee in mine)
        finally:
            runner.run(log.close())
