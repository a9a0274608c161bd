"""Every request of the API as a value, so that the two clients differ in nothing but waiting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec

from integrity_monitor_client import models as m

Answer = TypeVar("Answer")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer]):
    """One request and the type of its answer; None is an answer without a body."""

    method: str
    path: str
    answer: Any
    json: dict[str, Any] | None = None
    query: dict[str, Any] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    pictures: tuple[bytes, ...] = ()

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def after(self, cursor: str) -> Call[Answer]:
        """The same list from its next page on."""
        return replace(self, query={**self.query, "cursor": cursor})


def _get(path: str, answer: Any, **query: Any) -> Call[Any]:
    return Call("GET", path, answer, query={name: value for name, value in query.items() if value not in (None, "")})


def _post(path: str, answer: Any, **content: Any) -> Call[Any]:
    return Call("POST", path, answer, json=content)


def _delete(path: str) -> Call[None]:
    return Call("DELETE", path, None)


def _name(name: str) -> str:
    return quote(name, safe="")


# ---------------------------------------------------------------- files


def hours_file(form: str, training_class: str, first: str, last: str) -> Call[None]:
    return _get("/v1/exports/hours", None, format=form, training_class=training_class, **{"from": first, "to": last})


# ---------------------------------------------------------------- learning


def open_session(trainee: str, training_class: str, lesson: str) -> Call[m.SessionOpened]:
    return _post("/v1/sessions", m.SessionOpened, trainee=trainee, training_class=training_class, lesson=lesson)


def session(name: str) -> Call[m.Session]:
    return _get(f"/v1/sessions/{_name(name)}", m.Session)


def close_session(name: str) -> Call[m.Session]:
    return Call("POST", f"/v1/sessions/{_name(name)}/close", m.Session)


def claim(trainee: str, training_class: str, unit: str) -> Call[m.Verdict]:
    return _post("/v1/claims", m.Verdict, trainee=trainee, training_class=training_class, unit=unit)


def verdicts(trainee: str, training_class: str) -> Call[m.Page[m.Verdict]]:
    return _get("/v1/verdicts", m.Page[m.Verdict], trainee=trainee, training_class=training_class, limit=100)


def hours(training_class: str, trainee: str) -> Call[m.Page[m.Hours]]:
    return _get("/v1/hours", m.Page[m.Hours], training_class=training_class, trainee=trainee, limit=100)


def certificate(attempt: str) -> Call[m.Certificate]:
    return _get(f"/v1/certificates/{_name(attempt)}", m.Certificate)


# ---------------------------------------------------------------- notices and appeals


def notices(training_class: str) -> Call[m.Page[m.Review]]:
    return _get("/v1/notices", m.Page[m.Review], training_class=training_class, limit=100)


def notice(attempt: str) -> Call[m.Review]:
    return _get(f"/v1/notices/{_name(attempt)}", m.Review)


def appeal(attempt: str, text: str, filed_by: str, on_behalf_of: str) -> Call[m.Review]:
    return _post("/v1/appeals", m.Review, attempt=attempt, text=text, filed_by=filed_by, on_behalf_of=on_behalf_of)


# ---------------------------------------------------------------- people


def register_trainee(identity_number: str, external_id: str, phone: str | None) -> Call[m.Trainee]:
    told = {} if phone is None else {"phone": phone}
    return _post("/v1/trainees", m.Trainee, identity_number=identity_number, external_id=external_id, **told)


def trainees(external_id: str) -> Call[tuple[m.Trainee, ...]]:
    return _get("/v1/trainees", tuple[m.Trainee, ...], external_id=external_id)


def enrol(trainee: str, training_class: str) -> Call[m.Enrolment]:
    return _post("/v1/enrolments", m.Enrolment, trainee=trainee, training_class=training_class)


def enrolments(training_class: str) -> Call[m.Page[m.Enrolment]]:
    return _get("/v1/enrolments", m.Page[m.Enrolment], training_class=training_class, limit=100)


def own_link(trainee: str, days: int) -> Call[m.OwnLink]:
    return _post(f"/v1/trainees/{_name(trainee)}/links", m.OwnLink, days=days)


def consent_text() -> Call[m.ConsentText]:
    return _get("/v1/consents/text", m.ConsentText)


def give_consent(trainee: str, purpose: str, version: str, source_system: str, external_id: str) -> Call[m.Consent]:
    facts = {"trainee": trainee, "purpose": purpose, "version": version}
    return _post("/v1/consents", m.Consent, **facts, source_system=source_system, external_id=external_id)


def withdraw_consent(trainee: str, purpose: str) -> Call[None]:
    return _delete(f"/v1/consents/{_name(trainee)}/{_name(purpose)}")


def add_references(trainee: str, pictures: Sequence[bytes], consent: str) -> Call[m.ReferencesTaken]:
    form = {"trainee": trainee, "consent": consent}
    return Call("POST", "/v1/references", m.ReferencesTaken, form=form, pictures=tuple(pictures))


def references(trainee: str) -> Call[tuple[m.Reference, ...]]:
    return _get("/v1/references", tuple[m.Reference, ...], trainee=trainee)


def confirm_references(numbers: Sequence[int], person: str) -> Call[m.Vouched]:
    return _post("/v1/references/confirmations", m.Vouched, references=list(numbers), person=person)


# ---------------------------------------------------------------- content


def propose_lesson(**facts: Any) -> Call[m.Lesson]:
    return _post("/v1/lessons", m.Lesson, **facts)


def lessons(course: str) -> Call[m.Page[m.Lesson]]:
    return _get("/v1/lessons", m.Page[m.Lesson], course=course, limit=100)


def propose_plan(units: Iterable[m.PlanUnit], **facts: Any) -> Call[m.Plan]:
    return _post("/v1/plans", m.Plan, units=msgspec.to_builtins(list(units)), **facts)


def plans(state: str) -> Call[m.Page[m.Plan]]:
    return _get("/v1/plans", m.Page[m.Plan], state=state, limit=100)


def plan(proposal: str) -> Call[m.Plan]:
    return _get(f"/v1/plans/{_name(proposal)}", m.Plan)


# ---------------------------------------------------------------- keys and webhooks


def keys() -> Call[m.Page[m.Key]]:
    return _get("/v1/keys", m.Page[m.Key], limit=100)


def rotate_key(overlap_hours: int) -> Call[m.NewSecret]:
    return _post("/v1/keys/rotate", m.NewSecret, overlap_hours=overlap_hours)


def revoke_key(key: str) -> Call[None]:
    return _delete(f"/v1/keys/{_name(key)}")


def add_webhook(url: str, events: Sequence[str]) -> Call[m.Endpoint]:
    return _post("/v1/webhooks", m.Endpoint, url=url, events=list(events))


def webhooks() -> Call[m.Page[m.Endpoint]]:
    return _get("/v1/webhooks", m.Page[m.Endpoint], limit=100)


def delete_webhook(endpoint: str) -> Call[None]:
    return _delete(f"/v1/webhooks/{_name(endpoint)}")


def rotate_webhook(endpoint: str, overlap_hours: int) -> Call[m.NewSecret]:
    return _post(f"/v1/webhooks/{_name(endpoint)}/rotate", m.NewSecret, overlap_hours=overlap_hours)


def test_webhook(endpoint: str) -> Call[m.Replayed]:
    return Call("POST", f"/v1/webhooks/{_name(endpoint)}/test", m.Replayed)


def deliveries(state: str) -> Call[m.Page[m.Delivery]]:
    return _get("/v1/webhooks/deliveries", m.Page[m.Delivery], state=state, limit=100)


def replay(message: str) -> Call[m.Replayed]:
    return Call("POST", f"/v1/webhooks/messages/{_name(message)}/replay", m.Replayed)
