"""The console in a real browser: every page in both languages, wide and on a phone, for everybody who has to use it."""

import base64
import re
from datetime import date
from functools import partial
from importlib import resources
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from cases_at_hand import accuse, claimed, hear
from console_desk import PASSWORD, Person, add_person, seed_offices
from console_labels import LANGUAGES, label
from hours_at_hand import appealed, learned
from hours_on_desk import in_doubt_with_photos_for_a_person
from noticed_hours import noticed
from photos_at_work import take_photos
from PIL import Image
from playwright.async_api import async_playwright, expect
from proposed_plans import propose
from small_world import CLASS, jpeg, running, seed
from verdicts_at_hand import store

from monitor.core.callers import Caller
from monitor.core.consent import PURPOSE
from monitor.core.office_records import MakeUpCourse, Recording, SubsidyClaim
from monitor.core.platform_facts import Observed
from monitor.core.summary import AttemptSearch
from monitor.core.verdict import Verdict, from_bytes
from monitor.flows import accounts
from monitor.flows.own_appeals import appeal_with
from monitor.flows.own_page import hand_out
from monitor.learners.browser import find_chromium

expect.set_options(timeout=30_000)  # a page beside many other tests is slow, not wrong

ROOT = Path(__file__).parents[2]
AXE = ROOT / "dashboards" / "node_modules" / "axe-core" / "axe.min.js"
HENAN = resources.files("monitor.rulepacks").joinpath("henan-2023.toml").read_text("utf-8")
SIZES = {"wide": (1280, 900), "phone": (375, 740)}
CALLER = "110105194912310038"  # the identity number of somebody in the class

# Every page behind the sign-in: its address, words in both languages that show that it has drawn what it is for, and
# who looks at it if it is not the office lead.
PAGES = {
    "overview": ("/overview", {"zh-CN": "近14天课时", "en": "Class hours of the last 14 days"}),
    "attempts": ("/attempts", {"zh-CN": "已认定", "en": "certified"}),
    "attempt": ("/attempts/{attempt}", {"zh-CN": "学习全过程", "en": "How it went"}),
    "reviews": ("/reviews", {"zh-CN": "抽拍照片待查", "en": "requested photo to check"}),
    "review": ("/reviews/{held}", {"zh-CN": "抽拍照片待查", "en": "requested photo to check"}),
    "platforms": ("/platforms", {"zh-CN": "未结案件", "en": "Open cases"}),
    "platform": ("/platforms/platform-1", {"zh-CN": "六项管控的实际情况", "en": "The six controls as observed"}),
    "case": ("/platforms/platform-1/cases/D1-1", {"zh-CN": "三个发现日期", "en": "Three dates of discovery"}),
    "lessons": ("/plans", {"zh-CN": "待审核视频 / 全部", "en": "Videos waiting / all"}),
    "plan": ("/plans/pp-shown", {"zh-CN": "与现行计划相比", "en": "Beside the plan in force"}),
    "classes": ("/classes", {"zh-CN": "线上上限", "en": "Online cap"}),
    "class": ("/classes/class-1", {"zh-CN": "学员学时", "en": "Hours of the trainees"}),
    "trainee": ("/trainees/{trainee}", {"zh-CN": "班级与学时", "en": "Classes and hours"}),
    "own": ("/own#{link}", {"zh-CN": "已计入线上学时", "en": "Online hours counted"}),
    "references": ("/references", {"zh-CN": "没有等待确认的学员", "en": "Nobody waits"}),
    "recordings": ("/recordings", {"zh-CN": "是否显示全体学员", "en": "Shows all trainees"}),
    "makeups": ("/make-ups", {"zh-CN": "补课表", "en": "Table of make-up courses"}),
    "claims": ("/claims", {"zh-CN": "每人金额", "en": "For each person"}),
    "rosters": ("/rosters", {"zh-CN": "名册文件", "en": "Roster (XLSX or CSV)"}),
    "helpdesk": ("/helpdesk", {"zh-CN": "身份证号(18位)或电话号码", "en": "phone number"}),
    "reports": ("/reports", {"zh-CN": "本年累计占比", "en": "Shares of the year so far"}),
    "account": ("/account", {"zh-CN": "在所有设备上退出登录", "en": "Sign out on all computers"}),
    "people": ("/people", {"zh-CN": "添加用户", "en": "Add a person"}, "root"),
    "person": ("/people/chen", {"zh-CN": "重新发出邀请", "en": "Invite again"}, "root"),
    "tenants": ("/tenants", {"zh-CN": "市县办公室的用户只看到", "en": "People of a local office see"}, "root"),
    "keys": ("/keys", {"zh-CN": "学习会话", "en": "learning sessions"}, "root"),
    "accesses": ("/accesses", {"zh-CN": "记录只能追加", "en": "Entries are added"}, "root"),
    "rulepacks": ("/rule-packs", {"zh-CN": "河南省2023年", "en": "Henan 2023 rules"}),
    "system": ("/system", {"zh-CN": "现有防护", "en": "Protection that is active"}),
    "nowhere": ("/nowhere", {"zh-CN": "没有此页面", "en": "There is no such page"}),
}

