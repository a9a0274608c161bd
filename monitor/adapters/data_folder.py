"""One process at a time writes into a data folder; the system frees it when that process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


class FolderInUse(Exception):
    """Another process writes into the folder."""


def claim_folder(folder: Path, *, shared: bool = False) -> Callable[[], None]:
    """Be the one that writes there, or one of those that share it; returns what lets go of it.  Raises `FolderInUse`.

    The lock is the process's own: workers that it starts do not hold it.
    """
    handle = os.open(folder / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.lockf(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise FolderInUse(f"another process, such as a running collector, writes into {folder}") from error
    return lambda: os.close(handle)
