"""Cases against platforms of a world, opened by probes and brought as far as a test needs."""

from small_world import CLASS, PLATFORM

from monitor.core import codec
from monitor.core.platform_facts import CaseDecision, ClaimAudited, Lapse, Observed, ProbeReported, Repetition
from monitor.flows.platform_cases import answer, decide, notify, report_probe, verify
from monitor.flows.streams import audits_stream


async def accuse(world, platform: str = PLATFORM, disqualifier: str = "D1", *, allowed: bool = True):
    """A probe that came out the same three times; returns the case, if it amounts to one."""
    now = world.monitor.clock.now()
    runs = tuple(Repetition(at=now - 60_000 * minute, allowed=allowed) for minute in (3, 2, 1))
    probe = ProbeReported(
        platform=platform,
        disqualifier=disqualifier,
        by="prober",
        authority="2026-3",
        procedure="play at double speed",
        repetitions=runs,
    )
    return await report_probe(world.collector, probe)


async def hear(world, case) -> None:
    """Verified, notified and answered."""
    at = (world.collector, case.platform, case.case)
    await verify(*at, "zhao", "seen again")
    await notify(*at, "zhao", "2x play is let through.")
    await answer(*at, "vendor", "It is mended.")


async def decided(world, case, outcome: str = "confirmed", **terms):
    """Two people say the same; the case after it."""
    said = {"outcome": outcome, "document": "2026-17", "reason": "as heard", **terms}
    for by in ("zhao", "qian"):
        after = await decide(world.collector, CaseDecision(platform=case.platform, case=case.case, by=by, **said))
    await world.collector.background.settle()
    return after


async def claimed(world, attempt: str, *, lapse: str = "", observed: tuple[Observed, ...] = (), **facts) -> None:
    """What a claimed hour says about its platform, put into the log."""
    now = world.monitor.clock.now()
    audit = ClaimAudited(
        platform=PLATFORM,
        attempt=attempt,
        trainee=f"t-{attempt}",
        training_class=CLASS,
        claimed_at=facts.pop("claimed_at", now),
        lapses=(Lapse(disqualifier=lapse, since=now),) if lapse else (),
        observed=observed,
        **facts,
    )
    await world.monitor.log.append(audits_stream(PLATFORM), now, "server", codec.encode_fact(audit))
