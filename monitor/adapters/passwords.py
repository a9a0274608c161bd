"""Passwords as Argon2id hashes, with the parameters that OWASP gives for it (19 MiB, two passes)."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_SALT_BYTES, _HASH_BYTES = 16, 32
_PASSES, _LANES, _MEMORY_KIB = 2, 1, 19 * 1024


class Argon2Passwords:
    """A `Passwords`; every hash names its own parameters, so that they can be raised later."""

    def hash(self, password: str) -> str:
        """A new hash in PHC format; takes some 50 ms and 19 MiB, on purpose."""
        salt = os.urandom(_SALT_BYTES)
        kdf = Argon2id(salt=salt, length=_HASH_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
        return kdf.derive_phc_encoded(password.encode())

    def matches(self, password: str, hashed: str) -> bool:
        """Whether it is the password of this hash."""
        try:
            Argon2id.verify_phc_encoded(password.encode(), hashed)
        except InvalidKey:
            return False
        return True
