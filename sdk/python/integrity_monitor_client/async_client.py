"""The client for asynchronous servers; the same as `client.py` in everything but waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import msgspec

from integrity_monitor_client import calls, models, talking
from integrity_monitor_client.calls import Call
from integrity_monitor_client.errors import Unreachable
from integrity_monitor_client.talking import Retries, Settings

Answer = TypeVar("Answer")
Item = TypeVar("Item")


class AsyncClient:
    """The monitor's API for a platform or an institution; all methods raise `ApiError`, `Unreachable`.

    Lists are walked through page by page while they are read.  A client belongs to one event loop.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        language: str = "zh-CN",
        timeout_s: float = 10.0,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        settings = Settings(url, key, language, timeout_s)
        self._retries = retries or Retries()
        self._http = httpx.AsyncClient(**settings.options, transport=transport)

    @classmethod
    def from_environment(cls, **options: Any) -> Self:
        """A client for `INTEGRITY_URL` with `INTEGRITY_KEY`."""
        url, key = talking.from_environment()
        return cls(url, key, **options)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # ------------------------------------------------------------ learning

    async def open_session(
        self, trainee: str, training_class: str, lesson: str, *, idempotency_key: str | None = None
    ) -> models.SessionOpened:
        """Open a supervised session; hand `ticket` and `stream_url` to the learner's page."""
        return await self.send(calls.open_session(trainee, training_class, lesson), idempotency_key)

    async def session(self, session: str) -> models.Session:
        """Whose session it is, and whether it is still open."""
        return await self.send(calls.session(session))

    async def close_session(self, session: str) -> models.Session:
        """End a session, as when the learner logs out."""
        return await self.send(calls.close_session(session))

    async def claim(
        self, trainee: str, training_class: str, unit: str, *, idempotency_key: str | None = None
    ) -> models.Verdict:
        """Ask that a finished class hour be counted; the answer is the verdict."""
        return await self.send(calls.claim(trainee, training_class, unit), idempotency_key)

    def verdicts(self, trainee: str, training_class: str) -> AsyncIterator[models.Verdict]:
        """The last verdict of every attempt."""
        return self._pages(calls.verdicts(trainee, training_class))

    def hours(self, training_class: str, trainee: str = "") -> AsyncIterator[models.Hours]:
        """Hours, reasons and the place under the cap: of everybody in the class, or of one trainee."""
        return self._pages(calls.hours(training_class, trainee))

    async def hours_file(
        self, to: Path, form: str = "csv", *, training_class: str = "", first: str = "", last: str = ""
    ) -> None:
        """Write your certified hours to a file: `form` is csv, xlsx or json, `first` and `last` days of completion.

        Days are written as 2026-09-21.  A file that was not sent to its end does not appear.
        """
        call = calls.hours_file(form, training_class, first, last)
        with talking.whole_file(to) as file:
            async with self._http.stream(**talking.request_of(call, None)) as response:
                if not response.is_success:
                    await response.aread()
                    talking.read(call, response)
                async for piece in response.aiter_bytes():
                    file.write(piece)

    async def certificate(self, attempt: str) -> models.Certificate:
        """The certificate of an attempt; raises `NotFound` where there is none."""
        return await self.send(calls.certificate(attempt))

    async def certificate_file(self, attempt: str) -> bytes:
        """The same as a file for `monitor verify`, which checks it without a network."""
        return msgspec.json.encode(await self.certificate(attempt))

    # ------------------------------------------------------------ notices and appeals

    def notices(self, training_class: str = "") -> AsyncIterator[models.Review]:
        """Hours that are held or about to be void, the longest known first; an institution has to name a class."""
        return self._pages(calls.notices(training_class))

    async def notice(self, attempt: str) -> models.Review:
        """How the matter of one attempt stands, closed ones too; raises `NotFound` for an attempt that is not yours."""
        return await self.send(calls.notice(attempt))

    async def appeal(
        self,
        attempt: str,
        text: str,
        *,
        filed_by: str,
        on_behalf_of: str = "trainee",
        idempotency_key: str | None = None,
    ) -> models.Review:
        """Object to a hold or a proposed void, for the trainee or (`self`) for yourself; `filed_by` is a person.

        Raises `Conflict` with the code `too_late` after the notice's term, or `not_allowed` where nothing is proposed.
        """
        return await self.send(calls.appeal(attempt, text, filed_by, on_behalf_of), idempotency_key)

    # ------------------------------------------------------------ people

    async def register_trainee(
        self, identity_number: str, external_id: str, phone: str | None = None
    ) -> models.Trainee:
        """Register a person under your own id; the monitor keeps keyed hashes of the numbers alone.

        By the phone number the helpdesk finds who calls; a new one replaces what was told before.
        """
        return await self.send(calls.register_trainee(identity_number, external_id, phone))

    async def trainee(self, external_id: str) -> models.Trainee | None:
        """Whom you registered under this id."""
        found = await self.send(calls.trainees(external_id))
        return found[0] if found else None

    async def enrol(self, trainee: str, training_class: str) -> models.Enrolment:
        """Enrol a trainee in a class."""
        return await self.send(calls.enrol(trainee, training_class))

    def enrolments(self, training_class: str) -> AsyncIterator[models.Enrolment]:
        """Who takes part in a class, as far as you may see."""
        return self._pages(calls.enrolments(training_class))

    async def own_link(self, trainee: str, days: int = 7) -> models.OwnLink:
        """Make a link to the trainee's own page, good for 1 to 30 days, to be handed to that person alone."""
        return await self.send(calls.own_link(trainee, days))

    async def consent_text(self) -> models.ConsentText:
        """The text to show before a face is enrolled."""
        return await self.send(calls.consent_text())

    async def give_consent(
        self, trainee: str, purpose: str, version: str, *, source_system: str = "", external_id: str = ""
    ) -> models.Consent:
        """Note that a trainee agreed to `face_check` or `face_reference`, and to which text.

        `source_system` and `external_id` say what it is called where it comes from: from you, unless told otherwise.
        """
        return await self.send(calls.give_consent(trainee, purpose, version, source_system, external_id))

    async def withdraw_consent(self, trainee: str, purpose: str) -> None:
        """Note that a trainee takes a consent back."""
        await self.send(calls.withdraw_consent(trainee, purpose))

    async def add_references(self, trainee: str, pictures: Sequence[bytes], *, consent: str) -> models.ReferencesTaken:
        """Enrol a face from 1 to 5 JPEG files; `consent` is the version of the text that the trainee agreed to."""
        return await self.send(calls.add_references(trainee, pictures, consent))

    async def references(self, trainee: str) -> tuple[models.Reference, ...]:
        """The trainee's reference pictures and whether they are in force."""
        return await self.send(calls.references(trainee))

    async def confirm_references(self, references: Sequence[int], person: str) -> models.Vouched:
        """For institutions: this person compared face and card."""
        return await self.send(calls.confirm_references(references, person))

    # ------------------------------------------------------------ content

    async def propose_lesson(
        self,
        lesson: str,
        *,
        course: str,
        course_type: str,
        ordinal: int,
        duration_ms: int,
        content_hash: str,
        title: str = "",
        source_system: str = "",
        external_id: str = "",
        course_external_id: str = "",
    ) -> models.Lesson:
        """Register a new lesson, which the office has to approve before it counts.

        The ids are those of the system that it comes from; without them it comes from you, under its name here.
        """
        proposed = calls.propose_lesson(
            lesson=lesson,
            course=course,
            course_type=course_type,
            ordinal=ordinal,
            duration_ms=duration_ms,
            content_hash=content_hash,
            title=title,
            source_system=source_system,
            external_id=external_id,
            course_external_id=course_external_id,
        )
        return await self.send(proposed)

    def lessons(self, course: str = "") -> AsyncIterator[models.Lesson]:
        """Registered lessons, of one course or of all."""
        return self._pages(calls.lessons(course))

    async def propose_plan(
        self,
        training_class: str,
        units: Iterable[models.PlanUnit],
        *,
        class_title: str,
        total_class_hours: int,
        institution: str = "",
        version: str = "1",
        source_system: str = "",
        external_id: str = "",
    ) -> models.Plan:
        """Propose the plan of a new class, or a further version of one; it is in force once the office approves it.

        Its lessons are registered before (`propose_lesson`).  A platform names the institution whose class it is.
        """
        proposed = calls.propose_plan(
            units,
            training_class=training_class,
            class_title=class_title,
            total_class_hours=total_class_hours,
            institution=institution,
            version=version,
            source_system=source_system,
            external_id=external_id,
        )
        return await self.send(proposed)

    def plans(self, state: str = "") -> AsyncIterator[models.Plan]:
        """Your proposals, or those that are `proposed`, `approved` or `refused` alone."""
        return self._pages(calls.plans(state))

    async def plan(self, proposal: str) -> models.Plan:
        """One of your proposals, and what became of it."""
        return await self.send(calls.plan(proposal))

    # ------------------------------------------------------------ keys and webhooks

    def api_keys(self) -> AsyncIterator[models.Key]:
        """Your keys by name."""
        return self._pages(calls.keys())

    async def rotate_key(self, overlap_hours: int = 24) -> str:
        """A new key in the place of the one in use, which goes on for the overlap."""
        return (await self.send(calls.rotate_key(overlap_hours))).secret

    async def revoke_key(self, key: str) -> None:
        """End one of your keys, by its name, at once."""
        await self.send(calls.revoke_key(key))

    async def add_webhook(self, url: str, events: Sequence[str] = ()) -> models.Endpoint:
        """Register an endpoint; keep its `secret`, which is said this once."""
        return await self.send(calls.add_webhook(url, events))

    def webhooks(self) -> AsyncIterator[models.Endpoint]:
        """Your endpoints."""
        return self._pages(calls.webhooks())

    async def delete_webhook(self, endpoint: str) -> None:
        """Be told nothing more there."""
        await self.send(calls.delete_webhook(endpoint))

    async def rotate_webhook(self, endpoint: str, overlap_hours: int = 24) -> str:
        """A new secret; for the overlap messages are signed with both."""
        return (await self.send(calls.rotate_webhook(endpoint, overlap_hours))).secret

    async def test_webhook(self, endpoint: str) -> None:
        """Have a `webhook.test` sent there."""
        await self.send(calls.test_webhook(endpoint))

    def deliveries(self, state: str = "") -> AsyncIterator[models.Delivery]:
        """What became of messages: all, or those `pending`, `delivered` or `dead`."""
        return self._pages(calls.deliveries(state))

    async def replay(self, message: str) -> int:
        """Have a message sent again; returns to how many endpoints."""
        return (await self.send(calls.replay(message))).deliveries

    # ------------------------------------------------------------ sending

    async def send(self, call: Call[Answer], idempotency_key: str | None = None) -> Answer:
        """Send one request until it is answered for good."""
        request, tries = talking.request_of(call, idempotency_key), talking.Tries(self._retries)
        while True:
            response = await self._once(request, tries)
            if response is None:
                continue
            if (wait := tries.wait_s(response)) is None:
                return talking.read(call, response)
            await asyncio.sleep(wait)

    async def _once(self, request: dict[str, Any], tries: talking.Tries) -> httpx.Response | None:
        """The answer, or None when nobody answered and it may be tried again."""
        try:
            return await self._http.request(**request)
        except httpx.TransportError as error:
            if (wait := tries.wait_s(None)) is None:
                raise Unreachable(f"{type(error).__name__} after {tries.tried} tries: {error}") from error
            await asyncio.sleep(wait)
            return None

    async def _pages(self, call: Call[models.Page[Item]]) -> AsyncIterator[Item]:
        page = await self.send(call)
        for item in page.items:
            yield item
        while page.next is not None:
            page = await self.send(call.after(page.next))
            for item in page.items:
                yield item
