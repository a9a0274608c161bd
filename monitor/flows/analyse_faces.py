"""Bursts and photos: taken in, judged by the face service, written into the log, and answered on the socket.

Only positive evidence of another face or of a spoof counts against anybody; bad light, a lost camera or a service
that is down never does (rules: face checks).  No picture is ever logged; photos are sealed first (K13).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Literal, cast

import msgspec

from monitor.core.asking import AskLiveness
from monitor.core.events import DirectiveIssued, Entry, LivenessResult, PhotoJudged, PhotoStored
from monitor.core.photos import Origin, Place
from monitor.flows.collector import Collector
from monitor.flows.copied_photos import report_copy
from monitor.flows.elsewhere import answer_wherever, note_wherever
from monitor.flows.judgements import request_judgement
from monitor.flows.live import Live
from monitor.flows.log_context import bind
from monitor.flows.looks import NEAR, looks, nearest
from monitor.flows.outcomes import NEAR_DUPLICATE, outcome
from monitor.flows.patience import patiently
from monitor.flows.pictures import PictureRefused, check_burst, check_picture, refuse_without_consent, unknown_nonce
from monitor.flows.spans import span
from monitor.flows.stream_state import NOBODY_SAW_IT
from monitor.flows.supervise import follow_up
from monitor.ports import Action, FaceJudgement, FaceServiceError, Owner

BurstDecision = Literal["pass", "retry", "review", "spoof_suspected", "mismatch", "camera_error", "service_error"]
PhotoDecision = Literal["accepted", "rejected", "review", "mismatch"]
References = Sequence[Sequence[float]]

OTHER_FACE = "other_person"
NO_REFERENCE = "no_reference"
_SERVICE_DOWN = FaceJudgement(verdict="retry", reason=NOBODY_SAW_IT)


# ---------------------------------------------------------------- bursts


async def take_burst(collector: Collector, live: Live, nonce: str, action: str, frames: list[bytes]) -> None:
    """Accept the burst of an open liveness step and judge it in the background; raises `PictureRefused`."""
    check_burst(frames)
    async with live.lock:
        refuse_without_consent(live)
        ask = _open_step(live, nonce)
        if ask is None or nonce in live.analysing:
            raise unknown_nonce("nonce")
        if action != ask.action:
            raise PictureRefused(
                422, "wrong_action", "action", "Another action was asked for.", f"Perform {ask.action}."
            )
        live.analysing |= {nonce}
    collector.background.start(_judge_burst(collector, live, ask, frames), f"burst of session {live.session}")


def _open_step(live: Live, nonce: str) -> AskLiveness | None:
    steps = (ask for ask in live.supervisor.open_directives() if isinstance(ask, AskLiveness))
    return next((ask for ask in steps if ask.nonce == nonce), None)


async def _judge_burst(collector: Collector, live: Live, ask: AskLiveness, frames: Sequence[bytes]) -> None:
    bind(attempt=ask.attempt)
    try:
        faces, action = collector.monitor.faces, cast("Action", ask.action)
        judged, known = await _ask_service(
            collector,
            live,
            "burst",
            lambda references: faces.judge_burst(action, frames, references, owner=_owner(live)),
        )
        live.look(looks(judged.likenesses))
        judged = await _with_earlier_bursts(collector, live, ask, judged)
        async with live.lock:
            if live.state.closed is None:
                await _answer_burst(collector, live, ask, judged, known=known)
    finally:
        live.analysing -= {ask.nonce}


async def _with_earlier_bursts(
    collector: Collector, live: Live, ask: AskLiveness, judged: FaceJudgement
) -> FaceJudgement:
    """An accepted burst must also show the person of the challenge's earlier ones, and no frame that came before."""
    if ask.step == 1:
        live.challenge.clear()
    if judged.verdict not in ("pass", "review"):
        return judged
    own = {frame for burst in live.challenge for frame in burst.image_hashes}
    earlier = await live.pictures() - own
    together = await collector.monitor.faces.judge_challenge([*live.challenge, judged], earlier)
    if together.verdict in ("pass", "review"):
        live.challenge.append(judged)
    return msgspec.structs.replace(
        judged,
        verdict=together.verdict,
        reason=together.reason,
        scores={**judged.scores, **together.scores},
    )


async def _answer_burst(
    collector: Collector, live: Live, ask: AskLiveness, judged: FaceJudgement, *, known: bool
) -> None:
    decision, reason = burst_decision(judged, known=known)
    final = decision in ("mismatch", "spoof_suspected") or (decision in ("pass", "review") and ask.step == ask.of)
    fact = LivenessResult(
        attempt=ask.attempt,
        nonce=ask.nonce,
        action=ask.action,
        decision=decision,
        reason=reason,
        final=final,
        scores=dict(judged.scores),
        thresholds=dict(judged.thresholds),
        versions=dict(judged.versions),
        image_hashes=judged.image_hashes,
        consent=live.state.consent,
    )
    entry = await answer_wherever(collector, live, fact)
    live.analysing -= {ask.nonce}
    if entry is not None:
        collector.decisions["liveness", decision] += 1
        live.say(outcome(collector.monitor, fact))
    await follow_up(collector, live)
    if final:
        request_judgement(collector, live)


