"""Runs the shipped face checks on folders of JPEG frames: for operators who evaluate a model or a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from monitor.adapters.face_pool import installed_service
from monitor.adapters.model_store import ModelStore
from monitor.faces.errors import PictureError
from monitor.faces.protection import protection_of
from monitor.faces.service import FaceService
from monitor.ports import Action, FaceJudgement

ACTIONS: tuple[Action, ...] = get_args(Action)
PICTURES = (".jpg", ".jpeg")


class WrongInputError(Exception):
    """What was given cannot be judged; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class JudgedChallenge:
    """What came of every burst, with the name of its folder, and of the challenge they make up."""

    folders: tuple[str, ...]
    actions: tuple[Action, ...]
    bursts: tuple[FaceJudgement, ...]
    whole: FaceJudgement

    def as_json(self) -> dict[str, Any]:
        """Return everything that was decided and measured, ready for `json.dumps`."""
        rows = zip(self.folders, self.actions, self.bursts, strict=True)
        return {
            **_decision(self.whole),
            "bursts": [{"folder": folder, "action": action, **_decision(burst)} for folder, action, burst in rows],
            "thresholds": dict(self.whole.thresholds),
            "versions": dict(self.whole.versions),
            "protection": protection_of(self.whole.versions)._asdict(),
        }


def judge_folders(actions: Sequence[str], reference: Path, bursts: Path, models: ModelStore) -> JudgedChallenge:
    """Judge one burst per folder below `bursts`, in the order of their names, against the pictures in `reference`.

    Raises `WrongInputError`, and `ModelError` when a model is missing or damaged.
    """
    asked = known_actions(actions)
    folders = _burst_folders(bursts, len(asked))
    frames = [read_pictures(folder) for folder in folders]
    pictures = read_pictures(reference)
    with closing(installed_service(models)) as service:
        references = _enrolled(service, pictures, reference)
        judged = [_judge(service, action, burst, references) for action, burst in zip(asked, frames, strict=True)]
        whole = service.judge_challenge(judged)
    return JudgedChallenge(tuple(folder.name for folder in folders), asked, tuple(judged), whole)


def known_actions(names: Sequence[str]) -> tuple[Action, ...]:
    """Return the asked actions.  Raises `WrongInputError` for none, or one that does not exist."""
    unknown = [name for name in names if name not in ACTIONS]
    if unknown or not names:
        raise WrongInputError(f"unknown action {', '.join(unknown) or '(none)'}; there are {', '.join(ACTIONS)}")
    return tuple(cast("Action", name) for name in names)


def read_pictures(folder: Path) -> list[bytes]:
    """Return the JPEG files of a folder in the order of their names.  Raises `WrongInputError` when there is none."""
    if not folder.is_dir():
        raise WrongInputError(f"{folder} is no folder")
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in PICTURES and file.is_file())
    if not files:
        raise WrongInputError(f"{folder} holds no JPEG picture (.jpg, .jpeg)")
    return [file.read_bytes() for file in files]


def _burst_folders(bursts: Path, wanted: int) -> list[Path]:
    if not bursts.is_dir():
        raise WrongInputError(f"{bursts} is no folder")
    folders = sorted(place for place in bursts.iterdir() if place.is_dir() and not place.name.startswith("."))
    if len(folders) != wanted:
        raise WrongInputError(f"{bursts} holds {len(folders)} folders of frames, but {wanted} actions were named")
    return folders


def _enrolled(service: FaceService, pictures: Sequence[bytes], folder: Path) -> list[tuple[float, ...]]:
    """Return the embeddings of all reference pictures that can be used; one is enough."""
    judged = [judge_or_refuse(service, picture) for picture in pictures]
    if not any(judgement.embedding for judgement in judged):
        why = ", ".join(sorted({judgement.reason for judgement in judged}))
        raise WrongInputError(f"no picture in {folder} can be a reference: {why}")
    return [judgement.embedding for judgement in judged if judgement.embedding]


def judge_or_refuse(service: FaceService, picture: bytes) -> FaceJudgement:
    """Enrol a picture; one that is refused before analysis is `retry`, with what is wrong as the reason."""
    try:
        return service.enrol(picture)
    except PictureError as error:
        return FaceJudgement(verdict="retry", reason=error.problem)


def _judge(
    service: FaceService, action: Action, frames: Sequence[bytes], references: Sequence[Sequence[float]]
) -> FaceJudgement:
    # The collector, too, takes unreadable frames for a fault of the camera, which is never the learner's.
    try:
        return service.judge_burst(action, frames, references)
    except PictureError as error:
        return FaceJudgement(verdict="retry", reason=error.problem)


def _decision(judgement: FaceJudgement) -> dict[str, Any]:
    scores = {name: round(value, 4) for name, value in judgement.scores.items()}
    return {"verdict": judgement.verdict, "reason": judgement.reason, "faces": judgement.faces, "scores": scores}
