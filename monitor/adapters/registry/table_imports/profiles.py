"""What tables say of people in classes: only what is said is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import inspect

from monitor.adapters.registry.class_models import EnrolmentProfile
from monitor.adapters.registry.table_imports.desk import Desk

Key = tuple[str, str]  # trainee, class

_BLANK = EnrolmentProfile(trainee="", training_class="").model_dump()


class Profiles(NamedTuple):
    """Rows that are new, and rows that say something else now."""

    fresh: list[dict[str, Any]]
    changed: list[dict[str, Any]]


def prepare_profiles(desk: Desk, said: Mapping[Key, Mapping[str, Any]]) -> Profiles:
    """Whole rows, in which everything that is not said is as it was."""
    columns = list(inspect(EnrolmentProfile).local_table.columns)
    names = [column.name for column in columns]
    known = {
        (row["trainee"], row["training_class"]): row
        for row in (dict(zip(names, values, strict=True)) for values in desk.values(columns, columns[:2], said))
    }
    fresh = [
        {**_BLANK, "trainee": trainee, "training_class": training_class, **facts}
        for (trainee, training_class), facts in said.items()
        if (trainee, training_class) not in known
    ]
    changed = [{**row, **said[key]} for key, row in known.items() if {**row, **said[key]} != row]
    return Profiles(fresh, changed)


def store_profiles(desk: Desk, profiles: Profiles) -> None:
    """Write them."""
    desk.insert(EnrolmentProfile, profiles.fresh)
    desk.update(EnrolmentProfile, profiles.changed)
