"""The model files of the face service: where they come from, whether they are what they should be, where they lie.

MediaPipe 1.x ships no model.  Google's older wheel `mediapipe==0.10.21` (Apache-2.0) holds the parts, so `fetch`
downloads that wheel by package name, checks it, and assembles the bundle that FaceLandmarker wants.  dlib's network
comes from the installed package `face_recognition_models` (CC0).  Every file is pinned by SHA-256.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from monitor.faces.attention import ALL_POINTS, OUTPUT_SIZES, gather_order
from monitor.faces.card import EmbedderCard, PadCard, parse_card
from monitor.faces.errors import ModelCardError

State = Literal["present", "missing", "damaged"]

LANDMARKS = "face_landmarker_attention.task"
EMBEDDER = "dlib_face_recognition_resnet_model_v1.dat"

WHEEL_PACKAGE = "mediapipe==0.10.21"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
_DETECTOR_MEMBER = "mediapipe/modules/face_detection/face_detection_short_range.tflite"
_DETECTOR_SHA256 = "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8"
_MESH_MEMBER = "mediapipe/modules/face_landmark/face_landmark_with_attention.tflite"
_MESH_SHA256 = "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4"
LANDMARKS_SHA256 = "2168c00d2172a19ec5145edc4b1411bb3803973c1ff3c0665155aad0f80ad7fb"
EMBEDDER_SHA256 = "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"

_REMEDY = (
    f"Connect this machine to a package index and run the fetch again, or give the wheel of {WHEEL_PACKAGE} "
    "(cp311, manylinux_2_28_x86_64) as a file, or configure an official face_landmarker .task with its SHA-256."
)


class ModelError(Exception):
    """A model file is missing, is not what it should be, or could not be fetched; the text says what to do."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One model the face service needs: its file name, where it lies, and whether it is what it should be."""

    name: str
    path: Path
    sha256: str
    state: State
    source: str


