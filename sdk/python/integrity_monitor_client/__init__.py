"""Client of the integrity monitor for online vocational training.

from integrity_monitor_client import Client

with Client("https://monitor.example", key) as monitor:
    session = monitor.open_session(trainee, training_class, lesson)
"""

from integrity_monitor_client import models, webhooks
from integrity_monitor_client.async_client import AsyncClient
from integrity_monitor_client.client import Client
from integrity_monitor_client.errors import (
    ApiError,
    Conflict,
    Forbidden,
    Invalid,
    MonitorError,
    NotFound,
    Problem,
    RateLimited,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
    Unreachable,
)
from integrity_monitor_client.models import PlanSlice, PlanUnit
from integrity_monitor_client.talking import Retries
from integrity_monitor_client.webhooks import WebhookInvalid

__all__ = [
    "ApiError",
    "AsyncClient",
    "Client",
    "Conflict",
    "Forbidden",
    "Invalid",
    "MonitorError",
    "NotFound",
    "PlanSlice",
    "PlanUnit",
    "Problem",
    "RateLimited",
    "Retries",
    "Unauthorized",
    "Unavailable",
    "UnexpectedAnswer",
    "Unreachable",
    "WebhookInvalid",
    "models",
    "webhooks",
]
