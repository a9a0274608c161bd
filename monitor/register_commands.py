"""`monitor register …`: what the office approved, entered by hand; the first one makes the data folder.

Entering the same again does nothing.  Exit codes: 0 done, 2 refused.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, opened_registry

if TYPE_CHECKING:
    from monitor.core.office_records import Level

register = typer.Typer(help="Enter what the office approved: who teaches, what, and whom.", no_args_is_help=True)

Source = Annotated[str, typer.Option(help="The system from which it comes.")]
Known = Annotated[str, typer.Option("--id", help="What it is called there; the name itself if nothing is given.")]
Title = Annotated[str, typer.Option(help="What people call it.")]


@register.command()
def office(
    name: Annotated[str, typer.Argument(help="A short name for it, such as 4101.")],
    title: Title,
    level: Annotated[str, typer.Option(help="province, city or county.")] = "province",
    parent: Annotated[str, typer.Option(help="The office above it.")] = "",
    source: Source = "office",
    external_id: Known = "",
    data: DataFolder = DATA,
) -> None:
    """A leading-group office, below another one unless it is the province's."""
    from monitor.core.office_records import Office

    if level not in ("province", "city", "county"):
        raise typer.BadParameter("level is province, city or county")
    wanted: Level = level  # type: ignore[assignment]
    row = Office(
        source_system=source,
        external_id=external_id or name,
        office=name,
        title=title,
        level=wanted,
        parent=parent or None,
    )
    with plain_refusals(), opened_registry(data, make=True) as registry:
        registry.take_in([row])
    typer.echo(f"office {name} is registered")


@register.command()
def platform(
    name: Annotated[str, typer.Argument(help="The platform's name in the registry.")],
    title: Title,
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day on the catalogue.")],
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, if known.")] = None,
    connected: Annotated[bool, typer.Option(help="Connected to the supervision platform from that day on.")] = True,
    source: Source = "office",
    external_id: Known = "",
    data: DataFolder = DATA,
) -> None:
    """A platform with its time on the catalogue (ONL-03, ONL-04)."""
    with plain_refusals(), opened_registry(data, make=True) as registry:
        registry.add_platform(
            name,
            title=title,
            source_system=source,
            external_id=external_id or name,
            catalogued_from=since.date(),
            catalogued_to=_day(until),
            connected=connected,
        )
    typer.echo(f"platform {name} is registered; its key: monitor keys issue --platform {name}")


@register.command()
def institution(
    name: Annotated[str, typer.Argument(help="The institution's name in the registry.")],
    title: Title,
    under: Annotated[str, typer.Option("--office", help="The office that it belongs to.")] = "",
    city: Annotated[str, typer.Option(help="Its city's code, such as 4101.")] = "",
    source: Source = "office",
    external_id: Known = "",
    data: DataFolder = DATA,
) -> None:
    """An institution that organises classes."""
    from monitor.core.office_records import InstitutionProfile

    with plain_refusals(), opened_registry(data, make=True) as registry:
        registry.add_institution(name, title=title, source_system=source, external_id=external_id or name)
        if under or city:
            registry.take_in([InstitutionProfile(institution=name, office=under or None, city=city)])
    typer.echo(f"institution {name} is registered; its key: monitor keys issue --institution {name}")


@register.command("class")
def training_class(
    file: Annotated[Path, typer.Argument(help="The approved plan, as docs/registering.md shows it.")],
    rules: Annotated[str, typer.Option(help="The rule pack whose class hour the units must fill.")] = "henan-2023",
    data: DataFolder = DATA,
) -> None:
    """A class with its plan: courses, lessons in their order, and the class hours that are cut from them."""
    from monitor import rulepacks
    from monitor.class_file import read_class, titles_of

    with plain_refusals(), opened_registry(data, make=True) as registry:
        said, plan = read_class(file)
        registry.add_class(
            plan,
            institution=said.institution,
            title=said.title,
            source_system=said.source_system,
            external_id=said.external_id or said.training_class,
            unit_content_min=rulepacks.load(rules)["unit_content_min_ms"],
            titles=titles_of(said),
        )
        for lesson in plan.lessons:
            registry.approve_lesson(lesson.lesson, approved=True, on=said.approved_on, document=said.document)
    typer.echo(f"class {said.training_class} is registered: {len(plan.lessons)} lessons, {len(plan.units)} class hours")


@register.command()
def trainee(
    external_id: Annotated[str, typer.Argument(help="What the other system calls the person.")],
    into: Annotated[str, typer.Option("--class", help="The class to enrol the person in.")],
    platform: Annotated[str, typer.Option(help="The platform on which the person learns, whose own id it is.")] = "",
    with_phone: Annotated[bool, typer.Option("--phone", help="Read a phone number, too, from the next line.")] = False,
    source: Source = "office",
    data: DataFolder = DATA,
) -> None:
    """A person in a class.  The identity number is read from the standard input, so that no list of processes has it.

    Only keyed hashes are kept (PRV-06); the person's name in the registry is printed.  With `--platform` it is as if
    that platform's server had registered the person, who may then learn there.
    """
    from monitor.adapters.clock import SystemClock
    from monitor.core.days import shanghai_day

    number = _asked("identity number")
    phone = _asked("phone number") if with_phone else None
    now = SystemClock().now()
    with plain_refusals(), opened_registry(data) as registry:
        if platform:
            registry.platform_state(platform, shanghai_day(now))  # or there is no such platform
            source = f"platform/{platform}"
        name = registry.add_trainee(number, source_system=source, external_id=external_id, at=now, phone=phone)
        registry.enrol(name, into, source_system=source, external_id=external_id, at=now)
    typer.echo(name)


def _asked(what: str) -> str:
    return typer.prompt(what, hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None