@dataclass(frozen=True, slots=True)
class TaskFile:
    """An official `face_landmarker.task` the operator supplies instead of the assembled bundle.

    `place` is a path, or an https address from which `fetch` takes it into the cache.
    """

    place: Path | str
    sha256: str

    @property
    def is_remote(self) -> bool:
        return str(self.place).startswith("https://")

    def path_in(self, cache_dir: Path) -> Path:
        """Return where the file lies."""
        return cache_dir / f"face_landmarker_{self.sha256[:12]}.task" if self.is_remote else Path(self.place)


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards (.json) of the models that an operator plugs in instead of, or on top of, the default ones."""

    embedder: Path | None = None
    pad: Path | None = None


class _Expected(NamedTuple):
    name: str
    path: Path
    sha256: str
    source: str


class ModelStore:
    """The models of one machine: `fetch` once with a network, `verify` and use offline ever after.

    `cache_dir` defaults to the environment variable MONITOR_MODELS, else to the user's cache folder.
    """

    def __init__(
        self, cache_dir: Path | str | None = None, *, task: TaskFile | None = None, cards: Cards | None = None
    ) -> None:
        self.cache_dir = Path(cache_dir) if cache_dir is not None else default_cache()
        self._task = task
        self._cards = cards or Cards()

    def list(self) -> tuple[ModelFile, ...]:
        """Name every model and whether its file exists; reads no content, so it never says `damaged`."""
        return tuple(_describe(expected, checked=False) for expected in self._wanted())

    def verify(self) -> tuple[ModelFile, ...]:
        """Name every model and compare each file with its pinned SHA-256."""
        return tuple(_describe(expected, checked=True) for expected in self._wanted())

    def fetch(self, wheel: Path | None = None) -> tuple[ModelFile, ...]:
        """Make the landmark bundle present and intact, then return what `verify` says.

        Does nothing when it is there already.  `wheel` is an already downloaded copy of the pinned wheel.
        Raises `ModelError` with a remedy when the wheel cannot be had or is not the pinned one, or when the
        operator's own .task is missing or altered.
        """
        landmarks = _describe(self._landmarks(), checked=True)
        if landmarks.state != "present":
            if self._task is None:
                self._assemble_from(wheel)
            elif self._task.is_remote:
                _write_atomically(landmarks.path, _download(self._task))
            else:
                raise ModelError(f"{landmarks.path} is {landmarks.state}: correct its path or its SHA-256.")
        return self.verify()

    def path_of(self, name: str) -> Path:
        """Return the path of a verified model; raises `ModelError` with a remedy when it is missing or damaged."""
        model = _describe(self._landmarks() if name == LANDMARKS else _dlib(), checked=True)
        if model.state != "present":
            raise ModelError(f"The model {name} is {model.state}. {_remedy_for(name)}")
        return model.path

    def plugged_embedder(self) -> tuple[EmbedderCard, Path] | None:
        """Return the operator's embedder and the folder of its files, if there is one.  Raises `ModelError`."""
        if self._cards.embedder is None:
            return None
        card = _read_card(self._cards.embedder)
        if not isinstance(card, EmbedderCard):
            raise ModelError(f"{self._cards.embedder} describes no embedder, but a model of kind pad.")
        return card, self._cards.embedder.parent

    def plugged_pad(self) -> tuple[PadCard, Path] | None:
        """Return the operator's anti-spoofing model and the folder of its files, if any.  Raises `ModelError`."""
        if self._cards.pad is None:
            return None
        card = _read_card(self._cards.pad)
        if not isinstance(card, PadCard):
            raise ModelError(f"{self._cards.pad} describes no anti-spoofing model, but one of kind embedder.")
        return card, self._cards.pad.parent

    def _wanted(self) -> tuple[_Expected, ...]:
        embedder, pad = self.plugged_embedder(), self.plugged_pad()
        embedders = [_dlib()] if embedder is None else _files_of(*embedder)
        return (self._landmarks(), *embedders, *([] if pad is None else _files_of(*pad)))

    def _landmarks(self) -> _Expected:
        if self._task is not None:
            path = self._task.path_in(self.cache_dir)
            return _Expected(LANDMARKS, path, self._task.sha256.lower(), "configured by the operator")
        source = f"assembled from the wheel {WHEEL_PACKAGE}"
        return _Expected(LANDMARKS, self.cache_dir / LANDMARKS, LANDMARKS_SHA256, source)

    def _assemble_from(self, wheel: Path | None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            bundle = assemble_bundle(wheel if wheel is not None else _download_wheel(Path(folder)))
        _check(bundle, LANDMARKS_SHA256, "the assembled landmark bundle")
        _write_atomically(self.cache_dir / LANDMARKS, bundle)


def _dlib() -> _Expected:
    return _Expected(EMBEDDER, _dlib_network(), EMBEDDER_SHA256, "package face_recognition_models")


def _files_of(card: EmbedderCard | PadCard, folder: Path) -> list[_Expected]:
    kind = "embedder" if isinstance(card, EmbedderCard) else "anti-spoofing"
    source = f"{kind} {card.name}, configured by the operator"
    return [_Expected(file.file, folder / file.file, file.sha256.lower(), source) for file in card.files]


def _describe(expected: _Expected, *, checked: bool) -> ModelFile:
    state: State = "present" if expected.path.is_file() else "missing"
    if checked and state == "present" and _sha256_of_file(expected.path) != expected.sha256:
        state = "damaged"
    return ModelFile(expected.name, expected.path, expected.sha256, state, expected.source)


def _read_card(path: Path) -> EmbedderCard | PadCard:
    try:
        return parse_card(path.read_bytes())
    except OSError as error:
        raise ModelError(f"The model card {path} cannot be read: {error.strerror}.") from error
    except ModelCardError as error:
        raise ModelError(f"The model card {path} is wrong: {error}.") from None


def default_cache() -> Path:
    """Return where this user's models lie unless told otherwise."""
    if configured := os.environ.get("MONITOR_MODELS"):
        return Path(configured)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "integrity-monitor" / "models"


def assemble_bundle(wheel: Path) -> bytes:
    """Build a FaceLandmarker bundle (a stored zip) with refined eyes, lips and irises from the pinned wheel.

    The same wheel always gives the same bytes.  Raises `ModelError` when the wheel or a part is not the pinned one.
    """
    _check(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        detector, mesh = archive.read(_DETECTOR_MEMBER), archive.read(_MESH_MEMBER)
    _check(detector, _DETECTOR_SHA256, _DETECTOR_MEMBER)
    _check(mesh, _MESH_SHA256, _MESH_MEMBER)
    parts = {"face_detector.tflite": detector, "face_landmarks_detector.tflite": merge_outputs(mesh)}
    return _stored_zip(parts)


def merge_outputs(mesh: bytes) -> bytes:
    """Return the attention model with its six landmark outputs joined into one (1, 1, 1, 1434) tensor.

    Each is flattened, all are concatenated, and one GATHER puts refined coordinates in the mesh's places.  The
    seventh output, whether there is a face, is kept as it is.
    """
    import flatbuffers  # type: ignore[import-untyped]

    graph = _Graph(mesh)
    *landmarks, face_flag = graph.outputs
    flat = [graph.reshape(tensor, [size]) for tensor, size in zip(landmarks, OUTPUT_SIZES, strict=True)]
    joined = graph.concatenate(flat, sum(OUTPUT_SIZES))
    gathered = graph.gather(joined, gather_order())
    graph.outputs = [graph.reshape(gathered, [1, 1, 1, 3 * ALL_POINTS]), face_flag]
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(graph.model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


class _Graph:
    """A TFLite model opened for appending a few operators behind its outputs."""

    def __init__(self, content: bytes) -> None:
        from mediapipe.tasks.metadata import schema_py_generated as schema  # type: ignore[import-untyped]

        self._schema = schema
        self.model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
        self._graph = self.model.subgraphs[0]

    @property
    def outputs(self) -> list[int]:
        return list(self._graph.outputs)

    @outputs.setter
    def outputs(self, tensors: Sequence[int]) -> None:
        self._graph.outputs = list(tensors)

    def reshape(self, tensor: int, shape: list[int]) -> int:
        options = self._schema.ReshapeOptionsT()
        options.newShape = shape
        wanted = self._constant(f"shape_of_{tensor}", np.array(shape, np.int32))
        return self._operator("RESHAPE", options, [tensor, wanted], self._floats(f"reshaped_{tensor}", shape))

    def concatenate(self, tensors: list[int], size: int) -> int:
        options = self._schema.ConcatenationOptionsT()
        options.axis = 0
        return self._operator("CONCATENATION", options, tensors, self._floats("concatenated", [size]))

    def gather(self, tensor: int, order: np.ndarray) -> int:
        options = self._schema.GatherOptionsT()
        options.axis = 0
        inputs = [tensor, self._constant("landmark_order", order)]
        return self._operator("GATHER", options, inputs, self._floats("gathered", [len(order)]))

    def _operator(self, kind: str, options: Any, inputs: list[int], output: int) -> int:
        operator = self._schema.OperatorT()
        operator.opcodeIndex = self._code(getattr(self._schema.BuiltinOperator, kind))
        operator.inputs, operator.outputs = inputs, [output]
        operator.builtinOptions = options
        operator.builtinOptionsType = getattr(self._schema.BuiltinOptions, type(options).__name__.removesuffix("T"))
        self._graph.operators.append(operator)
        return output

    def _code(self, builtin: int) -> int:
        code = self._schema.OperatorCodeT()
        code.builtinCode, code.version = builtin, 1
        code.deprecatedBuiltinCode = builtin
        self.model.operatorCodes.append(code)
        return len(self.model.operatorCodes) - 1

    def _floats(self, name: str, shape: list[int]) -> int:
        return self._tensor(name, shape, self._schema.TensorType.FLOAT32, None)

    def _constant(self, name: str, values: np.ndarray) -> int:
        return self._tensor(name, list(values.shape), self._schema.TensorType.INT32, values)

    def _tensor(self, name: str, shape: list[int], kind: int, values: np.ndarray | None) -> int:
        buffer = self._schema.BufferT()
        if values is not None:
            buffer.data = np.frombuffer(values.tobytes(), np.uint8)
        self.model.buffers.append(buffer)
        tensor = self._schema.TensorT()
        tensor.name, tensor.type, tensor.buffer = name.encode(), kind, len(self.model.buffers) - 1
        tensor.shape = np.array(shape, np.int32)
        self._graph.tensors.append(tensor)
        return len(self._graph.tensors) - 1


def _download(task: TaskFile) -> bytes:
    import httpx

    try:
        answer = httpx.get(str(task.place), follow_redirects=True, timeout=60).raise_for_status()
    except httpx.HTTPError as error:
        raise ModelError(f"{task.place} could not be downloaded: {error}.") from error
    _check(answer.content, task.sha256.lower(), str(task.place))
    return answer.content


def _download_wheel(folder: Path) -> Path:
    # The model files inside are the same for every platform, so one wheel is pinned whatever this machine is.
    platform = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"]
    platform += ["--platform", "manylinux_2_28_x86_64", "--only-binary", ":all:"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += [*platform, "--dest", str(folder), WHEEL_PACKAGE]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    wheels = sorted(folder.glob("mediapipe-*.whl"))
    if done.returncode != 0 or not wheels:
        last_words = (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise ModelError(f"pip could not download {WHEEL_PACKAGE}: {last_words}. {_REMEDY}")
    return wheels[0]


def _dlib_network() -> Path:
    # Importing the package would need pkg_resources, which warns; its folder is all that is wanted.
    spec = importlib.util.find_spec("face_recognition_models")
    if spec is None or not spec.submodule_search_locations:
        return Path("face_recognition_models") / "models" / EMBEDDER
    return Path(spec.submodule_search_locations[0]) / "models" / EMBEDDER


def _remedy_for(name: str) -> str:
    if name == EMBEDDER:
        return "Install the package face_recognition_models (or reinstall it when it is damaged)."
    return "Fetch the models first. " + _REMEDY


def _stored_zip(parts: dict[str, bytes]) -> bytes:
    with tempfile.SpooledTemporaryFile(max_size=1 << 24) as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, content in parts.items():
                archive.writestr(_fixed_member(name), content)
        out.seek(0)
        return out.read()


def _fixed_member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    member.create_system, member.external_attr = 3, 0o600 << 16
    return member


def _check(content: bytes, sha256: str, what: str) -> None:
    found = _sha256(content)
    if found != sha256:
        raise ModelError(f"{what} is not the pinned one: SHA-256 {found}, expected {sha256}. {_REMEDY}")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    Path(out.name).replace(path)
