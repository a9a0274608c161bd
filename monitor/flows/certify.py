"""From a verdict to a certificate file, and from a file back to what it certifies.

A file is a bundle {"certificate": <VC-JWT>, "jwks": {"keys": [<the signing key>]}}, so that it can be checked without
a network.  A key that travels with a certificate proves that nothing was changed, not who signed: for that, the reader
pins the issuer's published key set or the key's thumbprint.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

import msgspec

from monitor.core import certificate as certificates
from monitor.core.certificate import Certificate, Claims, Key, Malformed, UnknownKey, Verify, WrongKey
from monitor.core.errors import CoreError
from monitor.core.verdict import Verdict
from monitor.ports import Signer


class NotCertified(CoreError):
    """A certificate was asked for a verdict that certifies nothing."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that keeps every rule; `pinned` says that the reader, not the file, chose the key."""

    certificate: Certificate
    key_id: str
    pinned: bool


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate and the file that holds it."""

    jws: str
    path: Path


class _Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    certificate: str
    jwks: msgspec.Raw


class _CarriedKey(Key, frozen=True, forbid_unknown_fields=True):
    """A key inside a bundle, which we wrote ourselves: nothing unknown belongs into it."""


class _CarriedKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keys: tuple[_CarriedKey, ...]


# ---------------------------------------------------------------- issuing


def certificate_for(verdict: Verdict, issuer: str, now: int, collector: str = "") -> Certificate:
    """What is certified by a verdict, from `now` (UTC ms) on; raises `NotCertified`.

    `collector` is the address at which the certificate's status can be asked for, where there is one.
    """
    if verdict.result != "certified":
        raise NotCertified(f"attempt {verdict.attempt} is {verdict.result}, so there is nothing to certify")
    unit = certificates.CertifiedUnit(
        unit=verdict.unit,
        credited_seconds=verdict.credited_ms // 1000,
        required_seconds=verdict.required_ms // 1000,
    )
    claims = Claims(
        attempt=verdict.attempt,
        training_class=verdict.training_class,
        platform=verdict.platform,
        units=(unit,),
        rules=certificates.Rules(
            name=verdict.rule_pack, version=verdict.rule_pack_version, hash=verdict.rule_pack_hash
        ),
        evidence_root=certificates.evidence_root(verdict.heads),
        verdict_hash=verdict_hash(verdict),
        purpose="demonstration" if verdict.purpose == "demonstration" else "",
    )
    issued = now - now % 1000
    plain = Certificate(issuer=issuer, trainee=verdict.trainee, issued_at=issued, valid_from=issued, claims=claims)
    if not collector:
        return plain
    return msgspec.structs.replace(plain, status=certificates.status_of(plain.number, collector))


def verdict_hash(verdict: Verdict) -> str:
    """SHA-256 (hex) of a verdict's bytes, by which its certificate names it."""
    return hashlib.sha256(verdict.to_bytes()).hexdigest()


def issue(verdict: Verdict, signer: Signer, issuer: str, now: int, collector: str = "") -> str:
    """The certificate (compact JWS) of a verdict, signed now (UTC ms); raises `NotCertified`."""
    certificate = certificate_for(verdict, issuer, now, collector)
    message = certificates.signing_input(certificate, signer.key_id, _signing_key(signer))
    return certificates.sealed(message, signer.sign(message))


def bundle(jws: str, signer: Signer) -> bytes:
    """The file that can be checked without a network: a certificate and the key that signed it."""
    content = {"certificate": jws, "jwks": {"keys": [_signing_key(signer)]}}
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _signing_key(signer: Signer) -> Key:
    """The key that signs, alone: the others of the set would be in nobody's use here."""
    keys = msgspec.convert(signer.jwks(), certificates.KeySet)
    return next(key for key in keys.keys if key.kid == signer.key_id)


def certify(verdict: Verdict, signer: Signer, folder: Path, issuer: str, now: int, collector: str = "") -> Issued:
    """Write the certificate of a verdict into `folder`; `now` is UTC ms.

    The same verdict again keeps the certificate that is there.  Another verdict on the same attempt gets a new one;
    the old one stays beside it under the time of its issue.  Raises `NotCertified` and `OSError`.
    """
    path = file_of(folder, verdict.attempt)
    if path.exists():
        content = path.read_bytes()
        kept = _claimed(content)
        if kept and kept.claims.verdict_hash == verdict_hash(verdict):
            return Issued(jws=_open(content)[0], path=path)
        withdraw(folder, verdict.attempt)
    jws = issue(verdict, signer, issuer, now, collector)
    _write_durably(path, bundle(jws, signer))
    return Issued(jws=jws, path=path)


def withdraw(folder: Path, attempt: str) -> None:
    """Put the certificate of an attempt aside, under the time of its issue, because it says what no longer holds."""
    path = file_of(folder, attempt)
    if path.exists():
        kept = _claimed(path.read_bytes())
        path.replace(path.with_suffix(f".{_mark(kept) if kept else 'unreadable'}.json"))


def _mark(kept: Certificate) -> str:
    return f"{kept.issued_at // 1000}-{kept.claims.verdict_hash[:8]}"


def file_of(folder: Path, attempt: str) -> Path:
    """Where the certificate of an attempt lies; a name cannot lead out of the folder."""
    return folder / f"{quote(attempt, safe='')}.json"


def certified_verdicts(folder: Path) -> dict[str, str]:
    """The verdict hash that each certificate file names, by attempt; superseded and unreadable files are left out."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        certificate = _claimed(path.read_bytes())
        if certificate and path == file_of(folder, certificate.claims.attempt):
            found[certificate.claims.attempt] = certificate.claims.verdict_hash
    return found


def _claimed(content: bytes) -> Certificate | None:
    """What a file of our own says, without checking it, or None when it cannot be read."""
    try:
        return certificates.unverified(_open(content)[0])
    except Malformed:
        return None


def _write_durably(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a crash leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


# ---------------------------------------------------------------- reading back


def verify(content: bytes, now: int, check: Verify, jwks: bytes | None = None, trust: str = "") -> Verified:
    """Read a certificate file, bundle or bare JWT, at `now` (UTC ms).

    `jwks` is the issuer's published key set, `trust` the thumbprint of its key; with either the issuer is pinned.
    Raises the `CertificateError` of the first rule that the certificate breaks.
    """
    jws, carried = _open(content)
    key_id = certificates.key_id_of(jws)
    if trust and key_id != trust:
        raise WrongKey(f"wrong key: the certificate names key {key_id}, trusted is {trust} alone")
    keys = jwks or carried or certificates.carried_keys(jws)
    if keys is None:
        raise UnknownKey("unknown key: this certificate carries no key; give the issuer's key set (--jwks FILE)")
    certificate = certificates.check(jws, keys, now, check)
    return Verified(certificate=certificate, key_id=key_id, pinned=bool(jwks or trust))


def _open(content: bytes) -> tuple[str, bytes | None]:
    """The certificate and the keys that travel with it, if any."""
    try:
        content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not content.startswith((b"{", b"[")):
            return content.decode("ascii").strip(), None
        bundle = msgspec.json.decode(content, type=_Bundle)
        msgspec.json.decode(bundle.jwks, type=_CarriedKeys)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"malformed: the file is neither a certificate nor a bundle: {error}") from error
    return bundle.certificate, bytes(bundle.jwks)
