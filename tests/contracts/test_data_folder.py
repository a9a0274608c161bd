"""One process at a time writes into a data folder, and whatever ends it frees the folder."""

import subprocess
import sys

import pytest

from monitor.adapters.data_folder import FolderInUse, claim_folder

HOLD = """
import sys, pathlib
from monitor.adapters.data_folder import claim_folder
claim_folder(pathlib.Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that writes there."""
    words = (sys.executable, "-c", HOLD, str(tmp_path))
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_folder_that_another_process_holds_is_refused_until_that_one_is_killed(tmp_path, holder):
    with pytest.raises(FolderInUse, match="another process"):
        claim_folder(tmp_path)
    holder.kill()
    holder.wait()

    claim_folder(tmp_path)()


def test_a_folder_that_was_let_go_of_is_free(tmp_path):
    for _ in range(2):
        claim_folder(tmp_path)()
