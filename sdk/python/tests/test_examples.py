"""The examples of a vendor's server do what they say, against a running collector."""

import asyncio
import importlib
from contextlib import asynccontextmanager

import httpx
import pytest
from asgiref.wsgi import WsgiToAsgi
from sdk_double import Sdk, seen
from small_world import CLASS, LESSONS
from verdicts_at_hand import store

from integrity_monitor_client import AsyncClient
from monitor.learners.serving import served


@asynccontextmanager
async def fastapi_vendor():
    module = importlib.import_module("fastapi_vendor")
    async with served(module.app) as address:
        yield address, lambda: list(module.app.state.seen.values())


@asynccontextmanager
async def django_vendor():
    from django.core.wsgi import get_wsgi_application

    module = importlib.import_module("django_vendor")
    module.monitor.cache_clear()
    module.SEEN.clear()
    async with served(WsgiToAsgi(get_wsgi_application()), lifespan="off") as address:
        yield address, lambda: list(module.SEEN.values())
    module.monitor().close()


@pytest.fixture(params=[fastapi_vendor, django_vendor], ids=["fastapi", "django"])
async def vendor(request, world, monkeypatch):
    """The example's address, what it has heard, and a browser of its learner."""
    monkeypatch.setenv("INTEGRITY_URL", world.address)
    monkeypatch.setenv("INTEGRITY_KEY", world.key)
    trainee = world.trainee()
    async with request.param() as (address, heard):
        cookies = {"trainee": trainee, "training_class": CLASS}
        async with httpx.AsyncClient(base_url=address, cookies=cookies) as browser:
            yield address, heard, browser, trainee


async def test_a_lesson_page_gets_a_session_that_its_sdk_can_use(vendor):
    _, _, browser, trainee = vendor
    session = (await browser.post(f"/lessons/{LESSONS[0]}/session")).json()
    async with Sdk(session["stream_url"], session["ticket"]) as sdk:
        assert sdk.welcome["trainee"] == trainee
    assert session["countable"] is True


async def test_what_the_monitor_refuses_is_told_to_the_page(vendor):
    _, _, browser, _ = vendor
    refused = await browser.post("/lessons/lesson-9/session")

    assert refused.status_code == 502
    assert "lesson-9" in refused.text


async def test_a_webhook_is_taken_in_once_however_often_it_comes(world, monitor, vendor, monkeypatch):
    address, heard, _, _ = vendor
    endpoint = await monitor.add_webhook(f"{address}/webhooks/integrity")
    monkeypatch.setenv("INTEGRITY_WEBHOOK_SECRET", endpoint.secret)
    await monitor.test_webhook(endpoint.endpoint)
    await _delivered(monitor)
    [event] = heard()
    await monitor.replay(event.id)
    await _delivered(monitor)

    assert [event.type for event in heard()] == ["webhook.test"]


async def _delivered(monitor: AsyncClient) -> None:
    async def there() -> bool:
        return [one.state async for one in monitor.deliveries()] == ["delivered"]

    await seen(there)


async def test_a_webhook_of_somebody_else_is_refused(vendor, monkeypatch):
    _, heard, browser, _ = vendor
    monkeypatch.setenv("INTEGRITY_WEBHOOK_SECRET", "whsec_" + "QUJD" * 8)
    headers = {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": "v1,QUJD"}

    assert (await browser.post("/webhooks/integrity", content=b"{}", headers=headers)).status_code == 400
    assert heard() == []


async def test_the_learner_sees_hours_and_what_to_do_about_them(world, vendor):
    _, _, browser, trainee = vendor
    await asyncio.to_thread(store, world, trainee, "wrong_order")
    shown = (await browser.get("/my/hours")).json()
    [hour] = shown["hours"]

    assert (shown["counted"], shown["left"]) == (0, 16)
    assert hour["why"]
    assert hour["what_to_do"]


async def test_who_is_not_logged_in_gets_nothing(vendor):
    address, _, _, _ = vendor
    async with httpx.AsyncClient(base_url=address) as stranger:
        answers = [await stranger.post("/lessons/lesson-1/session"), await stranger.get("/my/hours")]

    assert [answer.status_code for answer in answers] == [401, 401]
