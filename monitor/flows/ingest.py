"""Bytes in, acknowledgement out: the checks on a batch, in their order, and nothing about sockets.

Everything is checked before anything is stored, and nothing is acknowledged before it is on disk.  What
is stored are the bytes as they came, because the chain and the signature are over them.
"""

from __future__ import annotations

import hashlib
import hmac
import re

import msgspec

from monitor.core.events import Batch
from monitor.core.fact import lower_hex
from monitor.flows.refusals import Refused
from monitor.flows.stream_state import StreamState
from monitor.flows.wire import Hello

FRAME_LIMIT = 64 * 1024  # bytes
EVENTS_LIMIT = 200

# The signature is the last member and of fixed length, so it can be cut off without reading the JSON.
_MAC_MARK = b',"mac":"'
_MAC_START = 64 + len(b'"}')
_TAIL = len(_MAC_MARK) + _MAC_START

# A union makes the message say its type; either struct alone would do without.
_decode = msgspec.json.Decoder(Batch | Hello).decode


class _Typed(msgspec.Struct):
    type: str


_AT = re.compile(r"at `\$\.?(?P<field>[^`]*)`")
_MISSING = re.compile(r"required field `(?P<field>[^`]+)`")


def read(raw: bytes, key: bytes) -> Batch:
    """A batch that is well formed and signed with the session's key; raises `Refused`."""
    if len(raw) > FRAME_LIMIT:
        raise Refused("oversized", "", f"{len(raw)} bytes")
    message = decode(raw)
    if type(message) is not Batch:  # quicker than `isinstance`, which asks a struct's metaclass
        raise Refused("malformed", "type", "a hello comes once, as the first message")
    if not message.events:
        raise Refused("malformed", "events", "at least one event")
    if not _is_signed(raw, key):
        raise _no_hex(message) or Refused("bad_mac", "mac")
    return message


def decode(raw: bytes) -> Batch | Hello:
    """What a frame says, when it is well formed; raises `Refused`."""
    try:
        message: Batch | Hello = _decode(raw)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("malformed", "", "not JSON") from error
    return message


def read_hello(raw: bytes) -> Hello:
    """The first message of a connection; raises `Refused`, fatally unless it is a hello with a wrong field."""
    try:
        message = decode(raw)
    except Refused as refused:
        if _says_hello(raw):
            raise
        raise Refused("hello_expected", "type") from refused
    if not isinstance(message, Hello):
        raise Refused("hello_expected", "type")
    return message


def _says_hello(raw: bytes) -> bool:
    try:
        return msgspec.json.decode(raw, type=_Typed).type == "hello"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def place(batch: Batch, raw: bytes, state: StreamState) -> bool | None:
    """Whether a batch is the next one of its session: True if so, False if it is stored already.

    None when it was stored so long ago that only the log can tell; raises `Refused` for a gap, a broken chain or
    another content under a stored number.
    """
    if batch.seq > state.last_seq + 1:
        raise Refused("out_of_sequence", "seq", expected=state.last_seq + 1)
    if batch.seq <= state.last_seq:
        stored = state.digest_of(batch.seq)
        return None if stored is None else same_or_replayed(raw, stored)
    if batch.prev != state.chain:
        raise _no_hex(batch) or Refused("chain_broken", "prev")
    return True


def same_or_replayed(raw: bytes, stored: bytes) -> bool:
    """False, for "not new", when this is the stored batch (SHA-256) again; raises `Refused` when it is another."""
    if hashlib.sha256(raw).digest() != stored:
        raise Refused("replayed", "seq")
    return False


def _is_signed(raw: bytes, key: bytes) -> bool:
    if raw[-_TAIL:-_MAC_START] != _MAC_MARK or not raw.endswith(b'"}'):
        raise Refused("malformed", "mac", "it must be the last member, without spaces")
    expected = hmac.digest(key, raw[:-_TAIL], "sha256").hex()  # by name, which is quicker
    return hmac.compare_digest(raw[-_MAC_START:-2], expected.encode())


def _no_hex(batch: Batch) -> Refused | None:
    """The refusal of a digest that cannot be one, which says more than that it is another one."""
    digests = {"prev": batch.prev, "mac": batch.mac}
    wrong = next((field for field, digest in digests.items() if not lower_hex(digest)), "")
    return Refused("malformed", wrong, "Expected hex in small letters") if wrong else None


def _refusal(error: str) -> Refused:
    """The refusal that fits a validation error of msgspec, which names the place at the end of its text."""
    field = field_of(error)
    if error.startswith("Invalid value") and field.rpartition(".")[2] == "type":
        return Refused("unknown_type", field)
    if field == "events" and "length <=" in error:
        return Refused("oversized", "events", f"more than {EVENTS_LIMIT} events")
    return Refused("malformed", field, error.partition(" - at ")[0])


def field_of(error: str) -> str:
    """The path of the field that a validation error of msgspec is about, without the root."""
    at = _AT.search(error)
    path = at["field"] if at else ""
    missing = _MISSING.search(error)
    return ".".join(part for part in (path, missing["field"] if missing else "") if part)
