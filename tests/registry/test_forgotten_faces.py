"""Faces are forgotten with the last open class, or with the consent; what was decided about them stays (PRV-11)."""

import pytest

from monitor.adapters.registry import RegistryError
from monitor.core.consent import FACE_PURPOSES
from monitor.core.office_records import ClassProfile
from monitor.ports import EnrolledPicture
from tests.registry.cast import LI, QIAN, ZHAO, a_plan, add_class

END = 1000


@pytest.fixture
def enrolled(registry, trainee):
    """Wang, in a class that ends, with a face in force; returns its number."""
    registry.take_in([ClassProfile(training_class="c1", ends_at=END)])
    reference = add(registry, trainee, "first")
    registry.confirm_reference(reference, by=ZHAO, at=2)
    return reference


def add(registry, trainee, sha256, embedding=(0.25, -0.5)):
    picture = EnrolledPicture(embedding, sha256)
    facts = {"supplied_by": "vendor-a", "at": 1, "embedder": "dlib", "match": 0.42}
    return registry.add_references(trainee, [picture], **facts)[0]


def forget(registry, now=END) -> int:
    return registry.forget_faces(registry.faces_past_use(now, limit=9), now)


def state(registry, trainee, training_class="c1"):
    told = registry.trainee_state(trainee, training_class, purpose="face_check")
    return told.references, told.reference_confirmed


@pytest.mark.parametrize(("now", "forgotten"), [(END - 1, 0), (END, 1)])
def test_a_face_is_forgotten_when_the_last_class_has_ended(registry, trainee, enrolled, now, forgotten):
    assert forget(registry, now) == forgotten
    assert len(registry.references(trainee)) == 1 - forgotten


def test_what_was_decided_about_a_forgotten_face_stays_and_its_numbers_do_not(registry, trainee, enrolled, engine):
    forget(registry)
    [record] = registry.reference_records(trainee)

    assert (record.sha256, record.embedder, record.confirmed_by, record.in_force) == (
        "first", "dlib", ZHAO.name, False,
    )  # fmt: skip
    assert record.forgotten_at == END
    assert state(registry, trainee) == ((), False)
    with engine.connect() as connection:
        assert "0.25" not in str(connection.exec_driver_sql("SELECT embedding FROM face_references").all())


def test_a_class_without_a_known_end_keeps_its_faces(registry, trainee):
    add(registry, trainee, "first")

    assert registry.faces_past_use(10**15, limit=9) == []


def test_whoever_left_the_class_is_forgotten_and_whoever_is_in_another_open_one_is_not(registry, trainee, enrolled):
    add_class(registry, a_plan(training_class="c2"))
    registry.enrol(trainee, "c2", source_system="vendor-a", external_id="wang", at=3)
    assert forget(registry) == 0

    registry.leave(trainee, "c2", 5)
    assert forget(registry) == 1


def test_a_face_that_comes_before_the_first_class_waits_for_it(registry):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    add(registry, li, "early")

    assert registry.faces_past_use(10**15, limit=9) == []


def test_somebody_who_joins_a_class_between_the_look_and_the_deed_is_spared(registry, trainee, enrolled):
    people = registry.faces_past_use(END, limit=9)
    add_class(registry, a_plan(training_class="c2"))
    registry.enrol(trainee, "c2", source_system="vendor-a", external_id="wang", at=3)

    assert (people, registry.forget_faces(people, END)) == ([trainee], 0)


@pytest.mark.parametrize("purpose", FACE_PURPOSES)
def test_a_consent_that_was_taken_back_takes_the_face_along_and_one_given_again_does_not(
    registry, trainee, enrolled, purpose
):
    registry.give_consent(trainee, purpose, "1", 3)
    registry.withdraw_consent(trainee, purpose, 4)
    gone = registry.faces_past_use(5, limit=9)
    registry.give_consent(trainee, purpose, "1", 5)

    assert (gone, registry.faces_past_use(6, limit=9)) == ([trainee], [])


def test_no_face_is_forgotten_in_the_middle_of_a_lesson(registry, trainee, enrolled):
    registry.register_session("s1", trainee=trainee, training_class="c1", platform="vendor-a", at=END - 1)
    during = registry.faces_past_use(END, limit=9)
    registry.close_session("s1", END + 1)

    assert (during, registry.faces_past_use(END + 2, limit=9)) == ([], [trainee])


def test_people_come_in_pages(registry, trainee, enrolled):
    assert registry.faces_past_use(END, after=trainee, limit=9) == []
    assert registry.faces_past_use(END, limit=1) == [trainee]


# ---------------------------------------------------------------- afterwards


def test_a_new_class_asks_for_a_new_enrolment_and_the_same_picture_may_come_again(registry, trainee, enrolled):
    forget(registry)
    add_class(registry, a_plan(training_class="c2"))
    registry.enrol(trainee, "c2", source_system="vendor-a", external_id="wang", at=END + 1)
    before = state(registry, trainee, "c2")
    again = add(registry, trainee, "first")

    assert before == ((), False)
    assert again != enrolled
    assert registry.confirm_reference(again, by=QIAN, at=END + 2)
    assert (state(registry, trainee, "c2"), registry.references(trainee)) == ((("first",), True), [[0.25, -0.5]])


def test_nobody_confirms_a_forgotten_face(registry, trainee, enrolled):
    forget(registry)

    with pytest.raises(RegistryError) as refused:
        registry.confirm_reference(enrolled, by=QIAN, at=END + 1)
    assert refused.value.field == "reference"


def test_a_forgotten_face_waits_for_nobody(registry, trainee):
    registry.take_in([ClassProfile(training_class="c1", ends_at=END)])
    add(registry, trainee, "unconfirmed")
    waiting = registry.waiting()["references"]
    forget(registry)

    assert (waiting, registry.waiting()["references"]) == (1, 0)


def test_a_forgotten_face_is_found_in_no_classmate(registry, trainee, enrolled):
    forget(registry)
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(li, "c1", source_system="vendor-a", external_id="li", at=1)
    add(registry, li, "alike")

    assert [record.looks_like for record in registry.reference_records(li)] == [()]
