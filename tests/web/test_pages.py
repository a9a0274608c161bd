"""The office sees every attempt with its reasons, and one attempt as it went, in both languages and on any screen."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from types import SimpleNamespace

import httpx
import msgspec
import pytest
from core.platform_cases import case
from fastapi import FastAPI
from flows.people import PACK, START, cheat, honest, starter
from playwright.async_api import async_playwright

from monitor.adapters.clock import ManualClock
from monitor.adapters.memory_log import MemoryLog
from monitor.core import codec, judging
from monitor.core.events import (
    Camera,
    CreditClaimed,
    DirectiveExpired,
    DirectiveIssued,
    Disconnected,
    Hint,
    Page,
    Sample,
    TakenOver,
)
from monitor.core.review_facts import AppealFiled, Decision, NoticeGiven
from monitor.core.rulepack import always
from monitor.flows.streams import claims_stream
from monitor.learners import serving
from monitor.learners.browser import find_chromium
from monitor.web import pages


class FixedKeys:
    """Secrets that are the same in every run."""

    def derive(self, label, context="", length=32):
        return (label + context).encode().ljust(length, b"-")[:length]


async def add(log, learner):
    for entry in learner.stream:
        await log.append(entry.stream, entry.received, entry.source, entry.payload)


@pytest.fixture
async def monitor(tmp_path):
    """A running system that knows an honest learner and a cheat, under demonstration rules."""
    log = MemoryLog()
    for learner in (honest(), cheat()):
        await add(log, learner)
    return SimpleNamespace(
        log=log,
        judge=judging.judge,
        pack=PACK,
        packs=always(PACK),
        clock=ManualClock(START),
        certificates=tmp_path,
        keys=FixedKeys(),
    )


@pytest.fixture
def app(monitor):
    app = FastAPI()
    app.state.collector = SimpleNamespace(monitor=monitor)
    app.include_router(pages.router)
    return app


@pytest.fixture
async def client(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://office") as client:
        yield client


async def items(client):
    response = await client.get("/v1/attempts")
    assert response.status_code == 200
    return {item["attempt"]: item for item in response.json()["attempts"]}


# ---------------------------------------------------------------- the list


async def test_every_attempt_is_listed_with_its_result_and_its_reasons(client):
    listed = await items(client)
    assert listed["attempt-honest-unit-1"]["result"] == "certified"
    assert listed["attempt-honest-unit-1"]["reasons"] == []
    assert listed["attempt-cheat-unit-1"]["result"] == "void_platform"
    assert all(reason["message"].keys() == {"zh-CN", "en"} for reason in listed["attempt-cheat-unit-1"]["reasons"])
    assert listed["attempt-cheat-unit-1"]["result_text"]["en"].startswith("proposed void")
    assert {item["purpose"] for item in listed.values()} == {"demonstration"}


async def test_the_latest_comes_first(client):
    assert list(await items(client)) == ["attempt-cheat-unit-1", "attempt-honest-unit-1"]


async def test_the_list_follows_the_log_within_a_second(client, monitor):
    late = honest("late")
    await items(client)
    await add(monitor.log, late)
    assert "attempt-late-unit-1" not in await items(client)
    monitor.clock.advance(1000)
    assert (await items(client))["attempt-late-unit-1"]["result"] == "certified"


async def test_only_who_did_something_new_is_judged_again(client, monitor):
    judged = []
    monitor.judge = lambda streams, packs: judged.append(sorted(streams)) or judging.judge(streams, packs)
    await items(client)
    assert judged == [["session-honest-1"], ["session-cheat-1"]]
    monitor.clock.advance(1000)
    await add(monitor.log, honest("late"))
    await items(client)
    assert judged[2:] == [["session-late-1"]]


async def test_a_damaged_stream_does_not_hide_the_others(client, monitor, caplog):
    await monitor.log.append("session-cheat-1", START, "client", b"no batch")
    assert list(await items(client)) == ["attempt-honest-unit-1"]
    assert "session-cheat-1 cannot be judged" in caplog.text


async def test_a_claim_that_came_after_the_session_is_judged_with_it(client, monitor):
    learner = starter()
    await add(monitor.log, learner)
    assert (await items(client))["attempt-starter-unit-1"]["result"] == "in_progress"
    claim = codec.encode_fact(CreditClaimed(attempt="attempt-starter-unit-1", unit="unit-1"))
    await monitor.log.append(claims_stream("starter", "class-1"), learner.now, "server", claim)
    monitor.clock.advance(1000)
    assert (await items(client))["attempt-starter-unit-1"]["result"] == "not_certified"


async def test_streams_that_open_no_session_are_nobodys(client, monitor):
    await monitor.log.append("incidents", START, "server", b'{"type":"incident_declared","start":1,"end":2}')
    assert len(await items(client)) == 2


# ---------------------------------------------------------------- one attempt


def asked(learner, kind, nonce):
    """A directive whose answer is due in a second."""
    return DirectiveIssued(
        kind=kind, attempt=learner.attempts[0], nonce=nonce, counter=9, engaged=0, deadline=learner.now + 1000
    )


async def course(client, attempt):
    response = await client.get(f"/v1/attempts/{attempt}/timeline")
    assert response.status_code == 200
    return response.json()


async def test_an_honest_hour_is_drawn_as_credited_from_end_to_end(client):
    drawn = await course(client, "attempt-honest-unit-1")
    assert {band["kind"] for band in drawn["credits"]} == {"credited"}
    assert {band["kind"] for band in drawn["picture"]["bands"]} == {"engaged", "held"}
    assert drawn["picture"]["slices"] == [{"lesson": "lesson-1", "start": 0, "end": 61000, "offset": 0}]
    assert drawn["verdict"]["credited_ms"] == sum(band["media_to"] - band["media_from"] for band in drawn["credits"])


async def test_everything_that_went_wrong_is_drawn(client):
    drawn = await course(client, "attempt-cheat-unit-1")
    assert {"fast", "hidden", "engaged", "held", "paused"} <= {band["kind"] for band in drawn["picture"]["bands"]}
    assert [gap["kind"] for gap in drawn["picture"]["gaps"]] == ["disconnected", "offline"]
    marks = {(mark["kind"], mark["outcome"]) for mark in drawn["picture"]["marks"]}
    assert {
        ("popup", "answered"),
        ("popup", "missed"),
        ("photo", "accepted"),
        ("photo", "not_accepted"),
        ("liveness", "pass"),
        ("prevented", "seek"),
        ("seek", "29000>45000"),
    } <= marks
    assert all(finding["message"]["zh-CN"] for finding in drawn["verdict"]["findings"])
    assert {"fast_forward", "hidden"} <= {band["reason"] for band in drawn["credits"]}


async def test_a_mark_names_the_log_entry_behind_it(client):
    drawn = await course(client, "attempt-cheat-unit-1")
    assert all(re.fullmatch(r"session-cheat-1:\d+(#\d+)?", mark["where"]) for mark in drawn["picture"]["marks"])


async def test_what_is_still_open_missed_or_taken_by_another_window_is_drawn_too(client, monitor):
    learner = starter()
    for kind, nonce in (("popup", "still-open"), ("liveness", "not-shown")):
        learner.fact(asked(learner, kind, nonce))
    learner.fact(DirectiveExpired(nonce="not-shown"))
    learner.fact(TakenOver(by_session="session-other"))
    learner.fact(Disconnected(epoch=1))
    await add(monitor.log, learner)
    drawn = (await course(client, "attempt-starter-unit-1"))["picture"]
    marks = {(mark["kind"], mark["outcome"]) for mark in drawn["marks"]}
    assert {("popup", "open"), ("liveness", "missed"), ("takeover", "taken_over")} <= marks
    assert drawn["gaps"] == []


async def test_hints_are_shown_to_a_person_once_each_and_are_no_findings(client, monitor):
    learner = starter()
    for _ in range(3):
        learner.say(learner.event(Hint, name="automation", detail="webdriver"))
    learner.say(learner.event(Camera, state="on", label="OBS Virtual Camera", kind="MediaStreamTrack"))
    learner.say(learner.state(Sample, frames=25, shown=learner.position + 3_600_000))
    await add(monitor.log, learner)
    drawn = await course(client, "attempt-starter-unit-1")
    hints = [(mark["outcome"], mark["reason"]) for mark in drawn["picture"]["marks"] if mark["kind"] == "hint"]
    assert hints == [("automation", "webdriver"), ("rate_readings", "frames")]
    [camera] = [mark for mark in drawn["picture"]["marks"] if mark["kind"] == "camera"]
    assert camera["reason"] == "MediaStreamTrack OBS Virtual Camera"
    assert {finding["rule"] for finding in drawn["verdict"]["findings"]} == {"incomplete"}


async def test_a_page_that_stood_still_is_marked_from_when_to_when(client, monitor):
    learner = starter()
    learner.now += 60_000
    learner.say(learner.event(Page, state="resumed", away=50_000))
    await add(monitor.log, learner)
    marks = (await course(client, "attempt-starter-unit-1"))["picture"]["marks"]
    [page] = [mark for mark in marks if mark["kind"] == "page"]
    assert (page["outcome"], page["until"] - page["at"]) == ("resumed", 50_000)


async def test_an_hour_of_samples_is_drawn_with_few_bands(client):
    drawn = await course(client, "attempt-honest-unit-1")
    assert len(drawn["picture"]["bands"]) < 20


async def test_time_in_which_nothing_was_heard_is_left_out(client, monitor):
    await add(monitor.log, starter().pause(7_200_000).watch(20_000))
    drawn = await course(client, "attempt-starter-unit-1")
    assert len(drawn["picture"]["windows"]) == 2


async def decided(log, at):
    """What people did about the cheat's hour, two hours and a day after it."""
    stream, cheated = claims_stream("cheat", "class-1"), "attempt-cheat-unit-1"
    facts = [
        NoticeGiven(attempt=cheated, result="void_platform", appeal_until=at + 5 * 86_400_000),
        AppealFiled(attempt=cheated, party="trainee", filed_by="li", text="My lamp was broken."),
        Decision(attempt=cheated, outcome="void_platform", decided_by="zhao", reason="as the record shows"),
    ]
    for hours, fact in zip((0, 2, 24), facts, strict=True):
        await log.append(stream, at + hours * 3_600_000, "server", codec.encode_fact(fact))


