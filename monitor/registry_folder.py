"""Opens an installation's registry for a command; a collector may run over it at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from monitor.adapters.registry import SqlRegistry

DataFolder = Annotated[Path, typer.Option("--data", help="The installation's data folder.")]
DATA = Path("data")


class SandboxFolder(Exception):
    """The folder is a sandbox, whose hours are made up."""


@contextmanager
def opened_registry(data: Path, *, make: bool = False) -> Iterator[SqlRegistry]:
    """The registry in this data folder; raises `FileNotFoundError` where none was made yet, unless it is to `make` one.

    Raises `SandboxFolder` before anything real is put into a sandbox.
    """
    from monitor.adapters.keys import MasterKey
    from monitor.adapters.registry import SqlRegistry, open_engine, upgrade

    file = data / "registry.db"
    if make:
        _prepare(data)
    elif not file.is_file():
        raise FileNotFoundError(2, "no such file in the data folder", str(file))
    engine = open_engine(file)
    upgrade(engine)
    registry = SqlRegistry(engine, MasterKey.in_folder(data / "keys").derive("identity"))
    try:
        yield registry
    finally:
        registry.close()


def _prepare(data: Path) -> None:
    if (data / "sandbox.env").exists():
        raise SandboxFolder(f"{data} is a sandbox; name another folder with --data")
    data.mkdir(parents=True, exist_ok=True)
