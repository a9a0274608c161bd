"""A trainee takes part in a class, unless an earlier project stands in the way (ONL-14)."""

from __future__ import annotations

import asyncio

from monitor.core.consent import PURPOSE as CONSENT_PURPOSE
from monitor.core.days import shanghai_day
from monitor.core.gates.online import EarlierProjects, month_between_projects
from monitor.core.gates.pack import numbers
from monitor.core.gates.result import GateResult
from monitor.flows.collector import Collector


class TooEarly(Exception):
    """The person's earlier project is not assessed, or was so less than a month ago; `result` says which."""

    def __init__(self, result: GateResult) -> None:
        super().__init__(result.message["en"])
        self.result = result


async def enrol_trainee(collector: Collector, trainee: str, training_class: str, source_system: str) -> bool:
    """Enrol a trainee and tell whether the hours can be subsidised; who is enrolled already stays so.

    Where data do not decide about the earlier project the person may learn, and is not eligible until somebody did.
    Raises `TooEarly` and the registry's error.
    """
    return await asyncio.to_thread(_enrol, collector, trainee, training_class, source_system)


def _enrol(collector: Collector, trainee: str, training_class: str, source_system: str) -> bool:
    registry, now = collector.monitor.registry, collector.monitor.clock.now()
    if not _state(collector, trainee, training_class)[0]:
        registry.institution_of(training_class)  # a class that nobody registered is refused before anything else
        result = _between(collector, trainee, training_class, now)
        if result.outcome == "fail":
            raise TooEarly(result)
        registry.enrol(trainee, training_class, source_system=source_system, at=now)
        if result.outcome == "person":
            registry.set_eligible(trainee, training_class, eligible=False, reason=result.reason)
    return _state(collector, trainee, training_class)[1]


def _between(collector: Collector, trainee: str, training_class: str, now: int) -> GateResult:
    monitor = collector.monitor
    projects = monitor.registry.earlier_projects(trainee, training_class, now)
    earlier = EarlierProjects(projects=projects, enrolled_on=shanghai_day(now))
    return month_between_projects(earlier, numbers(monitor.gate_pack, monitor.pack))


def _state(collector: Collector, trainee: str, training_class: str) -> tuple[bool, bool]:
    """Whether the trainee is enrolled, and eligible."""
    state = collector.monitor.registry.trainee_state(trainee, training_class, purpose=CONSENT_PURPOSE)
    return state.enrolled, state.eligible
