"""What a case against a platform does to hours learned there, whatever the hour itself was like (ONL-11, ONL-13).

Only the result about the hour changes; nobody blames the trainee (rules: findings about platforms).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from monitor.core.attempt import Attempt
from monitor.core.bilingual import Bilingual
from monitor.core.days import shanghai_day
from monitor.core.platform_facts import CaseDecision, PhotoLost, PlatformFact
from monitor.core.platform_findings import Case, cases
from monitor.core.production import lapses
from monitor.core.reading import Record
from monitor.core.reviews import UNDER_EXAMINATION
from monitor.core.rule_names import Rule
from monitor.core.verdict import Finding, Severity

Cases = Mapping[str, Sequence[Case]]  # platform -> its cases

ELSEWHERE = {
    "zh-CN": "学员无责。可在其他在册平台或线下课堂学习;详情请咨询培训机构。",
    "en": "The trainee is blameless, and may learn on another catalogued platform or in class; ask the institution.",
}
WAIT = {
    "zh-CN": "学员无责。请等待办公室对平台作出决定,无需重新学习。",
    "en": "The trainee is blameless. Please wait for the office's decision about the platform; nothing to learn again.",
}


class Hour(NamedTuple):
    """What matters of an attempt here: when it was learned (server ms), and what it says against its platform."""

    platform: str
    training_class: str
    learned_at: int
    counts: bool  # it is complete, or credit is claimed for it
    lapses: frozenset[str] = frozenset()
    photos_gone_at: int | None = None  # when it was found (server ms) that too few of its photos are left

    @property
    def day(self) -> date:
        return shanghai_day(self.learned_at)


def cases_of(record: Record) -> dict[str, list[Case]]:
    """The cases of all platforms on which the person learned."""
    facts: dict[str, list[tuple[PlatformFact, int, str]]] = {}
    for entry in record.stored(PlatformFact):
        facts.setdefault(entry[0].platform, []).append(entry)
    return {platform: cases(mine) for platform, mine in facts.items()}


def hour_of(attempt: Attempt, found: Iterable[Finding]) -> Hour:
    """The attempt as a case sees it; an hour is of the day on which it was completed."""
    coverage, claimed = attempt.coverage, attempt.claim is not None
    done = coverage.completed_at
    learned_at = done if done is not None else max((piece.end for piece in coverage.pieces), default=attempt.opened_at)
    against = lapses(found, claimed=claimed, played=bool(coverage.pieces))
    return Hour(
        platform=attempt.platform,
        training_class=attempt.plan.training_class,
        learned_at=learned_at,
        counts=done is not None or claimed,
        lapses=frozenset(lapse.disqualifier for lapse in against),
        photos_gone_at=_photos_gone_at(attempt),
    )


def _photos_gone_at(attempt: Attempt) -> int | None:
    """When the audit of photos found that fewer accepted ones are left than a class hour needs."""
    lost = {fact.stored: known.received for fact, known in reversed(attempt.timeline.record.known(PhotoLost))}
    accepted = [photo.stored.where for photo in attempt.checks.photos if photo.accepted and photo.stored]
    gone = sorted(lost[where] for where in accepted if where in lost)
    spare = len(accepted) - attempt.pack["photos_per_class_hour_min"]
    return gone[spare] if 0 <= spare < len(gone) else None


def findings(hour: Hour, known: Cases) -> list[Finding]:
    """What the cases of its platform say about an hour: a gate where it does not count, a hold while nobody knows."""
    here = known.get(hour.platform, ())
    return [finding for case in here for finding in _effects(case, hour, _decided_until(case, here))]


def _decided_until(case: Case, here: Iterable[Case]) -> int:
    """When the case before it about the same disqualifier was closed (UTC ms): what was known by then is settled."""
    alike = (other for other in here if other.disqualifier == case.disqualifier and other.case != case.case)
    before = (other for other in alike if other.closed and other.flagged_at <= case.flagged_at)
    return max((other.steps[-1].at for other in before), default=0)


def _effects(case: Case, hour: Hour, settled_until: int) -> Iterable[Finding]:
    if case.terms is None:
        if _in_doubt(case, hour):
            yield _held(case)
        return
    end = counts_again_from(case)
    if end is not None and hour.day >= end:
        return
    if hour.day >= discovered_on(case):
        yield _suspended(case)
        yield from _sanctions(case, hour)
    elif hour.counts and _in_scope(case, case.terms, hour, settled_until):
        yield _not_recognised(case, case.terms)


def _in_doubt(case: Case, hour: Hour) -> bool:
    return case.in_doubt and hour.counts and hour.learned_at >= case.flagged_at


def discovered_on(case: Case) -> date:
    """The first day whose hours do not count; raises `ValueError` for a case that was not confirmed."""
    if case.discovered_at is None:
        raise ValueError(f"case {case.case} was not confirmed")
    return shanghai_day(case.discovered_at)


def counts_again_from(case: Case) -> date | None:
    """The first day that counts again after a reinstatement: any day where all hours count after all."""
    step = case.decided.get("reinstated")
    if step is None or not isinstance(step.fact, CaseDecision):
        return None
    return date.min if step.fact.recount == "all" else shanghai_day(step.at)


def _in_scope(case: Case, terms: CaseDecision, hour: Hour, settled_until: int) -> bool:
    if terms.scope == "affected_hours":
        return case.disqualifier in hour.lapses or _without_its_photos(case, hour, settled_until)
    if terms.scope == "affected_classes":
        return hour.training_class in terms.classes
    return hour.learned_at >= case.first_evidence_at


def _without_its_photos(case: Case, hour: Hour, settled_until: int) -> bool:
    """Its photos were found lost before the decision, and no earlier case has settled that (D6)."""
    found_at, decided_at = hour.photos_gone_at, case.confirmed_at
    if case.disqualifier != "D6" or found_at is None or decided_at is None:
        return False
    return settled_until < found_at <= decided_at


# ---------------------------------------------------------------- in words


def _said(rule: Rule, code: str, severity: Severity, where: str, message: Bilingual, advice: Bilingual) -> Finding:
    return Finding(
        rule=rule,
        code=code,
        clause={"zh-CN": code, "en": code},
        basis="plan",
        severity=severity,
        message=message,
        advice=advice,
        evidence=(where,),
    )


def _held(case: Case) -> Finding:
    message = {
        "zh-CN": "平台正在接受核查,本课时暂缓认定。",
        "en": "The platform is under examination, so this hour waits.",
    }
    return _said(UNDER_EXAMINATION, "ONL-13", "hold", case.steps[0].where, message, WAIT)


def _suspended(case: Case) -> Finding:
    step, day, document = case.decided["confirmed"], discovered_on(case), _document(case)
    message = {
        "zh-CN": f"平台自{day.isoformat()}起暂停参加补贴性培训(文号:{document})。",
        "en": f"The platform is out of subsidised training from {day.isoformat()} on (document {document}).",
    }
    return _said("suspended", "ONL-13", "gate", step.where, message, ELSEWHERE)


def _not_recognised(case: Case, terms: CaseDecision) -> Finding:
    message = {
        "zh-CN": f"平台被认定存在违规情形({case.disqualifier}),此前的学习结果不予认可(文号:{terms.document})。",
        "en": f"The platform was found in breach ({case.disqualifier}); earlier results are not recognised either "
        f"(document {terms.document}).",
    }
    return _said("not_recognised", "ONL-11", "gate", case.decided["confirmed"].where, message, ELSEWHERE)


def _sanctions(case: Case, hour: Hour) -> Iterable[Finding]:
    words: dict[str, tuple[Rule, str, Bilingual]] = {
        "blacklisted": (
            "platform_blacklisted",
            "ENF-01",
            {"zh-CN": "平台已被列入黑名单。", "en": "The platform is on the blacklist."},
        ),
        "exited": (
            "platform_exited",
            "ONL-03",
            {"zh-CN": "平台已退出目录清单。", "en": "The platform has left the catalogue."},
        ),
    }
    for outcome, (rule, code, message) in words.items():
        step = case.decided.get(outcome)
        if step is not None and hour.day >= shanghai_day(step.at):
            yield _said(rule, code, "gate", step.where, message, ELSEWHERE)


def _document(case: Case) -> str:
    return case.terms.document if case.terms else ""
