"""Trainees, their consents and their faces over the API: who may say what about whom (K5, PRV-02)."""

import msgspec
import pytest
from small_world import CLASS, jpeg
from test_vendor_api import enrol, face, is_problem

from monitor.adapters.registry.identity import check_digit
from monitor.core.days import shanghai_day
from monitor.core.office_records import EnrolmentProfile
from monitor.web.office_api.people import office_key


@pytest.fixture
def school(world):
    """Ask as the institution of the class."""
    secret = world.monitor.registry.issue_key("institution-1", 0, kind="institution")

    async def ask(method: str, path: str, **content):
        return await world.http.request(method, path, headers={"Authorization": f"Bearer {secret}"}, **content)

    return ask


# ---------------------------------------------------------------- consent


async def test_no_face_is_enrolled_without_consent(world):
    trainee = world.trainee(consented=False, referenced=False)
    problem = is_problem(await enrol(world, trainee), 403, "consent")

    assert problem["code"] == "consent_missing"
    assert world.monitor.registry.references(trainee) == []


async def test_a_consent_that_comes_with_the_pictures_is_kept_with_its_version(world):
    trainee = world.trainee(consented=False, referenced=False)
    files = {"pictures": ("r.jpg", jpeg(), "image/jpeg")}
    taken = await world.platform("POST", "/v1/references", data={"trainee": trainee, "consent": "7"}, files=files)
    registry = world.monitor.registry

    assert taken.status_code == 201
    assert registry.consented(trainee, "face_reference", "7")
    assert not registry.consented(trainee, "face_check"), "consent to one purpose is none to another (PRV-02)"


async def test_a_consent_can_be_noted_beforehand_and_taken_back(world):
    trainee = world.trainee(consented=False, referenced=False)
    given = {"trainee": trainee, "purpose": "face_reference", "version": "1"}
    noted = await world.platform("POST", "/v1/consents", json=given)
    taken = await enrol(world, trainee)
    withdrawn = await world.platform("DELETE", f"/v1/consents/{trainee}/face_reference")

    assert (noted.status_code, taken.status_code, withdrawn.status_code) == (201, 201, 204)
    is_problem(await enrol(world, trainee), 403, "consent")


async def test_a_consent_keeps_the_id_of_the_system_that_it_comes_from(world):
    trainee, other = (world.trainee(name, consented=False, referenced=False) for name in ("on-paper", "another"))
    told = {"purpose": "face_check", "version": "1", "source_system": "talent", "external_id": "TY-1"}
    noted = await world.platform("POST", "/v1/consents", json={"trainee": trainee, **told})
    again = await world.platform(
        "POST", "/v1/consents", json={"trainee": trainee, "purpose": "face_check", "version": "1"}
    )

    assert noted.json() == again.json() == {"trainee": trainee, **told}, "sent again, it is the same consent"
    is_problem(await world.platform("POST", "/v1/consents", json={"trainee": other, **told}), 422, "external_id")


async def test_a_consent_of_which_no_origin_is_told_is_the_callers(world):
    trainee = world.trainee("by-phone", consented=False, referenced=False)
    told = {"trainee": trainee, "purpose": "face_check", "version": "1"}
    noted = (await world.platform("POST", "/v1/consents", json=told)).json()

    assert noted["source_system"] == "platform/platform-1"
    assert noted["external_id"].startswith("consent-")


async def test_taking_the_consent_to_face_checks_back_holds_the_lesson_until_the_learner_gives_it_again(world, sdk):
    trainee = sdk.welcome["trainee"]
    await world.platform("DELETE", f"/v1/consents/{trainee}/face_check")

    await sdk.until("directive", kind="hold", reason="consent")
    assert not world.monitor.registry.consented(trainee, "face_check")
    await sdk.send(sdk.event("consent_given", purpose="face_check", text_version="1"))
    await sdk.until("directive", kind="hold", reason="liveness")


async def test_a_consent_of_nobody_is_refused(world):
    given = {"trainee": "t-unknown", "purpose": "face_check", "version": "1"}
    is_problem(await world.platform("POST", "/v1/consents", json=given), 403, "trainee")
    is_problem(await world.platform("DELETE", "/v1/consents/t-unknown/face_check"), 403, "trainee")


async def test_the_text_of_the_consent_is_there_to_be_shown(world):
    text = (await world.platform("GET", "/v1/consents/text")).json()

    assert text["version"] == "1"
    assert set(text["text"]) == {"zh-CN", "en"}


# ---------------------------------------------------------------- vouching for faces


