"""When the first random photo of an hour was really taken, as a share of the hour."""

from __future__ import annotations

from monitor.core.checkpoints import checkpoints
from monitor.core.reading import Record
from monitor.core.rulepack import RulePack

MILLION = 1_000_000


def photo_moment(record: Record, attempt: str, pack: RulePack) -> int | None:
    """Millionths of a class hour on the engaged clock, or None without such a photo.

    Only the first photo is drawn evenly over the whole hour; pop-ups that carry one have a clock of their own, and a
    photo that is asked for again comes from what is left of the hour.
    """
    asked = [photo for photo in checkpoints(record, attempt, pack).photos if photo.issued.kind == "photo"]
    first = asked[0] if asked else None
    if first is None or first.commit is None:
        return None
    taken = first.issued.engaged + max(0, first.commit.at - first.issued_at)
    return min(taken * MILLION // pack["class_hour_ms"], MILLION)
