"""What a running system is made of, as the flows see it: ports, secrets, rules and where results go.

`monitor.assembly` fills it with adapters; tests fill it with fakes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self

from monitor.core.asking import Ask
from monitor.core.bilingual import Bilingual
from monitor.core.events import (
    Accommodation,
    Batch,
    ClassPlan,
    CourseQuestion,
    Entry,
    PlatformState,
    ServerFact,
    SessionOpened,
    TraineeState,
)
from monitor.core.gates.pack import GatePack
from monitor.core.imports.columns import Kind
from monitor.core.imports.reading import Sheet
from monitor.core.origins import TRAINEE, Origin
from monitor.core.rulepack import Packs, RulePack
from monitor.core.summary import Summary
from monitor.core.verdict import Verdict
from monitor.flows.console_ports import AccountStore, Lists, Reports
from monitor.flows.locks import TaskLocks
from monitor.flows.metrics import Metrics
from monitor.flows.no_judges import NoJudges
from monitor.flows.no_peers import NoPeers
from monitor.flows.no_tracer import NoTracer
from monitor.flows.office_ports import OfficeStore
from monitor.flows.people_ports import PeopleLists, ProposalLists, RecordLists
from monitor.flows.photo_ports import PhotoStore
from monitor.flows.tokens import Keys
from monitor.flows.vendor_ports import Content, KeyStore, OwnRecords, PlanStore, ReplyStore, SessionRecord, WebhookStore
from monitor.ports import (
    Clock,
    Disk,
    EnrolledPicture,
    EventLog,
    FaceAnalyser,
    Judges,
    Locks,
    OneTimeCodes,
    Passwords,
    Peer,
    PeerLine,
    PhotoVault,
    ReviewRecord,
    Seal,
    SessionFacts,
    Signer,
    Tracer,
    WebhookSender,
)
from monitor.rulepacks import load_gates


class AccommodationRecord(Protocol):
    """What a trainee was granted for a handicap."""

    @property
    def kinds(self) -> tuple[Accommodation, ...]: ...
    @property
    def time_percent(self) -> int: ...
    @property
    def registered_by(self) -> str: ...
    @property
    def registered_at(self) -> int: ...


class AttemptRecord(Protocol):
    """A person's try at one unit."""

    @property
    def attempt(self) -> str: ...
    @property
    def trainee(self) -> str: ...
    @property
    def training_class(self) -> str: ...
    @property
    def unit(self) -> str: ...


class VerdictRecord(Protocol):
    """A saved verdict, as canonical bytes, with the certificate (JWS) if any; later ones have higher numbers."""

    @property
    def number(self) -> int: ...
    @property
    def attempt(self) -> str: ...
    @property
    def verdict(self) -> bytes: ...
    @property
    def decided_at(self) -> int: ...
    @property
    def certificate(self) -> str | None: ...


