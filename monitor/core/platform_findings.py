"""A case against a platform, folded from the platform's stream: opened by evidence, decided by people, step by step.

    signal -> verified -> notified -> answered -> confirmed -> reinstated
                  (any of the first four) -> dismissed
    order -> confirmed, since whoever gave the order has heard the platform

Every decision takes two different people who say the same.  The same fold checks a step before it is stored and reads
it back afterwards, so the log holds no step that was not allowed (rules: findings about platforms).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import Literal

import msgspec
from msgspec.structs import replace

from monitor.core.errors import CoreError, NotAllowed
from monitor.core.platform_facts import (
    CaseDecision,
    Disqualifier,
    PlatformAnswered,
    PlatformNotified,
    PlatformSignal,
    ProbeReported,
    SignalVerified,
)

Stage = Literal["signal", "verified", "notified", "answered", "confirmed", "dismissed", "reinstated"]
CaseFact = PlatformSignal | SignalVerified | PlatformNotified | PlatformAnswered | CaseDecision

_NEXT: dict[Stage, tuple[str, ...]] = {
    "signal": ("signal", "verified", "dismissed"),
    "verified": ("signal", "notified", "dismissed"),
    "notified": ("signal", "answered", "dismissed"),
    "answered": ("signal", "answered", "confirmed", "dismissed"),
    "confirmed": ("signal", "blacklisted", "exited", "reinstated"),
    "dismissed": (),
    "reinstated": (),
}
_CLOSED = ("dismissed", "reinstated")
ANSWERS_MAX = 10  # every judgement reads them, and the platform writes them


class SecondPersonNeeded(NotAllowed):
    """The same person said the same twice."""


class OtherThanOrdered(CoreError):
    """Somebody confirms an order with something else in `field` than the first person entered, which is `ordered`."""

    def __init__(self, field: str, ordered: str) -> None:
        super().__init__(f"the order says {ordered!r} in {field}")
        self.field, self.ordered = field, ordered


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a case: when it was stored (UTC ms), and where the log has it."""

    fact: CaseFact
    at: int
    where: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One disqualifier at one platform.

    `proposal` is a decision that waits for the second person; `decided` are the steps by which decisions took effect,
    by outcome.
    """

    platform: str
    case: str
    disqualifier: Disqualifier
    stage: Stage
    steps: tuple[Step, ...]
    proposal: Step | None = None
    decided: dict[str, Step] = {}

    @property
    def closed(self) -> bool:
        return self.stage in _CLOSED

    @property
    def ordered(self) -> bool:
        """It was opened by a document that puts the platform out of subsidised training."""
        first = self.steps[0].fact
        return isinstance(first, PlatformSignal) and first.source == "order"

    @property
    def in_doubt(self) -> bool:
        """A person has verified the signal and nobody has decided: hours since the flag are held."""
        return self.stage in ("verified", "notified", "answered")

    @property
    def signals(self) -> tuple[PlatformSignal, ...]:
        return tuple(step.fact for step in self.steps if isinstance(step.fact, PlatformSignal))

    @property
    def first_evidence_at(self) -> int:
        """When the earliest thing happened that speaks against the platform (UTC ms).

        What comes in after the confirmation changes nothing that was decided.
        """
        confirmed = self.decided.get("confirmed")
        before = (step.fact for step in takewhile(lambda step: step != confirmed, self.steps))
        return min(fact.first_evidence_at for fact in before if isinstance(fact, PlatformSignal))

    @property
    def flagged_at(self) -> int:
        """When the first signal was stored (UTC ms)."""
        return self.steps[0].at

    @property
    def confirmed_at(self) -> int | None:
        """When the second person confirmed (UTC ms)."""
        step = self.decided.get("confirmed")
        return step.at if step else None

    @property
    def reply_by(self) -> int | None:
        """Until when the platform may answer (UTC ms), once it was notified."""
        return next((step.fact.reply_by for step in self.steps if isinstance(step.fact, PlatformNotified)), None)

    @property
    def terms(self) -> CaseDecision | None:
        """The confirmation in force, with its document, scope and date of discovery."""
        step = self.decided.get("confirmed")
        return step.fact if step and isinstance(step.fact, CaseDecision) else None

    @property
    def discovered_at(self) -> int | None:
        """The moment (UTC ms) whose calendar day is the day of discovery, once the case was confirmed."""
        if self.terms is None:
            return None
        moments = {
            "first_evidence": self.first_evidence_at,
            "flagged": self.flagged_at,
            "confirmed": self.confirmed_at,
        }
        return moments[self.terms.discovery]


def cases(facts: Iterable[tuple[object, int, str]]) -> list[Case]:
    """All cases of one platform, in the order of opening.

    `facts` are the decoded entries of its stream in order, each with its receive stamp and log position; entries that
    belong to no case are passed over.  Raises `NotAllowed`, which a log of our own never does.
    """
    found: dict[str, Case] = {}
    for fact, at, where in facts:
        if isinstance(fact, CaseFact):
            found[fact.case] = entered(found.get(fact.case), Step(fact=fact, at=at, where=where))
    return list(found.values())


def probes(facts: Iterable[tuple[object, int, str]]) -> list[ProbeReported]:
    """All probes of one platform, also those in which it stood the test."""
    return [fact for fact, _, _ in facts if isinstance(fact, ProbeReported)]


def allowed(case: Case, now: int) -> tuple[str, ...]:
    """What may come next at a moment (UTC ms); without answer or order nothing is confirmed before the term ends."""
    possible = [step for step in _NEXT[case.stage] if step not in case.decided]
    if "answered" in possible and sum(isinstance(step.fact, PlatformAnswered) for step in case.steps) >= ANSWERS_MAX:
        possible.remove("answered")
    if case.ordered and case.stage == "signal":
        return "confirmed", "dismissed"
    if case.stage == "notified" and case.reply_by is not None and now >= case.reply_by:
        possible.insert(-1, "confirmed")
    return tuple(possible)


def entered(case: Case | None, step: Step) -> Case:
    """The case after one more step; raises `NotAllowed`, and `SecondPersonNeeded` for one who decides twice."""
    if case is None:
        return _opened(step)
    wanted, possible = name_of(step.fact), allowed(case, step.at)
    if wanted not in possible:
        raise NotAllowed(case.case, wanted, case.stage, possible)
    case = replace(case, steps=(*case.steps, step))
    return _decide(case, step) if isinstance(step.fact, CaseDecision) else _advance(case, step)


def open_case(found: Iterable[Case], disqualifier: Disqualifier) -> Case | None:
    """The case about this disqualifier that further evidence joins, if there is one; an order stands by itself."""
    mine = (case for case in found if case.disqualifier == disqualifier and not case.ordered)
    return next((case for case in mine if not case.closed), None)


def case_name(found: Iterable[Case], disqualifier: Disqualifier) -> str:
    """The name of the next case about this disqualifier at this platform: "D1-1", "D1-2"."""
    return f"{disqualifier}-{1 + sum(case.disqualifier == disqualifier for case in found)}"


def _opened(step: Step) -> Case:
    fact = step.fact
    if not isinstance(fact, PlatformSignal):
        raise NotAllowed(fact.case, name_of(fact), "not open", ("signal",))
    return Case(platform=fact.platform, case=fact.case, disqualifier=fact.disqualifier, stage="signal", steps=(step,))


_NAMES: dict[type, str] = {
    PlatformSignal: "signal",
    SignalVerified: "verified",
    PlatformNotified: "notified",
    PlatformAnswered: "answered",
}


def name_of(fact: CaseFact) -> str:
    """What a step is called: in errors, in the API, and as the stage that it leads to."""
    return fact.outcome if isinstance(fact, CaseDecision) else _NAMES[type(fact)]


def _advance(case: Case, step: Step) -> Case:
    """Further evidence changes no stage; every other step is the stage's name."""
    if isinstance(step.fact, PlatformSignal):
        return case
    return replace(case, stage=name_of(step.fact), proposal=None)


