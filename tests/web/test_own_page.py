"""A trainee's own page: whoever holds a link sees that person's hours and reasons, appeals, and changes consents."""

import json
import re

import pytest
import pytest_asyncio
from console_desk import Tenant, add_person, person, seed_offices, tenant
from noticed_hours import noticed
from small_world import CLASS, PLATFORM, jpeg, running, seed
from verdicts_at_hand import store

from monitor.adapters.registry.models import Trainee
from monitor.core import codec
from monitor.core.accounts import AccessSearch, Viewer
from monitor.core.callers import Caller
from monitor.core.consent import PURPOSE
from monitor.core.review_facts import AppealFiled
from monitor.core.verdict import HistoryStep
from monitor.flows.own_links import DAY_MS, MOST_DAYS, OwnLink, OwnLinks
from monitor.flows.own_page import hand_out
from monitor.flows.streams import claims_stream
from monitor.learners.simulated_cast import SIMULATED

pytestmark = pytest.mark.asyncio(loop_scope="module")

OWN = "/console/api/own"
WHOLE = Viewer(account="links-of-the-office", title="", role="office_lead")


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    return key


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory):
    """A trainee with one certified hour, and a classmate."""
    async with running(tmp_path_factory.mktemp("own"), seeded=_seeded) as world:
        add_person(world, WHOLE.account, WHOLE.role)
        world.learned = world.trainee("learned")
        world.attempt = store(world, world.learned, completed_at=0, claimed=True).attempt
        world.classmate = world.trainee("classmate")
        world.others = store(world, world.classmate, result="held", completed_at=None).attempt
        yield world


def link_to(world, trainee: str, days: int = 7, maker=WHOLE) -> str:
    return hand_out(world.collector, trainee, days, maker).text


async def asked(world, path: str = "", link: str = "", method: str = "GET", **content):
    headers = {"Authorization": f"Bearer {link or link_to(world, world.learned)}"}
    return await world.http.request(method, OWN + path, headers=headers, **content)


# ---------------------------------------------------------------- who may come in


async def test_a_link_opens_the_page_of_its_person_and_of_nobody_else(world):
    said = (await asked(world)).json()
    assert said["trainee"] == world.learned
    [own] = said["classes"]
    assert [hour["attempt"] for hour in own["hours"]] == [world.attempt]
    assert (own["standing"]["counted"], own["standing"]["left"]) == (1, 15)
    assert world.classmate not in json.dumps(said)


SPOILT = [lambda text: text[:-2] + "AA", lambda _: "x", lambda _: "?", lambda text: text + "é"]


@pytest.mark.parametrize("spoil", SPOILT)
async def test_a_forged_link_opens_nothing(world, spoil):
    spoiled = spoil(link_to(world, world.learned)).encode()
    response = await world.http.get(OWN, headers={"Authorization": b"Bearer " + spoiled})
    assert (response.status_code, response.json()["code"]) == (401, "link_over")


async def test_a_link_is_good_until_its_last_moment_and_not_longer(world):
    links, link = OwnLinks(world.monitor.keys), OwnLink(world.learned, 0, 100)
    assert links.read(links.sign(link), 99) == link
    assert links.read(links.sign(link), 100) is None


async def test_a_lost_phone_is_answered_by_ending_every_link(world):
    lost = world.trainee("lost-phone")
    before = link_to(world, lost)
    async with person(world, "helpdesk") as helper:
        await helper.enter()
        assert (await helper.send("DELETE", f"/trainees/{lost}/links")).status_code == 204
    assert (await asked(world, link=before)).status_code == 401
    now = world.monitor.clock.now()
    later = OwnLinks(world.monitor.keys).sign(OwnLink(lost, now + 1, now + DAY_MS, account=WHOLE.account))
    assert (await asked(world, link=later)).status_code == 200


@pytest.mark.parametrize(("days", "status"), [(0, 422), (1, 201), (MOST_DAYS, 201), (MOST_DAYS + 1, 422)])
async def test_a_link_lasts_between_one_and_thirty_days(world, days, status):
    path = f"/v1/trainees/{world.learned}/links"
    assert (await world.platform("POST", path, json={"days": days})).status_code == status


async def test_an_institution_makes_links_for_its_own_people_alone(world):
    elsewhere = Tenant(kind="office", name="city-2")
    async with person(world, "institution") as mine, person(world, "local_office", of=elsewhere) as other:
        path = f"/trainees/{world.learned}/links"
        made = await (await mine.enter()).send("POST", path, {})
        refused = await (await other.enter()).send("POST", path, {})
    assert re.fullmatch(rf"{world.address}/console/own#[\w-]+", made.json()["url"])
    assert refused.status_code == 404


