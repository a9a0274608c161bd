"""Every clause about a class, a person in a class, a platform, an institution or an office, as it stands now.

The registry tells the facts, pure gates decide, and what a person said about a clause stands for the facts that the
person saw.  None of it changes an hour (rules: order of evaluation).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from monitor.core.days import shanghai_day
from monitor.core.gates.clauses import Subject, results
from monitor.core.gates.facts import Facts
from monitor.core.gates.pack import numbers
from monitor.core.gates.result import GateResult
from monitor.core.gates.settling import Settled, settle
from monitor.core.platform_standing import with_cases
from monitor.flows.collector import Collector
from monitor.flows.dossiers import dossier
from monitor.flows.monitor import Monitor
from monitor.flows.office_ports import ExportStore


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """One clause's answer, and who decided it where a person did."""

    result: GateResult
    settled: Settled | None = None


class Gates(msgspec.Struct, frozen=True, kw_only=True):
    """All clauses about one subject; that of an enrolment is called "trainee/class"."""

    kind: Subject
    subject: str
    answers: tuple[Answered, ...]

    @property
    def open_questions(self) -> tuple[GateResult, ...]:
        """What waits for a person."""
        return tuple(answer.result for answer in self.answers if answer.result.outcome == "person")


async def class_gates(collector: Collector, training_class: str) -> Gates:
    """Raises the registry's error when there is no such class, as the others do for theirs."""
    monitor = collector.monitor
    facts = await asyncio.to_thread(monitor.registry.class_facts, training_class, monitor.clock.now())
    return await _one(monitor, "class", training_class, facts)


def class_answers(
    registry: ExportStore, training_class: str, now: int, thresholds: Mapping[str, int]
) -> tuple[Answered, ...]:
    """Every clause about a class by these numbers; for those who go through many classes in a thread."""
    facts = registry.class_facts(training_class, now)
    said = registry.settled("class", [training_class])
    return _answers(results(facts, thresholds), said.get(training_class, ()))


async def platform_gates(collector: Collector, platform: str) -> Gates:
    """The registry's facts with what was decided in cases against the platform; also raises `EventLogError`."""
    monitor = collector.monitor
    facts = await asyncio.to_thread(monitor.registry.platform_facts, platform, _today(monitor))
    decided = (await dossier(collector, platform)).cases
    return await _one(monitor, "platform", platform, with_cases(facts, decided))


async def institution_gates(collector: Collector, institution: str) -> Gates:
    monitor = collector.monitor
    facts = await asyncio.to_thread(monitor.registry.institution_facts, institution, _today(monitor))
    return await _one(monitor, "institution", institution, facts)


async def office_gates(collector: Collector, office: str) -> Gates:
    monitor = collector.monitor
    facts = await asyncio.to_thread(monitor.registry.office_facts, office, _today(monitor))
    return await _one(monitor, "office", office, facts)


async def trainee_gates(collector: Collector, trainee: str) -> list[Gates]:
    """One person's enrolments, by class."""
    monitor = collector.monitor
    facts = await asyncio.to_thread(monitor.registry.enrolments_of, trainee, monitor.clock.now())
    return await _many(
        monitor, "enrolment", {f"{trainee}/{training_class}": known for training_class, known in facts.items()}
    )


async def roster_gates(collector: Collector, training_class: str) -> list[Gates]:
    """The enrolments of everybody in a class, by trainee."""
    monitor = collector.monitor
    facts = await asyncio.to_thread(monitor.registry.enrolments_in, training_class, monitor.clock.now())
    return await _many(monitor, "enrolment", {f"{trainee}/{training_class}": known for trainee, known in facts.items()})


async def _one(monitor: Monitor, kind: Subject, subject: str, facts: Facts) -> Gates:
    (only,) = await _many(monitor, kind, {subject: facts})
    return only


async def _many(monitor: Monitor, kind: Subject, facts: Mapping[str, Facts]) -> list[Gates]:
    said = await asyncio.to_thread(monitor.registry.settled, kind, facts)
    thresholds = numbers(monitor.gate_pack, monitor.pack)
    return [
        Gates(kind=kind, subject=subject, answers=_answers(results(known, thresholds), said.get(subject, ())))
        for subject, known in facts.items()
    ]


def _answers(found: Iterable[GateResult], said: Sequence[Settled]) -> tuple[Answered, ...]:
    settled = (settle(result, said) for result in found)
    return tuple(Answered(result=result, settled=by) for result, by in settled)


def _today(monitor: Monitor) -> date:
    return shanghai_day(monitor.clock.now())