def burst_decision(judged: FaceJudgement, *, known: bool) -> tuple[BurstDecision, str]:
    """What a judgement means for the log; `known` tells whether there was a reference to compare with."""
    if judged.reason == _SERVICE_DOWN.reason:
        return "service_error", judged.reason
    if judged.verdict == "fail":
        return ("mismatch" if judged.reason == OTHER_FACE else "spoof_suspected"), judged.reason
    if judged.verdict in ("pass", "review") and not known:
        return "review", NO_REFERENCE
    return judged.verdict, judged.reason


# ---------------------------------------------------------------- photos


async def take_photo(collector: Collector, live: Live, nonce: str, picture: bytes) -> None:
    """Accept a photo whose hash was committed over the stream, seal it, and judge it in the background.

    Raises `PictureRefused`.
    """
    sha256 = check_picture(picture, "body")
    issued = _asked_photo(live, nonce)
    if issued is None or nonce in live.state.judged or nonce in live.analysing | live.arriving:
        raise unknown_nonce("X-Nonce")
    live.arriving |= {nonce}
    try:
        origin = await _take_in(collector, live, nonce, sha256, picture)
    finally:
        live.arriving -= {nonce}
    fresh = picture if origin == Origin(live.session, nonce) else None
    judging = _judge_photo(collector, live, issued, nonce, sha256, fresh)
    if fresh is None:
        judging = _judge_copy(collector, live, judging, sha256, origin)
    collector.background.start(judging, f"photo of session {live.session}")


def _asked_photo(live: Live, nonce: str) -> DirectiveIssued | None:
    """What asked for this photo; a picture answers no face check and no pop-up, whose time runs on."""
    issued = live.state.issued.get(nonce)
    return issued if issued and (issued.kind == "photo" or issued.photo_nonce == nonce) else None


async def _take_in(collector: Collector, live: Live, nonce: str, sha256: str, picture: bytes) -> Origin:
    """Only what was committed keeps its question from expiring; from here on it is being analysed."""
    await _check_commitment(collector, live, nonce, sha256)
    refuse_without_consent(live)
    live.analysing |= {nonce}
    try:
        return await _seal(collector, live, nonce, sha256, picture)
    except BaseException:
        live.analysing -= {nonce}
        raise


async def _check_commitment(collector: Collector, live: Live, nonce: str, sha256: str) -> None:
    committed = await live.committed(nonce, collector.monitor.limits.commit_wait_ms / 1000)
    if committed is None:
        raise PictureRefused(
            409, "not_committed", "X-Nonce", "No photo_commit for this nonce has arrived.", "Send the event first."
        )
    if committed != sha256:
        raise PictureRefused(
            409, "another_file", "body", "Its SHA-256 is not the committed one.", "Send the file that was committed."
        )


async def _seal(collector: Collector, live: Live, nonce: str, sha256: str, picture: bytes) -> Origin:
    """Store a picture that nobody handed in before; returns where it came from first."""
    here = Origin(live.session, nonce)
    if live.state.stored.get(nonce) == sha256:
        return here  # the judgement was cut short by a restart
    clean = _without_metadata(collector, picture)
    sealed = hashlib.sha256(clean).hexdigest()
    if {sha256, sealed} & await live.pictures():
        return Origin(live.session, "")
    origin = await collector.photos.origin_of(here, sha256, sealed)
    if origin != here:
        return origin
    reference = await collector.monitor.vault.put(live.state.opened.platform.platform, sealed, clean)
    stored = PhotoStored(nonce=nonce, sha256=sha256, store_ref=reference, sealed_sha256=sealed)
    async with live.lock:
        await note_wherever(collector, live, stored)
    return here


def _without_metadata(collector: Collector, picture: bytes) -> bytes:
    """What is kept of a photo: some browsers write where and with what it was taken."""
    try:
        return collector.monitor.strip_metadata(picture)
    except ValueError as error:
        raise PictureRefused(
            422, "unreadable", "body", "The picture cannot be read.", "Send a JPEG as the canvas makes it."
        ) from error


async def _judge_photo(
    collector: Collector, live: Live, issued: DirectiveIssued, nonce: str, sha256: str, picture: bytes | None
) -> Entry | None:
    """Without a picture it was handed in before, which needs no face service to be told.

    What came before the end of the session is judged also when that takes longer; returns where the log has it, if it
    was not answered already.
    """
    bind(attempt=issued.attempt)
    try:
        judged, known = FaceJudgement(verdict="fail", reason="duplicate"), False
        if picture is not None:
            faces = collector.monitor.faces
            judged, known = await _ask_service(
                collector,
                live,
                "photo",
                lambda references: faces.judge_photo(picture, references, owner=_owner(live)),
            )
        near = await _nearest(collector, live, nonce, judged)
        decision, reason = photo_decision(judged, known=known, near=min(near.values(), default=None))
        fact = PhotoJudged(
            attempt=issued.attempt,
            nonce=nonce,
            sha256=sha256,
            decision=decision,
            reason=reason,
            faces=judged.faces,
            scores={**judged.scores, **near},
            thresholds={**judged.thresholds, **dict.fromkeys(near, NEAR)},
            versions=dict(judged.versions),
            likeness="".join(judged.likenesses),
        )
        async with live.lock:
            return await _answer_photo(collector, live, fact)
    finally:
        live.analysing -= {nonce}


