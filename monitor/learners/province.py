"""A whole province that nobody lives in: the same rows for the same seed, in the proportions of a real one.

Names count on from zero, so that whoever measures knows who belongs to whom without asking the database: trainee n is
in class n modulo the classes, a class is of one institution and is taught on one platform.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.adapters.registry.identity import check_digit, identity_hash
from monitor.core.consent import PURPOSE
from monitor.core.verdict import CreditSpan, Verdict

Names = tuple[str, ...]
Batch = tuple[str, Names, Iterator[Sequence[Any]]]

HOUR_MS = 2_400_000
LESSON_MS = 2_700_000
UNIT_MS = 2_420_000
UNITS = 8  # online class hours of a class of 20
TOTAL_HOURS = 20
COURSES = 400
CITIES, COUNTIES = 18, 160
FACE_NUMBERS = 128
DAY_MS = 86_400_000
FIRST_ON, TODAY = date(2023, 3, 7), date(2026, 11, 1)
DAYS = (TODAY - FIRST_ON).days


@dataclass(frozen=True)
class Scale:
    """How large a province is."""

    platforms: int = 300
    institutions: int = 3_000
    classes: int = 40_000
    trainees: int = 1_000_000
    attempts: int = 1_000_000

    def divided(self, by: int) -> Scale:
        """A smaller one of the same shape."""
        sizes = (self.platforms, self.institutions, self.classes, self.trainees, self.attempts)
        return Scale(*(max(2, size // by) for size in sizes))


class Province:
    """Rows for every table that grows with a province."""

    def __init__(self, scale: Scale, *, seed: int = 1, identity_key: bytes = b"", consent_version: str = "1") -> None:
        self.scale = scale
        self._chance = random.Random(seed)
        self._mask = self._chance.getrandbits(64)
        self._identity_key = identity_key
        self._consent_version = consent_version
        self._specialties = [f"s-{number:03}" for number in range(40)]

    # ------------------------------------------------------------ names

    def platform(self, number: int) -> str:
        return f"platform-{number % self.scale.platforms:03}"

    def institution(self, number: int) -> str:
        return f"institution-{number % self.scale.institutions:04}"

    def training_class(self, number: int) -> str:
        return f"class-{number % self.scale.classes:05}"

    def trainee(self, number: int) -> str:
        """As random as a real name: an odd factor is a permutation of 64 bits."""
        return f"t-{(number * 0x9E3779B97F4A7C15 ^ self._mask) % 2**64:016x}"

    def platform_key(self, number: int) -> str:
        """What a platform's server sends to say who it is."""
        return f"imp_province-{number % self.scale.platforms}"

    def institution_key(self, number: int) -> str:
        return f"imi_province-{number % self.scale.institutions}"

    def attempt(self, number: int) -> str:
        return f"a-{number:016x}"

    def session(self, number: int) -> str:
        return f"s-{number:024x}"

    def lesson(self, course: int, place: int) -> str:
        return f"course-{course % COURSES:03}-lesson-{place}"

    def course_of(self, training_class: int) -> int:
        return training_class % COURSES

    def class_of(self, trainee: int) -> int:
        return trainee % self.scale.classes

    def platform_of(self, training_class: int) -> str:
        return self.platform(training_class)

    # ------------------------------------------------------------ rows

    def batches(self) -> Iterator[Batch]:
        """Table by table, each behind those that it refers to."""
        yield from self._offices()
        yield from self._platforms()
        yield from self._institutions()
        yield from self._content()
        yield from self._classes()
        yield from self._held()
        yield from self._people()
        yield from self._papers()
        yield from self._learning()
        yield from self._matters()
        yield from self._told()

    def _offices(self) -> Iterator[Batch]:
        columns = ("source_system", "external_id", "office", "title", "level", "parent", "city", "local_platform")
        province = [("talent", "o", "henan", "河南省", "province", None, "", "")]
        cities = [
            ("talent", f"o-{n}", f"city-{n:02}", f"市{n}", "city", "henan", f"41{n:02}", "") for n in range(CITIES)
        ]
        counties = [
            (
                "talent",
                f"o-{n}-c",
                f"county-{n:03}",
                f"县{n}",
                "county",
                f"city-{n % CITIES:02}",
                f"41{n % CITIES:02}",
                "",
            )
            for n in range(COUNTIES)
        ]
        yield "offices", columns, iter([*province, *cities, *counties])

    def _platforms(self) -> Iterator[Batch]:
        of = range(self.scale.platforms)
        names = ("source_system", "external_id", "platform", "title")
        yield "platforms", names, (("catalogue", f"p-{n}", self.platform(n), f"平台{n}") for n in of)
        columns = ("source_system", "external_id", "platform", "first_on", "document")
        yield "catalogue_entries", columns, (("catalogue", f"p-{n}", self.platform(n), _on(0), "") for n in of)
        yield "platform_connections", ("platform", "connected_on"), ((self.platform(n), _on(0)) for n in of)
        suspended = ("id", "platform", "suspended_on", "document", "lifted_on")
        yield (
            "suspensions",
            suspended,
            ((n + 1, self.platform(n * 50), _on(400), "豫人社 1", _on(430)) for n in range(self.scale.platforms // 50)),
        )

    def _institutions(self) -> Iterator[Batch]:
        of = range(self.scale.institutions)
        names = ("source_system", "external_id", "institution", "title")
        yield "institutions", names, (("talent", f"i-{n}", self.institution(n), f"机构{n}") for n in of)
        columns: Names = ("institution", "office", "city", "kind", "manufacturing", "full_time_schooling")
        yield (
            "institution_profiles",
            columns,
            (
                (self.institution(n), f"county-{n % COUNTIES:03}", f"41{n % CITIES:02}", "school", n % 3 == 0, False)
                for n in of
            ),
        )
        columns = ("source_system", "external_id", "institution", "specialty", "from_on")
        yield (
            "specialty_changes",
            columns,
            (
                ("talent", f"c-{n}-{k}", self.institution(n), self._specialty(n + k), _on(0))
                for n in of
                for k in range(3)
            ),
        )
        columns = ("source_system", "external_id", "teacher", "institution", "licence")
        yield (
            "teachers",
            columns,
            (("talent", f"t-{n}-{k}", f"teacher-{n:04}-{k}", self.institution(n), "L") for n in of for k in range(6)),
        )
        columns = ("source_system", "external_id", "workshop", "institution", "specialty", "workstations")
        yield (
            "workshops",
            columns,
            (
                ("talent", f"w-{n}-{k}", f"workshop-{n:04}-{k}", self.institution(n), self._specialty(n + k), 40)
                for n in of
                for k in range(2)
            ),
        )
        yield "api_keys", ("key", "key_hash", "platform", "institution", "scopes", "label", "issued_at"), self._keys()

    def _specialty(self, number: int) -> str:
        return self._specialties[number % len(self._specialties)]

    def _keys(self) -> Iterator[Sequence[Any]]:
        may = json.dumps(["read", "learn", "enrol", "content", "object", "webhooks", "keys"])
        for n in range(self.scale.platforms):
            yield f"k-p{n}", _sha(self.platform_key(n)), self.platform(n), None, may, "", _at(0)
        may = json.dumps(["read", "enrol", "content", "confirm", "object", "webhooks", "keys"])
        for n in range(self.scale.institutions):
            yield f"k-i{n}", _sha(self.institution_key(n)), None, self.institution(n), may, "", _at(0)

    def _content(self) -> Iterator[Batch]:
        yield (
            "courses",
            ("course", "course_type", "title"),
            ((f"course-{n:03}", "specialty" if n % 2 else "general", f"课程{n}") for n in range(COURSES)),
        )
        columns: Names = ("lesson", "course", "ordinal", "duration_ms", "content_hash", "approved", "approval", "title")
        yield (
            "lessons",
            columns,
            (
                (self.lesson(n, k), f"course-{n:03}", k, LESSON_MS, _sha(f"{n} {k}"), True, "豫人社 2", "")
                for n in range(COURSES)
                for k in range(UNITS)
            ),
        )
        columns = ("platform", "lesson", "question", "place", "prompt", "options", "right", "after_ms")
        prompt, options = json.dumps({"zh-CN": "对吗?"}), json.dumps([{"zh-CN": "对"}, {"zh-CN": "错"}])
        yield (
            "lesson_questions",
            columns,
            (
                (self.platform(n), self.lesson(n, k), f"q-{q}", q, prompt, options, 0, 0)
                for n in range(self.scale.platforms)
                for k in range(UNITS)
                for q in range(3)
            ),
        )

    def _classes(self) -> Iterator[Batch]:
        of = range(self.scale.classes)
        names = ("source_system", "external_id", "training_class", "institution", "title", "plan_version")
        yield (
            "training_classes",
            names,
            (("talent", f"c-{n}", self.training_class(n), self.institution(n), f"班级{n}", "1") for n in of),
        )
        columns = ("training_class", "city", "specialty", "occupation_code", "track", "practical_hours", "workshop",
                   "begins_at", "ends_at", "manufacturing", "obtainable_certificate", "assessed_certificate",
                   "city_consent")  # fmt: skip
        yield "class_profiles", columns, (self._profile(n) for n in of)
        plan = ("training_class", "version")
        yield "plan_versions", (*plan, "total_class_hours"), ((self.training_class(n), "1", TOTAL_HOURS) for n in of)
        places = [(n, k) for n in of for k in range(UNITS)]
        yield (
            "plan_lessons",
            (*plan, "place", "lesson"),
            ((self.training_class(n), "1", k, self.lesson(self.course_of(n), k)) for n, k in places),
        )
        yield (
            "plan_units",
            (*plan, "place", "unit", "hour_type"),
            ((self.training_class(n), "1", k, f"unit-{k}", "theory") for n, k in places),
        )
        yield (
            "plan_slices",
            (*plan, "unit", "place", "lesson", "start_ms", "end_ms"),
            (
                (self.training_class(n), "1", f"unit-{k}", 0, self.lesson(self.course_of(n), k), 0, UNIT_MS)
                for n, k in places
            ),
        )
        yield (
            "teacher_assignments",
            ("training_class", "teacher", "specialty"),
            (
                (self.training_class(n), f"teacher-{n % self.scale.institutions:04}-{k}", self._specialty(n))
                for n in of
                for k in range(3)
            ),
        )

    def _begins(self, training_class: int) -> int:
        """Classes are spread over the years since the beginning; one in twenty is running."""
        return training_class * 31 % DAYS

    def _profile(self, n: int) -> Sequence[Any]:
        begins = self._begins(n)
        return (self.training_class(n), f"41{n % CITIES:02}", self._specialty(n), "6-18-02-04", "certificate", 12,
                f"workshop-{n % self.scale.institutions:04}-0", _at(begins), _at(begins + 60), n % 3 == 0,
                "skill_level", "skill_level", "")  # fmt: skip

    def _held(self) -> Iterator[Batch]:
        """What was held, recorded, inspected and answered in classes."""
        hours = [(n, k) for n in range(self.scale.classes) for k in range(6)]
        columns: Names = ("source_system", "external_id", "hour", "training_class", "hour_type", "starts_at", "ends_at")
        yield (
            "held_hours",
            columns,
            (
                ("talent", f"h-{n}-{k}", f"h-{n}-{k}", self.training_class(n), "theory", at, at + HOUR_MS)
                for n, k in hours
                for at in [_at(self._begins(n) + k)]
            ),
        )
        columns = ("source_system", "external_id", "recording", "training_class", "starts_at", "ends_at", "shows_all",
                   "reviewed_by")  # fmt: skip
        yield (
            "recordings",
            columns,
            (
                ("talent", f"r-{n}-{k}", f"r-{n}-{k}", self.training_class(n), at, at + HOUR_MS, (n + k) % 97 > 0, "li")
                for n, k in hours
                for at in [_at(self._begins(n) + k)]
            ),
        )
        columns = ("source_system", "external_id", "training_class", "held_at", "remote", "headcount", "inspector")
        yield (
            "inspections",
            columns,
            (
                ("talent", f"l-{n}-{k}", self.training_class(n), _at(self._begins(n) + k), k > 0, 25, "wang")
                for n in range(self.scale.classes)
                for k in range(2)
            ),
        )
        columns = ("source_system", "external_id", "training_class", "answered_at", "satisfied", "valid")
        yield (
            "satisfaction_answers",
            columns,
            (
                ("talent", f"s-{n}-{k}", self.training_class(n), _at(self._begins(n) + 60), k % 9 > 0, True)
                for n, k in hours
            ),
        )

    # ------------------------------------------------------------ people

    def _people(self) -> Iterator[Batch]:
        of = range(self.scale.trainees)
        yield (
            "trainees",
            ("trainee", "identity_hash", "blacklisted", "registered_at"),
            ((self.trainee(n), self.identity(n), False, _at(self._begins(self.class_of(n)))) for n in of),
        )
        yield (
            "trainee_aliases",
            ("source_system", "external_id", "trainee"),
            ((f"platform/{self.platform_of(self.class_of(n))}", f"u-{n}", self.trainee(n)) for n in of),
        )
        columns: Names = (
            "trainee",
            "training_class",
            "source_system",
            "external_id",
            "enrolled_at",
            "eligible",
            "reason",
        )
        yield "enrolments", columns, (self._enrolment(n, c) for n in of for c in self.classes_of(n))
        yield (
            "consents",
            ("id", "trainee", "purpose", "text_version", "given_at"),
            ((n + 1, self.trainee(n), PURPOSE, self._consent_version, _at(self._begins(self.class_of(n)))) for n in of),
        )
        columns = ("id", "trainee", "version", "enrolment", "sha256", "embedding", "embedder", "metric", "supplied_by",
                   "added_at", "confirmed_by", "in_force", "looks_like")  # fmt: skip
        yield "face_references", columns, self._faces()

    def identity(self, trainee: int) -> str:
        """The keyed hash of a number that is well formed, and nobody's: its first six digits are no region's."""
        first = f"999999{19600101 + trainee // 1000 % 28:08}{trainee % 1000:03}"
        if self._identity_key and trainee < 1000:
            return identity_hash(first + check_digit(first), self._identity_key)
        return _sha(f"{self._mask} {trainee}")

    def classes_of(self, trainee: int) -> tuple[int, ...]:
        """One in sixteen was in another class before."""
        mine = self.class_of(trainee)
        earlier = (mine + 7) % self.scale.classes
        return (mine, earlier) if trainee % 16 == 0 and earlier != mine else (mine,)

    def _enrolment(self, n: int, c: int) -> Sequence[Any]:
        external = f"e-{n}-{c}"
        return self.trainee(n), self.training_class(c), "talent", external, _at(self._begins(c)), True, ""

    def learning(self) -> Iterator[int]:
        """Those who have faces enrolled: everybody of the classes that are running, one in twenty."""
        step = 20
        return (n for n in range(self.scale.trainees) if self.class_of(n) % step == 0)

    def _faces(self) -> Iterator[Sequence[Any]]:
        pool = [json.dumps([round(self._chance.gauss(0, 0.1), 6) for _ in range(FACE_NUMBERS)]) for _ in range(64)]
        for number, n in enumerate(self.learning(), 1):
            yield (number, self.trainee(n), 1, 1, _sha(f"face {n}"), pool[n % 64], "dlib-1", "euclidean",
                   self.platform_of(self.class_of(n)), _at(0), "school", True, "[]")  # fmt: skip

    def _papers(self) -> Iterator[Batch]:
        """What classes know about their people."""
        of = range(self.scale.trainees)
        columns: Names = ("trainee", "training_class", "work_status", "job_code", "at_school", "certificate",
                          "certified_on", "entitled_on")  # fmt: skip
        yield (
            "enrolment_profiles",
            columns,
            (
                (self.trainee(n), self.training_class(c), "employed", "6-18-02-04", False, "skill_level", day, day)
                for n in of
                for c in self.classes_of(n)
                for day in [_on(self._begins(c) + 61)]
            ),
        )
        columns = ("source_system", "external_id", "trainee", "training_class", "answered_at", "wants_training",
                   "wants_work", "able_to_work")  # fmt: skip
        yield (
            "questionnaires",
            columns,
            (
                (
                    "talent",
                    f"q-{n}",
                    self.trainee(n),
                    self.training_class(c),
                    _at(self._begins(c)) - DAY_MS,
                    True,
                    True,
                    True,
                )
                for n in of
                for c in [self.class_of(n)]
            ),
        )
        columns = ("source_system", "external_id", "trainee", "training_class", "came_at", "left_at", "device",
                   "compared_at")  # fmt: skip
        yield (
            "check_ins",
            columns,
            (
                ("talent", f"in-{n}", self.trainee(n), self.training_class(c), at, at + HOUR_MS, "gate", at + DAY_MS)
                for n in of
                for c in [self.class_of(n)]
                for at in [_at(self._begins(c))]
            ),
        )

    # ------------------------------------------------------------ what was learned

    def learner_of(self, attempt: int) -> tuple[int, int]:
        """Whose try at which unit an attempt is: class by class, person by person, unit by unit."""
        return attempt // UNITS % self.scale.trainees, attempt % UNITS

    def _tries(self) -> Iterator[tuple[int, int, int, int]]:
        for number in range(self.scale.attempts):
            trainee, unit = self.learner_of(number)
            c = self.class_of(trainee)
            yield number, trainee, c, _at(self._begins(c) + unit)

    def _learning(self) -> Iterator[Batch]:
        columns: Names = ("session", "trainee", "training_class", "platform", "stream", "opened_at", "closed_at")
        yield (
            "learning_sessions",
            columns,
            (
                (
                    self.session(n),
                    self.trainee(t),
                    self.training_class(c),
                    self.platform_of(c),
                    self.session(n),
                    at,
                    at + LESSON_MS,
                )
                for n, t, c, at in self._tries()
            ),
        )
        columns = ("attempt", "trainee", "training_class", "unit", "platform", "ordinal", "state", "opened_at",
                   "closed_at")  # fmt: skip
        yield (
            "attempts",
            columns,
            (
                (
                    self.attempt(n),
                    self.trainee(t),
                    self.training_class(c),
                    f"unit-{n % UNITS}",
                    self.platform_of(c),
                    1,
                    "closed",
                    at,
                    at + LESSON_MS,
                )
                for n, t, c, at in self._tries()
            ),
        )
        yield "attempt_summaries", *self._summaries()
        yield "attempt_rules", ("attempt", "rule"), self._rules()
        yield "verdicts", ("id", "attempt", "verdict", "head", "decided_at", "certificate"), self._verdicts()
        columns = ("attempt", "trainee", "training_class", "platform", "result", "state", "noticed_at", "appeal_until")
        yield (
            "open_reviews",
            columns,
            (
                (
                    self.attempt(n),
                    self.trainee(t),
                    self.training_class(c),
                    self.platform_of(c),
                    "held",
                    "noticed",
                    at,
                    _at(3 * DAYS),
                )
                for n, t, c, at in self._tries()
                if n % 199 == 0
            ),
        )

    def _summaries(self) -> tuple[Names, Iterator[Sequence[Any]]]:
        columns = ("attempt", "trainee", "training_class", "institution", "platform", "unit", "result", "stage", "code",
                   "reason", "credited_ms", "required_ms", "claimed", "day", "changed_at")  # fmt: skip
        rows = (
            (self.attempt(n), self.trainee(t), self.training_class(c), self.institution(c), self.platform_of(c),
             f"unit-{n % UNITS}", "held" if n % 199 == 0 else "certified", "final", "", "{}", UNIT_MS, HOUR_MS, True,
             _on(self._begins(c) + n % UNITS), at + LESSON_MS)
            for n, t, c, at in self._tries()
        )  # fmt: skip
        return columns, rows

    def _rules(self) -> Iterator[Sequence[Any]]:
        return ((self.attempt(n), _RULES[n % len(_RULES)]) for n in range(0, self.scale.attempts, 7))

    def _verdicts(self) -> Iterator[Sequence[Any]]:
        template, jws = _verdict_template(), "e30." + "x" * 640 + "." + "y" * 86
        for n, t, c, at in self._tries():
            held = n % 199 == 0
            said = {
                b"@attempt@": self.attempt(n),
                b"@trainee@": self.trainee(t),
                b"@class@": self.training_class(c),
                b"@platform@": self.platform_of(c),
                b"@unit@": f"unit-{n % UNITS}",
                b"@session@": self.session(n),
                b"@result@": "held" if held else "certified",
            }
            verdict = template
            for place, value in said.items():
                verdict = verdict.replace(place, value.encode())
            yield n + 1, self.attempt(n), verdict, _HEAD, at + LESSON_MS, None if held else jws

    # ------------------------------------------------------------ what is rare

    def _matters(self) -> Iterator[Batch]:
        """What concerns few: handicaps, missed hours, money, audits, apprentices."""
        granted = ("id", "trainee", "kinds", "time_percent", "registered_by", "registered_at")
        few = range(0, self.scale.trainees, 40)
        yield (
            "trainee_accommodations",
            granted,
            ((place, self.trainee(n), "[]", 150, "school", _at(0)) for place, n in enumerate(few, 1)),
        )
        names = ("source_system", "external_id")
        columns = (*names, "course", "trainee", "training_class", "starts_at", "ends_at", "reason", "recorded_ms")
        yield (
            "make_up_courses",
            columns,
            (
                ("talent", f"m-{n}", f"m-{n}", self.trainee(n), self.training_class(c), at, at + HOUR_MS, "ill", 0)
                for n in few
                for c in [self.class_of(n)]
                for at in [_at(self._begins(c) + 30)]
            ),
        )
        of = range(self.scale.classes)
        claims = (*names, "claim", "training_class", "entered_by", "entered_at")
        yield (
            "subsidy_claims",
            claims,
            (("talent", f"k-{n}", f"k-{n}", self.training_class(n), "li", _at(0)) for n in of),
        )
        notices = (*names, "training_class", "posted_on")
        yield (
            "public_notices",
            notices,
            (("talent", f"n-{n}", self.training_class(n), _on(self._begins(n))) for n in of),
        )
        flags = (*names, "institution", "kind", "found_on", "finding")
        schools = range(self.scale.institutions)
        yield "audit_flags", flags, (("talent", f"f-{n}", self.institution(n), "problem", _on(9), "") for n in schools)
        apprentices = (*names, "institution", "trainee", "enterprise", "occupation_code", "enrolled_on")
        yield (
            "apprenticeships",
            apprentices,
            (("talent", f"a-{n}", self.institution(n), self.trainee(n), f"e-{n % 99}", "6-18", _on(500)) for n in few),
        )

    def _told(self) -> Iterator[Batch]:
        """Webhooks: an endpoint for every platform, and what was sent there."""
        endpoints = ("endpoint", "platform", "url", "events", "secret", "created_at", "disabled_why")
        yield (
            "webhook_endpoints",
            endpoints,
            (
                (f"wh-{n:03}", self.platform(n), f"https://platform-{n}.example/hook", "[]", b"s", _at(0), "")
                for n in range(self.scale.platforms)
            ),
        )
        sent = range(self.scale.attempts // 10)
        messages = ("message", "event", "body", "created_at")
        yield "webhook_messages", messages, ((f"m-{n:08}", "hour.certified", b"{}", _at(n % DAYS)) for n in sent)
        deliveries = ("id", "message", "endpoint", "state", "attempts", "due_at", "last_error", "delivered_at")
        yield (
            "webhook_deliveries",
            deliveries,
            (
                (n + 1, f"m-{n:08}", f"wh-{n % self.scale.platforms:03}", state, 1, _at(n % DAYS), "", _at(n % DAYS))
                for n in sent
                for state in ["dead" if n % 499 == 0 else "delivered"]
            ),
        )


_HEAD = "ab" * 32
_RULES = ("photo_missing", "popup_gap", "multi_window", "fast_forward", "out_of_order", "incomplete")


def _verdict_template() -> bytes:
    """A verdict's canonical bytes with places for what differs; half as long as one hour's really are."""
    span = CreditSpan(lesson="lesson-1", media_from=0, media_to=UNIT_MS // 2, start=0, end=UNIT_MS // 2,
                      session="@session@", checkpoint="@session@:58#0", reason="")  # fmt: skip
    verdict = Verdict(
        attempt="@attempt@", unit="@unit@", trainee="@trainee@", training_class="@class@", platform="@platform@",
        result="@result@", credited_ms=UNIT_MS, required_ms=HOUR_MS, completed_at=0, claimed=True,  # type: ignore[arg-type]
        ledger=(span, span), rule_pack="henan-2023", rule_pack_version="1", rule_pack_hash=_HEAD, purpose="real",
        heads={"@session@": _HEAD},
    )  # fmt: skip
    return verdict.to_bytes()


def _on(day: int) -> str:
    return (FIRST_ON + timedelta(days=day)).isoformat()


def _at(day: int) -> int:
    """Noon of a day in UTC, in ms."""
    return _FIRST_MS + day * DAY_MS


_FIRST_MS = int(datetime(FIRST_ON.year, FIRST_ON.month, FIRST_ON.day, 4, tzinfo=UTC).timestamp() * 1000)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
