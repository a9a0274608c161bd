"""A verified certificate in words, for somebody who holds the file in hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from monitor.core.certificate import Certificate, CertifiedUnit
from monitor.flows.certificate_status import CertificateStatus
from monitor.flows.certify import Verified

Language = Literal["zh-CN", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    "valid": ("证书有效", "This certificate is valid"),
    "intact": (
        "证书未被改动;签发者未核实(见“可信度”)",
        "This certificate is unchanged; its issuer is not checked (see trust)",
    ),
    "demonstration": (
        "演示证书:按演示规则作出,不作任何认定用途",
        "DEMONSTRATION: made under rules that are not for real use; it certifies nothing outside them",
    ),
    "trainee": ("学员", "trainee"),
    "class": ("班级", "class"),
    "platform": ("平台", "platform"),
    "unit": ("课时", "class hour"),
    "credited": (
        "{unit}:计入 {credited} 秒(要求 {required} 秒)",
        "{unit}: {credited} s credited, {required} s required",
    ),
    "rules": ("规则", "rules"),
    "rule_pack": ("{name} 第 {version} 版,SHA-256 {hash}", "{name} version {version}, SHA-256 {hash}"),
    "evidence": ("证据根", "evidence root"),
    "verdict": ("判定的SHA-256", "verdict SHA-256"),
    "issued": ("签发", "issued"),
    "issued_by": ("{time},{issuer}", "{time} by {issuer}"),
    "until": ("有效期至", "valid until"),
    "no_end": ("长期", "no end"),
    "key": ("签名密钥", "signing key"),
    "status": ("现状", "status"),
    "status_valid": ("有效({time}起)", "holds, since {time}"),
    "status_suspended": ("暂停:该课时正在复核({time}起)", "suspended: the hour is looked at again, since {time}"),
    "status_superseded": (
        "已由新证书取代({time}起):{number}",
        "superseded since {time} by certificate {number}",
    ),
    "status_withdrawn": ("已撤回:该课时不再计入({time}起)", "withdrawn: the hour does not count, since {time}"),
    "trust": ("可信度", "trust"),
    "pinned": (
        "签发者的密钥由您指定:签发者与内容均已核实",
        "you chose the issuer's key: issuer and content are proven",
    ),
    "not_pinned": (
        "密钥随文件而来,只能证明内容未被改动,不能证明由谁签发;请用 --jwks 文件 或 --trust 指纹 指定签发者的密钥",
        "the key came with the file: unchanged, but by whom is not proven; pin it by --jwks FILE or --trust THUMBPRINT",
    ),
}


def in_words(verified: Verified, language: Language) -> list[tuple[str, str]]:
    """Pairs of a name and what the certificate says under it; headlines have no name."""
    certificate = verified.certificate
    word = _Words(language)
    headlines = ["valid" if verified.pinned else "intact", *(["demonstration"] if certificate.demonstration else [])]
    return [
        *(("", word(name)) for name in headlines),
        *_what(certificate, word),
        *_by_which_rules(certificate, word),
        (word("key"), verified.key_id),
        (word("trust"), word("pinned" if verified.pinned else "not_pinned")),
    ]


def status_in_words(status: CertificateStatus, language: Language) -> tuple[str, str]:
    """What became of a certificate, as a pair like those of `in_words`."""
    word = _Words(language)
    return word("status"), word(f"status_{status.status}", time=_time(status.since), number=status.replaced_by)


class _Words:
    def __init__(self, language: Language) -> None:
        self._place = 0 if language == "zh-CN" else 1

    def __call__(self, name: str, /, **values: object) -> str:
        return _WORDS[name][self._place].format(**values)


def _what(certificate: Certificate, word: _Words) -> list[tuple[str, str]]:
    claims = certificate.claims
    return [
        (word("trainee"), certificate.trainee),
        (word("class"), claims.training_class),
        (word("platform"), claims.platform),
        *((word("unit"), _credited(unit, word)) for unit in claims.units),
    ]


def _credited(unit: CertifiedUnit, word: _Words) -> str:
    return word("credited", unit=unit.unit, credited=unit.credited_seconds, required=unit.required_seconds)


def _by_which_rules(certificate: Certificate, word: _Words) -> list[tuple[str, str]]:
    claims, rules, until = certificate.claims, certificate.claims.rules, certificate.valid_until
    return [
        (word("rules"), word("rule_pack", name=rules.name, version=rules.version, hash=rules.hash)),
        (word("evidence"), claims.evidence_root),
        (word("verdict"), claims.verdict_hash),
        (word("issued"), word("issued_by", time=_time(certificate.issued_at), issuer=certificate.issuer)),
        (word("until"), word("no_end") if until is None else _time(until)),
    ]


def _time(moment: int) -> str:
    return datetime.fromtimestamp(moment // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
