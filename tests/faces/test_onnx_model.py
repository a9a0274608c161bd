"""Models that an operator plugs in: what their card says happens, and what does not fit is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from face_fakes import head
from tiny_onnx import linear_model, plug

from monitor.adapters.model_store import EMBEDDER, Cards, ModelError, ModelStore
from monitor.adapters.onnx_model import OnnxEmbedder, OnnxModelError, OnnxPad, align, crop_box, similarity
from monitor.faces.card import parse_card
from monitor.faces.errors import ModelCardError
from monitor.faces.protection import protection, protection_of

LIMITS = {"match": 0.2, "mismatch": 0.4, "session": 0.5, "session_fail": 0.6}
PAD_LIMITS = {"fail": 0.35, "review": 0.6}
IDENTITY = np.eye(3)
COLOUR = (30, 60, 90)


def picture(colour=COLOUR, size=(360, 480)):
    return np.full((*size, 3), colour, np.uint8)


def embedder(folder, *, models=None, metric="euclidean", **fields):
    models = models or [linear_model(IDENTITY, np.zeros(3))]
    path = plug(folder, "embedder", models, metric=metric, thresholds=LIMITS, align="box", **fields)
    return OnnxEmbedder(parse_card(path.read_bytes()), folder)


def pad(folder, models, **fields):
    path = plug(folder, "pad", models, thresholds=PAD_LIMITS, **{"live": 1} | fields)
    return OnnxPad(parse_card(path.read_bytes()), folder)


def constant(*answer):
    return linear_model(np.zeros((len(answer), 3)), answer)


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ({}, (30, 60, 90)),
        ({"colour": "rgb"}, (90, 60, 30)),
        ({"mean": [10, 20, 30], "scale": [1, 1, 1]}, (20, 40, 60)),
        ({"mean": [10, 20, 30], "scale": [0.5, 1, 2]}, (10, 40, 120)),
        ({"colour": "rgb", "mean": [90, 60, 30]}, (0, 0, 0)),
    ],
)
def test_the_model_reads_colours_as_its_card_says(tmp_path, reads, expected):
    model = embedder(tmp_path, input={"width": 16, "height": 16, **reads})
    assert model(picture(), head()) == pytest.approx(expected, abs=0.1)


def test_a_cosine_embedder_answers_unit_vectors(tmp_path):
    vector = embedder(tmp_path, metric="cosine")(picture(), head())
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector == pytest.approx(np.array(COLOUR) / np.linalg.norm(COLOUR), abs=1e-3)


def test_an_ensemble_of_embedders_joins_its_vectors(tmp_path):
    model = embedder(tmp_path, models=[linear_model(IDENTITY, [0, 0, 0]), constant(7, 8)])
    assert model(picture(), head()) == pytest.approx([*COLOUR, 7, 8], abs=0.1)


def test_thresholds_metric_and_version_come_from_the_card(tmp_path):
    model = embedder(tmp_path, metric="cosine")
    assert model.thresholds.as_numbers() == {f"distance_{name}": value for name, value in LIMITS.items()}
    assert model.metric == "cosine"
    assert model.version.startswith("onnx tiny embedder ")


def test_another_file_is_another_version(tmp_path):
    assert embedder(tmp_path).version != embedder(tmp_path, models=[constant(1, 2)]).version


def test_the_pad_answers_the_probability_of_its_live_class(tmp_path):
    assert pad(tmp_path, [constant(0, 2, 0)])(picture(), head()) == pytest.approx(np.e**2 / (np.e**2 + 2), abs=1e-5)
    assert pad(tmp_path, [constant(0.1, 0.7)], softmax=False)(picture(), head()) == pytest.approx(0.7, abs=1e-6)
    assert pad(tmp_path, [constant(0.1, 0.7)], softmax=False, live=0)(picture(), head()) == pytest.approx(0.1, abs=1e-6)


def test_an_ensemble_of_pads_answers_the_mean_each_with_its_own_crop(tmp_path):
    # Bright round the centre: the larger crop sees less of it, and the first channel's mean is the answer.
    image = np.zeros((360, 480, 3), np.uint8)
    image[80:280, 160:320] = 1
    reads = linear_model([[1, 0, 0], [1, 0, 0]], [0, 0])
    near = pad(tmp_path, [reads], crops=[1.0], softmax=False)(image, head())
    far = pad(tmp_path, [reads], crops=[1.8], softmax=False)(image, head())
    assert far < 0.7 * near
    both = pad(tmp_path, [reads, reads], crops=[1.0, 1.8], softmax=False)(image, head())
    assert both == pytest.approx((near + far) / 2, abs=1e-6)


def test_a_crop_that_would_leave_the_picture_is_moved_inside():
    image = np.arange(480 * 360, dtype=np.uint32).reshape(360, 480)[..., None].repeat(3, axis=2).astype(np.uint8)
    for centre in ((0, 0), (480, 360), (240, 180)):
        assert crop_box(image, head(centre=centre), 4.0, (80, 80)).shape == (80, 80, 3)


def test_similarity_finds_turn_scale_and_shift():
    points = np.array(((0.0, 0), (10, 0), (0, 10), (7, 3)))
    turn = np.array(((0, -2), (2, 0)))
    matrix = similarity(points, points @ turn.T + (5, -1))
    assert matrix == pytest.approx(np.array(((0, -2, 5), (2, 0, -1))), abs=1e-9)


@pytest.mark.parametrize("roll", [-40, 0, 25])
def test_an_aligned_face_has_its_eyes_nose_and_mouth_where_arcface_wants_them(roll):
    turn = np.array(((np.cos(np.radians(roll)), -np.sin(np.radians(roll))), (np.sin(np.radians(roll)), 0)))
    turn[1, 1] = turn[0, 0]
    template = np.array(((38.29, 51.70), (73.53, 51.50), (56.03, 71.74), (41.55, 92.37), (70.73, 92.20)))
    points, image = head(), picture((0, 0, 0))
    points[[468, 473, 1, 61, 291], :2] = (template - 56) @ turn.T * 1.5 + (240, 180)
    for x, y in points[[468, 473, 1, 61, 291], :2].round().astype(int):
        image[y - 2 : y + 3, x - 2 : x + 3] = 255
    aligned = align(image, points, (112, 112))
    assert all(aligned[round(y), round(x)].min() > 200 for x, y in template)
    assert aligned.mean() < 20


def test_a_wrong_hash_is_refused(tmp_path):
    path = plug(tmp_path, "pad", [constant(0, 1)], thresholds=PAD_LIMITS, live=1)
    (tmp_path / "pad0.onnx").write_bytes(constant(0, 2))
    with pytest.raises(OnnxModelError, match=r"not the file its card names: SHA-256 \w{64}, expected \w{64}"):
        OnnxPad(parse_card(path.read_bytes()), tmp_path)


@pytest.mark.parametrize(
    ("models", "fields", "why"),
    [
        ([b"no model at all"], {}, "cannot be loaded"),
        ([constant(0, 1)], {"output": 3}, "does not work as its card says"),
        ([constant(0, 1)], {"live": 2}, "tells fewer classes apart"),
        ([constant(0, 1)], {"input": {"width": 20, "height": 20}}, "does not work as its card says"),
    ],
)
def test_a_model_that_does_not_fit_its_card_is_refused(tmp_path, models, fields, why):
    with pytest.raises(OnnxModelError, match=why):
        pad(tmp_path, models, **fields)


def test_a_missing_file_is_told_by_its_path(tmp_path):
    path = plug(tmp_path, "pad", [constant(0, 1)], thresholds=PAD_LIMITS, live=1)
    (tmp_path / "pad0.onnx").unlink()
    with pytest.raises(OnnxModelError, match=r"pad0\.onnx cannot be read"):
        OnnxPad(parse_card(path.read_bytes()), tmp_path)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "oracle"}, "oracle"),
        ({"surprise": 1}, "surprise"),
        ({"files": []}, "files: name at least one"),
        ({"files": [{"file": "a", "sha256": "12"}]}, "64 hexadecimal"),
        ({"files": [{"file": "a", "sha256": "0" * 64, "crop": 0}]}, "crop"),
        ({"input": {"width": 0, "height": 16}}, "width and height"),
        ({"thresholds": {"fail": 0.7, "review": 0.6}}, "fail <= review"),
        ({"live": -1}, "live"),
        ({"output": -1}, "output"),
    ],
)
def test_a_wrong_card_is_told_by_its_field(tmp_path, change, why):
    path = plug(tmp_path, "pad", [constant(0, 1)], thresholds=PAD_LIMITS, live=1)
    card = json.loads(path.read_text()) | change
    with pytest.raises(ModelCardError, match=why):
        parse_card(json.dumps(card).encode())


@pytest.mark.parametrize("limits", [LIMITS | {"match": 0.5}, LIMITS | {"session": 0.7}, LIMITS | {"match": 0}])
def test_thresholds_in_the_wrong_order_are_refused(tmp_path, limits):
    path = plug(tmp_path, "embedder", [constant(0, 1)], thresholds=limits, metric="cosine")
    with pytest.raises(ModelCardError, match="thresholds"):
        parse_card(path.read_bytes())


def test_the_store_lists_the_plugged_models_instead_of_the_defaults(tmp_path):
    cards = Cards(
        embedder=plug(tmp_path, "embedder", [constant(1, 2)], thresholds=LIMITS, metric="cosine"),
        pad=plug(tmp_path, "pad", [constant(0, 1), constant(1, 0)], thresholds=PAD_LIMITS, live=1),
    )
    store = ModelStore(tmp_path, cards=cards)
    names = [model.name for model in store.list()]
    assert EMBEDDER not in names
    assert names[1:] == ["embedder0.onnx", "pad0.onnx", "pad1.onnx"]
    assert [model.state for model in store.verify()][1:] == ["present"] * 3
    (tmp_path / "pad1.onnx").write_bytes(b"altered")
    assert store.verify()[-1].state == "damaged"


def test_a_card_of_the_wrong_kind_missing_or_broken_is_told(tmp_path):
    path = plug(tmp_path, "pad", [constant(0, 1)], thresholds=PAD_LIMITS, live=1)
    with pytest.raises(ModelError, match="describes no embedder"):
        ModelStore(tmp_path, cards=Cards(embedder=path)).list()
    with pytest.raises(ModelError, match="cannot be read"):
        ModelStore(tmp_path, cards=Cards(pad=tmp_path / "nothing.json")).list()
    path.write_text("{")
    with pytest.raises(ModelError, match="is wrong"):
        ModelStore(tmp_path, cards=Cards(pad=path)).list()


def test_the_active_protection_is_told_in_both_languages():
    assert protection(None) == ("基础活体(不防视频重放)", "basic liveness (does not stop a video replay)")
    assert protection_of({"pad": "not checked"}) == protection(None) == protection_of({})
    named = protection("onnx tiny pad")
    assert all("onnx tiny pad" in text for text in named)
    assert "not certified" in named.en
    assert "未经认证" in named.zh


# ---------------------------------------------------------------- in the whole pipeline


@pytest.fixture
def judged_with(model_store, film):
    """Judges one and the same honest burst with the models of these cards."""
    from contextlib import closing

    from monitor.adapters.face_pool import installed_service
    from monitor.learners.people import reference_picture

    def judge(**cards):
        store = ModelStore(model_store.cache_dir, cards=Cards(**cards))
        with closing(installed_service(store)) as service:
            reference = service.enrol(reference_picture("astronaut")).embedding
            burst = service.judge_burst("turn_left", film("astronaut", "turn_left", 1), [reference])
            return burst, service.judge_photo(film("astronaut", "rest", 1)[0], [reference])

    return judge


@pytest.mark.parametrize(
    ("live", "burst", "photo"),
    [(0.9, "pass ok", "pass ok"), (0.5, "review spoof_uncertain", "review spoof_uncertain"),
     (0.1, "fail spoof", "review spoof_uncertain")],
)  # fmt: skip
def test_a_plugged_pad_changes_decisions_and_what_is_stored(tmp_path, judged_with, live, burst, photo):
    path = plug(tmp_path, "pad", [constant(1 - live, live)], thresholds=PAD_LIMITS, live=1, softmax=False)
    judged, snapshot = judged_with(pad=path)
    assert f"{judged.verdict} {judged.reason}" == burst
    assert f"{snapshot.verdict} {snapshot.reason}" == photo
    assert judged.scores["pad"] == pytest.approx(live)
    assert (judged.thresholds["pad_fail"], judged.thresholds["pad_review"]) == (0.35, 0.6)
    assert judged.versions["pad"].startswith("onnx tiny pad ")


@pytest.mark.parametrize(("limit", "burst"), [(0.5, "pass ok"), (1e-9, "fail person_changed")])
def test_a_plugged_embedder_changes_decisions_and_what_is_stored(tmp_path, judged_with, limit, burst):
    limits = dict.fromkeys(LIMITS, limit)
    model = linear_model(IDENTITY, np.zeros(3), width=112, height=112)
    path = plug(tmp_path, "embedder", [model], size=(112, 112), thresholds=limits, metric="cosine")
    judged, _ = judged_with(embedder=path)
    assert f"{judged.verdict} {judged.reason}" == burst
    assert judged.thresholds["distance_match"] == limit
    assert judged.versions["embedder"].startswith("onnx tiny embedder ")
    assert judged.versions["metric"] == "cosine"
