"""The rule packs that ship with the monitor, and how to load one."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from monitor.core.errors import RulePackError
from monitor.core.gates import pack as gate_packs
from monitor.core.gates.pack import GatePack
from monitor.core.rulepack import RulePack, parse


def available() -> list[str]:
    """The names of the shipped packs."""
    files = resources.files(__name__).iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


@cache
def load(name_or_path: str) -> RulePack:
    """A shipped pack by name, or one from a `.toml` file; raises `RulePackError` naming the shipped ones."""
    if name_or_path.endswith(".toml"):
        return parse(Path(name_or_path).read_text(encoding="utf-8"))
    file = resources.files(__name__) / f"{name_or_path}.toml"
    if not file.is_file():
        raise RulePackError(f"rule pack {name_or_path!r} is unknown; shipped packs: {', '.join(available())}")
    return parse(file.read_text(encoding="utf-8"))


@cache
def load_gates(name: str = "henan-2023") -> GatePack:
    """The shipped numbers of the gates by name; raises `RulePackError` when there are none of this name."""
    file = resources.files(__name__) / "gates" / f"{name}.toml"
    if not file.is_file():
        raise RulePackError(f"gate pack {name!r} is unknown")
    return gate_packs.parse(file.read_text(encoding="utf-8"))
