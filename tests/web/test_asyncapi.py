"""docs/asyncapi.yaml is valid, and has every message, event, field and code that the sources have."""

import ast
import json
import re

import jsonschema
from stream_document import DOCUMENT, EVENTS, MESSAGES, REFUSALS, ROOT, SCHEMAS

OFFICIAL = ROOT / "sdk" / "js" / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"


def test_it_is_valid_by_the_official_schema():
    assert OFFICIAL.is_file(), "the schema of AsyncAPI is missing; run make setup"
    jsonschema.Draft7Validator(json.loads(OFFICIAL.read_text())).validate(DOCUMENT)


def test_every_reference_leads_somewhere():
    for reference in re.findall(r"'#(/[^']+)'", str(DOCUMENT)):
        place = DOCUMENT
        for step in reference.strip("/").split("/"):
            place = place[step]


def classes(path: str) -> list[ast.ClassDef]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def tag(node: ast.ClassDef) -> str:
    given = [word.value.value for word in node.keywords if word.arg == "tag" and isinstance(word.value, ast.Constant)]
    return given[0] if given else ""


def bases(node: ast.ClassDef) -> set[str]:
    return {base.id for base in node.bases if isinstance(base, ast.Name)}


def test_it_has_every_event_that_the_core_defines():
    defined = {tag(node) for node in classes("monitor/core/events.py") if bases(node) & {"Event", "MediaState"}}

    assert set(EVENTS) == defined - {""}


def test_it_has_every_field_of_every_event():
    fields = {
        node.name: {line.target.id for line in node.body if isinstance(line, ast.AnnAssign)}
        for node in classes("monitor/core/events.py")
    }
    for node in classes("monitor/core/events.py"):
        if bases(node) & {"Event", "MediaState"} and tag(node):
            state = fields["MediaState"] if "MediaState" in bases(node) else set()
            assert set(EVENTS[tag(node)]["properties"]) == fields[node.name] | state | fields["Event"] | {"type"}


def test_it_has_every_message_of_the_wire():
    said = {tag(node) for node in classes("monitor/flows/wire.py")} - {""}

    assert set(MESSAGES) == said | {"batch", "problem"}


def test_the_sdk_knows_the_same_events():
    source = (ROOT / "sdk" / "js" / "src" / "wire.ts").read_text("utf-8")
    bodies = re.findall(r"interface (?:MediaExtra|PlainEvents) \{\n(.*?)\n\}", source, re.DOTALL)

    assert {name for body in bodies for name in re.findall(r"^ {2}(\w+):", body, re.MULTILINE)} == set(EVENTS)


def test_it_has_every_code_with_which_the_collector_refuses():
    raised = {
        call.args[0].value
        for path in (ROOT / "monitor").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused" and call.args
        if isinstance(call.args[0], ast.Constant)
    }

    assert set(SCHEMAS["Error"]["properties"]["code"]["enum"]) == set(REFUSALS) == raised


def test_the_protocol_in_words_has_the_same_codes():
    table = (ROOT / "docs" / "protocol.md").read_text("utf-8").partition("### `error`")[2]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(REFUSALS)
