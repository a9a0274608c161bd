"""What classroom equipment hands over: face check-ins (PRC-02) and the index of recordings (PRC-05, PRC-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec

from monitor.core import office_records
from monitor.core.bilingual import bilingual
from monitor.core.imports import cells
from monitor.core.imports.columns import AsRecord, Column, Kind, Misfit, optional
from monitor.core.imports.misfits import backwards, by, in_order
from monitor.core.imports.people import IDENTITY_NUMBER, TRAINING_CLASS


class CheckInRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a classroom from coming to leaving (UTC ms)."""

    external_id: str
    training_class: str
    identity_number: str
    came_at: int
    left_at: int | None = None
    device: str = ""


class RecordingRow(msgspec.Struct, frozen=True, kw_only=True):
    """One continuous recording of a class (UTC ms)."""

    recording: str
    training_class: str
    starts_at: int
    ends_at: int
    kept_until_on: date | None = None
    deleted_on: date | None = None


def _recording_misfits(row: RecordingRow) -> Iterator[Misfit]:
    if row.ends_at <= row.starts_at:
        yield "ends_at", backwards()


CHECK_INS = Kind(
    name="check-ins",
    title=bilingual("课堂签到", "Classroom check-ins"),
    meaning=bilingual(
        "人脸识别签到设备的记录，用于与线上学习时间比对；再次导入即为更正，并重新比对。",
        "The log of face check-in equipment, to compare with the time of online lessons; imported again it is a "
        "correction, and compared anew.",
    ),
    row=CheckInRow,
    columns=(
        Column(
            name="external_id",
            zh="签到编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="QD-000001",
        ),
        TRAINING_CLASS,
        IDENTITY_NUMBER,
        Column(
            name="came_at",
            zh="签到时间",
            read=cells.moment,
            say=cells.said_moment,
            meaning=bilingual("北京时间。", "By the clocks of China."),
            example="2023-05-08 08:58",
        ),
        optional(
            name="left_at",
            zh="签退时间",
            read=cells.moment,
            say=cells.said_moment,
            meaning=bilingual("未签退则不填。", "Empty if unknown."),
            example="2023-05-08 11:40",
        ),
        optional(
            name="device",
            zh="设备",
            read=cells.text(),
            meaning=bilingual("签到设备。", "The equipment."),
            example="A-203",
        ),
    ),
    keys=by("external_id"),
    misfits=in_order("came_at", "left_at"),
    record=AsRecord(shape=office_records.CheckIn, past=("came_at",)),
)

RECORDINGS = Kind(
    name="recordings",
    title=bilingual("录像索引", "Recording index"),
    meaning=bilingual(
        "班级录像的起止时间和保存期限；视频本身留在机构。人员的审看结论不受再次导入影响。",
        "From when to when classes were recorded, and how long it is kept; the video stays with the institution. What "
        "a reviewer said stays when a recording comes again.",
    ),
    row=RecordingRow,
    columns=(
        Column(
            name="recording",
            zh="录像编号",
            read=cells.text(),
            meaning=bilingual("来源系统中的编号。", "Its id in the source system."),
            example="LX-000001",
        ),
        TRAINING_CLASS,
        Column(
            name="starts_at",
            zh="开始时间",
            read=cells.moment,
            say=cells.said_moment,
            meaning=bilingual("北京时间。", "By the clocks of China."),
            example="2023-05-08 09:00",
        ),
        Column(
            name="ends_at",
            zh="结束时间",
            read=cells.moment,
            say=cells.said_moment,
            meaning=bilingual("连续录像的结束。", "The end of the continuous recording."),
            example="2023-05-08 09:40",
        ),
        optional(
            name="kept_until_on",
            zh="保存至",
            read=cells.day,
            meaning=bilingual("最后一日(PRC-08：三年)。", "The last day (PRC-08: three years)."),
            example="2026-05-08",
        ),
        optional(
            name="deleted_on",
            zh="删除日期",
            read=cells.day,
            meaning=bilingual("已删除时填写。", "If it is gone."),
            example="",
        ),
    ),
    keys=by("recording"),
    misfits=_recording_misfits,
    record=AsRecord(shape=office_records.Recording, named="recording"),
)