async def test_a_platform_that_opens_the_link_it_made_sees_hours_on_itself_alone(world):
    made = (await world.platform("POST", f"/v1/trainees/{world.learned}/links", json={})).json()["url"]
    shown = (await asked(world, link=made.partition("#")[2])).json()
    assert [hour["platform"] for hour in shown["classes"][0]["hours"]] == [PLATFORM]

    elsewhere = OwnLinks(world.monitor.keys).sign(OwnLink(world.learned, 1, 10**15, "platform", "another"))
    assert (await asked(world, link=elsewhere)).json()["classes"] == []
    assert (await asked(world, f"/certificates/{world.attempt}", elsewhere)).status_code == 404
    assert (await asked(world, "/data", elsewhere)).json()["classes"] == []


async def test_a_trainee_with_an_account_needs_no_link(world):
    async with person(world, "trainee", of=Tenant(kind="trainee", name=world.learned)) as viewer:
        await viewer.enter()
        assert (await viewer.get("/own")).json() == (await asked(world)).json()


async def test_who_opened_the_page_by_whose_link_is_in_the_access_log_without_the_link(world):
    link = link_to(world, world.learned)
    await asked(world, link=link)
    noted = world.monitor.registry.accesses(AccessSearch(account=f"link:{world.learned}"), limit=1)
    assert [(one.action, one.role, one.status) for one in noted] == [("GET /own", "trainee", 200)]
    assert noted[0].details == {"link_of": WHOLE.account}
    assert link not in str(noted)


# ---------------------------------------------------------------- who answers for a link


def made_by(world, account: str, role: str) -> str:
    """A link to the learner's page that somebody of this role made."""
    add_person(world, account, role)
    return link_to(world, world.learned, maker=Viewer(account=account, title="", role=role, tenant=tenant(role)))


def let_go(registry, account):
    registry.end_account(account, by="test", at=1)


def give_no_right_to_links(registry, account):
    registry.change_role(account, role="auditor")


def move_to_another_office(registry, account):
    registry.change_role(account, role="local_office", tenant=Tenant(kind="office", name="city-2"))


@pytest.mark.parametrize("befalls", [let_go, give_no_right_to_links, move_to_another_office])
async def test_a_link_ends_with_its_makers_right_to_make_it(world, befalls):
    link = made_by(world, f"maker-{befalls.__name__}", "local_office")
    assert (await asked(world, link=link)).status_code == 200
    befalls(world.monitor.registry, f"maker-{befalls.__name__}")
    assert (await asked(world, link=link)).status_code == 401


async def test_a_link_for_which_nobody_answers_opens_nothing(world):
    nobodys = OwnLinks(world.monitor.keys).sign(OwnLink(world.learned, 1, 10**15))
    assert (await asked(world, link=nobodys)).status_code == 401


CHANGES = [("DELETE", "/phone"), ("PUT", "/phone"), ("DELETE", f"/consents/{PURPOSE}"), ("PUT", f"/consents/{PURPOSE}")]


