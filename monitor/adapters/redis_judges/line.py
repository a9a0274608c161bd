"""The line of people in Redis: names of keys, and the steps that nobody may see half done.

A person stands in the stream once, from the first request to the end of the judgement, so that no two workers have the
same person.  Who asked since a worker began is in `ASKERS`: when it ends and there is somebody, the person gets in line
again.  There is no evidence here and nothing that cannot be lost: the log has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import redis.asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from monitor.ports import JudgesAway

STREAM, GROUP = "judgements:line", "judges"
PLACES, ASKERS = "judgements:places", "judgements:askers"  # by person: the place in the stream; names of collectors
THERE = "judgements:there"  # as long as there is a worker

# person, collector -> 0 if there is no worker, 1 if the person stands in line now
ASK = f"""
if redis.call('EXISTS', '{THERE}') == 0 then return 0 end
local askers = redis.call('HGET', '{ASKERS}', ARGV[1]) or ''
if not string.find(askers, ARGV[2], 1, true) then
  redis.call('HSET', '{ASKERS}', ARGV[1], askers .. ARGV[2] .. ' ')
end
local place = redis.call('HGET', '{PLACES}', ARGV[1])
if not place or #redis.call('XRANGE', '{STREAM}', place, place) == 0 then
  redis.call('HSET', '{PLACES}', ARGV[1], redis.call('XADD', '{STREAM}', '*', 'person', ARGV[1]))
end
return 1
"""

# person -> the collectors that asked; what is written from now on is a further request's
BEGIN = f"""
local askers = redis.call('HGET', '{ASKERS}', ARGV[1]) or ''
redis.call('HDEL', '{ASKERS}', ARGV[1])
return askers
"""

# person, place, what to tell, channels ... -> nothing
END = f"""
for number = 4, #ARGV do redis.call('PUBLISH', ARGV[number], ARGV[3]) end
redis.call('XACK', '{STREAM}', '{GROUP}', ARGV[2])
redis.call('XDEL', '{STREAM}', ARGV[2])
if redis.call('HGET', '{PLACES}', ARGV[1]) == ARGV[2] then
  redis.call('HDEL', '{PLACES}', ARGV[1])
  if redis.call('HEXISTS', '{ASKERS}', ARGV[1]) == 1 then
    redis.call('HSET', '{PLACES}', ARGV[1], redis.call('XADD', '{STREAM}', '*', 'person', ARGV[1]))
  end
end
"""

# person -> nothing; whom a worker has in hand stays
WITHDRAW = f"""
redis.call('HDEL', '{ASKERS}', ARGV[1])
local place = redis.call('HGET', '{PLACES}', ARGV[1])
if not place then return end
local taken = redis.pcall('XPENDING', '{STREAM}', '{GROUP}', place, place, 1)
if taken.err or #taken == 0 then
  redis.call('XDEL', '{STREAM}', place)
  redis.call('HDEL', '{PLACES}', ARGV[1])
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLimits:
    """Seconds until a silent worker's people are another's, and for which a worker is believed to be there."""

    claim_seconds: float = 6.0
    there_seconds: float = 5.0


def channel(collector: str) -> str:
    """On which one collector hears what was found."""
    return f"judgements:told:{collector}"


def connect(url: str, *, at_once: int, seconds: float) -> redis.Redis:
    """A client of a few connections that says at once, or within `seconds`, what goes wrong.

    Raises `JudgesAway` when `url` is none that Redis is reached by.
    """
    given: dict[str, Any] = {"retry": Retry(NoBackoff(), 0), "max_connections": at_once, "timeout": seconds}
    given |= {"socket_timeout": seconds, "socket_connect_timeout": seconds}
    try:
        pool = redis.BlockingConnectionPool.from_url(url, **given)
    except ValueError as error:
        raise JudgesAway(f"no address of a Redis server: {error}") from error
    return redis.Redis.from_pool(pool)
