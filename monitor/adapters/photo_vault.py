"""Pictures in a folder, sealed to the office's public key before they touch a disk (K13).

The format is age with X25519, so that any age tool opens them.  A stolen disk or collector shows who was photographed
when (the log says that too), but no picture.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import secrets
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # ships no stubs
from pyrage import x25519

from monitor.ports import VaultError

_log = logging.getLogger("monitor.vault")

_FOLDER_NAME = re.compile(r"\w[\w.-]{0,127}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FolderVault:
    """One folder per platform under `root`; a reference is `platform/ab/abcd….age`, named by the picture's SHA-256.

    Without a `public_key` it can be looked into, and nothing put in.  Raises `VaultError` when `public_key` is no age
    recipient.
    """

    def __init__(self, root: Path, public_key: str = "") -> None:
        self._root = root
        self._recipient: x25519.Recipient | None = None
        if not public_key:
            return
        try:
            self._recipient = x25519.Recipient.from_str(public_key)
        except Exception as error:  # pyrage raises bare exceptions
            raise VaultError("the vault's public key is no age recipient (age1…)") from error

    async def put(self, platform: str, sha256: str, picture: bytes) -> str:
        """Seal and store one picture and return its reference; what is stored already stays as it is.

        Raises `VaultError` when `sha256` (hex) is not the picture's, the platform's name cannot name a folder, or
        the disk refuses.
        """
        if not _FOLDER_NAME.fullmatch(platform):
            raise VaultError(f"platform {platform!r} cannot name a folder: letters, digits, '_', '-' and '.' only")
        if hashlib.sha256(picture).hexdigest() != sha256:
            raise VaultError(f"the picture's SHA-256 is not {sha256}")
        reference = f"{platform}/{sha256[:2]}/{sha256}.age"
        await asyncio.to_thread(self._seal, reference, picture)
        return reference

    def could_be(self, reference: str) -> bool:
        """Whether this is a reference as `put` gives them out."""
        platform, _, rest = reference.partition("/")
        sha256 = rest[3:-4]
        named = _FOLDER_NAME.fullmatch(platform) and _SHA256.fullmatch(sha256)
        return bool(named) and rest == f"{sha256[:2]}/{sha256}.age"

    async def exists(self, reference: str) -> bool:
        """Whether this reference leads to a picture."""
        return self._place(reference).is_file()

    async def attached(self) -> bool:
        """Whether there is anything in the folder."""
        return self._root.is_dir() and any(self._root.iterdir())

    async def remove(self, reference: str) -> bool:
        """Take a picture away; what is gone already is gone.  False where the disk refuses, which is logged."""
        return await asyncio.to_thread(self._remove, reference)

    async def open(self, reference: str, private_key: str) -> bytes:
        """The picture again; raises `VaultError` when it is missing, damaged or sealed to another key."""
        return await asyncio.to_thread(self._unseal, reference, private_key)

    def _seal(self, reference: str, picture: bytes) -> None:
        if self._recipient is None:
            raise VaultError("this vault was opened without a key, to look into it")
        place = self._place(reference)
        if place.is_file():
            return
        try:
            _write_whole(place, pyrage.encrypt(picture, [self._recipient]))
        except (OSError, pyrage.EncryptError) as error:
            raise VaultError(f"picture {reference} could not be stored") from error

    def _remove(self, reference: str) -> bool:
        place = self._place(reference)
        try:
            place.unlink(missing_ok=True)
            if place.parent.is_dir():
                _flush_folder(place.parent)
        except OSError:
            _log.exception("picture %s cannot be removed", reference)
            return False
        return True

    def _unseal(self, reference: str, private_key: str) -> bytes:
        try:
            identity = x25519.Identity.from_str(private_key)
        except Exception as error:  # pyrage raises bare exceptions
            raise VaultError("this is no age identity (AGE-SECRET-KEY-1…)") from error
        try:
            return bytes(pyrage.decrypt(self._place(reference).read_bytes(), [identity]))
        except (OSError, pyrage.DecryptError) as error:
            raise VaultError(f"picture {reference} cannot be opened") from error

    def _place(self, reference: str) -> Path:
        """Where a reference leads; only what `put` could have given out leads anywhere, so none leaves the root."""
        if not self.could_be(reference):
            raise VaultError(f"{reference!r} is no reference of this vault")
        return self._root / reference


def _write_whole(place: Path, content: bytes) -> None:
    """The whole file or none of it, also when the power fails: written aside, flushed, renamed, folder flushed."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    _flush_folder(place.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
