"""A vendor may supply a face; others confirm it, and a change of face needs two people (K5)."""

import pytest

from monitor.adapters.registry import RegistryError
from monitor.core.speaking import Speaker
from monitor.ports import EnrolledPicture
from tests.registry.cast import LI, QIAN, ZHAO, a_plan, add_class


def add(registry, trainee, sha256, embedding=(0.25, -0.5), supplied_by="vendor-a"):
    return registry.add_reference(
        trainee, embedding=embedding, sha256=sha256, supplied_by=supplied_by, at=1, embedder="dlib"
    )


@pytest.fixture
def confirmed(registry, trainee):
    """Wang's first picture, confirmed by the school."""
    reference = add(registry, trainee, "first")
    registry.confirm_reference(reference, by=ZHAO, at=2)
    return reference


def told(registry, trainee):
    state = registry.trainee_state(trainee, "c1", purpose="face")
    return state.references, state.reference_confirmed


def test_a_vendors_picture_is_compared_with_but_not_confirmed(registry, trainee):
    add(registry, trainee, "first")

    assert registry.references(trainee) == [[0.25, -0.5]]
    assert told(registry, trainee) == (("first",), False)


def test_one_person_confirms_a_first_enrolment(registry, trainee, confirmed):
    assert told(registry, trainee) == (("first",), True)


def enrol(registry, trainee, names):
    """One enrolment of several pictures."""
    pictures = [EnrolledPicture([float(number)], name) for number, name in enumerate(names)]
    return registry.add_references(trainee, pictures, supplied_by="vendor-a", at=1, embedder="dlib")


def test_several_pictures_of_one_enrolment_are_confirmed_together(registry, trainee):
    references = enrol(registry, trainee, "abc")

    assert registry.confirm_reference(*references, by=QIAN, at=2)
    assert told(registry, trainee) == (("a", "b", "c"), True)
    assert registry.references(trainee) == [[0.0], [1.0], [2.0]]


def test_pictures_of_one_enrolment_may_be_confirmed_one_by_one_by_one_person(registry, trainee):
    references = enrol(registry, trainee, "abc")

    assert [registry.confirm_reference(number, by=QIAN, at=2) for number in references] == [True] * 3


def test_sending_an_enrolment_again_stores_nothing_twice(registry, trainee):
    assert enrol(registry, trainee, "abc") == enrol(registry, trainee, "abc")
    assert len(registry.reference_records(trainee)) == 3


@pytest.mark.parametrize("platform", ["vendor-a", "vendor-b"])
def test_no_platform_confirms_a_picture(registry, trainee, platform):
    reference = add(registry, trainee, "first")

    with pytest.raises(RegistryError) as refused:
        registry.confirm_reference(reference, by=Speaker(house=f"platform/{platform}", person="ann"), at=2)
    assert refused.value.field == "confirmed_by"
    assert told(registry, trainee) == (("first",), False)


def test_nobody_confirms_a_picture_that_they_supplied(registry, trainee):
    reference = add(registry, trainee, "first", supplied_by=ZHAO.name)

    with pytest.raises(RegistryError):
        registry.confirm_reference(reference, by=ZHAO, at=2)


def test_a_picture_added_beside_a_confirmed_one_is_not_compared_with(registry, trainee, confirmed):
    """It could be the face of a proxy."""
    add(registry, trainee, "proxy", embedding=[9.0])

    assert registry.references(trainee) == [[0.25, -0.5]]
    assert told(registry, trainee) == (("first",), True)


def test_a_change_of_face_needs_two_people(registry, trainee, confirmed):
    reference = add(registry, trainee, "second")

    outcomes = [registry.confirm_reference(reference, by=person, at=3) for person in (ZHAO, ZHAO, QIAN)]
    assert outcomes == [False, False, True]
    assert told(registry, trainee) == (("first", "second"), True)


LIU = Speaker(house=ZHAO.house, person="liu")  # a name that comes with the key of Zhao's school
TEACHER = Speaker(house=ZHAO.house, person="sun", own_key=True)
AS_ZHAO = Speaker(house=ZHAO.house, person="zhao", own_key=True)


@pytest.mark.parametrize(
    ("people", "in_force"),
    [
        ((ZHAO, LIU), False),
        ((ZHAO, LIU, QIAN), True),
        ((ZHAO, TEACHER), True),
        ((TEACHER, ZHAO), True),
        ((ZHAO, AS_ZHAO), False),
        ((TEACHER, AS_ZHAO), True),
    ],
)
def test_two_names_under_one_key_are_one_person(registry, trainee, confirmed, people, in_force):
    reference = add(registry, trainee, "second")

    assert [registry.confirm_reference(reference, by=person, at=3) for person in people][-1] == in_force


