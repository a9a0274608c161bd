"""Made-up people never come into what a shell names for real ones."""

from typer.testing import CliRunner

from monitor.__main__ import app
from monitor.learners.stage import apart
from monitor.storage import log_database


def test_the_demonstration_keeps_all_in_its_folder_whatever_the_shell_names(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE", "postgresql://monitor@real/monitor")
    monkeypatch.setenv("MONITOR_EVENT_LOG", "postgresql://monitor@real/log")
    monkeypatch.setenv("MONITOR_REDIS_URL", "redis://real/0")
    monkeypatch.setenv("MONITOR_JUDGES", "workers")
    monkeypatch.setenv("MONITOR_PHOTO_STORE", "s3://real")
    settings = apart(tmp_path)

    assert (settings.database, log_database(settings), settings.redis_url, settings.photo_store) == ("", "", "", "")
    assert settings.judges == "here"


def test_a_sandbox_lies_in_no_database_that_it_was_not_given(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE", "postgresql://monitor@real/monitor")
    monkeypatch.setenv("MONITOR_EVENT_LOG", "postgresql://monitor@real/log")
    served = []
    monkeypatch.setattr("monitor.web.server.run", lambda work, _: work.close())
    monkeypatch.setattr("monitor.__main__._serve", lambda settings, sandbox: served.append(settings) or nothing())
    done = CliRunner().invoke(app, ["serve", "--sandbox", "--data", str(tmp_path / "new"), "--port", "0"])

    assert done.exit_code == 0, done.output
    assert (served[0].database, log_database(served[0]), served[0].rule_pack) == ("", "", "demo")


async def nothing():
    pass
