"""The real models and the people of the face tests; each is made once a run."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest

# Worker processes import the fakes by name, so their folder has to be on the path that a spawned process inherits.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def model_store():
    from monitor.adapters.model_store import ModelStore

    store = ModelStore()
    store.fetch()
    return store


@pytest.fixture(scope="session")
def service(model_store):
    """The real face service, in this process."""
    from monitor.adapters.face_pool import installed_service

    with closing(installed_service(model_store)) as built:
        yield built


@pytest.fixture(scope="session")
def references(service):
    """The embedding with which each person enrolled."""
    from monitor.learners.people import PERSONS, reference_picture

    return {person: service.enrol(reference_picture(person)).embedding for person in PERSONS}


@pytest.fixture(scope="session")
def film(model_store):
    """Films a person doing something, as the page would: 480x360 JPEG frames, the action 0.4 s after the start."""
    from face_film import Filmer

    return Filmer()