def test_who_confirmed_stays_readable(registry, trainee, confirmed):
    reference = add(registry, trainee, "second")
    for person in (ZHAO, QIAN):
        registry.confirm_reference(reference, by=person, at=3)

    records = registry.reference_records(trainee)
    assert [(r.version, r.confirmed_by, r.seconded_by) for r in records] == [
        (1, ZHAO.name, None),
        (2, ZHAO.name, QIAN.name),
    ]


def test_confirming_again_changes_nothing(registry, trainee, confirmed):
    assert registry.confirm_reference(confirmed, by=QIAN, at=9)

    assert registry.reference_records(trainee)[0].confirmed_by == ZHAO.name


def test_pictures_of_two_people_are_not_confirmed_at_once(registry, trainee):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    references = [add(registry, trainee, "x"), add(registry, li, "y")]

    with pytest.raises(RegistryError) as refused:
        registry.confirm_reference(*references, by=QIAN, at=2)
    assert refused.value.field == "reference"


def test_the_same_picture_sent_again_is_the_same_reference(registry, trainee):
    assert add(registry, trainee, "first") == add(registry, trainee, "first")
    assert len(registry.reference_records(trainee)) == 1


def test_versions_count_per_trainee(registry, trainee):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    for person, name in [(trainee, "a"), (li, "b"), (trainee, "c")]:
        add(registry, person, name)

    assert [record.version for record in registry.reference_records(trainee)] == [1, 2]
    assert [record.version for record in registry.reference_records(li)] == [1]


@pytest.mark.parametrize(
    "call",
    [
        lambda registry: add(registry, "t-nobody", "x"),
        lambda registry: registry.references("t-nobody"),
        lambda registry: registry.confirm_reference(99, by=QIAN, at=1),
        lambda registry: registry.confirm_reference(by=QIAN, at=1),
    ],
    ids=["add", "references", "unknown reference", "no reference"],
)
def test_unknown_people_and_pictures_are_errors(registry, call):
    with pytest.raises(RegistryError):
        call(registry)


# ---------------------------------------------------------------- one face, two names (K6)


def add_seen(registry, trainee, sha256, embedding, embedder="dlib"):
    """Add a reference and let classmates' faces be searched, up to a distance of 0.1; returns its record."""
    enrolled = [EnrolledPicture(embedding, sha256)]
    [reference] = registry.add_references(trainee, enrolled, supplied_by="vendor-a", at=1, embedder=embedder, match=0.1)
    return next(record for record in registry.reference_records(trainee) if record.reference == reference)


@pytest.fixture
def li(registry):
    """Li, of Wang's class."""
    name = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(name, "c1", source_system="talent", external_id="e2", at=2)
    return name


def test_a_face_that_a_classmate_has_is_stored_and_says_so(registry, trainee, li):
    first = add_seen(registry, trainee, "first", [0.5])
    second = add_seen(registry, li, "second", [0.52])

    assert (first.looks_like, second.looks_like) == ((), (trainee,))


def test_two_people_settle_a_face_that_two_trainees_have(registry, trainee, li):
    """They may be twins."""
    add_seen(registry, trainee, "first", [0.5])
    reference = add_seen(registry, li, "second", [0.5]).reference

    outcomes = [registry.confirm_reference(reference, by=person, at=3) for person in (ZHAO, ZHAO, QIAN)]
    assert outcomes == [False, False, True]


def test_if_one_picture_of_an_enrolment_shows_a_classmate_all_of_it_needs_two_people(registry, trainee, li):
    add_seen(registry, trainee, "first", [0.5])
    pictures = [EnrolledPicture([0.5], "alike"), EnrolledPicture([0.9], "other")]
    numbers = registry.add_references(li, pictures, supplied_by="vendor-a", at=1, embedder="dlib", match=0.1)

    assert not registry.confirm_reference(numbers[1], by=ZHAO, at=3)


@pytest.mark.parametrize(("metric", "alike"), [("euclidean", False), ("cosine", True)])
def test_faces_are_compared_by_the_metric_of_their_model(registry, trainee, li, metric, alike):
    for person, embedding in ((trainee, [1.0, 0.0]), (li, [9.0, 0.1])):
        registry.add_references(
            person, [EnrolledPicture(embedding, "x")], supplied_by="vendor-a", at=1, metric=metric, match=0.1
        )

    assert bool(registry.reference_records(li)[0].looks_like) is alike


