"""The office's and the vendors' side of cases and reviews over HTTP: the whole way, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hours_on_desk import at_double_speed, honestly, in_doubt, learn_and_claim, replayed, result
from office_desk import opened_office
from platform_story import Story
from small_world import CLASS, PLATFORM

CASE = f"/v1/platforms/{PLATFORM}/cases/D1-1"
DAY = 86_400_000
DECISION = {"outcome": "confirmed", "document": "2026-17", "reason": "as heard", "scope": "all_since_first_evidence"}


@pytest.fixture
async def office(desk):
    async with opened_office(desk) as office:
        yield office


@pytest.fixture
async def caught(office):
    """An office whose platform was caught at double speed on the second day."""
    office.story = Story(office.desk)
    await office.story.is_caught()
    await office.story.learns("same-day")
    return office


async def hear(office) -> None:
    await office.does("zhao", f"{CASE}/verification", {"text": "seen again"})
    await office.does("zhao", f"{CASE}/notice", {"text": "2x play is let through."})
    answered = await office.vendor("POST", "/v1/cases/D1-1/answers", {"by": "vendor", "text": "It is mended."})
    assert answered.status_code == 201, answered.text


async def settled(office, name: str) -> str:
    return await result(office.desk, office.story.people[name])


def refused(response, status: int, code: str) -> dict:
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["remedy"]
    return response.json()


# ---------------------------------------------------------------- a platform in breach


async def test_from_the_signal_to_the_reinstatement(caught):
    office = caught
    [case] = (await office.reads(f"/v1/platforms/{PLATFORM}/cases"))["items"]
    assert (case["case"], case["stage"], case["allowed"]) == ("D1-1", "signal", ["signal", "verified", "dismissed"])
    assert (case["signals"][0]["grade"], case["signals"][0]["trainees"]) == ("B", 3)

    await hear(office)
    assert await settled(office, "same-day") == "held"
    [own] = (await office.vendor("GET", "/v1/cases")).json()["items"]
    assert own["stage"] == "answered"
    assert [step["step"] for step in own["steps"]] == ["signal", "verified", "notified", "answered"]

    office.story.next_day()
    tried = {option["scope"]: option for option in (await office.reads(f"{CASE}/preview"))["options"]}
    assert tried["affected_hours"]["lost"] == 0
    assert tried["all_since_first_evidence"]["changed"] == 4
    assert {hour["after"] for hour in tried["affected_hours"]["hours"]} == {"certified", "not_counted_platform"}

    proposed = await office.does("zhao", f"{CASE}/decisions", DECISION)
    assert (proposed["stage"], proposed["proposal"]["by"]) == ("answered", "zhao")
    confirmed = await office.does("qian", f"{CASE}/decisions", DECISION)
    assert confirmed["stage"] == "confirmed"
    assert (
        confirmed["discovered_on"] == datetime.fromtimestamp((office.desk.clock.now() / 1000), UTC).date().isoformat()
    )
    assert await settled(office, "same-day") == "not_counted_platform"
    assert await settled(office, "early") == "certified"
    assert await office.story.learns("after") == "not_counted_platform"

    lifted = {"outcome": "reinstated", "document": "2026-30", "reason": "mended", "recount": "all"}
    for person in ("zhao", "qian"):
        case = await office.does(person, f"{CASE}/decisions", lifted)
    assert [decision["outcome"] for decision in case["decisions"]] == ["confirmed", "reinstated"]
    assert {await settled(office, name) for name in ("early", "same-day", "after")} == {"certified"}
    assert (await replayed(office.desk)).ok


async def test_a_step_that_is_not_possible_is_a_conflict_that_names_what_is(caught):
    said = refused(await caught.ask("zhao", "POST", f"{CASE}/decisions", DECISION), 409, "not_allowed")

    assert said["allowed"] == ["signal", "verified", "dismissed"]
    assert "confirmed" in said["detail"]
    chinese = await caught.ask("zhao", "POST", f"{CASE}/decisions", DECISION, **{"Accept-Language": "zh-CN"})
    assert "不能进行confirmed" in chinese.json()["detail"]


async def test_one_person_does_not_decide_twice(caught):
    dismissal = {"outcome": "dismissed", "document": "2026-18", "reason": "a fault of the player"}
    await caught.does("zhao", f"{CASE}/decisions", dismissal)

    said = refused(await caught.ask("zhao", "POST", f"{CASE}/decisions", dismissal), 409, "second_person_needed")
    assert said["field"] == "X-Person"
    assert (await caught.does("qian", f"{CASE}/decisions", dismissal))["stage"] == "dismissed"


async def test_a_notice_that_leaves_too_little_time_is_refused_with_the_least_day(caught):
    await caught.does("zhao", f"{CASE}/verification", {"text": "seen again"})
    notice = {"text": "…", "reply_until": "2026-09-23"}

    said = refused(await caught.ask("zhao", "POST", f"{CASE}/notice", notice), 422, "term_too_short")
    assert "2026-09-25" in said["detail"]
    assert (await caught.does("zhao", f"{CASE}/notice", {**notice, "reply_until": "2026-10-09"}))["reply_by"] == (
        "2026-10-09T16:00:00Z"
    )


async def test_a_probe_that_comes_out_three_times_opens_a_case(office):
    runs = [{"at": "2026-09-01T08:00:00+08:00", "allowed": True, "evidence": ["s-1:4"]}] * 3
    report = {"disqualifier": "D4", "authority": "2026-3", "procedure": "a printed photo", "repetitions": runs}
    path = f"/v1/platforms/{PLATFORM}/probe-reports"

    taken = await office.does("sun", path, report)

    assert (taken["proven"], taken["case"]["case"], taken["case"]["signals"][0]["grade"]) == (True, "D4-1", "A")
    runs[1] = {**runs[1], "allowed": False}
    assert (await office.does("sun", path, {**report, "repetitions": runs}))["proven"] is False
    refused(await office.ask("sun", "POST", "/v1/platforms/nobody/probe-reports", report), 422, "registry_refused")
    later = {**report, "repetitions": [{"at": "2036-09-01T00:00:00Z", "allowed": True}]}
    refused(await office.ask("sun", "POST", path, later), 422, "impossible_moment")


async def test_what_there_is_not_is_not_found(office):
    refused(await office.ask("zhao", "GET", CASE), 404, "not_found")
    refused(await office.ask("zhao", "GET", f"{CASE}/preview"), 404, "not_found")
    refused(await office.ask("zhao", "GET", "/v1/attempts/a-none/review"), 404, "not_found")
    refused(await office.vendor("POST", "/v1/cases/D1-1/answers", {"by": "v", "text": "…"}), 404, "not_found")
    refused(await office.ask("zhao", "GET", "/v1/certificates/x:y/status"), 404, "not_found")


# ---------------------------------------------------------------- who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Person": "zhao"},
        {"X-Person": "zhao", "Authorization": "Bearer wrong"},
        {"X-Person": "qian", "Authorization": "Bearer {zhao}"},
        {"X-Person": "", "Authorization": "Bearer {}"},
        {"Authorization": "Bearer {zhao}"},
    ],
)
async def test_the_office_is_a_person_with_that_persons_key(office, headers):
    from monitor.web.office_api.people import office_key

    keys = {"{zhao}": office_key(office.desk.monitor.keys, "zhao"), "{}": office_key(office.desk.monitor.keys, "")}
    for name, key in keys.items():
        headers = {field: value.replace(name, key) for field, value in headers.items()}

    refused(await office.http.get("/v1/reviews", headers=headers), 401, "unauthorized")


async def test_a_persons_key_that_was_revoked_opens_nothing_any_more_and_everybody_elses_still_does(office):
    from monitor.web.office_api.people import office_key

    registry, keys = office.desk.monitor.registry, office.desk.monitor.keys
    assert (await office.ask("zhao", "GET", "/v1/reviews")).status_code == 200

    registry.end_person_key("zhao", office.desk.clock.now())
    refused(await office.ask("zhao", "GET", "/v1/reviews"), 401, "unauthorized")
    assert (await office.ask("qian", "GET", "/v1/reviews")).status_code == 200
    following = {"X-Person": "zhao", "Authorization": f"Bearer {office_key(keys, 'zhao', 1)}"}
    refused(await office.http.get("/v1/reviews", headers=following), 401, "unauthorized")

    registry.renew_person_key("zhao")
    assert (await office.http.get("/v1/reviews", headers=following)).status_code == 200
    refused(await office.ask("zhao", "GET", "/v1/reviews"), 401, "unauthorized")


async def test_whose_account_has_ended_has_no_key_any_more(office):
    registry, now = office.desk.monitor.registry, office.desk.clock.now()
    registry.add_account("zhao", title="Zhao", role="auditor", by="test", at=now)
    assert (await office.ask("zhao", "GET", "/v1/reviews")).status_code == 200

    registry.end_account("zhao", by="test", at=now)
    refused(await office.ask("zhao", "GET", "/v1/reviews"), 401, "unauthorized")
    assert (await office.ask("qian", "GET", "/v1/reviews")).status_code == 200


async def test_a_vendors_key_opens_nothing_of_the_office_and_the_offices_nothing_of_a_vendor(caught):
    refused(await caught.vendor("GET", f"/v1/platforms/{PLATFORM}/cases"), 401, "unauthorized")
    refused(await caught.ask("zhao", "GET", "/v1/cases"), 401, "unauthorized")


async def test_a_platform_sees_its_own_cases_and_hours_alone(caught):
    from hours_on_desk import another_platform

    other = another_platform(caught.desk)
    key = caught.desk.monitor.registry.issue_key(other, 0)
    [waiting, *_] = (await caught.reads("/v1/reviews"))["items"]
    appeal = {"attempt": waiting["attempt"], "filed_by": "x", "text": "…"}

    assert (await caught.vendor("GET", "/v1/cases", key=key)).json()["items"] == []
    assert (await caught.vendor("GET", "/v1/notices", key=key)).json()["items"] == []
    refused(await caught.vendor("POST", "/v1/appeals", appeal, key=key), 404, "not_found")


# ---------------------------------------------------------------- reviews


@pytest.fixture
async def held(office):
    return await learn_and_claim(office.desk, office.desk.trainee("li"), in_doubt)


async def test_a_hold_is_listed_noticed_appealed_and_restored(office, held):
    [waiting] = (await office.reads("/v1/reviews"))["items"]
    [noticed] = (await office.vendor("GET", "/v1/notices")).json()["items"]
    assert waiting == noticed
    assert (noticed["outcome"], noticed["stage"], noticed["fault"]) == ("held", "proposed", "none")
    assert set(noticed["notice"]["text"]) == {"zh-CN", "en"}
    assert noticed["notice"]["appeal_until"] == "2026-09-26T16:00:00Z"

    wanted = {"attempt": held.attempt, "filed_by": "li", "text": "The lamp was broken."}
    appealed = (await office.vendor("POST", "/v1/appeals", wanted)).json()
    assert [step["kind"] for step in appealed["history"]] == ["notice", "appeal"]
    assert (await office.reads("/v1/reviews?state=appealed"))["items"] == [appealed]

    path = f"/v1/attempts/{held.attempt}"
    decided = await office.does("zhao", f"{path}/decisions", {"outcome": "restored", "reason": "it is her"})
    assert (decided["outcome"], decided["stage"]) == ("certified", "final")
    assert decided["history"][-1]["old"] == "held"
    assert decided["history"][-1]["text"]["zh-CN"].startswith("zhao作出决定:由“待人工复核”改为“已认定”。")
    assert (await office.reads("/v1/reviews"))["items"] == []
    assert await office.reads(f"{path}/review") == decided


async def test_an_institution_reads_and_appeals_for_its_own_class(office, held):
    registry = office.desk.monitor.registry
    key = registry.issue_key("institution-1", 0, kind="institution")

    [noticed] = (await office.vendor("GET", f"/v1/notices?training_class={CLASS}", key=key)).json()["items"]
    wanted = {"attempt": noticed["attempt"], "on_behalf_of": "self", "filed_by": "teacher", "text": "She was there."}
    appealed = (await office.vendor("POST", "/v1/appeals", wanted, key=key)).json()

    assert appealed["history"][-1]["party"] == "institution"
    assert (await office.vendor("GET", "/v1/notices", key=key)).status_code == 422


async def test_late_partial_and_unproven_decisions_are_refused(office, held):
    path = f"/v1/attempts/{held.attempt}"
    blame = {"outcome": "void_trainee", "reason": "…"}
    refused(await office.ask("zhao", "POST", f"{path}/decisions", blame), 422, "proof_needed")
    made_up = {**blame, "ground": "tampering", "proof": ["s-none:1"]}
    refused(await office.ask("zhao", "POST", f"{path}/decisions", made_up), 422, "unknown_proof")

    await office.does("zhao", f"{path}/decisions", {"outcome": "not_certified", "reason": "too dark"})
    again = {"outcome": "restored", "reason": "on second thoughts"}
    assert refused(await office.ask("zhao", "POST", f"{path}/decisions", again), 409, "not_allowed")["allowed"] == [
        "notice",
        "appeal",
        "term end",
    ]
    await office.does("sun", f"{path}/appeals", {"party": "trainee", "filed_by": "li", "text": "A letter."})
    refused(await office.ask("zhao", "POST", f"{path}/decisions", again), 409, "same_reviewer")
    harder = {"outcome": "void_platform", "reason": "…"}
    assert refused(await office.ask("qian", "POST", f"{path}/decisions", harder), 409, "harder")["allowed"] == [
        "restored",
        "not_certified",
    ]
    assert (await office.does("qian", f"{path}/decisions", again))["outcome"] == "certified"


async def test_an_appeal_after_the_term_is_refused(office, held):
    office.desk.clock.advance(6 * DAY)
    wanted = {"attempt": held.attempt, "filed_by": "li", "text": "Sorry."}

    refused(await office.vendor("POST", "/v1/appeals", wanted), 409, "too_late")


async def test_the_list_of_reviews_comes_in_pages(office):
    for name in ("li", "wang", "zhang"):
        await learn_and_claim(office.desk, office.desk.trainee(name), at_double_speed)
    first = await office.reads("/v1/reviews?limit=2")
    second = await office.reads(f"/v1/reviews?limit=2&cursor={first['next']}")

    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]


async def test_a_decision_that_is_sent_twice_under_one_key_is_one_decision(office, held):
    path, body = f"/v1/attempts/{held.attempt}/decisions", {"outcome": "restored", "reason": "…"}
    answers = [await office.ask("zhao", "POST", path, body, **{"Idempotency-Key": "k-1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"


# ---------------------------------------------------------------- certificates


async def test_anybody_may_ask_whether_a_certificate_still_holds(office):
    from monitor.core.certificate import unverified

    verdict = await learn_and_claim(office.desk, office.desk.trainee("li"), honestly)
    [row] = [row for row in office.desk.monitor.registry.verdicts_on(verdict.attempt) if row.certificate]
    number = unverified(row.certificate).number

    answer = await office.http.get(f"/v1/certificates/{number}/status")

    assert answer.json() == {"certificate": number, "status": "valid", "since": row.decided_at, "replaced_by": ""}
