"""The registry's tables.  Times are UTC ms, dates are calendar days in Asia/Shanghai (rules: thresholds).

Every change of a table needs a migration; a test compares the two.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, BigInteger, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from monitor.adapters.registry.rows import Imported, Row

# ---------------------------------------------------------------- who teaches


class Platform(Imported, table=True):
    """An online platform; when it stood on the catalogue and was connected is in tables of its own."""

    __tablename__ = "platforms"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    platform: str = Field(primary_key=True)
    title: str


class PlatformConnection(Imported, table=True):
    """From when to when a platform was connected to the provincial supervision platform (ONL-04)."""

    __tablename__ = "platform_connections"
    __table_args__ = (Index(None, "source_system", "external_id", unique=True),)

    platform: str = Field(primary_key=True, foreign_key="platforms.platform")
    connected_on: date = Field(primary_key=True)
    disconnected_on: date | None = None  # the first day on which it no longer is


class Suspension(Imported, table=True):
    """A platform is out of subsidised training from the day of discovery (ONL-13) until the office lifts it."""

    __tablename__ = "suspensions"
    __table_args__ = (Index(None, "source_system", "external_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str = Field(foreign_key="platforms.platform", index=True)
    suspended_on: date
    document: str = ""
    lifted_on: date | None = None  # the first day on which it counts again


class Institution(Imported, table=True):
    """The organiser of classes."""

    __tablename__ = "institutions"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    institution: str = Field(primary_key=True)
    title: str


# ---------------------------------------------------------------- what was approved


class TrainingClass(Imported, table=True):
    """One approved run; `plan_version` says which of its plans is in force."""

    __tablename__ = "training_classes"
    __table_args__ = (UniqueConstraint("source_system", "external_id"),)

    training_class: str = Field(primary_key=True)
    institution: str = Field(foreign_key="institutions.institution", index=True)
    title: str
    plan_version: str


class Course(Imported, table=True):
    """A course and its type, on which the order of lessons depends (ONL-09)."""

    __tablename__ = "courses"
    __table_args__ = (Index(None, "source_system", "external_id", unique=True),)

    course: str = Field(primary_key=True)
    course_type: str
    title: str = ""
    owner: str = ""  # the platform or institution that proposed it, as `Caller.name`; empty: the office


class Lesson(Imported, table=True):
    """One video: its place in its course, its length in ms, and whether the office approved this content (ONL-12)."""

    __tablename__ = "lessons"
    __table_args__ = (
        UniqueConstraint("course", "ordinal"),
        Index(None, "source_system", "external_id", unique=True),
        Index("ix_lessons_waiting", "lesson", sqlite_where=text("approved = 0"), postgresql_where=text("NOT approved")),
    )

    lesson: str = Field(primary_key=True)
    course: str = Field(foreign_key="courses.course")
    ordinal: int
    duration_ms: int = Field(sa_type=BigInteger)
    content_hash: str = ""
    approved: bool = True
    approved_on: date | None = None
    approval: str = ""  # the document's number
    title: str = ""
    proposed_at: int | None = Field(default=None, sa_type=BigInteger)


class LessonQuestion(Imported, table=True):
    """A question that a platform asks about a lesson; `right` is the place of the right option, from 0."""

    __tablename__ = "lesson_questions"
    __table_args__ = (Index(None, "source_system", "external_id", unique=True),)

    platform: str = Field(primary_key=True, foreign_key="platforms.platform")
    lesson: str = Field(primary_key=True, foreign_key="lessons.lesson")
    question: str = Field(primary_key=True)
    place: int
    prompt: dict[str, str] = Field(sa_type=JSON)
    options: list[dict[str, str]] = Field(sa_type=JSON)
    right: int
    after_ms: int = Field(default=0, sa_type=BigInteger)


class PlanVersion(Imported, table=True):
    """One version of a class's approved plan; versions are added, never changed."""

    __tablename__ = "plan_versions"
    __table_args__ = (Index(None, "source_system", "external_id", unique=True),)

    training_class: str = Field(primary_key=True, foreign_key="training_classes.training_class")
    version: str = Field(primary_key=True)
    total_class_hours: int


class PlanLesson(Row, table=True):
    """A lesson that belongs to a plan."""

    __tablename__ = "plan_lessons"
    __table_args__ = (
        ForeignKeyConstraint(["training_class", "version"], ["plan_versions.training_class", "plan_versions.version"]),
    )

    training_class: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    lesson: str = Field(foreign_key="lessons.lesson")


