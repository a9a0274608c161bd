"""A certificate of class hours: what it says, the bytes that are signed, and the checks when one is read back.

It is an Open Badges 3.0 achievement credential in the W3C VC 2.0 data model, secured as a JWT (`typ: vc+jwt`).
Whoever reads one back gets a `Certificate` or the first of these rules that it breaks:

1. Three base64url parts, each written the only way it can be, and a JSON header (`Malformed`).
2. Its type is `vc+jwt` and its algorithm `EdDSA`; the header cannot choose another one (`WrongType`).
3. The key set holds the key that the header names (`UnknownKey`), and that key's id is its own thumbprint (`WrongKey`).
4. The signature fits that key (`BadSignature`); one that fits another key of the set is a `WrongKey`.
5. The payload says what a certificate says, and says it alike as credential and as JWT (`Malformed`).
6. The key was in use when the certificate was issued (`ExpiredKey`).
7. The time of the check lies within the certificate's own period (`NotYetValid`, `Expired`).

Not checked here: whether the issuer is the right one (the caller chooses the key set), whether the hour still counts
(`status` says where to ask), and whether a key that has ended was used to sign with an earlier date.

Times are UTC ms since 1970, cut to whole seconds because that is what credentials carry.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, unquote

import msgspec
from msgspec import Meta

from monitor.core.errors import CoreError

TYPE = "vc+jwt"
ALGORITHM = "EdDSA"
CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    {"integrity": {"@id": "urn:integrity-monitor:vocabulary:integrity", "@type": "@json"}},
)
TRAINEE = "urn:integrity-monitor:trainee:"
CERTIFICATE = "urn:integrity-monitor:certificate:"
UNIT = "urn:integrity-monitor:unit:"
STATUS = "urn:integrity-monitor:vocabulary:CertificateStatus"

Verify = Callable[[bytes, bytes, bytes], bool]
"""Does the signature (second) fit the Ed25519 public key (first) and the message (third)?"""

Seconds = Annotated[int, Meta(ge=0, le=253_402_300_799)]  # until the end of the year 9999, which is what dates can say

T = TypeVar("T")


# ---------------------------------------------------------------- what can be wrong


class CertificateError(CoreError):
    """A certificate cannot be relied on."""


class Malformed(CertificateError):
    """It is not a certificate, or contradicts itself."""


class WrongType(CertificateError):
    """It is some other signed document, or is signed in a way that is not accepted."""


class UnknownKey(CertificateError):
    """The key set does not hold the key that the certificate names."""


class WrongKey(CertificateError):
    """A key is not what its name says, or another key signed."""


class BadSignature(CertificateError):
    """Something was changed after signing."""


class ExpiredKey(CertificateError):
    """The key was not in use when the certificate was issued."""


class NotYetValid(CertificateError):
    """Its period has not begun."""


class Expired(CertificateError):
    """Its period is over."""


# ---------------------------------------------------------------- what a certificate says


class CertifiedUnit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A class-hour unit and the seconds of it that were credited, of those the rules require."""

    unit: str
    credited_seconds: int
    required_seconds: int


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rule pack that judged; `hash` is SHA-256 over all of it (hex)."""

    name: str
    version: str
    hash: str


class LogPosition(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where a public log has this certificate's verdict."""

    origin: str
    index: int


