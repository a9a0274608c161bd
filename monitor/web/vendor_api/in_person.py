"""A person of the institution saw a trainee, and compared the face with the identity card (K4)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from monitor.core import in_person
from monitor.flows.see_in_person import Word, see_in_person
from monitor.web.needs import TheCollector
from monitor.web.times import moment
from monitor.web.vendor_api.callers import Confirmer
from monitor.web.vendor_api.common import Id, api_router, own_class
from monitor.web.vendor_api.speakers import Named, speaker

router = api_router("people")


class Seen(BaseModel):
    """Who was seen."""

    training_class: Id
    platform: Id = Field(description="Where the trainee learns; nobody from there may speak.")
    session: str = Field("", max_length=128, description="The session in which the trainee was learning, if so.")


class SeenByInstitution(Seen):
    """Who was seen, and by whom."""

    trainee: Id
    person: Named = ""


class Verification(BaseModel):
    """Whether two people have given their word."""

    state: Literal["waits_for_second_person", "verified"]
    until: datetime | None = Field(
        None, description="Until when the two stand for the session; afterwards its next check asks again."
    )

    @classmethod
    def of(cls, verified: in_person.Verification | None) -> Verification:
        if verified is None:
            return cls(state="waits_for_second_person", until=None)
        return cls(state="verified", until=moment(verified.holds[1]) if verified.session else None)


@router.post("/in-person", status_code=201)
async def post_in_person(seen: SeenByInstitution, collector: TheCollector, caller: Confirmer) -> Verification:
    """A person of the institution vouches for a trainee of its classes; it takes two different people.

    At least one of the two is of the office or has a key of their own. Failed comparisons before it no longer count in
    this class on this platform. With a session, the identity in it stands without face checks until `until`.
    """
    await own_class(collector, caller, seen.training_class)
    word = Word(seen.trainee, seen.training_class, seen.platform, speaker(caller, seen.person), seen.session)
    return Verification.of(await see_in_person(collector, word))
