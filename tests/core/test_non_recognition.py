"""What a case against a platform does to hours: a hold while nobody knows, no credit from the day of discovery on."""

from __future__ import annotations

import pytest
from core.platform_cases import DAY, MIDNIGHT, case, confirmed, stream
from core.rules.hours import MINUTE, checked, finished, standing
from msgspec.structs import replace

from monitor.core.events import Entry, PlatformState
from monitor.core.platform_facts import PhotoLost, PlatformEntry
from monitor.core.verdict import Verdict
from monitor.learners.simulated import Simulated, sha

TOMORROW = MIDNIGHT + DAY
MONTH = 30 * DAY


def honest(**how: object) -> Simulated:
    return finished(checked(**how)).claim()


def fast() -> Simulated:
    """Five minutes at double speed, for which the platform claims credit."""
    return checked().play_unasked(5 * MINUTE, rate=2.0).pop_up(photo=True).claim()


def judged(learner: Simulated, platform: dict[str, list[Entry]]) -> Verdict:
    learner.streams.update(platform)
    return learner.verdict()


# ---------------------------------------------------------------- the day of discovery


@pytest.mark.parametrize(
    ("discovered", "result"),
    [
        (TOMORROW, "certified"),
        (TOMORROW - 1, "not_counted_platform"),
        (MIDNIGHT, "not_counted_platform"),
        (MIDNIGHT - MONTH, "not_counted_platform"),
    ],
)
def test_an_hour_of_the_day_of_discovery_or_later_does_not_count(discovered: int, result: str) -> None:
    verdict = judged(honest(), confirmed(discovered))

    assert (verdict.result, verdict.stage) == (result, "final")


def test_the_hour_says_why_and_where_the_decision_is_and_blames_nobody() -> None:
    verdict = judged(honest(), confirmed(MIDNIGHT))
    [finding] = standing(verdict).values()

    assert (finding.rule, finding.code, finding.fault) == ("suspended", "ONL-13", "none")
    assert finding.evidence == ("platforms/platform-a:5",)
    assert "2023-11-15" in finding.message["en"]
    assert "2026-17" in finding.message["zh-CN"]
    assert verdict.heads["platforms/platform-a"]


def test_what_stands_against_another_platform_is_nothing() -> None:
    elsewhere = honest(platform=PlatformState(platform="platform-b"))

    assert judged(elsewhere, confirmed(MIDNIGHT)).result == "certified"


@pytest.mark.parametrize(
    ("discovery", "result"),
    [("confirmed", "certified"), ("flagged", "not_counted_platform"), ("first_evidence", "not_counted_platform")],
)
def test_the_decision_says_which_of_the_three_dates_is_the_day_of_discovery(discovery: str, result: str) -> None:
    later = case(
        evidence_at=MIDNIGHT - DAY,
        flagged_at=MIDNIGHT,
        verified_at=MIDNIGHT,
        decided=[(TOMORROW, "confirmed", {"discovery": discovery})],
    )

    assert judged(honest(), stream("platform-a", later)).result == result


# ---------------------------------------------------------------- earlier hours


@pytest.mark.parametrize("scope", ["affected_hours", "affected_classes", "all_since_first_evidence"])
def test_an_hour_before_all_evidence_in_an_untouched_class_stands(scope: str) -> None:
    assert judged(honest(), confirmed(TOMORROW, scope=scope)).result == "certified"