# For tests of both languages in one, and of no language.
one_office = pytest.mark.parametrize("office", ["zh-CN"], indirect=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def _seeded(registry):
    key = seed(registry)
    seed_offices(registry)
    listed = {"source_system": "test", "external_id": "p2", "catalogued_from": date(2023, 3, 7)}
    registry.add_platform("platform-2", title="P 2", **listed)
    _seed_records(registry)
    return key


def _seed_records(registry) -> None:
    """What waits for a word of the office: a recording, a make-up course, a claim."""
    trainee = registry.add_trainee(CALLER, source_system="test", external_id="caller", at=0)
    registry.enrol(trainee, CLASS, source_system="test", external_id="caller", at=0)
    of = {"source_system": "talent", "training_class": CLASS}
    hour = {"starts_at": 1_684_112_400_000, "ends_at": 1_684_114_800_000}
    registry.take_in(
        [
            Recording(recording="LX-1", external_id="LX-1", **hour, **of),
            MakeUpCourse(course="BK-1", external_id="BK-1", trainee=trainee, reason="住院", **hour, **of),
            SubsidyClaim(claim="SQ-1", external_id="SQ-1", entered_by="qian", entered_at=0, person_fen=180_050, **of),
        ]
    )


class Office:
    """A world with an office lead and a browser; `page` opens a page that notes whatever goes wrong in it."""

    def __init__(self, world, browser, language: str, lead: Person, attempt: Verdict, held: str) -> None:
        self.world, self.browser, self.language = world, browser, language
        self.lead, self.attempt, self.held = lead, attempt, held
        self.wrong: list[str] = []

    async def page(self, size: str = "wide", *, language: str = "", signed_in: bool = True, account: str = ""):
        language = language or self.language
        width, height = SIZES[size]
        context = await self.browser.new_context(viewport={"width": width, "height": height}, locale=language)
        await context.add_init_script(f"localStorage.setItem('console.language', '{language}')")
        await context.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error(e.violatedDirective, e.sourceFile))"
        )
        if signed_in:
            token = self.world.monitor.registry.open_visit(
                account or self.lead.account, at=self.world.monitor.clock.now(), address="", browser=""
            )
            await context.add_cookies([{"name": "console", "value": token, "url": self.world.address}])
        page = await context.new_page()
        self.wrong = []
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        return page

    def link_to(self, trainee: str) -> str:
        """The text of a link to a trainee's own page."""
        lead = self.world.monitor.registry.account(self.lead.account)
        return hand_out(self.world.collector, trainee, 1, lead.viewer).text

    async def open(self, page, path: str) -> None:
        trainee = self.attempt.trainee
        named = path.format(attempt=self.attempt.attempt, trainee=trainee, link=self.link_to(trainee), held=self.held)
        await page.goto(f"{self.world.address}/console{named}")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=LANGUAGES)
async def office(tmp_path_factory, request):
    async with running(tmp_path_factory.mktemp("office"), seeded=_seeded) as world, async_playwright() as playwright:
        attempt = await begun(world)
        await accuse(world)
        propose(world, "pp-shown")
        await claimed(world, attempt.attempt, observed=(Observed(disqualifier="D1", stopped=3),), photo_moment=1)
        held = (await learned(world, "held", in_doubt_with_photos_for_a_person)).attempt
        secret = add_person(world, "chen", "office_lead")
        add_person(world, "root", "administrator")
        browser = await playwright.chromium.launch(executable_path=find_chromium(playwright), args=["--no-sandbox"])
        yield Office(world, browser, request.param, Person(world, "chen", secret, world.http), attempt, held)
        await browser.close()


@pytest.fixture
def say(office):
    """Gives a Chinese label in the language of the office."""
    return partial(label, language=office.language)


async def begun(world, name: str = "li") -> Verdict:
    """An attempt whose learner has begun, with a stored verdict, until the session is idle for too long."""
    trainee = world.trainee(name)
    async with await world.sdk(trainee) as sdk:
        await sdk.send_acked()
    return store(world, trainee, completed_at=world.monitor.clock.now())


