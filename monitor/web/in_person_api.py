"""Where the institution and the office say that they saw a trainee in person."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from monitor.flows.see_in_person import Word, see_in_person
from monitor.web.needs import TheCollector
from monitor.web.pages import may_act

router = APIRouter()

Id = Annotated[str, Field(min_length=1, max_length=128)]


class SeenInPerson(BaseModel):
    """One person's word: I compared the trainee's face with the identity card."""

    trainee: Id
    training_class: Id
    platform: Id = Field(description="Where the trainee learns; nobody from there may speak.")
    by: Id = Field(description="The person of the institution or the office who speaks.")
    session: str = Field("", max_length=128, description="The session in which the trainee was learning, if so.")


class Verification(BaseModel):
    """Whether two people have given their word."""

    state: Literal["waits_for_second_person", "verified"]


@router.post("/v1/in-person", status_code=201, dependencies=[Depends(may_act)], tags=["office"])
async def post_in_person(said: SeenInPerson, collector: TheCollector) -> Verification:
    """Vouch for a trainee who was seen in person; it takes two people, and the viewing key.

    Failed comparisons before it no longer count in this class on this platform. With a session, the identity in it
    stands without face checks.
    """
    word = Word(said.trainee, said.training_class, said.platform, said.by, said.session)
    verified = await see_in_person(collector, word)
    return Verification(state="verified" if verified else "waits_for_second_person")
