"""`monitor serve --sandbox`: a small world with test keys that stay the same, and never somebody's data."""

from typing import cast

import pytest
from typer.testing import CliRunner

from monitor import assembly
from monitor.__main__ import app
from monitor.adapters.registry import SqlRegistry
from monitor.learners.curriculum import LESSONS, TRAINING_CLASS
from monitor.learners.sandbox import MARK, _furnish, check_folder
from monitor.learners.seeding import PLATFORM
from monitor.settings import Settings


def furnished(folder, address: str = "http://m"):
    """Fill a sandbox as a start of it does; returns it with what its registry then knows of the platform's key."""
    with_registry = assembly.build(Settings(data=folder, rule_pack="demo"))
    registry = cast(SqlRegistry, with_registry.registry)
    sandbox = _furnish(registry, with_registry.pack, with_registry.keys, folder, address, 1)
    caller = registry.caller_by_key(sandbox.platform_key, 2)
    plan = registry.class_plan(TRAINING_CLASS)
    registry.close()
    return sandbox, caller, plan


def test_its_keys_work_and_stay_the_same_from_start_to_start(tmp_path):
    first, caller, plan = furnished(tmp_path)
    second, _, _ = furnished(tmp_path, "http://other")

    assert (caller.kind, caller.owner) == ("platform", PLATFORM)
    assert (first.platform_key, first.institution_key) == (second.platform_key, second.institution_key)
    assert first.platform_key != first.institution_key
    assert {lesson.lesson for lesson in plan.lessons} == set(LESSONS)
    assert "INTEGRITY_URL=http://other\n" in (tmp_path / MARK).read_text()


def test_two_sandboxes_have_different_keys(tmp_path):
    one, two = (furnished(tmp_path / name)[0].platform_key for name in ("one", "two"))

    assert one != two


def test_what_is_printed_says_how_to_go_on(tmp_path):
    sandbox, _, _ = furnished(tmp_path)
    printed = "\n".join(sandbox.lines())

    assert sandbox.platform_key in printed
    assert sandbox.institution_key in printed
    assert f". {tmp_path / MARK}" in printed


def test_a_folder_with_somebodys_data_is_left_alone(tmp_path):
    (tmp_path / "registry.db").write_bytes(b"")
    refused = CliRunner().invoke(app, ["serve", "--sandbox", "--data", str(tmp_path)])

    assert refused.exit_code == 1
    assert "not a sandbox's" in refused.stderr
    (tmp_path / MARK).touch()
    check_folder(tmp_path)


@pytest.mark.parametrize("ticket", ["", "nonsense"])
def test_a_learner_without_a_good_ticket_is_told_so(tmp_path, ticket):
    refused = CliRunner().invoke(app, ["learn", "ws://127.0.0.1:9/v1/stream", ticket])

    assert refused.exit_code == 2
    assert "Traceback" not in refused.output
