"""Deciding about a platform in the console: the same flows as behind the API, with the person who is signed in."""

import pytest
import pytest_asyncio
from cases_at_hand import accuse, hear
from console_desk import person
from small_world import PLATFORM, running

from monitor.core.accounts import AccessSearch
from monitor.core.platform_facts import CaseDecision
from monitor.flows.platform_cases import answer, decide

CONFIRMED = {"outcome": "confirmed", "document": "2026-17", "reason": "as heard", "scope": "all_since_first_evidence"}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory):
    async with running(tmp_path_factory.mktemp("office")) as world:
        yield world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def zhao(office):
    async with person(office, "office_lead", "zhao-li") as zhao:
        yield await zhao.enter()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def qian(office):
    async with person(office, "reviewer", "qian-wei") as qian:
        yield await qian.enter()


def at(case) -> str:
    return f"/platforms/{case.platform}/cases/{case.case}"


async def does(who, path: str, content) -> dict:
    response = await who.send("POST", path, content)
    assert response.status_code == 201, response.text
    return response.json()


async def refused(who, path: str, content) -> dict:
    response = await who.send("POST", path, content)
    return {"status": response.status_code, **response.json()}


async def test_from_the_signal_to_the_reinstatement_each_decision_takes_two(office, zhao, qian):
    case = await accuse(office, disqualifier="D1")
    verified = await does(zhao, f"{at(case)}/verification", {"text": "seen again"})
    assert (verified["stage"], verified["steps"][-1]["by"]) == ("verified", "zhao-li")
    assert (await does(zhao, f"{at(case)}/notice", {"text": "2x play"}))["stage"] == "notified"
    await answer(office.collector, case.platform, case.case, "vendor", "It is mended.")

    proposed = await does(zhao, f"{at(case)}/decisions", CONFIRMED)
    assert (proposed["stage"], proposed["proposal"]["by"]) == ("answered", "zhao-li")
    confirmed = await does(qian, f"{at(case)}/decisions", {**CONFIRMED, "reason": "I read it too"})
    assert (confirmed["stage"], confirmed["proposal"]) == ("confirmed", None)
    assert (await zhao.get(f"/platforms/{PLATFORM}")).json()["state"] == "suspended"

    lifted = {"outcome": "reinstated", "document": "2026-30", "reason": "mended", "recount": "all"}
    await does(qian, f"{at(case)}/decisions", lifted)
    assert (await does(zhao, f"{at(case)}/decisions", lifted))["stage"] == "reinstated"
    assert (await zhao.get(f"/platforms/{PLATFORM}")).json()["state"] == "live"


async def test_the_same_person_twice_is_refused_even_when_once_through_the_api(office, zhao):
    case = await accuse(office, disqualifier="D2")
    dismissal = {"outcome": "dismissed", "document": "2026-18", "reason": "a fault of the player"}
    by_key = CaseDecision(platform=PLATFORM, case=case.case, by="zhao-li", **dismissal)
    await decide(office.collector, by_key)

    said = await refused(zhao, f"{at(case)}/decisions", dismissal)
    assert (said["status"], said["code"]) == (409, "second_person_needed")


async def test_a_step_out_of_turn_is_refused_with_what_is_possible(office, zhao):
    case = await accuse(office, disqualifier="D3")
    said = await refused(zhao, f"{at(case)}/decisions", CONFIRMED)
    assert (said["status"], said["code"], said["allowed"]) == (409, "not_allowed", ["signal", "verified", "dismissed"])


def let_go(office, account):
    office.monitor.registry.end_account(account, by="test", at=1)


def give_another_role(office, account):
    office.monitor.registry.change_role(account, role="auditor")


