"""Reads a folder of known people and measures how well the installed embedder tells them apart."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from monitor.adapters.face_pool import installed_service
from monitor.adapters.model_store import ModelStore
from monitor.faces.calibration import Cohort, Proposal, Rate, measure, propose, refuse
from monitor.faces.models import Embedding, Metric
from monitor.faces.service import FaceService
from monitor.judge_folders import WrongInputError, judge_or_refuse, read_pictures

_STEP, _ROWS_BEFORE, _ROWS_AFTER = 0.02, 6, 6


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured: pictures that could not be used with the reason, distances, and what follows from them."""

    embedder: str
    metric: str
    in_use: float
    in_use_refusal: str
    unused: tuple[tuple[str, str], ...]
    cohorts: tuple[Cohort, ...]
    proposal: Proposal

    def as_json(self) -> dict[str, Any]:
        """Return everything, ready for `json.dumps`."""
        return {
            "embedder": self.embedder,
            "metric": self.metric,
            "match": self.proposal.match,
            "mismatch": self.proposal.mismatch,
            "refusal": self.proposal.refusal,
            "warnings": list(self.proposal.warnings),
            "in_use": {"match": self.in_use, "refusal": self.in_use_refusal},
            "unused": [{"picture": picture, "reason": reason} for picture, reason in self.unused],
            "cohorts": [{"name": cohort.name, "rows": _rows(cohort, self.thresholds())} for cohort in self.cohorts],
        }

    def thresholds(self) -> list[float]:
        """Return the thresholds of the table: round ones about those in use and proposed, and these themselves."""
        marks = [self.in_use, *(mark for mark in (self.proposal.match, self.proposal.mismatch) if mark is not None)]
        first, last = min(marks) - _ROWS_BEFORE * _STEP, max(marks) + _ROWS_AFTER * _STEP
        steps = np.arange(np.floor(first / _STEP), np.ceil(last / _STEP) + 1) * _STEP
        return sorted({round(float(value), 3) for value in (*steps, *marks) if value > 0})

    def in_words(self) -> str:
        """Return the tables, and what is recommended or why nothing is."""
        lines = [f"embedder {self.embedder}, distances {self.metric}"]
        lines += [f"not used: {picture}: {reason}" for picture, reason in self.unused]
        for cohort in self.cohorts:
            lines += ["", *_table(cohort, self.thresholds())]
        lines += ["", *_conclusion(self)]
        return "\n".join(lines)


def calibrate_folder(folder: Path, cohorts: Path | None, limit: float, models: ModelStore) -> Calibration:
    """Measure the installed embedder on `folder`/person/*.jpg; `limit` is the accepted false match rate, 0 to 1.

    Raises `WrongInputError`, and `ModelError` when a model is missing or damaged.
    """
    pictures = _pictures_of_people(folder)
    groups = read_cohorts(cohorts) if cohorts else {}
    if strangers := sorted(set(groups) - set(pictures)):
        raise WrongInputError(f"{cohorts} names people who have no folder: {', '.join(strangers)}")
    with closing(installed_service(models)) as service:
        people, unused = _embedded(service, pictures)
        versions, in_use = service.versions(), service.thresholds()["distance_match"]
    metric: Metric = "cosine" if versions["metric"] == "cosine" else "euclidean"
    measured = measure(people, groups, metric)
    if not measured[0].genuine or not measured[0].impostor:
        raise WrongInputError("at least two people are needed, one of them with two pictures that can be used")
    refusal, proposal = refuse(measured, in_use, limit), propose(measured, limit)
    return Calibration(versions["embedder"], metric, in_use, refusal, tuple(unused), measured, proposal)


def read_cohorts(file: Path) -> dict[str, str]:
    """Return each person's cohort, from lines `person,cohort` or a JSON object.  Raises `WrongInputError`."""
    if not file.is_file():
        raise WrongInputError(f"{file} is no file")
    text = _text_of(file)
    rows = _json_rows(file, text) if file.suffix == ".json" else [row for row in csv.reader(text.splitlines()) if row]
    if wrong := [row for row in rows if len(row) != 2 or not all(isinstance(part, str) for part in row)]:
        raise WrongInputError(f"{file}: expected a person and a cohort, found {wrong[0]}")
    named = {person.strip(): cohort.strip() for person, cohort in rows}
    return {person: cohort for person, cohort in named.items() if (person, cohort) != ("person", "cohort")}


def _text_of(file: Path) -> str:
    """As UTF-8, or as Chinese spreadsheets save it.  Raises `WrongInputError`."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongInputError(f"{file} is no text: save it as CSV in UTF-8")


def _json_rows(file: Path, text: str) -> list[list[str]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise WrongInputError(f"{file} is no JSON: {error}") from None
    if not isinstance(content, dict):
        raise WrongInputError(f"{file} is no object of persons and cohorts")
    return [list(item) for item in content.items()]


def _pictures_of_people(folder: Path) -> dict[str, list[bytes]]:
    if not folder.is_dir():
        raise WrongInputError(f"{folder} is no folder")
    people = sorted(place for place in folder.iterdir() if place.is_dir() and not place.name.startswith("."))
    # The same file twice is one picture, not two that agree.
    return {person.name: list(dict.fromkeys(read_pictures(person))) for person in people}


def _embedded(
    service: FaceService, pictures: Mapping[str, Sequence[bytes]]
) -> tuple[dict[str, list[Embedding]], list[tuple[str, str]]]:
    people: dict[str, list[Embedding]] = {person: [] for person in pictures}
    unused = []
    for person, taken in pictures.items():
        for number, picture in enumerate(taken, 1):
            judged = judge_or_refuse(service, picture)
            if judged.embedding:
                people[person].append(np.array(judged.embedding))
            else:
                unused.append((f"{person}, picture {number}", judged.reason))
    return people, unused


def _rows(cohort: Cohort, thresholds: Sequence[float]) -> list[dict[str, Any]]:
    return [
        {
            "threshold": threshold,
            "false_match": _rate(cohort.false_match(threshold)),
            "false_non_match": _rate(cohort.false_non_match(threshold)),
        }
        for threshold in thresholds
    ]


def _rate(rate: Rate) -> dict[str, Any]:
    return {"errors": rate.errors, "pairs": rate.pairs, "rate": rate.value, "interval_95": list(rate.interval)}


def _table(cohort: Cohort, thresholds: Sequence[float]) -> list[str]:
    pairs = f"{len(cohort.genuine)} genuine, {len(cohort.impostor)} impostor pairs"
    lines = [f"{cohort.name}: {pairs}", "  distance   false match (95 %)        false non-match (95 %)"]
    for threshold in thresholds:
        wrong, missed = cohort.false_match(threshold), cohort.false_non_match(threshold)
        lines.append(f"  {threshold:8.3f}   {_percent(wrong):24}  {_percent(missed)}")
    return lines


def _percent(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.value:6.1%} ({low:.1%} to {high:.1%})"


def _conclusion(found: Calibration) -> list[str]:
    lines = [f"in use, match {found.in_use:.3f}: {found.in_use_refusal or 'within the limit in every cohort'}"]
    if found.proposal.match is None or found.proposal.mismatch is None:
        return [*lines, f"no threshold is recommended: {found.proposal.refusal}"]
    lines.append(f"proposed: match {found.proposal.match:.3f}, mismatch {found.proposal.mismatch:.3f}")
    return lines + [f"  but {warning}" for warning in found.proposal.warnings]
