"""A face worker in a process of its own, to be killed: `python redis_worker.py REDIS CLAIM_SECONDS`."""

import asyncio
import sys

from face_fakes import FakeWork

from monitor.adapters.face_pool import FacePool
from monitor.adapters.redis_faces import RedisFaceWorker, RedisLimits


async def main(address: str, claim_seconds: float) -> None:
    pool = FacePool(1, build=FakeWork)
    try:
        await RedisFaceWorker(address, pool, limits=RedisLimits(claim_seconds=claim_seconds)).run()
    finally:
        await pool.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
