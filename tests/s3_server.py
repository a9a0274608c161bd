"""An S3-compatible store of one's own, for tests: in memory, gone with the process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from moto.server import ThreadedMotoServer

KEYS = {"access_key_id": "test", "secret_access_key": "test"}


@dataclass(frozen=True)
class S3Server:
    """A running store that takes any key; `endpoint` is its address."""

    endpoint: str

    def create(self, bucket: str) -> str:
        """A new bucket, or the one of this name without its content; returns its URL."""
        httpx.post(f"{self.endpoint}/moto-api/reset").raise_for_status()
        httpx.put(f"{self.endpoint}/{bucket}").raise_for_status()
        return f"s3://{bucket}"


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run a store on a free port."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield S3Server(f"http://{host}:{port}")
    finally:
        server.stop()
