"""What leaves as xAPI is taken by a real record store, once, and reads back as it was said."""

import asyncio
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from lrs.conftest import PASSWORD, USER
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.adapters import record_store as adapter
from monitor.adapters.memory_log import MemoryLog
from monitor.adapters.record_store import RecordStore, RecordStoreError
from monitor.adapters.registry import open_engine, upgrade
from monitor.adapters.sqlite_log import SqliteLog
from monitor.core.xapi.statements import judgement, statements
from monitor.core.xapi.words import profile
from monitor.flows import export_statements
from monitor.flows.export_statements import Exporter
from monitor.learners.simulated import Habits, Simulated
from monitor.rulepacks import load

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

HOME = "https://monitor.example"
DEMO = load("demo")


def by_id(said) -> dict:
    return {each["id"]: each for each in said}


def honest() -> Simulated:
    """A learner who has finished and whose platform has claimed the hour."""
    learner = Simulated(DEMO)
    learner.watch()
    return learner.claim().close()


def said_by(learner: Simulated) -> list[dict]:
    return [each for stream in learner.streams.values() for each in statements(stream, HOME)]


async def logged(learner: Simulated, log=None) -> MemoryLog:
    """A log with the learner's entries."""
    log = log or MemoryLog()
    for stream, entries in learner.streams.items():
        for entry in entries:
            await log.append(stream, entry.received, entry.source, entry.payload)
    return log


@dataclass
class Decided:
    """A saved verdict."""

    number: int
    attempt: str
    verdict: bytes
    decided_at: int


class Collecting:
    """A record store that breaks down after some parcels."""

    def __init__(self, parcels: int = 1000) -> None:
        self.taken: list[dict] = []
        self._left = parcels

    async def put(self, said) -> None:
        if self._left == 0:
            raise RecordStoreError("gone")
        self._left -= 1
        self.taken += said


def exporter(log, store, done, verdicts=()):
    return Exporter(log, lambda _: verdicts, store, HOME, done, lambda _: None)


# ---------------------------------------------------------------- what is said


def test_an_export_says_the_same_every_time() -> None:
    learner = honest()
    assert said_by(learner) == said_by(learner)


def test_a_session_is_told_with_its_questions_checks_and_end() -> None:
    verbs = [each["verb"]["id"].rsplit(":", 1)[-1].rsplit("/", 1)[-1] for each in said_by(honest())]
    assert verbs[:2] == ["attempted", "initialized"]
    assert {"paused", "was-asked", "answered", "photo-judged", "liveness-judged", "claimed"} <= set(verbs)
    assert verbs[-1] == "terminated"


def test_a_jump_says_from_where_to_where() -> None:
    learner = Simulated(DEMO)
    learner.watch(20_000)
    learner.seek(40_000)
    (jump,) = (each for each in said_by(learner) if each["verb"]["id"].endswith("/seeked"))
    moved = {name.rsplit("/", 1)[-1]: value for name, value in jump["result"]["extensions"].items()}
    assert moved == {"time-from": 20.0, "time-to": 40.0}


def test_a_person_leaves_by_pseudonym_only() -> None:
    for each in said_by(honest()):
        assert each["actor"] == {"objectType": "Agent", "account": {"homePage": HOME, "name": "trainee-1"}}


def test_a_judgement_says_what_the_hour_is_worth_and_under_which_rules() -> None:
    verdict = honest().verdict()
    said = judgement(verdict, 1, 1_700_000_000_000, HOME)
    assert said["result"]["success"] is True
    assert DEMO.hash in said["context"]["extensions"]["urn:integrity-monitor:xapi:extensions:rule-pack"]
    assert said["timestamp"] == "2023-11-14T22:13:20.000Z"


def test_a_judgement_that_is_not_a_certificate_is_no_success() -> None:
    learner = Simulated(DEMO, habits=Habits(answers=False))
    learner.watch()
    verdict = learner.claim().verdict()
    assert judgement(verdict, 1, 0, HOME)["result"]["success"] is False


def test_a_verdict_that_returns_to_what_it_was_is_a_statement_of_its_own_and_the_same_at_every_export() -> None:
    verdict = honest().verdict()
    before, after, exported_again = [judgement(verdict, number, 0, HOME)["id"] for number in (1, 3, 3)]
    assert before != after
    assert after == exported_again


def test_every_word_of_ours_is_in_the_published_profile() -> None:
    used = set(re.findall(r"urn:integrity-monitor:xapi:(?:verbs|extensions|activity-types):[\w-]+", str(_all_words())))
    assert used <= {concept["id"] for concept in profile()["concepts"]}


