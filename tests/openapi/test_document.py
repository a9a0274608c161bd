"""What the OpenAPI document promises of every route, before anybody asks one."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

SAFE = 2**53 - 1  # whole numbers up to here are the same to every JSON reader (RFC 8259)


def operations(document: dict) -> Iterator[tuple[str, dict]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def asked(document: dict) -> Iterator[tuple[str, dict]]:
    """The schema of everything that a caller may send, with where it stands."""
    for name, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            yield f"{name} {parameter['name']}", parameter.get("schema", {})
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield f"{name} body", content.get("schema", {})


def numbers(document: dict, schema: dict, seen: frozenset[str] = frozenset()) -> Iterator[dict]:
    """Every whole number inside a schema."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from numbers(document, document["components"]["schemas"][name], seen | {name})
        return
    if schema.get("type") == "integer":
        yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ()), schema.get("items")]
    for one in (*inner, schema.get("additionalProperties")):
        if isinstance(one, dict):
            yield from numbers(document, one, seen)


def least(schema: dict) -> float:
    return schema.get("minimum", schema.get("exclusiveMinimum", float("-inf")))


def most(schema: dict) -> float:
    return schema.get("maximum", schema.get("exclusiveMaximum", float("inf")))


def test_every_number_that_is_taken_in_has_bounds_that_a_database_can_hold(document):
    found = [(place, schema) for place, asks in asked(document) for schema in numbers(document, asks)]
    loose = [place for place, schema in found if not -SAFE <= least(schema) <= most(schema) <= SAFE]

    assert found
    assert loose == []


def test_every_answer_that_is_no_success_is_a_problem_document(document):
    strange = [
        f"{name} {status}"
        for name, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status >= "400" and set(answer.get("content", {})) != {"application/problem+json"}
    ]

    assert strange == []


@pytest.mark.parametrize("number", [2**31, 2**63, 2**64, 2**200, -(2**63) - 1])
def test_a_number_too_great_for_the_database_is_a_mistake_of_the_caller(world, keys, number):
    [platform, school], [officer] = keys["api key"], keys["office key"]
    question = {"question": "q", "prompt": {"zh-CN": "?"}, "options": [{"zh-CN": "a"}, {"zh-CN": "b"}]}
    word = {"kind": "class", "subject": "class-1", "clause": "CLS-05", "outcome": "pass", "reason": "seen"}
    lesson = {"lesson": "l", "course": "c", "course_type": "general", "content_hash": "0" * 64}
    path = "/v1/lessons/lesson-1/questions"
    sent = [
        ("POST", "/v1/references/confirmations", school, {"references": [number], "person": "zhao"}),
        ("PUT", path, platform, {"questions": [{**question, "right": number}]}),
        ("PUT", path, platform, {"questions": [{**question, "right": 0, "after_ms": number}]}),
        ("POST", "/v1/lessons", platform, {**lesson, "ordinal": number, "duration_ms": 1}),
        ("POST", "/v1/lessons", platform, {**lesson, "ordinal": 1, "duration_ms": number}),
        ("POST", "/v1/tasks/answers", officer, {**word, "values": {"n": number}}),
        ("POST", "/v1/keys/rotate", platform, {"overlap_hours": number}),
    ]
    for method, path, headers, body in sent:
        response = httpx.request(method, f"{world.address}{path}", headers=headers, json=body)
        assert (response.status_code, path) in {(422, path), (409, path)}, response.text
        assert response.json()["field"]

    listed = httpx.get(f"{world.address}/v1/keys?limit={number}", headers=platform)
    assert listed.status_code == 422
