"""dlib's network outside dlib: the same answers, and no answers from anything that is not its weights file."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from monitor.faces.pictures import decode
from monitor.faces.resnet import WeightsError, to_onnx


@pytest.fixture(scope="module")
def weights(model_store):
    from monitor.adapters.model_store import EMBEDDER

    return model_store.path_of(EMBEDDER)


def test_the_embedding_is_dlibs_own(service, film, weights):
    import dlib

    from monitor.adapters.dlib_embedder import marked_face

    own = dlib.face_recognition_model_v1(str(weights))
    for person in ("astronaut", "other", "third"):
        image = decode(film(person, "turn_left", 1)[8])
        (points,) = service._models.landmarks(image)
        expected = own.compute_face_descriptor(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), marked_face(points))
        assert np.abs(service._models.embedder(image, points) - np.array(expected)).max() < 1e-5


@pytest.mark.parametrize("keep", [0, 400, 1_000_000, 22_400_000])
def test_a_cut_off_weights_file_is_refused(weights, keep):
    with pytest.raises(WeightsError, match="no tensor"):
        to_onnx(weights.read_bytes()[:keep])
