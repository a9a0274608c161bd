"""The rows of every kind of export, a few hundred in memory at a time, always in the same order."""

from __future__ import annotations

import asyncio
import hashlib
from calendar import monthrange
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from monitor.core import codec, platform_findings
from monitor.core.days import shanghai_day
from monitor.core.export_records import EnrolledPerson, JudgedAttempt
from monitor.core.exports import About, Kind, Row, masked, moment, yuan
from monitor.core.gates.clauses import DISQUALIFIERS
from monitor.core.gates.pack import GatePack, numbers
from monitor.core.non_recognition import counts_again_from, discovered_on
from monitor.core.platform_findings import Case
from monitor.core.rulepack import RulePack
from monitor.core.verdict import Verdict, from_bytes
from monitor.flows.class_gates import class_answers
from monitor.flows.office_ports import ExportStore
from monitor.flows.streams import platform_stream
from monitor.ports import EventLog

PAGE = 500
_FUNDS = ("FND-01", "FND-02")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported; empty is no limit, days are those of Asia/Shanghai, both included.

    `month` ("2026-09") is the finance list's, `everybody` has it name those too who are not to be paid yet.  `through`
    is the number of the last verdict to look at, 0 for the latest.
    """

    kind: Kind
    platform: str = ""
    institution: str = ""
    training_class: str = ""
    office: str = ""
    first: date | None = None
    last: date | None = None
    month: str = ""
    everybody: bool = False
    through: int = 0

    @property
    def filters(self) -> dict[str, str]:
        """What limits it, for the header."""
        said = {
            "platform": self.platform,
            "institution": self.institution,
            "training_class": self.training_class,
            "office": self.office,
            "from": self.first.isoformat() if self.first else "",
            "to": self.last.isoformat() if self.last else "",
            "month": self.month,
            "everybody": "yes" if self.everybody else "",
        }
        return {name: value for name, value in said.items() if value}


class ImpossibleWish(ValueError):
    """Something that this kind of export needs is missing or wrong; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Office:
    """Where rows come from, and by which rules they are told."""

    log: EventLog
    registry: ExportStore
    pack: RulePack
    gate_pack: GatePack
    now: int


@dataclass(frozen=True, slots=True)
class Export:
    """One export: what stands before the rows, and the rows."""

    about: About
    rows: AsyncIterator[Row]


async def export(office: Office, wish: Wish) -> Export:
    """Begin an export; raises `ImpossibleWish` and the registry's error, and while rows are read `EventLogError`."""
    await _check(office, wish)
    latest = await asyncio.to_thread(office.registry.last_verdict)
    wish = replace(wish, through=min(wish.through or latest, latest))
    rules = office.gate_pack if wish.kind == "finance" else office.pack
    about = About(
        kind=wish.kind,
        made_at=office.now,
        filters=wish.filters,
        rules=f"{rules.name} {rules.version} {rules.hash}",
        through=wish.through,
    )
    rows = {"hours": _hours, "finance": _finance, "notice": _notice, "findings": _findings}[wish.kind]
    return Export(about, rows(office, wish))


async def _check(office: Office, wish: Wish) -> None:
    if wish.kind == "finance":
        month_of(wish.month)
    if wish.kind == "notice" and not wish.training_class:
        raise ImpossibleWish("training_class", "a public notice is about one class; name it")
    if wish.kind == "notice":
        await asyncio.to_thread(office.registry.institution_of, wish.training_class)  # or there is no such class