async def test_a_person_of_the_institution_vouches_for_a_vendors_picture(world, school):
    trainee = world.trainee(referenced=False)
    [number] = (await enrol(world, trainee)).json()["references"]
    before = (await school("GET", f"/v1/references?trainee={trainee}")).json()
    done = await school("POST", "/v1/references/confirmations", json={"references": [number], "person": "zhao"})
    after = (await school("GET", f"/v1/references?trainee={trainee}")).json()

    assert done.json() == {"in_force": True}
    assert [(one["reference"], one["state"]) for one in (*before, *after)] == [
        (number, "unverified"),
        (number, "in_force"),
    ]


async def test_a_changed_face_needs_two_different_people(world, school):
    trainee = world.trainee()
    world.faces.enrolment = face(0.3)
    [number] = (await enrol(world, trainee)).json()["references"]

    async def confirm(person: str) -> bool:
        wanted = {"references": [number], "person": person}
        return (await school("POST", "/v1/references/confirmations", json=wanted)).json()["in_force"]

    assert [await confirm("zhao"), await confirm("liu")] == [False, False], "one key is one person"
    assert (await office(world, "POST", f"/{trainee}/references/confirmations", references=[number])).json() == {
        "in_force": True
    }


async def office(world, verb: str, path: str, **body):
    """What Qian of the office asks."""
    headers = {"X-Person": "qian", "Authorization": f"Bearer {office_key(world.monitor.keys, 'qian')}"}
    return await world.http.request(verb, f"/v1/trainees{path}", json=body or None, headers=headers)


async def test_the_office_looks_at_the_pictures_and_vouches_for_them(world):
    trainee = world.trainee(referenced=False)
    [number] = (await enrol(world, trainee)).json()["references"]
    before = (await office(world, "GET", f"/{trainee}/references")).json()
    done = await office(world, "POST", f"/{trainee}/references/confirmations", references=[number])

    assert [(one["reference"], one["state"]) for one in before] == [(number, "unverified")]
    assert done.json() == {"in_force": True}


async def test_the_office_vouches_for_pictures_of_the_trainee_whom_it_names(world):
    one, other = world.trainee("one", referenced=False), world.trainee("other", referenced=False)
    [number] = (await enrol(world, one)).json()["references"]
    refused = await office(world, "POST", f"/{other}/references/confirmations", references=[number])

    is_problem(refused, 422, "references")


async def test_a_platform_vouches_for_nobody(world):
    trainee = world.trainee(referenced=False)
    [number] = (await enrol(world, trainee)).json()["references"]
    wanted = {"references": [number], "person": "zhao"}

    is_problem(await world.platform("POST", "/v1/references/confirmations", json=wanted), 403, "Authorization")


async def test_another_institution_vouches_for_nobody_here(world):
    registry = world.monitor.registry
    registry.add_institution("other", title="O", source_system="test", external_id="o")
    headers = {"Authorization": f"Bearer {registry.issue_key('other', 0, kind='institution')}"}
    trainee = world.trainee(referenced=False)
    [number] = (await enrol(world, trainee)).json()["references"]
    wanted = {"references": [number], "person": "zhao"}
    confirmed = await world.http.post("/v1/references/confirmations", json=wanted, headers=headers)

    assert is_problem(confirmed, 403, "trainee")["code"] == "not_your_trainee"
    is_problem(await world.http.get(f"/v1/references?trainee={trainee}", headers=headers), 403, "trainee")


async def test_a_platform_sees_the_pictures_of_those_who_came_through_it(world):
    came = world.trainee("came", referenced=False)
    stranger = world.trainee("stranger", referenced=False, through="test")
    await enrol(world, came)

    assert (await world.platform("GET", f"/v1/references?trainee={came}")).status_code == 200
    is_problem(await world.platform("GET", f"/v1/references?trainee={stranger}"), 403, "trainee")


async def test_an_unknown_picture_cannot_be_confirmed(school):
    wanted = {"references": [999], "person": "zhao"}
    is_problem(await school("POST", "/v1/references/confirmations", json=wanted), 422, "reference")


# ---------------------------------------------------------------- trainees and enrolments

LI = "00000019900307801" + check_digit("00000019900307801")  # well formed, and nobody's


async def register(ask, external_id: str = "u-1", number: str = LI):
    return await ask("POST", "/v1/trainees", json={"identity_number": number, "external_id": external_id})


async def test_one_person_is_one_trainee_whoever_registers_it(world, school):
    by_platform, by_school = await register(world.platform), await register(school, "pupil-9")

    assert by_platform.status_code == by_school.status_code == 201
    assert by_platform.json()["trainee"] == by_school.json()["trainee"]
    assert by_school.json()["external_id"] == "pupil-9"


