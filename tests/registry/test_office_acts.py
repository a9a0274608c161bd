"""What people of an office do to the registry, and pages of names."""

import pytest
from sqlmodel import Session, select

from monitor.adapters.registry import RegistryError
from monitor.adapters.registry.class_models import MonthlyPush
from monitor.core import office_records as r
from monitor.core.gates.settling import Settled
from tests.registry.cast import a_plan, add_class
from tests.registry.office_cast import AFTER, offices, row


@pytest.fixture
def claim(registry):
    registry.take_in([row(r.SubsidyClaim, claim="s1", training_class="c1", entered_by="wang", entered_at=AFTER)])
    return "s1"


def test_whoever_entered_a_claim_cannot_sign_it(registry, claim):
    with pytest.raises(RegistryError) as refused:
        registry.sign_claim(claim, by="wang", at=AFTER)

    assert refused.value.field == "signed_by"


def test_signing_twice_is_one_signature(registry, claim):
    for _ in range(2):
        registry.sign_claim(claim, by="li", at=AFTER)

    assert registry.class_facts("c1", AFTER).claim.signed_by == ("li",)


@pytest.mark.parametrize(
    "act",
    [
        lambda registry: registry.review_recording("x", shows_all=True, by="li", at=1),
        lambda registry: registry.decide_make_up("x", accepted=True, by="li", at=1),
        lambda registry: registry.sign_claim("x", by="li", at=1),
        lambda registry: registry.note_report("x", "2023-03", at=1),
        lambda registry: registry.push_to_finance("c1", ["x"], month="2023-05", at=1),
    ],
)
def test_only_what_is_registered_can_be_acted_upon(registry, act):
    with pytest.raises(RegistryError):
        act(registry)


def test_pushing_somebody_again_is_the_same_push_and_the_first_month_stands(registry, trainee, engine):
    for month in ("2023-05", "2023-06"):
        registry.push_to_finance("c1", [trainee], month=month, at=AFTER)

    with Session(engine) as session:
        assert [row.month for row in session.exec(select(MonthlyPush))] == ["2023-05"]


def word(outcome="pass", **changed):
    facts = {"clause": "CLS-05", "values": {"trainees": 2}, "reason": "compared", "by": "li", "at": AFTER}
    return Settled(outcome=outcome, **(facts | changed))


def test_a_persons_word_is_kept_for_the_data_that_the_person_saw(registry):
    registry.settle("class", "c1", word())
    registry.settle("class", "c1", word(values={"trainees": 3}, at=AFTER + 1))
    registry.settle("class", "c2", word())

    assert registry.settled("class", ["c1", "c3"]) == {"c1": [word(), word(values={"trainees": 3}, at=AFTER + 1)]}


def test_the_later_word_about_the_same_data_stands(registry):
    registry.settle("class", "c1", word())
    registry.settle("class", "c1", word("fail", by="zhao", at=AFTER + 1))

    assert registry.settled("class", ["c1"]) == {"c1": [word("fail", by="zhao", at=AFTER + 1)]}


def test_names_come_in_pages(registry):
    for name in ("c0", "c2", "c3"):
        add_class(registry, a_plan(training_class=name))
    registry.take_in(offices())

    assert registry.class_names(limit=2) == ["c0", "c1"]
    assert registry.class_names(after="c1", limit=2) == ["c2", "c3"]
    assert registry.class_names(after="c3", limit=2) == []
    assert registry.class_names(limit=9, institution="nobody") == []
    assert registry.institution_names(limit=9) == ["school"]
    assert registry.platform_names(after="vendor-a", limit=9) == ["vendor-b"]
    assert registry.office_names(limit=2) == ["henan", "luoyang"]
