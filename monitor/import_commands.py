"""`monitor import KIND FILE`: tables of other systems, taken in as a whole or not at all.

Exit codes: 0 taken in, or nothing wrong in a dry run; 1 there are faults, and nothing was taken in; 2 a mistake in use.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, opened_registry

if TYPE_CHECKING:
    from monitor.core.imports.faults import Fault
    from monitor.flows.import_table import Progress, Report, Stage

SUFFIXES = (".xlsx", ".csv")
SHOWN = 200  # faults that are written to the terminal; --report has more

_WORDS = {
    "zh-CN": {
        "read": "读取",
        "looked_over": "核对",
        "stored": "写入",
        "rows": "行",
        "faults": "共{faults}处错误，未导入任何内容。",
        "more": "……其余{more}处见--report。",
        "fine": "共{rows}行，没有错误；试运行，未导入任何内容。",
        "done": "共{rows}行，已导入：{stored}。",
        "place": "{sheet} 第{row}行 {column}",
    },
    "en": {
        "read": "reading",
        "looked_over": "looking over",
        "stored": "storing",
        "rows": "rows",
        "faults": "{faults} faults; nothing was imported.",
        "more": "… and {more} more; see --report.",
        "fine": "{rows} rows without a fault; a dry run, so nothing was imported.",
        "done": "{rows} rows imported: {stored}.",
        "place": "{sheet} row {row} {column}",
    },
}


def import_(
    kind: Annotated[
        str, typer.Argument(help="Such as roster, plans or claims; another word is answered with all kinds.")
    ],
    file: Annotated[Path | None, typer.Argument(help="An .xlsx file, or .csv in UTF-8 or GB18030.")] = None,
    data: DataFolder = DATA,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report every fault, and import nothing.")] = False,
    source: Annotated[
        str, typer.Option(help="The system that the table comes from: talent, internet_plus, legacy, or another name.")
    ] = "talent",
    rules: Annotated[
        str, typer.Option(envvar="MONITOR_RULE_PACK", help="Whose numbers apply: a shipped rule pack, or a .toml file.")
    ] = "henan-2023",
    template: Annotated[
        Path | None, typer.Option(help="Write an empty table to this .xlsx or .csv file instead.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write all faults to this .csv file.")] = None,
    language: Annotated[str, typer.Option(help="zh-CN or en; by default the terminal's.")] = "",
) -> None:
    """Import a table of this kind; where anything is wrong, every fault is reported and nothing is imported."""
    from monitor.flows.import_table import kind_of

    spoken = _language(language)
    with plain_refusals():
        known = kind_of(kind)
        if template is not None:
            _write_template(kind, template, spoken)
            return
        if file is None:
            raise typer.BadParameter("name a file, or --template FILE to get an empty one")
        with _showing_progress(spoken) as progress:
            done = _import(known.name, file, data, source, rules, progress, dry_run=dry_run)
    if report is not None:
        report.write_bytes(_as_csv(done, spoken))
    _tell(done, spoken)
    raise typer.Exit(1 if done.fault_count else 0)


def _import(kind: str, file: Path, data: Path, source: str, rules: str, progress: Progress, *, dry_run: bool) -> Report:
    from monitor.adapters.clock import SystemClock
    from monitor.adapters.spreadsheets import sheets
    from monitor.flows.import_table import import_table, kind_of, terms
    from monitor.rulepacks import load, load_gates

    under = terms(source, SystemClock().now(), load(rules), load_gates())
    with file.open("rb") as stream, opened_registry(data) as registry:
        return import_table(
            registry, kind_of(kind), lambda: sheets(stream, file.name), under, dry_run=dry_run, progress=progress
        )


def _write_template(kind: str, file: Path, language: str) -> None:
    from monitor.adapters.spreadsheets import template
    from monitor.flows.import_table import kind_of

    if file.suffix not in SUFFIXES:
        raise typer.BadParameter("a template is an .xlsx or a .csv file")
    file.write_bytes(template(kind_of(kind), file.suffix, language))
    typer.echo(str(file))


# ---------------------------------------------------------------- words


@contextmanager
def _showing_progress(language: str) -> Iterator[Progress]:
    """A line that tells how far it is; on standard error, so that faults can be piped on."""
    from rich.console import Console
    from rich.progress import Progress as Lines
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    words = _WORDS[language]
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} " + words["rows"]),
        TimeElapsedColumn(),
    )
    with Lines(*columns, console=Console(stderr=True)) as lines:
        tasks = {}

        def note(stage: Stage, rows: int) -> None:
            if stage not in tasks:
                tasks[stage] = lines.add_task(words[stage], total=None)
            lines.update(tasks[stage], completed=rows)

        yield note


def _tell(report: Report, language: str) -> None:
    words = _WORDS[language]
    for fault in report.faults[:SHOWN]:
        typer.echo(_line(fault, language))
    if report.fault_count:
        if report.fault_count > SHOWN:
            typer.echo(words["more"].format(more=report.fault_count - SHOWN))
        typer.echo(words["faults"].format(faults=report.fault_count), err=True)
    elif report.imported:
        typer.echo(words["done"].format(rows=report.rows, stored=_counted(report, language)))
    else:
        typer.echo(words["fine"].format(rows=report.rows))


def _line(fault: Fault, language: str) -> str:
    place = _WORDS[language]["place"].format(sheet=fault.sheet, row=fault.row, column=fault.column).strip()
    value = f" [{fault.value}]" if fault.value else ""
    return f"{place if fault.row else ''}{value}: {fault.message[language]} {fault.remedy[language]}".removeprefix(": ")


def _counted(report: Report, language: str) -> str:
    from monitor.flows.import_table import COUNTED

    parts = (f"{COUNTED[name][language]} {count}" for name, count in report.stored.items())
    return ("、" if language == "zh-CN" else ", ").join(parts)


def _as_csv(report: Report, language: str) -> bytes:
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    heads = (
        ("工作表", "行", "列", "值", "错误", "如何更正")
        if language == "zh-CN"
        else ("sheet", "row", "column", "value", "what is wrong", "what to do")
    )
    writer.writerow(heads)
    for fault in report.faults:
        place = (fault.sheet, fault.row, fault.column, fault.value)
        writer.writerow((*place, fault.message[language], fault.remedy[language]))
    return text.getvalue().encode("utf-8-sig")


def _language(asked: str) -> str:
    if asked in {"zh-CN", "en"}:
        return asked
    if asked:
        raise typer.BadParameter("language is zh-CN or en")
    local = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "zh-CN" if local.startswith("zh") else "en"