def test_another_face_needs_one_person_as_before(registry, trainee, li):
    add_seen(registry, trainee, "first", [0.5])
    record = add_seen(registry, li, "second", [0.9])

    assert record.looks_like == ()
    assert registry.confirm_reference(record.reference, by=ZHAO, at=3)


def test_ones_own_earlier_pictures_are_nobody_elses(registry, trainee):
    add_seen(registry, trainee, "first", [0.5])

    assert add_seen(registry, trainee, "second", [0.5]).looks_like == ()


def test_faces_of_another_class_are_not_searched(registry, trainee):
    add_class(registry, a_plan(training_class="c2"))
    elsewhere = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(elsewhere, "c2", source_system="talent", external_id="e2", at=2)
    add_seen(registry, trainee, "first", [0.5])

    assert add_seen(registry, elsewhere, "second", [0.5]).looks_like == ()


def test_faces_of_those_who_left_the_class_are_not_searched(registry, trainee, li):
    add_seen(registry, trainee, "first", [0.5])
    registry.leave(trainee, "c1", at=2)

    assert add_seen(registry, li, "second", [0.5]).looks_like == ()


def test_numbers_of_another_model_are_not_compared(registry, trainee, li):
    add_seen(registry, trainee, "first", [0.5])

    assert add_seen(registry, li, "second", [0.5], embedder="a newer model").looks_like == ()


# ---------------------------------------------------------------- joining a class with a face (K6)


@pytest.fixture
def newcomer(registry):
    """Li, with a face in force, in another class."""
    add_class(registry, a_plan(training_class="c2"))
    name = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(name, "c2", source_system="talent", external_id="e2", at=2)
    record = add_seen(registry, name, "brought", [0.5])
    registry.confirm_reference(record.reference, by=ZHAO, at=3)
    return name


def join(registry, trainee):
    registry.enrol(trainee, "c1", source_system="talent", external_id="e3", at=4)
    return registry.reference_records(trainee)[0]


def test_who_joins_a_class_with_a_face_that_a_classmate_has_waits_for_a_second_person(registry, trainee, newcomer):
    add_seen(registry, trainee, "first", [0.52])
    joined = join(registry, newcomer)

    assert (joined.looks_like, told(registry, newcomer)) == ((trainee,), (("brought",), False))
    assert not registry.confirm_reference(joined.reference, by=ZHAO, at=5)
    assert registry.confirm_reference(joined.reference, by=QIAN, at=6)


def test_a_face_that_two_people_confirmed_stays_in_force(registry, trainee, newcomer):
    add_seen(registry, trainee, "first", [0.52])
    registry.confirm_reference(join(registry, newcomer).reference, by=QIAN, at=5)
    add_class(registry, a_plan(training_class="c3"))
    for person in (trainee, newcomer):
        registry.enrol(person, "c3", source_system="talent", external_id=person, at=6)

    assert registry.reference_records(newcomer)[0].in_force


def test_who_was_in_the_class_before_loses_nothing(registry, trainee, newcomer, confirmed):
    add_seen(registry, trainee, "second", [0.5])
    join(registry, newcomer)

    assert told(registry, trainee) == (("first",), True)


def test_a_classmate_whose_face_nobody_confirmed_yet_needs_two_people_as_well(registry, trainee, newcomer):
    reference = add_seen(registry, trainee, "first", [0.5]).reference
    join(registry, newcomer)

    assert registry.reference_records(trainee)[0].looks_like == (newcomer,)
    assert not registry.confirm_reference(reference, by=ZHAO, at=5)


def test_who_joins_with_a_face_of_their_own_goes_on(registry, trainee, newcomer):
    add_seen(registry, trainee, "first", [0.9])

    assert (join(registry, newcomer).looks_like, told(registry, newcomer)) == ((), (("brought",), True))


def test_an_old_likeness_is_no_news_in_another_class(registry, trainee, newcomer):
    """Wang was in the class first; taking Wang's face out of force would be Li's doing."""
    reference = add_seen(registry, trainee, "first", [0.5]).reference
    registry.confirm_reference(reference, by=ZHAO, at=3)
    join(registry, newcomer)
    add_class(registry, a_plan(training_class="c3"))
    registry.enrol(trainee, "c3", source_system="talent", external_id="e4", at=6)

    assert told(registry, trainee) == (("first",), True)
