"""A person's word stands for the data that the person saw, and no longer."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from core.gates.asking import NUMBERS, said

from monitor.core.gates import people
from monitor.core.gates.settling import Settled, settle

SEEN = people.Students(at_school=1, not_noted=0)


def word(**changed: Any) -> Settled:
    values = people.no_students(SEEN, NUMBERS).values
    facts = {"clause": "CLS-10", "values": values, "outcome": "pass", "reason": "a night school", "by": "li", "at": 1}
    return Settled(**(facts | changed))


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_a_clause_is_settled_as_a_person_said(outcome: str) -> None:
    result, who = settle(people.no_students(SEEN, NUMBERS), [word(outcome=outcome)])

    assert (said(result), who) == ((outcome, "decided_by_person"), word(outcome=outcome))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (SEEN, []),
        (SEEN, [word(clause="CLS-05")]),
        (msgspec.structs.replace(SEEN, at_school=2), [word()]),
    ],
)
def test_another_clause_or_other_data_are_a_new_question(facts: people.Students, words: list[Settled]) -> None:
    result, who = settle(people.no_students(facts, NUMBERS), words)

    assert (said(result), who) == (("person", "students_to_review"), None)


def test_what_data_decide_no_word_changes() -> None:
    blameless = people.no_students(people.Students(at_school=0, not_noted=0), NUMBERS)
    result, who = settle(blameless, [word(values=blameless.values, outcome="fail")])

    assert (result, who) == (blameless, None)


def test_the_last_word_stands() -> None:
    result, who = settle(people.no_students(SEEN, NUMBERS), [word(), word(outcome="fail", by="zhao", at=2)])

    assert (result.outcome, who.by if who else "") == ("fail", "zhao")
