"""How a hold or a proposed void comes to its end: notice, appeal, decision (rules: reviews and appeals).

    notice -> term ended                     (a void is final)
    notice -> decision -> notice -> ...      (a person's first call can be appealed like the machine's)
    notice -> appeal -> decision             (by somebody else, and final)

Folded from the entries of one attempt; the same fold checks a step before it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from monitor.core.errors import NotAllowed
from monitor.core.review_facts import AppealFiled, Decision, NoticeGiven, Outcome, ReviewFact, TermEnded
from monitor.core.rule_names import Rule
from monitor.core.verdict import HistoryStep, Result, Verdict
from monitor.core.verdict import Stage as VerdictStage

Stage = Literal["judged", "noticed", "appealed", "decided", "ended", "closed"]

UNDER_EXAMINATION: Rule = "platform_under_examination"
VOIDS = ("void_platform", "void_trainee")
_HARDSHIP: tuple[Outcome, ...] = ("restored", "not_certified", "void_platform", "void_trainee")  # from the mildest on

_NEXT: dict[Stage, tuple[str, ...]] = {
    "judged": ("notice",),
    "noticed": ("notice", "appeal", "term end", "decision"),
    "appealed": ("decision",),
    "decided": ("notice",),
    "ended": ("notice",),
    "closed": (),
}


class TooLate(NotAllowed):
    """The term for an appeal is over."""


class SameReviewer(NotAllowed):
    """Who decided before, appealed, or made the link for that, does not decide on the appeal."""


class Harder(NotAllowed):
    """An appeal must not make things worse for the trainee."""


class ProofNeeded(NotAllowed):
    """A trainee is blamed for conduct only, with a ground and log positions that prove it (K9)."""


class ReviewStep(msgspec.Struct, frozen=True, kw_only=True):
    """One entry about an attempt: when it was stored (UTC ms), and where the log has it."""

    fact: ReviewFact
    at: int
    where: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """Where the matter of one attempt stands."""

    attempt: str
    stage: Stage = "judged"
    steps: tuple[ReviewStep, ...] = ()

    @property
    def notice(self) -> NoticeGiven | None:
        """The last notice."""
        return next((fact for fact in self._backwards() if isinstance(fact, NoticeGiven)), None)

    @property
    def decision(self) -> Decision | None:
        """The last decision."""
        return next((fact for fact in self._backwards() if isinstance(fact, Decision)), None)

    @property
    def appeal(self) -> AppealFiled | None:
        """The appeal on which nobody has decided yet."""
        last = self.steps[-1].fact if self.stage == "appealed" else None
        return last if isinstance(last, AppealFiled) else None

    def _backwards(self) -> Iterable[ReviewFact]:
        return (step.fact for step in reversed(self.steps))


def reviews(facts: Iterable[tuple[ReviewFact, int, str]]) -> dict[str, Review]:
    """The matters of all attempts; `facts` come in order, with receive stamp and log position.

    Raises `NotAllowed`, which a log of our own never does.
    """
    found: dict[str, Review] = {}
    for fact, at, where in facts:
        before = found.get(fact.attempt, Review(attempt=fact.attempt))
        found[fact.attempt] = entered(before, ReviewStep(fact=fact, at=at, where=where))
    return found


def entered(review: Review, step: ReviewStep) -> Review:
    """The matter after one more step; raises `NotAllowed` or one of its kinds."""
    wanted, possible = _NAMES[type(step.fact)], _NEXT[review.stage]
    if wanted not in possible or (wanted == "decision" and review.decision and not review.appeal):
        raise NotAllowed(f"attempt {review.attempt}", wanted, review.stage, _without_decision(review, possible))
    stage = _STAGES[type(step.fact)](review, step)
    return replace(review, stage=stage, steps=(*review.steps, step))


def possible_outcomes(review: Review) -> tuple[Outcome, ...]:
    """What may be decided now, the mildest first; nothing before a notice, nor after a decision without an appeal."""
    if "decision" not in _without_decision(review, _NEXT[review.stage]):
        return ()
    return _milder(review) if review.appeal else _HARDSHIP


def concerned(review: Review) -> frozenset[str]:
    """Who does not decide on the appeal: whoever filed it or made the link for that, and whoever decided before."""
    if review.appeal is None:
        return frozenset()
    decided = {step.fact.decided_by for step in review.steps if isinstance(step.fact, Decision)}
    return frozenset({review.appeal.filed_by, review.appeal.through} | decided) - {""}


def _without_decision(review: Review, possible: tuple[str, ...]) -> tuple[str, ...]:
    """After a person's decision only an appeal leads to another one."""
    decided = review.decision is not None and review.appeal is None
    return tuple(step for step in possible if not (decided and step == "decision"))


_NAMES: dict[type, str] = {
    NoticeGiven: "notice",
    AppealFiled: "appeal",
    TermEnded: "term end",
    Decision: "decision",
}


# ---------------------------------------------------------------- what becomes of the result


