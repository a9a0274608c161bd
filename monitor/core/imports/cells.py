"""How the cells of one column are read; a cell is what a program for tables keeps: text, number, date or nothing.

Every reader takes a cell that is not empty and raises `Wrong`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeVar

from monitor.core.identity_number import NotAnIdentityNumber, normalised
from monitor.core.imports.faults import Wrong
from monitor.core.phone_number import NotAPhoneNumber
from monitor.core.phone_number import normalised as normalised_phone

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Reader = Callable[[Cell], Any]
Day = TypeVar("Day", bound=date)

SHANGHAI = timezone(timedelta(hours=8))
_EARLIEST, _LATEST = date(1990, 1, 1), date(2199, 12, 31)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DAY_IN_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_EXACT = 10**15  # from here on programs for tables round whole numbers


def is_empty(cell: Cell) -> bool:
    """Nothing, or nothing but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(most: int = 128) -> Reader:
    """Text of at most so many characters; a number is taken as its digits, if the table has kept all of them."""

    def read(cell: Cell) -> str:
        plain = _plain(cell)
        if len(plain) > most:
            raise Wrong(
                "too_long",
                f"有{len(plain)}个字符。",
                f"It has {len(plain)} characters.",
                f"请缩短到{most}个字符以内。",
                f"Shorten it to at most {most}.",
            )
        return plain

    return read


def identity_number(cell: Cell) -> str:
    """A resident identity number (GB 11643), normalised."""
    try:
        return normalised(_plain(cell))
    except NotAnIdentityNumber as error:
        raise _not_a_number_of_a_person(error.why) from None


def _not_a_number_of_a_person(why: str) -> Wrong:
    if why == "shape":
        return Wrong(
            "not_an_identity_number",
            "不是17位数字加一位校验码(0-9或X)。",
            "This is not 17 digits and a check digit (0-9 or X).",
            "请填写居民身份证上的18位号码;15位号码已停用。",
            "Enter the 18 characters of the resident identity card; numbers of 15 digits are out of use.",
        )
    return Wrong(
        "wrong_check_digit",
        "身份证号的校验码不符。",
        "The check digit does not fit the number.",
        "请与证件核对，有数字输错。",
        "Compare it with the card: a digit is mistyped.",
    )


def phone(cell: Cell) -> str:
    """A phone number of the country, normalised."""
    try:
        return normalised_phone(_plain(cell))
    except NotAPhoneNumber:
        raise Wrong(
            "not_a_phone_number",
            "不是有效的电话号码。",
            "This is no phone number.",
            "请填写11位手机号码，或带区号的固定电话；每格一个号码。",
            "Enter the 11 digits of a mobile number, or area code and number; one number to a cell.",
        ) from None


def whole(least: int, most: int) -> Reader:
    """A whole number within bounds."""

    def read(cell: Cell) -> int:
        number = _number(cell)
        if number is None or not least <= number <= most:
            raise Wrong(
                "not_a_number",
                "不是该范围内的整数。",
                "This is no whole number in the range.",
                f"请填写{least}至{most}的整数。",
                f"Enter a whole number from {least} to {most}.",
            )
        return number

    return read


def choice(**meanings: str) -> Reader:
    """One of several words, by its Chinese or its own name: `choice(theory="理论")`."""
    known = {name.lower(): name for name in meanings} | {zh: name for name, zh in meanings.items()}
    zh = "、".join(meanings.values())
    en = ", ".join(meanings)

    def read(cell: Cell) -> str:
        found = known.get(_plain(cell).lower())
        if found is None:
            raise Wrong(
                "unknown_word",
                "不是可选的值。",
                "This is none of the possible values.",
                f"请填写：{zh}。",
                f"Enter one of: {en}.",
            )
        return found

    return read


_YES_OR_NO: Mapping[str, bool] = {
    **dict.fromkeys(("是", "有", "yes", "y", "true", "1"), True),
    **dict.fromkeys(("否", "无", "no", "n", "false", "0"), False),
}


def yes_or_no(cell: Cell) -> bool:
    """是 or 否."""
    found = _YES_OR_NO.get(_plain(cell).lower())
    if found is None:
        raise Wrong(
            "not_yes_or_no", "不是“是”或“否”。", "This is neither yes nor no.", "请填写是或否。", "Enter yes or no."
        )
    return found


def day(cell: Cell) -> date:
    """A calendar day in China: a date cell, 2023-03-07, 2023/3/7, 2023年3月7日 or 20230307."""
    found = _day_of(cell)
    if found is None or not _EARLIEST <= found <= _LATEST:
        raise Wrong(
            "not_a_day",
            "不是有效日期。",
            "This is no date.",
            "请按2023-03-07的格式填写。",
            "Write it like 2023-03-07.",
        )
    return found