async def _judge_copy(
    collector: Collector, live: Live, judging: Awaitable[Entry | None], sha256: str, origin: Origin
) -> Entry | None:
    """Of somebody else's file a person is told, besides."""
    refused = await judging
    if refused is not None:
        await report_copy(collector, live, refused, sha256, origin)
    return refused


async def _nearest(collector: Collector, live: Live, nonce: str, judged: FaceJudgement) -> dict[str, float]:
    """How far the most similar earlier photo of the class and platform is, and the most similar frame of a burst.

    A burst is filmed for the server, so its frames are at hand to whoever wants a photo without being there.
    """
    place, here = Place.of(live.state.opened), Origin(live.session, nonce)
    among_photos = partial(collector.photos.nearest, place, here, "".join(judged.likenesses), judged.views)
    found = {
        "nearest_photo": await patiently(collector.monitor, among_photos),
        "nearest_frame": await asyncio.to_thread(nearest, tuple(live.looks), judged.views),
    }
    return {kind: distance for kind, distance in found.items() if distance is not None}


async def _answer_photo(collector: Collector, live: Live, fact: PhotoJudged) -> Entry | None:
    entry = await answer_wherever(collector, live, fact)
    live.analysing -= {fact.nonce}
    if entry is not None:
        collector.decisions["photo", fact.decision] += 1
        live.say(outcome(collector.monitor, fact))
    await follow_up(collector, live)
    request_judgement(collector, live)
    return entry


def photo_decision(judged: FaceJudgement, *, known: bool, near: float | None = None) -> tuple[PhotoDecision, str]:
    """What a judgement means for the log; a service that is down leaves the photo to a person.

    So does an earlier picture that looks the same (`near`): somebody who sits still is no cheat.
    """
    if judged.reason == _SERVICE_DOWN.reason:
        return "review", judged.reason
    if judged.verdict == "fail":
        return ("mismatch" if judged.reason == OTHER_FACE else "rejected"), judged.reason
    if judged.verdict == "retry":
        return "rejected", judged.reason
    if not known:
        return "review", NO_REFERENCE
    if judged.verdict == "pass" and near is not None and near <= NEAR:
        return "accepted", NEAR_DUPLICATE  # people who sit still look alike: a flag for a reviewer, never a decision
    return ("accepted" if judged.verdict == "pass" else "review"), judged.reason


# ---------------------------------------------------------------- the face service


def _owner(live: Live) -> Owner:
    """With whom these pictures take turns while the workers are busy."""
    return Owner(platform=live.state.opened.platform.platform, learner=live.state.trainee)


async def _ask_service(
    collector: Collector, live: Live, kind: str, ask: Callable[[References], Awaitable[FaceJudgement]]
) -> tuple[FaceJudgement, bool]:
    """A judgement, or what stands for none, and whether there was anything to compare with.

    Pictures that cannot be read are the camera's fault, nobody's.  Workers may be exchanged for others with another
    model after the references were chosen: a stranger by its numbers is no stranger, so it is asked again.
    """
    try:
        embedder = (await collector.monitor.faces.versions()).get("embedder", "")
        references = await _references(collector, live, embedder)
        judged = await _timed(collector, kind, ask(references))
    except FaceServiceError:
        return _SERVICE_DOWN, False
    except ValueError as error:
        return FaceJudgement(verdict="retry", reason=str(getattr(error, "problem", "unreadable"))), False
    if references and embedder and judged.versions.get("embedder", embedder) != embedder:
        return _SERVICE_DOWN, False
    return judged, bool(references)


async def _timed(collector: Collector, kind: str, asking: Awaitable[FaceJudgement]) -> FaceJudgement:
    asked_at = collector.monitor.clock.now()
    try:
        with span(collector.monitor, f"judge a {kind}"):
            return await asking
    finally:
        took = collector.monitor.clock.now() - asked_at
        collector.monitor.metrics.face_seconds[kind].observe(took / 1000)


async def _references(collector: Collector, live: Live, embedder: str) -> References:
    """What to compare with; empty also when another model made the references: the trainee has to be enrolled again.

    A session that was opened with a confirmed face is not held for one that nobody confirmed, so it is compared with
    nothing else, also when its face went out of force or was forgotten meanwhile (K5).
    """
    confirmed = live.state.opened.trainee.reference_confirmed
    known = partial(collector.monitor.registry.references, live.state.trainee, embedder, in_force_only=confirmed)
    return await patiently(collector.monitor, partial(asyncio.to_thread, known))
