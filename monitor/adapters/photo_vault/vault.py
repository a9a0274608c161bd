"""Sealing pictures and naming them; where they lie is said elsewhere.

The format is age with X25519, so that any age tool opens them.  A stolen disk, bucket or collector shows who was
photographed when (the log says that too), but no picture.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # ships no stubs
from pyrage import x25519

from monitor.adapters.photo_vault.folder import Folder
from monitor.adapters.photo_vault.place import Place
from monitor.ports import VaultError

_log = logging.getLogger("monitor.vault")

_FOLDER_NAME = re.compile(r"\w[\w.-]{0,127}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class SealedVault:
    """One prefix per platform in `place`; a reference is `platform/ab/abcd….age`, named by the picture's SHA-256.

    Without a `public_key` it can be looked into, and nothing put in.  Raises `VaultError` when `public_key` is no age
    recipient.
    """

    def __init__(self, place: Place, public_key: str = "") -> None:
        self._place = place
        self._recipient = _recipient(public_key) if public_key else None

    async def put(self, platform: str, sha256: str, picture: bytes) -> str:
        """Seal and store one picture and return its reference; what is stored already stays as it is.

        Raises `VaultError` when `sha256` (hex) is not the picture's, the platform's name cannot name a folder, or
        the place refuses.
        """
        if not _FOLDER_NAME.fullmatch(platform):
            raise VaultError(f"platform {platform!r} cannot name a folder: letters, digits, '_', '-' and '.' only")
        if hashlib.sha256(picture).hexdigest() != sha256:
            raise VaultError(f"the picture's SHA-256 is not {sha256}")
        reference = f"{platform}/{sha256[:2]}/{sha256}.age"
        await self._seal(reference, picture)
        return reference

    def could_be(self, reference: str) -> bool:
        """Whether this is a reference as `put` gives them out."""
        platform, _, rest = reference.partition("/")
        sha256 = rest[3:-4]
        named = _FOLDER_NAME.fullmatch(platform) and _SHA256.fullmatch(sha256)
        return bool(named) and rest == f"{sha256[:2]}/{sha256}.age"

    async def exists(self, reference: str) -> bool:
        """Whether this reference leads to a picture; raises `VaultError` where the place does not answer."""
        name = self._name(reference)
        try:
            return await self._place.exists(name)
        except OSError as error:
            raise VaultError(f"picture {reference} cannot be looked for: {error}") from error

    async def attached(self) -> bool:
        """Whether there is anything in the place; raises `VaultError` where it does not answer."""
        try:
            return await self._place.attached()
        except OSError as error:
            raise VaultError(f"the place of the photos does not answer: {error}") from error

    async def remove(self, reference: str) -> bool:
        """Take a picture away; what is gone already is gone.  False where the place refuses, which is logged."""
        name = self._name(reference)
        try:
            await self._place.remove(name)
        except OSError:
            _log.exception("picture %s cannot be removed", reference)
            return False
        return True

    async def open(self, reference: str, private_key: str) -> bytes:
        """The picture again; raises `VaultError` when it is missing, damaged or sealed to another key."""
        identity = _identity(private_key)
        name = self._name(reference)
        try:
            sealed = await self._place.read(name)
            return bytes(await asyncio.to_thread(pyrage.decrypt, sealed, [identity]))
        except (OSError, pyrage.DecryptError) as error:
            raise VaultError(f"picture {reference} cannot be opened") from error

    async def _seal(self, reference: str, picture: bytes) -> None:
        if self._recipient is None:
            raise VaultError("this vault was opened without a key, to look into it")
        if await self.exists(reference):
            return
        try:
            sealed = await asyncio.to_thread(pyrage.encrypt, picture, [self._recipient])
            await self._place.write(reference, sealed)
        except (OSError, pyrage.EncryptError) as error:
            raise VaultError(f"picture {reference} could not be stored") from error

    def _name(self, reference: str) -> str:
        """Only what `put` could have given out leads anywhere, so that no name leaves the place."""
        if not self.could_be(reference):
            raise VaultError(f"{reference!r} is no reference of this vault")
        return reference


class FolderVault(SealedVault):
    """The vault in a folder."""

    def __init__(self, root: Path, public_key: str = "") -> None:
        super().__init__(Folder(root), public_key)


def _recipient(public_key: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public_key)
    except Exception as error:  # pyrage raises bare exceptions
        raise VaultError("the vault's public key is no age recipient (age1…)") from error


def _identity(private_key: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(private_key)
    except Exception as error:  # pyrage raises bare exceptions
        raise VaultError("this is no age identity (AGE-SECRET-KEY-1…)") from error
