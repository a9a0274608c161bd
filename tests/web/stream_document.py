"""docs/asyncapi.yaml for tests: which messages and events it has, and an SDK double that holds everybody to it."""

import functools
import json
from collections.abc import Iterator
from pathlib import Path

import yaml
from jsonschema import Draft7Validator
from sdk_double import Sdk

ROOT = Path(__file__).parents[2]
DOCUMENT = yaml.safe_load((ROOT / "docs" / "asyncapi.yaml").read_text("utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
MESSAGES = DOCUMENT["components"]["messages"]
REFUSALS = {example["name"]: example["payload"] for example in MESSAGES["error"]["examples"]}


def name_of(reference: dict) -> str:
    return reference["$ref"].rpartition("/")[2]


EVENTS = {
    SCHEMAS[name_of(one)]["properties"]["type"]["const"]: SCHEMAS[name_of(one)]
    for one in SCHEMAS["Batch"]["properties"]["events"]["items"]["anyOf"]
}


def messages(channel: str) -> set[str]:
    return set(DOCUMENT["channels"][channel]["messages"])


def kind_of(message: dict) -> str:
    """The document's name of a message."""
    kind = message["type"]
    return message["kind"] if kind == "directive" else "problem" if kind.startswith("urn:") else kind


@functools.cache
def _validator(kind: str) -> Draft7Validator:
    return Draft7Validator({**MESSAGES[kind]["payload"], "components": DOCUMENT["components"]})


def check(message: dict) -> str:
    """Hold a message to the document's schema; returns its name."""
    kind = kind_of(message)
    wrong = [f"{kind}.{error.json_path}: {error.message}" for error in _validator(kind).iter_errors(message)]
    assert not wrong, wrong
    return kind


class CheckedSdk(Sdk):
    """A double that holds everything that it hears to the document, and remembers what that was."""

    def __init__(self, *arguments: str) -> None:
        super().__init__(*arguments)
        self.kinds: set[str] = set()

    async def next(self) -> dict:
        message = await super().next()
        self.kinds.add(check(message))
        return message

    async def say(self, message: dict | str | bytes) -> None:
        try:
            said = json.loads(message) if isinstance(message, str) else message
            self.kinds.add(check(said))
        except (AssertionError, KeyError, TypeError, ValueError):
            pass  # said wrongly on purpose; the answer must be a refusal
        await super().say(message)


# ---------------------------------------------------------------- values of a schema


def example(schema: dict, **fields: object) -> dict:
    """An object with every member of the schema."""
    return {**{name: value_of(part) for name, part in schema["properties"].items()}, **fields}


def value_of(schema: dict) -> object:
    return next(valid_values(schema))


def valid_values(schema: dict) -> Iterator[object]:
    """Every enumerated value, or both ends of what is allowed."""
    if "const" in schema:
        yield schema["const"]
    elif "enum" in schema:
        yield from schema["enum"]
    elif "anyOf" in schema:
        for part in schema["anyOf"]:
            yield from valid_values(part)
    elif schema["type"] in ("integer", "number"):
        yield from (schema["minimum"], schema["maximum"])
    elif schema["type"] == "boolean":
        yield from (True, False)
    elif schema["type"] == "null":
        yield None
    elif "pattern" in schema:
        yield "0" * 64
    else:
        yield from ("x" * schema.get("minLength", 0), "x" * schema["maxLength"])


def invalid_values(schema: dict) -> Iterator[object]:
    """One value of another type, and what is just outside of what is allowed."""
    yield {"another": "type"}
    if "enum" in schema:
        yield "no such value"
    for part in schema.get("anyOf", [schema]):
        if "maximum" in part:
            yield from (part["minimum"] - 1, part["maximum"] + 1)
        if part.get("minLength"):
            yield "x" * (part["minLength"] - 1)
        if "maxLength" in part:
            yield "x" * (part["maxLength"] + 1)
        if "pattern" in part:
            yield "no digest"
