"""What a process says about itself, on standard error: lines for people, or JSON lines for whoever collects them.

A line names session, attempt and trace by their ids.  People appear by the registry's pseudonym at most (PRV-06), and
no address, token or content of a message is written.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

from monitor.flows.log_context import bound_now

Format = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]

# Two write whole URLs, in which an endpoint's owner may have put a secret; the third tells a registry's whole history.
_TALKATIVE = ("httpx", "httpcore", "alembic")
_SERVER = ("uvicorn", "uvicorn.error")
# uvicorn tells of every learner who comes or goes, with the address; how many there are is a metric.
_ADDRESSES = '%s - "WebSocket'
# Below that level its WebSockets tell of every header and of what is in each message, tokens too.
_LEAST_OF_THE_SERVER = logging.INFO


def set_up(style: Format, level: Level, stream: TextIO = sys.stderr) -> None:
    """Write what this process logs, uvicorn's lines too, to `stream`; what was set up before is replaced."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(_names_no_address)
    handler.addFilter(_tells_no_message)
    handler.setFormatter(JsonLines() if style == "json" else Lines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SERVER:
        _leave_to_the_root(logging.getLogger(name))


def _leave_to_the_root(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


def _names_no_address(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_ADDRESSES)


def _tells_no_message(record: logging.LogRecord) -> bool:
    return record.name not in _SERVER or record.levelno >= _LEAST_OF_THE_SERVER


class Lines(logging.Formatter):
    """`2026-03-07 08:00:00 warning monitor.stream: what happened [session=…]`, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        context = " ".join(f"{name}={value}" for name, value in bound_now().items())
        line = f"{_moment(record):%Y-%m-%d %H:%M:%S} {record.levelname.lower()} {record.name}: {record.getMessage()}"
        return "\n".join(filter(None, (f"{line} [{context}]" if context else line, _traceback(record))))


class JsonLines(logging.Formatter):
    """One object a line: `time` (RFC 3339, UTC), `level`, `logger`, `message`, the ids, and `error`, a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **bound_now(),
        }
        if error := _traceback(record):
            line["error"] = error
        return json.dumps(line, ensure_ascii=False)


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _traceback(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
