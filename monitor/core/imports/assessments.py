"""Assessments: when a person in a class was assessed, and the certificate that came of it (ONL-14, KPI-02)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Literal

import msgspec

from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import Column, Kind, Misfit, optional
from monitor.core.imports.faults import Wrong
from monitor.core.imports.people import CERTIFICATE, IDENTITY_NUMBER, TRAINING_CLASS


class AssessmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a person at the end of a class; what is None is left as it was."""

    training_class: str
    identity_number: str
    assessed_on: date
    certificate: (
        Literal["professional_qualification", "skill_level", "specific_ability", "training_completion"] | None
    ) = None
    certified_on: date | None = None


def _keys(row: AssessmentRow) -> Iterator[tuple[str, Hashable]]:
    yield "identity_number", (row.training_class, row.identity_number)


def _misfits(row: AssessmentRow) -> Iterator[Misfit]:
    if row.certified_on is not None and row.certified_on < row.assessed_on:
        yield (
            "certified_on",
            Wrong(
                "backwards",
                "早于考核日期。",
                "This lies before the assessment.",
                "请更正其中一个日期。",
                "Correct one of the two.",
            ),
        )
    if row.certified_on is not None and row.certificate is None:
        yield (
            "certificate",
            Wrong(
                "no_certificate",
                "填写了发证日期，但未填写证书类别。",
                "There is a day of a certificate, and no certificate.",
                "请填写证书类别，或删除发证日期。",
                "Enter the certificate, or delete the day.",
            ),
        )


ASSESSMENTS = Kind(
    name="assessments",
    title=bilingual("考核结果", "Assessments"),
    meaning=bilingual(
        "登记已报名学员的考核日期和所获证书；再次导入即为更正。",
        "Enters when people who are enrolled were assessed, and their certificates; imported again it is a correction.",
    ),
    row=AssessmentRow,
    columns=(
        TRAINING_CLASS,
        IDENTITY_NUMBER,
        Column(
            name="assessed_on",
            zh="考核日期",
            also=("考核结束日期",),
            read=cells.day,
            meaning=bilingual("考核结束之日(ONL-14)。", "The day on which the assessment ended (ONL-14)."),
            example="2023-06-30",
        ),
        optional(
            name="certificate",
            zh="证书类别",
            read=CERTIFICATE,
            meaning=bilingual("未取得证书则不填。", "Empty without one."),
            example="职业技能等级证书",
        ),
        optional(
            name="certified_on",
            zh="发证日期",
            read=cells.day,
            meaning=bilingual("证书上的日期。", "The day on the certificate."),
            example="2023-07-15",
        ),
    ),
    keys=_keys,
    misfits=_misfits,
)
