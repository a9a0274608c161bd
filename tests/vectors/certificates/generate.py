"""Golden certificates, good and bad, made with fixed keys and dates: every run writes the same bytes.

    python tests/vectors/certificates/generate.py

Ed25519 signatures have no chance in them, so other implementations can be checked against these files too.
`cases.json` says for each spoken name which certificate is read with which key set at what time, and what must come.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitor.core import certificate as c

FOLDER = Path(__file__).parent
ISSUED = 1_700_000_000_000  # 2023-11-14T22:13:20Z, in ms
DAY = 86_400_000
UNTIL = ISSUED + 365 * DAY


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


class IssuingKey:
    """A key made from one repeated byte."""

    def __init__(self, byte: int) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([byte]) * 32)
        self.public = self._private.public_key().public_bytes_raw()
        self.id = c.thumbprint(self.public)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    def jwk(self, **more: object) -> dict[str, object]:
        x = _base64(self.public)
        return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.id, "alg": "EdDSA", "use": "sig", **more}


OFFICE, STRANGER = IssuingKey(7), IssuingKey(8)


def certificate(**changes: object) -> c.Certificate:
    claims = c.Claims(
        attempt="attempt-1",
        training_class="2023-电工-07",
        platform="platform-a",
        units=(c.CertifiedUnit(unit="unit-1", credited_seconds=2410, required_seconds=2400),),
        rules=c.Rules(name="henan-2023", version="1", hash="ab" * 32),
        evidence_root=c.evidence_root({"session-1": "01" * 32, "session-2": "02" * 32}),
        verdict_hash="cd" * 32,
        purpose=str(changes.pop("purpose", "")),
    )
    fields = {"issued_at": ISSUED, "valid_from": ISSUED, "valid_until": UNTIL, **changes}
    return c.Certificate(issuer="did:web:monitor.example", trainee="学员 7f3a", claims=claims, **fields)


def signed(what: c.Certificate | bytes, key: IssuingKey = OFFICE, names: IssuingKey | None = None) -> str:
    message = what if isinstance(what, bytes) else c.signing_input(what, (names or key).id)
    return c.sealed(message, key.sign(message))


def with_header(**changes: object) -> bytes:
    """The bytes to sign of a good certificate, under another header."""
    header, payload = c.signing_input(certificate(), OFFICE.id).split(b".")
    fields = {**json.loads(_decoded(header)), **changes}
    return _base64(json.dumps(fields).encode()).encode() + b"." + payload


def with_payload(**changes: object) -> bytes:
    """The bytes to sign of a certificate that was issued wrong."""
    header, payload = c.signing_input(certificate(), OFFICE.id).split(b".")
    fields = {**json.loads(_decoded(payload)), **changes}
    return header + b"." + _base64(json.dumps(fields, ensure_ascii=False).encode()).encode()


def one_byte_changed(jws: str) -> str:
    """The credited seconds are one digit higher."""
    header, payload, signature = jws.split(".")
    changed = _decoded(payload.encode()).replace(b'"creditedSeconds":2410', b'"creditedSeconds":2411')
    return ".".join((header, _base64(changed), signature))


def respelled(jws: str) -> str:
    """The same signature bytes with other unused bits in the last character, which lenient decoders let pass."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return jws[:-1] + alphabet[alphabet.index(jws[-1]) ^ 1]


