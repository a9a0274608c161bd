"""Only who has account, password and app comes in; guessing is slow, and every sign-in ends."""

import base64

import pytest
from console_desk import PASSWORD, Person, add_person, person
from small_world import running

from monitor.adapters.clock import ManualClock, SystemClock
from monitor.core.accounts import IDLE_MS, LONGEST_MS
from monitor.flows import accounts

MINUTE = 60_000


@pytest.fixture
async def lead(world):
    world.monitor.clock = ManualClock(SystemClock().now())
    async with person(world, account="chen") as lead:
        yield lead


async def refused(response, status: int, code: str) -> dict:
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    return response.json()


# ---------------------------------------------------------------- coming in


async def test_account_password_and_code_together_let_a_person_in(lead):
    entered = await lead.sign_in()
    assert entered.status_code == 204

    said = (await lead.get("/session")).json()
    assert said["viewer"]["account"] == "chen"
    assert said["viewer"]["role_text"]["en"] == "Office lead"
    assert "GET /attempts" in said["operations"]


async def test_the_cookie_is_for_no_script_and_no_other_site(lead):
    cookie = (await lead.sign_in()).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


async def test_under_tls_the_cookie_is_for_tls_and_this_host_alone(tmp_path):
    async with running(tmp_path, public_url="https://monitor.example") as world, person(world) as lead:
        cookie = (await lead.sign_in()).headers["set-cookie"]
        assert cookie.startswith("__Host-console=")
        assert "Secure" in cookie
        assert "Path=/;" in cookie
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    "wrong", [{"password": "another password"}, {"code": "000000"}, {"account": "nobody"}, {"password": " " + PASSWORD}]
)
async def test_whatever_is_wrong_the_words_are_the_same(lead, wrong):
    said = await refused(await lead.sign_in(**wrong), 401, "sign_in_refused")
    assert said["detail"] == "账号、密码与验证码不相符。"
    await refused(await lead.get("/session"), 401, "not_signed_in")


async def test_a_code_works_once(lead):
    code = lead.code(1)
    assert (await lead.sign_in(code=code)).status_code == 204
    await refused(await lead.sign_in(code=code), 401, "sign_in_refused")


async def test_the_fifth_failure_locks_the_account_for_a_minute_then_longer(lead, world):
    for _ in range(5):
        await refused(await lead.sign_in(code="000000"), 401, "sign_in_refused")
    locked = await lead.sign_in()
    await refused(locked, 429, "locked_out")
    assert locked.headers["retry-after"] == "60"

    world.monitor.clock.advance(MINUTE)
    await refused(await lead.sign_in(code="000000"), 401, "sign_in_refused")
    assert (await lead.sign_in()).headers["retry-after"] == "120"

    world.monitor.clock.advance(2 * MINUTE)
    assert (await lead.sign_in()).status_code == 204


async def test_a_name_that_nobody_has_is_locked_the_same_way(lead):
    for _ in range(5):
        await lead.sign_in(account="nobody")
    await refused(await lead.sign_in(account="nobody"), 429, "locked_out")
    assert (await lead.sign_in()).status_code == 204


async def test_who_comes_in_begins_anew_with_failures(lead, world):
    for _ in range(4):
        await lead.sign_in(code="000000")
    assert (await lead.sign_in()).status_code == 204
    world.monitor.clock.advance(MINUTE)
    for _ in range(4):
        await refused(await lead.sign_in(code="000000"), 401, "sign_in_refused")
    assert (await lead.sign_in()).status_code == 204


# ---------------------------------------------------------------- staying in


async def test_half_an_hour_without_a_request_ends_a_sign_in(lead, world):
    await lead.enter()
    world.monitor.clock.advance(IDLE_MS)
    assert (await lead.get("/session")).status_code == 200
    world.monitor.clock.advance(IDLE_MS + 1)
    await refused(await lead.get("/session"), 401, "not_signed_in")


