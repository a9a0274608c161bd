"""Made-up people never come into what a shell names for real ones."""

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
