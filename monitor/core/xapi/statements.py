"""What a session's log says, as xAPI statements; a pure function, so that a second export says the same.

A statement's id is drawn from the log entry that it rests on, or from the verdict and its number: sent again, it is the
same statement to a record store, and a verdict that returns to what it was before is another one.
Samples and other states in between are left out; who wants every one reads the log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from monitor.core import codec
from monitor.core import events as e
from monitor.core.events import ClientEvent, Entry, ServerFact, SessionOpened
from monitor.core.verdict import Verdict
from monitor.core.xapi import words as w

Statement = dict[str, Any]


class _Said(NamedTuple):
    """One event in xAPI words; without a `lesson` or `unit` it is about the session's lesson."""

    verb: w.Verb
    result: Mapping[str, Any] = {}
    context: Mapping[str, Any] = {}
    lesson: str = ""
    unit: str = ""


def statements(entries: Sequence[Entry], home: str, after: int = -1) -> Iterator[Statement]:
    """The statements of a session stream's entries with `n` > `after`, in order.

    `entries` is the whole stream, which begins with the opening; `home` is the monitor's address, under which trainees
    and activities have their names.  Raises `msgspec.DecodeError` for an entry that is none.
    """
    opened = codec.decode_fact(entries[0].payload)
    assert isinstance(opened, SessionOpened), "a session stream begins with its opening"
    for entry in entries:
        if entry.n > after:
            for place, (said, at) in enumerate(_sayings(entry)):
                yield _statement(opened, home, entry, place, said, at)


def judgement(verdict: Verdict, number: int, at: int, home: str) -> Statement:
    """What an attempt at a unit was worth when it was judged at `at` (server ms); `number` is the saved verdict's."""
    result = {
        "success": verdict.result == "certified",
        "extensions": {
            w.DECISION.iri: verdict.result,
            w.CREDITED.iri: _seconds(verdict.credited_ms),
            w.CLAUSES.iri: sorted({finding.rule for finding in verdict.reasons}),
        },
    }
    rules = f"{verdict.rule_pack} {verdict.rule_pack_version} {verdict.rule_pack_hash}"
    extensions = {w.RULE_PACK.iri: rules, w.PURPOSE.iri: verdict.purpose}
    return {
        "id": _uuid(verdict.to_bytes(), number),
        "actor": _actor(home, verdict.trainee),
        "verb": w.JUDGED.as_json,
        "object": _unit(home, verdict.training_class, verdict.unit),
        "result": result,
        "context": _context(home, verdict.attempt, verdict.platform, verdict.training_class, extensions),
        "timestamp": _timestamp(at),
    }


# ---------------------------------------------------------------- what entries say


def _sayings(entry: Entry) -> Iterator[tuple[_Said, int]]:
    """What an entry says, each with the server moment (ms) at which it happened."""
    if entry.source == "server":
        fact = codec.decode_fact(entry.payload)
        for said in _of_fact(fact):
            yield said, entry.received
        return
    batch = codec.decode_batch(entry.payload)
    for event in batch.events:
        if (told := _of_event(event)) is not None:
            yield told, entry.received - max(0, batch.sent - event.t)


def _of_event(event: ClientEvent) -> _Said | None:
    tell = _EVENTS.get(type(event))
    return tell(event) if tell else None


def _of_fact(fact: ServerFact) -> Sequence[_Said]:
    if isinstance(fact, SessionOpened):
        return [_Said(w.ATTEMPTED, unit=attempt.unit) for attempt in fact.attempts]
    tell = _FACTS.get(type(fact))
    return [tell(fact)] if tell else []


def _at(event: e.MediaState) -> dict[str, Any]:
    return {"extensions": {w.TIME: _seconds(event.position)}}


def _opened(event: e.LessonOpen) -> _Said:
    return _Said(w.INITIALIZED, context={w.LENGTH: _seconds(event.duration)}, lesson=event.lesson)


def _jumped(event: e.Seeking) -> _Said:
    moved = {w.TIME_FROM: _seconds(event.origin), w.TIME_TO: _seconds(event.position)}
    return _Said(w.SEEKED, {"extensions": moved}, lesson=event.lesson)


def _other_rate(event: e.RateChange) -> _Said:
    return _Said(w.INTERACTED, _at(event), {w.SPEED: f"{event.rate:g}x"}, lesson=event.lesson)


def _other_focus(event: e.VisibilityChange) -> _Said:
    return _Said(w.FOCUSED if event.visible else w.UNFOCUSED, _at(event), lesson=event.lesson)


def _at_the_end(event: e.Ended) -> _Said:
    return _Said(w.COMPLETED, {**_at(event), "completion": True}, lesson=event.lesson)


def _answered(event: e.PopupAnswered) -> _Said:
    return _Said(w.ANSWERED, {"response": event.answer}, {w.NONCE.iri: event.nonce, w.LATENCY.iri: event.latency})


def _photo_judged(fact: e.PhotoJudged) -> _Said:
    said = {w.DECISION.iri: fact.decision, w.REASON.iri: fact.reason, w.SHA256.iri: fact.sha256}
    return _Said(w.PHOTO_JUDGED, context={w.NONCE.iri: fact.nonce, **said})


