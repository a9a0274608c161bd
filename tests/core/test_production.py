"""When real sessions become evidence against a platform: many trainees, or a share of many hours, within a day."""

from __future__ import annotations

import random

import pytest

from monitor.core import reading
from monitor.core.drawing import draw as draw_moment
from monitor.core.photo_moments import photo_moment
from monitor.core.platform_facts import ClaimAudited, Lapse
from monitor.core.production import lapses, photo_times_signal, prevented, sample_due, signal
from monitor.core.uniformity import distance_from_even, p_value
from monitor.core.verdict import Finding
from monitor.learners.simulated import Simulated, plan_of, sha
from monitor.rulepacks import load

HENAN = load("henan-2023")
DAY = HENAN["production_window_ms"]
NOW = 1_800_000_000_000
WORDS = {"zh-CN": "…", "en": "…"}


def audit(n: int, *codes: str, trainee: str = "", before: int = 0, stopped: int = 0) -> ClaimAudited:
    return ClaimAudited(
        platform="platform-a",
        attempt=f"a-{n:04}",
        trainee=trainee or f"t-{n}",
        training_class="class-1",
        claimed_at=NOW - before,
        lapses=tuple(Lapse(disqualifier=code, since=NOW - before - 60_000, evidence=(f"s-{n}:7",)) for code in codes),
        prevented=stopped,
    )


def finding(**said: object) -> Finding:
    known = {"rule": "r", "code": "D1", "clause": WORDS, "basis": "plan", "message": WORDS, "advice": WORDS}
    return Finding(**{**known, "severity": "rewatch", "fault": "platform", **said})


# ---------------------------------------------------------------- one hour


def test_what_the_platform_let_happen_and_claims_credit_for_is_a_lapse() -> None:
    [lapse] = lapses(
        [finding(start=5, evidence=("s:1",)), finding(start=3, severity="void")], claimed=True, played=True
    )

    assert (lapse.disqualifier, lapse.since, lapse.evidence) == ("D1", 3, ("s:1",))


@pytest.mark.parametrize(
    "innocent",
    [
        {"cured": True},
        {"fault": "none"},
        {"fault": "trainee", "severity": "void"},
        {"severity": "info"},
        {"severity": "hold", "rule": "cross_platform_play", "code": "D2"},
        {"severity": "gate", "fault": "none"},
    ],
)
def test_what_was_cured_doubtful_or_not_its_doing_is_none(innocent: dict[str, object]) -> None:
    assert lapses([finding(**innocent)], claimed=True, played=True) == ()


def test_without_a_claim_for_credit_nothing_is_held_against_the_platform() -> None:
    assert lapses([finding()], claimed=False, played=False) == ()


def test_credit_for_an_hour_in_which_the_player_reported_nothing_is_missing_evidence() -> None:
    [lapse] = lapses([], claimed=True, played=False)

    assert lapse.disqualifier == "evidence_missing"


def test_an_honest_hour_holds_nothing_against_its_platform_and_what_it_stopped_in_its_favour() -> None:
    plan = plan_of({"lesson-1": HENAN["unit_content_min_ms"]}, pack=HENAN)
    learner = Simulated(HENAN, plan=plan).watch(600_000).prevented("rate", 3).prevented("seek", 2)
    for what in ("hidden_play", "second_window", "held_play"):
        learner.prevented(what)
    verdict = learner.watch().claim().verdict()

    assert verdict.result == "certified"
    assert lapses(verdict.findings, claimed=True, played=bool(verdict.ledger)) == ()
    assert prevented(verdict) == 8


# ---------------------------------------------------------------- many hours


@pytest.mark.parametrize(("trainees", "signalled"), [(1, False), (2, False), (3, True), (4, True)])
def test_three_trainees_within_a_day_are_a_signal(trainees: int, signalled: bool) -> None:
    assert (_signal([audit(n, "D1") for n in range(trainees)]) is not None) is signalled


def test_one_trainee_however_often_is_an_accident() -> None:
    assert _signal([audit(n, "D1", trainee="t-1") for n in range(9)]) is None


@pytest.mark.parametrize(("earliest", "signalled"), [(DAY - 1, True), (DAY, False)])
def test_the_day_is_the_one_before_the_latest_claim(earliest: int, signalled: bool) -> None:
    audits = [audit(1, "D1", before=earliest), audit(2, "D1", before=5), audit(3, "D1")]

    assert (_signal(audits) is not None) is signalled


