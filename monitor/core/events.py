"""Everything that can be said about a learner: client events as the browser saw them, facts as the server knows them.

Client events arrive inside signed batches and are claims; server facts are appended by the collector and carry what
registry, clock and face workers knew at that moment (K15).  A judgement reads nothing else.

Units: `t` and `position` are integer milliseconds; `t` counts from the start of the SDK instance on its monotonic
clock.  `n` numbers the events of one instance from 0 without gaps, so that a lost event shows.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from monitor.core.bilingual import Bilingual
from monitor.core.fact import Counter, Fact, Hex64, Millis, Name, Nonce, Rate, Sha256, Text
from monitor.core.platform_facts import (
    CaseDecision,
    ClaimAudited,
    PhotoCopied,
    PhotoLost,
    PlatformAnswered,
    PlatformNotified,
    PlatformSignal,
    ProbeReported,
    Recounted,
    SignalVerified,
)
from monitor.core.review_facts import AppealFiled, Decision, NoticeGiven, TermEnded
from monitor.core.speaking import Speaker


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True, gc=False):
    """One thing that the SDK saw or did."""

    n: Counter
    t: Millis


# ---------------------------------------------------------------- the player, in the words of HTMLMediaElement


class MediaState(Event, frozen=True, kw_only=True):
    """The player's whole state at one moment; it holds until the next one of the same instance.

    The fields are in the SDK's order, in which they are found the quickest.
    """

    lesson: Name
    position: Millis
    rate: Rate = 1.0
    paused: bool
    visible: bool
    focused: bool = True
    held: bool = False  # the SDK keeps the lesson from playing: pop-up, check, lost connection
    stalled: bool = False
    pip: bool = False
    fullscreen: bool = False
    played: Millis | None = None  # how much was played by the browser's own record; twice played counts once
    frames: Counter | None = None  # of the page, since the last state; 0: it was not rendered, None: nobody can tell
    shown: Millis | None = None  # where in the media the last frame stands that was seen since the last state


class Sample(MediaState, frozen=True, kw_only=True, tag="sample"):
    """Sent every few seconds while a lesson is open."""


class Play(MediaState, frozen=True, kw_only=True, tag="play"):
    """Playback was asked for."""


class Pause(MediaState, frozen=True, kw_only=True, tag="pause"):
    """Playback stopped; many players also fire it around a seek."""

    reason: Literal["learner", "hidden", "popup", "check", "unacknowledged", "taken_over", "system"] = "learner"


class Playing(MediaState, frozen=True, kw_only=True, tag="playing"):
    """Playback really runs, after a start or a stall."""


class Waiting(MediaState, frozen=True, kw_only=True, tag="waiting"):
    """Playback stopped for lack of data."""


class Seeking(MediaState, frozen=True, kw_only=True, tag="seeking"):
    """A jump began; `origin` is where the media was, `position` where it goes."""

    origin: Millis


class Seeked(MediaState, frozen=True, kw_only=True, tag="seeked"):
    """A jump ended."""


class RateChange(MediaState, frozen=True, kw_only=True, tag="ratechange"):
    """The playback rate is another one now."""


class VisibilityChange(MediaState, frozen=True, kw_only=True, tag="visibilitychange"):
    """The page was hidden or shown."""


class FocusChange(MediaState, frozen=True, kw_only=True, tag="focuschange"):
    """The window lost or regained the focus; never a violation by itself."""


class Ended(MediaState, frozen=True, kw_only=True, tag="ended"):
    """The media reached its end."""


# Which events those are; `isinstance` asks a struct's metaclass, and takes five times as long as this set.
MEDIA_STATES = frozenset(MediaState.__subclasses__())


# ---------------------------------------------------------------- what the SDK prevented, asked and noticed


class LessonOpen(Event, frozen=True, kw_only=True, tag="lesson_open"):
    """A video was attached for this lesson."""

    lesson: Name
    duration: Millis
    source: Text = ""


class Prevented(Event, frozen=True, kw_only=True, tag="prevented"):
    """The SDK stopped something; evidence of good control, never a platform finding.

    `origin` and `target` are milliseconds for a seek and thousandths for a rate.
    """

    what: Literal["rate", "seek", "hidden_play", "second_window", "held_play"]
    lesson: Name
    origin: Millis = 0
    target: Millis = 0


class PopupPresented(Event, frozen=True, kw_only=True, tag="popup_presented"):
    """A pop-up is on the screen."""

    nonce: Nonce
    held: bool  # playback was stopped for it
    visible: bool


class PopupAnswered(Event, frozen=True, kw_only=True, tag="popup_answered"):
    """The learner answered; `latency` is milliseconds since it was presented."""

    nonce: Nonce
    answer: Text
    latency: Millis
    trusted: bool = True  # Event.isTrusted, a hint only


class PopupExpired(Event, frozen=True, kw_only=True, tag="popup_expired"):
    """Nobody answered in time."""

    nonce: Nonce


class PhotoCommit(Event, frozen=True, kw_only=True, tag="photo_commit"):
    """A photo was taken for this nonce; its file follows over HTTP."""

    nonce: Nonce
    sha256: Sha256


class Camera(Event, frozen=True, kw_only=True, tag="camera"):
    """The camera's state; label and kind are hints for a person (K16)."""

    state: Literal["on", "off", "lost", "denied", "missing", "failed"]
    label: Text = ""
    kind: Text = ""


