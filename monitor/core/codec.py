"""Bytes to events and back, and the chain that makes an edited log entry show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from monitor.core.events import Batch, Entry, Said, ServerFact

GENESIS = bytes(32)

_decode_said = msgspec.json.Decoder(Said).decode
_decode_fact = msgspec.json.Decoder(ServerFact).decode
_encode = msgspec.json.Encoder().encode


decode_batch = msgspec.json.Decoder(Batch).decode
"""Validate and decode one batch (bytes); raises `msgspec.ValidationError` naming the field."""


def decode_said(payload: bytes) -> Said:
    """Decode what a stored batch says; raises `msgspec.ValidationError` naming the field."""
    return _decode_said(payload)


def decode_fact(payload: bytes) -> ServerFact:
    """Decode one server fact; raises `msgspec.ValidationError` naming the field."""
    fact: ServerFact = _decode_fact(payload)
    return fact


def encode_fact(fact: ServerFact) -> bytes:
    """The bytes of a server fact as the log keeps them."""
    return _encode(fact)


def checked_fact(fact: ServerFact) -> bytes:
    """The same for what people say, which must be readable again; raises `msgspec.ValidationError` naming the field."""
    payload = encode_fact(fact)
    decode_fact(payload)
    return payload


def entry_digest(stream: str, n: int, received: int, source: str, payload: bytes, prev: bytes) -> bytes:
    """SHA-256 over all that an entry says, so that no field can be changed unseen (32 bytes)."""
    head = f"{stream}\n{n}\n{received}\n{source}\n".encode()
    return hashlib.sha256(head + prev + payload).digest()


def chain(stream: str, n: int, received: int, source: str, payload: bytes, prev: bytes) -> Entry:
    """The entry that follows the one whose digest is `prev`; the first follows `GENESIS`."""
    digest = entry_digest(stream, n, received, source, payload, prev)
    return Entry(
        stream=stream,
        n=n,
        received=received,
        source=source,  # type: ignore[arg-type]
        payload=payload,
        prev=prev,
        digest=digest,
    )


def first_broken(entries: Iterable[Entry]) -> Entry | None:
    """The first entry of one stream, in order, that does not fit its number, its digest or the entry before it."""
    prev = GENESIS
    for expected, entry in enumerate(entries):
        digest = entry_digest(entry.stream, entry.n, entry.received, entry.source, entry.payload, entry.prev)
        if entry.n != expected or entry.prev != prev or entry.digest != digest:
            return entry
        prev = digest
    return None
