"""Writes docs/asyncapi.yaml: the stream as an AsyncAPI 3 document, from the structs that the collector speaks in.

`python scripts/asyncapi.py` writes it, with `--check` it only says whether the file is current.  Types, bounds and
enumerations come from the sources; what a field means stands in asyncapi_words.toml.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import yaml  # type: ignore[import-untyped]

from monitor.core import events, verdict
from monitor.flows import ingest, refusals, wire, words
from monitor.ports import Action
from monitor.web import batches

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "asyncapi.yaml"
WORDS = tomllib.loads((Path(__file__).parent / "asyncapi_words.toml").read_text())

Schema = dict[str, Any]

# Messages by the name that the document gives them.
SAID_BY_SDK: dict[str, type] = {"hello": wire.Hello, "batch": events.Batch, "post": wire.Post, "poll": wire.Poll}
DIRECTIVES: dict[str, type] = {
    "popup": wire.PopupDirective,
    "photo": wire.PhotoDirective,
    "liveness": wire.LivenessDirective,
    "hold": wire.HoldDirective,
    "release": wire.ReleaseDirective,
    "end": wire.EndDirective,
}
SAID_BY_COLLECTOR: dict[str, type] = {
    "welcome": wire.Welcome,
    "ack": wire.Ack,
    "outcome": wire.Outcome,
    "status": wire.Status,
    "error": wire.Error,
    "stored": wire.Stored,
    **DIRECTIVES,
}
STREAM = ("hello", "batch", "welcome", "ack", *DIRECTIVES, "outcome", "status", "error")
REQUESTS = ("post", "poll", *STREAM, "stored", "problem")


def _literals(of: type, field: str) -> list[Any]:
    return list(get_args(get_type_hints(of, include_extras=True)[field]))


# Strings of the wire whose values the sources fix elsewhere.
CODES = list(refusals._KINDS)  # noqa: SLF001  the document lists every code
ENUMS: dict[tuple[str, str], list[str]] = {
    ("Error", "code"): CODES,
    ("Outcome", "verdict"): ["pass", "retry", "review", "fail", "accepted", "rejected"],
    ("Status", "state"): list(get_args(verdict.Result)),
    ("LivenessDirective", "action"): list(get_args(Action)),
    ("HoldDirective", "reason"): list(words._HOLDS),  # noqa: SLF001
    ("EndDirective", "reason"): list(words._ENDS),  # noqa: SLF001
}


# ---------------------------------------------------------------- schemas


def schemas() -> dict[str, Schema]:
    """Every schema by name; raises `KeyError` for a field that nobody described."""
    found = _components([*SAID_BY_SDK.values(), *SAID_BY_COLLECTOR.values()])
    answers = _components(list(SAID_BY_COLLECTOR.values()))
    done = {name: _told(name, schema, strict=name in answers) for name, schema in sorted(found.items())}
    done["Batch"]["properties"]["events"]["minItems"] = 1
    done["Problem"] = _problem()
    return done


def _components(structs: list[type]) -> dict[str, Schema]:
    """The schemas of these messages and of everything in them."""
    return msgspec.json.schema_components(structs, ref_template="#/components/schemas/{name}")[1]


def _told(name: str, schema: Schema, *, strict: bool) -> Schema:
    """With descriptions and fixed values; `strict` for what the collector says: nothing is ever left out or added."""
    fields = {field: _field(name, field, value) for field, value in schema["properties"].items()}
    optional = {"purpose", "expected"}
    required = [field for field in fields if field not in optional] if strict else schema.get("required", [])
    told = {"type": "object", "description": schema["description"], "properties": fields, "required": required}
    if strict or schema.get("additionalProperties") is False:
        told["additionalProperties"] = False
    return told


def _field(name: str, field: str, value: Schema) -> Schema:
    meaning = WORDS.get(name, {}).get(field) or WORDS.get(field)
    if not isinstance(meaning, str):
        raise KeyError(f"{name}.{field}: describe it in scripts/asyncapi_words.toml")
    value = _plain(value)
    if enum := ENUMS.get((name, field)):
        value["enum"] = enum
    if "$ref" in value:
        return value  # what stands beside a reference would be ignored
    return {**value, "description": meaning}


def _plain(value: Any) -> Any:
    """One fixed value is a constant; AsyncAPI has no discriminator with a mapping."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _plain(part) for key, part in value.items() if key != "discriminator"}
    if len(plain.get("enum", ())) == 1:
        [plain["const"]] = plain.pop("enum")
    return plain


