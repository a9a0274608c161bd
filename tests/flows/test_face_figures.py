"""Shares of the face checks by group: what counts as what, and that no group of few can be read out of them."""

from __future__ import annotations

from collections import Counter

import pytest

from monitor.core.events import LivenessResult, PhotoJudged
from monitor.flows.face_figures import REST, Judged, count, figures_of, outcomes_of, provider_of


def burst(decision, reason="ok"):
    return LivenessResult(attempt="a", nonce="nonce-0001", action="nod", decision=decision, reason=reason, final=False)


def photo(decision, reason="ok"):
    return PhotoJudged(attempt="a", nonce="nonce-0001", sha256="0" * 64, decision=decision, reason=reason)


@pytest.mark.parametrize(
    ("fact", "outcomes"),
    [
        (burst("pass"), {"liveness": "pass", "comparison": "pass"}),
        (burst("retry", "no_face"), {"liveness": "retry"}),
        (burst("spoof_suspected", "flat_face"), {"liveness": "fail"}),
        (burst("mismatch", "other_person"), {"liveness": "pass", "comparison": "fail"}),
        (burst("review", "id_uncertain"), {"liveness": "pass", "comparison": "review"}),
        (burst("review", "no_reference"), {"liveness": "pass"}),
        (burst("review", "spoof_uncertain"), {"liveness": "review"}),
        (burst("service_error", "service_error"), {}),
        (burst("camera_error"), {}),
        (photo("accepted"), {"photo": "pass", "comparison": "pass"}),
        (photo("rejected", "turned_away"), {"photo": "retry"}),
        (photo("rejected", "duplicate"), {"photo": "fail"}),
        (photo("mismatch", "other_person"), {"photo": "fail", "comparison": "fail"}),
        (photo("review", "id_uncertain"), {"photo": "review", "comparison": "review"}),
        (photo("review", "service_error"), {}),
    ],
)
def test_a_decision_counts_for_the_checks_that_made_it(fact, outcomes):
    assert dict(outcomes_of(fact)) == outcomes


def test_the_provider_is_the_model_that_decided():
    versions = {"service": "s-1", "landmarks": "l-1", "embedder": "e-1", "pad": "not checked"}

    assert provider_of("comparison", versions) == "embedder e-1"
    assert provider_of("liveness", versions) == "service s-1, landmarks l-1, pad not checked"


def people(number, *, platform="p", start=0, outcome="pass", checks=1):
    """So many trainees with so many checks each."""
    return {Judged("liveness", outcome, "m-1", platform, f"t{start + place}"): checks for place in range(number)}


def test_shares_have_counts_and_intervals():
    [group] = count({**people(30), **people(10, start=30, outcome="retry")}, {}).everybody

    assert (group.checks, group.people) == (40, 40)
    share = group.outcomes["retry"]
    assert (share.count, share.share) == (10, 0.25)
    assert (share.low, share.high) == pytest.approx((0.142, 0.402), abs=0.001)
    assert group.outcomes["fail"].count == 0 < group.outcomes["fail"].high


def groups(found):
    return {group.group: group.checks for group in found}


def test_a_group_of_twenty_is_shown_and_one_of_nineteen_is_not():
    judged = {**people(20, platform="a"), **people(20, platform="b"), **people(19, platform="c")}

    assert groups(count(judged, {}).by_platform) == {"b": 20, REST: 39}, "a hides c, which the sum would give away"


def test_small_groups_are_shown_together_when_they_are_many_enough():
    judged = {**people(40, platform="large"), **people(11, platform="a"), **people(12, platform="b")}

    assert groups(count(judged, {}).by_platform) == {"large": 40, REST: 23}


def test_when_everybody_is_few_no_group_is_shown():
    figures = count(people(19), {})

    assert groups(figures.everybody) == {"": 19}
    assert figures.by_platform == figures.by_provider == figures.by_cohort == ()


def test_a_cohort_takes_many_people_and_not_many_checks_of_one():
    judged = people(60, checks=100)
    cohorts = {"t0": "one person", **{f"t{place}": "many" for place in range(1, 25)}}

    found = count(judged, cohorts).by_cohort
    assert {group.group: group.people for group in found} == {"": 35, REST: 25}


def test_checks_of_one_person_are_one_person():
    judged = Counter({Judged("photo", outcome, "m", "p", "t"): 50 for outcome in ("pass", "retry")})

    [group] = count(judged, {}).everybody
    assert (group.checks, group.people) == (100, 1)


# ---------------------------------------------------------------- one platform


OVER_60 = {f"t{n}": "over 60" for n in range(100, 200)}


@pytest.mark.parametrize(
    ("judged", "groups"),
    [
        (people(19, platform="p", start=0), []),
        (people(20, platform="p", start=0), [("", 20), ("", 20)]),
        (
            {**people(30, platform="p", start=0), **people(20, platform="p", start=100)},
            [("", 50), ("", 30), ("over 60", 20)],
        ),
        ({**people(30, platform="p", start=0), **people(19, platform="p", start=100)}, [("", 49)]),
        (
            {
                **people(30, platform="p", start=0),
                **people(25, platform="p", start=100),
                **people(5, platform="q", start=150),
            },
            [("", 55), ("", 30)],
        ),
    ],
    ids=["too few", "enough", "two groups", "one group of few", "a group of few elsewhere"],
)
def test_of_one_platform_no_group_of_few_is_shown_nor_found_by_subtraction(judged, groups):
    assert [(group.group, group.people) for group in figures_of("p", judged, OVER_60)] == groups