async def test_what_people_did_about_a_result_is_told_in_words_with_its_entries(client, monitor):
    await decided(monitor.log, START + 600_000)

    told = await course(client, "attempt-cheat-unit-1")

    assert (told["verdict"]["stage"], told["result_text"]["zh-CN"]) == ("final", "作废(平台原因,学员无责)")
    assert [step["text"]["zh-CN"].partition(":")[0] for step in told["history"]] == [
        "告知拟定结果",
        "学员提出申诉(申诉人",
        "zhao作出决定",
    ]
    assert "My lamp was broken." in told["history"][1]["text"]["en"]
    assert "as the record shows" in told["history"][2]["text"]["en"]
    assert [step["entry"] for step in told["history"]] == [f"claims/class-1/cheat:{n}" for n in range(3)]


async def test_a_decision_about_a_platform_is_seen_on_every_hour_there(client, monitor):
    facts = case(evidence_at=START, flagged_at=START, verified_at=START, decided=[(START, "confirmed", {})])
    for at, fact in facts:
        await monitor.log.append("platforms/platform-a", at, "server", codec.encode_fact(fact))
    monitor.clock.advance(1000)

    assert {item["result"] for item in (await items(client)).values()} == {"not_counted_platform"}
    told = await course(client, "attempt-honest-unit-1")
    assert told["reasons"][0]["code"] == "ONL-13"


