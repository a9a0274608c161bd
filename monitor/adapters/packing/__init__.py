"""How an entry's payload lies in a log: packed against a dictionary of typical entries.

What a learner's page says is the same words again and again with other numbers in them, and the disk is what a
province runs out of first.  The first byte says which dictionary a payload was packed with; JSON, which is how payloads
lay there before, begins with no such byte and is read as it is.  Hashes and signatures are of what was said, never of
this.

A dictionary must stay as it is for as long as a log may be read: `dictionary-1.txt` is never changed, a better one
would be number 2.  Without this program: cut off the first byte, and unpack what is left as a Zstandard frame without
magic number, with that file as a raw dictionary (decision 017).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.resources import files

import zstandard
from zstandard import ZstdCompressionDict, ZstdCompressionParameters, ZstdCompressor, ZstdDecompressor

_NEWEST = 1
_MARK = bytes([_NEWEST])
_LEVEL = 3
_MANY = 32  # from here on it costs less to pack them together, measured
_FORMAT = zstandard.FORMAT_ZSTD1_MAGICLESS


def _dictionary(number: int) -> ZstdCompressionDict:
    words = files(__name__).joinpath(f"dictionary-{number}.txt").read_bytes()
    return ZstdCompressionDict(words, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


class _Tools(threading.local):
    """One thread's, because none may be in use twice at a time."""

    def __init__(self) -> None:
        words = _dictionary(_NEWEST)
        wanted = ZstdCompressionParameters.from_level(
            _LEVEL, format=_FORMAT, write_content_size=True, write_dict_id=False
        )
        packer = ZstdCompressor(dict_data=words, compression_params=wanted)
        self.compress, self.compress_all = packer.compress, packer.multi_compress_to_buffer
        self.decompress = ZstdDecompressor(dict_data=words, format=_FORMAT).decompress


_tools = _Tools()


def pack(payload: bytes) -> bytes:
    """A payload as it is to be stored."""
    return _MARK + _tools.compress(payload)


def pack_all(payloads: Sequence[bytes]) -> list[bytes]:
    """The same for several; of many, threads that wait for this one wait once and not for each."""
    if len(payloads) < _MANY:
        return [pack(payload) for payload in payloads]
    packed = _tools.compress_all([*payloads], threads=0)
    return [_MARK + packed[place].tobytes() for place in range(len(payloads))]


def unpack(stored: bytes) -> bytes:
    """The payload that was stored.

    What was packed and cannot be unpacked any more is given as it lies there: its entry's hash says that it changed.
    """
    if stored[:1] != _MARK:
        return stored
    try:
        return _tools.decompress(stored[1:], allow_extra_data=False)
    except zstandard.ZstdError:
        return stored