class ConsentGiven(Event, frozen=True, kw_only=True, tag="consent_given"):
    """The trainee agreed to this version of the text, for this purpose, separately from all else."""

    purpose: Name
    text_version: Name


class ConsentWithdrawn(Event, frozen=True, kw_only=True, tag="consent_withdrawn"):
    """The trainee took the consent back."""

    purpose: Name


class WindowClaim(Event, frozen=True, kw_only=True, tag="window_claim"):
    """This window asked to be the one that plays."""

    state: Literal["granted", "refused", "lost", "unsupported"]


class Page(Event, frozen=True, kw_only=True, tag="page"):
    """What the browser did with the whole page, and for how long (ms) no script of it ran."""

    state: Literal["frozen", "resumed", "restored", "slept"]
    away: Millis = 0


class NetOffline(Event, frozen=True, kw_only=True, tag="net_offline"):
    """The connection to the collector is gone."""


class NetOnline(Event, frozen=True, kw_only=True, tag="net_online"):
    """The connection is back; `queued` events waited, the oldest for `oldest` ms."""

    queued: Counter = 0
    oldest: Millis = 0


class Dropped(Event, frozen=True, kw_only=True, tag="dropped"):
    """The SDK had to drop events, and says so."""

    reason: Name
    count: Counter


class Hint(Event, frozen=True, kw_only=True, tag="hint"):
    """Something a person may want to know (automation, patched getters); it never decides (K16)."""

    name: Name
    detail: Text = ""


ClientEvent = (
    Sample
    | Play
    | Pause
    | Playing
    | Waiting
    | Seeking
    | Seeked
    | RateChange
    | VisibilityChange
    | FocusChange
    | Ended
    | LessonOpen
    | Prevented
    | PopupPresented
    | PopupAnswered
    | PopupExpired
    | PhotoCommit
    | Camera
    | ConsentGiven
    | ConsentWithdrawn
    | WindowClaim
    | Page
    | NetOffline
    | NetOnline
    | Dropped
    | Hint
)


# ---------------------------------------------------------------- registry facts, as they were at that moment


