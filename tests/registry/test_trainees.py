"""Enrolment, consent, and what a session's opening entry is told about a trainee."""

import pytest

from monitor.adapters.registry import RegistryError
from monitor.adapters.registry.models import Enrolment
from monitor.core.events import TraineeState
from tests.registry.cast import LI, ZHAO, a_plan, add_class


def state(registry, trainee, training_class="c1", **asked):
    return registry.trainee_state(trainee, training_class, purpose="face", **asked)


def test_an_enrolled_trainee_with_consent_and_a_confirmed_face_has_nothing_missing(registry, trainee):
    registry.give_consent(trainee, "face", "1", at=1)
    reference = registry.add_reference(trainee, embedding=[0.5], sha256="aa", supplied_by="vendor-a", at=1)
    registry.confirm_reference(reference, by=ZHAO, at=2)

    assert state(registry, trainee) == TraineeState(trainee=trainee, references=("aa",))


def test_a_new_trainee_lacks_consent_and_face(registry, trainee):
    told = state(registry, trainee)

    assert (told.enrolled, told.consented, told.references, told.reference_confirmed) == (True, False, (), False)


def test_a_trainee_of_another_class_is_not_enrolled_in_this_one(registry, trainee):
    add_class(registry, a_plan(training_class="c2"))

    assert not state(registry, trainee, "c2").enrolled
    assert not state(registry, trainee, "c2").eligible


def test_an_unknown_trainee_is_an_error(registry):
    with pytest.raises(RegistryError) as refused:
        state(registry, "t-nobody")

    assert refused.value.field == "trainee"


def test_the_blacklist_shows(registry, trainee):
    registry.blacklist(trainee, blacklisted=True)
    listed = state(registry, trainee).blacklisted
    registry.blacklist(trainee, blacklisted=False)

    assert (listed, state(registry, trainee).blacklisted) == (True, False)


def test_eligibility_belongs_to_one_class(registry, trainee):
    add_class(registry, a_plan(training_class="c2"))
    registry.enrol(trainee, "c2", source_system="talent", external_id="e2", at=1)
    registry.set_eligible(trainee, "c1", eligible=False, reason="ONL-14")

    assert not state(registry, trainee, "c1").eligible
    assert state(registry, trainee, "c2").eligible


def test_who_left_is_no_longer_enrolled(registry, trainee):
    registry.leave(trainee, "c1", at=9)

    assert not state(registry, trainee).enrolled
    assert registry.learners_of("c1") == []


def test_enrolling_again_changes_nothing(registry, trainee):
    registry.set_eligible(trainee, "c1", eligible=False)
    registry.enrol(trainee, "c1", source_system="talent", external_id="e1", at=99)

    assert not state(registry, trainee).eligible


def test_enrolling_again_under_another_id_is_refused(registry, trainee):
    with pytest.raises(RegistryError) as refused:
        registry.enrol(trainee, "c1", source_system="talent", external_id="other", at=1)

    assert refused.value.field == "external_id"


def enrolment_of(registry, trainee: str) -> tuple[str, str]:
    with registry._reading() as session:
        row = session.get(Enrolment, (trainee, "c1"))
        return row.source_system, row.external_id


def test_an_enrolment_bears_the_name_that_its_system_gave_the_person(registry, trainee):
    li = registry.add_trainee(LI, source_system="vendor-b", external_id="ZG-77", at=1)
    registry.enrol(li, "c1", source_system="vendor-b", at=2)
    registry.add_trainee(LI, source_system="vendor-b", external_id="ZG-01", at=3)
    registry.enrol(li, "c1", source_system="vendor-b", at=4)

    assert enrolment_of(registry, li) == ("vendor-b", "ZG-77")


def test_where_its_system_has_no_name_for_the_person_it_is_ours(registry, trainee):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)
    registry.enrol(li, "c1", source_system="vendor-b", at=2)

    assert enrolment_of(registry, li) == ("vendor-b", li)


@pytest.mark.parametrize(
    ("trainee_name", "class_name", "field"), [("t-x", "c1", "trainee"), (None, "cx", "training_class")]
)
def test_only_what_is_registered_can_be_enrolled(registry, trainee, trainee_name, class_name, field):
    with pytest.raises(RegistryError) as refused:
        registry.enrol(trainee_name or trainee, class_name, source_system="s", external_id="e", at=1)

    assert refused.value.field == field


def test_eligibility_of_somebody_who_is_not_enrolled_is_an_error(registry):
    li = registry.add_trainee(LI, source_system="vendor-a", external_id="li", at=1)

    with pytest.raises(RegistryError, match="not enrolled"):
        registry.set_eligible(li, "c1", eligible=True)


def test_the_roster_names_everybody_in_the_class(registry, trainee):
    li = registry.add_trainee(LI, source_system="vendor-b", external_id="li", at=1)
    registry.enrol(li, "c1", source_system="talent", external_id="e2", at=1)

    assert {learner.trainee for learner in registry.learners_of("c1")} == {trainee, li}


# ---------------------------------------------------------------- consent (PRV-02, PRV-03)


def test_consent_is_given_for_one_purpose(registry, trainee):
    registry.give_consent(trainee, "face", "1", at=1)

    assert registry.consented(trainee, "face")
    assert not registry.consented(trainee, "marketing")


def test_a_changed_text_is_asked_again(registry, trainee):
    registry.give_consent(trainee, "face", "1", at=1)

    assert state(registry, trainee, text_version="1").consented
    assert not state(registry, trainee, text_version="2").consented


def test_a_withdrawn_consent_no_longer_stands_in_any_version(registry, trainee):
    registry.give_consent(trainee, "face", "1", at=1)
    registry.give_consent(trainee, "face", "2", at=2)
    registry.withdraw_consent(trainee, "face", at=3)

    assert not registry.consented(trainee, "face")


def test_consent_can_be_given_again_after_it_was_withdrawn(registry, trainee):
    registry.give_consent(trainee, "face", "1", at=1)
    registry.withdraw_consent(trainee, "face", at=2)
    registry.give_consent(trainee, "face", "1", at=3)

    assert registry.consented(trainee, "face", "1")


def test_every_consent_and_withdrawal_stays_on_record(registry, trainee):
    for at in (1, 2, 5):
        registry.give_consent(trainee, "face", "1", at=at)
        if at == 2:
            registry.withdraw_consent(trainee, "face", at=3)

    with registry._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT given_at, withdrawn_at FROM consents ORDER BY id").all()
    assert [tuple(row) for row in rows] == [(1, 3), (5, None)]


def test_withdrawing_what_was_never_given_is_allowed(registry, trainee):
    registry.withdraw_consent(trainee, "face", at=1)

    assert not registry.consented(trainee, "face")


def test_only_a_registered_person_can_consent(registry):
    with pytest.raises(RegistryError) as refused:
        registry.give_consent("t-nobody", "face", "1", at=1)

    assert refused.value.field == "trainee"


# ---------------------------------------------------------------- cohorts


def test_a_cohort_is_optional_and_the_office_may_change_it_or_take_it_back(registry, trainee):
    found = [registry.cohorts()]
    for cohort in ("over 60", "under 60", ""):
        registry.set_cohort(trainee, cohort)
        found.append(registry.cohorts())

    assert found == [{}, {trainee: "over 60"}, {trainee: "under 60"}, {}]


def test_nobody_unknown_gets_a_cohort(registry):
    with pytest.raises(RegistryError):
        registry.set_cohort("t-nobody", "over 60")
