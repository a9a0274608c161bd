"""Electronic training vouchers belong to one person."""

from __future__ import annotations

import msgspec

from monitor.core.gates.result import Answer, GateResult, Numbers


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher's holder, who uses it, and in how many enrolments it is used; people by their names in the registry."""

    voucher: str
    holder: str
    used_by: str
    uses: int = 1


def voucher_of_its_holder(voucher: Voucher | None, _: Numbers) -> GateResult:
    """VOU-01: a voucher is personal, cannot be handed on, and is used once."""
    if voucher is None:
        return Answer("VOU-01", "未使用培训券。", "No voucher is used.").not_concerned()
    answer = Answer(
        "VOU-01",
        "培训券{voucher}登记人{holder}，使用人{used_by}，使用{uses}次。",
        "Voucher {voucher} belongs to {holder} and is used by {used_by}, {uses} times in all.",
        voucher=voucher.voucher,
        holder=voucher.holder or "—",
        used_by=voucher.used_by,
        uses=voucher.uses,
    )
    if not voucher.holder:
        return answer.unknown("voucher_not_registered")
    if voucher.holder != voucher.used_by:
        return answer.failed("handed_on")
    return answer.decided(voucher.uses <= 1, "used_twice")
