"""`monitor keys`: the office hands keys out and ends them."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.adapters.clock import ManualClock
from monitor.adapters.signer import FileSigner

HOLD = """
import pathlib, sys
from monitor.adapters.data_folder import claim_folder
claim_folder(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def run(registry, engine, tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE", engine.url.render_as_string(hide_password=False))

    def command(*words: str):
        return CliRunner().invoke(app, ["keys", *words, "--data", str(tmp_path)])

    return command


def test_a_key_that_was_issued_works_until_it_is_revoked(registry, run):
    key = run("issue", "--platform", "vendor-a", "--scope", "read", "--label", "reports").stdout.strip()
    caller = registry.caller_by_key(key, 10**13)
    listed = run("list", "--platform", "vendor-a").stdout

    assert caller.scopes == {"read"}
    assert listed.startswith(f"{caller.key}  platform/vendor-a  read  issued ")
    assert listed.rstrip().endswith("reports")
    assert key not in listed

    assert run("revoke", caller.key).exit_code == 0
    assert "revoked" in run("list").stdout


def test_an_institutions_key_may_have_an_end(registry, run):
    key = run("issue", "--institution", "school", "--days", "1").stdout.strip()
    [record] = registry.keys_of("school", "institution")

    assert key.startswith("imi_")
    assert record.expires_at == record.issued_at + 86_400_000
    assert "expires" in run("list").stdout


def test_a_person_of_an_institution_gets_a_key_of_their_own_for_vouching(registry, run):
    key = run("issue", "--institution", "school", "--person", "zhao").stdout.strip()
    caller = registry.caller_by_key(key, 10**13)

    assert (caller.person, caller.scopes) == ("zhao", {"read", "confirm"})
    assert "institution/school/zhao" in run("list").stdout
    assert registry.caller_by_key(registry.rotate_key(caller.key, 1, old_until=2), 10**13).person == "zhao"


@pytest.mark.parametrize("owner", [(), ("--platform", "vendor-a", "--institution", "school")])
def test_a_key_has_one_owner(run, owner):
    refused = run("issue", *owner)

    assert refused.exit_code == 2
    assert "--institution" in refused.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("issue", "--platform", "nobody"), "platform: nobody is not registered"),
        (("issue", "--platform", "vendor-a", "--scope", "everything"), "scopes: everything"),
        (("issue", "--platform", "vendor-a", "--person", "ann"), "person: is for keys of an institution's people"),
        (("revoke", "k-unknown"), "key: k-unknown is not registered"),
    ],
)
def test_a_refusal_is_one_plain_sentence(run, words, says):
    refused = run(*words)

    assert refused.exit_code != 0
    assert says in refused.stderr
    assert "Traceback" not in refused.output


def test_a_folder_without_a_registry_is_named(tmp_path):
    refused = CliRunner().invoke(app, ["keys", "list", "--data", str(tmp_path / "nowhere")])

    assert refused.exit_code == 2
    assert "registry.db" in refused.stderr


def test_one_persons_key_is_ended_alone_and_followed_by_another_when_asked_for(registry, run):
    first, other = (run("person", name).stdout.strip() for name in ("zhao", "qian"))

    assert run("revoke", "--person", "zhao").exit_code == 0
    refused = run("person", "zhao")
    again = run("person", "zhao", "--again").stdout.strip()

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "the key of zhao was revoked" in refused.stderr
    assert again.startswith("imo_")
    assert again != first
    assert run("person", "zhao").stdout.strip() == again
    assert run("person", "qian").stdout.strip() == other
    assert "person/zhao  revoked" in run("list").stdout
    assert "qian" not in run("list").stdout


@pytest.mark.parametrize("words", [(), ("k-1", "--person", "zhao"), ("--person", "not an account")])
def test_revoking_names_one_key_or_one_person(run, words):
    assert run("revoke", *words).exit_code == 2


def test_a_replaced_signing_key_still_proves_what_it_signed(run, tmp_path):
    signer = FileSigner(tmp_path / "keys" / "signing.json", ManualClock())
    said = run("rotate-signing", "--days", "10")
    [new, old] = FileSigner(tmp_path / "keys" / "signing.json", ManualClock()).jwks()["keys"]

    assert said.exit_code == 0, said.output
    assert new["kid"] in said.stdout
    assert (old["kid"], "exp" in old, "exp" in new) == (signer.key_id, True, False)


def test_a_signing_key_is_not_replaced_under_a_running_collector(run, tmp_path):
    FileSigner(tmp_path / "keys" / "signing.json", ManualClock())
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    holder.stdout.readline()
    refused = run("rotate-signing")
    holder.communicate()

    assert (refused.exit_code, "another process" in refused.stderr) == (2, True)
