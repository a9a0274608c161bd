"""What was held, recorded, inspected and answered in classes."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.learners.province.cast import HOUR_MS, Batch, Cast, Names, noon


def held(p: Cast) -> Iterator[Batch]:
    """What was held, recorded, inspected and answered in classes."""
    hours = [(n, k) for n in range(p.scale.classes) for k in range(6)]
    columns: Names = ("source_system", "external_id", "hour", "training_class", "hour_type", "starts_at", "ends_at")
    yield (
        "held_hours",
        columns,
        (
            ("talent", f"h-{n}-{k}", f"h-{n}-{k}", p.training_class(n), "theory", at, at + HOUR_MS)
            for n, k in hours
            for at in [noon(p.begins(n) + k)]
        ),
    )
    columns = ("source_system", "external_id", "recording", "training_class", "starts_at", "ends_at", "shows_all",
               "reviewed_by")  # fmt: skip
    yield (
        "recordings",
        columns,
        (
            ("talent", f"r-{n}-{k}", f"r-{n}-{k}", p.training_class(n), at, at + HOUR_MS, *_seen(n + k))
            for n, k in hours
            for at in [noon(p.begins(n) + k)]
        ),
    )
    columns = ("source_system", "external_id", "training_class", "held_at", "remote", "headcount", "inspector")
    yield (
        "inspections",
        columns,
        (
            ("talent", f"l-{n}-{k}", p.training_class(n), noon(p.begins(n) + k), k > 0, 25, "wang")
            for n in range(p.scale.classes)
            for k in range(2)
        ),
    )
    columns = ("source_system", "external_id", "training_class", "answered_at", "satisfied", "valid")
    yield (
        "satisfaction_answers",
        columns,
        (("talent", f"s-{n}-{k}", p.training_class(n), noon(p.begins(n) + 60), k % 9 > 0, True) for n, k in hours),
    )


def _seen(number: int) -> tuple[bool | None, str]:
    """What somebody saw in a recording, and who: nobody has looked at one in twenty."""
    return (None, "") if number % 20 == 0 else (number % 97 > 0, "li")