@pytest.mark.parametrize(("befalls", "disqualifier"), [(let_go, "D2"), (give_another_role, "D3")])
async def test_the_first_word_of_somebody_who_may_decide_no_more_does_not_count(
    office, zhao, qian, befalls, disqualifier
):
    case = await accuse(office, disqualifier=disqualifier)
    dismissal = {"outcome": "dismissed", "document": "2026-19", "reason": "a fault of the player"}
    async with person(office, "office_lead", f"sun-{disqualifier}") as sun:
        await does(await sun.enter(), f"{at(case)}/decisions", dismissal)
    befalls(office, f"sun-{disqualifier}")
    said = await does(qian, f"{at(case)}/decisions", dismissal)
    assert (said["stage"], said["proposal"]["by"]) == ("signal", "qian-wei")
    assert (await does(zhao, f"{at(case)}/decisions", dismissal))["stage"] == "dismissed"


async def test_a_first_word_by_a_key_that_was_ended_does_not_count(office, zhao, qian):
    case = await accuse(office, disqualifier="D5")
    dismissal = {"outcome": "dismissed", "document": "2026-20", "reason": "a fault of the player"}
    await decide(office.collector, CaseDecision(platform=case.platform, case=case.case, by="wu", **dismissal))
    office.monitor.registry.end_person_key("wu", 1)
    assert (await does(qian, f"{at(case)}/decisions", dismissal))["proposal"]["by"] == "qian-wei"
    assert (await does(zhao, f"{at(case)}/decisions", dismissal))["stage"] == "dismissed"


async def test_a_second_person_who_says_something_else_proposes_anew(office, zhao, qian):
    case = await accuse(office, disqualifier="D4")
    await hear(office, case)
    await does(zhao, f"{at(case)}/decisions", CONFIRMED)
    said = await does(qian, f"{at(case)}/decisions", {**CONFIRMED, "discovery": "flagged"})
    assert (said["stage"], said["proposal"]["by"], said["proposal"]["discovery"]) == ("answered", "qian-wei", "flagged")


async def test_a_notice_leaves_the_platform_its_whole_term(office, zhao):
    case = await accuse(office, disqualifier="D5")
    await does(zhao, f"{at(case)}/verification", {"text": "seen"})
    said = await refused(zhao, f"{at(case)}/notice", {"text": "…", "reply_until": "2020-01-02"})
    assert (said["status"], said["field"]) == (422, "reply_until")


@pytest.mark.parametrize(
    ("step", "ways"),
    [
        ("verified", [(None, None)]),
        ("dismissed", [(None, None)]),
        (
            "confirmed",
            [("affected_hours", None), ("affected_classes", None), ("all_since_first_evidence", None)],
        ),
        ("reinstated", [(None, "all"), (None, "from_reinstatement")]),
    ],
)
async def test_every_way_of_a_step_is_tried_out_before_it_is_taken(office, zhao, step, ways):
    case = await accuse(office, disqualifier="D6")
    choices = (await zhao.get(f"{at(case)}/preview", step=step)).json()["choices"]
    assert [(one["scope"], one["recount"]) for one in choices] == ways
    assert {(one["lost"], one["held"], one["trainees"]) for one in choices} == {(0, 0, 0)}


async def test_the_evidence_bundle_has_the_entries_with_their_digests(office, zhao):
    case = await accuse(office, disqualifier="evidence_missing")
    response = await zhao.get(f"{at(case)}/evidence")
    assert response.headers["content-disposition"] == "attachment; filename=evidence-evidence_missing-1.json"
    said = response.json()
    [probe] = said["entries"]
    stream, _, number = probe["position"].rpartition(":")
    stored = (await office.monitor.log.read(stream))[int(number)]
    assert (probe["digest"], stream) == (stored.digest.hex(), f"platforms/{PLATFORM}")
    assert probe["content"]["procedure"] == "play at double speed"
    assert (said["case"]["case"], said["missing"]) == (case.case, [])


async def test_whoever_looked_at_a_case_is_written_down(office, zhao):
    case = await accuse(office, disqualifier="D6")
    await zhao.get(at(case))
    seen = office.monitor.registry.accesses(AccessSearch(account="zhao-li"), limit=1)
    assert [(one.action, one.subject) for one in seen] == [
        ("GET /platforms/{platform}/cases/{case}", f"{PLATFORM}/{case.case}")
    ]
