"""Where models come from, and that a missing or altered one is found before it is used."""

from __future__ import annotations

import hashlib
import subprocess

import httpx
import pytest

from monitor.adapters import model_store as store_module
from monitor.adapters.model_store import EMBEDDER, LANDMARKS, ModelError, ModelStore, TaskFile


def states(models):
    return {model.name: model.state for model in models}


@pytest.fixture
def no_network(monkeypatch):
    """A pip that cannot download anything."""

    def refuse(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found")

    monkeypatch.setattr(subprocess, "run", refuse)


def test_a_missing_model_is_a_plain_state(tmp_path):
    assert states(ModelStore(tmp_path).list()) == {LANDMARKS: "missing", EMBEDDER: "present"}


def test_a_missing_model_tells_what_to_do_when_it_is_needed(tmp_path):
    with pytest.raises(ModelError, match=r"missing.*Fetch the models first"):
        ModelStore(tmp_path).path_of(LANDMARKS)


def test_fetch_gives_intact_models_and_needs_no_network_afterwards(model_store, no_network):
    assert set(states(model_store.fetch()).values()) == {"present"}
    assert set(states(model_store.verify()).values()) == {"present"}


def test_an_altered_model_is_damaged(tmp_path):
    (tmp_path / LANDMARKS).write_bytes(b"something else")
    store = ModelStore(tmp_path)
    assert states(store.list())[LANDMARKS] == "present"
    assert states(store.verify())[LANDMARKS] == "damaged"
    with pytest.raises(ModelError, match="damaged"):
        store.path_of(LANDMARKS)


def test_without_a_network_the_remedy_is_named(tmp_path, no_network):
    with pytest.raises(ModelError, match=r"No matching distribution.*Connect this machine.*\.task"):
        ModelStore(tmp_path).fetch()
    assert not list(tmp_path.iterdir())


def test_a_wheel_that_is_not_the_pinned_one_is_refused(tmp_path):
    wheel = tmp_path / "mediapipe-0.10.21-cp311-cp311-any.whl"
    wheel.write_bytes(b"PK")
    with pytest.raises(ModelError, match="not the pinned one"):
        ModelStore(tmp_path / "cache").fetch(wheel)


def test_pip_is_asked_for_one_wheel_by_name_whatever_this_machine_is(tmp_path, monkeypatch):
    asked = []

    def record(command, **_):
        asked.extend(command)
        return subprocess.CompletedProcess(command, 1, "", "")

    monkeypatch.setattr(subprocess, "run", record)
    with pytest.raises(ModelError, match="pip said nothing"):
        ModelStore(tmp_path).fetch()
    assert asked[-1] == "mediapipe==0.10.21"
    assert {"--no-deps", "--only-binary", "manylinux_2_28_x86_64"} <= set(asked)
    assert not any("://" in word for word in asked), "the index is the machine's own choice"


def test_an_official_bundle_is_used_by_path_and_hash(tmp_path, no_network):
    task = tmp_path / "face_landmarker.task"
    task.write_bytes(b"official")
    good = ModelStore(tmp_path, task=TaskFile(task, hashlib.sha256(b"official").hexdigest()))
    good.fetch()
    assert good.path_of(LANDMARKS) == task
    with pytest.raises(ModelError, match=r"damaged.*SHA-256"):
        ModelStore(tmp_path, task=TaskFile(task, "0" * 64)).fetch()


def test_the_cache_is_chosen_by_argument_environment_or_user(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_MODELS", str(tmp_path / "named"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert ModelStore(tmp_path).cache_dir == tmp_path
    assert ModelStore().cache_dir == tmp_path / "named"
    monkeypatch.delenv("MONITOR_MODELS")
    assert ModelStore().cache_dir == tmp_path / "xdg" / "integrity-monitor" / "models"


def test_the_dlib_network_is_found_without_importing_its_package(monkeypatch):
    assert ModelStore().path_of(EMBEDDER).name == EMBEDDER
    monkeypatch.setattr(store_module.importlib.util, "find_spec", lambda name: None)
    assert states(ModelStore().list())[EMBEDDER] == "missing"
    with pytest.raises(ModelError, match="Install the package"):
        ModelStore().path_of(EMBEDDER)


@pytest.fixture
def answering(monkeypatch):
    """An address that answers with these bytes and this status, and notes what was asked."""
    asked = []

    def answer_with(content, status=200):
        def get(address, **_):
            asked.append(address)
            return httpx.Response(status, content=content, request=httpx.Request("GET", address))

        monkeypatch.setattr(httpx, "get", get)
        return asked

    return answer_with


OFFICIAL = "https://models.example/face_landmarker.task"


def test_an_official_bundle_is_taken_from_its_address_once(tmp_path, answering):
    asked = answering(b"official")
    store = ModelStore(tmp_path, task=TaskFile(OFFICIAL, hashlib.sha256(b"official").hexdigest()))
    assert states(store.list())[LANDMARKS] == "missing"
    store.fetch()
    assert store.path_of(LANDMARKS).read_bytes() == b"official"
    store.fetch()
    assert asked == [OFFICIAL]


@pytest.mark.parametrize(
    ("content", "status", "why"), [(b"altered", 200, "not the pinned one"), (b"", 404, "could not be downloaded")]
)
def test_an_address_that_answers_something_else_leaves_nothing(tmp_path, answering, content, status, why):
    answering(content, status)
    store = ModelStore(tmp_path, task=TaskFile(OFFICIAL, hashlib.sha256(b"official").hexdigest()))
    with pytest.raises(ModelError, match=why):
        store.fetch()
    assert not list(tmp_path.iterdir())


def test_the_settings_name_the_models(tmp_path, monkeypatch):
    from monitor.assembly import model_store as store_of
    from monitor.settings import Settings

    monkeypatch.setenv("MONITOR_FACE_LANDMARKER", str(tmp_path / "own.task"))
    monkeypatch.setenv("MONITOR_FACE_LANDMARKER_SHA256", "0" * 64)
    monkeypatch.setenv("MONITOR_FACE_PAD", "")
    settings = Settings()
    assert settings.face_pad is None
    (landmarks, _) = store_of(settings).list()
    assert landmarks.path == tmp_path / "own.task"