@pytest.mark.parametrize("role", ["institution", "helpdesk"])
@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_through_a_link_of_institution_or_helpdesk_nobody_changes_consents_or_phone(world, role, method, path):
    link = made_by(world, f"{role}-{CHANGES.index((method, path))}", role)
    page = await asked(world, link=link)
    assert (page.status_code, page.json()["may_change"]) == (200, False)
    refused = await asked(world, path, link, method, json={"version": page.json()["consent_version"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "link_only_shows")


@pytest.mark.parametrize(("kind", "may"), [("platform", True), ("institution", False)])
async def test_of_links_made_by_a_key_a_platforms_alone_changes_consents_and_phone(world, kind, may):
    owner = PLATFORM if kind == "platform" else "institution-1"
    maker = Caller(kind=kind, owner=owner, key="k", scopes=frozenset())
    assert (await asked(world, link=link_to(world, world.learned, maker=maker))).json()["may_change"] is may


async def test_a_link_ends_with_the_revoked_key_by_which_it_was_made_and_not_with_one_that_ran_out(world):
    registry, now = world.monitor.registry, world.monitor.clock.now()
    callers = [
        registry.caller_by_key(registry.issue_key(PLATFORM, now, expires_at=now + 1000), now)
        for _ in ("revoked", "ran out")
    ]
    links = [link_to(world, world.learned, maker=caller) for caller in callers]
    registry.revoke_key(callers[0].key, now)
    assert [(await asked(world, link=link)).status_code for link in links] == [401, 200]


async def test_whoever_made_the_link_for_an_appeal_does_not_decide_on_it(world):
    trainee, attempt = await noticed(world, "link-of-a-reviewer")
    async with person(world, "reviewer", "rev-links") as maker, person(world, "reviewer", "rev-other") as other:
        url = (await (await maker.enter()).send("POST", f"/trainees/{trainee}/links", {})).json()["url"]
        appeal = {"attempt": attempt, "text": "x"}
        sent = await asked(world, "/appeals", url.partition("#")[2], "POST", data=appeal, files=PHOTO)
        assert sent.status_code == 201, sent.text
        said = (await maker.get(f"/reviews/{attempt}")).json()
        assert (said["barred"], said["through"]) == (True, "rev-links")
        decision = {"outcome": "restored", "reason": "as I say"}
        refused = await maker.send("POST", f"/reviews/{attempt}/decisions", decision)
        assert (refused.status_code, refused.json()["code"]) == (409, "same_reviewer")
        done = await (await other.enter()).send("POST", f"/reviews/{attempt}/decisions", decision)
        assert done.status_code == 201, done.text


# ---------------------------------------------------------------- what is shown


async def test_what_belongs_to_a_classmate_is_not_there_by_its_name_either(world):
    assert (await asked(world, f"/certificates/{world.others}")).status_code == 404
    response = await asked(world, "/appeals", method="POST", data={"attempt": world.others, "text": "x"}, files=PHOTO)
    assert response.status_code == 404


async def test_the_certificate_of_an_own_hour_can_be_fetched(world):
    assert set((await asked(world, f"/certificates/{world.attempt}")).json()) == {"certificate", "jwks"}


@pytest.mark.parametrize("story", SIMULATED)
async def test_nobody_reads_a_score_and_everybody_what_to_do(world, story):
    trainee = world.trainee(f"story-{story}")
    store(world, trainee, story)
    page = (await asked(world, link=link_to(world, trainee))).json()
    [hour] = page["classes"][0]["hours"]
    assert not re.search(r"score|threshold|\b0\.\d\d", json.dumps(hour))
    assert hour["next"]["zh-CN"]
    assert hour["next"]["en"]
    assert all(reason["advice"]["zh-CN"] for reason in hour["reasons"])


async def test_a_reviewer_is_not_named_to_the_trainee(world):
    trainee = world.trainee("reviewed")
    steps = (
        HistoryStep(kind="notice", at=1, entry="", new="held", until=2),
        HistoryStep(kind="appeal", at=1, entry="", by="teacher-wu", party="institution", text="about somebody else"),
        HistoryStep(kind="decision", at=1, entry="", by="reviewer-sun", old="held", new="certified", text="clear"),
    )
    store(world, trainee, history=steps)
    for path in ("", "/data"):
        text = (await asked(world, path, link_to(world, trainee))).text
        assert not re.search("reviewer-sun|teacher-wu|somebody else", text)
        assert "A reviewer decided" in text


async def test_own_data_come_as_a_file_with_hours_sessions_and_consents(world):
    response = await asked(world, "/data")
    assert "attachment" in response.headers["content-disposition"]
    data = response.json()
    assert [consent["purpose"] for consent in data["consents"]] == [PURPOSE]
    assert [hour["attempt"] for hour in data["classes"][0]["hours"]] == [world.attempt]
    assert not re.search(r"score|embedding|threshold", response.text)


# ---------------------------------------------------------------- the phone number


def called(world, name: str) -> str:
    """Somebody of the class whose phone number was told."""
    trainee = world.trainee(name)
    with world.monitor.registry._writing() as session:
        session.get(Trainee, trainee).phone_hash = name
    return trainee


@pytest.mark.parametrize("told", [True, False])
async def test_own_data_say_whether_a_hash_of_a_phone_number_is_kept(world, told):
    trainee = called(world, "told") if told else world.trainee("untold")
    data = (await asked(world, "/data", link_to(world, trainee))).json()
    assert ("a keyed hash of it is" in data["phone"]["en"]) == told
    assert "散列值" in data["identity_number"]["zh-CN"]


async def test_a_person_takes_the_phone_number_back_and_the_log_says_who_did(world):
    trainee = called(world, "takes-back")
    link = link_to(world, trainee)
    assert (await asked(world, link=link)).json()["phone"] == "kept"
    assert (await asked(world, "/phone", link, "DELETE")).status_code == 204

    assert (await asked(world, link=link)).json()["phone"] == "taken_back"
    assert "taken back" in (await asked(world, "/data", link)).json()["phone"]["en"]
    noted = world.monitor.registry.accesses(AccessSearch(account=f"link:{trainee}"), limit=9)
    assert "DELETE /own/phone" in [one.action for one in noted]


async def test_a_number_that_somebody_else_took_back_is_let_in_again_by_the_trainee(world):
    told = {"source_system": "test", "external_id": "wants-calls", "at": 0, "phone": "13900139001"}
    trainee = world.monitor.registry.add_trainee("110105194912310097", **told)
    async with person(world, "helpdesk", "took-it-back") as helper:
        assert (await (await helper.enter()).send("DELETE", f"/trainees/{trainee}/phone")).status_code == 204
    assert (await asked(world, "/phone", link_to(world, trainee), "PUT")).status_code == 204
    world.monitor.registry.add_trainee("110105194912310097", **told)
    assert world.monitor.registry.person(trainee).phone == "kept"


@pytest.mark.parametrize(("office", "status", "phone"), [("city-1", 204, "taken_back"), ("city-2", 404, "kept")])
async def test_a_local_office_takes_back_the_number_of_its_own_people_alone(world, office, status, phone):
    trainee = called(world, f"asks-{office}")
    async with person(world, "local_office", office, of=Tenant(kind="office", name=office)) as viewer:
        await viewer.enter()
        assert (await viewer.send("DELETE", f"/trainees/{trainee}/phone")).status_code == status
    noted = world.monitor.registry.accesses(AccessSearch(account=office), limit=1)
    assert [(one.action, one.subject) for one in noted] == [("DELETE /trainees/{trainee}/phone", trainee)]
    assert world.monitor.registry.person(trainee).phone == phone


# ---------------------------------------------------------------- appeals

PHOTO = {"files": ("desk.jpg", jpeg(), "image/jpeg")}


async def test_an_appeal_with_a_photo_goes_to_the_record_and_the_photo_is_sealed(world):
    trainee, attempt = await noticed(world, "appealing")
    link = link_to(world, trainee)
    [hour] = (await asked(world, link=link)).json()["classes"][0]["hours"]
    assert hour["appeal_until"]
    assert hour["appeal_day"]["zh-CN"].endswith("日")

    sent = {"attempt": attempt, "text": "灯坏了。"}
    response = await asked(world, "/appeals", link, "POST", data=sent, files=PHOTO)
    assert response.status_code == 201, response.text
    [filed] = [
        fact
        for entry in await world.monitor.log.read(claims_stream(trainee, CLASS))
        if isinstance(fact := codec.decode_fact(entry.payload), AppealFiled)
    ]
    assert (filed.party, filed.filed_by, filed.text) == ("trainee", trainee, "灯坏了。")
    [attachment] = filed.attachments
    assert attachment.media_type == "image/jpeg"
    sealed = (world.folder / "photos" / attachment.store_ref).read_bytes()
    assert PHOTO["files"][1] not in sealed

    again = await asked(world, "/appeals", link, "POST", data=sent, files=PHOTO)
    assert (again.status_code, again.json()["code"]) == (409, "no_appeal")


@pytest.mark.parametrize(
    ("text", "files", "status", "field"),
    [
        (" ", PHOTO, 422, "text"),
        ("x" * 4001, PHOTO, 422, "text"),
        ("x", {"files": ("a.exe", b"MZ", "image/jpeg")}, 415, "files"),
        ("x", [("files", (f"{n}.jpg", jpeg(), "image/jpeg")) for n in range(4)], 422, "body"),
        ("x", {"files": ("a.pdf", b"%PDF-" + b"x" * 5_000_000, "application/pdf")}, 413, "files"),
    ],
)
async def test_an_appeal_that_cannot_be_taken_says_why_and_may_be_sent_again(world, text, files, status, field):
    trainee, attempt = await noticed(world, f"careless-{field}-{status}-{len(text)}")
    link = link_to(world, trainee)
    refused = await asked(world, "/appeals", link, "POST", data={"attempt": attempt, "text": text}, files=files)
    assert (refused.status_code, refused.json()["field"]) == (status, field), refused.text
    assert re.search("[一-鿿]", refused.json()["remedy"] or refused.json()["detail"])
    taken = await asked(world, "/appeals", link, "POST", data={"attempt": attempt, "text": "x"}, files=PHOTO)
    assert taken.status_code == 201


# ---------------------------------------------------------------- consents


async def test_a_consent_is_taken_back_and_given_again_as_easily(world):
    trainee = world.trainee("consenting")
    link, registry = link_to(world, trainee), world.monitor.registry
    assert (await asked(world, f"/consents/{PURPOSE}", link, "DELETE")).status_code == 204
    assert not registry.consented(trainee, PURPOSE)
    version = (await asked(world, link=link)).json()["consent_version"]
    again = await asked(world, f"/consents/{PURPOSE}", link, "PUT", json={"version": version})
    assert again.status_code == 204
    assert registry.consented(trainee, PURPOSE, version)


async def test_nobody_agrees_to_a_text_that_was_not_shown(world):
    trainee = world.trainee("hasty")
    link = link_to(world, trainee)
    response = await asked(world, f"/consents/{PURPOSE}", link, "PUT", json={"version": "another"})
    assert (response.status_code, response.json()["code"]) == (409, "text_changed")
