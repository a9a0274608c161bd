"""What a batch is refused for before anything else is looked at, and which field the refusal names."""

import hmac
import json
import re

import pytest
from flows.test_common_course import opening
from hypothesis import given
from hypothesis import strategies as st

from monitor.flows import ingest
from monitor.flows.refusals import Refused
from monitor.flows.stream_state import StreamState

DIGEST = "0123456789abcdef" * 4
KEY = bytes(32)
EVENTS = [{"type": "net_offline", "n": 0, "t": 0}]
BATCH = {"type": "batch", "seq": 0, "prev": DIGEST, "instance": "tab-1", "sent": 1, "events": EVENTS, "mac": DIGEST}
NO_DIGESTS = {
    "none": "",
    "one short": DIGEST[1:],
    "one long": DIGEST + "0",
    "capital letters": DIGEST.upper(),
    "another letter": DIGEST[1:] + "g",
    "a space": DIGEST[1:] + " ",
    "a line's end": DIGEST[1:] + "\n",
    "a line's end behind it": DIGEST + "\n",
    "digits of another script": DIGEST[1:] + "٣",
    "letters that look alike": DIGEST[1:] + "а",
}


def compact(said: dict[str, object]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def signed(batch: dict[str, object]) -> bytes:
    body = compact({**batch, "mac": ""})[: -len(',"mac":""}')]
    return body + b',"mac":"' + hmac.digest(KEY, body, "sha256").hex().encode() + b'"}'


def refused_for(raw: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        ingest.read(raw, KEY)
    return refused.value.code, refused.value.field


@pytest.mark.parametrize("field", ["prev", "mac"])
@pytest.mark.parametrize("wrong", NO_DIGESTS.values(), ids=NO_DIGESTS)
def test_what_is_no_digest_is_malformed_and_named(field: str, wrong: str) -> None:
    said = {**BATCH, field: wrong}

    assert refused_for(compact(said)) == ("malformed", field)


@pytest.mark.parametrize("wrong", [DIGEST.upper(), DIGEST[1:]])
def test_of_two_wrong_digests_the_first_is_named(wrong: str) -> None:
    assert refused_for(compact({**BATCH, "prev": wrong, "mac": wrong})) == ("malformed", "prev")


nearly = st.text(st.sampled_from("0123456789abcdef"), min_size=62, max_size=66)
broken = st.tuples(nearly, st.integers(0, 65), st.characters(exclude_categories=["Cs"]))
texts = nearly | broken.map(lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :])


@given(st.sampled_from(["prev", "mac"]), texts)
def test_a_digest_is_64_digits_of_hex_in_small_letters_and_nothing_else(field: str, text: str) -> None:
    said = compact({**BATCH, field: text})

    is_digest = re.fullmatch("[0-9a-f]{64}", text)
    assert refused_for(said) == (("bad_mac", "mac") if is_digest else ("malformed", field))


def test_a_signed_batch_is_read() -> None:
    assert ingest.read(signed(BATCH), KEY).prev == DIGEST


@pytest.mark.parametrize(
    ("prev", "refused"), [(DIGEST, ("chain_broken", "prev")), (DIGEST.upper(), ("malformed", "prev"))]
)
def test_a_signed_batch_that_continues_another_chain_is_refused(prev: str, refused: tuple[str, str]) -> None:
    raw = signed({**BATCH, "prev": prev})

    with pytest.raises(Refused) as found:
        ingest.place(ingest.read(raw, KEY), raw, StreamState(opening()))
    assert (found.value.code, found.value.field) == refused
