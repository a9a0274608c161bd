"""The test oracle where a story is about people, devices, consent and files, or about learning again."""

from __future__ import annotations

import msgspec
import pytest
from core.platform_cases import DAY, MIDNIGHT, confirmed
from core.rules.hours import HENAN, MINUTE, SECOND, checked, finished, standing

from monitor.core import codec
from monitor.core import events as e
from monitor.learners.simulated import Habits, Simulated, plan_of
from monitor.rulepacks import load

DEMO = load("demo")


def test_row_7_replaying_a_certified_lesson_earns_nothing_and_leaves_no_mark() -> None:
    learner = Simulated(HENAN).watch().claim()
    before = learner.verdict()

    again = learner.seek(0).watch(10 * MINUTE).verdict()

    assert (again.result, again.credited_ms) == (before.result, before.credited_ms) == ("certified", 2_420_000)
    assert (again.completed_at, again.findings) == (before.completed_at, ())


@pytest.mark.parametrize("how", [{}, {"rate": 2.0}, {"visible": False}])
def test_row_7_nothing_that_is_done_with_a_certified_lesson_takes_the_hour_away(how: dict[str, object]) -> None:
    learner = finished(checked()).claim()
    before = learner.verdict()

    again = learner.seek(0).play_unasked(10 * MINUTE, **how).verdict()  # type: ignore[arg-type]

    assert (again.result, again.findings, again.credited_ms) == ("certified", (), 2_420_000)
    assert again.completed_at == before.completed_at
    assert {span.reason for span in again.ledger} == {"", "review"}


def test_row_7_a_suspension_after_the_hour_was_complete_does_not_reach_it_by_a_replay() -> None:
    learner = finished(checked()).claim()
    learner.now = MIDNIGHT + DAY
    learner.streams.update(confirmed(learner.now))

    learner.seek(0).play_unasked(MINUTE).pop_up(photo=True)

    assert learner.verdict().result == "certified"


def test_row_7_is_about_complete_hours_only() -> None:
    learner = checked().play_asked(20 * MINUTE).seek(0).play_unasked(MINUTE, rate=2.0).pop_up(photo=True)

    assert "fast_forward" in standing(learner.verdict())


def test_row_9_a_second_tab_that_was_refused_to_play_is_certified() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)
    tab = second_tab(learner)
    tab.say(tab.event(e.WindowClaim, state="refused"))
    for second in range(20):
        tab.now = learner.now + second * SECOND
        tab.say(tab.event(e.Prevented, what="second_window", lesson="lesson-1"))
        tab.say(tab.state(e.Sample, paused=True))

    verdicts = {verdict.attempt: verdict for verdict in learner.watch().claim().verdicts(tab)}

    honest = verdicts[learner.attempts[0]]
    assert (honest.result, standing(honest)) == ("certified", {})


def second_tab(learner: Simulated) -> Simulated:
    return Simulated(HENAN, label="second-", supervised=False, now=learner.now)


def test_row_11_a_hidden_tab_whose_video_pauses_by_itself_is_certified() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)
    learner.say(learner.state(e.VisibilityChange, paused=False, visible=False))
    learner.now += 200
    learner.position += 200
    learner.say(learner.state(e.Pause, paused=True, visible=False, reason="hidden"))
    learner.now += 5 * MINUTE
    learner.say(learner.state(e.VisibilityChange, paused=True))

    verdict = learner.watch().claim().verdict()

    assert (verdict.result, verdict.findings) == ("certified", ())


