"""How made-up learners, and bots, understand what a pop-up asks: they read it, as everybody can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.core.challenges import NUMBERS, THINGS
from monitor.learners.curriculum import QUESTIONS


def _things() -> Iterator[tuple[str, str]]:
    for thing in THINGS:
        yield f"哪一个{thing.fact_zh}？", thing.zh
        yield f"which one {thing.fact_en}?", thing.en


def _sums() -> Iterator[tuple[str, str]]:
    for larger in range(1, 10):
        for smaller in range(1, larger + 1):
            (zh_1, en_1), (zh_2, en_2) = NUMBERS[larger], NUMBERS[smaller]
            yield f"{zh_1}加{zh_2}等于几？", str(larger + smaller)
            yield f"{zh_1}减{zh_2}等于几？", str(larger - smaller)
            yield f"what is {en_1} plus {en_2}?", str(larger + smaller)
            yield f"what is {en_1} minus {en_2}?", str(larger - smaller)


def _course() -> Iterator[tuple[str, str]]:
    for questions in QUESTIONS.values():
        for question in questions:
            for language, prompt in question.prompt.items():
                yield prompt, question.options[question.right][language]


# How a question ends, and how its right option reads.
KNOWN: dict[str, str] = {**dict(_things()), **dict(_sums()), **dict(_course())}


def understand(text: str, options: Mapping[str, str]) -> str:
    """The id of the option (id to label) that a text asks for, or of the only one or first where nothing is known."""
    answer = next((answer for question, answer in KNOWN.items() if question in text), "")
    return next((name for name, label in options.items() if label == answer), next(iter(options)))
