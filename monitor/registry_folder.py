"""Opens an installation's registry for a command; a collector may run over it at the same time.

It lies in the data folder, or in the database that MONITOR_DATABASE names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.command_settings import command_settings

if TYPE_CHECKING:
    from monitor.adapters.registry import SqlRegistry

DataFolder = Annotated[Path, typer.Option("--data", help="The installation's data folder.")]
DATA = Path("data")
MOVED = ".moved"  # what is added to the name of a file that is in a service now


class NotMoved(Exception):
    """The settings say that something is in one place, and the data folder that it is in the other."""


class SandboxFolder(Exception):
    """The folder is a sandbox, whose hours are made up."""


def registry_place(data: Path, *, make: bool = False) -> Path | str:
    """A file or a URL; raises `FileNotFoundError` where no registry was made yet, unless it is to `make` one.

    Raises `NotMoved` where it is in a database by now, and `WrongSetting`.
    """
    if database := command_settings(data=data).database:
        return database
    file = data / "registry.db"
    refuse_moved(file, "registry")
    return file if make else existing(file)


def refuse_moved(file: Path, what: str) -> None:
    """Nobody begins anew, or looks in vain, where a file was moved away; raises `NotMoved`."""
    if not file.exists() and file.with_name(file.name + MOVED).exists():
        raise NotMoved(f"the {what} of {file.parent} was moved to a database: set MONITOR_DATABASE")


def existing(file: Path) -> Path:
    """A file of the data folder that is there; raises `FileNotFoundError`."""
    if not file.is_file():
        raise FileNotFoundError(2, "no such file in the data folder", str(file))
    return file


@contextmanager
def opened_registry(data: Path, *, make: bool = False) -> Iterator[SqlRegistry]:
    """The registry in this data folder; raises `FileNotFoundError` where none was made yet, unless it is to `make` one.

    Raises `SandboxFolder` before anything real is put into a sandbox, and `AnotherInstallation`.
    """
    from monitor.adapters.keys import MasterKey
    from monitor.adapters.registry import SqlRegistry, open_engine, upgrade
    from monitor.flows.installation import refuse_without_hours

    if make:
        _prepare(data)
    engine = open_engine(registry_place(data, make=make))
    upgrade(engine)
    registry = SqlRegistry(engine, MasterKey.in_folder(data / "keys").derive("identity"))
    try:
        refuse_without_hours(data / "certificates", registry.some_session())
        yield registry
    finally:
        registry.close()


def _prepare(data: Path) -> None:
    if (data / "sandbox.env").exists():
        raise SandboxFolder(f"{data} is a sandbox; name another folder with --data")
    data.mkdir(parents=True, exist_ok=True)
