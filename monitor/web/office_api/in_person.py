"""A person of the office saw a trainee, and compared the face with the identity card (K4)."""

from __future__ import annotations

from monitor.core.speaking import of_office
from monitor.flows.see_in_person import Word, see_in_person
from monitor.web.needs import TheCollector
from monitor.web.office_api.people import ThePerson
from monitor.web.office_api.route import office_router
from monitor.web.vendor_api.common import Name
from monitor.web.vendor_api.in_person import Seen, Verification

router = office_router("people")


@router.post("/trainees/{trainee}/in-person", status_code=201)
async def post_trainee_in_person(trainee: Name, seen: Seen, collector: TheCollector, person: ThePerson) -> Verification:
    """A person of the office vouches for a trainee; it takes two different people, of the office or the institution.

    Failed comparisons before it no longer count in this class on this platform. With a session, the identity in it
    stands without face checks until `until`.
    """
    word = Word(trainee, seen.training_class, seen.platform, of_office(person), seen.session)
    return Verification.of(await see_in_person(collector, word))
