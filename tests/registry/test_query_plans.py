"""Whatever is asked while people learn is found by an index, however many they are."""

import inspect
from pathlib import Path

import pytest

from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
from monitor.learners.bulk import dangling, load
from monitor.learners.province import Province, Scale
from monitor.learners.query_plans import Statement, plans
from monitor.learners.questions_of_a_province import ACCOUNTS, LISTS_ALL, OFFICE, asked_plans, questions

KEY = b"k" * 32
PROVINCE = Province(Scale(platforms=60, institutions=200, classes=400, trainees=6000, attempts=6000), identity_key=KEY)
# These need a row that only they themselves could have made.
NEED_MORE = {"settle_delivery", "disable_endpoint"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def engine(request, tmp_path_factory):
    """A province that is small, but in which one of anything is few of all."""
    if request.param == "sqlite":
        engine = open_engine(tmp_path_factory.mktemp("province") / "registry.db")
    else:
        engine = open_engine(request.getfixturevalue("postgres").create("province"))
    upgrade(engine)
    load(engine, PROVINCE.batches(), lambda *_: None)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def asked(engine):
    """All questions by name."""
    return questions(SqlRegistry(engine, KEY), PROVINCE)


def test_everything_in_a_made_up_province_fits_together(engine):
    assert dangling(engine) == []


def test_the_same_seed_makes_the_same_province():
    rows = [[list(rows) for _, _, rows in Province(Scale().divided(10_000), seed=7).batches()] for _ in range(2)]

    assert rows[0] == rows[1]
    assert rows[0] != [list(rows) for _, _, rows in Province(Scale().divided(10_000), seed=8).batches()]


def test_no_verb_of_the_registry_is_forgotten(asked):
    verbs = {name for name, _ in inspect.getmembers(SqlRegistry, inspect.isfunction) if not name.startswith("_")}
    named = {verb for name in asked for verb in name.partition(" (")[0].split(", ")}

    assert verbs - named - LISTS_ALL - OFFICE - ACCOUNTS - NEED_MORE == {"close"}


def test_no_large_table_is_read_from_end_to_end(engine):
    whole = {}
    for name, found in asked_plans(engine, SqlRegistry(engine, KEY), PROVINCE):
        assert found, f"{name} asks nothing"
        whole[name] = [(plan.scans, plan.statement, plan.steps) for plan in found if plan.scans]

    assert {name: scans for name, scans in whole.items() if scans} == {}


def test_the_page_of_plans_names_every_question(asked):
    page = Path("docs/query-plans.md").read_text(encoding="utf-8")

    assert [name for name in asked if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize(
    ("text", "scans"),
    [
        ("SELECT * FROM trainees WHERE trainee = 't'", set()),
        ("SELECT * FROM trainees WHERE registered_at = 1", {"trainees"}),
        ("SELECT * FROM attempts JOIN trainees ON trainees.trainee = attempts.trainee", {"attempts"}),
        ("SELECT trainee FROM trainees ORDER BY trainee", {"trainees"}),
        ("SELECT * FROM platforms WHERE title = 'x'", set()),
    ],
)
def test_a_table_that_is_read_whole_is_noticed(engine, text, scans):
    [plan] = plans(engine, [Statement(text, ())])

    assert plan.scans == scans
