"""Judges made-up people and made-up cheaters with the shipped checks, and says whether the goals are reached.

`--short`, or BENCH_FACES=short, is the same with a tenth of the people, for continuous integration.  Everybody is
rendered from one public-domain picture: the figures show that the checks work as meant, not how accurate they are on
real people.  Ends with one line per goal; exit code 1 when one is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from bench_snapshots import Sustained, sustained

if TYPE_CHECKING:
    from monitor.learners.attacks import Attack
    from monitor.learners.people import Person
    from monitor.ports import Action

PROCESSES = 2
PHOTOS = ("sits_still", "has_moved", "copied_frame")
PEOPLE: tuple[Person, ...] = ("astronaut", "other", "third")
ACTIONS: tuple[Action, ...] = ("turn_left", "turn_right", "blink", "open_mouth", "nod")
CHUNK = 5
LOAD_SECONDS = 60.0
SLOWER = 1.5  # how much slower acknowledgements may be beside snapshots: what two busy cores vary by anyway


class Job(NamedTuple):
    """What to film and judge: `kind` is prompted, wrong_person or an attack; the seed draws everything else."""

    kind: str
    seed: int


class Result(NamedTuple):
    """What came of a job: accepted or not, why, and the CPU time in ms of each burst and each snapshot."""

    kind: str
    accepted: bool
    reason: str
    burst_ms: tuple[float, ...] = ()
    photo_ms: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the end: a figure and what it should be."""

    name: str
    figure: str
    goal: str
    reached: bool

    def __str__(self) -> str:
        return f"{self.name}: {self.figure}, goal {self.goal}: {'reached' if self.reached else 'NOT reached'}"


# ---------------------------------------------------------------- in the worker processes


