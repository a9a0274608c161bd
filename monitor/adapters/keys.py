"""The secrets of one installation, in its data folder: a master key to derive from, and the vault's pair of keys.

Each file is made once, readable by its owner only, and appears with its whole content or not at all.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import x25519  # type: ignore[import-untyped]  # ships no stubs

_MASTER_FILE = "master.key"
_VAULT_FILE = "vault.key"
_MASTER_BYTES = 32


class KeyFileError(Exception):
    """A key file is missing its content or is readable by others; the message says what to do."""


class MasterKey:
    """32 random bytes from which every other symmetric secret of the installation is derived (K3).

    Losing it makes the secrets behind open attempts unprovable and trainees unrecognisable, so it belongs into the
    backup, apart from the data.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _MASTER_BYTES:
            raise KeyFileError(
                f"a master key has {_MASTER_BYTES} bytes, this one {len(secret)}; restore it from backup"
            )
        self._secret = secret

    @classmethod
    def in_folder(cls, folder: Path) -> MasterKey:
        """The key in this data folder, made at the first call; raises `KeyFileError` when the file is damaged."""
        return cls(_read_or_make(folder / _MASTER_FILE, secrets.token_bytes(_MASTER_BYTES)))

    def derive(self, label: str, context: str = "", length: int = 32) -> bytes:
        """A secret of `length` bytes for one purpose and one thing: HKDF-SHA-256 (RFC 5869).

        The label's length stands before it, so that no two pairs of label and context can run together.
        """
        name = label.encode()
        info = len(name).to_bytes(2, "big") + name + context.encode()
        return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(self._secret)


class VaultKeys(NamedTuple):
    """An age key pair: the collector needs `public` only, the console alone may hold `private`."""

    public: str
    private: str


def vault_keys(folder: Path) -> VaultKeys:
    """The pair in this data folder, made at the first call; for the demonstration, where one machine plays both parts.

    A real office makes the pair on its own machine and gives the collector the public half only (K13).
    Raises `KeyFileError` when the file holds no age identity.
    """
    path = folder / _VAULT_FILE
    private = _read_or_make(path, str(x25519.Identity.generate()).encode()).decode(errors="replace").strip()
    try:
        public = x25519.Identity.from_str(private).to_public()
    except Exception as error:  # pyrage raises bare exceptions
        raise KeyFileError(f"{path.name} holds no age identity; restore it from backup") from error
    return VaultKeys(str(public), private)


def _read_or_make(path: Path, content: bytes) -> bytes:
    """What the file holds; `content` goes into it first if it does not exist."""
    if not path.exists():
        _make(path, content)
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"{path.name} can be read by others; take their rights away (chmod 600)")
    return path.read_bytes()


def _make(path: Path, content: bytes) -> None:
    """Write elsewhere and link into place: a second process that does the same finds the first one's key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
