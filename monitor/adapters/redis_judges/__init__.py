"""Judgements over Redis: collectors name people, workers elsewhere judge them and tell what they found."""

from monitor.adapters.redis_judges.collector import RedisJudges
from monitor.adapters.redis_judges.worker import RedisJudgeWorker, is_at_work

__all__ = ["RedisJudgeWorker", "RedisJudges", "is_at_work"]
