"""Who of the office asks: each person has a key of their own, so that two names are two people.

The keys are derived from the installation's secret and the person's account; whoever runs the server hands them out
(`monitor keys person NAME`).  A person's key can be ended at once (`monitor keys revoke --person NAME`); another one
follows only when it is asked for.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from monitor.flows.tokens import Keys
from monitor.web.needs import the_collector
from monitor.web.problems import Refusal

ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")

office_bearer = HTTPBearer(
    auto_error=False, scheme_name="office key", description="The key of the person whom X-Person names."
)


def office_key(keys: Keys, person: str, ended: int = 0) -> str:
    """The key of one person of the office, after so many that were ended.

    The account is 1 to 64 letters, digits and `._@-`, so the blank keeps it apart from the number.
    """
    context = f"{person} {ended}" if ended else person
    return "imo_" + base64.urlsafe_b64encode(keys.derive("office", context, 24)).decode()


async def identify_person(request: Request) -> str:
    """The account whose key was given; raises `Refusal` 401, without saying which of the two is wrong."""
    person = request.headers.get("x-person", "")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and ACCOUNT.fullmatch(person) and await _is_key_of(request, person, given.strip()):
        return person
    raise Refusal(
        401,
        "unauthorized",
        "The office key is missing, or it is not that of the person in X-Person.",
        field="Authorization",
        remedy="Send your account in X-Person and your own key as Authorization: Bearer <key>.",
        headers={"WWW-Authenticate": "Bearer"},
    )


async def _is_key_of(request: Request, person: str, given: str) -> bool:
    monitor = the_collector(request).monitor
    ended = await asyncio.to_thread(monitor.registry.person_key, person)
    wanted = office_key(monitor.keys, person, ended or 0)
    return hmac.compare_digest(given.encode(), wanted.encode()) and ended is not None


async def the_person(
    request: Request,
    _key: Annotated[HTTPAuthorizationCredentials | None, Depends(office_bearer)],
    _name: Annotated[str, Header(alias="X-Person", description="The account of the person who asks.")] = "",
) -> str:
    """The person whom the route has identified."""
    person: str = request.state.person
    return person


ThePerson = Annotated[str, Depends(the_person)]
