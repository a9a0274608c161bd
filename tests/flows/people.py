"""The people that several tests talk about: simulated learners under the demonstration rules."""

from __future__ import annotations

from pathlib import Path

from monitor import rulepacks
from monitor.core import events as e
from monitor.learners.simulated import START, Simulated
from monitor.rulepacks.kept import KeptPacks

PACK = rulepacks.load("demo")
PACKS = KeptPacks(Path("only the shipped ones"))

__all__ = ["PACK", "START", "cheat", "honest", "starter"]


def honest(name: str = "honest", **more: object) -> Simulated:
    """Watches the whole class hour and answers everything."""
    return Simulated(PACK, name, **more).watch().claim().close()


def starter(name: str = "starter", seconds: int = 9) -> Simulated:
    """Has begun, and is still there."""
    return Simulated(PACK, name).watch(seconds * 1000)


def cheat(name: str = "cheat") -> Simulated:
    """Speeds, hides, jumps, misses a pop-up, loses the connection, and shows somebody else at the end."""
    learner = starter(name).play_unasked(8000, rate=1.5)
    learner.habits.answers = False
    learner.watch(24_000)
    learner.habits.answers = True
    learner.play_unasked(5000, visible=False)
    learner.say(learner.event(e.NetOffline))
    learner.go_offline().pause(8000).go_online()
    learner.say(learner.event(e.NetOnline))
    learner.prevented("seek").seek(45_000)
    learner.habits.face = "mismatch"
    return learner.watch().claim().close()
