"""A rule pack: every number that a judgement uses, with its clause, its basis and its dates.

The six disqualifiers and the plan's own numbers are `basis = "plan"`; all else is the project's choice and says so
(rules: thresholds).  Durations are integer milliseconds.  An hour is judged by the pack in force when it was learned.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from functools import cached_property
from typing import Literal

import msgspec

from monitor.core.errors import RulePackError


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One number and where it comes from."""

    value: int
    clause: str
    basis: Literal["plan", "project"]
    note: str = ""


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting by name; a pack must give all of them."""

    # the Plan
    online_cap_percent: Threshold
    class_hour_ms: Threshold
    popup_max_gap_ms: Threshold
    photos_per_class_hour_min: Threshold
    # content and coverage
    unit_content_min_ms: Threshold
    lesson_tail_ms: Threshold
    lesson_tail_permille: Threshold
    hole_tolerance_ms: Threshold
    holes_permille: Threshold
    sample_every_ms: Threshold
    batch_every_ms: Threshold
    sample_gap_ms: Threshold
    # supervision and outages
    pause_unacknowledged_ms: Threshold
    late_after_ms: Threshold
    late_commit_within_ms: Threshold
    late_max_per_unit_ms: Threshold
    session_idle_timeout_ms: Threshold
    # D1
    rate_tolerance_permille: Threshold
    stall_rate_tolerance_permille: Threshold
    stall_catch_up_ms: Threshold
    rate_window_ms: Threshold
    fast_content_void_ms: Threshold
    blocked_repeats_for_fault: Threshold
    seek_tolerance_ms: Threshold
    # D2
    concurrent_grace_ms: Threshold
    concurrent_clock_tolerance_ms: Threshold
    concurrent_void_ms: Threshold
    takeover_grace_ms: Threshold
    hidden_grace_ms: Threshold
    # D3
    popup_gap_tolerance_ms: Threshold
    popup_draw_min_ms: Threshold
    popup_draw_max_ms: Threshold
    popup_answer_ms: Threshold
    popup_pick_word_weight: Threshold
    popup_arithmetic_weight: Threshold
    popup_question_weight: Threshold
    popup_confirm_weight: Threshold
    popup_misses_to_end: Threshold
    popup_background_ms: Threshold
    hold_after_ms: Threshold
    fast_answer_ms: Threshold
    fast_answers_to_hold: Threshold
    # D4
    identity_gap_ms: Threshold
    liveness_steps: Threshold
    liveness_tries: Threshold
    liveness_window_ms: Threshold
    liveness_cue_ms: Threshold
    liveness_after_pause_ms: Threshold
    face_failures_budget: Threshold
    in_person_lasts_ms: Threshold
    unchecked_play_ms: Threshold
    burst_fps: Threshold
    burst_frames: Threshold
    # D5
    preview_ms: Threshold
    # D6
    photo_capture_window_ms: Threshold
    photo_upload_deadline_ms: Threshold
    photo_tries: Threshold
    photo_popups_min: Threshold
    # findings about platforms
    production_window_ms: Threshold
    production_signal_trainees: Threshold
    production_signal_permille: Threshold
    production_signal_hours_min: Threshold
    probe_repetitions: Threshold
    photo_times_min: Threshold
    photo_times_max: Threshold
    photo_times_p_millionths: Threshold
    vendor_reply_working_days: Threshold
    # reviews
    appeal_days: Threshold


class RulePack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """The thresholds in force for a time; `pack["name"]` is a threshold's value."""

    name: str
    version: str
    title: dict[str, str]
    purpose: Literal["real", "demonstration"]
    hour_policy: Literal["restorative", "strict"]
    effective_from: str
    effective_to: str = ""
    thresholds: Thresholds

    def __getitem__(self, name: str) -> int:
        return self._values[name]

    @cached_property
    def _values(self) -> dict[str, int]:
        names = (field.name for field in msgspec.structs.fields(Thresholds))
        return {name: getattr(self.thresholds, name).value for name in names}

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) over the whole pack in canonical form, so that a verdict can say what judged it."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


Packs = Callable[[str, str], RulePack]
"""The pack of this name and hash, as an entry or a verdict names it; raises `RulePackError` where it is not kept."""


def always(pack: RulePack) -> Packs:
    """One pack, whatever is named: for made-up learners."""
    return lambda _name, _hash: pack


def parse(text: str) -> RulePack:
    """Read a pack from TOML; raises `RulePackError` naming what is missing, unknown or contradictory."""
    try:
        pack = msgspec.convert(tomllib.loads(text), RulePack)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RulePackError(f"rule pack: {error}") from error
    _refuse_contradictions(pack)
    return pack


def _refuse_contradictions(pack: RulePack) -> None:
    """Numbers that would make an honest hour fail, or a popup come too late."""
    ascending = [
        ("popup_draw_min_ms", "popup_draw_max_ms"),
        ("popup_draw_max_ms", "hold_after_ms"),
        ("hold_after_ms", "popup_max_gap_ms"),
        ("class_hour_ms", "unit_content_min_ms"),
        ("sample_every_ms", "sample_gap_ms"),
        ("pause_unacknowledged_ms", "late_after_ms"),
    ]
    for smaller, larger in ascending:
        if pack[smaller] > pack[larger]:
            raise RulePackError(f"rule pack {pack.name}: {smaller} must not exceed {larger}")
    if pack["popup_draw_max_ms"] + pack["pause_unacknowledged_ms"] > pack["popup_max_gap_ms"]:
        raise RulePackError(
            f"rule pack {pack.name}: popup_draw_max_ms and pause_unacknowledged_ms together must not exceed "
            "popup_max_gap_ms, or an outage just before a pop-up voids an honest hour"
        )
    kinds = [f"popup_{kind}_weight" for kind in ("pick_word", "arithmetic", "question", "confirm")]
    for kind in kinds:
        if pack[kind] < 0:
            raise RulePackError(f"rule pack {pack.name}: {kind} must not be negative")
    if not any(pack[kind] for kind in kinds if kind != "popup_question_weight"):
        raise RulePackError(f"rule pack {pack.name}: {kinds[0]} must be more than 0, as not every lesson has questions")
