"""Questionnaires that people answer before a class begins (CLS-04, CLS-05)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind
from monitor.core.imports.misfits import nothing
from monitor.core.imports.people import IDENTITY_NUMBER, TRAINING_CLASS, moment_of, record_id


class QuestionnaireRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one person answered before one class (UTC ms)."""

    external_id: str
    training_class: str
    identity_number: str
    answered_at: int
    wants_training: bool
    wants_work: bool
    able_to_work: bool


def _keys(row: QuestionnaireRow) -> Iterator[tuple[str, Hashable]]:
    yield "external_id", row.external_id
    yield "identity_number", (row.training_class, row.identity_number)


QUESTIONNAIRES = Kind(
    name="questionnaires",
    title=bilingual("开班前问卷", "Questionnaires"),
    meaning=bilingual(
        "学员开班前的问卷(CLS-04、CLS-05)，每人每班一份；再次导入即为更正。",
        "What trainees answered before their class (CLS-04, CLS-05), one for a person and class; imported again it is "
        "a correction.",
    ),
    row=QuestionnaireRow,
    columns=(
        record_id("问卷编号", "WJ-000001"),
        TRAINING_CLASS,
        IDENTITY_NUMBER,
        moment_of("answered_at", "填写时间", "2023-05-04 20:15"),
        Column(
            name="wants_training",
            zh="有培训意愿",
            read=cells.yes_or_no,
            meaning=bilingual("是否愿意参加培训。", "Whether the person wants to train."),
            example="是",
        ),
        Column(
            name="wants_work",
            zh="有就业意愿",
            read=cells.yes_or_no,
            meaning=bilingual("是否愿意就业。", "Whether the person wants to work."),
            example="是",
        ),
        Column(
            name="able_to_work",
            zh="有就业能力",
            read=cells.yes_or_no,
            meaning=bilingual("是否能够就业。", "Whether the person is able to work."),
            example="是",
        ),
    ),
    keys=_keys,
    misfits=nothing,
    record=AsRecord(shape=office_records.Questionnaire, past=("answered_at",)),
)
