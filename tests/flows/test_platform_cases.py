"""Probes, notices and decisions about a platform: what is stored, what is refused, and what is derived from them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from small_world import PLATFORM

from monitor.adapters.registry import RegistryError
from monitor.core.errors import NotAllowed
from monitor.core.platform_facts import CaseDecision, ProbeReported, Repetition
from monitor.core.platform_findings import SecondPersonNeeded
from monitor.flows.case_book import FRESH_MS
from monitor.flows.collector import Collector
from monitor.flows.dossiers import UnknownCase, dossier
from monitor.flows.platform_cases import TermTooShort, answer, decide, notify, report_probe, verify

CASE = (PLATFORM, "D4-1")
TUESDAY = date(2026, 9, 22)  # in China, where the desk's clock begins on Monday evening


def probe(*allowed: bool, platform: str = PLATFORM) -> ProbeReported:
    runs = tuple(
        Repetition(at=1_780_000_000_000 + n, allowed=one, evidence=(f"s-{n}:4",)) for n, one in enumerate(allowed)
    )
    return ProbeReported(
        platform=platform,
        disqualifier="D4",
        by="sun",
        authority="2026-3",
        procedure="a printed photo",
        repetitions=runs,
    )


def decision(by: str, outcome: str = "confirmed") -> CaseDecision:
    return CaseDecision(platform=PLATFORM, case="D4-1", by=by, outcome=outcome, document="2026-17", reason="…")


@pytest.fixture
async def told(desk):
    """A desk with a verified case against its platform."""
    await report_probe(desk.collector, probe(True, True, True))
    await verify(desk.collector, *CASE, "zhao", "seen again")
    return desk


@pytest.mark.parametrize(
    ("runs", "proven"),
    [
        ((True, True, True), True),
        ((True, True, True, True), True),
        ((True, True), False),
        ((True, False, True), False),
        ((False, False, False), False),
    ],
)
async def test_a_probe_is_evidence_when_it_comes_out_the_same_three_times(desk, runs, proven):
    case = await report_probe(desk.collector, probe(*runs))

    known = await dossier(desk.collector, PLATFORM)
    assert (case is not None) is proven
    assert known.cases == ([case] if proven else [])
    assert [len(kept.repetitions) for kept in known.probes] == [len(runs)]


async def test_a_proven_probe_alone_opens_a_case_and_is_its_evidence(desk):
    case = await report_probe(desk.collector, probe(True, True, True))

    assert case is not None
    [signal] = case.signals
    assert (case.case, signal.source, signal.first_evidence_at) == ("D4-1", "probe", 1_780_000_000_000)
    assert signal.evidence == (f"platforms/{PLATFORM}:0",)


async def test_another_probe_joins_the_open_case(desk):
    for _ in range(2):
        case = await report_probe(desk.collector, probe(True, True, True))

    assert case is not None
    assert (case.case, len(case.signals)) == ("D4-1", 2)


async def test_a_probe_of_a_platform_that_nobody_registered_is_refused(desk):
    with pytest.raises(RegistryError):
        await report_probe(desk.collector, probe(True, True, True, platform="nobody"))


async def test_a_case_that_there_is_not_is_unknown(desk):
    with pytest.raises(UnknownCase):
        await verify(desk.collector, *CASE, "zhao", "…")


async def test_a_platform_has_three_whole_working_days_to_answer(told):
    case = await notify(told.collector, *CASE, "zhao", "…")

    assert datetime.fromtimestamp(case.reply_by / 1000, UTC).isoformat() == "2026-09-24T16:00:00+00:00"


@pytest.mark.parametrize(("until", "allowed"), [(24, True), (23, False), (30, True), (1, False)])
async def test_the_office_may_give_more_time_and_not_less(told, until, allowed):
    day = TUESDAY.replace(day=until)
    if not allowed:
        with pytest.raises(TermTooShort):
            await notify(told.collector, *CASE, "zhao", "…", day)
        return
    case = await notify(told.collector, *CASE, "zhao", "…", day)

    end = datetime.fromtimestamp(case.reply_by / 1000, UTC)
    assert (end.day, end.hour) == (until, 16)


async def test_an_unanswered_notice_can_be_decided_on_when_its_term_is_over(told):
    case = await notify(told.collector, *CASE, "zhao", "…")
    with pytest.raises(NotAllowed):
        await decide(told.collector, decision("zhao"))

    told.clock.advance(case.reply_by - told.clock.now())
    await decide(told.collector, decision("zhao"))

    assert (await decide(told.collector, decision("qian"))).stage == "confirmed"


async def test_a_refused_step_leaves_no_entry(told):
    before = await told.monitor.log.read(f"platforms/{PLATFORM}")
    with pytest.raises(NotAllowed) as refused:
        await answer(told.collector, *CASE, "vendor", "…")

    assert refused.value.allowed == ("signal", "notified", "dismissed")
    assert await told.monitor.log.read(f"platforms/{PLATFORM}") == before


async def test_one_person_who_decides_twice_is_asked_for_another_one(told):
    await decide(told.collector, decision("zhao", "dismissed"))

    with pytest.raises(SecondPersonNeeded):
        await decide(told.collector, decision("zhao", "dismissed"))
    assert (await decide(told.collector, decision("qian", "dismissed"))).stage == "dismissed"


async def test_a_case_that_another_collector_opened_is_on_the_lists_within_seconds(desk):
    elsewhere = Collector.of(desk.monitor)
    before = await elsewhere.cases.of([PLATFORM])
    opened = await report_probe(desk.collector, probe(True, True, True))

    desk.clock.advance(FRESH_MS - 1)
    assert await elsewhere.cases.of([PLATFORM]) == before == {PLATFORM: []}
    desk.clock.advance(1)
    assert await elsewhere.cases.of([PLATFORM]) == {PLATFORM: [opened]}
    await elsewhere.close()


async def test_what_one_s_own_collector_wrote_is_on_the_lists_at_once(desk):
    assert await desk.collector.cases.of([PLATFORM]) == {PLATFORM: []}
    opened = await report_probe(desk.collector, probe(True, True, True))

    assert await desk.collector.cases.of([PLATFORM]) == {PLATFORM: [opened]}
