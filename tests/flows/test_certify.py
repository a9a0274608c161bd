"""A certified verdict becomes a file that anybody can check without a network; nothing else does."""

import json

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flows.people import honest, starter

from monitor.adapters import verifier
from monitor.core import certificate as certificates
from monitor.flows.certify import (
    NotCertified,
    bundle,
    certificate_for,
    certified_verdicts,
    certify,
    issue,
    verify,
)

ISSUER = "did:web:monitor.example"
NOW = 1_700_001_000_123


class FixedSigner:
    """Signs with one key that never changes."""

    def __init__(self, byte=1, **limits):
        self._private = Ed25519PrivateKey.from_private_bytes(bytes([byte]) * 32)
        self._limits = limits
        public = self._private.public_key().public_bytes_raw()
        self.key_id = certificates.thumbprint(public)
        self._x = certificates._base64(public).decode()

    def sign(self, message):
        return self._private.sign(message)

    def jwks(self):
        key = {"kty": "OKP", "crv": "Ed25519", "x": self._x, "kid": self.key_id, "alg": "EdDSA", "use": "sig"}
        return {"keys": [{**key, **self._limits}]}


class RotatedSigner(FixedSigner):
    """Has an older key in its set beside the one that signs."""

    def jwks(self):
        return {"keys": [*super().jwks()["keys"], *FixedSigner(9).jwks()["keys"]]}


def read(content, now=NOW, **pins):
    return verify(content, now, verifier.verify, **pins)


@pytest.fixture(scope="module")
def verdict():
    return honest().verdict()


@pytest.fixture
def signer():
    return FixedSigner()


@pytest.fixture
def content(verdict, signer, tmp_path):
    return certify(verdict, signer, tmp_path, ISSUER, NOW).path.read_bytes()


def keys_of(signer):
    return json.dumps(signer.jwks()).encode()


# ---------------------------------------------------------------- what is written


def test_the_certificate_says_what_the_verdict_said(verdict, content):
    certificate = read(content).certificate
    claims = certificate.claims
    assert (certificate.trainee, certificate.issuer) == ("honest", ISSUER)
    assert (claims.attempt, claims.platform, claims.training_class) == (
        "attempt-honest-unit-1",
        "platform-a",
        "class-1",
    )
    assert claims.units == (certificates.CertifiedUnit(unit="unit-1", credited_seconds=61, required_seconds=60),)
    assert (claims.rules.name, claims.rules.hash) == ("demo", verdict.rule_pack_hash)
    assert claims.evidence_root == certificates.evidence_root(verdict.heads)
    assert claims.purpose == "demonstration"


def test_it_is_valid_from_the_second_in_which_it_was_issued(content):
    assert read(content).certificate.issued_at == NOW - NOW % 1000
    with pytest.raises(certificates.NotYetValid):
        read(content, now=NOW - NOW % 1000 - 1)


def test_nothing_but_a_certified_verdict_gets_a_certificate(signer, tmp_path):
    with pytest.raises(NotCertified, match="attempt-starter-unit-1 is in_progress"):
        certify(starter().verdict(), signer, tmp_path, ISSUER, NOW)
    assert not list(tmp_path.iterdir())


def test_the_same_verdict_keeps_its_certificate(verdict, signer, tmp_path):
    first = certify(verdict, signer, tmp_path, ISSUER, NOW)
    again = certify(verdict, signer, tmp_path, ISSUER, NOW + 60_000)
    assert again == first
    assert [path.name for path in tmp_path.iterdir()] == ["attempt-honest-unit-1.json"]


def test_another_verdict_on_the_attempt_gets_a_new_certificate_and_the_old_one_stays(verdict, signer, tmp_path):
    first = certify(verdict, signer, tmp_path, ISSUER, NOW)
    kept = first.path.read_bytes()
    later = certify(msgspec.structs.replace(verdict, claimed=False), signer, tmp_path, ISSUER, NOW + 60_000)
    assert later.jws != first.jws
    [aside] = tmp_path.glob(f"attempt-honest-unit-1.{NOW // 1000}-*.json")
    assert aside.read_bytes() == kept
    assert list(certified_verdicts(tmp_path)) == ["attempt-honest-unit-1"]


def test_a_certificate_says_where_its_status_can_be_asked_for(verdict, signer, tmp_path):
    written = certify(verdict, signer, tmp_path, ISSUER, NOW, "https://monitor.example").path.read_bytes()
    certificate = read(written).certificate

    assert certificate.status["id"] == f"https://monitor.example/v1/certificates/{certificate.number}/status"
    assert certificate.number == f"attempt-honest-unit-1:{certificate.claims.verdict_hash[:16]}"


