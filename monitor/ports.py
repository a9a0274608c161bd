"""What the outside must offer to the flows: each port is a few verbs, and an adapter wraps one library behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from datetime import date
from typing import Literal, NamedTuple, Protocol

import msgspec

from monitor.core.events import ClassPlan, CourseQuestion, Entry, PlatformState, TraineeState

FaceVerdict = Literal["pass", "retry", "review", "fail"]
Source = Literal["client", "server"]
Action = Literal["turn_left", "turn_right", "blink", "open_mouth", "nod"]


class FaceJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a face worker says about one burst, one photo or one enrolment picture.

    `verdict` never turns a quality problem into an accusation: bad light is `retry`, only positive
    evidence of another face or of a spoof is `fail` (rules: face checks).  `scores` and `thresholds` are for the
    log and the reviewer, never for the client.  `versions` names every model that took part; a part that
    is not installed is named with the value "not checked".  `embedding` is set at enrolment, and for a burst
    that counts, so that the bursts of one challenge can be compared with each other; it is never logged.
    `likenesses` are the fingerprints by which copies of the pictures are known, one for each picture in order, and
    `views` are what finds a photo in those of others.
    """

    verdict: FaceVerdict
    reason: str
    scores: Mapping[str, float] = {}
    thresholds: Mapping[str, float] = {}
    versions: Mapping[str, str] = {}
    image_hashes: tuple[str, ...] = ()
    faces: int = 0
    embedding: tuple[float, ...] = ()
    likenesses: tuple[str, ...] = ()
    views: tuple[bytes, ...] = ()


class EnrolledPicture(NamedTuple):
    """What is kept of an enrolment picture: the embedding of its face and the file's SHA-256 (hex)."""

    embedding: Sequence[float]
    sha256: str


class Owner(NamedTuple):
    """Whose face job it is, so that no learner and no platform takes the others' turn."""

    platform: str = ""
    learner: str = ""


NOBODY = Owner()


class QueueState(NamedTuple):
    """Face jobs that wait, jobs at work, how long in seconds the oldest one has waited, and jobs done so far."""

    waiting: int
    working: int
    oldest_seconds: float
    done: int = 0


class ReviewRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that waits for a reviewer, or for the end of its term; `state` is noticed, appealed or decided."""

    attempt: str
    trainee: str
    training_class: str
    platform: str
    result: str
    state: str
    noticed_at: int
    appeal_until: int


class FaceAnalyser(Protocol):
    """Liveness, comparison and photo checks, run in worker processes; never in the event loop.

    Pictures are encoded JPEG bytes as received.  References are embeddings that `enrol` returned.
    Raises `FaceServiceError` when no worker could do the job, which is a service fault and never the learner's.
    Many waiting jobs delay an answer and never refuse it; `owner` tells with whom a job takes turns.
    """

    async def enrol(self, picture: bytes, *, owner: Owner = NOBODY) -> FaceJudgement: ...

    async def judge_enrolment(self, pictures: Sequence[FaceJudgement]) -> Sequence[FaceJudgement]:
        """Judge the pictures of one enrolment as a whole: one person on all, and no file twice.

        Answers in their order; a picture that does not fit the others is `retry` then.
        """
        ...

    async def judge_burst(
        self,
        action: Action,
        frames: Sequence[bytes],
        references: Sequence[Sequence[float]],
        *,
        owner: Owner = NOBODY,
    ) -> FaceJudgement: ...

    async def judge_photo(
        self, picture: bytes, references: Sequence[Sequence[float]], *, owner: Owner = NOBODY
    ) -> FaceJudgement: ...

    async def judge_challenge(self, bursts: Sequence[FaceJudgement], seen: Collection[str] = ()) -> FaceJudgement:
        """Judge the bursts of one challenge as a whole: one person in all, and no frame twice.

        `seen` are hashes of frames that the same learner handed in earlier.
        """
        ...

    async def versions(self) -> Mapping[str, str]:
        """The models in force, as every judgement names them; references of another `embedder` say nothing."""
        ...

    def queue_state(self) -> QueueState:
        """How busy the service is; for the metrics."""
        ...

    async def close(self) -> None: ...


class FaceServiceError(Exception):
    """No face worker could do the job; the check is offered again and nobody is blamed."""


Told = Callable[[Entry | Exception], None]  # of an entry that was stored, or of why it was not


class EventLog(Protocol):
    """The append-only truth: one stream per session, numbered from 0, every entry chained to the one before it.

    The log itself gives out `n` and computes the chain; of two who write under one number one is refused.
    """

    async def append(self, stream: str, received: int, source: Source, payload: bytes, n: int | None = None) -> Entry:
        """Store one entry and return it once it is durable; `received` is server time in UTC ms.

        With `n` only under this number: raises `Overtaken` where the stream stands elsewhere, because somebody has
        gone on with it whom the caller does not know of.
        """
        ...

    def hand_in(self, stream: str, received: int, source: Source, payload: bytes, n: int | None, told: Told) -> None:
        """The same for who cannot wait: `told` is called in this event loop, once, with what came of it.

        What cannot be accepted at all is raised at once: `EventLogError`.
        """
        ...

    async def read(self, stream: str, after: int = -1, source: Source | None = None) -> list[Entry]:
        """The entries of one stream with `n` > `after`, in order; an unknown stream is empty.

        With a `source`, those of it alone.
        """
        ...

    async def streams(self) -> list[str]:
        """The names of all streams, in the order of their first entries."""
        ...

    async def close(self) -> None:
        """Finish what was accepted and let go of all files and threads."""
        ...


class EventLogError(Exception):
    """The log could not store or read; nothing is acknowledged then, and the original error is the cause."""


class Overtaken(EventLogError):
    """Somebody else has gone on with the stream; what the caller knows of it is old, and nothing was stored."""


class Locks(Protocol):
    """Locks by name, so that to look and then to write is one step among all who might do the same."""

    def __call__(self, name: str) -> AbstractAsyncContextManager[object]:
        """Wait until nobody else is inside; may raise `LockLost`, before the block or at the end of it."""
        ...

    async def held(self, name: str) -> bool:
        """Whether somebody is inside just now; raises `LockLost`."""
        ...


class LockLost(EventLogError):
    """Who alone may write could not be found out, or is not known any more; what was not done yet was not done."""


class Peer(NamedTuple):
    """A collector that works beside others: where they reach it, and what all with the same keys say."""

    name: str
    address: str
    secret_check: str


class PeerAnswer(NamedTuple):
    """What a collector answered to a request that another one brought it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class PeerSilent(Exception):
    """Another collector does not answer; the message says which."""


class PeerLine(Protocol):
    """Brings requests to other collectors of the same installation."""

    async def send(self, address: str, path: str, headers: Mapping[str, str], body: bytes) -> PeerAnswer:
        """Post to a collector; any answer is an answer.  Raises `PeerSilent`."""
        ...


class Judged(msgspec.Struct, frozen=True, array_like=True):
    """What a judgement of one person has to tell: by attempt, the frame that says where it stands."""

    trainee: str
    said: Mapping[str, bytes]
    refused: bool = False  # nobody was judged, as the worker lacks what it takes


class JudgedFor(NamedTuple):
    """The same, and the names of the collectors that have the learner."""

    judged: Judged
    collectors: Collection[str]


class JudgesState(NamedTuple):
    """How many people wait for a worker or are judged by one, and for how long the first of them has (s)."""

    people: float
    oldest_seconds: float


class JudgesAway(Exception):
    """Who hands people to the workers does not answer, or takes nothing; the message says why."""


class Judges(Protocol):
    """Workers elsewhere that judge people and tell what they found."""

    async def ask(self, trainee: str) -> bool:
        """Have a person judged, once for all who ask before somebody begins; False where there is no worker.

        Raises `JudgesAway`.
        """
        ...

    async def withdraw(self, trainee: str) -> None:
        """Take the person back if no worker has begun; raises `JudgesAway`."""
        ...

    def told(self) -> AsyncIterator[Judged]:
        """What workers found about the people of this collector, as it comes; what is lost is not told again."""
        ...

    async def state(self) -> JudgesState:
        """How long the line is; raises `JudgesAway`."""
        ...


class Disk(Protocol):
    """The disk under event log and photos; both verbs wait, so call them in a thread."""

    def left(self) -> int:
        """Free bytes; raises `OSError`."""
        ...

    def write(self) -> None:
        """Find out whether it takes what is written; raises `OSError`."""
        ...


