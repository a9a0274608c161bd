"""Whoever has a certificate in hand can ask whether it still holds: over HTTP, and with `monitor verify --online`."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner
from verdicts_at_hand import store

from monitor.__main__ import app
from monitor.core.certificate import unverified
from monitor.flows.certify import bundle


@pytest.fixture
def issued(world, tmp_path):
    """A certified hour, and its certificate as a file that was handed out."""
    verdict = store(world, world.trainee())
    [row] = world.monitor.registry.verdicts_on(verdict.attempt)
    file = tmp_path / "certificate.json"
    file.write_bytes(bundle(row.certificate, world.monitor.signer))
    return verdict, unverified(row.certificate).number, file


async def run(*words: str):
    """The command beside the collector that it asks."""
    return await asyncio.to_thread(CliRunner().invoke, app, ["verify", *words], env={"LC_ALL": "en_US.UTF-8"})


def judged_again(world, verdict, **changes) -> None:
    later = replace(verdict, **changes)
    world.monitor.registry.save_verdict(
        verdict.attempt, later.to_bytes(), head="1" * 64, decided_at=7, certificate=None
    )


async def test_a_certificate_that_holds_is_said_to_hold(world, issued):
    _, number, file = issued

    answer = await world.http.get(f"/v1/certificates/{number}/status")
    said = await run(str(file), "--collector", world.address)

    assert (answer.status_code, answer.json()["status"]) == (200, "valid")
    assert said.exit_code == 0
    assert "status: holds" in said.output


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"result": "void_platform"}, "withdrawn", "withdrawn: the hour does not count"),
        ({"result": "held", "stage": "proposed"}, "suspended", "suspended: the hour is looked at again"),
    ],
)
async def test_one_whose_hour_does_not_count_any_more_is_not_valid(world, issued, changes, status, words):
    verdict, number, file = issued
    judged_again(world, verdict, **changes)

    answer = await world.http.get(f"/v1/certificates/urn:integrity-monitor:certificate:{number}/status")
    said = await run(str(file), "--collector", world.address)

    assert answer.json() == {"certificate": number, "status": status, "since": 7, "replaced_by": ""}
    assert said.exit_code == 1
    assert words in said.output


async def test_one_that_was_superseded_names_the_new_one(world, issued):
    verdict, number, file = issued
    again = store(world, verdict.trainee, platform=verdict.platform, credited_ms=60_500)

    status = (await world.http.get(f"/v1/certificates/{number}/status")).json()
    said = await run(str(file), "--collector", world.address)

    assert again.attempt == verdict.attempt
    assert status["status"] == "superseded"
    assert status["replaced_by"] not in {"", number}
    assert said.exit_code == 1
    assert status["replaced_by"] in said.output


async def test_without_a_network_nothing_is_asked_and_without_an_address_it_says_so(issued):
    file = issued[2]

    assert (await run(str(file))).exit_code == 0
    unaddressed = await run(str(file), "--online")
    assert (unaddressed.exit_code, "--collector URL" in unaddressed.output) == (2, True)
    unreachable = await run(str(file), "--collector", "http://127.0.0.1:9")
    assert (unreachable.exit_code, "cannot be asked" in unreachable.output) == (1, True)


async def test_a_collector_that_did_not_issue_it_knows_nothing(world, issued, tmp_path):
    _, number, _ = issued
    other = number.replace(number[-4:], "0000")

    answer = await world.http.get(f"/v1/certificates/{other}/status", headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
