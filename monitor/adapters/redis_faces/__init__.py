"""Face jobs handed over Redis Streams, so that workers may run on machines of their own."""

from monitor.adapters.redis_faces.client import RedisFaces
from monitor.adapters.redis_faces.messages import RedisLimits
from monitor.adapters.redis_faces.worker import RedisFaceWorker, is_at_work

__all__ = ["RedisFaceWorker", "RedisFaces", "RedisLimits", "is_at_work"]
