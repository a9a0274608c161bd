"""From received bytes to a judgement that names everything it was made by."""

from __future__ import annotations

import msgspec
import pytest
from face_fakes import REFERENCE, head, jpeg, models, pictures

from monitor.faces.errors import PictureError
from monitor.faces.pictures import fingerprint
from monitor.faces.service import NOT_CHECKED, VERSION, FaceService

FRAMES = [jpeg(picture) for picture in pictures(10)]


def test_a_judgement_names_its_rules_models_and_pictures():
    judgement = FaceService(models([[head()]])).judge_burst("nod", FRAMES, [REFERENCE])
    assert (judgement.verdict, judgement.reason, judgement.faces) == ("retry", "no_nod", 1)
    assert judgement.versions == {
        "service": VERSION,
        "landmarks": "scripted landmarks",
        "embedder": "scripted embedder",
        "metric": "euclidean",
        "pad": NOT_CHECKED,
    }
    assert judgement.thresholds["nod_range"] == 12
    assert judgement.thresholds["distance_match"] == 0.42
    assert judgement.image_hashes == tuple(fingerprint(frame) for frame in FRAMES)
    assert judgement.embedding == (), "a burst that does not count gives no embedding away"


def test_what_was_not_compared_is_said():
    judgement = FaceService(models([[head()]])).judge_photo(FRAMES[0], [])
    assert judgement.verdict == "review"
    assert judgement.versions["comparison"] == NOT_CHECKED


def test_enrolment_returns_plain_numbers():
    judgement = FaceService(models([[head()]], [(0.1, 0.2, 0.3)])).enrol(FRAMES[0])
    assert judgement.embedding == (0.1, 0.2, 0.3)
    assert msgspec.json.decode(msgspec.json.encode(judgement), type=type(judgement)) == judgement


def test_bad_bytes_are_refused_before_any_model_is_asked():
    used = models([[head()]])
    with pytest.raises(PictureError, match="not_a_jpeg"):
        FaceService(used).judge_burst("nod", [*FRAMES, b"no picture"], [REFERENCE])
    assert used.landmarks.calls == 0


def test_closing_frees_the_models():
    used = models([[head()]])
    FaceService(used).close()
    assert used.landmarks.closed
