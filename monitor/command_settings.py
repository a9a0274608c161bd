"""Settings as a command gets them: by its options and by `MONITOR_…` variables; what is wrong is said in plain words.

No value is repeated, because a URL may have a password in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

    from monitor.settings import Settings

PREFIX = "MONITOR_"
# Read elsewhere than in `Settings`: by the models, the browsers, some options, and docker-compose.yml.
ELSEWHERE = frozenset({"MODELS", "CHROMIUM", "LRS_USER", "LRS_PASSWORD", "PERSON", "OFFICE_KEY", "SITE"})


class WrongSetting(Exception):
    """A setting has a value that cannot be, or there is none of this name; the message says what to do."""


def command_settings(**given: Any) -> Settings:
    """The settings of the environment, and before them those `given` that are not None; raises `WrongSetting`."""
    from pydantic import ValidationError

    from monitor.settings import Settings

    refuse_unknown_settings(os.environ)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise WrongSetting(in_words(error)) from None


def refuse_unknown_settings(variables: Iterable[str]) -> None:
    """A misspelt variable would leave its setting at the default without a word; raises `WrongSetting`."""
    from monitor.settings import Settings

    known = {name.upper() for name in Settings.model_fields} | ELSEWHERE
    # `Settings` takes either case
    named = {name: name.upper().removeprefix(PREFIX) for name in variables if name.upper().startswith(PREFIX)}
    unknown = [_unknown(name, rest, known) for name, rest in sorted(named.items()) if rest not in known]
    if unknown:
        raise WrongSetting(" ".join(unknown))


def _unknown(name: str, rest: str, known: Iterable[str]) -> str:
    meant = get_close_matches(rest, known, n=1)
    return f"unknown setting {name}; " + (
        f"did you mean {PREFIX}{meant[0]}?" if meant else "unset it, or correct its name."
    )


def in_words(error: ValidationError) -> str:
    """What is wrong with which settings, by the names of their variables."""
    return "; ".join(_problems(error))


def _problems(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        # what is wrong with several together names them itself
        name = f"{PREFIX}{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
        yield name + problem["msg"].removeprefix("Value error, ")
