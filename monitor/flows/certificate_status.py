"""Whether a certificate still says what holds: anybody may ask who has it in hand, and learns nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote

import msgspec

from monitor.core import certificate as certificates
from monitor.core import verdict as verdicts
from monitor.flows.collector import Collector
from monitor.flows.monitor import VerdictRecord

Status = Literal["valid", "suspended", "superseded", "withdrawn"]


class UnknownCertificate(LookupError):
    """No certificate of this number was issued here."""


class CertificateStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a certificate, since when (UTC ms), and the number of the one that took its place.

    `suspended`: the hour is being looked at again.  `withdrawn`: it does not count any more.
    """

    certificate: str
    status: Status
    since: int
    replaced_by: str = ""


def read_status(content: bytes) -> CertificateStatus:
    """A status as a collector sends it; raises `Malformed`."""
    try:
        return msgspec.json.decode(content, type=CertificateStatus)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise certificates.Malformed(f"malformed: what was answered is no status: {error}") from error


async def certificate_status(collector: Collector, name: str) -> CertificateStatus:
    """The status of a certificate by its number or its whole id; raises `UnknownCertificate`."""
    number = name.removeprefix(certificates.CERTIFICATE)
    attempt = unquote(number.rpartition(":")[0])
    rows = await asyncio.to_thread(collector.monitor.registry.verdicts_on, attempt)
    mine = [place for place, row in enumerate(rows) if _number(row) == number]
    if not mine:
        raise UnknownCertificate(name)
    later = rows[mine[-1] + 1 :]
    if not later:
        return CertificateStatus(certificate=number, status="valid", since=rows[mine[0]].decided_at)
    return CertificateStatus(
        certificate=number, status=_status(rows), since=later[0].decided_at, replaced_by=_number(rows[-1])
    )


def _number(row: VerdictRecord) -> str:
    return certificates.unverified(row.certificate).number if row.certificate else ""


def _status(rows: Sequence[VerdictRecord]) -> Status:
    """What a certificate is that another verdict came after."""
    if rows[-1].certificate:
        return "superseded"
    return "suspended" if verdicts.from_bytes(rows[-1].verdict).result == "held" else "withdrawn"
