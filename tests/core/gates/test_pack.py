"""The gates' numbers say where they come from, and a change of one is seen in the hash."""

from __future__ import annotations

from importlib import resources

import pytest

from monitor import rulepacks
from monitor.core.errors import RulePackError
from monitor.core.gates.clauses import clause
from monitor.core.gates.pack import parse

TEXT = (resources.files(rulepacks) / "gates" / "henan-2023.toml").read_text(encoding="utf-8")
PROJECT = {"occupation_parts_near", "occupation_parts_doubtful", "public_notice_working_days"}


def test_every_number_names_a_clause_and_only_the_projects_own_are_not_the_plans() -> None:
    thresholds = rulepacks.load_gates().thresholds
    named = {name: getattr(thresholds, name) for name in thresholds.__struct_fields__}

    assert all(clause(threshold.clause).id for threshold in named.values())
    assert {name for name, threshold in named.items() if threshold.basis == "project"} == PROJECT


def test_changing_one_number_changes_the_hash() -> None:
    assert parse(TEXT.replace("value = 80\n", "value = 81\n")).hash != parse(TEXT).hash


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (("[thresholds.class_size_max]", "[thresholds.class_size]"), "class_size"),
        (('basis = "plan"', 'basis = "hearsay"'), "basis"),
        (("[title]", "[title"), "gate pack"),
    ],
)
def test_a_pack_that_is_wrong_says_where(edit: tuple[str, str], named: str) -> None:
    with pytest.raises(RulePackError, match=named):
        parse(TEXT.replace(*edit))


def test_a_pack_that_is_not_shipped_is_unknown() -> None:
    with pytest.raises(RulePackError, match="atlantis"):
        rulepacks.load_gates("atlantis")
