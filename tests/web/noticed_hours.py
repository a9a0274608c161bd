"""Hours whose trainees were told that they are held, so that an appeal is possible."""

from small_world import CLASS
from verdicts_at_hand import store

from monitor.core import codec
from monitor.core.review_facts import NoticeGiven
from monitor.core.verdict import HistoryStep
from monitor.flows.adjudicate import adjudicate
from monitor.flows.own_links import DAY_MS
from monitor.flows.streams import claims_stream


async def noticed(world, name: str) -> tuple[str, str]:
    """A trainee who has been told that an hour is held, and the attempt."""
    trainee = world.trainee(name)
    async with await world.sdk(trainee) as sdk:
        await sdk.send_acked()
    [verdict] = await adjudicate(world.collector, trainee)
    now = world.monitor.clock.now()
    until = now + 5 * DAY_MS
    notice = NoticeGiven(attempt=verdict.attempt, result="held", appeal_until=until)
    await world.monitor.log.append(claims_stream(trainee, CLASS), now, "server", codec.encode_fact(notice))
    told = HistoryStep(kind="notice", at=now, entry="", new="held", until=until)
    store(world, trainee, attempt=verdict.attempt, result="held", stage="proposed", completed_at=None, history=(told,))
    return trainee, verdict.attempt
