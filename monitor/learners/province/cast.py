"""Who is who in a made-up province: sizes, names, and who belongs to whom.

Names count on from zero, so that whoever measures knows who belongs to whom without asking the database: trainee n is
in class n modulo the classes, a class is of one institution and is taught on one platform.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.adapters.registry.identity import check_digit, identity_hash

Names = tuple[str, ...]
Rows = Iterator[Sequence[Any]]
Batch = tuple[str, Names, Rows]  # table, columns, rows

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


class Cast:
    """Names by number, and what follows from them."""

    def __init__(self, scale: Scale, *, seed: int = 1, identity_key: bytes = b"", consent_version: str = "1") -> None:
        self.scale = scale
        self.chance = random.Random(seed)
        self.consent_version = consent_version
        self._mask = self.chance.getrandbits(64)
        self._identity_key = identity_key
        self._specialties = [f"s-{number:03}" for number in range(40)]

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

    def proposal(self, training_class: int) -> str:
        return f"pp-{training_class:016x}"

    def course_of(self, training_class: int) -> int:
        return training_class % COURSES

    def class_of(self, trainee: int) -> int:
        return trainee % self.scale.classes

    def platform_of(self, training_class: int) -> str:
        return self.platform(training_class)

    def specialty(self, number: int) -> str:
        return self._specialties[number % len(self._specialties)]

    def begins(self, training_class: int) -> int:
        """Classes are spread over the years since the beginning; one in twenty is running."""
        return training_class * 31 % DAYS

    # ------------------------------------------------------------ people

    def identity(self, trainee: int) -> str:
        """The keyed hash of a number that is well formed, and nobody's: its first six digits are no region's."""
        first = f"999999{19600101 + trainee // 1000 % 28:08}{trainee % 1000:03}"
        if self._identity_key and trainee < 1000:
            return identity_hash(first + check_digit(first), self._identity_key)
        return sha(f"{self._mask} {trainee}")

    def classes_of(self, trainee: int) -> tuple[int, ...]:
        """One in sixteen was in another class before."""
        mine = self.class_of(trainee)
        earlier = (mine + 7) % self.scale.classes
        return (mine, earlier) if trainee % 16 == 0 and earlier != mine else (mine,)

    def with_faces(self) -> Iterator[int]:
        """Those who have faces enrolled: everybody of the classes that are running, one in twenty."""
        step = 20
        return (n for n in range(self.scale.trainees) if self.class_of(n) % step == 0)

    # ------------------------------------------------------------ what they learn

    def learner_of(self, attempt: int) -> tuple[int, int]:
        """Whose try at which unit an attempt is: class by class, person by person, unit by unit."""
        return attempt // UNITS % self.scale.trainees, attempt % UNITS

    def tries(self) -> Iterator[tuple[int, int, int, int]]:
        """Every attempt by number, whose it is, in which class, and when it was opened (UTC ms)."""
        for number in range(self.scale.attempts):
            trainee, unit = self.learner_of(number)
            c = self.class_of(trainee)
            yield number, trainee, c, noon(self.begins(c) + unit)


def on(day: int) -> str:
    """The nth day, as databases hold it."""
    return (FIRST_ON + timedelta(days=day)).isoformat()


def noon(day: int) -> int:
    """Noon of a day in UTC, in ms."""
    return _FIRST_MS + day * DAY_MS


_FIRST_MS = int(datetime(FIRST_ON.year, FIRST_ON.month, FIRST_ON.day, 4, tzinfo=UTC).timestamp() * 1000)


def sha(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
