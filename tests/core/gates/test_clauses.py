"""The table of clauses is whole: every clause has its words in docs/rules.md, its facts, and a test that proves it."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path

import msgspec
import pytest
from core.gates.asking import NUMBERS

from monitor.core.gates import clauses, facts
from monitor.core.gates.clauses import CLAUSES, Clause
from monitor.core.gates.titles import TITLES

ROOT = Path(__file__).resolve().parents[3]
FACTS = {
    "class": facts.ClassFacts,
    "enrolment": facts.EnrolmentFacts,
    "platform": facts.PlatformFacts,
    "institution": facts.InstitutionFacts,
    "office": facts.OfficeFacts,
}
GROUPS = {"ONL": 15, "CLS": 16, "PRC": 10, "ASM": 2, "ENF": 3, "FND": 3, "CAT": 4, "KPI": 2, "VOU": 1, "RPT": 1}


def test_every_clause_of_the_plan_is_listed_once() -> None:
    expected = [f"{group}-{number:02}" for group, most in GROUPS.items() for number in range(1, most + 1)]

    assert sorted(clause.id for clause in CLAUSES) == sorted(expected)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_the_rules_page_says_what_a_clause_demands(clause: Clause) -> None:
    rules = (ROOT / "docs/rules.md").read_text(encoding="utf-8")

    assert re.search(rf"^\| [^|]*\b{clause.id}\b[^|]*\| \S", rules, re.MULTILINE)


@pytest.mark.parametrize("clause", [one for one in CLAUSES if one.function], ids=lambda clause: clause.id)
def test_the_test_that_proves_a_clause_exists(clause: Clause) -> None:
    path, _, name = clause.proof.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))

    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("number", range(1, 7))
def test_the_code_of_a_disqualifier_leads_to_its_clause_and_its_proof(number: int) -> None:
    found = clauses.clause_of(f"D{number}")

    assert found == clauses.clause(f"ONL-{number + 4:02}")
    assert found.function.__module__.startswith("monitor.core.rules.")


def test_a_gate_of_the_hour_leads_to_its_clause_and_a_rule_of_the_project_to_none() -> None:
    assert clauses.clause_of("ONL-03") == clauses.clause("ONL-03")
    assert clauses.clause_of("evidence") is None


def test_the_table_of_clauses_in_the_docs_is_up_to_date() -> None:
    script = runpy.run_path(str(ROOT / "scripts/write_clauses.py"))

    assert script["PAGE"].read_text(encoding="utf-8") == script["page"]()


def test_each_kind_of_fact_has_a_gate_and_every_gate_its_facts() -> None:
    read = {(subject, clause.facts) for clause in CLAUSES for subject in clause.about}
    known = {(subject, name) for subject, kind in FACTS.items() for name in kind.__struct_fields__}

    assert read == known


def test_only_the_offices_own_conduct_is_judged_by_nobody() -> None:
    silent = {clause.id for clause in CLAUSES if clause.function is None}

    assert silent == {"CLS-08", "ASM-02", "ENF-03", "CAT-04"}
    assert {clause.id for clause in CLAUSES if clause.decided_by == "office"} == silent


def test_of_several_facts_each_is_judged_and_of_none_that_there_is_none() -> None:
    nothing = msgspec.convert(
        {
            "apprentices": [],
            "audits": {"on": "2023-05-01"},
            "equipment": {"kind": "school", "manufacturing": False, "licensed_teachers": 0},
            "trouble": {},
        },
        facts.InstitutionFacts,
    )
    group = {"enterprise": "e", "occupation": "o", "full_time_schooling": False, "together": 201, "this_year": 300}
    two = msgspec.structs.replace(nothing, apprentices=(msgspec.convert(group, clauses.classes.Apprentices),) * 2)

    assert outcomes(nothing) == ["pass"]
    assert outcomes(two) == ["fail", "fail"]


def outcomes(known: facts.InstitutionFacts) -> list[str]:
    return [result.outcome for result in clauses.results(known, NUMBERS) if result.clause == "CLS-16"]


def test_every_clause_has_a_title_in_both_languages():
    assert set(TITLES) == {clause.id for clause in CLAUSES}
    assert all(title["zh-CN"] and title["en"] for title in TITLES.values())