def _liveness_judged(fact: e.LivenessResult) -> _Said:
    said = {w.DECISION.iri: fact.decision, w.REASON.iri: fact.reason}
    return _Said(w.LIVENESS_JUDGED, context={w.NONCE.iri: fact.nonce, **said})


_EVENTS: Mapping[type, Callable[[Any], _Said]] = {
    e.LessonOpen: _opened,
    e.Play: lambda event: _Said(w.PLAYED, _at(event), lesson=event.lesson),
    e.Pause: lambda event: _Said(w.PAUSED, _at(event), {w.REASON.iri: event.reason}, lesson=event.lesson),
    e.Seeking: _jumped,
    e.RateChange: _other_rate,
    e.VisibilityChange: _other_focus,
    e.Ended: _at_the_end,
    e.Prevented: lambda event: _Said(w.WAS_PREVENTED, context={w.WHAT.iri: event.what}, lesson=event.lesson),
    e.PopupPresented: lambda event: _Said(w.WAS_ASKED, context={w.NONCE.iri: event.nonce, w.HELD.iri: event.held}),
    e.PopupAnswered: _answered,
    e.PhotoCommit: lambda event: _Said(
        w.COMMITTED_PHOTO, context={w.NONCE.iri: event.nonce, w.SHA256.iri: event.sha256}
    ),
    e.Camera: lambda event: _Said(w.CAMERA_CHANGED, context={w.STATE.iri: event.state}),
}

_FACTS: Mapping[type, Callable[[Any], _Said]] = {
    e.DirectiveExpired: lambda fact: _Said(w.MISSED, context={w.NONCE.iri: fact.nonce}),
    e.LivenessResult: _liveness_judged,
    e.PhotoJudged: _photo_judged,
    e.TakenOver: lambda _: _Said(w.TAKEN_OVER),
    e.CreditClaimed: lambda fact: _Said(w.CLAIMED, unit=fact.unit),
    e.SessionClosed: lambda fact: _Said(w.TERMINATED, context={w.REASON.iri: fact.reason}),
}


# ---------------------------------------------------------------- how they are written


def _statement(opened: SessionOpened, home: str, entry: Entry, place: int, said: _Said, at: int) -> Statement:
    training_class = opened.plan.training_class
    extensions = {
        w.SESSION_ID: opened.session,
        w.LOG_POSITION.iri: f"{entry.stream}:{entry.n}",
        **said.context,
    }
    lesson = _lesson(home, said.lesson or opened.lesson)
    statement = {
        "id": _uuid(entry.digest, place),
        "actor": _actor(home, opened.trainee.trainee),
        "verb": said.verb.as_json,
        "object": _unit(home, training_class, said.unit) if said.unit else lesson,
        "context": _context(home, opened.session, opened.platform.platform, training_class, extensions),
        "timestamp": _timestamp(at),
    }
    return {**statement, "result": dict(said.result)} if said.result else statement


def _actor(home: str, trainee: str) -> dict[str, Any]:
    """The trainee by the office's pseudonym; nothing else about a person leaves (PRV-06)."""
    return {"objectType": "Agent", "account": {"homePage": home, "name": trainee}}


def _lesson(home: str, lesson: str) -> dict[str, Any]:
    return _activity(f"{home}/xapi/lessons/{quote(lesson, safe='')}", w.VIDEO_TYPE)


def _unit(home: str, training_class: str, unit: str) -> dict[str, Any]:
    return _activity(f"{_class_name(home, training_class)}/units/{quote(unit, safe='')}", w.UNIT_TYPE.iri)


def _class_name(home: str, training_class: str) -> str:
    return f"{home}/xapi/classes/{quote(training_class, safe='')}"


def _activity(name: str, kind: str) -> dict[str, Any]:
    return {"objectType": "Activity", "id": name, "definition": {"type": kind}}


def _context(
    home: str, about: str, platform: str, training_class: str, extensions: Mapping[str, Any]
) -> dict[str, Any]:
    """What all statements of one session, or of one attempt's judgements, have in common: `about` names it."""
    return {
        "registration": _uuid(about.encode()),
        "platform": platform,
        "contextActivities": {
            "category": [{"objectType": "Activity", "id": name} for name in (w.VIDEO, w.PROFILE)],
            "grouping": [_activity(_class_name(home, training_class), w.CLASS_TYPE.iri)],
        },
        "extensions": dict(extensions),
    }


def _uuid(seed: bytes, place: int = 0) -> str:
    """The same name for the same thing, at every export (a UUID of version 8, RFC 9562)."""
    raw = bytearray(hashlib.sha256(seed + place.to_bytes(4, "big")).digest()[:16])
    raw[6], raw[8] = raw[6] & 0x0F | 0x80, raw[8] & 0x3F | 0x80
    name = raw.hex()
    return f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"


def _timestamp(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _seconds(ms: int) -> float:
    return round(ms / 1000, 3)
