"""The office sees how the face checks treat whom; Prometheus sees how busy they are and what they decide."""

import msgspec
from small_world import PLATFORM, jpeg

from monitor.web.pages import viewing_key


async def burst(world, sdk) -> None:
    """Answer the liveness directive that is open, and wait for the outcome."""
    directive = await sdk.until("directive", kind="liveness")
    await sdk.post_burst(world.http, directive, [jpeg() for _ in range(8)])
    await sdk.until("outcome", nonce=directive["nonce"])


async def test_figures_are_counted_from_the_log_and_grow_with_it(world, sdk):
    before = (await world.http.get("/v1/faces/figures")).json()
    await burst(world, sdk)
    world.app.state.face_figures._looked_at = None  # as if ten seconds had gone by
    after = (await world.http.get("/v1/faces/figures")).json()

    assert before["everybody"] == []
    assert [(group["check"], group["checks"]) for group in after["everybody"]] == [("liveness", 1), ("comparison", 1)]
    assert after["by_platform"] == [], "of one check nobody is told whose it was"


async def test_platforms_and_cohorts_of_the_office_are_told_apart(world, sdk, monkeypatch):
    monkeypatch.setattr("monitor.flows.face_figures.SMALLEST", 1)
    live = await world.collector.sessions.get(sdk.session)
    world.monitor.registry.set_cohort(live.state.trainee, "over 60")
    await burst(world, sdk)
    figures = (await world.http.get("/v1/faces/figures")).json()

    assert {group["group"] for group in figures["by_platform"]} == {PLATFORM}
    assert {group["group"] for group in figures["by_cohort"]} == {"over 60"}
    assert figures["by_provider"][1] | {"outcomes": 0} == {
        "check": "comparison",
        "group": "embedder fake-1",
        "checks": 1,
        "people": 1,
        "outcomes": 0,
    }


async def test_under_real_rules_figures_need_the_viewing_key(world, monkeypatch):
    monkeypatch.setattr(world.monitor, "pack", msgspec.structs.replace(world.monitor.pack, purpose="real"))
    key = viewing_key(world.monitor.keys)

    assert (await world.http.get("/v1/faces/figures")).status_code == 401
    response = await world.http.get("/v1/faces/figures", headers={"Authorization": f"Bearer {key}"})
    assert response.status_code == 200


async def test_the_metrics_tell_load_and_decisions_and_nobodys_name(world, sdk):
    await burst(world, sdk)
    response = await world.http.get("/metrics")

    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    assert 'monitor_face_decisions_total{kind="liveness",decision="pass"} 1' in lines
    assert "monitor_face_queue_seconds 0" in lines
    assert "monitor_live_sessions 1" in lines
    assert "# TYPE monitor_face_jobs_total counter" in lines
    live = await world.collector.sessions.get(sdk.session)
    assert live.state.trainee not in response.text