async def test_half_a_day_ends_every_sign_in(lead, world):
    await lead.enter()
    for _ in range(LONGEST_MS // IDLE_MS):
        world.monitor.clock.advance(IDLE_MS)
        assert (await lead.get("/session")).status_code == 200
    world.monitor.clock.advance(1)
    await refused(await lead.get("/session"), 401, "not_signed_in")


async def test_signing_out_ends_this_sign_in_and_no_other(lead, world):
    await lead.enter()
    elsewhere = await Person(world, "chen", lead.secret, type(lead.http)(base_url=world.address)).enter()
    assert (await lead.send("POST", "/sign-out")).status_code == 204
    await refused(await lead.get("/session"), 401, "not_signed_in")
    assert (await elsewhere.get("/session")).status_code == 200

    await lead.enter()
    assert (await lead.send("POST", "/sign-out-everywhere")).status_code == 204
    await refused(await elsewhere.get("/session"), 401, "not_signed_in")
    await elsewhere.http.aclose()


async def test_an_ended_account_is_out_at_once(lead, world):
    await lead.enter()
    world.monitor.registry.end_account("chen", by="test", at=1)
    await refused(await lead.get("/session"), 401, "not_signed_in")
    await refused(await lead.sign_in(), 401, "sign_in_refused")


# ---------------------------------------------------------------- other sites


async def test_a_write_needs_the_token_of_our_own_page(lead):
    await lead.enter()
    lead.csrf = "another"
    await refused(await lead.send("POST", "/sign-out"), 403, "foreign_request")
    assert (await lead.get("/session")).status_code == 200


async def test_a_browser_that_says_the_request_is_another_sites_is_refused(lead):
    await lead.enter()
    foreign = await lead.http.get("/console/api/session", headers={"Sec-Fetch-Site": "cross-site"})
    await refused(foreign, 403, "foreign_request")


async def test_signing_in_takes_json_alone_which_no_form_of_another_site_can_send(lead):
    form = await lead.http.post("/console/api/sign-in", data={"account": "chen"})
    await refused(form, 415, "not_json")


# ---------------------------------------------------------------- invitations


@pytest.fixture
async def invited(world):
    return accounts.add(world.monitor, "sun", title="Sun", role="reviewer", by="test")


async def accept(world, token: str, **instead):
    said = (await world.http.post("/console/api/invitation", json={"token": token})).json()
    monitor = world.monitor
    secret = base64.b32decode(said["secret"])
    given = {"token": token, "password": PASSWORD, "code": monitor.codes.code(secret, monitor.clock.now()), **instead}
    return await world.http.post("/console/api/invitation/acceptance", json=given)


async def test_an_invitation_says_for_whom_it_is_and_is_taken_up_once(world, invited):
    said = (await world.http.post("/console/api/invitation", json={"token": invited})).json()
    assert said["viewer"]["account"] == "sun"
    assert said["link"].startswith("otpauth://totp/")
    assert (await accept(world, invited)).status_code == 204
    again = await world.http.post("/console/api/invitation", json={"token": invited})
    await refused(again, 422, "registry_refused")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "too_short"),
        ("sun sun sun sun", "holds_account"),
        ("abababababab", "monotonous"),
    ],
)
async def test_a_weak_password_is_refused_with_the_reason(world, invited, password, code):
    said = await refused(await accept(world, invited, password=password), 422, code)
    assert said["field"] == "password"


async def test_without_the_right_code_an_invitation_stays_open(world, invited):
    await refused(await accept(world, invited, code="000000"), 422, "wrong_code")
    assert (await accept(world, invited)).status_code == 204


async def test_a_new_invitation_ends_the_one_before_and_the_old_password_until_then_holds(world):
    secret = add_person(world, "qian", "reviewer")
    first = accounts.invite(world.monitor, "qian")
    accounts.invite(world.monitor, "qian")
    await refused(await accept_only(world, first), 422, "registry_refused")
    assert (await Person(world, "qian", secret, world.http).sign_in()).status_code == 204


async def accept_only(world, token: str):
    return await world.http.post("/console/api/invitation", json={"token": token})


async def test_an_invitation_ends_after_three_days(world, invited):
    world.monitor.clock = ManualClock(SystemClock().now() + accounts.INVITATION_MS + MINUTE)
    await refused(await accept_only(world, invited), 422, "registry_refused")