@pytest.mark.parametrize(
    ("showing", "hours", "signalled"),
    [(1, 99, False), (1, 100, True), (1, 101, False), (2, 200, True), (2, 201, False)],
)
def test_one_hour_in_a_hundred_is_a_signal_where_there_are_a_hundred(showing: int, hours: int, signalled: bool) -> None:
    audits = [audit(n, *(["D1"] if n < showing else [])) for n in range(hours)]

    assert (_signal(audits) is not None) is signalled


def test_different_disqualifiers_do_not_add_up() -> None:
    assert _signal([audit(1, "D1"), audit(2, "D2"), audit(3, "D3")]) is None


def test_what_was_found_of_an_hour_later_takes_the_place_of_what_was_found_before() -> None:
    cured = audit(3)

    assert _signal([audit(1, "D1"), audit(2, "D1"), audit(3, "D1"), cured]) is None


def test_a_signal_names_its_evidence_and_what_the_platform_stopped() -> None:
    audits = [audit(n, "D1", before=n * 1000, stopped=n) for n in range(4)] + [audit(9, stopped=5)]
    found = _signal(audits)

    assert found is not None
    assert found.attempts == ("a-0000", "a-0001", "a-0002", "a-0003")
    assert (found.trainees, found.hours, found.prevented) == (4, 5, 11)
    assert found.first_evidence_at == NOW - 3000 - 60_000
    assert found.evidence == ("s-0:7", "s-1:7", "s-2:7", "s-3:7")


def _signal(audits: list[ClaimAudited]):
    return signal(audits, "D1", "D1-1", HENAN)


# ---------------------------------------------------------------- photo times


def photos(*moments: int) -> list[ClaimAudited]:
    return [
        ClaimAudited(
            platform="platform-a",
            attempt=f"a-{n}",
            trainee=f"t-{n}",
            training_class="class-1",
            claimed_at=NOW + n,
            photo_moment=moment,
        )
        for n, moment in enumerate(moments)
    ]


def test_a_test_is_due_each_time_the_photos_have_doubled_and_then_once_for_each_full_sample() -> None:
    assert [n for n in range(20_000) if sample_due(n, HENAN)] == [200, 400, 800, 1600, 3200, 6400, 12_800, 19_200]
    assert sample_due(19_200, HENAN) == 6400


def test_photos_at_drawn_moments_are_no_signal_even_when_each_is_a_few_seconds_late() -> None:
    draw = random.Random(1)
    late = [draw.randrange(1_000_000) + 3_000 for _ in range(6400)]

    assert all(_photo_times(late[:n]) is None for n in (200, 400, 800, 1600, 3200, 6400))


def test_photos_at_predictable_moments_are_a_signal_from_two_hundred_on() -> None:
    draw = random.Random(2)
    early = [draw.randrange(300_000) for _ in range(200)]

    found = _photo_times(early)

    assert _photo_times(early[:199]) is None
    assert found is not None
    assert (found.disqualifier, found.source, found.hours, found.first_evidence_at) == ("D6", "photo_times", 200, NOW)


def _photo_times(moments: list[int]):
    return photo_times_signal(photos(*moments), len(moments), "D6-1", HENAN)


def test_the_moment_of_an_honest_hours_photo_is_near_the_one_that_was_drawn() -> None:
    learner = Simulated(HENAN).watch().claim()
    drawn = draw_moment(sha(f"secret {learner.name} unit-1").encode(), "photo", 0, 0, HENAN["class_hour_ms"] - 1)

    moment = photo_moment(reading.read(learner.streams), learner.attempts[0], HENAN)

    assert moment is not None
    assert 0 <= moment * HENAN["class_hour_ms"] // 1_000_000 - drawn < 60_000


def test_an_hour_whose_photo_never_came_has_no_moment() -> None:
    learner = Simulated(HENAN, supervised=False).check_face().play_asked(600_000).claim()

    assert photo_moment(reading.read(learner.streams), learner.attempts[0], HENAN) is None


def test_the_photos_of_many_honest_hours_are_even() -> None:
    hours = [Simulated(HENAN, name=f"t-{n}").watch() for n in range(50)]
    moments = [photo_moment(reading.read(hour.streams), hour.attempts[0], HENAN) for hour in hours]
    shares = [moment / 1_000_000 for moment in moments if moment is not None]

    assert len(shares) == 50
    assert p_value(distance_from_even(shares), 50) > 0.01
