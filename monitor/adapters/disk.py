"""The disk under a data folder: how much of it is left, and whether it still takes what is written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_PAGE = b"\0" * 4096


class FolderDisk:
    """Tries a folder's disk by a page in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def left(self) -> int:
        """Free bytes; raises `OSError`."""
        return shutil.disk_usage(self._folder).free

    def write(self) -> None:
        """Write a page and wait until the disk has it; raises `OSError`."""
        handle = os.open(self._folder / ".written", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, _PAGE)
            os.fsync(handle)
        finally:
            os.close(handle)
