"""What the OpenAPI document says of every answer that is not a success; a test walks it with made-up requests."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

PROBLEM = {"$ref": "#/components/schemas/Problem"}


class OneProblem(BaseModel):
    """One of several things that are wrong."""

    field: str
    code: str
    detail: str
    remedy: str
    message: dict[str, str]


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable, for programs.")
    field: str = Field(description="What is wrong: a field of the body, a parameter or a header; empty if neither.")
    remedy: str = Field(description="What to do about it.")
    errors: list[OneProblem] = Field([], description="All that is wrong, where it is several things.")
    allowed: list[str] = Field([], description="The steps that are possible instead of the one that was asked for.")


def _problem(meaning: str, **headers: str) -> dict[str, Any]:
    said = {name.replace("_", "-"): {"description": why, "schema": {"type": "string"}} for name, why in headers.items()}
    return {
        "description": meaning,
        "headers": said,
        "content": {"application/problem+json": {"schema": PROBLEM}},
    }


_RETRY = "Seconds after which the request may be sent again."

BOTH: dict[int | str, dict[str, Any]] = {
    401: _problem("The key is missing, unknown, expired or revoked."),
    403: _problem("The key is not good for this."),
    404: _problem("There is nothing of this name, or it belongs to somebody else."),
    422: _problem("A field is wrong; it is named."),
    429: _problem("The key has asked too often.", Retry_After=_RETRY),
    500: _problem("An error of the collector."),
    503: _problem("A part of the collector cannot be reached just now."),
}
READ: dict[int | str, dict[str, Any]] = {
    304: {"description": "The caller has this already (If-None-Match)."},
    **BOTH,
}
WRITE: dict[int | str, dict[str, Any]] = {
    **BOTH,
    400: _problem("The body cannot be read at all."),
    409: _problem("It contradicts what is there, or the same request is still being worked on.", Retry_After=_RETRY),
    413: _problem("The body is too large."),
    415: _problem("The body is of another type than this route takes."),
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents of a route of neither kind, by status."""
    return {status: WRITE[status] for status in statuses}


UPLOAD = problems(401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
STREAM = {**UPLOAD, 410: _problem("The session goes on over another connection.")}


def describe_problems(app: FastAPI) -> None:
    """Let the document say what is sent: problem documents, where FastAPI would promise errors of its own kind."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for model in (OneProblem, Problem):
                schemas[model.__name__] = model.model_json_schema(ref_template="#/components/schemas/{model}")
                schemas[model.__name__].pop("$defs", None)
            for path in document["paths"].values():
                for operation in path.values():
                    _correct(operation["responses"])
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to change the document


def _correct(responses: dict[str, Any]) -> None:
    validation = responses.get("422", {}).get("content", {})
    if "application/json" in validation:
        responses["422"] = BOTH[422]
