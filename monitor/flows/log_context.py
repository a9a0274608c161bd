"""What a log line is about, without every function passing it on: which session, which attempt, which request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_bound: ContextVar[Mapping[str, str]] = ContextVar("log_context", default={})  # noqa: B039  never changed in place


def bound_now() -> Mapping[str, str]:
    """Names and ids that hold for whatever is logged here: `session`, `epoch`, `attempt`, `trace`."""
    return _bound.get()


def bind(**ids: str) -> None:
    """From here to the end of this task, and in all that it starts."""
    _bound.set({**_bound.get(), **ids})


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Inside the block, and in all that is started there."""
    before = _bound.set({**_bound.get(), **ids})
    try:
        yield
    finally:
        _bound.reset(before)