def month_of(text: str) -> tuple[date, date]:
    """The first and last day of a month; raises `ImpossibleWish`."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ImpossibleWish("month", "a month is written as 2026-09") from None
    return first, first.replace(day=monthrange(first.year, first.month)[1])


# ---------------------------------------------------------------- certified hours


async def _hours(office: Office, wish: Wish) -> AsyncIterator[Row]:
    after = ""
    while page := await asyncio.to_thread(
        office.registry.judged_attempts,
        through=wish.through,
        after=after,
        limit=PAGE,
        platform=wish.platform,
        institution=wish.institution,
        training_class=wish.training_class,
    ):
        read = [(from_bytes(judged.verdict), judged) for judged in page]
        for verdict, judged in read:
            if verdict.result == "certified" and _within(verdict, wish):
                yield _hour(verdict, judged)
        after = read[-1][0].attempt


def _within(verdict: Verdict, wish: Wish) -> bool:
    if verdict.completed_at is None:
        return wish.first is None and wish.last is None
    day = shanghai_day(verdict.completed_at)
    return (wish.first is None or day >= wish.first) and (wish.last is None or day <= wish.last)


def _hour(verdict: Verdict, judged: JudgedAttempt) -> Row:
    digest = hashlib.sha256(judged.verdict).hexdigest()
    return (
        verdict.attempt,
        verdict.trainee,
        judged.source_system,
        judged.external_id,
        judged.institution,
        verdict.training_class,
        judged.class_title,
        verdict.unit,
        verdict.platform,
        moment(verdict.completed_at),
        verdict.credited_ms // 1000,
        verdict.required_ms // 1000,
        f"{verdict.attempt}:{digest[:16]}" if judged.certified else "",
        f"{verdict.rule_pack} {verdict.rule_pack_version} {verdict.rule_pack_hash[:12]}",
        digest,
    )


# ---------------------------------------------------------------- the monthly list to finance


async def _finance(office: Office, wish: Wish) -> AsyncIterator[Row]:
    async for person, why in _entitled(office, wish):
        if not why or wish.everybody:
            yield _payable(wish.month, person, why)


async def mark_reported(office: Office, wish: Wish) -> int:
    """Note that the people of a finance list were reported (FND-03); returns how many are to be paid."""
    reported = 0
    async for person, why in _entitled(office, wish):
        if not why:
            await asyncio.to_thread(
                office.registry.push_to_finance,
                person.training_class,
                [person.trainee],
                month=wish.month,
                at=office.now,
            )
            reported += 1
    return reported


async def _entitled(office: Office, wish: Wish) -> AsyncIterator[tuple[EnrolledPerson, str]]:
    """Everybody of the month, each with what stands against paying."""
    first, last = month_of(wish.month)
    thresholds = numbers(office.gate_pack, office.pack)
    after, known = ("", ""), ("", "")
    while page := await asyncio.to_thread(
        office.registry.entitled, first, last, after=after, limit=PAGE, office=wish.office
    ):
        for person in page:
            if known[0] != person.training_class:
                known = (person.training_class, await asyncio.to_thread(_lacking, office, person, thresholds))
            yield person, " ".join(filter(None, (known[1], "" if person.person_fen is not None else "amount")))
        after = (page[-1].training_class, page[-1].trainee)


def _lacking(office: Office, person: EnrolledPerson, thresholds: Mapping[str, int]) -> str:
    """Clauses for which the class must not be paid: those that fail, and signatures and publicity until they pass."""
    answers = class_answers(office.registry, person.training_class, office.now, thresholds)
    lacking = [
        answer.result.clause
        for answer in answers
        if answer.result.outcome == "fail" or (answer.result.clause in _FUNDS and answer.result.outcome != "pass")
    ]
    return " ".join(clause for clause in lacking if clause != "FND-03")


def _payable(month: str, person: EnrolledPerson, why: str) -> Row:
    fen = person.person_fen or 0
    return (
        month,
        person.institution,
        person.training_class,
        person.class_title,
        person.claim,
        person.source_system,
        person.external_id,
        person.certificate,
        person.certified_on.isoformat() if person.certified_on else "",
        person.entitled_on.isoformat() if person.entitled_on else "",
        person.online_hours,
        0 if why else fen,
        yuan(0 if why else fen),
        "waits" if why else "payable",
        why,
    )


# ---------------------------------------------------------------- the public notice


async def _notice(office: Office, wish: Wish) -> AsyncIterator[Row]:
    after, number = "", 0
    while page := await asyncio.to_thread(office.registry.entitled_in, wish.training_class, after=after, limit=PAGE):
        for person in page:
            number += 1
            yield (
                number,
                person.institution_title,
                person.class_title,
                masked(person.external_id),
                person.certificate,
                person.online_hours,
            )
        after = page[-1].trainee


# ---------------------------------------------------------------- findings about platforms


async def _findings(office: Office, wish: Wish) -> AsyncIterator[Row]:
    after = ""
    while names := await asyncio.to_thread(office.registry.platform_names, after=after, limit=PAGE):
        for platform in names:
            if wish.platform in ("", platform):
                for case in await _cases(office.log, platform):
                    yield _finding(case)
        after = names[-1]


async def _cases(log: EventLog, platform: str) -> list[Case]:
    entries = await log.read(platform_stream(platform))
    return platform_findings.cases(
        (codec.decode_fact(entry.payload), entry.received, f"{entry.stream}:{entry.n}") for entry in entries
    )


def _finding(case: Case) -> Row:
    again = counts_again_from(case)
    return (
        case.platform,
        case.case,
        case.disqualifier,
        DISQUALIFIERS.get(case.disqualifier, "ONL-11"),
        case.stage,
        moment(case.first_evidence_at),
        moment(case.flagged_at),
        moment(case.confirmed_at),
        discovered_on(case).isoformat() if case.terms else "",
        case.terms.scope if case.terms else "",
        case.terms.document if case.terms else "",
        "" if again is None else "all" if again == date.min else again.isoformat(),
        max((signal.trainees for signal in case.signals), default=0),
        max((signal.hours for signal in case.signals), default=0),
        max((signal.prevented for signal in case.signals), default=0),
    )