class Span(Protocol):
    """A piece of work that somebody watches; `trace` is the id of its trace (32 hex digits), empty if nobody does."""

    @property
    def trace(self) -> str: ...

    def rename(self, name: str) -> None: ...


class Tracer(Protocol):
    """Where spans go.  Names and attributes name no person and hold no token."""

    def span(self, name: str, about: Mapping[str, str], parent: str = "") -> AbstractContextManager[Span]:
        """A span that lasts as long as its block; `parent` is the `traceparent` (W3C) of whoever asked."""
        ...


class VaultError(Exception):
    """A picture could not be sealed, stored, found or opened; the original error, if there is one, is the cause."""


class PhotoVault(Protocol):
    """Pictures, sealed to the office's public key before they touch a disk (K13)."""

    async def put(self, platform: str, sha256: str, picture: bytes) -> str:
        """Seal and store one picture; returns its store reference."""
        ...

    def could_be(self, reference: str) -> bool:
        """Whether this is a reference as the vault gives them out."""
        ...

    async def exists(self, reference: str) -> bool: ...

    async def attached(self) -> bool:
        """Whether there is anything in it: a disk that is not attached has nothing and lost nothing."""
        ...

    async def remove(self, reference: str) -> bool:
        """Take a picture away for good; False where it could not be."""
        ...

    async def open(self, reference: str, private_key: str) -> bytes:
        """The picture again, for the console process, which alone holds the private key."""
        ...


class Signer(Protocol):
    """Signs certificates with a key that a verifier can find by `key_id` in the published key set."""

    key_id: str

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        ...

    def jwks(self) -> dict[str, object]:
        """The published keys as a JSON Web Key Set (RFC 7517)."""
        ...


class Seal(Protocol):
    """Keeps small secrets that have to be read again, such as what webhooks are signed with."""

    def close(self, content: bytes, purpose: str) -> bytes:
        """Encrypt and authenticate; only the same purpose opens it again."""
        ...

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """What was sealed; raises `SealBroken`."""
        ...


class SealBroken(Exception):
    """The content was changed, or sealed with another key or for another purpose."""


class Reply(NamedTuple):
    """An answer to a write that may come again; without a status somebody is at work on it until then (UTC ms)."""

    request_hash: str
    status: int | None
    sealed: bytes | None
    until: int


class SessionFacts(NamedTuple):
    """What a session begins with, as it is registered; `suspension` says since when the platform is out, and why."""

    platform: PlatformState
    suspension: tuple[date, str] | None
    trainee: TraineeState
    plan: ClassPlan
    questions: tuple[CourseQuestion, ...]


class Sent(NamedTuple):
    """How an endpoint answered: the HTTP status, and for how many seconds it wants no more (0: it does not say)."""

    status: int
    retry_after_s: int = 0


class WebhookSender(Protocol):
    """Brings messages to endpoints of strangers, and to no place inside our own network."""

    def check(self, url: str) -> None:
        """Raise `UrlRefused` for an address to which nothing will be sent."""
        ...

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Sent:
        """Send one message; any answer is an answer.  Raises `NotDelivered`."""
        ...


class UrlRefused(Exception):
    """Nothing is sent to this address; the message says why."""


class NotDelivered(Exception):
    """Nobody answered; the message says why."""


class Passwords(Protocol):
    """Keeps passwords as hashes that are slow to try; call it in a thread."""

    def hash(self, password: str) -> str: ...

    def matches(self, password: str, hashed: str) -> bool: ...


class OneTimeCodes(Protocol):
    """Codes of an authenticator app, the second thing that a person must have to sign in."""

    def new_secret(self) -> bytes: ...

    def step(self, secret: bytes, code: str, now: int) -> int | None:
        """The number of the time step whose code this is around `now` (UTC ms); None for a wrong code."""
        ...

    def link(self, secret: bytes, account: str, issuer: str) -> str:
        """The address that an authenticator app reads from a QR code."""
        ...


class Clock(Protocol):
    """The server's time, so that tests can set it."""

    def now(self) -> int:
        """UTC, milliseconds since 1970."""
        ...