def _all_words() -> list[dict]:
    learner = honest()
    return [*said_by(learner), judgement(learner.verdict(), 1, 0, HOME)]


def test_the_published_profile_is_the_source_s() -> None:
    import write_profile

    assert write_profile.PLACE.read_text(encoding="utf-8") == write_profile.content()


# ---------------------------------------------------------------- how it is handed over


async def test_a_second_export_hands_over_only_what_is_new() -> None:
    learner, store, done = Simulated(DEMO), Collecting(), {}
    learner.watch(20_000)
    await exporter(await logged(learner), store, done).run()
    first = len(store.taken)
    learner.watch()
    sent = await exporter(await logged(learner), store, done).run()
    assert sent == len(store.taken) - first
    assert store.taken == said_by(learner)


async def test_a_verdict_is_handed_over_again_only_when_it_was_decided_anew() -> None:
    learner, store, done = honest(), Collecting(), {}
    verdict = learner.verdict()
    decided = [Decided(1, verdict.attempt, verdict.to_bytes(), learner.now)]
    log = await logged(learner)
    for verdicts in (decided, decided, [*decided, Decided(2, verdict.attempt, verdict.to_bytes(), learner.now + 1)]):
        await exporter(log, store, done, verdicts).run()
    assert sum(each["verb"]["id"].endswith(":judged") for each in store.taken) == 2


async def test_an_export_that_broke_off_goes_on_without_a_gap(monkeypatch) -> None:
    monkeypatch.setattr(export_statements, "PARCEL", 10)
    learner, done = honest(), {}
    log, broken, whole = await logged(learner), Collecting(parcels=2), Collecting()
    with pytest.raises(RecordStoreError):
        await exporter(log, broken, done).run()
    await exporter(log, whole, done).run()
    assert by_id([*broken.taken, *whole.taken]) == by_id(said_by(learner))


# ---------------------------------------------------------------- a real store


async def test_a_record_store_takes_every_statement_and_gives_it_back_unchanged(record_store) -> None:
    learner = honest()
    verdict = learner.verdict()
    decided = [Decided(1, verdict.attempt, verdict.to_bytes(), learner.now)]
    store = RecordStore(record_store.endpoint, USER, PASSWORD)
    sent = await exporter(await logged(learner), store, {}, decided).run()
    again = await exporter(await logged(learner), store, {}, decided).run()
    await store.close()
    wanted = by_id([*said_by(learner), judgement(verdict, 1, learner.now, HOME)])
    assert sent == again == len(wanted)
    assert by_id(record_store.statements()) == wanted
    assert len(record_store.statements()) == len(wanted)


def test_the_command_hands_over_a_data_folder_and_goes_on_where_it_ended(record_store, tmp_path) -> None:
    learner = honest()
    asyncio.run(_data_folder(learner, tmp_path))
    options = ["--data", str(tmp_path), "--home", HOME, "--user", USER, "--password", PASSWORD]
    first = CliRunner().invoke(app, ["export", "xapi", "--to", record_store.endpoint, *options])
    second = CliRunner().invoke(app, ["export", "xapi", "--to", record_store.endpoint, *options])
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert f"statements: {len(said_by(learner))} handed over" in first.output
    assert "statements: 0 handed over" in second.output
    assert by_id(record_store.statements()) == by_id(said_by(learner))


async def _data_folder(learner: Simulated, folder: Path) -> None:
    engine = open_engine(folder / "registry.db")
    upgrade(engine)
    engine.dispose()
    log = SqliteLog(folder / "events.db")
    await logged(learner, log)
    await log.close()


def test_a_wrong_password_is_said_in_one_sentence(record_store, tmp_path) -> None:
    asyncio.run(_data_folder(honest(), tmp_path))
    options = ["--data", str(tmp_path), "--home", HOME, "--user", USER, "--password", "wrong"]
    refused = CliRunner().invoke(app, ["export", "xapi", "--to", record_store.endpoint, *options])
    assert refused.exit_code == 2
    assert "refuses with 401: give the store's user and password" in refused.output


async def test_a_store_that_is_away_is_tried_again_and_then_named(monkeypatch) -> None:
    monkeypatch.setattr(adapter, "PATIENCE", (0.0, 0.0))
    store = RecordStore("http://127.0.0.1:9/xAPI")
    with pytest.raises(RecordStoreError, match="cannot be reached"):
        await store.put([])
    await store.close()
