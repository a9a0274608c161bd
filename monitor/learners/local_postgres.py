"""A PostgreSQL server of one's own, for tests and measurements: on a socket in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

LIMIT = 30.0  # seconds; it starts within one
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # nothing has to survive
_USERS = ("postgres", "nobody")  # PostgreSQL refuses root; one of these runs it then
_ORDER = ("TEMPLATE template0", "ENCODING 'UTF8'", "LC_COLLATE 'C.UTF-8'", "LC_CTYPE 'C.UTF-8'")


@dataclass
class LocalPostgres:
    """A server in a folder; its superuser is called `postgres` and needs no password on the socket."""

    folder: Path
    command: Sequence[str]
    user: pwd.struct_passwd | None
    port: str
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run it, also over what a killed one has left behind; raises `TimeoutError` if it does not answer."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, **_as(self.user))
        _until_it_answers(self, self.process)

    def stop(self) -> None:
        """End it without waiting for those who are still connected."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def kill(self) -> None:
        """End it and all its processes with SIGKILL, as a machine does that loses its power."""
        assert self.process is not None
        self.send(signal.SIGKILL)
        self.process.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it and to all its processes."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def processes(self) -> tuple[int, ...]:
        """It, and those that work for it just now, by their numbers."""
        assert self.process is not None
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text(encoding="ascii").split()
        return (main, *map(int, children))

    def url(self, database: str) -> str:
        """How SQLAlchemy and libpq are told where a database is."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def create(self, database: str, template: str = "") -> str:
        """A new database, empty or a copy of a template that nobody uses; returns its URL."""
        how = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL(" ".join(_ORDER))
        self._say(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(database), how))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever still uses it."""
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def local_postgres(settings: Mapping[str, str] = THROWAWAY, initdb: Sequence[str] = ()) -> Iterator[LocalPostgres]:
    """Run a server with these settings, laid out with these further words to `initdb`.

    Raises `FileNotFoundError` where PostgreSQL is not installed.
    """
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        user = _owner(folder)
        data = folder / "data"
        _run(user, binaries / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync", *initdb)
        options = {"port": "5432", "listen_addresses": "", "unix_socket_directories": str(folder), **settings}
        words = [f"--{name}={value}" for name, value in options.items()]
        server = LocalPostgres(folder, [str(binaries / "postgres"), "-D", str(data), *words], user, options["port"])
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Where Debian or anybody else keeps the server's programs; the newest version of several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise FileNotFoundError(2, "PostgreSQL is not installed (apt-get install postgresql)", "initdb")
    return Path(on_path).resolve().parent


def _owner(folder: Path) -> pwd.struct_passwd | None:
    """Who runs the server where root may not; the folder is theirs then."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in _USERS if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"cwd": "/"} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def _run(user: pwd.struct_passwd | None, *command: object) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True, **_as(user))


def _until_it_answers(server: LocalPostgres, process: subprocess.Popen[bytes]) -> None:
    over = time.monotonic() + LIMIT
    while time.monotonic() < over and process.poll() is None:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError(f"postgres did not answer: {(server.folder / 'log').read_text(errors='replace')[-2000:]}")