KEYS = {
    "office": [OFFICE.jwk()],
    "office-and-stranger": [OFFICE.jwk(), STRANGER.jwk()],
    "stranger": [STRANGER.jwk()],
    "office-name-on-strangers-key": [STRANGER.jwk(kid=OFFICE.id)],
    "office-ended-before": [OFFICE.jwk(exp=ISSUED // 1000 - 1)],
    "office-ended-that-second": [OFFICE.jwk(exp=ISSUED // 1000)],
    "office-ended-after": [OFFICE.jwk(exp=ISSUED // 1000 + 1)],
    "office-began-after": [OFFICE.jwk(nbf=ISSUED // 1000 + 1)],
}

# spoken name -> certificate, key set, time of the check, error ("" for none)
GOOD = signed(certificate())
CASES: dict[str, tuple[str, str, int, str]] = {
    "good": (GOOD, "office", ISSUED + DAY, ""),
    "good for ever": (signed(certificate(valid_until=None)), "office", ISSUED + 9999 * DAY, ""),
    "demonstration": (signed(certificate(purpose="demonstration")), "office", ISSUED + DAY, ""),
    "with a place in a status list": (
        signed(certificate(status={"type": "BitstringStatusListEntry", "statusListIndex": "94567"})),
        "office",
        ISSUED + DAY,
        "",
    ),
    "in its first second": (GOOD, "office", ISSUED, ""),
    "just before it begins": (GOOD, "office", ISSUED - 1, "NotYetValid"),
    "in its last millisecond": (GOOD, "office", UNTIL - 1, ""),
    "exactly when it ends": (GOOD, "office", UNTIL, "Expired"),
    "one byte changed": (one_byte_changed(GOOD), "office", ISSUED + DAY, "BadSignature"),
    "signature spelled in another way": (respelled(GOOD), "office", ISSUED + DAY, "Malformed"),
    "key set of somebody else": (GOOD, "stranger", ISSUED + DAY, "UnknownKey"),
    "names the office's key, signed by a stranger": (
        signed(certificate(), STRANGER, names=OFFICE),
        "office",
        ISSUED + DAY,
        "BadSignature",
    ),
    "names one key of the set, signed by another": (
        signed(certificate(), STRANGER, names=OFFICE),
        "office-and-stranger",
        ISSUED + DAY,
        "WrongKey",
    ),
    "key set gives the office's name to a stranger's key": (
        signed(certificate(), STRANGER, names=OFFICE),
        "office-name-on-strangers-key",
        ISSUED + DAY,
        "WrongKey",
    ),
    "key ended before it was issued": (GOOD, "office-ended-before", ISSUED + DAY, "ExpiredKey"),
    "key ended in the second it was issued": (GOOD, "office-ended-that-second", ISSUED + DAY, ""),
    "key ended after it was issued": (GOOD, "office-ended-after", ISSUED + DAY, ""),
    "key began after it was issued": (GOOD, "office-began-after", ISSUED + DAY, "ExpiredKey"),
    "another kind of token": (signed(with_header(typ="JWT")), "office", ISSUED + DAY, "WrongType"),
    "algorithm none": (signed(with_header(alg="none")), "office", ISSUED + DAY, "WrongType"),
    "algorithm HS256": (signed(with_header(alg="HS256")), "office", ISSUED + DAY, "WrongType"),
    "a parameter that must be understood": (signed(with_header(crit=["b64"])), "office", ISSUED + DAY, "WrongType"),
    "two parts only": (GOOD.rpartition(".")[0], "office", ISSUED + DAY, "Malformed"),
    "no base64url": ("+" + GOOD[1:], "office", ISSUED + DAY, "Malformed"),
    "a letter of another alphabet": ("é" + GOOD[1:], "office", ISSUED + DAY, "Malformed"),
    "padded base64url": (GOOD + "==", "office", ISSUED + DAY, "Malformed"),
    "empty": ("", "office", ISSUED + DAY, "Malformed"),
    "header is no JSON": ("bm8." + GOOD.split(".", 1)[1], "office", ISSUED + DAY, "Malformed"),
    "two issuers": (signed(with_payload(iss="did:web:other.example")), "office", ISSUED + DAY, "Malformed"),
    "two subjects": (signed(with_payload(sub=c.TRAINEE + "other")), "office", ISSUED + DAY, "Malformed"),
    "two names": (signed(with_payload(jti=c.CERTIFICATE + "other")), "office", ISSUED + DAY, "Malformed"),
    "two beginnings": (signed(with_payload(nbf=1)), "office", ISSUED + DAY, "Malformed"),
    "two ends": (signed(with_payload(exp=4_000_000_000)), "office", ISSUED + DAY, "Malformed"),
    "no credential": (signed(with_payload(type=["Something"])), "office", ISSUED + DAY, "Malformed"),
    "no integrity claims": (signed(with_payload(credentialSubject={"id": "x"})), "office", ISSUED + DAY, "Malformed"),
    "time beyond all calendars": (signed(with_payload(nbf=10**15)), "office", ISSUED + DAY, "Malformed"),
}


def files() -> dict[str, str]:
    """Every vector file by name, as it must be."""
    cases = {
        name: {"certificate": jws, "keys": keys, "now": now, "error": error}
        for name, (jws, keys, now, error) in CASES.items()
    }
    return {
        "cases.json": _pretty(cases),
        "keys.json": _pretty({name: {"keys": keys} for name, keys in KEYS.items()}),
        "good.json": _pretty({"certificate": GOOD, "jwks": {"keys": KEYS["office"]}}),
        "good.jwt": GOOD + "\n",
    }


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for name, content in files().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
