"""A certificate that is read back says what was certified, or which rule it breaks; never anything in between."""

import json
import runpy
from pathlib import Path

import pytest

from monitor.adapters.verifier import verify
from monitor.core import certificate as certificates

VECTORS = Path(__file__).parents[1] / "vectors" / "certificates"
GENERATOR = VECTORS / "generate.py"
CASES = json.loads((VECTORS / "cases.json").read_text(encoding="utf-8"))
KEYS = json.loads((VECTORS / "keys.json").read_text(encoding="utf-8"))
NOW = 1_700_086_400_000


def read(case: dict) -> certificates.Certificate:
    return certificates.check(case["certificate"], json.dumps(KEYS[case["keys"]]).encode(), case["now"], verify)


def test_the_vectors_are_what_their_script_writes():
    stored = {path.name: path.read_text(encoding="utf-8") for path in VECTORS.glob("*.j*")}
    assert stored == runpy.run_path(str(GENERATOR))["files"](), (
        "what certificates say has changed; if that is meant, run: python tests/vectors/certificates/generate.py"
    )


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case["error"]])
def test_a_certificate_that_keeps_every_rule_is_accepted(name):
    assert read(CASES[name]).claims.attempt == "attempt-1"


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["error"]])
def test_a_certificate_that_breaks_a_rule_is_refused_for_that_rule(name):
    case = CASES[name]
    with pytest.raises(certificates.CertificateError) as refused:
        read(case)
    assert type(refused.value).__name__ == case["error"]


def test_each_kind_of_failure_has_a_message_of_its_own():
    opening_words = {}
    for case in CASES.values():
        if case["error"]:
            with pytest.raises(certificates.CertificateError) as refused:
                read(case)
            opening_words.setdefault(case["error"], set()).add(str(refused.value).split(":")[0])
    seen = [words for kind in opening_words.values() for words in kind]
    assert len(seen) == len(set(seen))
    assert set(opening_words) == {kind.__name__ for kind in certificates.CertificateError.__subclasses__()}


def test_what_was_certified_is_read_back_as_it_was_signed():
    written = runpy.run_path(str(GENERATOR))["certificate"]()
    assert read(CASES["good"]) == written


def test_a_certificate_made_under_demonstration_rules_carries_the_word():
    certificate = read(CASES["demonstration"])
    assert certificate.demonstration
    payload = certificates._from_base64(CASES["demonstration"]["certificate"].split(".")[1], "")
    assert json.loads(payload)["name"].startswith("【演示 DEMONSTRATION】")


def test_changing_any_single_character_is_noticed():
    good = CASES["good"]
    text = good["certificate"]
    for index, character in enumerate(text):
        changed = text[:index] + ("A" if character != "A" else "B") + text[index + 1 :]
        with pytest.raises(certificates.CertificateError):
            read({**good, "certificate": changed})


def test_the_evidence_root_depends_on_every_stream_and_not_on_their_order():
    heads = {"one": "01" * 32, "two": "02" * 32}
    root = certificates.evidence_root(heads)
    assert root == certificates.evidence_root(dict(reversed(heads.items())))
    assert root != certificates.evidence_root({**heads, "two": "03" * 32})
    assert root != certificates.evidence_root({"one": "01" * 32})


def test_the_payload_has_the_shape_of_an_open_badge():
    payload = json.loads(certificates._from_base64(CASES["good"]["certificate"].split(".")[1], ""))
    assert payload["@context"][:2] == list(certificates.CONTEXT[:2])
    assert set(payload["type"]) == {"VerifiableCredential", "AchievementCredential"}
    assert payload["credentialSubject"]["type"] == ["AchievementSubject"]
    assert {"id", "type", "name", "description", "criteria"} <= set(payload["credentialSubject"]["achievement"])


@pytest.mark.parametrize(
    "jwks",
    [b"", b"[]", b'{"keys": 1}', b'{"keys":[{"kty":1}]}', b"\xff", b'{"keys":[{"kty":"OKP","kid":"%s","x":"*"}]}'],
    ids=["empty", "a list", "no list of keys", "no key", "no text", "no base64url"],
)
def test_a_key_set_that_is_none_is_refused(jwks):
    kid = certificates.key_id_of(CASES["good"]["certificate"]).encode()
    with pytest.raises((certificates.Malformed, certificates.WrongKey)):
        certificates.check(CASES["good"]["certificate"], jwks.replace(b"%s", kid), NOW, verify)


def test_the_thumbprint_is_that_of_rfc_8037():
    public = certificates._from_base64("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "")
    assert certificates.thumbprint(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
