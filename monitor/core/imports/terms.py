"""Under which terms a table is taken in."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from monitor.core.gates.online import EarlierProjects
from monitor.core.gates.result import GateResult


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """`source` is the system that a table comes from, and `at` is now (UTC ms).

    `unit_content_min` is the content in ms that every unit must have (K10); `between` says whether somebody may begin
    after earlier projects (ONL-14).
    """

    source: str
    at: int
    unit_content_min: int
    between: Callable[[EarlierProjects], GateResult]