class PlanUnit(Row, table=True):
    """A class-hour unit of a plan (rules: units)."""

    __tablename__ = "plan_units"
    __table_args__ = (
        ForeignKeyConstraint(["training_class", "version"], ["plan_versions.training_class", "plan_versions.version"]),
        UniqueConstraint("training_class", "version", "unit"),
    )

    training_class: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    unit: str
    hour_type: str


class PlanSlice(Row, table=True):
    """A stretch of a lesson, in ms, that belongs to a unit."""

    __tablename__ = "plan_slices"
    __table_args__ = (
        ForeignKeyConstraint(
            ["training_class", "version", "unit"],
            ["plan_units.training_class", "plan_units.version", "plan_units.unit"],
        ),
    )

    training_class: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    unit: str = Field(primary_key=True)
    place: int = Field(primary_key=True)
    lesson: str = Field(foreign_key="lessons.lesson")
    start_ms: int = Field(sa_type=BigInteger)
    end_ms: int = Field(sa_type=BigInteger)


class ProposedPlan(Row, table=True):
    """A plan on its way to approval; `plan` is a `ClassPlan` as JSON, as it was proposed."""

    __tablename__ = "proposed_plans"
    __table_args__ = (
        Index(None, "proposed_by", "proposal"),
        Index(None, "state", "proposal"),
        Index(None, "proposed_at", "proposal"),
        Index(None, "state", "proposed_at", "proposal"),
    )

    proposal: str = Field(primary_key=True)
    training_class: str = Field(index=True)
    institution: str = Field(foreign_key="institutions.institution", index=True)
    class_title: str
    plan: str = Field(sa_type=Text)
    proposed_by: str
    proposed_at: int = Field(sa_type=BigInteger)
    state: str
    decided_by: str = ""
    decided_at: int | None = Field(default=None, sa_type=BigInteger)
    document: str = ""
    reason: str = ""
    source_system: str = ""  # of the plan version, once it is approved
    external_id: str = ""


# ---------------------------------------------------------------- who learns


class Trainee(Row, table=True):
    """A person, known by a random name and keyed hashes of identity and phone number alone (K6, PRV-06)."""

    __tablename__ = "trainees"

    trainee: str = Field(primary_key=True)
    identity_hash: str = Field(unique=True)
    phone_hash: str | None = Field(default=None, index=True)  # several people may share one; "" was taken back for good
    blacklisted: bool = False
    registered_at: int = Field(sa_type=BigInteger)


class TraineeCohort(Row, table=True):
    """A group for which the office wants to know whether the face checks treat it fairly; most people have none."""

    __tablename__ = "trainee_cohorts"

    trainee: str = Field(primary_key=True, foreign_key="trainees.trainee")
    cohort: str