def test_affected_hours_are_those_that_show_the_disqualifier_uncured() -> None:
    def of(learner: Simulated, disqualifier: str = "D1") -> Verdict:
        made = case(
            disqualifier=disqualifier,
            evidence_at=MIDNIGHT,
            flagged_at=TOMORROW,
            verified_at=TOMORROW,
            decided=[(TOMORROW, "confirmed", {"scope": "affected_hours"})],
        )
        return judged(learner, stream("platform-a", made))

    cured = checked().play_unasked(MINUTE // 2, rate=2.0).pop_up(photo=True).seek(0)
    assert of(fast()).result == "not_counted_platform"
    assert set(standing(of(fast()))) == {"fast_forward", "not_recognised"}
    assert of(fast(), "D3").result == "void_platform"
    assert of(finished(cured).claim()).result == "certified"
    assert of(honest()).result == "certified"


@pytest.mark.parametrize(("classes", "result"), [(("class-1",), "not_counted_platform"), (("class-2",), "certified")])
def test_affected_classes_are_those_that_the_decision_names(classes: tuple[str, ...], result: str) -> None:
    assert judged(honest(), confirmed(TOMORROW, scope="affected_classes", classes=classes)).result == result


def test_since_the_first_evidence_means_from_that_moment_on() -> None:
    learner = honest()
    completed = learner.verdict().completed_at
    assert completed is not None

    def since(moment: int) -> str:
        made = case(
            evidence_at=moment,
            flagged_at=TOMORROW,
            verified_at=TOMORROW,
            decided=[(TOMORROW, "confirmed", {"scope": "all_since_first_evidence"})],
        )
        return judged(learner, stream("platform-a", made)).result

    assert since(completed) == "not_counted_platform"
    assert since(completed + 1) == "certified"


# ---------------------------------------------------------------- before the decision


@pytest.mark.parametrize("flagged", [MIDNIGHT, MIDNIGHT - DAY])
def test_a_signal_that_nobody_has_verified_holds_nothing(flagged: int) -> None:
    signal = case(evidence_at=flagged, flagged_at=flagged)

    assert judged(honest(), stream("platform-a", signal)).result == "certified"


@pytest.mark.parametrize(("since", "result"), [(0, "held"), (1, "certified")])
def test_hours_since_the_flag_are_held_once_a_person_has_verified_it(since: int, result: str) -> None:
    learner = honest()
    flagged = (learner.verdict().completed_at or 0) + since
    verdict = judged(
        learner, stream("platform-a", case(evidence_at=MIDNIGHT, flagged_at=flagged, verified_at=TOMORROW))
    )

    assert verdict.result == result
    assert verdict.stage == ("proposed" if result == "held" else "final")


def test_the_hold_ends_with_a_dismissal_and_leaves_a_void_alone() -> None:
    known = {"evidence_at": MIDNIGHT, "flagged_at": MIDNIGHT, "verified_at": MIDNIGHT}
    held, dismissed = case(**known), case(**known, decided=[(TOMORROW, "dismissed", {})])

    assert judged(fast(), stream("platform-a", held)).result == "void_platform"
    assert judged(honest(), stream("platform-a", dismissed)).result == "certified"


# ---------------------------------------------------------------- afterwards


@pytest.mark.parametrize(
    ("recount", "reinstated", "result"),
    [
        ("all", TOMORROW + MONTH, "certified"),
        ("from_reinstatement", TOMORROW + MONTH, "not_counted_platform"),
        ("from_reinstatement", TOMORROW, "not_counted_platform"),
        ("from_reinstatement", MIDNIGHT, "certified"),
    ],
)
def test_a_reinstatement_says_whether_the_hours_of_the_suspension_count_after_all(
    recount: str, reinstated: int, result: str
) -> None:
    made = confirmed(MIDNIGHT, (reinstated, "reinstated", {"recount": recount}))

    assert judged(honest(), made).result == result


@pytest.mark.parametrize(("outcome", "rule"), [("blacklisted", "platform_blacklisted"), ("exited", "platform_exited")])
def test_blacklist_and_exit_from_the_catalogue_are_told_beside_the_suspension(outcome: str, rule: str) -> None:
    same_day = judged(honest(), confirmed(MIDNIGHT, (MIDNIGHT, outcome, {})))
    later = judged(honest(), confirmed(MIDNIGHT, (TOMORROW, outcome, {})))
    reinstated = confirmed(MIDNIGHT, (MIDNIGHT, outcome, {}), (TOMORROW, "reinstated", {"recount": "all"}))

    assert set(standing(same_day)) == {"suspended", rule}
    assert set(standing(later)) == {"suspended"}
    assert judged(honest(), reinstated).result == "certified"


def test_an_hour_that_does_not_count_leaves_its_place_under_the_cap_to_the_next_one() -> None:
    one = honest(label="one-").close()
    other = honest(label="other-", platform=PlatformState(platform="platform-b"), now=one.now + MINUTE)
    assert [verdict.result for verdict in one.verdicts(other)] == ["certified", "not_counted_cap"]

    one.streams.update(confirmed(MIDNIGHT))

    assert [verdict.result for verdict in one.verdicts(other)] == ["not_counted_platform", "certified"]


# ---------------------------------------------------------------- photos that the audit found lost


def without_photos(found_at: int, *, left: int = 0) -> Simulated:
    """An honest hour of which an audit finds all photos but so many gone at this moment (server ms)."""
    learner = honest()
    kept = [entry for entry in learner.stream if entry.source == "server" and b'"photo_stored"' in entry.payload]
    learner.now = found_at
    for entry in kept[left:]:
        where = f"{entry.stream}:{entry.n}"
        lost = PhotoLost(platform="platform-a", trainee=learner.name, stored=where, sha256=sha(where), why="gone")
        learner.fact(lost)
    return learner


def about_photos(flagged_at: int, *decided: tuple[int, str]) -> list[tuple[int, PlatformEntry]]:
    """A case of D6; each decision is of two people."""
    terms = [(at, outcome, {"scope": "affected_hours"}) for at, outcome in decided]
    about = {"disqualifier": "D6", "evidence_at": flagged_at, "flagged_at": flagged_at}
    return case(**about, verified_at=flagged_at, decided=terms)


@pytest.mark.parametrize(("left", "result"), [(0, "not_counted_platform"), (1, "certified"), (2, "certified")])
def test_an_hour_is_affected_when_too_few_of_its_photos_are_left(left: int, result: str) -> None:
    found = stream("platform-a", about_photos(TOMORROW, (TOMORROW + DAY, "confirmed")))

    assert judged(without_photos(TOMORROW, left=left), found).result == result


@pytest.mark.parametrize(
    ("found_at", "result"),
    [
        (TOMORROW, "certified"),
        (TOMORROW + 1, "not_counted_platform"),
        (TOMORROW + DAY, "not_counted_platform"),
        (TOMORROW + DAY + 1, "certified"),
    ],
    ids=["settled by the case before", "since then", "by the decision", "after the decision"],
)
def test_a_decision_is_about_photos_that_were_found_lost_since_the_case_before_it(found_at: int, result: str) -> None:
    dismissed = about_photos(MIDNIGHT, (TOMORROW, "dismissed"))
    again = [(at, replace(fact, case="D6-2")) for at, fact in about_photos(TOMORROW, (TOMORROW + DAY, "confirmed"))]

    assert judged(without_photos(found_at), stream("platform-a", [*dismissed, *again])).result == result


def test_lost_photos_alone_change_no_hour_and_no_case_about_something_else_does() -> None:
    assert judged(without_photos(TOMORROW), {}).result == "certified"
    assert judged(without_photos(TOMORROW), confirmed(TOMORROW + DAY, scope="affected_hours")).result == "certified"
