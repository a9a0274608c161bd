"""Questions about lessons, which a platform registers for its own learners' pop-ups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import bindparam, delete, inspect
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from monitor.adapters.registry.errors import RegistryError
from monitor.adapters.registry.models import Lesson, LessonQuestion, Platform
from monitor.adapters.registry.tables import Tables, known, refuse_taken_id
from monitor.core.bilingual import Bilingual
from monitor.core.events import CourseQuestion
from monitor.core.origins import Origin

MOST_QUESTIONS = 20  # of a lesson: they are in the opening entry of each of its sessions
FEWEST_OPTIONS, MOST_OPTIONS = 2, 6
LESSON_QUESTIONS = inspect(LessonQuestion).local_table
LONGEST_PROMPT, LONGEST_OPTION = 200, 80  # characters, so that a small screen shows all of it


class Questions(Tables):
    """What may be asked about a lesson; sessions that are open keep the questions with which they were opened."""

    def set_questions(
        self, platform: str, lesson: str, questions: Sequence[CourseQuestion], origins: Mapping[str, Origin] = {}
    ) -> None:
        """Register all questions that this platform asks about a lesson, in place of those before.

        `origins` say by their names where they come from: from the platform unless told otherwise.  Raises
        `RegistryError`, and then nothing is changed.
        """
        with self._writing() as session:
            known(session, Platform, platform, "platform")
            duration = known(session, Lesson, lesson, "lesson").duration_ms
            _check(questions, duration)
            mine = (col(LessonQuestion.platform) == platform, col(LessonQuestion.lesson) == lesson)
            session.execute(delete(LessonQuestion).where(*mine))
            own = Origin(source_system=f"platform/{platform}")
            for place, question in enumerate(questions):
                row = _row(platform, lesson, place, question, origins.get(question.question, own))
                refuse_taken_id(session, row)
                session.add(row)

    def question_origins(self, platform: str, lesson: str) -> dict[str, Origin]:
        """Where the questions of a platform about a lesson come from, by their names."""
        mine = (col(LessonQuestion.platform) == platform, col(LessonQuestion.lesson) == lesson)
        wanted = select(LessonQuestion.question, LessonQuestion.source_system, LessonQuestion.external_id)
        with self._reading() as session:
            rows = session.exec(wanted.where(*mine))
            return {name: Origin(source_system=system, external_id=number) for name, system, number in rows}

    def questions_of(self, platform: str, lessons: Collection[str]) -> list[CourseQuestion]:
        """The questions of a platform about these lessons, lesson by lesson."""
        with self._reading() as session:
            return questions_about(session, platform, lessons)


# Asked whenever a lesson is opened: made once, since to make a statement costs more than to ask it.
_ABOUT = (
    sql_select(*LESSON_QUESTIONS.columns)
    .where(
        LESSON_QUESTIONS.c.platform == bindparam("platform"),
        LESSON_QUESTIONS.c.lesson.in_(bindparam("lessons", expanding=True)),
    )
    .order_by(LESSON_QUESTIONS.c.lesson, LESSON_QUESTIONS.c.place)
)


def questions_about(session: Session, platform: str, lessons: Collection[str]) -> list[CourseQuestion]:
    """The questions of a platform about these lessons, lesson by lesson."""
    rows = session.connection().execute(_ABOUT, {"platform": platform, "lessons": list(lessons)})
    return [_question(row) for row in rows]


def _row(platform: str, lesson: str, place: int, question: CourseQuestion, origin: Origin) -> LessonQuestion:
    return LessonQuestion(
        **origin.ids(f"{lesson}/{question.question}"),
        platform=platform,
        lesson=lesson,
        question=question.question,
        place=place,
        prompt=question.prompt,
        options=list(question.options),
        right=question.right,
        after_ms=question.after,
    )


def _question(row: SqlRow[Any]) -> CourseQuestion:
    return CourseQuestion(
        lesson=row.lesson,
        question=row.question,
        prompt=row.prompt,
        options=tuple(row.options),
        right=row.right,
        after=row.after_ms,
    )


# ---------------------------------------------------------------- what can be asked


def _check(questions: Sequence[CourseQuestion], duration: int) -> None:
    """Refuse what a learner could not answer; every field is named by its place in the list."""
    if len(questions) > MOST_QUESTIONS:
        raise RegistryError("questions", f"are {len(questions)}", f"give at most {MOST_QUESTIONS} for one lesson")
    for name, times in Counter(question.question for question in questions).items():
        if times > 1:
            raise RegistryError("questions.question", f"{name} occurs {times} times", "name it once")
    for place, question in enumerate(questions):
        _check_question(f"questions.{place}", question, duration)


def _check_question(field: str, question: CourseQuestion, duration: int) -> None:
    _check_text(f"{field}.prompt", question.prompt, LONGEST_PROMPT)
    count = len(question.options)
    if not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        raise RegistryError(f"{field}.options", f"are {count}", f"give {FEWEST_OPTIONS} to {MOST_OPTIONS}")
    for place, option in enumerate(question.options):
        _check_text(f"{field}.options.{place}", option, LONGEST_OPTION)
    for language in ("zh-CN", "en"):
        said = [option.get(language, option["zh-CN"]).strip() for option in question.options]
        if len(set(said)) < len(said):
            raise RegistryError(f"{field}.options", f"read the same in {language}", "let every option read differently")
    if question.right >= count:
        raise RegistryError(f"{field}.right", f"is {question.right}", f"give the place of an option, 0 to {count - 1}")
    if question.after >= duration:
        raise RegistryError(f"{field}.after_ms", f"is {question.after}", f"stay inside the lesson's {duration} ms")


def _check_text(field: str, text: Bilingual, longest: int) -> None:
    if not text.get("zh-CN", "").strip():
        raise RegistryError(f"{field}.zh-CN", "is missing", "give the Chinese text; en is optional")
    for language, words in text.items():
        if language not in ("zh-CN", "en"):
            raise RegistryError(f"{field}.{language}", "is not a language of this service", "use zh-CN and en")
        if not words.strip() or len(words) > longest:
            raise RegistryError(f"{field}.{language}", f"has {len(words)} characters", f"give 1 to {longest}")