def hour_whose_photos_come_late(*, committed: bool) -> Simulated:
    """Every file follows two hours after its photo; `committed` ones were announced by their hash at once."""
    learner = Simulated(HENAN)
    late: list[tuple[str, str]] = []

    def take_photo(nonce: str, attempt: str) -> None:
        if committed:
            learner.say(learner.event(e.PhotoCommit, nonce=nonce, sha256=picture(nonce)))
        late.append((nonce, attempt))

    learner._take_photo = take_photo  # type: ignore[method-assign]
    learner.watch()
    learner.now += 120 * MINUTE
    for nonce, attempt in late:
        if not committed:
            learner.say(learner.event(e.PhotoCommit, nonce=nonce, sha256=picture(nonce)))
        judged = {"nonce": nonce, "sha256": picture(nonce)}
        learner.fact(e.PhotoStored(store_ref="photo", **judged))
        learner.fact(e.PhotoJudged(attempt=attempt, decision="accepted", reason="ok", **judged))
    learner._serve()
    return learner.claim()


def picture(nonce: str) -> str:
    return codec.GENESIS.hex()[: 64 - len(nonce.encode().hex()[:60])] + nonce.encode().hex()[:60]


def test_row_27_photos_whose_files_come_two_hours_late_count_if_their_hashes_came_live() -> None:
    assert hour_whose_photos_come_late(committed=True).verdict().result == "certified"


def test_row_28_photos_two_hours_late_without_a_live_hash_are_not_certified() -> None:
    verdict = hour_whose_photos_come_late(committed=False).verdict()

    assert verdict.result == "not_certified"
    assert [finding.code for finding in verdict.reasons] == ["D6"]  # a face check at the end is no retained photo


def test_row_45_thirty_trainees_on_one_device_one_after_another_are_certified() -> None:
    now, results = Simulated(DEMO).now, []
    for number in range(30):
        learner = Simulated(DEMO, f"trainee-{number}", now=now).watch().claim().close()
        results.append(learner.verdict().result)
        now = learner.now + MINUTE

    assert results == ["certified"] * 30


def test_row_45_no_event_that_a_rule_could_read_has_an_address_or_a_device() -> None:
    known = {name for kind in (e.Connected, e.SessionOpened) for name in kind.__struct_fields__}

    assert not {name for name in known if "address" in name or "device" in name or name == "ip"}


def test_row_46_consent_taken_back_ends_the_online_hours_and_lets_earlier_ones_stand() -> None:
    plan = plan_of({"lesson-1": 2_420_000, "lesson-2": 2_420_000}, pack=HENAN, units=2)
    learner = Simulated(HENAN, plan=plan).watch().claim("unit-1")
    learner.play_lesson("lesson-2", until=10 * MINUTE)

    learner.say(learner.event(e.ConsentWithdrawn, purpose="face_check"))
    learner.watch()
    first, second = learner.claim("unit-2").verdicts()

    assert (learner.held, learner.over) == ("consent", "")
    assert first.result == "certified"
    assert second.result == "not_certified"
    assert {finding.fault for finding in standing(second).values()} <= {"none"}


def test_row_47_the_same_events_sent_twice_are_dropped() -> None:
    learner = Simulated(HENAN).watch().claim()
    before = learner.verdict()
    for entry in [entry for entry in learner.stream if entry.source == "client"]:
        learner._store(codec.decode_batch(entry.payload).events)

    after = learner.verdict()

    assert after.result == before.result == "certified"
    assert msgspec.structs.replace(after, heads={}) == msgspec.structs.replace(before, heads={})


def test_row_47_a_nonce_that_is_used_again_with_another_answer_is_held() -> None:
    learner = Simulated(HENAN).watch(10 * MINUTE)
    asked = next(ask for ask in learner.asked if type(ask).__name__ == "AskPopup")
    wrong = next(option.id for option in asked.challenge.options if option.id != asked.answer)
    learner.say(learner.event(e.PopupAnswered, nonce=asked.nonce, answer=wrong, latency=900))

    verdict = learner.watch().claim().verdict()

    assert (verdict.result, set(standing(verdict))) == ("held", {"popup_automation"})


def test_row_4b_a_falsified_rate_over_a_few_minutes_is_held_too() -> None:
    learner = Simulated(HENAN, habits=Habits()).watch(10 * MINUTE).watch(14 * MINUTE, rate=1.9, seen_rate=1.0)

    assert set(standing(learner.watch().claim().verdict())) == {"rate_falsified"}
