"""Every knob of a collector: environment variables `MONITOR_…`, or arguments of `Settings`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from monitor import logs


class Settings(BaseSettings):
    """How one collector runs; names say the unit."""

    # A URL may have a password in it, so that no error shows what was given.
    model_config = SettingsConfigDict(
        env_prefix="MONITOR_", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    data: Path = Field(
        Path("data"),
        description="Folder of keys and certificates, and of all that no other setting puts elsewhere.",
    )
    database: str = Field(
        "",
        description="Database of registry and event log, such as postgresql://monitor@host/monitor; empty: SQLite files"
        " in `data`.",
    )
    database_password_file: Path | None = Field(
        None, description="File with the password of these databases, where their URLs have none."
    )
    event_log: str = Field(
        "", description="The event log's own database, or `folder` for the file in `data`; empty: as the registry's."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    peer_address: str = Field(
        "",
        description="How other collectors over the same PostgreSQL reach this one, such as http://collector-1:8000;"
        " empty: it works alone.",
    )
    edge: Literal["asgi", "picows"] = Field(
        "asgi",
        description="What carries the learners' streams: the ASGI server itself, or picows for very many of them.",
    )
    public_url: str = Field("", description="How browsers reach this collector; empty: as the request came.")

    log_format: logs.Format = Field("text", description="Log lines on standard error: text for people, or json.")
    log_level: logs.Level = Field("info", description="From which level on: debug, info, warning or error.")

    otlp_endpoint: str = Field(
        "", description="Where spans go (OTLP over HTTP), such as http://localhost:4318; needs the extra `traces`."
    )

    rule_pack: str = Field("henan-2023", description="A shipped rule pack by name, or the path of a .toml file.")
    consent_version: str = Field("1", description="Version of the consent text; another one is asked for anew.")
    issuer: str = Field("did:web:localhost", description="Who issues certificates (a DID).")

    log_window_ms: int = Field(20, ge=0, le=1000, description="How long the log gathers entries for one commit.")
    face_workers: int = Field(1, ge=1, le=64, description="Processes that analyse faces.")
    face_jobs_per_platform: int = Field(
        0, ge=0, description="Face jobs of one platform that may be at work at once; 0 for no limit."
    )
    redis_url: str = Field("", description="Redis over which workers elsewhere get jobs; empty: own face workers.")
    judges: Literal["here", "workers"] = Field(
        "here",
        description="Who judges after checkpoints and ends: this process, or `monitor work judgements` over Redis.",
    )
    judgement_wait_ms: int = Field(
        2_000,
        ge=0,
        le=10_000,
        description="With workers: how long a checkpoint's judgement waits, to be one with the next; ends never wait.",
    )
    judgement_every_ms: int = Field(
        0,
        ge=0,
        le=1_800_000,
        description="How often a person is judged in the middle of a class hour at most; 0: at each checkpoint. The"
        " last check, the end of media and of the session are always judged.",
    )
    face_embedder: Path | None = Field(None, description="Card (.json) of an ONNX embedder; empty: dlib's.")
    face_pad: Path | None = Field(None, description="Card (.json) of an ONNX anti-spoofing model; empty: none.")
    face_landmarker: str = Field(
        "", description="Path or https address of an official face_landmarker.task; empty: the assembled bundle."
    )
    face_landmarker_sha256: str = Field("", description="SHA-256 (hex) of that file; needed with it.")
    photo_store: str = Field(
        "", description="Where photos lie if not in `data`: s3://bucket/prefix. Keys as AWS tools find them, or a file."
    )
    s3_endpoint: str = Field("", description="Address of an S3-compatible store; empty: Amazon's.")
    s3_region: str = Field("", description="Its region, where it has any.")
    s3_credentials: Path | None = Field(
        None, description="File with aws_access_key_id and aws_secret_access_key under [default]."
    )
    vault_public_key: str = Field("", description="The office's age recipient; empty: a pair is made in data/keys.")
    vault_private_key_file: Path | None = Field(
        None, description="File with the office's age identity, so that its people see photos in the console."
    )

    photo_days: int = Field(
        0, ge=0, le=1096, description="Whole days for which photos are kept after their class ended; 3 years at most."
    )

    disk_min_mb: int = Field(500, ge=0, description="With less space left (MB) the collector is not ready.")
    drain_seconds: int = Field(
        5, ge=0, le=300, description="Over how long a collector that is told to end (SIGTERM) hands its learners over."
    )
    messages_per_second: int = Field(50, ge=1, description="Messages a session may send, on average.")
    message_burst: int = Field(300, ge=1, description="Messages a session may send at once, after an outage.")
    api_requests_per_second: int = Field(20, ge=1, description="Requests one API key may make, on average.")
    api_request_burst: int = Field(200, ge=1, description="Requests one API key may make at once.")
    webhook_poll_ms: int = Field(1_000, ge=10, description="How often to look for webhooks that are due.")
    webhook_timeout_ms: int = Field(10_000, ge=100, description="How long an endpoint may take to answer a webhook.")
    webhook_networks: str = Field(
        "", description="Private networks that webhooks may be sent into, such as 10.1.0.0/16,10.2.0.0/16."
    )
    hello_within_ms: int = Field(10_000, ge=100, description="How long a new connection may stay silent.")
    commit_wait_ms: int = Field(3_000, ge=0, description="How long an uploaded photo waits for its photo_commit.")
    outbox_messages: int = Field(200, ge=10, description="Unread messages after which a slow client is cut off.")

    @field_validator("database")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        return _checked(url, r"(postgres(ql)?|sqlite)(\+\w+)?://", f"no URL of a database; {_DATABASE}")

    @field_validator("event_log")
    @classmethod
    def _is_a_database_or_the_folder(cls, url: str) -> str:
        return _checked(
            url,
            r"(postgres(ql)?|sqlite)(\+\w+)?://|folder$",
            f"neither `folder` nor the URL of a database; {_DATABASE}",
        )

    @field_validator("redis_url")
    @classmethod
    def _is_a_redis(cls, url: str) -> str:
        return _checked(url, r"(rediss?|unix)://", "no URL of a Redis server; give one such as redis://redis:6379/0")

    @field_validator("peer_address")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        return _checked(
            address, r"https?://[^/\s]+/?$", "no address of a collector; give one such as http://collector-1:8000"
        )

    @model_validator(mode="after")
    def _take_password(self) -> Self:
        """Secrets are files, so that neither the environment nor a list of processes shows them."""
        if self.database_password_file is not None and (self.database or self.event_log):
            password = _first_line(self.database_password_file)
            self.database = _with_password(self.database, password)
            self.event_log = _with_password(self.event_log, password)
        return self


_DATABASE = "give one such as postgresql://monitor@host/monitor"
_PORT = "the port is no number up to 65535 (in a password : / ? # @ are written %3A %2F %3F %23 %40)"


def _checked(url: str, form: str, problem: str) -> str:
    """The URL, if it is empty or of this form; what is raised does not repeat it."""
    if url and not re.match(form, url):
        raise ValueError(problem)
    if not _ports_are_numbers(url):
        raise ValueError(_PORT)
    return url


def _ports_are_numbers(url: str) -> bool:
    """Of each host, as there may be several."""
    try:
        hosts = urlsplit(url).netloc.rpartition("@")[2].split(",")
        return all(urlsplit(f"//{host}").port != 0 for host in hosts)
    except ValueError:
        return False


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ValueError(f"MONITOR_DATABASE_PASSWORD_FILE: the password file {file} cannot be read: {why}") from error


def _with_password(url: str, password: str) -> str:
    """The same URL with this password, if it names a server and has none."""
    parts = urlsplit(url)
    if not (parts.netloc and password) or parts.password is not None:
        return url
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()