class TraineeAccommodation(Row, table=True):
    """What a person is granted from then on for a handicap, and who granted it; never which handicap."""

    __tablename__ = "trainee_accommodations"

    id: int | None = Field(default=None, primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee", index=True)
    kinds: list[str] = Field(sa_type=JSON)
    time_percent: int
    registered_by: str
    registered_at: int = Field(sa_type=BigInteger)


class TraineeAlias(Row, table=True):
    """What another system calls this person."""

    __tablename__ = "trainee_aliases"

    source_system: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee", index=True)


class Enrolment(Row, table=True):
    """A person in a class, and whether the hours can be subsidised (ONL-14 and others; the office decides)."""

    __tablename__ = "enrolments"

    trainee: str = Field(primary_key=True, foreign_key="trainees.trainee")
    training_class: str = Field(primary_key=True, foreign_key="training_classes.training_class", index=True)
    source_system: str
    external_id: str
    enrolled_at: int = Field(sa_type=BigInteger)
    left_at: int | None = Field(default=None, sa_type=BigInteger)
    eligible: bool = True
    reason: str = ""  # why not eligible


class FaceReference(Row, table=True):
    """One enrolled picture: numbers to compare with and the picture's hash, never the picture.

    Once it is forgotten the numbers are gone, and what was decided about it stays.
    """

    __tablename__ = "face_references"
    __table_args__ = (
        UniqueConstraint("trainee", "version"),
        Index(
            "ix_face_references_unconfirmed",
            "trainee",
            sqlite_where=text("confirmed_by IS NULL"),
            postgresql_where=text("confirmed_by IS NULL"),
        ),
        Index(
            "ix_face_references_kept",
            "trainee",
            sqlite_where=text("forgotten_at IS NULL"),
            postgresql_where=text("forgotten_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee")
    version: int
    enrolment: int  # the version of the first picture that was enrolled together with this one
    sha256: str
    embedding: list[float] = Field(sa_type=JSON)
    embedder: str = ""
    metric: str = "euclidean"  # how the embedder's numbers are compared,
    match: float | None = None  # and up to which distance they are one person's; None: never compared (K6)
    supplied_by: str
    added_at: int = Field(sa_type=BigInteger)
    confirmed_by: str | None = None
    confirmed_with_own_key: bool = False
    confirmed_at: int | None = Field(default=None, sa_type=BigInteger)
    seconded_by: str | None = None  # the second person, where two are needed (K5, K6)
    seconded_with_own_key: bool = False
    seconded_at: int | None = Field(default=None, sa_type=BigInteger)
    in_force: bool = False
    looks_like: list[str] = Field(default_factory=list, sa_type=JSON)  # classmates who have this face too (K6)
    forgotten_at: int | None = Field(default=None, sa_type=BigInteger)


class Consent(Imported, table=True):
    """A separate consent to one purpose, in one version of its text (PRV-02)."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "trainee", "purpose"), Index(None, "source_system", "external_id", unique=True))

    id: int | None = Field(default=None, primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee")
    purpose: str
    text_version: str
    given_at: int = Field(sa_type=BigInteger)
    withdrawn_at: int | None = Field(default=None, sa_type=BigInteger)


# ---------------------------------------------------------------- where the evidence lies


class LearningSession(Row, table=True):
    """Which stream of the event log holds which session."""

    __tablename__ = "learning_sessions"
    __table_args__ = (
        Index(None, "trainee", "training_class"),
        Index(
            "ix_learning_sessions_unjudged_since",
            "unjudged_since",
            sqlite_where=text("unjudged_since IS NOT NULL"),
            postgresql_where=text("unjudged_since IS NOT NULL"),
        ),
    )

    session: str = Field(primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee")
    training_class: str = Field(foreign_key="training_classes.training_class")
    platform: str = Field(foreign_key="platforms.platform", index=True)
    stream: str = Field(unique=True)
    opened_at: int = Field(sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger, index=True)
    owner: str = ""  # the collector that times it while it is open
    attempts: list[str] | None = Field(default=None, sa_type=JSON(none_as_null=True))  # null when nobody noted them
    unjudged_since: int | None = Field(default=None, sa_type=BigInteger)  # it ended, or went on after its end


class Ticket(Row, table=True):
    """The hash of a ticket that opens a session's stream once."""

    __tablename__ = "tickets"

    ticket_hash: str = Field(primary_key=True)  # SHA-256, hex
    session: str = Field(foreign_key="learning_sessions.session", index=True)
    expires_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)


class Attempt(Row, table=True):
    """A person's try at one unit on one platform; the partial index is what keeps it to one open try there (K4)."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("trainee", "training_class", "unit", "ordinal"),
        Index(None, "training_class", "trainee"),
        Index(
            "uq_attempts_open",
            "trainee",
            "training_class",
            "unit",
            "platform",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    attempt: str = Field(primary_key=True)
    trainee: str = Field(foreign_key="trainees.trainee")
    training_class: str = Field(foreign_key="training_classes.training_class")
    unit: str
    platform: str = ""
    ordinal: int
    state: str = "open"
    opened_at: int = Field(sa_type=BigInteger)
    closed_at: int | None = Field(default=None, sa_type=BigInteger)


class SavedVerdict(Row, table=True):
    """What was decided about an attempt, as canonical bytes; a later verdict is a further row."""

    __tablename__ = "verdicts"

    id: int | None = Field(default=None, primary_key=True)
    attempt: str = Field(foreign_key="attempts.attempt", index=True)
    verdict: bytes
    head: str  # digest (hex) of the last log entry it rests on
    decided_at: int = Field(sa_type=BigInteger)
    certificate: str | None = None  # compact JWS


class OpenReview(Row, table=True):
    """An attempt that waits for a reviewer or for the end of a term; an index over the log, gone when it is closed."""

    __tablename__ = "open_reviews"
    __table_args__ = (Index(None, "platform", "noticed_at"), Index(None, "noticed_at", "attempt"))

    attempt: str = Field(primary_key=True, foreign_key="attempts.attempt")
    trainee: str = Field(foreign_key="trainees.trainee")
    training_class: str = Field(foreign_key="training_classes.training_class", index=True)
    platform: str = Field(foreign_key="platforms.platform")
    result: str
    state: str
    noticed_at: int = Field(sa_type=BigInteger)
    appeal_until: int = Field(sa_type=BigInteger, index=True)
