"""Plans that the world's platform proposes to the office, with a video of its own that waits."""

from small_world import CLASS, LESSONS, PLATFORM, UNIT

from monitor.core.callers import Caller
from monitor.core.events import ClassPlan, LessonPlan, LessonSlice, UnitPlan
from monitor.core.origins import Origin
from monitor.core.plan_proposals import PlanProposal
from monitor.core.registered_lessons import RegisteredLesson

VIDEO = "new-video"
_CALLER = Caller(kind="platform", owner=PLATFORM, key="k", scopes=frozenset())
_OURS = Origin(source_system=_CALLER.name)


def propose(world, name: str, *, training_class: str = CLASS, video: str = VIDEO, title: str = "电工三期") -> str:
    """A plan with a video of the class and a new one, which is named again; the version is the proposal's name."""
    monitor = world.monitor
    new = LessonPlan(
        lesson=video, course=f"course-{video}", course_type="specialty", ordinal=1, duration=70_000, approved=False
    )
    told = RegisteredLesson(plan=new, title="新视频", origin=_OURS, course_origin=_OURS)
    monitor.registry.propose_lesson(told, _CALLER, monitor.clock.now())
    slices = (LessonSlice(lesson=LESSONS[0], start=0, end=32_000), LessonSlice(lesson=video, start=0, end=32_000))
    plan = ClassPlan(
        training_class=training_class,
        version=name,
        total_class_hours=60,
        lessons=monitor.registry.registered_lessons([LESSONS[0], video]),
        units=(UnitPlan(unit=UNIT, slices=slices),),
    )
    proposal = PlanProposal(
        proposal=name,
        institution="institution-1",
        class_title=title,
        plan=plan,
        proposed_by=_CALLER.name,
        proposed_at=monitor.clock.now(),
    )
    monitor.registry.propose_plan(proposal, unit_content_min=61_000)
    return video