async def test_an_identity_number_is_nowhere_in_clear(world):
    headers = {"Authorization": f"Bearer {world.key}", "Idempotency-Key": "k"}
    person = {"identity_number": LI, "external_id": "u-1"}
    answer = await world.http.post("/v1/trainees", json=person, headers=headers)
    stored = b"".join(path.read_bytes() for path in world.folder.glob("*.db*"))

    assert LI not in answer.text
    assert LI.encode() not in stored


async def test_a_mistyped_number_is_refused_without_being_repeated(world):
    refused = await register(world.platform, number=LI[:-1] + ("1" if LI[-1] != "1" else "2"))

    is_problem(refused, 422, "identity_number")
    assert LI[:-1] not in refused.text


async def test_a_caller_finds_its_own_trainees_by_its_own_ids(world, school):
    trainee = (await register(world.platform)).json()
    found = [(await ask("GET", "/v1/trainees?external_id=u-1")).json() for ask in (world.platform, school)]

    assert found == [[trainee], []]


async def test_an_enrolled_trainee_can_learn_at_once(world):
    trainee = (await register(world.platform)).json()["trainee"]
    wanted = {"trainee": trainee, "training_class": CLASS}
    enrolled = [await world.platform("POST", "/v1/enrolments", json=wanted) for _ in range(2)]

    assert [answer.json() for answer in enrolled] == [{**wanted, "eligible": True}] * 2
    assert (await world.open(trainee))["countable"] is True


DAY = 86_400_000


@pytest.fixture
async def veteran(world):
    """Somebody who is in a class already, and wants to join a second one, which begins now."""
    registry, trainee = world.monitor.registry, world.trainee()
    plan = msgspec.structs.replace(registry.class_plan(CLASS), training_class="class-2")
    names = {"institution": "institution-1", "title": "C2", "source_system": "test", "external_id": "c2"}
    registry.add_class(plan, unit_content_min=61_000, **names)
    return trainee


async def join(world, trainee, **headers):
    wanted = {"trainee": trainee, "training_class": "class-2"}
    headers = {"Authorization": f"Bearer {world.key}", **headers}
    return await world.http.post("/v1/enrolments", json=wanted, headers=headers)


async def test_nobody_joins_a_class_while_an_earlier_one_is_not_assessed(world, veteran):
    is_problem(await join(world, veteran), 409, "trainee")
    said = [(await join(world, veteran, **{"Accept-Language": name})).json()["detail"] for name in ("zh-CN", "en")]

    assert said == ["此前项目class-1未考核。", "No assessment is registered for the earlier project class-1."]


@pytest.mark.parametrize(("days_ago", "status"), [(27, 409), (40, 201)])
async def test_row_40_a_month_passes_between_an_assessment_and_the_next_class(world, veteran, days_ago, status):
    assessed_on = shanghai_day(world.monitor.clock.now() - days_ago * DAY)
    profile = EnrolmentProfile(trainee=veteran, training_class=CLASS, assessed_on=assessed_on)
    world.monitor.registry.take_in([profile])
    answers = [await join(world, veteran) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [status] * 2
    if status == 201:
        assert answers[1].json()["eligible"] is True


async def test_whose_earlier_class_ended_without_an_assessment_may_learn_and_waits_for_a_person(world, veteran):
    world.monitor.registry.leave(veteran, CLASS, world.monitor.clock.now())
    answers = [await join(world, veteran) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert [answer.json()["eligible"] for answer in answers] == [False, False]


async def test_a_platform_sees_those_who_came_through_it_and_the_institution_sees_all(world, school):
    came = (await register(world.platform)).json()["trainee"]
    await world.platform("POST", "/v1/enrolments", json={"trainee": came, "training_class": CLASS})
    stranger = world.trainee("stranger", referenced=False, through="test")
    seen = [
        {item["trainee"] for item in (await ask("GET", f"/v1/enrolments?training_class={CLASS}")).json()["items"]}
        for ask in (world.platform, school)
    ]

    assert seen == [{came}, {came, stranger}]


async def test_an_institution_enrols_in_its_own_classes_only(world):
    registry = world.monitor.registry
    registry.add_institution("other", title="O", source_system="test", external_id="o")
    headers = {"Authorization": f"Bearer {registry.issue_key('other', 0, kind='institution')}"}
    wanted = {"trainee": world.trainee(), "training_class": CLASS}

    is_problem(await world.http.post("/v1/enrolments", json=wanted, headers=headers), 403, "training_class")


async def test_names_that_nobody_registered_are_named(world):
    for wanted, field, status in (
        ({"trainee": "t-unknown", "training_class": CLASS}, "trainee", 403),
        ({"trainee": world.trainee(), "training_class": "class-9"}, "training_class", 422),
    ):
        is_problem(await world.platform("POST", "/v1/enrolments", json=wanted), status, field)
