"""`monitor keys …`: the keys with which platforms, institutions and people of the office use the API.

Exit codes: 0 done, 2 refused.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, cast

import typer

from monitor.face_commands import plain_refusals
from monitor.registry_folder import DATA, DataFolder, existing, opened_registry

if TYPE_CHECKING:
    from monitor.core.callers import ApiKey, OwnerKind, Scope

keys = typer.Typer(help="API keys of platforms, institutions and people of the office.", no_args_is_help=True)

_DAY_MS = 86_400_000
Platform = Annotated[str, typer.Option(help="The platform whose key it is; or")]
Institution = Annotated[str, typer.Option(help="the institution.")]


@keys.command()
def issue(
    platform: Platform = "",
    institution: Institution = "",
    scope: Annotated[list[str] | None, typer.Option(help="What it is good for; may be repeated. All if none.")] = None,
    person: Annotated[
        str, typer.Option(help="Give it to this person of the institution alone, who is then known to speak with it.")
    ] = "",
    label: Annotated[str, typer.Option(help="What it is for, in words.")] = "",
    days: Annotated[int, typer.Option(min=0, help="For how many days; 0 for no end.")] = 0,
    data: DataFolder = DATA,
) -> None:
    """Issue a key and print it, this once; earlier keys go on."""
    from monitor.adapters.clock import SystemClock

    owner, kind = _owner(platform, institution)
    now = SystemClock().now()
    with plain_refusals(), opened_registry(data) as registry:
        key = registry.issue_key(
            owner,
            now,
            kind=kind,
            scopes=cast("list[Scope]", scope or []),
            person=person,
            label=label,
            expires_at=now + days * _DAY_MS if days else None,
        )
    typer.echo(key)


@keys.command("list")
def list_keys(platform: Platform = "", institution: Institution = "", data: DataFolder = DATA) -> None:
    """List keys by name; the keys themselves are known to their owners only.

    Without an owner, people of the office whose key was revoked are listed too.
    """
    with plain_refusals(), opened_registry(data) as registry:
        if platform or institution:
            owner, kind = _owner(platform, institution)
            found, people = registry.keys_of(owner, kind), []
        else:
            found, people = registry.keys_of(), registry.ended_person_keys()
    for key in found:
        typer.echo(_line(key))
    for ended in people:
        since = "  and has another one" if ended.in_force else ""
        typer.echo(f"person/{ended.account}  revoked {_day(ended.ended_at)}{since}")


@keys.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The key's name, as `monitor keys list` shows it; or")] = "",
    person: Annotated[str, typer.Option(help="the person of the office whose key it is.")] = "",
    data: DataFolder = DATA,
) -> None:
    """End a key at once, in a running collector too."""
    from monitor.adapters.clock import SystemClock

    if bool(key) == bool(person):
        raise typer.BadParameter("name one: a key, or --person")
    now = SystemClock().now()
    with plain_refusals(), opened_registry(data) as registry:
        if person:
            registry.end_person_key(_account(person), now)
        else:
            registry.revoke_key(key, now)
    typer.echo(f"{key or f'the key of {person}'} is revoked")


@keys.command()
def person(
    account: Annotated[str, typer.Argument(help="Letters, digits and ._@-; it is what X-Person says.")],
    again: Annotated[bool, typer.Option("--again", help="Another key in place of one that was revoked.")] = False,
    data: DataFolder = DATA,
) -> None:
    """Print the key of one person of the office, for that person alone; it is the same until it is revoked."""
    from monitor.adapters.keys import MasterKey
    from monitor.web.office_api.people import office_key

    _account(account)
    with plain_refusals(), opened_registry(data) as registry:
        ended = registry.renew_person_key(account) if again else registry.person_key(account)
    if ended is None:
        typer.echo(f"monitor: the key of {account} was revoked; --again issues another one", err=True)
        raise typer.Exit(1)
    typer.echo(office_key(MasterKey.in_folder(data / "keys"), account, ended))


@keys.command()
def viewing(data: DataFolder = DATA) -> None:
    """Print the key for the pages under /attempts and for the figures about faces; it is the same for good."""
    from monitor.adapters.keys import MasterKey
    from monitor.web.pages import viewing_key

    with plain_refusals():
        typer.echo(viewing_key(MasterKey.in_folder(existing(data / "keys" / "master.key").parent)))


@keys.command("rotate-signing")
def rotate_signing(
    days: Annotated[int, typer.Option(min=0, help="For how many days what the old key signed still counts.")] = 1096,
    data: DataFolder = DATA,
) -> None:
    """Sign certificates with a new key from the collector's next start on; it has to be down meanwhile."""
    from monitor.adapters.clock import SystemClock
    from monitor.adapters.data_folder import claim_folder
    from monitor.adapters.signer import FileSigner

    with plain_refusals(), ExitStack() as held:
        held.callback(claim_folder(existing(data / "keys" / "signing.json").parent.parent))
        clock = SystemClock()
        until = clock.now() // 1000 + days * 86_400
        key = FileSigner(existing(data / "keys" / "signing.json"), clock).rotate(old_until=until)
    typer.echo(f"new certificates are signed with {key}; back up the keys again")


def _account(name: str) -> str:
    from monitor.web.office_api.people import ACCOUNT

    if not ACCOUNT.fullmatch(name):
        raise typer.BadParameter("an account is 1 to 64 letters, digits and ._@-")
    return name


def _owner(platform: str, institution: str) -> tuple[str, OwnerKind]:
    if bool(platform) == bool(institution):
        raise typer.BadParameter("name one: --platform or --institution")
    return (platform, "platform") if platform else (institution, "institution")


def _line(key: ApiKey) -> str:
    parts = [
        key.key,
        "/".join(filter(None, (key.kind, key.owner, key.person))),
        ",".join(key.scopes),
        f"issued {_day(key.issued_at)}",
    ]
    if key.expires_at is not None:
        parts.append(f"expires {_day(key.expires_at)}")
    if key.revoked_at is not None:
        parts.append(f"revoked {_day(key.revoked_at)}")
    return "  ".join([*parts, key.label]).rstrip()


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()
