"""What every entry that the server writes has in common, and the kinds of fields that entries are made of."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Millis = Annotated[int, Meta(ge=0, le=10**13)]
Counter = Annotated[int, Meta(ge=0, le=10**9)]
Name = Annotated[str, Meta(min_length=1, max_length=128)]
Text = Annotated[str, Meta(max_length=512)]
LongText = Annotated[str, Meta(max_length=4000)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
# The same where the pattern takes too long: whoever has such fields asks for `lower_hex` before refusing another one.
Hex64 = Annotated[str, Meta(min_length=64, max_length=64, extra_json_schema={"pattern": "^[0-9a-f]{64}$"})]
Nonce = Annotated[str, Meta(min_length=8, max_length=64)]
Rate = Annotated[float, Meta(ge=0, le=1000)]


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Something the server knows for itself."""


def lower_hex(text: str) -> bool:
    """Whether a text is hex in small letters and nothing else; in less than half of a pattern's time."""
    return not text.encode().translate(None, b"0123456789abcdef")
