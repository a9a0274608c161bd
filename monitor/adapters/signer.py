"""Ed25519 signatures with keys in a file, and the key set that lets anybody check them (RFC 7517, 7638, 8037).

A key that was replaced stays in the published set, without its private half and with the moment (`exp`) after which
it is not to be trusted, so that old certificates can still be checked and nothing new can be signed with it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from monitor.ports import Clock


class SignerError(Exception):
    """The key file cannot be used, or the current key's time is over."""


class _Key(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One key as the file keeps it; only the current one, the last, still has its private half."""

    public: str  # base64url without padding, as in a JWK
    private: str = ""
    not_after: int | None = None  # seconds since 1970


class FileSigner:
    """Signs with the last key of a file, which is made with one key at the first use, readable by its owner only.

    `not_after` (seconds since 1970) limits a key that is made now; afterwards `sign` refuses until `rotate`.
    Raises `SignerError` when the file is damaged or readable by others.
    """

    def __init__(self, path: Path, clock: Clock, *, not_after: int | None = None) -> None:
        self._path = path
        self._clock = clock
        if not path.exists():
            _save(path, [_new_key(not_after)])
        self._use(_load(path))

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes; raises `SignerError` after the current key's `not_after`."""
        limit = self._keys[-1].not_after
        if limit is not None and self._clock.now() > limit * 1000:
            raise SignerError(f"signing key {self.key_id} expired; rotate it")
        return self._private.sign(message)

    def jwks(self) -> dict[str, object]:
        """The published keys, newest first; `exp` (seconds since 1970) where a key's time is limited."""
        return {"keys": [_jwk(key) for key in reversed(self._keys)]}

    def rotate(self, *, old_until: int, not_after: int | None = None) -> str:
        """Replace the current key; signatures of the old one count until `old_until` (seconds since 1970).

        The old private half is destroyed.  Returns the new `key_id`.
        """
        limits = (old_until, self._keys[-1].not_after)
        old = _Key(public=self._keys[-1].public, not_after=min(limit for limit in limits if limit is not None))
        keys = [*self._keys[:-1], old, _new_key(not_after)]
        _save(self._path, keys)
        self._use(keys)
        return self.key_id

    def _use(self, keys: list[_Key]) -> None:
        self._keys = keys
        self._private = Ed25519PrivateKey.from_private_bytes(_from_base64url(keys[-1].private))
        self.key_id = thumbprint(keys[-1].public)


def thumbprint(public: str) -> str:
    """RFC 7638 thumbprint of an Ed25519 key given by its JWK member `x`: required members, sorted, no spaces."""
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}'
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _jwk(key: _Key) -> dict[str, object]:
    jwk: dict[str, object] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": key.public,
        "kid": thumbprint(key.public),
        "alg": "EdDSA",
        "use": "sig",
    }
    return jwk if key.not_after is None else {**jwk, "exp": key.not_after}


def _new_key(not_after: int | None) -> _Key:
    private = Ed25519PrivateKey.generate()
    return _Key(
        public=_base64url(private.public_key().public_bytes_raw()),
        private=_base64url(private.private_bytes_raw()),
        not_after=not_after,
    )


def _load(path: Path) -> list[_Key]:
    """The keys of the file, oldest first; raises `SignerError`."""
    if path.stat().st_mode & 0o077:
        raise SignerError(f"{path.name} can be read by others; take their rights away (chmod 600)")
    try:
        keys = msgspec.json.decode(path.read_bytes(), type=list[_Key])
        Ed25519PrivateKey.from_private_bytes(_from_base64url(keys[-1].private))
    except (msgspec.MsgspecError, ValueError, IndexError) as error:
        raise SignerError(f"{path.name} holds no signing key; restore it from backup") from error
    return keys


def _save(path: Path, keys: list[_Key]) -> None:
    """Write aside, flush and rename, so that a crash leaves the old keys or the new ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(keys))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
