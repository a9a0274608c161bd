"""Who vouches for a trainee with an institution's key: its server, for one of its people, or a person of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monitor.core.callers import Caller
from monitor.core.speaking import Speaker
from monitor.web.problems import Refusal

Named = Annotated[
    str,
    Field(
        max_length=40,
        description="Who compared face and card, by the institution's own name; left out with a key of that person. "
        "Whatever it says, an institution's key counts as one person.",
    ),
]


def speaker(caller: Caller, named: str) -> Speaker:
    """Raises `Refusal` 422 where nobody is named, or somebody whose key it is not."""
    if caller.person and named not in ("", caller.person):
        raise _refused(f"This key belongs to {caller.person} alone.", "Leave the field out, or use the right key.")
    if not caller.person and not named:
        raise _refused("Nobody is named.", "Say who compared face and card.")
    return Speaker(house=caller.name, person=caller.person or named, own_key=bool(caller.person))


def _refused(detail: str, remedy: str) -> Refusal:
    return Refusal(422, "person", detail, field="person", remedy=remedy)
