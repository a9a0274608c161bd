"""A bucket of an S3-compatible store as the place of sealed pictures."""

from __future__ import annotations

import configparser
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from monitor.ports import VaultError

if TYPE_CHECKING:
    from obstore.store import RetryConfig, S3Config

# With a store that is busy or away; somebody waits for the answer.
PATIENCE: RetryConfig = {"max_retries": 5, "retry_timeout": timedelta(seconds=20)}
_ANSWER_S = "10s"


class Keys(TypedDict):
    """What a store knows its clients by."""

    access_key_id: str
    secret_access_key: str


class Bucket:
    """What lies in one bucket under one prefix, `s3://bucket/prefix`.

    `endpoint` is the store's address where it is not Amazon's.  Keys come from `credentials` (`access_key_id`,
    `secret_access_key`), else from the environment as AWS tools read it.  Raises `VaultError` for another kind of URL.
    """

    def __init__(self, url: str, *, endpoint: str = "", region: str = "", credentials: Keys | None = None) -> None:
        place = urlsplit(url)
        if place.scheme != "s3" or not place.netloc:
            raise VaultError(f"{url!r} is no place for photos: give s3://bucket or s3://bucket/prefix")
        config: S3Config = {}
        if endpoint:
            config["endpoint"] = endpoint
        if region:
            config["region"] = region
        if credentials is not None:
            config["access_key_id"] = credentials["access_key_id"]
            config["secret_access_key"] = credentials["secret_access_key"]
        self._store = S3Store(
            place.netloc,
            prefix=place.path.strip("/") or None,
            config=config,
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": _ANSWER_S},
            retry_config=PATIENCE,
        )

    async def exists(self, name: str) -> bool:
        try:
            with _translated():
                await obstore.head_async(self._store, name)
        except FileNotFoundError:
            return False
        return True

    async def attached(self) -> bool:
        async for _ in self.names():
            return True
        return False

    async def write(self, name: str, content: bytes) -> None:
        with _translated():
            await obstore.put_async(self._store, name, content)

    async def read(self, name: str) -> bytes:
        with _translated():
            found = await obstore.get_async(self._store, name)
            return bytes(await found.bytes_async())

    async def remove(self, name: str) -> None:
        with _translated():
            await obstore.delete_async(self._store, name)

    async def names(self) -> AsyncIterator[str]:
        with _translated():
            async for some in obstore.list(self._store, chunk_size=1000):
                for found in some:
                    yield found["path"]


def credentials_in(file: Path, profile: str = "default") -> Keys:
    """The keys of a file as AWS tools write it, so that no secret is in the environment; raises `VaultError`."""
    sections = configparser.ConfigParser()
    try:
        sections.read_string(file.read_text(encoding="utf-8"))
        keys = sections[profile]
        return {"access_key_id": keys["aws_access_key_id"], "secret_access_key": keys["aws_secret_access_key"]}
    except (OSError, UnicodeDecodeError, configparser.Error, KeyError) as error:
        wanted = f"[{profile}] with aws_access_key_id and aws_secret_access_key"
        raise VaultError(f"{file} cannot be read as credentials: it must have {wanted}") from error


@contextmanager
def _translated() -> Iterator[None]:
    """Let the store's refusals be errors of the system; only their first line is for people."""
    try:
        yield
    except BaseError as error:
        raise OSError(str(error).partition("\n")[0]) from error
