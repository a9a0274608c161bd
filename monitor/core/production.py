"""Evidence from real sessions: when the audits of claimed hours amount to a signal against their platform.

Pure functions of what is in the audit stream, so that a signal can be derived again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.core.photo_moments import MILLION
from monitor.core.platform_facts import (
    ClaimAudited,
    Disqualifier,
    Lapse,
    Observed,
    PhotoCopied,
    PhotoLost,
    PlatformSignal,
)
from monitor.core.rulepack import RulePack
from monitor.core.rules.telling import ends
from monitor.core.uniformity import distance_from_even, p_value
from monitor.core.verdict import Finding, Verdict


def lapses(findings: Iterable[Finding], *, claimed: bool, played: bool) -> tuple[Lapse, ...]:
    """The disqualifiers that the platform let happen and that nobody cured, in an hour that it wants counted.

    What is only doubtful is held and no lapse.  Credit for an hour in which the player reported nothing is one.
    """
    if not claimed:
        return ()
    if not played:
        return (Lapse(disqualifier="evidence_missing", since=0),)
    found: dict[Disqualifier, list[Finding]] = {}
    for finding in findings:
        if _is_lapse(finding):
            found.setdefault(finding.code, []).append(finding)  # type: ignore[arg-type]
    return tuple(_lapse(disqualifier, of_it) for disqualifier, of_it in sorted(found.items()))


def _is_lapse(finding: Finding) -> bool:
    return _let_through(finding) and not finding.cured


def _let_through(finding: Finding) -> bool:
    return finding.severity in ("rewatch", "void", "not_certified") and finding.fault == "platform"


def _lapse(disqualifier: Disqualifier, findings: Sequence[Finding]) -> Lapse:
    evidence = ends([position for finding in findings for position in finding.evidence])
    return Lapse(disqualifier=disqualifier, since=min(finding.start for finding in findings), evidence=evidence)


def observed(findings: Iterable[Finding]) -> tuple[Observed, ...]:
    """What was tried in an hour, by disqualifier: how often the platform stopped it, and how often it did not."""
    stopped: Counter[Disqualifier] = Counter()
    let_through: Counter[Disqualifier] = Counter()
    for finding in findings:
        stopped[finding.code] += finding.measured if _stopped(finding) else 0  # type: ignore[index]
        let_through[finding.code] += _let_through(finding)  # type: ignore[index]
    return tuple(
        Observed(disqualifier=name, stopped=stopped[name], let_through=let_through[name])
        for name in sorted(stopped)
        if stopped[name] or let_through[name]
    )


def _stopped(finding: Finding) -> bool:
    return finding.rule.endswith("_prevented")


def prevented(verdict: Verdict) -> int:
    """How often the platform stopped something in this hour, which speaks for it."""
    return sum(finding.measured for finding in verdict.findings if _stopped(finding))


def signal(
    audits: Iterable[ClaimAudited], disqualifier: Disqualifier, case: str, pack: RulePack
) -> PlatformSignal | None:
    """Whether enough hours of the last day show the disqualifier to call it a feature of the platform and no accident.

    The day ends with the latest claim; of several audits of one attempt the last one counts.  A share of few hours
    says nothing, so it needs a least number of them.
    """
    latest = {audit.attempt: audit for audit in audits}
    until = max((audit.claimed_at for audit in latest.values()), default=0)
    day = [audit for audit in latest.values() if until - audit.claimed_at < pack["production_window_ms"]]
    showing = [(audit, lapse) for audit in day for lapse in audit.lapses if lapse.disqualifier == disqualifier]
    trainees = len({audit.trainee for audit, _ in showing})
    many = trainees >= pack["production_signal_trainees"]
    share = len(day) >= pack["production_signal_hours_min"] and _share(len(showing), len(day), pack)
    if not showing or not (many or share):
        return None
    return PlatformSignal(
        platform=showing[0][0].platform,
        case=case,
        disqualifier=disqualifier,
        source="production",
        first_evidence_at=min(lapse.since or audit.claimed_at for audit, lapse in showing),
        attempts=tuple(sorted(audit.attempt for audit, _ in showing)),
        trainees=trainees,
        hours=len(day),
        prevented=sum(audit.prevented for audit in day),
        evidence=ends([position for _, lapse in showing for position in lapse.evidence], most=20),
    )


def _share(part: int, whole: int, pack: RulePack) -> bool:
    return part * 1000 >= whole * pack["production_signal_permille"]


# ---------------------------------------------------------------- photos that are gone


def lost_photos_signal(lost: Sequence[tuple[PhotoLost, int]], case: str) -> PlatformSignal | None:
    """One lost photo is enough; each comes with when it was found missing (UTC ms), as nobody saw when it went."""
    if not lost:
        return None
    return PlatformSignal(
        platform=lost[0][0].platform,
        case=case,
        disqualifier="D6",
        source="photo_audit",
        first_evidence_at=min(at for _, at in lost),
        trainees=len({photo.trainee for photo, _ in lost}),
        evidence=ends([photo.stored for photo, _ in lost], most=20),
    )


# ---------------------------------------------------------------- photos of two people that are one file


def copied_photo_signal(copied: PhotoCopied, at: int, case: str) -> PlatformSignal:
    """A copy names both sessions and accuses no trainee: whoever holds the files can hand one in for somebody else."""
    return PlatformSignal(
        platform=copied.platform,
        case=case,
        disqualifier="D6",
        source="photo_copies",
        first_evidence_at=at,
        trainees=2,
        evidence=(copied.first, copied.again),
    )


# ---------------------------------------------------------------- photo times


def photo_times_signal(latest: Sequence[ClaimAudited], taken: int, case: str, pack: RulePack) -> PlatformSignal | None:
    """Whether photos were taken at moments that nobody would draw; `latest` are the last of `taken` hours with one.

    The collector draws the moments, so this shows a page that photographs at moments of its own, or a broken draw.
    """
    size = sample_due(taken, pack)
    sample = latest[len(latest) - size :]
    if not size:
        return None
    shares = [min(audit.photo_moment or 0, MILLION) / MILLION for audit in sample]
    if p_value(distance_from_even(shares), len(shares)) * MILLION >= pack["photo_times_p_millionths"]:
        return None
    return PlatformSignal(
        platform=sample[0].platform,
        case=case,
        disqualifier="D6",
        source="photo_times",
        first_evidence_at=sample[0].claimed_at,
        trainees=len({audit.trainee for audit in sample}),
        hours=len(sample),
        prevented=sum(audit.prevented for audit in sample),
    )


def sample_due(taken: int, pack: RulePack) -> int:
    """How many of the latest photos to test now, or 0.

    Looking after every photo would find something in anything: so a test is due each time the number has doubled,
    and from the largest sample on once for every further such sample.
    """
    size = pack["photo_times_min"]
    while size < taken and size < pack["photo_times_max"]:
        size = min(2 * size, pack["photo_times_max"])
    return size if taken and taken % size == 0 else 0