def outcome(review: Review | None, machine: Result, *, complete: bool) -> tuple[Result, VerdictStage]:
    """The result with what people decided about the machine's, and whether it is final."""
    if review is not None and review.decision is not None:
        return result_of(review.decision.outcome, complete=complete), "final" if _over(review) else "proposed"
    settled = review.notice.result if review and review.notice and review.stage == "ended" else ""
    proposed = machine == "held" or (machine in VOIDS and machine != settled)
    return machine, "proposed" if proposed else "final"


def _over(review: Review) -> bool:
    return review.stage in ("ended", "closed")


def result_of(decided: Outcome, *, complete: bool) -> Result:
    """A restored hour counts if all of it was learned, and else is simply not complete."""
    if decided == "restored":
        return "certified" if complete else "not_certified"
    return decided


def restored(review: Review | None) -> bool:
    """A person found that what speaks against the hour does not hold."""
    return review is not None and review.decision is not None and review.decision.outcome == "restored"


def history(review: Review | None, *, complete: bool) -> tuple[HistoryStep, ...]:
    """All steps with old and new values, for the verdict."""
    told: list[HistoryStep] = []
    value: Result | Literal[""] = ""
    for step in review.steps if review else ():
        told.append(_told(step, value, complete=complete))
        value = told[-1].new or value
    return tuple(told)


def _told(step: ReviewStep, before: Result | Literal[""], *, complete: bool) -> HistoryStep:
    fact = step.fact
    told = HistoryStep(kind="term_end", at=step.at, entry=step.where)
    if isinstance(fact, NoticeGiven):
        return replace(told, kind="notice", new=fact.result, until=fact.appeal_until)
    if isinstance(fact, AppealFiled):
        return replace(told, kind="appeal", by=fact.filed_by, party=fact.party, text=fact.text)
    if isinstance(fact, Decision):
        after = result_of(fact.outcome, complete=complete)
        said = replace(told, kind="decision", by=fact.decided_by, text=fact.reason, old=before, new=after)
        return replace(said, ground=fact.ground, proof=fact.proof)
    return told


def notice_due(verdict: Verdict) -> bool:
    """A result waits for a person or an appeal, and the trainee was not told so yet.

    What is held for the sake of its platform alone waits for no reviewer, and an hour that goes on needs none yet.
    """
    if verdict.stage == "final" or not _needs_a_person(verdict):
        return False
    last = verdict.history[-1] if verdict.history else None
    return last is None or not (last.kind == "appeal" or (last.kind == "notice" and last.new == verdict.result))


def _needs_a_person(verdict: Verdict) -> bool:
    if verdict.result != "held":
        return True
    if any(step.kind == "decision" for step in verdict.history):
        return False
    doubts = {finding.rule for finding in verdict.findings if finding.severity == "hold" and not finding.cured}
    return (verdict.claimed or verdict.completed_at is not None) and doubts != {UNDER_EXAMINATION}


# ---------------------------------------------------------------- where each step leads


def _noticed(_review: Review, _step: ReviewStep) -> Stage:
    return "noticed"


def _appealed(review: Review, step: ReviewStep) -> Stage:
    if review.notice is None or step.at >= review.notice.appeal_until:
        raise TooLate(f"attempt {review.attempt}", "an appeal", "past its term", ())
    return "appealed"


def _ended(review: Review, step: ReviewStep) -> Stage:
    """A hold does not end by itself: nobody has found anything yet that could become final."""
    notice = review.notice
    if notice is None or notice.result == "held" or step.at < notice.appeal_until:
        raise NotAllowed(f"attempt {review.attempt}", "the end of the term", review.stage, ("appeal",))
    return "ended"


def _decided(review: Review, step: ReviewStep) -> Stage:
    decision = step.fact
    assert isinstance(decision, Decision)
    if decision.outcome == "void_trainee" and not (decision.ground and decision.proof):
        raise ProofNeeded(f"attempt {review.attempt}", "void_trainee without a ground and proof", review.stage, ())
    if review.appeal is None:
        return "closed" if decision.outcome == "restored" else "decided"
    _refuse_partial(review, decision)
    _refuse_harder(review, decision)
    return "closed"


def _refuse_partial(review: Review, decision: Decision) -> None:
    if decision.decided_by in concerned(review):
        who = f"a decision by {decision.decided_by}"
        raise SameReviewer(f"attempt {review.attempt}", who, review.stage, ("a decision by somebody else",))


def _refuse_harder(review: Review, decision: Decision) -> None:
    milder = _milder(review)
    if decision.outcome not in milder:
        raise Harder(f"attempt {review.attempt}", decision.outcome, review.stage, milder)


def _milder(review: Review) -> tuple[Outcome, ...]:
    """A hold has no value yet that could get worse; anything else may only become milder."""
    before = review.decision.outcome if review.decision else review.notice.result if review.notice else "held"
    return _HARDSHIP[: _HARDSHIP.index(before) + 1] if before in _HARDSHIP else _HARDSHIP


_STAGES: dict[type, Callable[[Review, ReviewStep], Stage]] = {
    NoticeGiven: _noticed,
    AppealFiled: _appealed,
    TermEnded: _ended,
    Decision: _decided,
}
