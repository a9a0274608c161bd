"""Fills the sample platform's pages: plain HTML files with `$places`, and two languages of words.

A place is filled with escaped text unless it is given `Html`; `${t.some_word}` is a word in the reader's language.
"""

from __future__ import annotations

import html
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

SITE = Path(__file__).parent / "site"
LANGUAGES = ("zh-CN", "en")


class Html(str):
    """Text that is already HTML."""

    __slots__ = ()


class _Places(string.Template):
    idpattern = r"[a-z][a-z0-9_.]*"


class _Filling(Mapping[str, str]):
    """The values of one page, escaped, and the words of one language."""

    def __init__(self, language: str, values: Mapping[str, str]) -> None:
        self._language, self._values = language, values

    def __getitem__(self, place: str) -> str:
        if place.startswith("t."):
            return html.escape(word(place[2:], self._language))
        value = self._values[place]
        return value if isinstance(value, Html) else html.escape(str(value))

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def word(name: str, language: str) -> str:
    """A word of the pages in one language."""
    return _words()[name][language]


def fill(file: str, language: str, /, **values: str) -> Html:
    """One file of site/pages with its places filled."""
    return Html(_template(file).substitute(_Filling(language, values)))


def fill_each(file: str, language: str, rows: Iterable[Mapping[str, str]]) -> Html:
    """The same file once for every row."""
    return Html("".join(fill(file, language, **row) for row in rows))


@cache
def _template(name: str) -> _Places:
    return _Places((SITE / "pages" / f"{name}.html").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, dict[str, str]]:
    with (SITE / "words.toml").open("rb") as file:
        return tomllib.load(file)
