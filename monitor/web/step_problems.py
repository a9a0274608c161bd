"""Refused steps of cases and reviews as problem documents: which one, why, and what is possible instead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from fastapi import FastAPI, Request

from monitor.core.errors import NotAllowed
from monitor.core.platform_findings import OtherThanOrdered, SecondPersonNeeded
from monitor.core.reviews import Harder, ProofNeeded, SameReviewer, TooLate
from monitor.flows.certificate_status import UnknownCertificate
from monitor.flows.dossiers import UnknownCase
from monitor.flows.incidents import ImpossibleIncident
from monitor.flows.orders import ImpossibleDay
from monitor.flows.platform_cases import ImpossibleMoment, TermTooShort
from monitor.flows.platform_catalogue import UnknownPlatform
from monitor.flows.review import UnknownProof
from monitor.web.problems import ProblemResponse, problem

_SHANGHAI = timezone(timedelta(hours=8))


def install(app: FastAPI) -> None:
    """Answer what the flows of cases and reviews refuse."""
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, answer)


async def _not_allowed(_: Request, error: Any) -> ProblemResponse:
    return problem(
        409,
        "not_allowed",
        f"The matter stands at {error.stage}, where {error.wanted} is not possible.",
        remedy="Take one of the allowed steps.",
        allowed=error.allowed,
    )


async def _second_person(_: Request, error: Any) -> ProblemResponse:
    return problem(
        409,
        "second_person_needed",
        "The same person has said this already; a decision takes two.",
        field="X-Person",
        remedy="Let another person decide the same, with the same document.",
        allowed=error.allowed,
    )


async def _other_than_ordered(_: Request, error: Any) -> ProblemResponse:
    return problem(
        409,
        "other_than_ordered",
        f"The order that waits for a second person says {error.ordered} here.",
        field=error.field,
        remedy="Enter the same, or let two people dismiss the case and enter the order anew.",
    )


async def _same_reviewer(_: Request, __: Any) -> ProblemResponse:
    return problem(
        409,
        "same_reviewer",
        "Who decided before, filed the appeal, or made the link for it, does not decide on it.",
        field="X-Person",
        remedy="Let another reviewer decide.",
    )


async def _too_late(_: Request, __: Any) -> ProblemResponse:
    return problem(
        409,
        "too_late",
        "The term for an appeal is over.",
        remedy="The result is final; the class hour may be learned again.",
    )


async def _harder(_: Request, error: Any) -> ProblemResponse:
    return problem(
        409,
        "harder",
        "An appeal must not make things worse for the trainee.",
        field="outcome",
        remedy="Decide one of the allowed outcomes.",
        allowed=error.allowed,
    )


async def _proof_needed(_: Request, __: Any) -> ProblemResponse:
    return problem(
        422,
        "proof_needed",
        "A trainee is blamed for conduct only, with a ground and log positions that prove it.",
        field="proof",
        remedy="Give ground and proof, or another outcome.",
    )


async def _unknown_proof(_: Request, error: Any) -> ProblemResponse:
    return problem(
        422,
        "unknown_proof",
        f"{error.position} is no entry of this person's sessions.",
        field="proof",
        remedy="Give log positions as the findings do: stream:entry or stream:entry#event.",
    )


async def _term_too_short(_: Request, error: Any) -> ProblemResponse:
    last_day = datetime.fromtimestamp((error.until - 1) / 1000, UTC).astimezone(_SHANGHAI).date()
    return problem(
        422,
        "term_too_short",
        f"The platform may answer until {last_day.isoformat()} at least.",
        field="reply_until",
        remedy="Give that day or a later one, or none.",
    )


async def _impossible_moment(_: Request, __: Any) -> ProblemResponse:
    return problem(
        422,
        "impossible_moment",
        "A repetition lies in the future or before 2020.",
        field="repetitions",
        remedy="Give the time of each repetition, with its zone.",
    )


async def _impossible_day(_: Request, __: Any) -> ProblemResponse:
    return problem(
        422,
        "impossible_day",
        "A suspension begins today or earlier, and not before 2020.",
        field="suspended_on",
        remedy="Give the first day on which the platform's hours do not count; enter a later one on its day.",
    )


async def _impossible_incident(_: Request, __: Any) -> ProblemResponse:
    return problem(
        422,
        "impossible_incident",
        "An incident begins before it ends, and does not end in the future.",
        field="end",
        remedy="Correct start and end.",
    )


async def _unknown_case(_: Request, error: Exception) -> ProblemResponse:
    return problem(
        404,
        "not_found",
        f"There is no case {error} against this platform.",
        field="case",
        remedy="Name a case of the platform's list.",
    )


async def _unknown_platform(_: Request, error: Exception) -> ProblemResponse:
    return problem(
        404,
        "not_found",
        f"There is no platform {error}.",
        field="platform",
        remedy="Name a platform of the list.",
    )


async def _unknown_certificate(_: Request, __: Exception) -> ProblemResponse:
    return problem(
        404,
        "not_found",
        "No certificate of this number was issued here.",
        field="certificate",
        remedy="Ask the collector that issued it, with the certificate's id.",
    )


# FastAPI takes the handler of the nearest kind.
_ANSWERS: dict[type[Exception], Any] = {
    NotAllowed: _not_allowed,
    SecondPersonNeeded: _second_person,
    OtherThanOrdered: _other_than_ordered,
    SameReviewer: _same_reviewer,
    TooLate: _too_late,
    Harder: _harder,
    ProofNeeded: _proof_needed,
    UnknownProof: _unknown_proof,
    TermTooShort: _term_too_short,
    ImpossibleMoment: _impossible_moment,
    ImpossibleDay: _impossible_day,
    ImpossibleIncident: _impossible_incident,
    UnknownCase: _unknown_case,
    UnknownPlatform: _unknown_platform,
    UnknownCertificate: _unknown_certificate,
}
