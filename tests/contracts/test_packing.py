"""How payloads lie in a log: smaller, read back to the byte, and for as long as there are logs."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.adapters import packing
from monitor.adapters.packing import pack, pack_all, unpack

SAID = b'{"type":"batch","seq":7,"prev":"' + b"0" * 64 + b'","instance":"tab-1","sent":14000,"events":[]}'

DICTIONARY_1 = "d11c1df63399e798c8965ec0a52434bc90f428029f2302a4c67b50a7b553d8ba"
PACKED = "01208ea500002037305d7d050001138893070a8e393c96be1041"


@given(st.binary(max_size=2000))
def test_what_was_packed_is_read_back_to_the_byte(payload):
    assert unpack(pack(payload)) == payload


@given(st.lists(st.binary(max_size=500), max_size=50))
def test_many_at_once_are_packed_as_each_by_itself(payloads):
    assert pack_all(payloads) == [pack(payload) for payload in payloads]


def test_threads_pack_and_unpack_side_by_side():
    said = [SAID.replace(b"14000", str(number).encode()) for number in range(2000)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda one: unpack(pack(one)), said, chunksize=50)) == said


def test_what_lay_there_before_payloads_were_packed_is_read_as_it_is():
    assert unpack(SAID) == SAID


def test_a_batch_takes_a_third_of_its_bytes_although_hashes_cannot_be_packed():
    state = (
        ',"lesson":"n-3","position":35007,"rate":1,"paused":false,"visible":true,"focused":true,"held":false,'
        '"stalled":false,"pip":false,"fullscreen":false,"played":35003,"frames":125,"shown":124}'
    )
    events = ",".join(f'{{"type":"sample","n":{n},"t":{n * 5000}{state}' for n in range(40, 43))
    mac, prev = os.urandom(32).hex(), os.urandom(32).hex()
    said = (
        f'{{"type":"batch","seq":38,"prev":"{prev}","instance":"i-1","sent":215000,"events":[{events}],"mac":"{mac}"}}'
    )

    assert len(pack(said.encode())) < len(said) / 3


@pytest.mark.parametrize(
    "damage", [lambda packed: packed[:-1], lambda packed: packed + b"x", lambda packed: packed[:1]]
)
def test_what_cannot_be_unpacked_is_given_as_it_lies_there(damage):
    damaged = damage(pack(SAID))

    assert unpack(damaged) == damaged


def test_a_dictionary_is_never_changed_because_logs_are_read_with_it():
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in _folder().glob("*.txt")}

    assert kept == {"dictionary-1.txt": DICTIONARY_1}


def test_what_was_packed_with_the_first_dictionary_is_still_read():
    assert unpack(bytes.fromhex(PACKED)) == SAID


def _folder() -> Path:
    return Path(packing.__file__).parent
