"""`monitor faces …` and what `monitor models …` shows of the active protection.

Exit codes of `judge`: 0 the challenge passes, 1 it does not, 2 nothing could be judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.command_settings import command_settings

if TYPE_CHECKING:
    from monitor.adapters.model_store import ModelStore
    from monitor.judge_folders import JudgedChallenge

faces = typer.Typer(help="The face checks, on pictures in folders.", no_args_is_help=True)


@faces.callback()
def _group() -> None:
    """Keep `judge` a word of its own, though it is the only one."""


@faces.command()
def judge(
    actions: Annotated[str, typer.Option(help="What was asked, in order: turn_left,blink,…")],
    reference: Annotated[Path, typer.Option(help="Folder of JPEG pictures of the enrolled person.")],
    bursts: Annotated[Path, typer.Option(help="Folder with one folder of JPEG frames per action, sorted by name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything that was measured, as JSON.")] = False,
) -> None:
    """Judge a challenge with the shipped checks, burst by burst and as a whole."""
    from monitor.judge_folders import judge_folders

    with plain_refusals():
        names = [name.strip() for name in actions.split(",") if name.strip()]
        judged = judge_folders(names, reference, bursts, configured_models())
    typer.echo(json.dumps(judged.as_json(), ensure_ascii=False, indent=2) if as_json else _in_words(judged))
    raise typer.Exit(0 if judged.whole.verdict == "pass" else 1)


def calibrate(
    folder: Annotated[Path, typer.Argument(help="One folder per person with JPEG pictures.")],
    cohorts: Annotated[
        Path | None, typer.Option(help="Who belongs to which cohort: lines person,cohort, or a JSON object.")
    ] = None,
    limit: Annotated[
        float, typer.Option(min=0.0, max=50.0, help="Accepted false match rate of the worst cohort, in percent.")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything that was measured, as JSON.")] = False,
) -> None:
    """Measure the comparison on known people, and propose thresholds, or refuse to (exit code 1)."""
    from monitor.calibrate_folder import calibrate_folder

    with plain_refusals():
        found = calibrate_folder(folder, cohorts, limit / 100, configured_models())
    typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else found.in_words())
    raise typer.Exit(0 if found.proposal.match is not None else 1)


def configured_models() -> ModelStore:
    """Return the models that the settings name; raises `WrongSetting`."""
    from monitor.assembly import model_store

    return model_store(command_settings())


def show_protection(store: ModelStore) -> None:
    """Say in both languages which protection is active, and where models are not as they should be, that none is.

    Raises `ModelError` for a card that cannot be read.
    """
    from monitor.faces.protection import WITHOUT_MODELS, protection

    plugged = store.plugged_pad()
    unfit = [file for file in store.verify() if file.state != "present"]
    active = WITHOUT_MODELS if unfit else protection(None if plugged is None else plugged[0].name)
    typer.echo(f"protection: {active.zh} / {active.en}")
    for file in unfit:
        typer.echo(
            f"  {file.state}: {file.path}; nobody passes a face check until it is mended (monitor models verify)"
        )


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Turn wrong input and missing models into one sentence and exit code 2; a bug keeps its traceback."""
    try:
        yield
    except Exception as error:
        # Errors of this project are written for people.
        if not isinstance(error, OSError) and not type(error).__module__.startswith("monitor."):
            raise
        typer.echo(f"monitor: {error}", err=True)
        raise typer.Exit(2) from None


def _in_words(judged: JudgedChallenge) -> str:
    from monitor.faces.protection import protection_of

    rows = zip(judged.folders, judged.actions, judged.bursts, strict=True)
    lines = [f"{folder} ({action}): {burst.verdict} {burst.reason}" for folder, action, burst in rows]
    active = protection_of(judged.whole.versions)
    lines += [f"challenge: {judged.whole.verdict} {judged.whole.reason}", f"protection: {active.zh} / {active.en}"]
    return "\n".join(lines)
