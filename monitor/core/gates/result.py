"""What a gate answers: a clause met or not, or what is missing to tell, in plain words with the numbers."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from monitor.core.bilingual import Bilingual

Outcome = Literal["pass", "fail", "person", "unknown"]
Value = int | str


class Numbers(Protocol):
    """Where a gate reads its thresholds by name."""

    def __getitem__(self, name: str) -> int: ...


class GateResult(msgspec.Struct, frozen=True, kw_only=True):
    """One clause for one subject.

    `person`: data alone do not decide, somebody has to look.  `unknown`: the registry lacks what the clause asks
    about, which is no fault of anybody.  `reason` is a code for programs; `values` are the numbers in the message,
    days as ISO dates.
    """

    clause: str
    outcome: Outcome
    reason: str
    values: dict[str, Value] = {}
    message: Bilingual


class Answer:
    """The sentence about one clause, in Chinese and English; the texts name `values` in braces.

    Its verbs turn the sentence into a result; one sentence serves all outcomes that rest on the same numbers.
    """

    def __init__(self, clause: str, chinese: str, english: str, **values: Value) -> None:
        self._clause = clause
        self._values = values
        self._message = {"zh-CN": chinese.format(**values), "en": english.format(**values)}

    def decided(self, passed: bool, reason: str) -> GateResult:
        """The clause is met or not; `reason` says what is wrong where it is not."""
        return self.met() if passed else self.failed(reason)

    def met(self) -> GateResult:
        return self._result("pass", "met")

    def not_concerned(self) -> GateResult:
        """The clause is about others."""
        return self._result("pass", "not_concerned")

    def failed(self, reason: str) -> GateResult:
        return self._result("fail", reason)

    def person(self, reason: str) -> GateResult:
        """Somebody has to look; the values are the data at hand."""
        return self._result("person", reason)

    def unknown(self, reason: str) -> GateResult:
        """What the clause asks about is not registered, or not over yet."""
        return self._result("unknown", reason)

    def _result(self, outcome: Outcome, reason: str) -> GateResult:
        return GateResult(
            clause=self._clause, outcome=outcome, reason=reason, values=self._values, message=self._message
        )


def some(names: list[str], most: int = 5) -> str:
    """The first few names, for a message."""
    shown = "、".join(names[:most])
    return f"{shown} …" if len(names) > most else shown
