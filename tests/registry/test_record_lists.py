"""Recordings, make-up courses and claims as lists: what waits, of which class, and never beyond what a tenant sees."""

import pytest

from monitor.core.accounts import Tenant
from monitor.core.office_records import MakeUpCourse, Recording, SubsidyClaim
from monitor.core.record_lists import RecordSearch, Signature

SCHOOL = Tenant(kind="institution", name="school")
OTHERS = Tenant(kind="institution", name="another-school")


def source(name: str) -> dict:
    return {"source_system": "talent", "external_id": name, "training_class": "c1"}


@pytest.fixture
def recorded(registry, trainee):
    """Three recordings and three make-up courses: one found good, one found bad, one waiting; and two claims."""
    spans = {"starts_at": 1, "ends_at": 2}
    for name in ("1", "2", "3"):
        course = MakeUpCourse(course=name, trainee=trainee, reason="病假", **spans, **source(name))
        registry.take_in([Recording(recording=name, **spans, **source(name)), course])
    for name in ("1", "2"):
        registry.take_in([SubsidyClaim(claim=name, entered_by="qian", entered_at=1, **source(name))])
        registry.review_recording(name, shows_all=name == "1", by="li", at=5)
        registry.decide_make_up(name, accepted=name == "1", by="li", at=5)
    return registry


@pytest.mark.parametrize(
    ("state", "names"), [("", ["1", "2", "3"]), ("waiting", ["3"]), ("good", ["1"]), ("bad", ["2"])]
)
def test_a_record_waits_until_somebody_said_a_word_about_it(recorded, state, names):
    assert [line.recording for line in recorded.recording_lines(RecordSearch(state=state), limit=10)] == names
    assert [line.course for line in recorded.make_up_lines(RecordSearch(state=state), limit=10)] == names


def test_every_recording_says_how_many_of_its_class_do_not_show_everybody(recorded):
    recorded.review_recording("3", shows_all=False, by="li", at=6)
    assert [line.strikes for line in recorded.recording_lines(limit=10)] == [2, 2, 2]


@pytest.mark.parametrize(("tenant", "sees"), [(SCHOOL, True), (OTHERS, False)])
def test_an_institution_sees_recordings_and_make_ups_of_its_own_classes(recorded, tenant, sees):
    assert bool(recorded.recording_lines(tenant=tenant, limit=10)) == sees
    assert bool(recorded.make_up_lines(tenant=tenant, limit=10)) == sees


def test_lists_are_narrowed_to_a_class_and_go_on_behind_a_name(recorded):
    assert recorded.recording_lines(RecordSearch(training_class="c9"), limit=10) == []
    assert recorded.claim_lines(RecordSearch(training_class="c9"), signers=2, limit=10) == []
    assert [line.course for line in recorded.make_up_lines(after="1", limit=1)] == ["2"]
    assert [line.claim for line in recorded.claim_lines(after="1", signers=2, limit=1)] == ["2"]


def test_a_claim_waits_until_its_last_signer(recorded):
    waiting = RecordSearch(state="waiting")
    recorded.sign_claim("1", by="sun", at=7)
    assert [line.claim for line in recorded.claim_lines(waiting, signers=2, limit=10)] == ["1", "2"]
    recorded.sign_claim("1", by="li", at=6)
    assert [line.claim for line in recorded.claim_lines(waiting, signers=2, limit=10)] == ["2"]
    [signed] = recorded.claim_lines(RecordSearch(state="signed"), signers=2, limit=10)
    assert signed.signatures == (Signature(signed_by="li", signed_at=6), Signature(signed_by="sun", signed_at=7))
