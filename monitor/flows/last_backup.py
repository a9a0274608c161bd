"""When a data folder was last backed up, in a small file there, so that a console can say it."""

from __future__ import annotations

from pathlib import Path

_NAME = "last-backup"


def note_backup(folder: Path, at: int) -> None:
    """`at` is UTC ms; raises `OSError`."""
    (folder / _NAME).write_text(f"{at}\n", encoding="ascii")


def last_backup(folder: Path) -> int | None:
    """UTC ms; None where nobody has made one from this folder, or the file tells no number."""
    try:
        return int((folder / _NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
