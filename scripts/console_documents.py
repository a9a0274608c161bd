"""What is made for the console: who may call what (docs/console-roles.md), the types of its pages, the rules' names.

Run it after a change of a route or an answer (`make documents`); `--check` only compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from fastapi import FastAPI

from monitor.core.accounts import ROLE_WORDS
from monitor.core.rule_names import RULE_WORDS
from monitor.web.console import OPERATIONS, ROUTERS
from monitor.web.console.access import ROLES
from monitor.web.courses import Course

ROOT = Path(__file__).resolve().parent.parent
STRUCTS = (Course,)  # answers that are not pydantic models
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


# ---------------------------------------------------------------- who may call what


def roles_page() -> str:
    """The table of role × operation, in Markdown."""
    head = ["operation", *(ROLE_WORDS[role]["en"] for role in ROLES), "what for"]
    lines = [
        "# Who may call what in the console",
        "",
        "Made from the routes by `make documents`; every line is tested in full (tests/web/test_console_roles.py).",
        "All paths lie under `/console/api`. ● may call it; everybody else gets 403, and whoever is not signed in 401.",
        "A city or county office sees what lies under it, an institution its own classes, a trainee own data.",
        "",
        _row(head),
        _row(["---"] * len(head)),
    ]
    for one in OPERATIONS:
        marks = ["●" if role in one.roles else "" for role in ROLES] if one.signed_in else ["open"] * len(ROLES)
        lines.append(_row([f"`{one.name}`", *marks, one.purpose]))
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


# ---------------------------------------------------------------- types for the pages


def types_file() -> str:
    """TypeScript of all bodies and answers, and the names of all operations."""
    names = "\n".join(f"  | '{one.name}'" for one in OPERATIONS)
    parts = [
        "// Made from the routes by `make documents`; do not edit.",
        f"export type Operation =\n{names}",
        *(_declared(name, schema) for name, schema in sorted(_schemas().items())),
        _rules(),
    ]
    return "\n\n".join(parts) + "\n"


def _rules() -> str:
    """The names of the rules that may stand behind a result, as people read them."""
    lines = (
        f"  {rule}: {{ 'zh-CN': {_text(name['zh-CN'])}, en: {_text(name['en'])} }},"
        for rule, name in RULE_WORDS.items()
    )
    return "\n".join(("/** What may stand behind a result. */", "export const RULES = {", *lines, "} as const"))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _schemas() -> dict[str, dict[str, Any]]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    schemas: dict[str, dict[str, Any]] = app.openapi()["components"]["schemas"]
    _, structs = msgspec.json.schema_components(STRUCTS, ref_template="#/components/schemas/{name}")
    ours = {name: schema for name, schema in {**schemas, **structs}.items() if "Validation" not in name}
    return {_name(name): schema for name, schema in ours.items()}


def _name(name: str) -> str:
    """`Page[LineSaid]` has no place in TypeScript; its page is `PageOfLineSaid`."""
    return name.replace("Page_", "PageOf").strip("_")


def _declared(name: str, schema: dict[str, Any]) -> str:
    comment = f"/** {schema['description'].splitlines()[0]} */\n" if schema.get("description") else ""
    if "properties" not in schema:
        return f"{comment}export type {name} = {_type(schema)}"
    required = set(schema.get("required", ()))
    fields = "\n".join(_field(field, part, field in required) for field, part in schema["properties"].items())
    return f"{comment}export interface {name} {{\n{fields}\n}}"


def _field(name: str, schema: dict[str, Any], required: bool) -> str:
    comment = f"  /** {schema['description']} */\n" if schema.get("description") else ""
    return f"{comment}  {name}{'' if required else '?'}: {_type(schema)}"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _name(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(part) for part in schema[several]))
    if "enum" in schema:
        return " | ".join(f"'{value}'" for value in schema["enum"])
    if "const" in schema:
        return f"'{schema['const']}'"
    if schema.get("type") == "array":
        return _array(schema)
    if schema.get("type") == "object":
        return f"Record<string, {_type(schema.get('additionalProperties') or {})}>"
    return PLAIN.get(schema.get("type", ""), "unknown")


def _array(schema: dict[str, Any]) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(_type(part) for part in schema['prefixItems'])}]"
    inner = _type(schema.get("items") or {})
    return f"({inner})[]" if " " in inner else f"{inner}[]"


# ---------------------------------------------------------------- writing and comparing


def documents() -> Iterator[tuple[Path, str]]:
    yield ROOT / "docs" / "console-roles.md", roles_page()
    yield ROOT / "dashboards" / "src" / "api" / "schema.ts", types_file()


def main() -> int:
    stale = [(path, text) for path, text in documents() if not path.exists() or path.read_text("utf-8") != text]
    for path, text in stale:
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is not what the routes say: run `make documents` and commit it")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
