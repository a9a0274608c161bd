"""`monitor users …`: who may sign in to the console.

The first administrator is made here; all others can be made in the console.  Exit codes: 0 done, 2 refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from monitor.core.accounts import EVERYTHING, ROLE_WORDS, SEES, Role, Tenant
from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, opened_registry

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.core.accounts import AccountRecord
    from monitor.flows.accounts import Desk

users = typer.Typer(help="People who may sign in to the console.", no_args_is_help=True)

Account = Annotated[str, typer.Argument(help="1 to 64 letters, digits and ._@-")]
ConsoleUrl = Annotated[
    str, typer.Option("--url", help="How browsers reach the collector; else as MONITOR_PUBLIC_URL says.")
]
_BY = "command line"


@users.command()
def add(
    account: Account,
    role: Annotated[str, typer.Option(help=f"One of {', '.join(get_args(Role))}.")],
    name: Annotated[str, typer.Option(help="The person's name, as the console shows it.")] = "",
    of: Annotated[str, typer.Option(help="Whose data are seen: an office, an institution or a trainee.")] = "",
    url: ConsoleUrl = "",
    data: DataFolder = DATA,
) -> None:
    """Add a person, and print the address at which this person sets a password and an app, once, within 72 hours."""
    from monitor.flows import accounts
    from monitor.web.office_api.people import ACCOUNT

    if not ACCOUNT.fullmatch(account):
        raise typer.BadParameter("an account is 1 to 64 letters, digits and ._@-")
    with plain_refusals(), _desk(data, make=True) as desk:
        place = url or _public_url(data)
        chosen = _role(role)
        token = accounts.add(desk, account, title=name or account, role=chosen, tenant=_tenant(chosen, of), by=_BY)
    typer.echo(_address(place, token))


@users.command()
def invite(account: Account, url: ConsoleUrl = "", data: DataFolder = DATA) -> None:
    """Print another such address, for somebody who lost the password or the phone; older addresses end."""
    from monitor.flows import accounts

    with plain_refusals(), _desk(data) as desk:
        place = url or _public_url(data)
        token = accounts.invite(desk, account)
    typer.echo(_address(place, token))


@users.command()
def end(account: Account, data: DataFolder = DATA) -> None:
    """Let a person sign in no more, and end every sign-in."""
    with plain_refusals(), _desk(data) as desk:
        desk.registry.end_account(account, by=_BY, at=desk.clock.now())
    typer.echo(f"{account} has ended")


@users.command("list")
def list_users(data: DataFolder = DATA) -> None:
    """List all accounts, ended ones too."""
    with plain_refusals(), opened_registry(data) as registry:
        found = registry.accounts(limit=100_000)
    for record in found:
        typer.echo(_line(record))


@contextmanager
def _desk(data: Path, *, make: bool = False) -> Iterator[Desk]:
    """What accounts are kept with, over this data folder."""
    from types import SimpleNamespace

    from monitor.adapters.clock import SystemClock
    from monitor.adapters.keys import MasterKey
    from monitor.adapters.one_time_codes import Totp
    from monitor.adapters.passwords import Argon2Passwords
    from monitor.adapters.seal import AesSeal

    with opened_registry(data, make=make) as registry:
        seal = AesSeal(MasterKey.in_folder(data / "keys").derive("seal"))
        parts = {"registry": registry, "seal": seal, "passwords": Argon2Passwords(), "codes": Totp()}
        yield cast("Desk", SimpleNamespace(**parts, clock=SystemClock()))


def _role(text: str) -> Role:
    if text not in ROLE_WORDS:
        raise typer.BadParameter(f"a role is one of {', '.join(ROLE_WORDS)}")
    return text


def _tenant(role: Role, name: str) -> Tenant:
    kind = SEES[role]
    if (kind == "all") == bool(name):
        raise typer.BadParameter(f"{role} sees {kind}: name it with --of" if not name else f"{role} sees everything")
    return Tenant(kind=kind, name=name) if name else EVERYTHING


def _public_url(data: Path) -> str:
    """As the settings say; options with which the collector was started are not known here."""
    from monitor.storage import settings_of

    settings = settings_of(data)
    if settings.public_url:
        return settings.public_url
    typer.echo("the address is this machine's: --url or MONITOR_PUBLIC_URL says how browsers reach it", err=True)
    return f"http://{settings.host}:{settings.port}"


def _address(url: str, token: str) -> str:
    """Behind the #, which browsers send to nobody, so that no log of addresses has the token."""
    return f"{url.rstrip('/')}/console/invitation#{token}"


def _line(record: AccountRecord) -> str:
    viewer = record.viewer
    return "  ".join(filter(None, (viewer.account, viewer.role, viewer.tenant.name, record.state, viewer.title)))
