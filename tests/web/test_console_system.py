"""The page about the system says in both languages what somebody has to see to, and that all is well when it is."""

import pytest
from console_desk import person
from small_world import FakeFaces, running

from monitor.flows.last_backup import note_backup
from monitor.ports import FaceServiceError
from monitor.web.console.system import (
    LEAST_FREE_PERCENT,
    OLDEST_FACE_JOB_S,
    DiskSaid,
    FaceServiceSaid,
    SystemSaid,
    troubles,
)

WELL = SystemSaid(
    version="1",
    rules="demo 1",
    online=0,
    judging=0,
    queues={},
    oldest={},
    faces=FaceServiceSaid(
        waiting=0, working=0, oldest_seconds=OLDEST_FACE_JOB_S, models={"embedder": "e"}, protection={}
    ),
    disk=DiskSaid(free=LEAST_FREE_PERCENT, total=100, log=1, backed_up_at=None),
    opens_photos=True,
    log_failures=0,
    lag_seconds=0.0,
    dead_webhooks=0,
    overdue_webhooks=0,
    troubles=[],
)


def test_on_the_thresholds_all_is_well():
    assert list(troubles(WELL)) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"log_failures": 1}, "event log"),
        ({"disk": DiskSaid(free=LEAST_FREE_PERCENT - 1, total=100, log=1, backed_up_at=None)}, "of the disk is free"),
        ({"faces": WELL.faces.model_copy(update={"models": {}})}, "does not answer"),
        ({"faces": WELL.faces.model_copy(update={"oldest_seconds": OLDEST_FACE_JOB_S + 0.1})}, "pile up"),
        ({"dead_webhooks": 2}, "did not reach"),
        ({"overdue_webhooks": 1}, "not sent a minute after"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(wrong, words):
    [said] = troubles(WELL.model_copy(update=wrong))
    assert words in said["en"]
    assert said["zh-CN"]


async def test_the_state_of_the_system_names_models_disk_and_rules(world):
    async with person(world, "administrator") as root:
        said = (await (await root.enter()).get("/system")).json()
    assert said["rules"] == "demo 1"
    assert said["disk"]["log"] > 0
    assert said["faces"]["models"] == {"embedder": ""}
    assert said["faces"]["protection"]["zh-CN"] == "基础活体(不防视频重放)"


async def test_the_last_back_up_and_whether_photos_open_here_are_told(world, monkeypatch):
    async with person(world, "administrator") as root:
        never = (await (await root.enter()).get("/system")).json()
        note_backup(world.monitor.certificates.parent, 1_700_000_000_000)
        monkeypatch.setattr(world.monitor, "vault_private_key", "")
        then = (await root.get("/system")).json()
    assert set(never["oldest"]) <= set(never["queues"])
    assert (never["disk"]["backed_up_at"], never["opens_photos"]) == (None, True)
    assert (then["disk"]["backed_up_at"], then["opens_photos"]) == ("2023-11-14T22:13:20Z", False)


async def test_a_face_service_that_does_not_answer_is_said_and_breaks_nothing(tmp_path):
    class Silent(FakeFaces):
        async def versions(self):
            raise FaceServiceError("no worker")

    async with running(tmp_path, faces=Silent()) as world, person(world, "auditor") as auditor:
        said = (await (await auditor.enter()).get("/system")).json()
    assert said["faces"]["models"] == {}
    assert "does not answer" in str(said["troubles"])