STILL = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  await frame()
  await frame()  // a transition of Vue begins in the frame after the one that inserts its element
  const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(ending.map((one) => one.finished))
}"""


async def findings(page) -> list[str]:
    """What axe-core finds that keeps people out, serious and critical, on a page that has stopped moving.

    Half-transparent text of a dialog that is still fading in has no contrast.
    """
    await page.evaluate(STILL)
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


async def refuse_faults(office, page) -> None:
    """No error, no violation of the policy, nothing that keeps people out, nothing wider than the screen."""
    assert office.wrong == []
    assert await findings(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def refuse_faults_but(office, page, refused: str) -> None:
    """The same on a page that was refused something, which Chromium calls an error."""
    office.wrong = [said for said in office.wrong if refused not in said]
    await refuse_faults(office, page)


@one_office
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_shows_what_it_is_for_and_keeps_nobody_out(office, name, size):
    path, words, *account = PAGES[name]
    page = await office.page(size, account=account[0] if account else "")
    await office.open(page, path)
    await _in_both_languages(office, page, words)


@one_office
@pytest.mark.parametrize("size", SIZES)
async def test_the_page_before_the_door_keeps_nobody_out(office, size):
    page = await office.page(size, signed_in=False)
    await office.open(page, "/sign-in")
    await _in_both_languages(office, page, {"zh-CN": "忘记密码", "en": "Lost the password"})


async def _in_both_languages(office, page, words: dict[str, str]) -> None:
    for language, name in LANGUAGES.items():
        await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.get_by_text(words[language]).first).to_be_visible()
        for chart in await page.locator(".chart").all():
            await expect(chart.locator("canvas").first).to_be_visible()
        await refuse_faults(office, page)
    await page.context.close()


# ---------------------------------------------------------------- what people do


async def test_from_the_invitation_to_the_overview_and_out_again(office, say):
    monitor = office.world.monitor
    token = accounts.add(monitor, "sun", title="孙审核", role="reviewer", by="test")
    page = await office.page(signed_in=False)
    await office.open(page, f"/invitation#{token}")

    await expect(page.get_by_role("img", name=say("供验证器应用扫描的二维码"))).to_be_visible()
    secret = base64.b32decode((await page.locator("code").inner_text()).replace(" ", ""))
    await page.get_by_label(say("密码")).fill(PASSWORD)
    await page.get_by_role("textbox", name=say("验证码")).fill(monitor.codes.code(secret, monitor.clock.now()))
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("启用账号")).click()

    await expect(page.get_by_text(say("账号已启用"))).to_be_visible()
    await page.get_by_label(say("账号")).fill("sun")
    await page.get_by_label(say("密码")).fill(PASSWORD)
    await page.get_by_role("textbox", name=say("验证码")).fill("000000")
    await page.get_by_role("button", name=say("登录")).click()
    await expect(page.get_by_role("alert")).to_contain_text(say("账号、密码与验证码不相符"))
    await page.get_by_role("textbox", name=say("验证码")).fill(monitor.codes.code(secret, monitor.clock.now() + 30_000))
    await page.get_by_role("button", name=say("登录")).click()

    await expect(page.get_by_role("heading", name=say("总览"))).to_be_visible()
    await page.get_by_role("button", name="孙审核").click()
    await page.get_by_role("menuitem", name=say("退出登录")).click()
    await expect(page.get_by_role("heading", name=say("登录"))).to_be_visible()
    await page.context.close()


@one_office
async def test_a_link_leads_to_its_page_after_signing_in_and_never_to_another_site(office):
    page = await office.page(signed_in=False)
    await office.open(page, "/attempts?outcome=held")
    await expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    await page.context.close()


async def test_people_change_their_password_and_begin_with_another_app(office, say):
    world = office.world
    secret = add_person(world, "wu", "auditor")
    page = await office.page(account="wu")
    await office.open(page, "/account")
    await page.get_by_label(say("现在的密码")).first.fill(PASSWORD)
    await page.get_by_label(say("新密码")).fill("wu wu wu wu wu")
    await page.get_by_role("button", name=say("修改密码")).click()
    await expect(page.get_by_role("alert")).to_contain_text(say("密码中包含账号名"))
    await page.get_by_label(say("新密码")).fill("quite other words")
    await page.get_by_role("button", name=say("修改密码")).click()
    await expect(page.get_by_text(say("密码已修改"))).to_be_visible()
    await refuse_faults_but(office, page, "422")

    await page.get_by_label(say("现在的密码")).last.fill("quite other words")
    code = world.monitor.codes.code(secret, world.monitor.clock.now() + 30_000)
    await page.get_by_label(say("现在的验证码")).fill(code)
    await page.get_by_role("button", name=say("开始更换")).click()
    await expect(page.get_by_role("img", name=say("供验证器应用扫描的二维码"))).to_be_visible()
    await page.context.close()


async def test_an_administrator_adds_a_person_and_ends_the_account(office, say):
    page = await office.page(account="root")
    await office.open(page, "/people")
    await page.get_by_label(say("账号"), exact=True).fill("zheng")
    await page.get_by_label(say("姓名"), exact=True).fill("郑审计")
    await page.get_by_role("button", name=say("添加用户")).click()
    await expect(page.get_by_label(say("请将此链接交给本人"))).to_have_value(re.compile("/console/invitation#"))
    await page.get_by_role("link", name="郑审计").click()
    await expect(page).to_have_url(re.compile("/people/zheng$"))
    await expect(page.locator(".result", has_text=say("待启用"))).to_be_visible()
    await page.get_by_role("button", name=say("停用账号")).click()
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("确定")).click()
    await expect(page.locator(".result", has_text=say("已停用"))).to_be_visible()
    assert office.world.monitor.registry.account("zheng").state == "ended"
    await page.context.close()


async def test_what_a_rule_pack_would_change_is_tried_before_it_is_decreed(office, say):
    page = await office.page()
    await office.open(page, "/rule-packs")
    await expect(page.get_by_role("row", name=re.compile("class_hour_ms"))).to_contain_text("CLS-14")
    await page.get_by_label(say("尚未安装的规则包文件")).set_input_files(
        [{"name": "next.toml", "mimeType": "application/toml", "buffer": HENAN.encode()}]
    )
    await page.get_by_role("button", name=say("开始试算")).click()
    await expect(page.get_by_text(re.compile(say("已完成:") + r"\d+"))).to_be_visible()
    await refuse_faults(office, page)
    await page.context.close()


async def test_an_invitation_that_has_run_out_says_so(office, say):
    page = await office.page(signed_in=False)
    await office.open(page, "/invitation#none")
    await expect(page.get_by_role("alert")).to_contain_text(say("此邀请链接无效或已过期"))
    await page.context.close()


async def test_a_held_hour_leads_to_its_review(office, say):
    page = await office.page()
    await office.open(page, "/attempts/{held}")
    await page.get_by_role("link", name=say("去复核")).click()
    await expect(page).to_have_url(re.compile(f"/reviews/{office.held}"))
    await refuse_faults(office, page)
    await page.context.close()


async def test_a_number_of_the_overview_opens_its_list(office, say):
    await begun(office.world, "just now")
    page = await office.page()
    await office.open(page, "/overview")
    tile = page.get_by_role("link", name=re.compile(rf"^\d+\s*{say('已认定')}"))
    certified = int(await tile.locator("strong").inner_text())
    await tile.click()
    await expect(page.get_by_role("row")).to_have_count(certified + 1)
    await page.get_by_role("row").last.get_by_role("link").click()
    await expect(page.get_by_role("heading", name=say("学习全过程"))).to_be_visible()
    await page.context.close()


async def test_attempts_are_found_by_any_rule_behind_their_result(office, say):
    page = await office.page()
    await office.open(page, "/attempts")
    rules = page.get_by_role("combobox", name=say("规则"))
    await rules.fill(say("人脸比对不确定"))
    await page.get_by_role("option", name=say("人脸比对不确定")).click()
    await page.locator(".filters button[type=submit]").click()
    await expect(page).to_have_url(re.compile("rule=identity_uncertain"))
    await expect(page.get_by_role("row")).to_have_count(2)
    await refuse_faults(office, page)
    await page.context.close()


async def test_the_number_of_void_hours_says_that_proposed_ones_are_among_them(office, say):
    page = await office.page()
    await office.open(page, "/overview")
    await expect(page.locator(".tiles .void small")).to_have_text(say("今日,含拟作废、可申诉的"))
    await page.context.close()


async def test_the_overview_changes_by_itself(office, say):
    page = await office.page()
    await office.open(page, "/overview")
    tile = page.get_by_label(say("今日课时")).get_by_text(say("待人工复核")).locator("..").locator("strong")
    before = int(await tile.inner_text())
    store(office.world, office.world.trainee("late"), result="held", completed_at=None)
    await expect(tile).to_have_text(str(before + 1), timeout=10_000)
    await page.context.close()


async def test_two_people_confirm_a_case_after_its_effect_was_shown(office, say):
    world = office.world
    add_person(world, "qian", "reviewer")
    case = await accuse(world, "platform-2", "D2")
    await hear(world, case)
    page, second = await office.page(), await office.page(account="qian")

    await office.open(page, f"/platforms/platform-2/cases/{case.case}")
    await decide(page, say, "as heard")
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("提出决定")).click()
    await expect(page.get_by_text(say("您已于"))).to_be_visible()

    await decide(page, say, "once more")
    await page.get_by_role("button", name=say("作出相同决定")).click()
    await expect(page.get_by_role("alert")).to_contain_text(say("须由两个不同的人作出"))

    await office.open(second, "/platforms?state=live")
    await second.get_by_role("link", name="P 2").click()
    await second.get_by_role("link", name=case.case).click()
    await expect(second.get_by_text(say("chen已于"))).to_be_visible()
    await second.get_by_text(say("认定违规并暂停"), exact=True).click()
    assert await second.get_by_label(say("文号")).input_value() == "2026-17"
    await second.get_by_label(say("理由")).fill("I read it too")
    await second.get_by_role("button", name=say("作出相同决定")).click()
    await expect(second.get_by_text(say("发现之日:"))).to_be_visible()
    await expect(second.get_by_text(say("已认定违规,暂停中"))).to_be_visible()

    await page.get_by_role("button", name=say("作出相同决定")).click()
    await expect(page.get_by_role("alert")).to_contain_text(say("案件现在处于“已认定违规,暂停中”"))
    await page.context.close()
    await second.context.close()


async def decide(page, say, reason: str) -> None:
    """Fill in a confirmation; its effect on hours is there before anything is sent."""
    await page.get_by_text(say("认定违规并暂停"), exact=True).click()
    await expect(page.get_by_role("row", name=re.compile(say("最早证据以来的全部课时")))).to_be_visible()
    await page.get_by_label(say("文号")).fill("2026-17")
    await page.get_by_label(say("理由")).fill(reason)


async def test_a_signal_is_verified_and_its_platform_notified(office, say):
    page = await office.page("phone")
    case = await accuse(office.world, "platform-2", "D4")
    await office.open(page, f"/platforms/platform-2/cases/{case.case}")
    await page.get_by_text(say("核实线索")).click()
    await page.get_by_label(say("核实情况")).fill("tried it with a printed photo")
    await page.get_by_role("button", name=say("提交")).click()
    await expect(page.get_by_text(say("已核实,暂缓认定"))).to_be_visible()

    await page.get_by_text(say("告知平台")).click()
    await expect(page.get_by_label(say("告知内容"))).to_have_value(re.compile(say("无人脸活体比对")))
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("提交")).click()
    await expect(page.get_by_text(say("平台尚未陈述。"))).to_be_visible()
    await page.context.close()


async def test_a_reviewer_goes_through_the_queue_by_keys_and_sees_what_a_decision_changed(office, say):
    world = office.world
    add_person(world, "sun-hai", "reviewer")
    for name in ("by-key-1", "by-key-2"):
        await appealed(world, await learned(world, name))
    page = await office.page(account="sun-hai")
    await office.open(page, "/reviews?kind=appeal")
    await expect(page.get_by_role("row")).to_have_count(3)

    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name=say("快捷键"))).to_be_visible()
    assert await findings(page) == []
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()

    await page.keyboard.press("j")
    await page.keyboard.press("o")
    await expect(page.get_by_text("The lamp was broken.").first).to_be_visible()
    await page.keyboard.press("1")
    await page.keyboard.press("r")
    await page.keyboard.type("r1n: the photos show her")
    await page.get_by_role("button", name=say("作出决定")).click()
    await expect(page.get_by_text(say("“待人工复核”→“已认定”"))).to_be_visible()
    await expect(page.get_by_text(say("现在没有可作的决定"))).to_be_visible()
    await refuse_faults(office, page)

    first = page.url
    await page.get_by_role("heading", level=1).click()
    await page.keyboard.press("n")
    await expect(page).not_to_have_url(first)
    await expect(page.get_by_role("button", name=say("作出决定"))).to_be_visible()
    await page.keyboard.press("u")
    await expect(page.get_by_role("row")).to_have_count(2)
    await page.context.close()


def drawn() -> bytes:
    """A picture that a browser can draw."""
    file = BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG")
    return file.getvalue()


async def test_a_reviewer_looks_at_what_came_with_an_appeal_and_with_a_reason_at_photos(office, say):
    world = office.world
    _, attempt = await noticed(world, "appeals-with-files")
    told = from_bytes(world.monitor.registry.verdict(attempt).verdict)
    await appeal_with(world.collector, told, "The lamp was broken.", [drawn()])
    await take_photos(world, 1, "photographed")
    [photographed] = world.monitor.registry.attempt_lines(AttemptSearch(trainee=world.trainee("photographed")), limit=1)
    page = await office.page("phone")
    await office.open(page, f"/reviews/{attempt}")
    await page.get_by_role("button", name=say("显示"), exact=True).click()
    await expect(page.get_by_role("img", name=re.compile("JPEG"))).to_be_visible()
    await expect(page.get_by_text(say("此次学习没有留存照片。"))).to_be_visible()
    await refuse_faults(office, page)

    await office.open(page, f"/attempts/{photographed.attempt}")
    look = page.get_by_role("button", name=say("查看留存照片"))
    await expect(look).to_be_disabled()
    await page.get_by_label(say("查看理由")).fill("与身份证核对")
    await page.get_by_label(say("案号")).fill("2026-17")
    await look.click()
    await expect(page.get_by_text(say("图片已损坏或格式有误,无法显示。"))).to_be_visible()  # no camera made it
    await refuse_faults(office, page)
    await page.context.close()


async def test_whoever_decided_before_is_told_that_somebody_else_decides(office, say):
    world = office.world
    held = await learned(world, "barred")
    page = await office.page()
    await office.open(page, f"/reviews/{held.attempt}")
    await page.get_by_text(say("不认定(学员无过错)")).click()
    await page.get_by_label(re.compile("^" + say("理由"))).fill("nobody can tell")
    await page.get_by_role("button", name=say("作出决定")).click()
    await expect(page.get_by_text(say("现在没有可作的决定"))).to_be_visible()
    await appealed(world, held)
    await page.reload()
    await expect(page.get_by_text(say("须由另一名审核员决定"))).to_be_visible()
    await page.context.close()


@one_office
async def test_shortcuts_can_be_turned_off_and_on_again(office):
    page = await office.page(language="en")
    await office.open(page, f"/reviews/{office.held}")
    await expect(page.get_by_role("radio").first).to_be_visible()
    await switch_shortcuts(page)
    await page.keyboard.press("1")
    await page.keyboard.press("u")
    await switch_shortcuts(page)
    await expect(page).to_have_url(re.compile(office.held))
    await expect(page.get_by_role("radio").first).not_to_be_checked()
    await page.keyboard.press("1")
    await expect(page.get_by_role("radio").first).to_be_checked()
    await page.keyboard.press("u")
    await expect(page).to_have_url(re.compile("/reviews$"))
    await page.context.close()


async def switch_shortcuts(page) -> None:
    await page.get_by_role("button", name="Keyboard shortcuts").click()
    await page.get_by_role("switch", name="Shortcuts are on").press("Space")
    await page.get_by_role("button", name="Close", exact=True).click()
    await expect(page.get_by_role("dialog")).to_be_hidden()


@one_office
async def test_the_language_changes_at_once_and_stays(office):
    page = await office.page()
    await office.open(page, "/account")
    await page.evaluate("localStorage.removeItem('console.language')")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="My account")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"
    assert await page.evaluate("localStorage.getItem('console.language')") == "en"
    await page.context.close()


async def test_a_roster_is_looked_over_before_it_is_imported(office, say):
    page = await office.page()
    await office.open(page, "/rosters")
    take = page.get_by_role("button", name=say("导入"), exact=True)
    for rows, found in (("class-1,123", say("1处错误")), ("class-1,11010519491231002X", say("检查通过:1行"))):
        table = f"班级编号,身份证号\n{rows}\n".encode()
        await page.get_by_label(say("名册文件")).set_input_files(
            [{"name": "r.csv", "mimeType": "text/csv", "buffer": table}]
        )
        await page.get_by_role("button", name=say("检查")).click()
        await expect(page.get_by_text(found)).to_be_visible()
        await refuse_faults(office, page)
    await take.click()
    await expect(page.get_by_text(say("新报名1人"))).to_be_visible()
    await page.context.close()


async def test_a_report_is_chosen_by_time_and_area_printed_and_saved(office, say):
    page = await office.page()
    await office.open(page, "/reports?period=2023-Q2")
    await expect(page.get_by_text(say("全部地区 · 2023年第二季度培训情况"))).to_be_visible()
    await page.get_by_role("combobox", name=say("地区")).click()
    await page.get_by_role("option", name="County 1").click()
    await expect(page.get_by_text(say("County 1 · 2023年第二季度培训情况"))).to_be_visible()
    await expect(page.get_by_text(say("尚未登记上报"))).to_be_visible()
    async with page.expect_download() as saved:
        await page.get_by_role("button", name=say("下载XLSX")).click()
    assert (await saved.value).suggested_filename == "report-2023-Q2.xlsx"
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name=say("打印"))).to_be_hidden()
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.get_by_role("table").last).to_be_visible()
    await page.context.close()


async def test_the_helpdesk_reads_what_to_tell_a_caller(office, say):
    for number, name in ((CALLER, "caller"), ("110105194912310054", "brother")):
        told = {"source_system": "test", "external_id": name, "phone": "13800138000"}
        office.world.monitor.registry.add_trainee(number, at=0, **told)
    page = await office.page("phone")
    await office.open(page, "/helpdesk")
    await page.get_by_label(say("身份证号")).fill(CALLER)
    await page.get_by_role("button", name=say("查询")).click()
    await expect(page.get_by_text(say("目前没有同意人脸核验"))).to_be_visible()
    await page.get_by_label(say("电话号码")).fill("138-0013-8000")
    await page.get_by_role("button", name=say("查询")).click()
    await expect(page.get_by_role("heading", name=say("2人登记了此号码"))).to_be_visible()
    await page.get_by_role("row", name=re.compile(say("未报名"))).get_by_role("button", name=say("是此人")).click()
    await expect(page.get_by_text(say("还没有报名的班级"))).to_be_visible()
    await page.get_by_role("button", name=say("生成链接")).click()
    await expect(page.get_by_label(say("链接有效至"))).to_have_value(re.compile("/console/own#"))
    await refuse_faults(office, page)
    await page.context.close()


async def test_a_face_is_confirmed_by_whoever_compared_person_and_card(office, say):
    trainee = office.world.trainee("face-waits", referenced=False)
    office.world.monitor.registry.add_reference(
        trainee, embedding=[0.5] * 128, sha256="1" * 64, supplied_by="platform-1", at=0
    )
    page = await office.page()
    await office.open(page, "/references")
    await page.get_by_role("link", name=trainee).click()
    confirm = page.get_by_role("button", name=say("确认登记照片"))
    await expect(confirm).to_be_disabled()
    await page.get_by_text(say("我已当面核对")).click()
    await confirm.click()
    await expect(page.get_by_text(say("已确认,可用于比对"))).to_be_visible()
    await page.context.close()


# ---------------------------------------------------------------- proposed plans


async def test_a_plan_is_found_from_the_overview_and_approved_with_its_videos(office, say):
    propose(office.world, "pp-approved", training_class="class-9", video="video-9", title="电工九期")
    page = await office.page("phone")
    await office.open(page, "/overview")
    await page.get_by_role("link", name=re.compile(say("待审核的教学计划"))).click()
    await page.get_by_role("link", name="电工九期").click()
    await expect(page.get_by_text(say("新班级,没有现行计划可比"))).to_be_visible()
    await page.get_by_label(say("批准"), exact=True).check()
    await page.get_by_label(say("文号")).fill("豫人社 9")
    await page.get_by_text(say("一并同意1个待审核视频")).click()
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("提交"), exact=True).click()

    await expect(page.locator(".facts .result")).to_have_text(say("已批准"))
    await expect(page.get_by_role("row", name=re.compile("新视频"))).to_contain_text("豫人社 9")
    assert all(lesson.approved for lesson in office.world.monitor.registry.class_plan("class-9").lessons)
    await page.context.close()


async def test_a_video_is_approved_by_itself_by_a_document(office, say):
    propose(office.world, "pp-alone", training_class="class-7", video="video-7")
    page = await office.page("phone")
    await office.open(page, "/plans?state=approved")
    video = page.get_by_role("row", name=re.compile("video-7"))
    await expect(video).to_contain_text(say("先填写文号"))
    await page.get_by_label(say("同意视频所依据的文号")).fill("豫人社 7")
    await video.get_by_role("button", name=say("同意此视频")).click()
    await expect(video).to_contain_text("豫人社 7")
    await refuse_faults(office, page)
    await video.get_by_role("button", name=say("确定")).click()
    await expect(video).to_have_count(0)
    assert office.world.monitor.registry.planned_videos(["video-7"])["video-7"].approval == "豫人社 7"
    await page.context.close()


async def test_the_second_of_two_people_at_a_plan_is_told_that_it_is_decided(office, say):
    propose(office.world, "pp-two", training_class="class-8", video="video-8", title="电工八期")
    add_person(office.world, "lin", "office_lead")
    page, second = await office.page(), await office.page(account="lin")
    for one in (page, second):
        await office.open(one, "/plans/pp-two")
        await expect(one.get_by_label(say("批准"), exact=True)).to_be_visible()

    await second.get_by_label(say("退回"), exact=True).check()
    await second.get_by_label(say("理由")).fill("视频太短")
    await second.get_by_role("button", name=say("提交"), exact=True).click()
    await expect(second.locator(".facts")).to_contain_text("视频太短")

    await page.get_by_label(say("批准"), exact=True).check()
    await page.get_by_label(say("文号")).fill("豫人社 8")
    await page.get_by_role("button", name=say("提交"), exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text(say("pp-two已被退回"))
    await expect(page.locator(".facts .result")).to_have_text(say("已退回"))
    await expect(page.get_by_text(say("此计划已审核"))).to_be_visible()
    for one in (page, second):
        await one.context.close()


# ---------------------------------------------------------------- records that wait for a word


async def test_a_reviewer_says_whether_a_recording_shows_all_trainees(office, say):
    page = await office.page("phone")
    await office.open(page, "/recordings?state=waiting")
    await page.get_by_role("button", name=say("未显示全体学员")).click()
    await expect(page.get_by_text(say("没有符合条件的录像"))).to_be_visible()
    await office.open(page, "/recordings?state=bad")
    await expect(page.get_by_role("row", name=re.compile("LX-1"))).to_contain_text(say("1次(最多2次)"))
    await refuse_faults(office, page)
    await page.context.close()


async def test_the_office_judges_why_hours_were_missed(office, say):
    page = await office.page()
    await office.open(page, "/make-ups")
    course = page.get_by_role("row", name=re.compile("BK-1.*住院"))
    await course.get_by_role("button", name=say("原因正当"), exact=True).click()
    await expect(course.locator(".result")).to_have_text(say("原因正当"))
    await page.context.close()


async def test_an_institution_enters_a_make_up_course_and_cannot_judge_its_own_reason(office, say):
    add_person(office.world, "wu-school", "institution")
    page = await office.page(account="wu-school")
    await office.open(page, "/make-ups")
    row = f"BK-2,{CLASS},{CALLER},2023-05-15 09:00,2023-05-15 09:40,住院"
    table = f"补课编号,班级编号,身份证号,开始时间,结束时间,缺课原因\n{row}\n"
    await page.get_by_label(say("补课表")).set_input_files(
        [{"name": "make-ups.csv", "mimeType": "text/csv", "buffer": table.encode()}]
    )
    await page.get_by_role("button", name=say("检查")).click()
    await page.get_by_role("button", name=say("导入"), exact=True).click()
    await expect(page.get_by_text(say("已登记1条补课"))).to_be_visible()
    await expect(page.get_by_role("row", name=re.compile("BK-2"))).to_contain_text(say("待认定"))
    await expect(page.get_by_role("button", name=say("原因正当"), exact=True)).to_have_count(0)
    await refuse_faults(office, page)
    await page.context.close()


async def test_a_handler_signs_a_claim_once_after_being_asked_again(office, say):
    page = await office.page()
    await office.open(page, "/claims?state=waiting")
    claim = page.get_by_role("row", name=re.compile("SQ-1.*" + say("1800.50元")))
    await claim.get_by_role("button", name=say("签字")).click()
    await claim.get_by_role("button", name=say("确定")).click()
    await expect(claim).to_contain_text(say("您已签字"))
    await expect(claim).to_contain_text(say("1 / 2"))
    await refuse_faults(office, page)
    await page.context.close()


# ---------------------------------------------------------------- a trainee's own page

SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll('.own *')]
  .filter((one) => one.checkVisibility() && [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


async def test_a_trainee_without_an_account_appeals_with_a_photo_from_a_phone(office, say):
    trainee, _ = await noticed(office.world, "appeals-by-phone")
    page = await office.page("phone", signed_in=False)
    await office.open(page, f"/own#{office.link_to(trainee)}")
    await page.get_by_role("button", name=say("我有异议,提出申诉")).click()
    await page.get_by_label(say("请说明情况")).fill("灯坏了,照片太暗。")
    photo = {"name": "desk.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    await page.get_by_label(say("附件")).set_input_files([photo])
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("提交申诉")).click()

    await expect(page.get_by_text(say("申诉已提交"))).to_be_visible()
    await expect(page.get_by_text(say("您提出申诉：") + "灯坏了,照片太暗。")).to_be_visible()
    await page.context.close()


async def test_a_consent_is_taken_back_and_given_again_on_the_own_page(office, say):
    trainee = office.world.trainee("consents-by-phone")
    page = await office.page("phone", signed_in=False)
    await office.open(page, f"/own#{office.link_to(trainee)}")
    await page.get_by_role("button", name=say("撤回同意")).click()
    await page.get_by_role("button", name=say("确定撤回")).click()
    await expect(page.get_by_role("button", name=say("同意"), exact=True)).to_have_count(2)
    assert not office.world.monitor.registry.consented(trainee, PURPOSE)
    await page.get_by_role("button", name=say("同意"), exact=True).first.click()
    await expect(page.get_by_role("button", name=say("撤回同意"))).to_have_count(1)
    assert office.world.monitor.registry.consented(trainee, PURPOSE)
    await page.context.close()


async def test_a_phone_number_is_taken_back_on_the_own_page(office, say):
    told = {"source_system": "test", "external_id": "takes-back", "phone": "13900139000"}
    trainee = office.world.monitor.registry.add_trainee("110105194912310070", at=0, **told)
    page = await office.page("phone", signed_in=False)
    await office.open(page, f"/own#{office.link_to(trainee)}")
    await page.get_by_role("button", name=say("撤回电话号码")).click()
    await refuse_faults(office, page)
    await page.get_by_role("button", name=say("确定撤回")).click()
    await expect(page.get_by_text(say("您的电话号码已撤回"))).to_be_visible()
    assert office.world.monitor.registry.trainees_by_phone("13900139000", limit=1) == []
    await page.get_by_role("button", name=say("允许重新保存电话号码")).click()
    await expect(page.get_by_role("button", name=say("允许重新保存电话号码"))).to_have_count(0)
    assert office.world.monitor.registry.person(trainee).phone == "none"
    await page.context.close()


async def test_a_link_that_an_institution_made_says_where_to_change_a_consent_instead(office, say):
    trainee = office.world.trainee("consents-elsewhere")
    maker = Caller(kind="institution", owner="institution-1", key="k", scopes=frozenset())
    page = await office.page("phone", signed_in=False)
    await office.open(page, f"/own#{hand_out(office.world.collector, trainee, 1, maker).text}")
    await expect(page.get_by_text(say("此链接只能查看和申诉"))).to_have_count(2)
    await expect(page.get_by_role("button", name=say("撤回同意"))).to_have_count(0)
    await refuse_faults(office, page)
    await page.context.close()


async def test_the_own_page_is_readable_on_a_phone_also_at_twice_its_size(office, say):
    page = await office.page("phone", signed_in=False)
    await office.open(page, "/own#{link}")
    await expect(page.get_by_text(say("已计入线上学时"))).to_be_visible()
    assert await page.evaluate(SMALLEST_TEXT) >= 16
    await page.set_viewport_size({"width": 188, "height": 370})  # what 200 % zoom leaves of 375 px
    await refuse_faults(office, page)
    await page.context.close()


async def test_a_link_that_is_over_says_whom_to_ask(office, say):
    page = await office.page("phone", signed_in=False)
    await office.open(page, "/own#over")
    await expect(page.get_by_role("alert")).to_contain_text(say("请向培训机构、平台或办公室索取新的链接"))
    await page.context.close()


async def test_own_data_are_saved_as_a_file(office, say):
    page = await office.page("phone", signed_in=False)
    await office.open(page, "/own#{link}")
    async with page.expect_download() as saved:
        await page.get_by_role("button", name=say("下载我的数据")).click()
    assert (await saved.value).suggested_filename == "my-data.json"
    assert office.wrong == []
    await page.context.close()
