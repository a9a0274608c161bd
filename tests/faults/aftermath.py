"""What became of everybody, as log and registry have it afterwards."""

from __future__ import annotations

import signal
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from scene import UNDISTURBED, Scene
from short_learner import ShortLearner

from monitor import assembly
from monitor.core.codec import decode_fact, first_broken
from monitor.core.events import Entry, LivenessResult, PhotoJudged
from monitor.core.verdict import from_bytes
from monitor.flows.monitor import Monitor
from monitor.flows.replay import people, read_all, replay

LEFT_TO_A_PERSON = ("review", "service_error")


@dataclass
class Outcome:
    """What the log and the registry say afterwards; the lists name learners, attempts and places."""

    results: dict[str, str] = field(default_factory=dict)  # learner -> stored result code
    lost: list[str] = field(default_factory=list)  # batches that were acknowledged and are not in the log as sent
    twice: list[str] = field(default_factory=list)  # batches and answers about faces that the log has more than once
    changed: list[str] = field(default_factory=list)  # results unlike an undisturbed hour's, and what is not reproduced
    acknowledged: int = 0  # batches
    faces: int = 0  # questions that were answered with one

    @property
    def ok(self) -> bool:
        return not (self.lost or self.twice or self.changed)


async def look_through(scene: Scene) -> Outcome:
    """End whoever has the folder in use, and see what there is."""
    assert {await process.end(signal.SIGTERM) for process in (*scene.collectors, *scene.judges)} == {0}
    outcome = Outcome()
    async with assembly.build(scene.settings) as monitor:
        for learner in scene.learners:
            await _compare_batches(monitor, learner, outcome)
        await _compare_verdicts(monitor, scene, outcome)
    return outcome


async def _compare_batches(monitor: Monitor, learner: ShortLearner, outcome: Outcome) -> None:
    entries = await monitor.log.read(learner.session)
    stored = Counter(entry.payload.decode() for entry in entries if entry.source == "client")
    answered = _answered(entries)
    acknowledged = learner.sent[: learner.acknowledged + 1]
    outcome.acknowledged += len(acknowledged)
    outcome.faces += len(answered)
    outcome.lost += [f"{learner.name} {seq}" for seq, text in enumerate(acknowledged) if text not in stored]
    outcome.twice += [f"{learner.name} {text[:40]}" for text, times in stored.items() if times > 1]
    outcome.twice += [f"{learner.name} {nonce}: {said}" for nonce, said in answered.items() if len(said) > 1]
    if first_broken(entries):
        outcome.changed.append(f"{learner.name}: the chain is broken")


def _answered(entries: list[Entry]) -> dict[str, list[str]]:
    """What became of each question that was answered with a face, if anybody saw it."""
    answered: defaultdict[str, list[str]] = defaultdict(list)
    for fact in (decode_fact(entry.payload) for entry in entries if entry.source == "server"):
        if isinstance(fact, LivenessResult | PhotoJudged) and (fact.decision, fact.reason) != LEFT_TO_A_PERSON:
            answered[fact.nonce].append(f"{fact.decision} {fact.reason}")
    return answered


async def _compare_verdicts(monitor: Monitor, scene: Scene, outcome: Outcome) -> None:
    registry = monitor.registry
    streams = await read_all(monitor.log)
    whose = {stream: trainee for trainee, names in people(streams).items() for stream in names}
    records = {learner.name: registry.verdicts(whose[learner.session]) for learner in scene.learners}
    stored = [(record.attempt, record.verdict) for found in records.values() for record in found]
    report = replay(streams, stored, monitor.packs)
    outcome.results = {name: from_bytes(found[-1].verdict).result if found else "" for name, found in records.items()}
    outcome.changed += [f"{name}: {said}" for name, said in outcome.results.items() if said != UNDISTURBED[name]]
    outcome.changed += [*report.broken, *(f"{one.attempt}: {one.why}" for one in report.differences)]
