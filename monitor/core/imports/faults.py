"""What is wrong with a table: each fault names the cell, and says in both languages what is wrong and what to do."""

from __future__ import annotations

import msgspec

from monitor.core.bilingual import Bilingual, bilingual
from monitor.core.errors import CoreError

SHOWN = 40  # characters of a value that are repeated


class Wrong(CoreError):
    """Something is wrong with a value; where it stands, the reader knows."""

    def __init__(self, code: str, zh: str, en: str, mend_zh: str, mend_en: str) -> None:
        super().__init__(f"{en} {mend_en}")
        self.code = code
        self.message = bilingual(zh, en)
        self.remedy = bilingual(mend_zh, mend_en)


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong; `row` counts from 1 as programs for tables do, and `column` is the heading.

    A fault of a whole sheet has row 0, one of a whole row no column.  A secret value is not repeated.
    """

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: Bilingual
    remedy: Bilingual


def shown(value: object) -> str:
    """A cell's value as it is repeated: on one line, and not endlessly."""
    text = " ".join(str(value).split()) if value is not None else ""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
