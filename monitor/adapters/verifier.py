"""Ed25519 verification by `cryptography`, for reading certificates back."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the 64-byte signature fits the 32-byte public key and the message; False for bytes that are no key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
