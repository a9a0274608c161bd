"""What a decision about a platform would do to hours, before anybody decides: the same judge under a supposed case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from monitor.core.events import Entry
from monitor.core.judging import judge
from monitor.core.non_recognition import cases_of
from monitor.core.platform_facts import CaseDecision, SignalVerified
from monitor.core.platform_findings import Case, Step, entered, with_outcome
from monitor.core.reading import read
from monitor.core.rulepack import Packs
from monitor.core.verdict import Result, Verdict

Possible = CaseDecision | SignalVerified  # what bears on hours


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt whose result would be another one."""

    attempt: str
    trainee: str
    training_class: str
    unit: str
    before: Result
    after: Result


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of all hours on a platform under one decision.

    `lost` were certified and would count no longer, `gained` the other way round, for instance under the cap; `held`
    would wait for the decision.
    """

    lost: int
    gained: int
    held: int
    trainees: int
    classes: tuple[str, ...]
    changes: tuple[Change, ...]


def changes(streams: Mapping[str, Sequence[Entry]], packs: Packs, case: Case, fact: Possible, at: int) -> list[Change]:
    """How the hours of one person would change if two people decided so, or one verified, at this moment (UTC ms).

    Raises `NotAllowed` where nothing is to be verified.
    """
    supposed = _supposed(case, Step(fact=fact, at=at, where=f"platforms/{case.platform}:?"))
    known = cases_of(read(streams))
    others = [other for other in known.get(case.platform, []) if other.case != case.case]
    before = judge(streams, packs)
    return compared(before, judge(streams, packs, {**known, case.platform: [*others, supposed]}))


def compared(before: Iterable[Verdict], after: Iterable[Verdict]) -> list[Change]:
    """The attempts whose result is another one, of the same attempts judged twice."""
    then = {verdict.attempt: verdict for verdict in after}
    return [
        _change(verdict, then[verdict.attempt]) for verdict in before if then[verdict.attempt].result != verdict.result
    ]


def _supposed(case: Case, step: Step) -> Case:
    return with_outcome(case, step) if isinstance(step.fact, CaseDecision) else entered(case, step)


def _change(before: Verdict, after: Verdict) -> Change:
    return Change(
        attempt=before.attempt,
        trainee=before.trainee,
        training_class=before.training_class,
        unit=before.unit,
        before=before.result,
        after=after.result,
    )


def summed(found: Iterable[Change]) -> Effect:
    """All changes together."""
    every = tuple(found)
    return Effect(
        lost=sum(change.before == "certified" for change in every),
        gained=sum(change.after == "certified" for change in every),
        held=sum(change.after == "held" for change in every),
        trainees=len({change.trainee for change in every}),
        classes=tuple(sorted({change.training_class for change in every})),
        changes=every,
    )
