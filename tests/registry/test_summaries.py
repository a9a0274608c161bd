"""Lists and counts say what the last verdict says, and an upgrade makes them of the verdicts that are there."""

from datetime import date
from importlib import resources

import pytest

from monitor import rulepacks
from monitor.adapters.registry import SqlRegistry, open_engine
from monitor.core.summary import AttemptSearch, Summary, Tally, summary
from monitor.learners.simulated_cast import SIMULATED
from monitor.migrations import downgrade, upgrade
from tests.registry.cast import open_attempt

DAY = date(2023, 6, 1)
ALL = AttemptSearch()


def said(result="certified", *, rules=(), at=10, day=DAY) -> Summary:
    return Summary(
        result=result, stage="final", rules=rules, code="", reason={}, credited_ms=1, required_ms=2, claimed=True,
        day=day, decided_at=at,
    )  # fmt: skip


@pytest.fixture
def attempt(registry, trainee):
    return open_attempt(registry, trainee, "c1", "u1", at=5, platform="vendor-a").attempt


def before_summaries() -> str:
    """The revision that knew no summaries yet; numbers change while branches grow."""
    [file] = (resources.files("monitor.migrations") / "versions").glob("*_attempt_summaries.py")
    return f"{int(file.name[:4]) - 1:04}"


def lines(registry, **search):
    return [line.attempt for line in registry.attempt_lines(AttemptSearch(**search), limit=10)]


def test_an_attempt_is_listed_from_its_opening(registry, attempt, trainee):
    [line] = registry.attempt_lines(ALL, limit=10)
    assert (line.attempt, line.trainee, line.institution, line.result) == (attempt, trainee, "school", "in_progress")


def test_a_later_verdict_takes_the_place_of_the_one_before_in_list_rules_and_counts(registry, attempt):
    held = said("held", rules=("fast_forward", "popup_gap"))
    registry.save_verdict(attempt, b"1", head="", decided_at=10, said=held)
    assert lines(registry, rule="popup_gap") == [attempt]
    registry.save_verdict(attempt, b"2", head="", decided_at=20, said=said(at=20, rules=("fast_forward",)))

    [line] = registry.attempt_lines(ALL, limit=10)
    assert (line.result, line.rules, line.changed_at) == ("certified", ("fast_forward",), 20)
    assert lines(registry, rule="popup_gap") == []
    assert registry.tallies(DAY) == [Tally(DAY, "certified", "final", 1)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"results": ("certified", "held")}, True),
        ({"results": ("void_trainee",)}, False),
        ({"platform": "vendor-a", "training_class": "c1"}, True),
        ({"platform": "vendor-b"}, False),
        ({"first_day": DAY, "last_day": DAY}, True),
        ({"first_day": date(2023, 6, 2)}, False),
        ({"last_day": date(2023, 5, 31)}, False),
    ],
)
def test_a_search_narrows_by_everything_that_it_names(registry, attempt, search, found):
    registry.save_verdict(attempt, b"1", head="", decided_at=10, said=said())
    assert (lines(registry, **search) == [attempt]) == found


def test_several_results_are_one_list_the_latest_first(registry, trainee):
    made = {}
    for at, (result, unit, platform) in enumerate(
        [("held", "u1", "vendor-a"), ("certified", "u2", "vendor-a"), ("void_trainee", "u1", "vendor-b"),
         ("held", "u2", "vendor-b")]
    ):  # fmt: skip
        attempt = open_attempt(registry, trainee, "c1", unit, at=5, platform=platform).attempt
        registry.save_verdict(attempt, b"1", head="", decided_at=10 + at, said=said(result, at=10 + at))
        made[at] = attempt
    both = AttemptSearch(results=("held", "void_trainee"))
    assert [line.attempt for line in registry.attempt_lines(both, limit=2)] == [made[3], made[2]]
    behind = registry.attempt_lines(both, before=(12, made[2]), limit=2)
    assert [line.attempt for line in behind] == [made[0]]


def test_pages_follow_each_other_without_gap_or_repetition(registry, trainee):
    made = [
        open_attempt(registry, trainee, "c1", unit, at=7, platform=f"vendor-{letter}").attempt
        for unit in ("u1", "u2")
        for letter in "ab"
    ]
    seen, before = [], None
    while page := registry.attempt_lines(ALL, before=before, limit=1):
        seen += [line.attempt for line in page]
        before = (page[-1].changed_at, page[-1].attempt)
    assert seen == sorted(made, reverse=True)


def test_an_upgrade_makes_the_lines_of_the_verdicts_that_are_stored(registry, engine, attempt):
    verdict = SIMULATED["scripted_clicker"](rulepacks.load("demo"))
    registry.save_verdict(attempt, verdict.to_bytes(), head="", decided_at=30, said=summary(verdict, 30))
    before = registry.attempt_lines(ALL, limit=10), registry.tallies(date(2000, 1, 1))
    with engine.connect() as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()

    downgrade(engine, before_summaries())
    upgrade(engine, revision)

    again = SqlRegistry(open_engine(engine.url.render_as_string()), b"k")
    assert (again.attempt_lines(ALL, limit=10), again.tallies(date(2000, 1, 1))) == before
    again.close()