async def test_an_attempt_that_nobody_made_is_not_found(client):
    response = await client.get("/v1/attempts/nobody/timeline")
    assert (response.status_code, response.json()["detail"]) == (404, "there is no attempt nobody")


async def test_the_certificate_file_can_be_fetched_once_it_is_there(client, monitor):
    assert (await course(client, "attempt-honest-unit-1"))["certificate"] == ""
    assert (await client.get("/v1/attempts/attempt-honest-unit-1/certificate")).status_code == 404
    (monitor.certificates / "attempt-honest-unit-1.json").write_text('{"certificate": "…"}')
    path = (await course(client, "attempt-honest-unit-1"))["certificate"]
    assert (await client.get(path)).json() == {"certificate": "…"}


# ---------------------------------------------------------------- who may look, and what the pages may do


@pytest.mark.parametrize(
    "path",
    ["/v1/attempts", "/v1/attempts/attempt-honest-unit-1/timeline", "/v1/attempts/attempt-honest-unit-1/certificate"],
)
async def test_under_real_rules_nobody_looks_without_the_viewing_key(client, monitor, path):
    monitor.pack = msgspec.structs.replace(PACK, purpose="real")
    key = pages.viewing_key(monitor.keys)
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, headers={"Authorization": "Bearer wrong"})).status_code == 401
    assert (await client.get(path, headers={"Authorization": f"Bearer {key}"})).status_code in (200, 404)


