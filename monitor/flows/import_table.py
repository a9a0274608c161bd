"""An office hands in a table: it is read, looked over, and taken in as a whole, or not at all with all its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.gates.online import month_between_projects
from monitor.core.gates.pack import GatePack, numbers
from monitor.core.imports import plan_rules, reading
from monitor.core.imports.columns import Kind
from monitor.core.imports.faults import Fault, Wrong
from monitor.core.imports.kinds import KINDS
from monitor.core.imports.plans import PLANS
from monitor.core.imports.reading import Sheet, Table
from monitor.core.imports.terms import Terms
from monitor.core.rulepack import RulePack
from monitor.flows.office_ports import ImportStore

MOST_FAULTS = 1000  # that are reported; all are counted

Stage = Literal["read", "looked_over", "stored"]
Progress = Callable[[Stage, int], None]
Sheets = Callable[[], Iterable[Sheet]]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a table; `stored` counts what is new, by what it is, and is empty where nothing was taken in."""

    kind: str
    rows: int
    imported: bool
    fault_count: int
    faults: tuple[Fault, ...]
    stored: dict[str, int]


def terms(source: str, at: int, pack: RulePack, gates: GatePack) -> Terms:
    """The terms of an installation: its own numbers decide."""
    known = numbers(gates, pack)
    return Terms(
        source=source,
        at=at,
        unit_content_min=pack["unit_content_min_ms"],
        between=lambda earlier: month_between_projects(earlier, known),
    )


def import_table(
    registry: ImportStore,
    kind: Kind[Any],
    sheets: Sheets,
    under: Terms,
    *,
    dry_run: bool,
    progress: Progress = lambda _stage, _rows: None,
    also: Callable[[Table[Any]], None] = lambda _: None,
) -> Report:
    """Read, look over, and take in; with `dry_run`, or where there is a fault, nothing is stored.

    `also` adds faults of its own, such as rows about what is not theirs who hand the table in.

    Raises the registry's error where the registry changed in the meantime so that the table contradicts it.
    """
    table = _read(kind, sheets, progress)
    if kind.name == PLANS.name:
        plan_rules.check(table, under.unit_content_min)
    registry.look_over(table, under)
    also(table)
    table.sort()
    progress("looked_over", len(table.rows))
    if table.faults or dry_run:
        return _report(table)
    stored = registry.take_in_table(table, under)
    progress("stored", len(table.rows))
    return _report(table, stored)


def _read(kind: Kind[Any], sheets: Sheets, progress: Progress) -> Table[Any]:
    try:
        return reading.read(kind, sheets(), lambda rows: progress("read", rows))
    except Wrong as wrong:  # the file itself
        return Table(kind, faults=[reading.fault("", 0, "", "", wrong)])


def _report(table: Table[Any], stored: dict[str, int] | None = None) -> Report:
    return Report(
        kind=table.kind.name,
        rows=len(table.rows),
        imported=stored is not None,
        fault_count=len(table.faults),
        faults=tuple(table.faults[:MOST_FAULTS]),
        stored=stored or {},
    )


def kind_of(name: str) -> Kind[Any]:
    """The kind of this name; raises `Wrong`."""
    if name not in KINDS:
        known = ", ".join(KINDS)
        raise Wrong(
            "unknown_kind",
            f"没有{name}这种表。",
            f"There is no kind of table {name}.",
            f"可选：{known}。",
            f"Choose of {known}.",
        )
    return KINDS[name]


COUNTED: dict[str, Bilingual] = {
    "trainees": {"zh-CN": "新学员", "en": "new trainees"},
    "enrolments": {"zh-CN": "新报名", "en": "new enrolments"},
    "not_eligible": {"zh-CN": "其中不符合补贴条件(ONL-14)", "en": "of them not eligible (ONL-14)"},
    "classes": {"zh-CN": "新班级", "en": "new classes"},
    "plans": {"zh-CN": "新计划版本", "en": "new versions of plans"},
    "platforms": {"zh-CN": "新平台", "en": "new platforms"},
    "institutions": {"zh-CN": "新培训机构", "en": "new institutions"},
    "entries": {"zh-CN": "目录条目", "en": "catalogue entries"},
    "assessments": {"zh-CN": "考核结果", "en": "assessments"},
    "connections": {"zh-CN": "接入时间", "en": "times of connection"},
    **{
        kind.name.replace("-", "_"): bilingual(kind.title["zh-CN"], kind.title["en"].lower())
        for kind in KINDS.values()
        if kind.record is not None
    },
}
