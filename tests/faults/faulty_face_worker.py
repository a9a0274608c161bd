"""A face worker in a process of its own, which takes its time and finds everybody's face: `python … REDIS`."""

import asyncio
import sys

from monitor.adapters.redis_faces import RedisFaceWorker
from monitor.ports import NOBODY, FaceJudgement

TAKES_S = 0.3  # as long as real models do over a burst
FOUND = FaceJudgement(
    verdict="pass",
    reason="ok",
    faces=1,
    versions={"embedder": "", "metric": "euclidean"},
    thresholds={"distance_session": 0.5, "distance_session_fail": 0.6},
    embedding=(0.1,) * 128,
)


class EverybodysFace:
    """A `FaceAnalyser` as far as the learners of a scene need one."""

    async def judge_burst(self, action, frames, references, *, owner=NOBODY):
        await asyncio.sleep(TAKES_S)
        return FOUND

    async def judge_photo(self, picture, references, *, owner=NOBODY):
        await asyncio.sleep(TAKES_S)
        return FOUND

    async def versions(self):
        return FOUND.versions


if __name__ == "__main__":
    asyncio.run(RedisFaceWorker(sys.argv[1], EverybodysFace()).run())