def _problem() -> Schema:
    """Why a request could not be served at all (RFC 9457)."""
    statuses = sorted({*batches._OF_THE_REQUEST.values(), 413, 422})  # noqa: SLF001
    names = ("type", "title", "status", "detail", "code", "field", "remedy")
    fields: Schema = {name: {"type": "string", "description": WORDS[name]} for name in names}
    fields["type"]["pattern"] = "^urn:integrity-monitor:problem:"
    fields["status"] = {"type": "integer", "enum": statuses, "description": WORDS["status"]}
    fields["code"]["enum"] = [*batches._OF_THE_REQUEST, "malformed", "oversized"]  # noqa: SLF001
    return {
        "type": "object",
        "description": "Why a request cannot be served at all (RFC 9457).",
        "properties": fields,
        "required": list(names),
    }


# ---------------------------------------------------------------- messages, channels and operations


def messages() -> dict[str, Schema]:
    """Every message by name."""
    structs = {**SAID_BY_SDK, **SAID_BY_COLLECTOR}
    said = {name: _message(struct.__name__, struct.__doc__ or "") for name, struct in structs.items()}
    said["error"]["examples"] = [_example(code) for code in CODES]
    said["problem"] = _message("Problem", "Why a request cannot be served at all (RFC 9457).")
    said["problem"]["contentType"] = "application/problem+json"
    return said


def _message(schema: str, doc: str) -> Schema:
    return {"summary": " ".join(doc.split()), "payload": {"$ref": f"#/components/schemas/{schema}"}}


def _example(code: str) -> Schema:
    refused = refusals.Refused(code, expected=7 if code == "out_of_sequence" else None)
    return {"name": code, "payload": msgspec.to_builtins(refused.message("en"))}


def _channel(address: str, names: tuple[str, ...], about: str, bindings: Schema) -> Schema:
    known = {name: {"$ref": f"#/components/messages/{name}"} for name in names}
    return {"address": address, "description": about, "messages": known, "bindings": bindings}


def _operation(action: str, channel: str, said: tuple[str, ...], summary: str, answers: tuple[str, ...] = ()) -> Schema:
    operation: Schema = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": _of(channel, said),
    }
    if answers:
        operation["reply"] = {"channel": {"$ref": f"#/channels/{channel}"}, "messages": _of(channel, answers)}
    return operation


def _of(channel: str, names: tuple[str, ...]) -> list[Schema]:
    return [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]


def channels() -> Schema:
    frame = f"One JSON text frame a message, at most {ingest.FRAME_LIMIT // 1024} KiB each."
    lines = "The same messages without a WebSocket: one a line of a `text/plain` body, at most 1 MiB."
    return {
        "stream": _channel("/v1/stream", STREAM, frame, {"ws": {"method": "GET", "bindingVersion": "0.1.0"}}),
        "requests": _channel("/v1/batches", REQUESTS, lines, {}),
    }


def operations() -> Schema:
    told = ("ack", *DIRECTIVES, "outcome", "status", "error")
    return {
        "greet": _operation("receive", "stream", ("hello",), "Begin or resume a session.", ("welcome", "error")),
        "take": _operation("receive", "stream", ("batch",), "Store events durably.", ("ack", "error")),
        "direct": _operation("send", "stream", tuple(DIRECTIVES), "Ask something of the SDK."),
        "tell": _operation("send", "stream", ("outcome", "status"), "Say what became of it."),
        "takeLate": _operation(
            "receive", "requests", ("post", "batch"), "Take what a run could not deliver.",
            ("stored", "error", "problem"),
        ),
        "greetByRequest": _operation(
            "receive", "requests", ("hello", "batch"), "Begin or resume a session by requests.",
            ("welcome", *told, "problem"),
        ),
        "takeByRequest": _operation(
            "receive", "requests", ("poll", "batch"), "Take events and say what waits.", (*told, "problem")
        ),
    }  # fmt: skip


def document() -> Schema:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Integrity monitor: the stream between SDK and collector",
            "version": str(*_literals(wire.Hello, "protocol")),
            "description": "What docs/protocol.md says in words. Times are integer milliseconds. "
            "Every message of the collector has exactly these members; the SDK may meet new ones in a later version.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "collector": {"host": "monitor.example", "protocol": "wss", "description": "`stream_url` names it."},
        },
        "channels": channels(),
        "operations": operations(),
        "components": {"messages": messages(), "schemas": schemas()},
    }


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # the library has no types
    """No anchors: the same list twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def text() -> str:
    head = "# Written by scripts/asyncapi.py from the collector's sources; do not edit.\n"
    return head + str(yaml.dump(document(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110))


def main(arguments: list[str]) -> int:
    """Write the file, or with --check compare it; 1 when it is not current."""
    if "--check" not in arguments:
        TARGET.write_text(text(), encoding="utf-8")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text():
        return 0
    print("docs/asyncapi.yaml is not current: run `make documents` and commit it")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