class Bench:
    """One process's models and the references of the made-up people."""

    def __init__(self) -> None:
        from monitor.adapters.face_pool import installed_service
        from monitor.adapters.model_store import ModelStore
        from monitor.learners.people import reference_picture

        self.service = installed_service(ModelStore())
        enrolled = {person: self.service.enrol(reference_picture(person)) for person in PEOPLE}
        self.references = {person: judged.embedding for person, judged in enrolled.items()}

    def run(self, job: Job) -> Result:
        if job.kind == "prompted":
            return self._prompted(job)
        if job.kind == "wrong_person":
            return self._wrong_person(job)
        if job.kind in PHOTOS:
            return self._photo_beside_frames(job)
        return self._attack(job)

    def _prompted(self, job: Job) -> Result:
        from monitor.learners.attacks import film

        person, action = PEOPLE[job.seed % 3], ACTIONS[job.seed // 3 % 5]
        frames = film(person, action, job.seed)
        judged, burst_ms = self._burst(action, frames, person)
        began = time.process_time()
        self.service.judge_photo(frames[0], [self.references[person]])
        photo_ms = 1000 * (time.process_time() - began)
        reason = f"{action} {judged.verdict} {judged.reason}"
        return Result(job.kind, judged.verdict == "pass", reason, (burst_ms,), (photo_ms,))

    def _wrong_person(self, job: Job) -> Result:
        from monitor.learners.attacks import film

        person, action = PEOPLE[job.seed % 3], ACTIONS[job.seed // 6 % 5]
        enrolled = PEOPLE[(job.seed % 3 + 1 + job.seed // 3 % 2) % 3]
        judged, burst_ms = self._burst(action, film(person, action, job.seed), enrolled)
        return Result(job.kind, judged.verdict == "pass", f"{judged.verdict} {judged.reason}", (burst_ms,))

    def _photo_beside_frames(self, job: Job) -> Result:
        """Accepted means flagged: the photo looks like a frame of the challenge."""
        from monitor.faces.likeness import likeness, views
        from monitor.faces.pictures import decode
        from monitor.flows.looks import NEAR, looks, nearest
        from monitor.learners.sitting import sit

        frames, photo = sit(job.kind, PEOPLE[job.seed % 3], job.seed)  # type: ignore[arg-type]  # one of PHOTOS
        distance = nearest(looks(likeness(decode(frame)) for frame in frames), views(decode(photo)))
        flagged = distance is not None and distance <= NEAR
        return Result(job.kind, flagged, "near_duplicate" if flagged else "ok")

    def _attack(self, job: Job) -> Result:
        """Answer a challenge of three actions, one try each; the first burst that does not pass ends it."""
        from monitor.learners.attacks import attack, draw_challenge

        actions = draw_challenge(job.seed)
        tool = actions[job.seed % 3]
        bursts, spent = [], []
        for place, action in enumerate(actions):
            frames = attack(cast("Attack", job.kind), action, 10 * job.seed + place, tool)
            judged, burst_ms = self._burst(action, frames, "astronaut")
            bursts.append(judged)
            spent.append(burst_ms)
            if judged.verdict != "pass":
                break
        whole = self.service.judge_challenge(bursts)
        accepted = len(bursts) == len(actions) and whole.verdict == "pass"
        return Result(job.kind, accepted, f"{whole.verdict} {whole.reason}", tuple(spent))

    def _burst(self, action: Any, frames: Sequence[bytes], enrolled: Person) -> tuple[Any, float]:
        began = time.process_time()
        judged = self.service.judge_burst(action, frames, [self.references[enrolled]])
        return judged, 1000 * (time.process_time() - began)


_bench: Bench | None = None


def run_jobs(jobs: Sequence[Job]) -> list[Result]:
    """Do some jobs in this process, whose models are loaded with the first."""
    global _bench  # noqa: PLW0603 (a process pool has no other place for what its processes keep)
    with quiet():
        _bench = _bench or Bench()
        return [_bench.run(job) for job in jobs]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the models' native log messages from the terminal."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


# ---------------------------------------------------------------- memory of a real worker


async def worker_megabytes() -> float:
    """Return the peak memory of one face worker that has enrolled somebody and judged a few bursts."""
    from monitor.adapters.face_pool import FacePool
    from monitor.learners.attacks import film
    from monitor.learners.people import reference_picture

    with quiet():
        pool = FacePool(1)
        try:
            await pool.start()
            reference = (await pool.enrol(reference_picture("astronaut"))).embedding
            for seed, action in enumerate(ACTIONS):
                await pool.judge_burst(action, film("astronaut", action, seed), [reference])
            (worker,) = (child for child in multiprocessing.active_children() if child.name == "face-worker")
            status = Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii")
        finally:
            await pool.close()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


# ---------------------------------------------------------------- the whole


def plan(part: float) -> list[Job]:
    """Return every job; `part` is the share of the full number."""
    from monitor.learners.attacks import CAMERA_ATTACKS, PHOTO_ATTACKS

    counts: dict[str, int] = {"prompted": 400, "wrong_person": 400, **dict.fromkeys(PHOTO_ATTACKS, 200)}
    counts |= dict.fromkeys([*CAMERA_ATTACKS, "screen_replay"], 40) | dict.fromkeys(PHOTOS, 100)
    return [Job(kind, seed) for kind, count in counts.items() for seed in range(round(count * part))]


def run_all(jobs: Sequence[Job]) -> list[Result]:
    """Do all jobs on two processes."""
    chunks = [jobs[start : start + CHUNK] for start in range(0, len(jobs), CHUNK)]
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [result for done in pool.map(run_jobs, chunks) for result in done]


def render_people() -> None:
    """Make sure that everybody's clips are in the cache, so that the processes do not render them twice."""
    from monitor.learners.people import clips

    with quiet():
        for person in PEOPLE:
            clips(person)


def goals(results: Sequence[Result], megabytes: float) -> list[Goal]:
    from monitor.learners.attacks import CAMERA_ATTACKS, PHOTO_ATTACKS

    prompted = [result for result in results if result.kind == "prompted"]
    share = sum(result.accepted for result in prompted) / len(prompted)
    figure = f"{sum(result.accepted for result in prompted)} of {len(prompted)} ({share:.1%})"
    accepted = [Goal("prompted actions accepted", figure, ">= 98 %", share >= 0.98)]
    accepted += [none_accepted("photo attacks accepted, challenges of three actions", results, PHOTO_ATTACKS)]
    accepted += [none_accepted(f"photo attack {kind} accepted", results, [kind]) for kind in PHOTO_ATTACKS]
    accepted += [none_accepted(f"camera attack {kind} accepted", results, [kind]) for kind in CAMERA_ATTACKS]
    accepted += [none_accepted("wrong person accepted", results, ["wrong_person"])]
    bursts = [ms for result in prompted for ms in result.burst_ms]
    photos = [ms for result in prompted for ms in result.photo_ms]
    return [
        *accepted,
        at_most("CPU per burst (95th percentile)", percentile(bursts, 0.95), 300, "ms"),
        at_most("CPU per snapshot (95th percentile)", percentile(photos, 0.95), 80, "ms"),
        at_most("memory per worker (peak)", megabytes, 350, "MB"),
    ]


def load_goals(measured: Sustained) -> list[Goal]:
    done = f"{measured.judged} of {measured.asked}"
    p99 = f"{measured.ack_p99_with_ms:.0f} ms, {measured.ack_p99_without_ms:.0f} ms without"
    return [
        Goal("snapshots judged at 3.3 a second on one worker", done, "all", measured.judged == measured.asked > 0),
        Goal(
            "age of the oldest waiting snapshot",
            f"{measured.oldest_seconds:.2f} s",
            "< 5 s",
            measured.oldest_seconds < 5,
        ),
        Goal("99th percentile of acknowledgements beside them", p99, f"<= {SLOWER:g} times", measured.ratio <= SLOWER),
    ]


def none_accepted(name: str, results: Iterable[Result], kinds: Sequence[str]) -> Goal:
    tried = [result for result in results if result.kind in kinds]
    accepted = sum(result.accepted for result in tried)
    return Goal(name, f"{accepted} of {len(tried)}", "0", accepted == 0 and bool(tried))


def at_most(name: str, figure: float, limit: float, unit: str) -> Goal:
    return Goal(name, f"{figure:.0f} {unit}", f"<= {limit:.0f} {unit}", figure <= limit)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def tell(results: Sequence[Result]) -> None:
    """Say for each kind how its tries ended, the most frequent end first."""
    for kind in dict.fromkeys(result.kind for result in results):
        ends = Counter(result.reason for result in results if result.kind == kind).most_common()
        print(f"{kind}: " + ", ".join(f"{reason} {count}" for reason, count in ends))
    replays = [result for result in results if result.kind == "screen_replay"]
    print(
        f"known limit, no goal: a replayed video of the right actions was accepted in "
        f"{sum(result.accepted for result in replays)} of {len(replays)} challenges (no anti-spoofing model plugged in)"
    )
    print(
        "known limit, not measured here: a puppet drawn on a canvas of the page passes "
        "(tests/learners/test_faces_in_the_browser.py), and the reviewer of the attempt is told"
    )
    for kind in PHOTOS:
        photos = [result for result in results if result.kind == kind]
        print(f"no goal: a photo ({kind}) flagged as a frame of the challenge in {flagged(photos)} cases")


def flagged(photos: Sequence[Result]) -> str:
    return f"{sum(result.accepted for result in photos)} of {len(photos)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a tenth of everything")
    short = parser.parse_args().short or os.environ.get("BENCH_FACES") == "short"
    began = time.monotonic()
    render_people()
    results = run_all(plan(0.1 if short else 1.0))
    megabytes = asyncio.run(worker_megabytes())
    with quiet():
        load = asyncio.run(sustained(LOAD_SECONDS / (6 if short else 1)))
    tell(results)
    print(f"took {time.monotonic() - began:.0f} s on {PROCESSES} processes")
    lines = goals(results, megabytes) + load_goals(load)
    print(*lines, sep="\n")
    return 0 if all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