class Claims(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """The monitor's own words in a certificate.

    `evidence_root` commits to every log entry that the verdict read, `verdict_hash` to the verdict itself (both
    SHA-256, hex), so that a replay can be compared.  `purpose` is "demonstration" under rules not for real use.
    """

    attempt: str
    training_class: str
    platform: str
    units: tuple[CertifiedUnit, ...]
    rules: Rules
    evidence_root: str
    verdict_hash: str
    purpose: str = ""
    log: LogPosition | None = None


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """One certificate; `trainee` is a pseudonym, `issuer` a did:web name, `valid_until` None for no end."""

    issuer: str
    trainee: str
    issued_at: int
    valid_from: int
    valid_until: int | None = None
    claims: Claims
    status: Mapping[str, Any] | None = None

    @property
    def number(self) -> str:
        """Tells it from every other certificate, also of the same attempt: by the verdict that it certifies."""
        return f"{quote(self.claims.attempt, safe='')}:{self.claims.verdict_hash[:16]}"

    @property
    def name(self) -> str:
        return CERTIFICATE + self.number

    @property
    def demonstration(self) -> bool:
        return self.claims.purpose == "demonstration"


def status_of(number: str, collector: str) -> dict[str, str]:
    """Where to ask whether a certificate still holds: at the collector (an address) that issued it."""
    return {"id": f"{collector}/v1/certificates/{quote(number, safe=':')}/status", "type": STATUS}


def evidence_root(heads: Mapping[str, str]) -> str:
    """SHA-256 (hex) over the last digest of every stream that a verdict read, in canonical form."""
    return hashlib.sha256(b"heads\n" + msgspec.json.encode(dict(heads), order="sorted")).hexdigest()


# ---------------------------------------------------------------- to bytes


def signing_input(certificate: Certificate, key_id: str, key: Key | None = None) -> bytes:
    """The bytes to sign; the same certificate and key give the same bytes.

    With a `key` the certificate carries it (RFC 7515, `jwk`), so that a change shows without anything else at hand.
    """
    header: dict[str, Any] = {"alg": ALGORITHM, "typ": TYPE, "cty": "vc", "kid": key_id}
    if key is not None:
        header["jwk"] = key
    return b".".join(_base64(msgspec.json.encode(part, order="sorted")) for part in (header, _payload(certificate)))


def sealed(message: bytes, signature: bytes) -> str:
    """The compact JWS of bytes from `signing_input` and their signature."""
    return (message + b"." + _base64(signature)).decode("ascii")


def _payload(certificate: Certificate) -> dict[str, Any]:
    subject = TRAINEE + quote(certificate.trainee, safe="")
    payload: dict[str, Any] = {
        "@context": CONTEXT,
        "id": certificate.name,
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": certificate.issuer, "type": ["Profile"]},
        "name": _title(certificate),
        "validFrom": _text_time(certificate.valid_from),
        "credentialSubject": {
            "id": subject,
            "type": ["AchievementSubject"],
            "achievement": _achievement(certificate),
            "integrity": certificate.claims,
        },
        "iss": certificate.issuer,
        "sub": subject,
        "jti": certificate.name,
        "iat": certificate.issued_at // 1000,
        "nbf": certificate.valid_from // 1000,
    }
    if certificate.valid_until is not None:
        payload |= {"validUntil": _text_time(certificate.valid_until), "exp": certificate.valid_until // 1000}
    if certificate.status is not None:
        payload["credentialStatus"] = certificate.status
    return payload


def _title(certificate: Certificate) -> str:
    title = "在线理论课时证书 / Certificate of online theory class hours"
    return f"【演示 DEMONSTRATION】{title}" if certificate.demonstration else title


def _achievement(certificate: Certificate) -> dict[str, Any]:
    rules = certificate.claims.rules
    units = "、".join(unit.unit for unit in certificate.claims.units)
    return {
        "id": UNIT + quote(",".join(unit.unit for unit in certificate.claims.units), safe=","),
        "type": ["Achievement"],
        "name": f"{certificate.claims.training_class}: {units}",
        "description": "Online theory class hours, supervised and judged by replayable rules.",
        "criteria": {"narrative": f"Rule pack {rules.name} version {rules.version}, SHA-256 {rules.hash}."},
    }


# ---------------------------------------------------------------- keys


class Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A JSON Web Key (RFC 7517, 8037); `nbf` and `exp` are the first and last second of its use."""

    kty: str
    crv: str = ""
    x: str = ""
    kid: str = ""
    alg: str = ALGORITHM
    use: str = "sig"
    nbf: Seconds | None = None
    exp: Seconds | None = None

    @property
    def public(self) -> bytes:
        return _from_base64(self.x, "the key")

    @property
    def usable(self) -> bool:
        return (self.kty, self.crv, self.alg, self.use) == ("OKP", "Ed25519", ALGORITHM, "sig")


class KeySet(msgspec.Struct, frozen=True, kw_only=True):
    """Published keys (RFC 7517); members that are not understood are passed over, as the RFC asks."""

    keys: tuple[Key, ...]


def thumbprint(public: bytes) -> str:
    """The name of an Ed25519 public key: its JWK thumbprint (RFC 7638), base64url."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": _base64(public).decode()}
    return _base64(hashlib.sha256(msgspec.json.encode(members, order="sorted")).digest()).decode()


def read_keys(jwks: bytes) -> KeySet:
    """Decode a key set; raises `Malformed`."""
    return _decode(jwks, KeySet, "the key set")


def _named_key(keys: KeySet, key_id: str) -> Key:
    found = next((key for key in keys.keys if key.kid == key_id), None)
    if found is None:
        known = ", ".join(sorted(key.kid for key in keys.keys)) or "none"
        raise UnknownKey(f"unknown key: the certificate names key {key_id}, the key set holds {known}")
    if not found.usable or thumbprint(found.public) != key_id:
        raise WrongKey(f"wrong key: the key set gives key {key_id} another content than its name stands for")
    return found


# ---------------------------------------------------------------- from bytes


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The signed header; parameters that must be understood (`crit`) are refused, since none is."""

    alg: str
    typ: str = ""
    kid: str = ""
    crit: list[str] = []
    jwk: Key | None = None


def key_id_of(jws: str) -> str:
    """The key that a certificate names, before anything is verified; raises `Malformed`."""
    return _split(jws)[0].kid


def carried_keys(jws: str) -> bytes | None:
    """The key that a certificate brings along, as a key set; it proves that nothing was changed, not who signed."""
    key = _split(jws)[0].jwk
    return None if key is None else msgspec.json.encode({"keys": [key]})


def unverified(jws: str) -> Certificate:
    """What a certificate says, for those who keep it; nothing is verified.  Raises `Malformed`."""
    return _read_payload(_split(jws)[1])


def check(jws: str, jwks: bytes, now: int, verify: Verify) -> Certificate:
    """Read a certificate back at `now` (UTC ms); raises the `CertificateError` of the first rule that it breaks."""
    header, payload, message, signature = _split(jws)
    _check_type(header)
    keys = read_keys(jwks)
    key = _named_key(keys, header.kid)
    _check_signature(key, keys, message, signature, verify)
    certificate = _read_payload(payload)
    _check_key_period(key, certificate)
    _check_period(certificate, now)
    return certificate


def _split(jws: str) -> tuple[Header, bytes, bytes, bytes]:
    parts = jws.split(".")
    if len(parts) != 3:
        raise Malformed(f"malformed: a certificate has three parts, separated by dots; this has {len(parts)}")
    raw_header, payload, signature = (_from_base64(part, "the certificate") for part in parts)
    return _decode(raw_header, Header, "the header"), payload, ".".join(parts[:2]).encode("ascii"), signature


def _check_type(header: Header) -> None:
    if header.typ != TYPE:
        raise WrongType(f"wrong type: this is {header.typ or 'untyped'}, a certificate is {TYPE}")
    if header.alg != ALGORITHM or header.crit:
        raise WrongType(f"wrong algorithm: this is signed with {header.alg}, accepted is {ALGORITHM} alone")


def _check_signature(key: Key, keys: KeySet, message: bytes, signature: bytes, verify: Verify) -> None:
    if verify(key.public, signature, message):
        return
    for other in keys.keys:
        if other.usable and other != key and verify(other.public, signature, message):
            raise WrongKey(f"wrong key: the certificate names key {key.kid}, but key {other.kid} signed it")
    raise BadSignature("changed: the certificate is not what was signed with its key")


def _check_key_period(key: Key, certificate: Certificate) -> None:
    issued = certificate.issued_at // 1000
    if key.exp is not None and issued > key.exp:
        ended = _text_time(key.exp * 1000)
        raise ExpiredKey(f"expired key: key {key.kid} ended on {ended}, before the certificate was issued")
    if key.nbf is not None and issued < key.nbf:
        began = _text_time(key.nbf * 1000)
        raise ExpiredKey(f"key not yet in use: key {key.kid} began on {began}, after the certificate was issued")


def _check_period(certificate: Certificate, now: int) -> None:
    if now < certificate.valid_from:
        raise NotYetValid(f"not yet valid: the certificate begins on {_text_time(certificate.valid_from)}")
    if certificate.valid_until is not None and now >= certificate.valid_until:
        raise Expired(f"expired: the certificate ended on {_text_time(certificate.valid_until)}")


class _Issuer(msgspec.Struct, frozen=True):
    id: str


class _Subject(msgspec.Struct, frozen=True):
    id: str
    integrity: Claims


class _Payload(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    type: list[str]
    issuer: _Issuer
    valid_from: str
    credential_subject: _Subject
    iss: str
    sub: str
    jti: str
    iat: Seconds
    nbf: Seconds
    exp: Seconds | None = None
    valid_until: str | None = None
    credential_status: dict[str, Any] | None = None


def _read_payload(raw: bytes) -> Certificate:
    payload = _decode(raw, _Payload, "the certificate")
    certificate = Certificate(
        issuer=payload.iss,
        trainee=unquote(payload.sub.removeprefix(TRAINEE)),
        issued_at=payload.iat * 1000,
        valid_from=payload.nbf * 1000,
        valid_until=None if payload.exp is None else payload.exp * 1000,
        claims=payload.credential_subject.integrity,
        status=payload.credential_status,
    )
    _refuse_contradictions(payload, certificate)
    return certificate


def _refuse_contradictions(payload: _Payload, certificate: Certificate) -> None:
    """Two readers, one of the credential and one of the JWT, must learn the same."""
    until = None if certificate.valid_until is None else _text_time(certificate.valid_until)
    pairs = {
        "issuer": (payload.issuer.id, payload.iss),
        "id": (payload.id, payload.jti),
        "attempt": (payload.id, certificate.name),
        "subject": (payload.credential_subject.id, payload.sub),
        "trainee": (payload.sub, TRAINEE + quote(certificate.trainee, safe="")),
        "validFrom": (payload.valid_from, _text_time(certificate.valid_from)),
        "validUntil": (payload.valid_until, until),
    }
    for field, (one, other) in pairs.items():
        if one != other:
            raise Malformed(f"malformed: {field} says both {one} and {other}")
    if "VerifiableCredential" not in payload.type:
        raise Malformed("malformed: the signed document is no verifiable credential")


# ---------------------------------------------------------------- writing things the one way they can be written


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _from_base64(text: str, what: str) -> bytes:
    """Decode base64url, refusing other spellings of the same bytes: they would be changes that no signature shows."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"malformed: {what} is not base64url") from error
    if _base64(raw).decode() != text:
        raise Malformed(f"malformed: {what} is not written as base64url is")
    return raw


def _decode(raw: bytes, kind: type[T], what: str) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"malformed: {what}: {error}") from error


def _text_time(moment: int) -> str:
    return datetime.fromtimestamp(moment // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
