"""Verdicts of a simulated learner, put into the registry as if the world's collector had judged them."""

from secrets import token_hex

from msgspec.structs import replace
from small_world import CLASS, PLATFORM, UNIT

from monitor.core.summary import summary
from monitor.core.verdict import Verdict
from monitor.flows.certify import issue
from monitor.learners.simulated_cast import SIMULATED


def store(
    world, trainee: str, story: str = "honest", *, unit: str = UNIT, platform: str = PLATFORM, **facts
) -> Verdict:
    """What became of a made-up attempt; with a certificate where it is certified."""
    monitor = world.monitor
    taken_up = {"trainee": trainee, "training_class": CLASS, "platform": platform, "at": 0, "units": [unit]}
    [attempt] = [record.attempt for record in monitor.registry.register_session(f"s-{token_hex(4)}", **taken_up)]
    judged = SIMULATED[story](monitor.pack)
    named = {"attempt": attempt, "trainee": trainee, "training_class": CLASS, "unit": unit, "platform": platform}
    verdict = replace(judged, **{**named, "heads": {}, **facts})  # the world's log has no stream of it
    certified = verdict.result == "certified" and verdict.claimed
    certificate = issue(verdict, monitor.signer, monitor.issuer, monitor.clock.now()) if certified else None
    now = monitor.clock.now()
    monitor.registry.save_verdict(
        attempt,
        verdict.to_bytes(),
        head="0" * 64,
        decided_at=now,
        certificate=certificate,
        said=summary(verdict, now),
    )
    return verdict
