"""Only who has account, password and app comes in; guessing is slow, and every sign-in ends."""

import base64

import pytest
from console_desk import PASSWORD, Person, add_person, person
from small_world import client_of, running

from monitor.adapters.clock import ManualClock, SystemClock
from monitor.core.accounts import FREE_TRIES, IDLE_MS, LONGEST_MS, AccessSearch
from monitor.flows import accounts
from monitor.flows.known_browsers import KNOWN_MS
from monitor.flows.sign_in import network

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


async def test_the_address_alone_leads_to_the_console(world):
    assert (await world.http.get("/")).headers["location"] == "/console"


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


async def test_who_guesses_elsewhere_locks_nobody_out_of_the_browser_that_is_known(lead, world):
    assert (await lead.sign_in()).status_code == 204
    async with client_of(world.address) as stranger:
        elsewhere = Person(world, "chen", lead.secret, stranger)
        for _ in range(FREE_TRIES):
            await refused(await elsewhere.sign_in(code="000000"), 401, "sign_in_refused")
        await refused(await elsewhere.sign_in(), 429, "locked_out")
    world.monitor.clock.advance(30_000)
    assert (await lead.sign_in()).status_code == 204


async def test_a_known_browser_is_locked_after_five_failures_of_its_own(lead, world):
    assert (await lead.sign_in()).status_code == 204
    for _ in range(FREE_TRIES):
        await refused(await lead.sign_in(code="000000"), 401, "sign_in_refused")
    await refused(await lead.sign_in(), 429, "locked_out")
    async with client_of(world.address) as stranger:
        world.monitor.clock.advance(30_000)
        assert (await Person(world, "chen", lead.secret, stranger).sign_in()).status_code == 204


async def test_a_browser_is_known_to_the_person_who_signed_in_with_it_alone(lead, world):
    await lead.sign_in()
    number = world.collector.browsers.number
    text, now = lead.http.cookies["console-browser"], world.monitor.clock.now()
    assert number("chen", text, now)
    assert not number("sun", text, now)
    assert not number("chen", text.replace(".", ".9", 1), now)
    assert number("chen", text, now + KNOWN_MS)
    assert not number("chen", text, now + KNOWN_MS + 1)


async def test_an_address_that_tries_many_names_waits_and_a_known_browser_does_not(lead, world):
    assert (await lead.sign_in()).status_code == 204
    now = world.monitor.clock.now()
    while world.collector.doors.wait_ms(network("127.0.0.1"), now) == 0:
        pass
    async with client_of(world.address) as stranger:
        waits = await Person(world, "chen", lead.secret, stranger).sign_in(account="nobody")
    await refused(waits, 429, "too_many_tries")
    assert waits.headers["retry-after"] == "1"
    world.monitor.clock.advance(30_000)
    assert (await lead.sign_in()).status_code == 204


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_whole_network_of_long_addresses_is_one_comer(address, one):
    assert network(address) == one


async def test_a_sign_in_is_in_the_access_log_with_where_it_came_from(lead, world):
    await lead.sign_in()
    [noted] = world.monitor.registry.accesses(AccessSearch(account="chen"), limit=9)
    assert (noted.action, noted.details["address"]) == ("POST /sign-in", "127.0.0.1")


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