class Registry(
    Content,
    PlanStore,
    KeyStore,
    ReplyStore,
    OwnRecords,
    OfficeStore,
    WebhookStore,
    AccountStore,
    Lists,
    Reports,
    PeopleLists,
    RecordLists,
    ProposalLists,
    PhotoStore,
    Protocol,
):
    """The office's registry.  Verbs are short and synchronous: call them in a thread.

    All raise `Monitor.registry_error`, which has `field`, `message` and `remedy`.
    """

    def is_platform(self, name: str) -> bool: ...

    def platform_state(self, platform: str, on: date) -> PlatformState: ...

    def suspension(self, platform: str, on: date) -> tuple[date, str] | None: ...

    def class_plan(self, training_class: str, version: str | None = None) -> ClassPlan: ...

    def set_questions(
        self, platform: str, lesson: str, questions: Sequence[CourseQuestion], origins: Mapping[str, Origin] = {}
    ) -> None: ...

    def question_origins(self, platform: str, lesson: str) -> Mapping[str, Origin]: ...

    def questions_of(self, platform: str, lessons: Collection[str]) -> Sequence[CourseQuestion]: ...

    def trainee_state(
        self, trainee: str, training_class: str, *, purpose: str, text_version: str | None = None
    ) -> TraineeState: ...

    def accommodate(
        self, trainee: str, kinds: Collection[Accommodation], *, time_percent: int = 100, by: str, at: int
    ) -> None: ...

    def accommodations_of(self, trainee: str) -> Sequence[AccommodationRecord]: ...

    def give_consent(
        self, trainee: str, purpose: str, text_version: str, at: int, origin: Origin = TRAINEE
    ) -> Origin: ...

    def withdraw_consent(self, trainee: str, purpose: str, at: int) -> None: ...

    def consented(self, trainee: str, purpose: str, text_version: str | None = None) -> bool: ...

    def cohorts(self) -> Mapping[str, str]: ...

    def references(
        self, trainee: str, embedder: str | None = None, *, in_force_only: bool = False
    ) -> list[list[float]]: ...

    def add_references(
        self,
        trainee: str,
        pictures: Sequence[EnrolledPicture],
        *,
        supplied_by: str,
        at: int,
        embedder: str = "",
        metric: str = "euclidean",
        match: float | None = None,
    ) -> list[int]: ...

    def session_facts(
        self,
        platform: str,
        trainee: str,
        training_class: str,
        lesson: str,
        *,
        on: date,
        purpose: str,
        text_version: str,
    ) -> SessionFacts: ...

    def register_session(
        self,
        session: str,
        *,
        trainee: str,
        training_class: str,
        platform: str,
        at: int,
        units: Collection[str] = (),
        owner: str = "",
    ) -> Sequence[AttemptRecord]: ...

    def close_session(self, session: str, at: int) -> None: ...

    def some_session(self) -> str: ...

    def sessions_of(self, trainee: str, training_class: str | None = None) -> Sequence[SessionRecord]: ...

    def note_unjudged(self, session: str, at: int) -> None: ...

    def note_judged(self, read: Mapping[str, int]) -> None: ...

    def unjudged(self, before: int, limit: int) -> Sequence[str]: ...

    def trainees_on(self, platform: str) -> Sequence[str]: ...

    def trainees_between(self, start: int, end: int) -> Sequence[str]: ...

    def open_sessions(self) -> Sequence[SessionRecord]: ...

    def own_session(self, session: str, owner: str) -> None: ...

    def owner_of(self, session: str) -> str: ...

    def owners(self) -> Sequence[str]: ...

    def adopt_sessions(self, owner: str, by: str) -> Sequence[str]: ...

    def join_collectors(self, peer: Peer) -> None: ...

    def leave_collectors(self, name: str) -> None: ...

    def collectors(self) -> Sequence[Peer]: ...

    def attempts_of(self, trainee: str, training_class: str, unit: str | None = None) -> Sequence[AttemptRecord]: ...

    def attempt(self, attempt: str) -> AttemptRecord: ...

    def close_attempt(self, attempt: str, at: int) -> AttemptRecord: ...

    def save_verdict(
        self,
        attempt: str,
        verdict: bytes,
        *,
        head: str,
        decided_at: int,
        certificate: str | None = None,
        said: Summary | None = None,
    ) -> VerdictRecord: ...

    def verdict(self, attempt: str) -> VerdictRecord | None: ...

    def first_verdict(self) -> VerdictRecord | None: ...

    def verdicts(
        self, trainee: str, training_class: str | None = None, unit: str | None = None
    ) -> Sequence[VerdictRecord]: ...

    def last_verdicts(self, trainee: str) -> Sequence[VerdictRecord]: ...

    def verdicts_on(self, attempt: str) -> Sequence[VerdictRecord]: ...

    def sessions_closed(self, after: tuple[int, str], *, limit: int, settled: int) -> Sequence[SessionRecord]: ...

    def verdicts_after(self, number: int, *, limit: int, settled: int) -> Sequence[VerdictRecord]: ...

    def note_review(self, record: ReviewRecord) -> None: ...

    def close_review(self, attempt: str) -> None: ...

    def open_reviews(
        self,
        *,
        limit: int,
        after: tuple[int, str] = (0, ""),
        platform: str | None = None,
        training_class: str | None = None,
        states: Collection[str] = (),
        results: Collection[str] = (),
        rules: Collection[str] = (),
    ) -> Sequence[ReviewRecord]: ...

    def reviews_past(self, now: int) -> Sequence[ReviewRecord]: ...