async def test_pages_may_load_nothing_but_their_own_files(client):
    for path in ("/attempts", "/attempts/anything", "/static/style.css", "/static/chart.js", "/static/icon.svg"):
        response = await client.get(path)
        assert response.status_code == 200
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fpages.py", "pages.py", "__init__.py"])
async def test_only_the_pages_own_files_are_served(client, name):
    assert (await client.get(f"/static/{name}")).status_code == 404


# ---------------------------------------------------------------- in a browser


@asynccontextmanager
async def opened(app, path, width, **options):
    """A page of the application in Chromium; fails at its end when the page complained about anything."""
    complaints = []
    async with serving.served(app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(playwright), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": width, "height": 800}, **options)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(address + path)
        yield page
        await browser.close()
    assert complaints == []


async def overflows(page):
    return await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
async def test_the_list_speaks_chinese_first_and_english_on_request(app, width):
    async with opened(app, "/attempts", width) as page:
        cheat_row = page.locator("tr", has_text="cheat")
        await cheat_row.get_by_text("拟作废").wait_for()
        assert not await overflows(page)
        await page.click("#language")
        await cheat_row.get_by_text("void, fault of the platform").wait_for()
        await page.reload()
        await cheat_row.get_by_text("void, fault of the platform").wait_for()
        assert await page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.browser
async def test_the_list_can_be_searched_and_filtered(app):
    async with opened(app, "/attempts", 1280) as page:
        await page.locator("#rows tr").nth(1).wait_for()
        await page.fill("#search", "honest")
        assert await page.locator("#rows tr").count() == 1
        await page.fill("#search", "")
        await page.locator(".filter", has_text="拟作废").click()
        assert await page.locator("#rows tr").count() == 1
        await page.locator("#rows a").click()
        await page.locator("#headline", has_text="cheat").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
async def test_the_timeline_shows_bands_marks_and_every_finding_on_its_span(app, client, width):
    findings = (await course(client, "attempt-cheat-unit-1"))["verdict"]["findings"]
    async with opened(app, "/attempts/attempt-cheat-unit-1", width) as page:
        await page.locator("#chart svg").wait_for()
        assert not await overflows(page)
        assert await page.locator("#chart .finding").count() == len(findings) > 0
        for kind in ("fast", "hidden", "disconnected", "offline", "uncredited"):
            assert await page.locator(f"#chart .band.{kind}").count() > 0
        assert await page.locator("#chart .mark.popup.bad").count() == 1
        assert await page.locator("#chart .run.credited").count() > 0
        await page.locator("#chart .finding").first.click()
        assert await page.locator("#finding-0.chosen").count() == 1
        assert await page.text_content("#readout") == findings[0]["message"]["zh-CN"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
async def test_the_page_tells_the_history_of_a_decision(app, monitor, width):
    await decided(monitor.log, START + 600_000)
    async with opened(app, "/attempts/attempt-cheat-unit-1", width) as page:
        await page.locator("#history li", has_text="zhao作出决定").wait_for()
        assert await page.locator("#history li").count() == 3
        assert not await overflows(page)
        await page.click("#language")
        await page.locator("#history li", has_text="Appeal of the trainee (filed by li)").wait_for()
    async with opened(app, "/attempts/attempt-honest-unit-1", width) as page:
        await page.locator("#chart svg").wait_for()
        assert not await page.locator("#decided").is_visible()


@pytest.mark.browser
async def test_a_mark_can_be_reached_and_read_with_the_keyboard(app):
    async with opened(app, "/attempts/attempt-cheat-unit-1?lang=en", 1280) as page:
        await page.locator("#chart .mark.popup.bad").focus()
        await page.keyboard.press("Enter")
        assert "Pop-up missed" in (await page.text_content("#readout"))


@pytest.mark.browser
async def test_zooming_widens_the_drawing_inside_its_frame(app):
    async with opened(app, "/attempts/attempt-cheat-unit-1", 375) as page:
        drawing = page.locator("#chart svg")
        before = (await drawing.bounding_box())["width"]
        await page.click("#zoom-in")
        assert (await drawing.bounding_box())["width"] > before
        assert not await overflows(page)


@pytest.mark.browser
async def test_under_real_rules_the_page_asks_for_the_key_and_takes_it_from_a_link(app, monitor):
    monitor.pack = msgspec.structs.replace(PACK, purpose="real")
    monitor.clock.advance(1000)
    async with opened(app, f"/attempts#key={pages.viewing_key(monitor.keys)}", 1280) as page:
        await page.locator("#rows tr").nth(1).wait_for()
        assert "key" not in page.url