def moment(cell: Cell) -> int:
    """A moment by the clocks of China, as UTC ms: a cell with date and time, or 2023-03-07 09:00[:00]."""
    found = cell if isinstance(cell, datetime) else _moment_of(_plain(cell))
    if found is None or not _EARLIEST <= found.date() <= _LATEST:
        raise Wrong(
            "not_a_moment",
            "不是有效的日期和时间。",
            "This is no date with a time.",
            "请按2023-03-07 09:00的格式填写。",
            "Write it like 2023-03-07 09:00.",
        )
    return int(found.replace(tzinfo=SHANGHAI).astimezone(UTC).timestamp() * 1000)


def length(cell: Cell) -> int:
    """A length of video in ms: seconds as a number, or [h:]mm:ss."""
    found = _length_of(cell)
    if found is None or not 0 <= found <= 86_400_000:
        raise Wrong(
            "not_a_length",
            "不是有效的时长或时间点。",
            "This is no length of video.",
            "请填写秒数或时：分：秒，最多24小时。",
            "Enter seconds or h:mm:ss, 24 hours at most.",
        )
    return found


def yuan(cell: Cell) -> int:
    """An amount in yuan with two decimals at most, as a whole number of fen; up to ten million yuan."""
    amount = _amount(cell)
    fen = amount * 100 if amount is not None else None
    if fen is None or fen != fen.to_integral_value() or not 0 <= fen <= 10**9:
        raise Wrong(
            "not_an_amount",
            "不是有效金额。",
            "This is no amount.",
            "请按元填写，最多两位小数，不带货币符号。",
            "Enter yuan with two decimals at most, and no sign of the currency.",
        )
    return int(fen)


def sha256(cell: Cell) -> str:
    """A file's SHA-256 in hex."""
    plain = _plain(cell).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise Wrong(
            "not_a_hash",
            "不是SHA-256值。",
            "This is no SHA-256.",
            "请填写64位十六进制字符。",
            "Enter its 64 hexadecimal characters.",
        )
    return plain


# ---------------------------------------------------------------- what was read, as a table writes it


def said_moment(ms: int) -> str:
    """UTC ms by the clocks of China."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def said_yuan(fen: int) -> str:
    """A whole number of fen in yuan."""
    return f"{fen // 100}.{fen % 100:02}"


def said_length(ms: int) -> str:
    """Milliseconds of video as h:mm:ss, with what is left of a second."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" + (f".{rest:03}" if rest else "")


# ---------------------------------------------------------------- what programs for tables make of values


def _plain(cell: Cell) -> str:
    """The cell as text, in plain characters (NFKC); raises `Wrong` for what a program has spoilt."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return _digits(cell)
    if isinstance(cell, datetime | date | time | timedelta):
        return str(cell)
    plain = (cell if cell and cell.isascii() else unicodedata.normalize("NFKC", cell or "")).strip()
    if plain.upper() in _ERRORS:
        raise Wrong(
            "formula_error",
            "公式没有结果。",
            "The formula has no result.",
            "请改正公式，或填写其值。",
            "Correct the formula, or enter the value.",
        )
    if _CONTROL.search(plain):
        raise Wrong(
            "control_character",
            "含有换行等控制字符。",
            "It holds a line break or another control character.",
            "请删除该字符。",
            "Delete that character.",
        )
    return plain


def _digits(number: float) -> str:
    if abs(number) >= _EXACT:
        raise Wrong(
            "rounded",
            "该数字过长，表格软件已将其四舍五入。",
            "The number is so long that the program has rounded it.",
            "请将该列设为文本格式后重新填写。",
            "Format the column as text, and enter it again.",
        )
    return str(int(number)) if number == int(number) else str(number)


def _number(cell: Cell) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell == int(cell) else None
    plain = _plain(cell)
    return int(plain) if re.fullmatch(r"-?\d{1,18}", plain, re.ASCII) else None


def _amount(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool | datetime | date | time | timedelta):
        return None
    plain = str(cell) if isinstance(cell, float) else _plain(cell).replace(",", "")
    return Decimal(plain) if re.fullmatch(r"\d{1,15}(\.\d{1,15})?", plain, re.ASCII) else None


def _day_of(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = _plain(cell)
    found = _DAY.fullmatch(plain) or _DAY_IN_DIGITS.fullmatch(plain)
    return _valid(date, *map(int, found.groups())) if found else None


def _moment_of(plain: str) -> datetime | None:
    written_day, _, written_clock = plain.replace("T", " ").partition(" ")
    on, clock = _DAY.fullmatch(written_day), _CLOCK.fullmatch(written_clock.strip())
    if on is None or clock is None:
        return None
    return _valid(datetime, *map(int, on.groups()), *(int(part or 0) for part in clock.groups()))


def _valid(shape: Callable[..., Day], *parts: int) -> Day | None:
    try:
        return shape(*parts)
    except ValueError:
        return None


def _length_of(cell: Cell) -> int | None:
    if isinstance(cell, time):
        return ((cell.hour * 60 + cell.minute) * 60 + cell.second) * 1000
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() * 1000)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return round(cell * 1000)
    plain = _plain(cell)
    if re.fullmatch(r"\d{1,5}(\.\d{1,3})?", plain, re.ASCII):
        return round(float(plain) * 1000)
    found = _LENGTH.fullmatch(plain)
    if found is None or int(found[3]) > 59:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000
