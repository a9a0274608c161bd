"""Rows from other systems: all of them or none, replaced when they come again, and never leading nowhere."""

from datetime import date

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, col, select

from monitor.adapters.registry import RegistryError
from monitor.adapters.registry.class_models import Inspection, Recording
from monitor.adapters.registry.imports import TABLES
from monitor.adapters.registry.office_models import Office
from monitor.core import office_records as r
from tests.registry.office_cast import BEGINS, DURING, class_profile, offices, recording, row

# What people decide about a row, or becomes of it here; no other system tells it.
DECIDED = {
    r.Recording: {"shows_all", "reviewed_by", "reviewed_at"},
    r.CheckIn: {"compared_at"},
    r.MakeUpCourse: {"reason_accepted", "decided_by", "decided_at"},
}


def stored(engine, table):
    with Session(engine) as session:
        return session.exec(select(table)).all()


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_a_table_holds_what_its_rows_tell_and_what_people_decide(kind):
    columns = {column.name for column in inspect(TABLES[kind]).local_table.columns}

    assert columns - DECIDED.get(kind, set()) == set(kind.__struct_fields__)


def test_every_kind_of_row_has_a_table():
    kinds = {kind for kind in vars(r).values() if isinstance(kind, type) and issubclass(kind, r.Record)}

    assert set(TABLES) == kinds - {r.Record, r.Sourced}


@pytest.mark.parametrize(
    "table", [table for kind, table in TABLES.items() if issubclass(kind, r.Sourced)], ids=lambda table: table.__name__
)
def test_one_id_of_another_system_is_one_row(table):
    mapped = inspect(table).local_table
    ids = {"source_system", "external_id"}
    unique = [set(one.columns.keys()) for one in mapped.constraints if one.__visit_name__ == "unique_constraint"]

    assert ids in [*unique, {column.name for column in mapped.primary_key}]


def test_a_row_that_comes_again_replaces_what_it_said(registry, engine):
    look = {"training_class": "c1", "held_at": DURING}
    registry.take_in([row(r.Inspection, headcount=30, **look)])
    registry.take_in([row(r.Inspection, headcount=29, **look)])

    assert [one.headcount for one in stored(engine, Inspection)] == [29]


def test_of_several_rows_with_one_id_the_last_stands(registry, engine):
    look = {"training_class": "c1", "held_at": DURING}
    registry.take_in([row(r.Inspection, headcount=number, **look) for number in (28, 30, 29)])

    assert [one.headcount for one in stored(engine, Inspection)] == [29]


def test_what_a_person_decided_about_a_row_stays_when_the_row_comes_again(registry, engine):
    registry.take_in([recording("clip", BEGINS, 1000)])
    registry.review_recording("clip", shows_all=False, by="li", at=DURING)
    registry.take_in([recording("clip", BEGINS, 2000)])

    (clip,) = stored(engine, Recording)
    assert (clip.shows_all, clip.reviewed_by, clip.ends_at) == (False, "li", BEGINS + 2000)


def test_a_row_that_leads_nowhere_is_refused_by_name_and_nothing_is_stored(registry, engine):
    good = row(r.Inspection, "1", training_class="c1", held_at=DURING)
    bad = row(r.Inspection, "2", training_class="nowhere", held_at=DURING)

    with pytest.raises(RegistryError) as refused:
        registry.take_in([good, bad])
    assert (refused.value.field, "nowhere" in refused.value.message) == ("training_class", True)
    assert stored(engine, Inspection) == []


def test_a_profile_of_somebody_who_is_not_enrolled_is_refused(registry):
    with pytest.raises(RegistryError) as refused:
        registry.take_in([r.EnrolmentProfile(trainee="t-nobody", training_class="c1")])

    assert refused.value.field == "trainee"


def test_a_row_may_refer_to_one_that_comes_with_it(registry, engine):
    registry.take_in(offices())

    assert [one.parent for one in sorted(stored(engine, Office), key=lambda one: one.external_id)] == [
        None,
        "henan",
        "henan",
        "zhengzhou",
    ]


def test_an_id_that_belongs_to_another_record_is_refused(registry):
    registry.take_in([recording("clip", BEGINS, 1000)])
    other = r.Recording(
        source_system="talent", external_id="clip", recording="other", training_class="c1", starts_at=0, ends_at=1
    )

    with pytest.raises(RegistryError) as refused:
        registry.take_in([other])
    assert refused.value.field == "external_id"


def test_the_same_id_of_another_system_is_another_row(registry, engine):
    look = {"training_class": "c1", "held_at": DURING}
    registry.take_in([row(r.Inspection, **look), row(r.Inspection, source_system="legacy", **look)])

    assert len(stored(engine, Inspection)) == 2


@pytest.mark.parametrize("of", [{}, {"platform": "vendor-a", "institution": "school"}])
def test_a_catalogue_entry_is_of_a_platform_or_of_an_institution(registry, of):
    with pytest.raises(RegistryError):
        registry.take_in([row(r.CatalogueEntry, "9", first_on=date(2023, 3, 7), **of)])


def test_thousands_of_rows_go_in_together(registry, engine):
    looks = [row(r.Inspection, f"{number:05}", training_class="c1", held_at=number) for number in range(1203)]
    registry.take_in([class_profile(), *looks])
    registry.take_in(looks)

    with Session(engine) as session:
        last = select(Inspection).order_by(col(Inspection.external_id).desc())
        assert (session.exec(last).first().held_at, len(session.exec(last).all())) == (1202, 1203)