# ---------------------------------------------------------------- decisions


_TERMS: dict[str, Callable[[CaseDecision], tuple[str, ...]]] = {
    "confirmed": lambda fact: (fact.discovery, fact.scope),
    "reinstated": lambda fact: (fact.recount,),
}


def _decide(case: Case, step: Step) -> Case:
    """The first person proposes, the second one who says the same decides; who says something else proposes anew."""
    assert isinstance(step.fact, CaseDecision)
    first = case.proposal.fact if case.proposal else None
    if not isinstance(first, CaseDecision) or _terms(first) != _terms(step.fact) or step.fact.anew:
        return replace(case, proposal=step)
    if first.by == step.fact.by:
        raise SecondPersonNeeded(case.case, f"a second {first.outcome} by {first.by}", case.stage, (first.outcome,))
    return with_outcome(case, step)


def refuse_other_than_ordered(case: Case, decision: CaseDecision) -> None:
    """Raise `OtherThanOrdered` where a confirmation says something else than the order that the case was opened by."""
    if not case.ordered or decision.outcome != "confirmed":
        return
    entered_first = next((step.fact for step in case.steps if name_of(step.fact) == "confirmed"), decision)
    assert isinstance(entered_first, CaseDecision)
    ordered = {
        "document": case.signals[0].evidence[0],
        "discovery": "first_evidence",  # the day of the document
        "scope": entered_first.scope,
    }
    for field, said in ordered.items():
        if getattr(decision, field) != said:
            raise OtherThanOrdered(field, said)


def with_outcome(case: Case, step: Step) -> Case:
    """The case once this decision is in force; for those who ask what would become of hours, at any stage."""
    assert isinstance(step.fact, CaseDecision)
    outcome = step.fact.outcome
    stage: Stage = "confirmed" if outcome in ("blacklisted", "exited") else outcome  # type: ignore[assignment]
    return replace(case, stage=stage, proposal=None, decided={**case.decided, outcome: step})


def _terms(decision: CaseDecision) -> tuple[str, ...]:
    """What two people must agree on."""
    terms = _TERMS.get(decision.outcome)
    return (decision.outcome, decision.document, *(terms(decision) if terms else ()))