class Supervisor(Protocol):
    """`monitor.core.supervision.Supervisor`: what is due in one session, without a clock."""

    hold_told: str

    @property
    def wake_at(self) -> int | None: ...

    @property
    def played(self) -> bool: ...

    def hear(self, batch: Batch, received: int) -> None: ...

    def note(self, fact: ServerFact, received: int) -> None: ...

    def due(self, now: int) -> Sequence[Ask]: ...

    def quiet(self) -> bool: ...

    def tell_hold(self) -> str: ...

    def open_directives(self) -> Sequence[Ask]: ...


Supervise = Callable[[RulePack, SessionOpened, Mapping[str, bytes], Sequence[Entry]], Supervisor]
Judge = Callable[[Mapping[str, Sequence[Entry]], Packs], list[Verdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one session may use; times in ms."""

    messages_per_second: int = 50
    message_burst: int = 300
    hello_within_ms: int = 10_000
    commit_wait_ms: int = 3_000  # how long an upload waits for the batch with its hash
    webhook_poll_ms: int = 1_000
    webhook_timeout_ms: int = 10_000
    api_requests_per_second: int = 20
    api_request_burst: int = 200
    judgement_wait_ms: int = 0  # for how long a checkpoint's judgement waits for the next checkpoint
    judgement_every_ms: int = 0  # how often a person is judged in the middle of an hour at most; 0: at each checkpoint
    outbox_messages: int = 200  # a client that reads slower than this is cut off, and resumes


@dataclass(slots=True, kw_only=True)
class Monitor:
    """Everything that flows and the web edge need from outside, opened together and closed together."""

    log: EventLog
    registry: Registry
    registry_error: type[Exception]
    vault: PhotoVault
    signer: Signer
    faces: FaceAnalyser
    judges: Judges = field(default_factory=NoJudges)
    webhook_sender: WebhookSender
    clock: Clock
    disk: Disk
    keys: Keys
    seal: Seal
    passwords: Passwords
    codes: OneTimeCodes
    pack: RulePack  # in force now
    packs: Packs  # and all that ever were
    supervise: Supervise
    judge: Judge
    strip_metadata: Callable[[bytes], bytes]  # a picture without position, device and comments; raises `ValueError`
    face_words: Callable[[str, str], Bilingual]  # reason and action -> what the learner reads
    read_tables: Callable[[BinaryIO, str], Iterable[Sheet]]  # a file and its name -> its sheets; raises `Wrong`
    table_template: Callable[[Kind[Any], str, str], bytes]  # kind, suffix and language -> an empty table
    certificates: Path  # folder
    name: str = "collector"  # of this process, which no other has and had
    peer_address: str = ""  # where other collectors reach this one; empty: it works alone
    peer_line: PeerLine = field(default_factory=NoPeers)
    issuer: str = "did:web:localhost"
    public_url: str = ""  # empty: the address by which the request came
    consent_version: str = "1"
    vault_private_key: str = ""  # empty: photos cannot be opened here (K13)
    photo_days: int = 0  # whole days for which photos are kept after their class has ended
    installed_packs: Callable[[], Sequence[RulePack]] = tuple  # to choose from, for what they would change
    gate_pack: GatePack = field(default_factory=load_gates)
    limits: Limits = field(default_factory=Limits)
    disk_min_bytes: int = 0  # with less space left it is told to no new learners
    locks: Locks = field(default_factory=TaskLocks)  # by name, among all who work on this log and registry
    metrics: Metrics = field(default_factory=Metrics)
    tracer: Tracer = field(default_factory=NoTracer)
    begin_to_serve: Callable[[], None] = lambda: None  # what does not wait for the first learner
    closing: AsyncExitStack = field(default_factory=AsyncExitStack)

    def rules_of(self, verdict: Verdict) -> RulePack:
        """The rules that judged; raises `RulePackError` where they are not kept."""
        return self.packs(verdict.rule_pack, verdict.rule_pack_hash)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.closing.aclose()