class LessonSlice(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch [`start`, `end`) of a lesson's content, in ms, that belongs to a class-hour unit."""

    lesson: Name
    start: Millis
    end: Millis

    @property
    def length(self) -> int:
        return self.end - self.start


class UnitPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A class-hour unit: lesson slices fixed in advance (rules: units)."""

    unit: Name
    slices: tuple[LessonSlice, ...]
    hour_type: Literal["theory", "practical"] = "theory"


class LessonPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson as approved: where it stands in its course, and whether the office approved its content."""

    lesson: Name
    course: Name
    course_type: Literal["specialty", "general"]
    ordinal: Counter
    duration: Millis
    approved: bool = True
    content_hash: str = ""


class ClassPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The approved plan of one class, in the version in force when the session opened."""

    training_class: Name
    version: Name = "1"
    total_class_hours: Counter
    lessons: tuple[LessonPlan, ...]
    units: tuple[UnitPlan, ...]

    def units_of(self, lesson: str) -> list[UnitPlan]:
        """The class hours that contain a part of this lesson, in the order of the plan."""
        return [unit for unit in self.units if any(part.lesson == lesson for part in unit.slices)]


class CourseQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question that a platform registered for a lesson; `right` is the place of the right option, from 0.

    It may be asked once the lesson stands at `after` (media ms), so that nobody is asked what comes later.
    """

    lesson: Name
    question: Name
    prompt: Bilingual
    options: tuple[Bilingual, ...]
    right: Counter
    after: Millis = 0


class PlatformState(msgspec.Struct, frozen=True, kw_only=True):
    """What the office's registry said about the platform."""

    platform: Name
    catalogued: bool = True
    connected: bool = True
    suspended: bool = False


Accommodation = Literal["no_movements", "simple_popups"]
LONGEST_TIME_PERCENT = 400


class TraineeState(msgspec.Struct, frozen=True, kw_only=True):
    """What the registry said about the trainee; `references` are hashes of the enrolled faces.

    Whoever has the accommodation `no_movements` is asked for none; two people vouch for the identity instead.
    `simple_popups` have one button.  `time_percent` is the share of the usual time to answer, photograph and move.
    """

    trainee: Name
    enrolled: bool = True
    eligible: bool = True
    blacklisted: bool = False
    consented: bool = True
    references: tuple[str, ...] = ()
    reference_confirmed: bool = True
    accommodations: tuple[Accommodation, ...] = ()
    time_percent: Annotated[int, Meta(ge=100, le=LONGEST_TIME_PERCENT)] = 100
    accommodated_by: Text = ""


# ---------------------------------------------------------------- facts that the server appends


class AttemptOpened(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee's try at one unit; the commitment is SHA-256 of the secret from which all moments are drawn (K3)."""

    attempt: Name
    unit: Name
    commitment: Sha256


class SessionOpened(Fact, frozen=True, kw_only=True, tag="session_opened"):
    """The first entry of every session stream: who, where, under which rules, and what the registry said."""

    session: Name
    rule_pack: Name
    rule_pack_hash: Sha256
    platform: PlatformState
    trainee: TraineeState
    plan: ClassPlan
    lesson: Name
    attempts: tuple[AttemptOpened, ...]
    mode: Literal["enforce", "observe"] = "enforce"
    questions: tuple[CourseQuestion, ...] = ()
    consent_version: Text = ""  # of the text that this session shows


class Connected(Fact, frozen=True, kw_only=True, tag="connected"):
    """A hello was accepted; `instance` is a run of the SDK, `epoch` rises with every resume (K8)."""

    instance: Name
    epoch: Counter
    mode: Literal["enforce", "observe"] = "enforce"
    sdk: Text = ""
    user_agent: Text = ""


class Disconnected(Fact, frozen=True, kw_only=True, tag="disconnected"):
    """The socket of this epoch is gone."""

    epoch: Counter
    reason: Text = ""


ChallengeKind = Literal["pick_word", "arithmetic", "question", "confirm"]


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """Something to choose in a pop-up; its `id` is what an answer says, in whichever language it was read."""

    id: Name
    text: Bilingual


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What a pop-up asked, word for word; `question` names a question of the course, else it is empty."""

    kind: ChallengeKind
    prompt: Bilingual
    options: tuple[Option, ...]
    question: str = ""


class DirectiveIssued(Fact, frozen=True, kw_only=True, tag="directive_issued"):
    """The server asked for something; the answer is due before `deadline` (server ms).

    `engaged` is the attempt's engaged clock (ms) at which it was drawn, `counter` its place in the draw.
    A pop-up that also takes a photo carries `photo_nonce`; `answer` is the option that it wants to hear, which the
    client is not told.
    """

    kind: Literal["popup", "photo", "liveness"]
    attempt: Name
    nonce: Nonce
    counter: Counter
    engaged: Millis
    deadline: Millis
    photo_nonce: str = ""
    action: str = ""
    challenge: Challenge | None = None
    answer: Text = ""
    purpose: Literal["presence", "start", "unit", "pause", "device", "exit", "reconnect", "retry"] = "presence"


class DirectiveExpired(Fact, frozen=True, kw_only=True, tag="directive_expired"):
    """Nobody answered before the deadline, or the connection was dropped at the prompt (K3)."""

    nonce: Nonce


class LivenessResult(Fact, frozen=True, kw_only=True, tag="liveness_result"):
    """What the face service said about a burst; only the last step of a challenge carries `final`.

    `decision` pass, retry (quality, nobody's fault), review (a person looks), spoof_suspected or mismatch.
    """

    attempt: Name
    nonce: Nonce
    action: str
    decision: Literal["pass", "retry", "review", "spoof_suspected", "mismatch", "camera_error", "service_error"]
    reason: Name
    final: bool
    scores: dict[str, float] = msgspec.field(default_factory=dict)
    thresholds: dict[str, float] = msgspec.field(default_factory=dict)
    versions: dict[str, str] = msgspec.field(default_factory=dict)
    image_hashes: tuple[str, ...] = ()
    consent: str = ""


class PhotoStored(Fact, frozen=True, kw_only=True, tag="photo_stored"):
    """The file of a photo arrived and was sealed, without what it said besides its pixels.

    `sha256` is of the file as it was committed and received, `sealed_sha256` of what lies in the vault.
    """

    nonce: Nonce
    sha256: Sha256
    store_ref: Text
    sealed_sha256: Text = ""


class PhotoJudged(Fact, frozen=True, kw_only=True, tag="photo_judged"):
    """What became of a photo: accepted (the trainee is on it), rejected with a reason, or left to a person.

    `likeness` is a fingerprint (base64) by which copies are known; the picture cannot be made from it again.
    """

    attempt: Name
    nonce: Nonce
    sha256: Sha256
    decision: Literal["accepted", "rejected", "review", "mismatch"]
    reason: Name
    faces: Counter = 1
    scores: dict[str, float] = msgspec.field(default_factory=dict)
    thresholds: dict[str, float] = msgspec.field(default_factory=dict)
    versions: dict[str, str] = msgspec.field(default_factory=dict)
    likeness: str = ""


class PhotoDeletion(Fact, frozen=True, kw_only=True, tag="photo_deletion"):
    """What stays in the place of a photo's file: that it was there, and by whose decision it goes (PRV-11).

    `expired` at the end of its term, `requested` under the number of a lawful request; when, its entry says.  Whether
    it is in force, `photo_term.in_force` says.
    """

    nonce: Nonce
    sha256: Sha256
    decision: Literal["expired", "requested"]
    by: Name
    reference: Text = ""


class TakenOver(Fact, frozen=True, kw_only=True, tag="taken_over"):
    """Another session of the same person took the right to play; this one was told to stop."""

    by_session: Name


class SeenInPerson(Fact, frozen=True, kw_only=True, tag="seen_in_person"):
    """Somebody of the institution or the office saw the trainee, and compared the face with the identity card (K4).

    It takes two of them.  With a `session`, they saw who was learning in it; otherwise it is empty.
    """

    platform: Name
    training_class: Name
    by: Speaker
    session: str = ""


class SeenInClassroom(Fact, frozen=True, kw_only=True, tag="seen_in_classroom"):
    """The trainee's face was checked in to a classroom between two moments (UTC ms); equal ones are coming alone.

    `source` names the row of the check-in log, as system/id (K7).
    """

    start: Millis
    end: Millis
    training_class: Name
    source: Text


class ConsentEnded(Fact, frozen=True, kw_only=True, tag="consent_ended"):
    """The trainee took the consent to face checks back elsewhere, so nothing may be captured in this session.

    `by_session` is the session in which it was done, empty where it was done outside any.
    """

    by_session: Annotated[str, Meta(max_length=128)] = ""


class CreditClaimed(Fact, frozen=True, kw_only=True, tag="credit_claimed"):
    """The platform asks that this attempt be counted."""

    attempt: Name
    unit: Name
    claimed_seconds: Counter = 0


class SessionClosed(Fact, frozen=True, kw_only=True, tag="session_closed"):
    """The last entry; it reveals the secrets (hex) behind the commitments of the opening entry."""

    reason: Literal[
        "finished",
        "timed_out",
        "missed_popups",
        "face_checks_failed",
        "consent_withdrawn",  # of older logs alone: now such a session is held (decision 010)
        "replaced",
        "platform_suspended",
    ]
    secrets: dict[str, str] = msgspec.field(default_factory=dict)


class IncidentDeclared(Fact, frozen=True, kw_only=True, tag="incident_declared"):
    """The collector itself was impaired between two server moments (ms); hours inside it are held (K1)."""

    start: Millis
    end: Millis
    reason: Text = ""
    declared_by: Text = ""


ServerFact = (
    SessionOpened
    | Connected
    | Disconnected
    | DirectiveIssued
    | DirectiveExpired
    | LivenessResult
    | PhotoStored
    | PhotoJudged
    | PhotoDeletion
    | TakenOver
    | SeenInPerson
    | SeenInClassroom
    | ConsentEnded
    | CreditClaimed
    | SessionClosed
    | IncidentDeclared
    | NoticeGiven
    | AppealFiled
    | TermEnded
    | Decision
    | ProbeReported
    | PlatformSignal
    | SignalVerified
    | PlatformNotified
    | PlatformAnswered
    | CaseDecision
    | Recounted
    | ClaimAudited
    | PhotoLost
    | PhotoCopied
)


# ---------------------------------------------------------------- batches and log entries


class Batch(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="batch", forbid_unknown_fields=True, gc=False
):
    """A signed bundle of events, exactly as it came over the wire (docs/protocol.md)."""

    seq: Counter
    prev: Hex64  # compared with what it has to be, like `mac`: whether it is hex matters only where it is refused
    instance: Name
    sent: Millis
    events: Annotated[list[ClientEvent], Meta(max_length=200)]
    mac: Hex64


class Said(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="batch", gc=False):
    """What a batch says, without what shows that it is genuine: that was looked at before it was stored."""

    instance: Name
    events: Annotated[list[ClientEvent], Meta(max_length=200)]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the event log: a client's batch or a server's fact, chained to the one before it in its stream."""

    stream: str
    n: int
    received: int  # server clock, UTC ms
    source: Literal["client", "server"]
    payload: bytes
    prev: bytes
    digest: bytes