def test_certificates_of_one_attempt_have_different_ids(verdict, signer, tmp_path):
    later = msgspec.structs.replace(verdict, claimed=False)
    names = {
        read(certify(one, signer, tmp_path, ISSUER, NOW).path.read_bytes()).certificate.name for one in (verdict, later)
    }

    assert len(names) == 2


def test_an_unreadable_file_in_the_way_is_put_aside(verdict, signer, tmp_path):
    (tmp_path / "attempt-honest-unit-1.json").write_bytes(b"\x00")
    certify(verdict, signer, tmp_path, ISSUER, NOW)
    assert (tmp_path / "attempt-honest-unit-1.unreadable.json").exists()
    assert read((tmp_path / "attempt-honest-unit-1.json").read_bytes())


def test_an_attempts_name_cannot_lead_out_of_the_folder(verdict, signer, tmp_path):
    stray = msgspec.structs.replace(verdict, attempt="../../etc/attempt")
    assert certify(stray, signer, tmp_path, ISSUER, NOW).path.parent == tmp_path


def test_the_folder_tells_which_verdicts_are_certified(verdict, content, tmp_path):
    (tmp_path / "note.json").write_text("{}")
    assert certified_verdicts(tmp_path) == {"attempt-honest-unit-1": read(content).certificate.claims.verdict_hash}


def test_only_the_key_that_signed_travels_with_the_certificate(verdict):
    signer = RotatedSigner()
    carried = json.loads(bundle(issue(verdict, signer, ISSUER, NOW), signer))["jwks"]["keys"]
    assert [key["kid"] for key in carried] == [signer.key_id]


# ---------------------------------------------------------------- what is read back


def test_a_bundle_alone_proves_that_nothing_was_changed_but_not_who_signed(content):
    assert not read(content).pinned


def test_the_issuers_key_set_pins_the_issuer(content, signer):
    assert read(content, jwks=keys_of(signer)).pinned


def test_a_trusted_thumbprint_pins_the_issuer(content, signer):
    verified = read(content, trust=signer.key_id)
    assert verified.pinned
    assert verified.key_id == signer.key_id


def test_a_forger_with_a_key_of_his_own_passes_only_where_nobody_pins(verdict, signer, tmp_path):
    forged = certify(verdict, FixedSigner(66), tmp_path, ISSUER, NOW).path.read_bytes()
    assert not read(forged).pinned
    with pytest.raises(certificates.UnknownKey):
        read(forged, jwks=keys_of(signer))
    with pytest.raises(certificates.WrongKey):
        read(forged, trust=signer.key_id)


def test_a_bare_certificate_carries_its_key_and_is_pinned_by_the_issuers_key_set_alone(verdict, signer):
    jws = issue(verdict, signer, ISSUER, NOW).encode()
    assert not read(jws).pinned
    assert read(jws + b"\n", jwks=keys_of(signer)).pinned


def test_a_bare_certificate_that_carries_no_key_needs_the_issuers_key_set(verdict, signer):
    message = certificates.signing_input(certificate_for(verdict, ISSUER, NOW), signer.key_id)
    with pytest.raises(certificates.UnknownKey, match="--jwks"):
        read(certificates.sealed(message, signer.sign(message)).encode())


def test_a_key_that_a_certificate_carries_must_be_the_one_that_it_names(verdict, signer):
    message = certificates.signing_input(certificate_for(verdict, ISSUER, NOW), signer.key_id, _key_of(FixedSigner(66)))
    with pytest.raises(certificates.UnknownKey):
        read(certificates.sealed(message, signer.sign(message)).encode())


def _key_of(signer):
    return msgspec.convert(signer.jwks(), certificates.KeySet).keys[0]


def test_a_certificate_by_a_key_that_had_ended_is_refused(verdict, tmp_path):
    ended = FixedSigner(exp=NOW // 1000 - 1)
    content = certify(verdict, ended, tmp_path, ISSUER, NOW).path.read_bytes()
    with pytest.raises(certificates.ExpiredKey):
        read(content)


def test_changing_any_single_byte_of_a_bundle_is_noticed(content):
    spaces = b" \n\t\r"
    for index, byte in enumerate(content):
        if byte in spaces:
            continue
        changed = content[:index] + bytes([byte ^ 1]) + content[index + 1 :]
        with pytest.raises(certificates.CertificateError):
            read(changed)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b"\xff\xfe", b'{"certificate": 1, "jwks": {}}', "证书".encode(), b'{"certificate":"a.b.c"}'],
)
def test_a_file_that_holds_no_certificate_is_malformed(content):
    with pytest.raises(certificates.Malformed):
        read(content)
