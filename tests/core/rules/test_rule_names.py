"""The names of rules: each has words, and none is offered that no finding has."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from monitor import core
from monitor.core.rule_names import RULE_WORDS, Rule

SOURCES = "".join(
    file.read_text("utf-8") for file in Path(core.__file__).parent.rglob("*.py") if file.name != "rule_names.py"
)


def test_every_rule_has_words_in_both_languages() -> None:
    assert set(RULE_WORDS) == set(get_args(Rule))
    for words in RULE_WORDS.values():
        assert len(set(words.values())) == 2, words


def test_every_rule_is_one_that_something_finds() -> None:
    assert [rule for rule in get_args(Rule) if f'"{rule}"' not in SOURCES] == []
