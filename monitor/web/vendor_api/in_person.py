"""A person of the institution saw a trainee, and compared the face with the identity card (K4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from monitor.flows.see_in_person import Word, see_in_person
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.callers import Confirmer
from monitor.web.vendor_api.common import Id, api_router, own_class

router = api_router("people")


class Seen(BaseModel):
    """Who was seen."""

    training_class: Id
    platform: Id = Field(description="Where the trainee learns; nobody from there may speak.")
    session: str = Field("", max_length=128, description="The session in which the trainee was learning, if so.")


class SeenByInstitution(Seen):
    """Who was seen, and by whom."""

    trainee: Id
    person: Annotated[str, Field(min_length=1, max_length=40)] = Field(
        description="The person of the institution who compared face and card, by a name of its own."
    )


class Verification(BaseModel):
    """Whether two people have given their word."""

    state: Literal["waits_for_second_person", "verified"]

    @classmethod
    def of(cls, verified: bool) -> Verification:
        return cls(state="verified" if verified else "waits_for_second_person")


@router.post("/in-person", status_code=201)
async def post_in_person(seen: SeenByInstitution, collector: TheCollector, caller: Confirmer) -> Verification:
    """A person of the institution vouches for a trainee of its classes; it takes two different people.

    Failed comparisons before it no longer count in this class on this platform. With a session, the identity in it
    stands without face checks.
    """
    await own_class(collector, caller, seen.training_class)
    by = f"{caller.name}/{seen.person}"
    word = Word(seen.trainee, seen.training_class, seen.platform, by, seen.session)
    return Verification.of(await see_in_person(collector, word))
