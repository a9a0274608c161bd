"""A person's word on what data do not decide; it stands for the data that the person saw, and no longer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from monitor.core.gates.result import GateResult, Value


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said about a clause, on which data, and why; `by` is an account, `at` UTC ms."""

    clause: str
    values: dict[str, Value]
    outcome: Literal["pass", "fail"]
    reason: str
    by: str
    at: int


def settle(result: GateResult, said: Iterable[Settled]) -> tuple[GateResult, Settled | None]:
    """The result as somebody decided it, with that decision; other data than those are a new question."""
    if result.outcome != "person":
        return result, None
    here = [one for one in said if (one.clause, one.values) == (result.clause, result.values)]
    if not here:
        return result, None
    return msgspec.structs.replace(result, outcome=here[-1].outcome, reason="decided_by_person"), here[-1]
